"""Slices and their clock: four answers; broken off by time, Ctrl-C or an error, nothing is left running."""

import random
import threading
import time

import pytest
from ortools.sat.python import cp_model

from gesched.engine import Clock, Progress, Status, run_slice
from gesched.engine.slices import finishes
from gesched.findings import Ending


def market_split() -> cp_model.CpModel:
    """Few equations with large coefficients: hard for every solver (Cornuéjols and Dawande 1998)."""
    draw, model = random.Random(1), cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(50)]
    for _ in range(6):
        weights = [draw.randrange(100) for _ in chosen]
        model.add(cp_model.LinearExpr.weighted_sum(chosen, weights) == sum(weights) // 2)
    return model


def knapsack(least: int) -> cp_model.CpModel:
    model = cp_model.CpModel()
    number = model.new_int_var(0, 10, "")
    model.add(number >= least)
    model.minimize(2 * number + 1)
    return model


def solver_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread is not threading.main_thread()]


def test_an_optimum_is_found_with_its_bound() -> None:
    clock = Clock(None, None)
    found = run_slice(knapsack(3), 1.0, 0, clock)
    assert found is not None
    assert (found.status, found.bound, found.values) == (Status.OPTIMAL, 7, [3])
    assert clock.effort == 1


def test_what_cannot_be_is_infeasible() -> None:
    found = run_slice(knapsack(11), 1.0, 0, Clock(None, None))
    assert found is not None
    assert (found.status, list(found.values)) == (Status.INFEASIBLE, [])


def test_too_short_a_slice_is_unknown_and_not_infeasible() -> None:
    found = run_slice(market_split(), 0.001, 0, Clock(None, None))
    assert found is not None
    assert (found.status, list(found.values)) == (Status.UNKNOWN, [])


def test_a_slice_that_the_clock_breaks_off_is_discarded_and_not_counted() -> None:
    clock = Clock(0.3, None)
    assert run_slice(market_split(), 1e6, 0, clock) is None
    assert clock.effort == 0
    assert clock.elapsed < 1.3
    assert clock.ending is Ending.TIME
    assert solver_threads() == []


def test_a_noted_interrupt_breaks_a_slice_off() -> None:
    clock = Clock(None, None)

    def tick() -> None:
        clock.interrupted = True

    assert run_slice(market_split(), 1e6, 0, clock, tick) is None
    assert (clock.effort, clock.ending) == (0, Ending.INTERRUPTED)
    assert clock.elapsed < 1.3


def test_an_error_of_the_listener_ends_the_slice_and_propagates() -> None:
    def tick() -> None:
        raise LookupError("the listener's own")

    clock = Clock(None, None)
    with pytest.raises(LookupError, match="own"):
        run_slice(market_split(), 1e6, 0, clock, tick)
    assert solver_threads() == []
    assert clock.effort == 0


def test_an_error_of_the_solver_propagates() -> None:
    def solve() -> None:
        raise MemoryError("the solver's own")

    with pytest.raises(MemoryError, match="own"):
        finishes(solve, lambda: None, Clock(None, None), lambda: None)


def test_a_stop_that_comes_too_early_is_repeated() -> None:
    asked: list[float] = []
    stopped = threading.Event()

    def stop() -> None:
        asked.append(time.monotonic())
        if len(asked) == 3:
            stopped.set()

    assert not finishes(stopped.wait, stop, Clock(0.01, None), lambda: None)
    assert len(asked) == 3


def test_the_clock_says_why_to_stop() -> None:
    assert Clock(None, None).ending is None
    assert Clock(1e-9, None).ending is Ending.TIME
    counted = Clock(None, 1)
    assert counted.ending is None
    run_slice(knapsack(1), 1.0, 0, counted)
    assert counted.ending is Ending.EFFORT
    assert not counted.broken_off
    counted.interrupted = True
    assert counted.ending is Ending.INTERRUPTED


def test_progress_is_told_at_once_or_every_second() -> None:
    told: list[Progress] = []
    clock = Clock(None, None, told.append)
    for _ in range(14):
        clock.tell("goal", "objective", 3, 1, now=False)
        time.sleep(0.1)
    assert len(told) == 1
    clock.tell("goal", "objective", 3, 1, now=True)
    assert told[-1] == Progress(told[-1].elapsed, "goal", "objective", 3, 1, 0)
