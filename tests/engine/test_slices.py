"""Slices and their clock: four answers; broken off by time, Ctrl-C or an error, nothing is left running."""

import pickle
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import product
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np
import pytest
from programs import Row, knapsack, market_split, program_of

from gesched.engine import Clock, CpSat, Progress, Runner, Slice, Status, in_words_of_cp_sat
from gesched.engine.dive import Dive
from gesched.engine.relaxation import Relaxation
from gesched.engine.running import Begun, Task, perform
from gesched.engine.slices import OPEN, Strategy, Words
from gesched.findings import Ending
from gesched.model import FAR, Program

Result = TypeVar("Result")


def nothing() -> None:
    pass


def run_slice(
    program: Program, effort: float, seed: int, clock: Clock, tick: Callable[[], None] = nothing
) -> Slice | None:
    found = results(clock, [CpSat(program, effort, seed)], tick=tick)
    return found[0] if found else None


def results(
    clock: Clock,
    tasks: Sequence[Task[Result]],
    executor: Executor | None = None,
    tick: Callable[[], None] = nothing,
) -> list[Result] | None:
    """Return what a runner of its own makes of tasks; its threads end with it."""
    with Runner(clock, executor) as runner:
        return runner.run(tasks, tick)


def solver_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("gesched")]


def test_an_optimum_is_found_with_its_bound() -> None:
    clock = Clock(None, None)
    found = run_slice(knapsack(3), 1.0, 0, clock)
    assert found is not None
    assert (found.status, found.bound, found.values.tolist()) == (Status.OPTIMAL, 7, [3])
    assert clock.effort == 1


@pytest.mark.parametrize("strategy", Strategy)
def test_every_strategy_finds_the_same_again(strategy: Strategy) -> None:
    draw = random.Random(3)
    rows = [(dict.fromkeys(draw.sample(range(60), 5), 1), 1, FAR) for _ in range(90)]
    program = program_of([1] * 60, rows, {number: draw.randrange(1, 9) for number in range(60)})
    first, again = (results(Clock(None, None), [CpSat(program, 0.2, 7, strategy)]) for _ in range(2))
    assert first is not None
    assert again is not None
    assert (first[0].status, first[0].bound, first[0].effort) == (
        again[0].status,
        again[0].bound,
        again[0].effort,
    )
    assert first[0].values.tolist() == again[0].values.tolist() != []


def test_a_seed_may_be_beyond_those_of_cp_sat() -> None:
    found = run_slice(knapsack(3), 1.0, 2**31 + 5, Clock(None, None))
    assert found is not None
    assert found.values.tolist() == [3]


def test_what_cannot_be_is_infeasible() -> None:
    found = run_slice(knapsack(11), 1.0, 0, Clock(None, None))
    assert found is not None
    assert (found.status, list(found.values)) == (Status.INFEASIBLE, [])


def test_too_short_a_slice_is_unknown_and_not_infeasible() -> None:
    found = run_slice(market_split(), 0.001, 0, Clock(None, None))
    assert found is not None
    assert (found.status, list(found.values)) == (Status.UNKNOWN, [])


def test_where_nothing_is_known_the_bound_is_what_costs_cannot_go_below() -> None:
    hard = market_split()
    below = replace(hard, costs=np.where(np.arange(50) < 3, -2, 1), offset=5)
    found = run_slice(below, 1e-9, 0, Clock(None, None))
    assert found is not None
    assert (found.status, found.bound) == (Status.UNKNOWN, -1)
    assert below.lowest == -1


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


@dataclass(frozen=True)
class Failing:
    """A task whose solver fails."""

    def begin(self, seconds: float | None) -> Begun[None]:  # noqa: ARG002 - as every task
        def solve() -> None:
            raise MemoryError("the solver's own")

        return solve, nothing


@dataclass(frozen=True)
class Deaf:
    """A task that heeds only the third request to stop."""

    asked: list[float]

    def begin(self, seconds: float | None) -> Begun[None]:  # noqa: ARG002 - as every task
        stopped = threading.Event()

        def stop() -> None:
            self.asked.append(time.monotonic())
            if len(self.asked) == 3:
                stopped.set()

        def wait() -> None:
            stopped.wait()

        return wait, stop


def test_an_error_of_the_solver_propagates() -> None:
    with pytest.raises(MemoryError, match="own"):
        results(Clock(None, None), [Failing()])


def test_a_stop_that_comes_too_early_is_repeated() -> None:
    asked: list[float] = []
    assert results(Clock(0.01, None), [Deaf(asked)]) is None
    assert len(asked) == 3


def test_nothing_is_begun_when_time_is_up() -> None:
    asked: list[float] = []
    assert results(Clock(1e-9, None), [Deaf(asked)]) is None
    assert asked == []


@pytest.mark.parametrize("pool", ["own threads", "threads", "processes"])
def test_wherever_tasks_run_their_results_are_the_same_and_in_order(pool: str) -> None:
    tasks = [CpSat(knapsack(least), 1.0, 0) for least in (3, 11, 5, 0, 7)]
    clock = Clock(60, None)
    if pool == "own threads":
        found = results(clock, tasks)
    elif pool == "threads":
        with ThreadPoolExecutor(3) as executor:
            found = results(clock, tasks, executor)
    else:
        with ProcessPoolExecutor(2, get_context("spawn")) as executor:
            found = results(clock, tasks, executor)
    assert found is not None
    assert [one.status.value for one in found] == ["optimal", "infeasible", "optimal", "optimal", "optimal"]
    assert [one.values.tolist() for one in found] == [[3], [], [5], [0], [7]]
    assert clock.effort == 1


