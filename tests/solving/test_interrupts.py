"""Ctrl-C: the best so far, marked interrupted, the process alive; before the first schedule, an interrupt."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gesched.engine import Clock

_HERE = Path(__file__).parent
_SOLVE = """
import signal, sys, time
from sample_groups import paris_mix
from gesched.solving import solve
group = paris_mix(1.02)
{before}
print("go", flush=True)
try:
    schedule = solve(group, "2027-01-01", "2027-12-31", time_limit=None, on_progress={listener})
    print(schedule.report.ending, len(schedule.assignments) > 0)
except KeyboardInterrupt:
    print("raised")
print("alive", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
    pytest.mark.usefixtures("ctrl_c_is_heard"),
]


class Run:
    """A script that solves a hard year, in a process of its own."""

    def __init__(self, before: str = "", listener: str = "None") -> None:
        paths = [str(_HERE), str(_HERE.parents[1] / "src")]
        script = _SOLVE.format(before=before, listener=listener)
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.line()

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def rest(self) -> list[str]:
        output, _ = self._process.communicate(timeout=30)
        assert self._process.returncode == 0
        return output.splitlines()


_TELL = 'lambda told: told.value is not None and print("first", flush=True)'


@pytest.mark.parametrize("delays", [[0.5], [0.2, 0.0, 0.0, 0.01]])
def test_the_best_so_far_is_returned_soon(delays: list[float]) -> None:
    run = Run(listener=_TELL)
    assert run.line() == "first"
    for delay in delays:
        time.sleep(delay)
        run.interrupt()
    sent = time.monotonic()
    *_, ending, alive = run.rest()
    assert (ending, alive) == ("interrupted True", "alive True")
    assert time.monotonic() - sent < 3


def test_what_a_listener_solves_hears_of_it_too() -> None:
    listener = """lambda told: told.value is not None and not inner and inner.append(0) is None and print(
        "inner", solve(group, "2027-01-01", "2027-12-31", time_limit=None, on_progress=lambda told:
        told.value is not None and print("first", flush=True)).report.ending)"""
    run = Run("inner = []", listener)
    assert run.line() == "first"
    run.interrupt()
    sent = time.monotonic()
    *_, inner, ending, alive = (one for one in run.rest() if one != "first")
    assert (inner, ending, alive) == ("inner interrupted", "interrupted True", "alive True")
    assert time.monotonic() - sent < 5


def test_what_a_listener_solves_hears_of_what_came_before_it() -> None:
    # There is no schedule yet: it is raised, in the listener, and so out of both.
    listener = """lambda told: told.value is not None and not signal.raise_signal(signal.SIGINT) and solve(
        group, "2027-01-01", "2027-12-31", time_limit=None)"""
    assert Run(listener=listener).rest() == ["raised", "alive True"]


def test_before_the_first_schedule_it_is_raised() -> None:
    run = Run()
    time.sleep(0.02)
    run.interrupt()
    assert run.rest() == ["raised", "alive True"]


def test_a_handler_of_the_users_own_is_left_alone() -> None:
    before = "own = lambda *_: (_ for _ in ()).throw(SystemExit(0)); signal.signal(signal.SIGINT, own)"
    run = Run(before, _TELL)
    assert run.line() == "first"
    run.interrupt()
    assert "alive" not in " ".join(run.rest())


def test_the_handler_is_put_back_after_an_error() -> None:
    with pytest.raises(LookupError), Clock(None, None).heeding_interrupts():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        raise LookupError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
