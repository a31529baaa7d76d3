"""One employee's best plans, window by window: as good as CP-SAT's, and never worse than the start."""

import pickle
import random
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import numpy as np
import pytest
from programs import Row, market_split, program_of

from gesched.engine import CpSat, Slice, Status
from gesched.engine.pricing import Pricing
from gesched.engine.slices import OPEN
from gesched.model import FAR, Mask, Program

STEPS = 12


def plan(seed: int, most: int = 5) -> Program:
    """Steps in time: so many are taken at most, no three in a row, and each costs or gains something."""
    draw = random.Random(seed)
    rows: list[Row] = [(dict.fromkeys(range(STEPS), 1), 0, most)]
    rows += [(dict.fromkeys(range(step, step + 3), 1), -FAR, 2) for step in range(STEPS - 2)]
    return program_of([1] * STEPS, rows, {step: draw.randrange(-20, 5) for step in range(STEPS)})


def windows(length: int) -> tuple[Mask, ...]:
    steps = np.arange(STEPS)
    return tuple((steps >= first) & (steps < first + length) for first in range(0, STEPS, length))


ALL = np.ones(STEPS, bool)


def answer(pricing: Pricing) -> Slice:
    do, _ = pickle.loads(pickle.dumps(pricing)).begin(None)  # noqa: S301 - our own
    found: Slice = do()
    return found


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("length", [3, 4, 6])
def test_the_answer_is_that_of_cp_sat_alone(seed: int, length: int) -> None:
    program = plan(seed)
    whole = CpSat(program, 1.0, 0, others=3)
    alone, found = answer(Pricing(whole, ALL)), answer(Pricing(whole, ALL, windows(length)))
    assert alone.status is found.status is Status.OPTIMAL
    assert found.bound == alone.bound == program.value(alone.values) == program.value(found.values)
    assert all(program.holds(one) for one in (found.values, *found.others))


@pytest.mark.parametrize("seed", range(10))
def test_each_window_is_the_best_from_what_those_before_came_to(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    program = plan(seed)
    nothing = Slice(Status.UNKNOWN, program.lowest, np.empty(0, np.int64), 1.0)
    begin = CpSat.begin
    monkeypatch.setattr(
        CpSat,
        "begin",
        lambda self, seconds: (lambda: nothing, lambda: None) if self.others else begin(self, seconds),
    )
    found = answer(Pricing(CpSat(program, 1.0, 0, others=1), ALL, windows(4)))
    # The whole came to nothing: what the windows came to stands, and it says of no bound more than the whole.
    assert (found.status, found.bound) == (Status.UNKNOWN, program.lowest)
    assert found.effort > nothing.effort
    start = program.start
    for window in windows(4):
        held = np.where(window, OPEN, start)
        do, _ = begin(CpSat(replace(program, start=start), 1.0, 0, held=held), None)
        start = do().values
    assert program.value(found.values) == program.value(start) <= program.value(program.start)
    assert program.holds(found.values)


def test_what_is_held_stays_so_in_every_window() -> None:
    program, held = plan(0), np.full(STEPS, OPEN)
    start = program.start.copy()
    start[[1, 7]] = held[[1, 7]] = 1
    held[4] = 0
    whole = CpSat(replace(program, start=start), 1.0, 0, held=held, others=5)
    found = answer(Pricing(whole, ALL, windows(3)))
    assert found.status is Status.OPTIMAL
    assert all((one[[1, 7, 4]] == [1, 1, 0]).all() for one in (found.values, *found.others))


def test_what_is_derived_is_open_in_every_window() -> None:
    # How many steps are taken, as a variable: nothing could be taken anywhere if it were held.
    total: list[Row] = [({**dict.fromkeys(range(STEPS), 1), STEPS: -1}, 0, 0)]
    program = program_of([1] * STEPS + [STEPS], total, {STEPS: -1})
    decisions = np.arange(STEPS + 1) < STEPS
    each = tuple(np.append(window, False) for window in windows(3))
    found = answer(Pricing(CpSat(program, 1.0, 0), decisions, each))
    assert found.values[STEPS] == STEPS


def test_a_window_without_a_solution_is_told_at_once() -> None:
    # It starts from no solution, and no window has one while the rest is held.
    program = plan(0)
    broken = replace(program, start=np.ones(STEPS, np.int64))
    found = answer(Pricing(CpSat(broken, 1.0, 0), ALL, windows(3)))
    assert (found.status, len(found.values)) == (Status.INFEASIBLE, 0)


@pytest.mark.parametrize("begun_before", [False, True])
def test_it_stops_within_a_window_and_asks_no_other(begun_before: bool) -> None:
    hard = market_split()
    everything = np.ones(len(hard.uppers), bool)
    do, stop = Pricing(CpSat(hard, 1000.0, 0), everything, (everything,) * 100).begin(None)
    with ThreadPoolExecutor(1) as pool:
        if not begun_before:
            stop()
        found = pool.submit(do)
        if begun_before:
            assert not wait([found], 1.0).done
        while not found.done():
            # A request that comes before CP-SAT searches is lost.
            stop()
            wait([found], 0.1)
    assert found.result().status is Status.UNKNOWN


def test_all_windows_together_have_so_many_seconds() -> None:
    hard = market_split()
    everything = np.ones(len(hard.uppers), bool)
    do, _ = Pricing(CpSat(hard, 1000.0, 0), everything, (everything,) * 30).begin(0.5)
    begun = time.monotonic()
    assert do().status is Status.UNKNOWN
    assert time.monotonic() - begun < 10
