"""Programs of parts find what all of the model finds there, the rest held."""

import sys
from collections.abc import Iterator
from types import FrameType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from gesched.engine import in_words_of_cp_sat
from gesched.goals import FairCoverage, FewTransfers, Regularity, WeighedGoal, Wishes
from gesched.linear import Linear
from gesched.model import Numbers, Program
from gesched.model.carving import carve
from gesched.model.incidence import Incidence
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, RecordingModel, schedules_that_keep, tiny_cases

CASES = [
    case
    for case in tiny_cases()
    if 0 < sum(1 for _ in schedules_that_keep(case.group, case.horizon, case.ledger)) <= 300
]
GOALS: tuple[WeighedGoal, ...] = (FairCoverage(), Wishes(), Regularity(), FewTransfers())


def least(program: Program) -> int:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(in_words_of_cp_sat(program)) == cp_model.OPTIMAL
    return round(solver.objective_value) if program.costs.any() else program.offset


def every_values(case: Case, model: RecordingModel) -> Iterator[Numbers]:
    for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
        yield model.completed(model.values_of(schedule))


@settings(max_examples=100, derandomize=True)
@given(data=st.data(), case=st.sampled_from([case for case in CASES if case.group.agreements]))
def test_parts_of_a_model_say_what_enumeration_says(data: st.DataObject, case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    total = Linear.total(goal.cost(model) * data.draw(st.integers(0, 3)) for goal in GOALS)
    kept_total = data.draw(st.sampled_from(GOALS)).cost(model)
    every = list(every_values(case, model))
    here = data.draw(st.sampled_from(every))
    kept = [(kept_total, kept_total.value(here))] if data.draw(st.booleans()) else []
    free = data.draw(
        st.sets(st.sampled_from(range(len(model.cells)))) if len(model.cells) else st.just(set())
    )
    decisions = np.array(sorted(free), np.int64)
    allowed = [one for one in every if all(linear.value(one) <= most for linear, most in kept)]
    held = np.setdiff1d(np.arange(len(model.cells)), decisions)
    near = [one for one in allowed if np.array_equal(one[held], here[held])]
    part = carve(model, decisions, here, total, kept)
    assert least(part) == min(total.value(one) for one in near)
    assert part.holds(part.start)


@settings(max_examples=100, derandomize=True)
@given(data=st.data(), case=st.sampled_from([case for case in CASES if case.group.agreements]))
def test_what_is_chosen_stays_where_that_is_settled(data: st.DataObject, case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    total = Linear.total(goal.cost(model) for goal in GOALS)
    every = list(every_values(case, model))
    here = data.draw(st.sampled_from(every))
    others = np.setdiff1d(model.derived, model.chosen)

    def with_choices_of_here(values: Numbers) -> Numbers:
        settled = values.copy()
        settled[model.chosen] = here[model.chosen]
        model.define(settled, others)
        return settled

    whole = model.program(total, values=here, settled=model.chosen)
    assert not np.isin(model.chosen, whole.numbers).any()
    assert least(whole) == min(total.value(with_choices_of_here(one)) for one in every)
    assert whole.holds(whole.start)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_all_of_a_model_is_a_part_too(case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    total = Linear.total(goal.cost(model) for goal in GOALS)
    assert least(model.program(total)) == min(total.value(one) for one in every_values(case, model))


def test_a_row_without_variables_that_cannot_hold_is_told() -> None:
    case = next(case for case in tiny_cases() if case.name == "a minimum that cannot be met")
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    assert not model.holds(model.completed())
    assert cp_model.CpSolver().solve(in_words_of_cp_sat(model.program(Linear()))) == cp_model.INFEASIBLE


def test_what_nobody_asks_for_is_left_out() -> None:
    case = next(case for case in CASES if case.name == "two members compete")
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    cost = FairCoverage().cost(model)
    before = model.program(cost)
    Regularity().cost(model)
    FewTransfers().cost(model)
    after = model.program(cost)
    assert len(model.uppers) > len(after.numbers)
    assert after.numbers.tolist() == before.numbers.tolist()
    assert len(after.rows) == len(before.rows)


@settings(max_examples=100, derandomize=True)
@given(
    rows=st.lists(st.lists(st.integers(0, 9), max_size=5, unique=True), max_size=30),
    asked=st.sets(st.integers(0, 12)),
    pause=st.integers(0, 30),
)
def test_rows_are_found_by_their_numbers_while_they_grow(
    rows: list[list[int]], asked: set[int], pause: int
) -> None:
    numbers = np.array(sorted(asked), np.int64)
    incidence = Incidence(rows[:pause])
    incidence.rows_with(numbers)
    for row in rows[pause:]:
        incidence.append(row)
        incidence.rows_with(numbers)
    found = incidence.rows_with(numbers).tolist()
    assert found == [place for place, row in enumerate(rows) if asked & set(row)]
    gathered = incidence.gather(np.array(found, np.int64))
    assert incidence.numbers[gathered.entries].tolist() == [number for at in found for number in rows[at]]


def test_a_model_grows_on_beside_a_profiler_that_keeps_frames() -> None:
    case = next(case for case in CASES if case.group.agreements)
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    total, kept = GOALS[0].cost(model), list[FrameType]()
    values = model.completed()
    before = sys.getprofile()
    sys.setprofile(lambda frame, *_: kept.append(frame))
    try:
        part = carve(model, np.arange(1), values, total)
        model.changed(values, np.arange(1), np.ones(1, np.int64))
    finally:
        sys.setprofile(before)
    assert len(part.numbers)
    assert any(frame.f_code is carve.__code__ for frame in kept)
    variables = len(model.uppers)
    model.positive(model.given(0, 0) * 2 - 1)
    assert len(model.uppers) > variables
