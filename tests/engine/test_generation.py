"""Column generation: programs taken apart and put together, bounds that hold, plans that go together."""

from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from generated import (
    GOAL,
    STARTING,
    OutOfTime,
    exhausted,
    generation_of,
    least,
    model_of,
    never_wrong,
    quiet,
    roster,
    two_of_three,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import program_of

from gesched.engine import Clock, CpSat, Runner, Slice
from gesched.engine.columns import FINE, SHARED, Master, taken_apart
from gesched.engine.generation import Generation
from gesched.engine.relaxation import Relaxation
from gesched.engine.running import perform
from gesched.model import FAR, Numbers, Program
from gesched.testing import Case


@settings(max_examples=200, derandomize=True)
@given(data=st.data())
def test_what_is_taken_apart_adds_up_to_the_whole(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    numbers = st.integers(0, count - 1)
    row = st.tuples(
        st.dictionaries(numbers, st.integers(-3, 3).filter(bool), min_size=1), st.just(-1), st.just(2)
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=6))
    costs = data.draw(st.dictionaries(numbers, st.integers(-5, 5)))
    program = program_of([2] * count, rows, costs, offset=3)
    of_each = st.lists(st.integers(SHARED, 2), min_size=count, max_size=count)
    owners = np.array(data.draw(of_each), np.int64)
    values = np.array(data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)), np.int64)
    blocks, rest = taken_apart(program, owners)
    columns = [block.column(values[block.program.numbers]) for block in blocks]
    shared = values[rest.numbers]
    assert rest.offset + rest.costs @ shared + sum(one.cost for one in columns) == 3 + program.costs @ values
    sums = rest.rows.sums(rest.rows.factors * shared[rest.rows.columns])
    for one in columns:
        np.add.at(sums, one.rows, one.factors)
    together = bool(np.all((sums >= rest.rows.lowers) & (sums <= rest.rows.uppers)))
    alone = all(block.program.holds(values[block.program.numbers]) for block in blocks)
    assert (together and alone) == program.holds(values)
    of_rows = st.lists(st.integers(-9, 9), min_size=len(sums), max_size=len(sums))
    multipliers = np.array(data.draw(of_rows), np.int64)
    for block, one in zip(blocks, columns, strict=True):
        priced = block.priced(multipliers, one.values)
        assert priced.costs @ one.values == FINE * one.cost - multipliers[one.rows] @ one.factors


def test_the_master_chooses_the_best_of_what_is_not_barred() -> None:
    blocks, rest = taken_apart(*two_of_three())
    master = Master(rest, len(blocks))
    for block, value in product(blocks, (0, 1)):
        assert master.add(block.column(np.array([value])))
        assert not master.add(block.column(np.array([value])))
    chosen = master.choose()
    assert chosen is not None
    assert chosen.value == pytest.approx(3)
    assert chosen.shares == pytest.approx([0, 1, 0, 1, 1, 0])
    master.bar([3])
    other = master.choose()
    assert other is not None
    assert other.value == pytest.approx(5)
    assert other.shares == pytest.approx([0, 1, 1, 0, 0, 1])
    master.bar([1, 3])
    assert master.choose().value == pytest.approx(14)  # type: ignore[union-attr]
    master.bar([0, 1])
    assert master.choose() is None
    master.bar([])
    again = master.choose()
    assert again is not None
    assert again.value == pytest.approx(3)


@pytest.mark.parametrize(("lower", "upper", "sign"), [(-FAR, 3, -1), (1, FAR, 1)])
def test_a_multiplier_of_a_side_without_a_bound_is_none(
    monkeypatch: pytest.MonkeyPatch, lower: int, upper: int, sign: int
) -> None:
    class Rough:
        """A solver whose dual values are a little off, which its tolerance allows."""

        def dual_value(self) -> float:
            return float(-sign)

    program = program_of([1, 1], [({0: 1, 1: 1}, lower, upper)], {0: 1, 1: 2})
    blocks, rest = taken_apart(program, np.array([0, 1]))
    master = Master(rest, len(blocks))
    for block in blocks:
        master.add(block.column(np.array([1])))
    monkeypatch.setattr(master, "_rows", [Rough()])
    chosen = master.choose()
    assert chosen is not None
    assert chosen.multipliers.tolist() == [0]


def test_plans_are_found_from_nothing_and_proven() -> None:
    program, owners = two_of_three()
    start = np.array([0, 0, 0, 2])
    program = replace(program, start=start)
    with Runner(Clock(None, None)) as runner:
        generation = Generation(program, owners, owners != SHARED, runner, 0, never_wrong)
        found = generation.plans(start, quiet, float("inf"))
    assert found is not None
    assert found[:3].tolist() == [1, 1, 0]
    assert generation.bound == 3


