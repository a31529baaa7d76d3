"""Plans to choose among: all that a better solution can be made of, and no others."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from multiprocessing import get_context

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
)
from ortools.sat.python import cp_model
from programs import market_split

from gesched.engine import Clock, Runner, in_words_of_cp_sat
from gesched.engine.columns import FINE, SHARED
from gesched.engine.dive import Dive
from gesched.engine.generation import Generation
from gesched.engine.running import perform
from gesched.engine.selection import Choice, Selection
from gesched.model import FAR, Numbers, Program
from gesched.testing import Case


def solved(program: Program) -> Numbers:
    """Return an optimum, the same one each time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(in_words_of_cp_sat(program)) == cp_model.OPTIMAL
    return np.array(solver.response_proto.solution, np.int64)


def optimum(program: Program) -> int:
    return program.value(solved(program))


def selection_of(generation: Generation, runner: Runner) -> Selection:
    assert generation.proven is not None
    return Selection(generation, generation.proven, runner, 0)


def exhausted_roster(runner: Runner) -> tuple[Generation, Numbers]:
    """Columns of a roster, to the last, and a solution that is nearly the best."""
    program, owners, _ = roster()
    generation = Generation(program, owners, owners != SHARED, runner, 0, never_wrong)
    exhausted(generation)
    rows = program.rows.with_row(program.costs, optimum(program) + 10, FAR)
    return generation, solved(replace(program, rows=rows))


@pytest.mark.parametrize("case", STARTING, ids=str)
def test_once_all_is_told_the_best_choice_is_the_best_schedule(case: Case) -> None:
    model = model_of(case)
    total = GOAL.guide(model)
    with Runner(Clock(None, None)) as runner:
        generation = generation_of(model, total, runner)
        exhausted(generation)
        start = generation.program.start
        selection = selection_of(generation, runner)
        choice = selection.choice(start, 10**5, 1e6, quiet)
    assert choice is not None
    assert selection.is_complete(start)
    program = choice.program
    assert program.holds(program.start)
    assert program.value(program.start) == generation.program.value(start)
    found = perform(Dive(program, near=True), None)
    assert found is not None
    assert program.value(found) == optimum(program) == least(model, total)
    whole = choice.whole(start, found)
    assert generation.program.holds(whole)
    assert generation.program.value(whole) == least(model, total)


def told(choice: Choice, block: int) -> set[tuple[int, ...]]:
    return {tuple(one.values.tolist()) for one in choice.columns if one.block == block}


def test_of_each_employee_all_plans_are_told_up_to_what_they_may_cost() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        selection, proven = selection_of(generation, runner), generation.proven
        assert proven is not None
        every = [np.array(one) for one in product((0, 1), repeat=8) if sum(one) <= 3]
        sizes, most = [0], 1
        while (choice := selection.choice(best, most, 1e6, quiet)) is not None:
            for block in generation.blocks:
                priced = block.priced(proven.multipliers, every[0])
                beyond = [(priced.value(one) - proven.least[block.number], one) for one in every]
                cheap = {tuple(one.tolist()) for cost, one in beyond if cost <= selection._told[block.number]}
                assert cheap <= told(choice, block.number)
            sizes.append(len(choice.columns))
            assert sizes[-1] > sizes[-2]
            most, last = sizes[-1] + 1, choice
    assert selection.is_complete(best)
    assert len(sizes) > 3
    assert optimum(last.program) == optimum(generation.program) < generation.program.value(best)
    # Far from all ways to be there on three days of eight at most.
    assert sizes[-1] < len(generation.blocks) * len(every)


def test_whoever_has_more_plans_than_can_be_told_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.selection._UNEVEN", 0)
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        selection = selection_of(generation, runner)
        # One or two of each at a time, so never all: nothing is taken for complete.
        few = selection.choice(best, 10**5, 1e6, quiet)
        assert few is not None
        assert not selection.is_complete(best)
        monkeypatch.undo()
        more = selection.choice(best, 10**5, 1e6, quiet)
        assert more is not None
        assert selection.is_complete(best)
    assert len(more.columns) > len(few.columns)
    assert optimum(more.program) == optimum(generation.program)


def test_no_more_plans_are_looked_for_than_there_is_effort_for() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        selection, before = selection_of(generation, runner), runner.clock.effort
        assert selection.choice(best, 10**5, 1e-6, quiet) is not None
        assert runner.clock.effort == before + 1
        assert not selection.is_complete(best)


def test_a_plan_that_costs_more_than_is_allowed_is_not_told() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        assert generation.proven is not None
        proven, known = generation.proven, {one.key for one in generation.columns}
        choice = selection_of(generation, runner).choice(best, 10**5, 1e6, quiet)
    assert choice is not None
    gap = FINE * (generation.program.value(best) - proven.bound)
    starting = {block.column(best[block.program.numbers]).key for block in generation.blocks}
    more = [one for one in choice.columns if one.key not in known | starting]
    assert more
    for one in more:
        priced = generation.blocks[one.block].priced(proven.multipliers, one.values)
        assert priced.holds(one.values)
        # Each time twice as much is allowed: at last, less than twice the gap.
        assert proven.least[one.block] <= priced.value(one.values) < proven.least[one.block] + 2 * gap


@pytest.mark.parametrize("slices", [0, 1, 3])
def test_where_time_is_up_there_is_nothing_to_choose_among(slices: int) -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
    clock = OutOfTime(None, None)
    clock.slices = slices
    with Runner(clock) as runner:
        assert selection_of(generation, runner).choice(best, 10**5, 1e6, quiet) is None
    assert clock.effort == slices


def test_where_the_effort_is_spent_there_is_nothing_to_choose_among() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
    clock = Clock(None, 2)
    with Runner(clock) as runner:
        assert selection_of(generation, runner).choice(best, 10**5, 1e6, quiet) is None
    assert clock.effort == 2


def test_the_same_plans_wherever_they_are_told() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        here = selection_of(generation, runner).choice(best, 200, 1e6, quiet)
    with (
        ProcessPoolExecutor(2, get_context("spawn")) as executor,
        Runner(Clock(None, None), executor) as there,
    ):
        elsewhere = selection_of(generation, there).choice(best, 200, 1e6, quiet)
        assert here is not None
        assert elsewhere is not None
        assert [one.key for one in here.columns] == [one.key for one in elsewhere.columns]
        dive = Dive(here.program, near=True)
        found = there.run([dive], quiet)
    assert found is not None
    assert found[0] is not None
    assert found[0].tolist() == perform(dive, None).tolist()  # type: ignore[union-attr]


def test_a_dive_near_a_solution_begins_with_it() -> None:
    """Of few equations with large coefficients nothing is found in a node."""
    hard, draw = market_split(), np.random.default_rng(0)
    start = draw.integers(0, 2, len(hard.uppers))
    sums = hard.rows.sums(hard.rows.factors * start[hard.rows.columns])
    program = replace(hard, start=start, rows=replace(hard.rows, lowers=sums, uppers=sums))
    assert perform(Dive(program, nodes=1), None) is None
    found = perform(Dive(program, nodes=1, near=True), None)
    assert found is not None
    assert found.tolist() == start.tolist()
