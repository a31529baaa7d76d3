"""Plans to choose among: all that a better solution can be made of, and no others."""

from dataclasses import replace

import numpy as np
import pytest
from generated import GOAL, STARTING, exhausted, generation_of, least, model_of, never_wrong, quiet, roster
from ortools.sat.python import cp_model

from gesched.engine import Clock, Runner, in_words_of_cp_sat
from gesched.engine.columns import FINE, SHARED
from gesched.engine.dive import Dive
from gesched.engine.generation import Generation
from gesched.engine.running import perform
from gesched.engine.selection import Selection
from gesched.model import FAR, Numbers, Program
from gesched.testing import Case


def solved(program: Program) -> Numbers:
    """Return an optimum."""
    solver = cp_model.CpSolver()
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
        assert exhausted(generation) is not None
        start = generation.program.start
        selection = selection_of(generation, runner)
        choice = selection.choice(start, 10**5, quiet)
    assert choice is not None
    assert selection.is_complete(start)
    assert choice.holds(choice.start)
    assert choice.value(choice.start) == generation.program.value(start)
    found = perform(Dive(choice, near=True), None)
    assert found is not None
    assert choice.value(found) == optimum(choice) == least(model, total)
    whole = selection.chosen(start, found)
    assert generation.program.holds(whole)
    assert generation.program.value(whole) == least(model, total)


def test_plans_are_told_from_the_cheapest_on_until_there_are_enough() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        assert generation.program.value(best) > optimum(generation.program)
        selection, plans = selection_of(generation, runner), [0]
        while (choice := selection.choice(best, plans[-1] + 1, quiet)) is not None:
            plans.append(len(choice.uppers) - len(generation.rest.uppers))
            assert plans[-1] > plans[-2]
            found = choice
        assert selection.is_complete(best)
    assert len(plans) > 3
    assert optimum(found) == optimum(generation.program)
    # Far from all ways to be there on three days of eight at most.
    assert plans[-1] < len(generation.blocks) * 93


def test_a_plan_that_costs_more_than_is_allowed_is_not_told() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        assert generation.proven is not None
        proven, known = generation.proven, {(one.block, one.values.tobytes()) for one in generation.columns}
        selection = selection_of(generation, runner)
        assert selection.choice(best, 10**5, quiet) is not None
    gap = FINE * (generation.program.value(best) - proven.bound)
    more = [one for key, one in selection._columns.items() if key not in known]
    assert more
    for one in more:
        priced = generation.blocks[one.block].priced(proven.multipliers, one.values)
        assert priced.holds(one.values)
        # Each time twice as much is allowed: at last, less than twice the gap.
        assert proven.least[one.block] <= priced.value(one.values) < proven.least[one.block] + 2 * gap


def test_where_time_is_up_there_is_nothing_to_choose_among() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
        runner.clock.interrupted = True
        assert selection_of(generation, runner).choice(best, 10**5, quiet) is None


def test_a_dive_that_is_to_go_no_further_ends_no_worse_than_it_began() -> None:
    with Runner(Clock(None, None)) as runner:
        generation, best = exhausted_roster(runner)
    program = replace(generation.program, start=best)
    found = perform(Dive(program, nodes=1, near=True), None)
    assert found is not None
    assert program.value(found) <= program.value(best)
    assert np.all(found <= program.uppers)