def test_dives_follow_one_another_while_they_take_little_time_and_promise_something() -> None:
    program, owners, start = roster()
    with Runner(Clock(None, None)) as runner:
        generation = Generation(program, owners, owners != SHARED, runner, 0, never_wrong)
        assert not generation.may_dive_again
        assert generation.plans(start, quiet, float("inf")) is not None
        dives = 1
        while generation.may_dive_again:
            assert generation.dived == dives
            assert generation.dive_again(start, quiet) is not None
            dives += 1
        assert 1 < dives <= 6
        # From what costs no more than the columns chosen, there is nothing to be gained.
        cheap = replace(program, offset=-(10**6))
        generation.program = cheap
        assert generation.dive_again(start, quiet) is None
        assert generation.dived == dives


def test_there_is_no_dive_where_columns_promise_nothing() -> None:
    program, owners = two_of_three()
    best = np.array([1, 1, 0, 0])
    with Runner(Clock(None, None)) as runner:
        generation = Generation(program, owners, owners != SHARED, runner, 0, never_wrong)
        assert generation.plans(best, quiet, float("inf")) is None
    assert not generation.dived
    assert generation.exhausted
    assert generation.bound == 3


@pytest.mark.parametrize("case", STARTING, ids=str)
def test_the_bound_holds_and_says_no_less_than_the_relaxation(case: Case) -> None:
    model = model_of(case)
    total = GOAL.guide(model)
    optimum, relaxed = least(model, total), perform(Relaxation(model.program(total)), None)
    with Runner(Clock(None, None)) as runner:
        generation = generation_of(model, total, runner)
        best = exhausted(generation)
    program = generation.program
    values = model.changed(model.decided(()), program.numbers, best)
    assert model.holds(values)
    assert model.sum_of(total).value(values) >= optimum
    assert generation.bound is not None and relaxed is not None
    # The dual values are whole numbers of a thousandth part.
    assert relaxed - 1 <= generation.bound <= optimum


def test_the_bound_is_mostly_exact_and_so_are_the_plans() -> None:
    exact = reached = 0
    for case in STARTING:
        model = model_of(case)
        total = GOAL.guide(model)
        optimum = least(model, total)
        with Runner(Clock(None, None)) as runner:
            generation = generation_of(model, total, runner)
            best = exhausted(generation)
        exact += generation.bound == optimum
        values = model.changed(model.decided(()), generation.program.numbers, best)
        reached += model.sum_of(total).value(values) == optimum
    assert exact > len(STARTING) / 2
    assert reached > len(STARTING) / 2


def test_of_a_round_with_a_wrong_answer_no_bound_is_never_wrong() -> None:
    program, owners = two_of_three()
    asked: list[tuple[Program, Slice]] = []

    def wrong(one: Program, found: Slice) -> bool:
        asked.append((one, found))
        return True

    with Runner(Clock(None, None)) as runner:
        generation = Generation(program, owners, owners != SHARED, runner, 0, wrong)
        generation.plans(np.array([0, 0, 0, 2]), quiet, float("inf"))
    assert asked
    assert generation.bound is None


def test_wherever_time_breaks_off_the_effort_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    dived = Generation._dived

    def noted(self: Generation, *given: Any) -> Numbers | None:
        begun.append(self._runner.clock.effort)
        return dived(self, *given)

    monkeypatch.setattr(Generation, "_dived", noted)

    def found(clock: Clock) -> list[int] | None:
        program, owners, start = roster()
        with Runner(clock) as runner:
            generation = Generation(program, owners, owners != SHARED, runner, 0, never_wrong)
            plans = generation.plans(start, quiet, float("inf"))
        return None if plans is None else plans.tolist()

    whole = Clock(None, None)
    plans = found(whole)
    assert plans is not None
    for slices in range(whole.effort + 1):
        clock = OutOfTime(None, None)
        clock.slices = slices
        assert found(clock) is None
        assert found(Clock(None, slices)) is None
        assert clock.effort == slices
    assert found(Clock(None, whole.effort + 1)) == plans
    # Some were broken off within the dive.
    assert begun[0] + 2 < whole.effort


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_plans_and_bound_wherever_they_are_looked_for(workers: int) -> None:
    program, owners, start = roster()

    def found(executor: Executor | None) -> tuple[list[int], int | None]:
        with Runner(Clock(None, None), executor) as runner:
            generation = Generation(program, owners, owners != SHARED, runner, 0, never_wrong)
            plans = generation.plans(start, quiet, float("inf"))
            assert plans is not None
            return plans.tolist(), generation.bound

    with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
        assert found(executor) == found(None)


@pytest.mark.parametrize("effort", [0, 1])
def test_no_round_is_begun_when_the_effort_is_spent(effort: int) -> None:
    model = model_of(STARTING[0])
    clock = Clock(None, effort)
    with Runner(clock) as runner:
        generation = generation_of(model, GOAL.guide(model), runner)
        assert generation.plans(generation.program.start, quiet, float("inf")) is None
    assert clock.effort == effort


def test_cp_sat_tells_other_solutions_where_asked() -> None:
    program = program_of([1] * 6, [(dict.fromkeys(range(6), 1), 2, 3)], {0: 1, 1: 2, 2: 3})
    alone = perform(CpSat(program, 1.0, 0), None)
    assert alone.others == ()
    more = perform(CpSat(program, 1.0, 0, others=3), None)
    assert more.others
    for one in more.others:
        assert program.holds(one)
        assert program.costs @ one >= more.bound