def test_on_a_foreign_executor_too_time_and_ctrl_c_break_off() -> None:
    with ThreadPoolExecutor(1) as executor:
        clock = Clock(0.3, None)
        assert results(clock, [CpSat(market_split(), 1e6, 0)], executor) is None
        assert clock.elapsed < 1.3
        assert clock.effort == 0


def test_what_is_stopped_while_it_is_told_to_cp_sat_finds_nothing() -> None:
    program = market_split()
    for words in (None, Words(program)):
        do, stop = CpSat(program, 1e6, 0, words=words).begin(None)
        stop()
        found = do()
        assert (found.status, found.bound, len(found.values)) == (Status.UNKNOWN, 0, 0)
    do, _ = CpSat(knapsack(3), 1.0, 0).begin(None)
    assert do().status is Status.OPTIMAL


def test_what_an_executor_cancels_is_not_waited_for() -> None:
    class Closing(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            return future

    with Closing() as executor, pytest.raises(CancelledError):
        results(Clock(None, None), [CpSat(knapsack(3), 1.0, 0)], executor)


def test_relaxations_and_dives_are_tasks_as_well() -> None:
    program = program_of([3, 3], [({0: 2, 1: 2}, 3, FAR)], {0: 1, 1: 1})
    found = results(Clock(None, None), [Relaxation(program)])
    assert found == [2]  # one and a half, rounded up
    dived = results(Clock(None, None), [Dive(program)])
    assert dived is not None
    assert dived[0] is not None
    assert dived[0].sum() == 2
    assert results(Clock(None, None), [Dive(knapsack(11))]) == [None]


def test_every_solution_is_told_where_asked() -> None:
    rows: list[Row] = [({0: 1, 1: 1, 2: -1}, 0, 2), ({1: 2, 2: 1}, -FAR, 5)]
    program = program_of([1, 3, 2], rows, {})
    found = perform(CpSat(program, 1.0, 0, others=50, every=True), None)
    assert found.status is Status.OPTIMAL
    told = {tuple(one.tolist()) for one in (found.values, *found.others)}
    values = product(range(2), range(4), range(3))
    assert told == {one for one in values if program.holds(np.array(one))}
    assert len(told) > 10
    few = perform(CpSat(program, 1.0, 0, others=3, every=True), None)
    assert {tuple(one.tolist()) for one in (few.values, *few.others)} < told


def test_what_cp_sat_refuses_is_told() -> None:
    """A pool of fewer than no solutions."""
    with pytest.raises(RuntimeError, match="solution_pool_size"):
        perform(CpSat(knapsack(1), 1.0, 0, others=-7), None)


def test_clauses_and_at_most_one_are_told_as_such() -> None:
    rows = [
        ({0: 1, 1: 1, 2: 1}, -FAR, 1),
        ({0: 1, 1: -1, 2: 1}, 0, FAR),
        ({0: 1, 1: -1}, -FAR, 0),
        ({0: 1, 3: 1}, 1, FAR),
    ]
    model = in_words_of_cp_sat(program_of([1, 1, 1, 2], rows, {}))
    at_most_one, first, second, linear = model.proto.constraints
    assert list(at_most_one.at_most_one.literals) == [0, 1, 2]
    assert list(first.bool_or.literals) == [0, -2, 2]
    assert list(second.bool_or.literals) == [-1, 1]
    assert (list(linear.linear.vars), list(linear.linear.domain)) == ([0, 3], [1, FAR])


def test_words_are_the_same_for_any_costs_and_what_is_held() -> None:
    rows = [({0: 1, 1: 1, 2: 1}, -FAR, 1), ({0: 1, 3: 2}, 1, FAR)]
    words = Words(program_of([1, 1, 1, 2], rows, {}))
    sent = pickle.loads(pickle.dumps(words))  # noqa: S301 - our own
    for costs, held in product(({}, {0: 3, 3: -1}), (None, [OPEN, 0, 1, OPEN], [1, OPEN, OPEN, 2])):
        program = program_of([1, 1, 1, 2], rows, costs)
        values = None if held is None else np.array(held)
        alone = str(in_words_of_cp_sat(program, values).proto)
        assert alone == str(in_words_of_cp_sat(program, values, words).proto)
        assert alone == str(in_words_of_cp_sat(program, values, sent).proto)


def test_what_is_held_stays_and_the_search_begins_where_the_start_agrees() -> None:
    program = program_of([1, 1, 1, 2], [({0: 1, 1: 1, 2: 1}, -FAR, 1)], {0: -1, 3: -1})
    disagreeing = in_words_of_cp_sat(program, np.array([OPEN, 1, OPEN, OPEN]))
    assert not disagreeing.proto.solution_hint.vars
    agreeing = in_words_of_cp_sat(program, np.array([OPEN, 0, OPEN, 0]))
    assert list(agreeing.proto.solution_hint.values) == [0, 0, 0, 0]
    beyond = replace(program, start=np.array([0, 0, 0, 3]))
    assert not in_words_of_cp_sat(beyond).proto.solution_hint.vars
    found = perform(CpSat(program, 1.0, 0, held=np.array([OPEN, 1, OPEN, OPEN])), None)
    assert found.values.tolist() == [0, 1, 0, 2]


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


def test_what_is_set_aside_is_not_searched() -> None:
    clock = Clock(100, None)
    clock.set_aside(60)
    assert 39 < clock.remaining <= 40
    clock.set_aside(100)
    assert clock.ending is Ending.TIME
    without_limit = Clock(None, None)
    without_limit.set_aside(60)
    assert without_limit.ending is None
