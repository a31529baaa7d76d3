"""While rules are posted, which takes a minute where rows are millions: time and Ctrl-C are heeded."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from sample_groups import small

from gesched.engine import Progress
from gesched.errors import TimeLimitReached
from gesched.findings import Violation
from gesched.rules import RuleModel
from gesched.schedule import Schedule
from gesched.solving import solve


@dataclass(frozen=True)
class Slow:
    """A rule that forbids nothing, and does something when it is posted."""

    id: str
    does: Callable[[], object]
    title: str = "Nothing is forbidden."
    source: str = "test"
    posted: list[str] = field(default_factory=list, hash=False, compare=False)

    def post(self, model: RuleModel) -> None:
        self.posted.append(model.problem.group.name)
        self.does()

    def check(self, schedule: Schedule) -> Iterator[Violation]:  # noqa: ARG002 - as every rule
        yield from ()


def test_the_time_limit_ends_it() -> None:
    first, second = Slow("first", lambda: time.sleep(1.5)), Slow("second", lambda: None)
    with pytest.raises(TimeLimitReached) as raised:
        solve(small(), "2027-01-04", "2027-01-10", rules=[first, second], time_limit=1.0)
    assert raised.value.seconds >= 1.5
    assert len(first.posted) == 1
    assert not second.posted


def test_it_is_told() -> None:
    told: list[Progress] = []
    rules = [Slow("first", lambda: time.sleep(1.1)), Slow("second", lambda: None)]
    schedule = solve(small(), "2027-01-04", "2027-01-10", rules=rules, time_limit=60, on_progress=told.append)
    assert schedule.report is not None
    assert (told[0].goal, told[0].objective, told[0].doing) == ("start", "rules", "posting")
    assert told[0].value is None


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_ends_it() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    first = Slow("first", lambda: signal.raise_signal(signal.SIGINT))
    second = Slow("second", lambda: None)
    try:
        with pytest.raises(KeyboardInterrupt):
            solve(small(), "2027-01-04", "2027-01-10", rules=[first, second], time_limit=60)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(first.posted) == 1
    assert not second.posted
