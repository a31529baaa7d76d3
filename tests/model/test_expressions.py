"""Derived expressions are functions of the schedule, and the solver's rows say the same of them."""

from math import ceil
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from gesched.engine import in_words_of_cp_sat
from gesched.goals import FairCoverage, FewTransfers, Regularity, Wishes
from gesched.linear import Linear
from gesched.model import Model
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, RecordingModel, schedules_that_keep, tiny_cases
from gesched.timeline import Half

CASES = [case for case in tiny_cases() if any(schedules_that_keep(case.group, case.horizon, case.ledger))]


def least(model: RecordingModel, total: Linear) -> int:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    program = model.program(total)
    assert solver.solve(in_words_of_cp_sat(program)) == cp_model.OPTIMAL
    found = np.array(solver.response_proto.solution)
    values = model.changed(model.completed(), program.numbers, found)
    assert model.holds(values)
    return total.value(values)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_assignments_come_back_as_they_went_in(case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
        values = model.values_of(schedule)
        assert model.assignments(values) == schedule.assignments
        assert model.holds(values)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_assigned_and_given_count_half_days(case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    mornings = [column for column, (_, half) in enumerate(case.horizon.half_days) if half is Half.AM]
    for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
        values = model.values_of(schedule)
        for number, agreement in enumerate(case.group.agreements):
            there = schedule.of_agreement(agreement.name)
            for place, employee in enumerate(case.group.employees):
                mine = [one for one in there if one.employee == employee.name and one.half is Half.AM]
                assert model.assigned(number, place, mornings).value(values) == len(mine)
            for place, tranche in enumerate(model.problem.dues[number].tranches):
                inside = [one for one in there if one.date in tranche.period]
                assert model.given(number, place).value(values) == len(inside)


@settings(max_examples=60, derandomize=True)
@given(data=st.data(), case=st.sampled_from(CASES))
def test_derived_expressions_mean_what_they_say(data: st.DataObject, case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    decisions = [number for number, upper in enumerate(model.uppers) if upper == 1]
    schedules = [model.values_of(one) for one in schedules_that_keep(case.group, case.horizon, case.ledger)]
    chosen = st.dictionaries(st.sampled_from(decisions), st.integers(-3, 3)) if decisions else st.just({})
    totals = [Linear.of(data.draw(chosen), data.draw(st.integers(-2, 4))) for _ in range(2)]
    step, wholes = data.draw(st.integers(-2, 4)), [data.draw(st.integers(1, 7)) for _ in totals]
    positive = [model.positive(total) for total in totals]
    reached = [model.reaches(total, least_) for total in totals for least_ in (step, step + 1)]
    worst = model.worst_per_mille(zip(positive, wholes, strict=True))
    schedules = [model.completed(values) for values in schedules]
    for values in schedules:
        counted = [max(0, total.value(values)) for total in totals]
        assert [one.value(values) for one in positive] == counted
        assert [one.value(values) for one in reached] == [
            total.value(values) >= least_ for total in totals for least_ in (step, step + 1)
        ]
        assert worst.value(values) == max(
            ceil(1000 * part / whole) for part, whole in zip(counted, wholes, strict=True)
        )
        assert model.holds(values)
    for expression in (*positive, *reached, *(one * -1 for one in reached), worst):
        assert least(model, expression) == min(expression.value(values) for values in schedules)


@settings(max_examples=60, derandomize=True)
@given(data=st.data(), case=st.sampled_from(CASES))
def test_beyond_the_largest_is_what_is_left_of_sorted_parts(data: st.DataObject, case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    schedules = [model.values_of(one) for one in schedules_that_keep(case.group, case.horizon, case.ledger)]
    decisions = st.sampled_from(range(len(model.cells) or 1))
    chosen = st.dictionaries(decisions, st.integers(1, 3), max_size=6 if len(model.cells) else 0)
    constant = st.integers(0, 1)
    parts = data.draw(st.lists(st.builds(Linear.of, chosen, constant), max_size=7))
    largest = data.draw(st.integers(0, 8))
    beyond = model.beyond_largest(parts, largest)
    assert model.beyond_largest(parts, largest) == beyond
    schedules = [model.completed(values) for values in schedules]
    for values in schedules:
        assert model.holds(values)
        assert beyond.value(values) == sum(
            sorted((part.value(values) for part in parts), reverse=True)[largest:]
        )
    assert least(model, beyond) == min(beyond.value(values) for values in schedules)


def test_what_is_derived_fits_its_variable_where_rows_are_broken() -> None:
    case = next(case for case in CASES if case.name == "two members compete")
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    # All at once: an employee cannot be at two members, but a search for a first schedule may begin so.
    everywhere = range(len(model.cells))
    works = [
        model.works(employee.name, day) for employee in case.group.employees for day in case.horizon.dates
    ]
    model.either([Linear.of({0: 1, 4: 1}), Linear.of({1: 1})])
    for values in (model.decided(everywhere), model.completed(model.decided(everywhere)[: len(model.cells)])):
        assert not model.holds(values)
        assert all(one.value(values) == 1 for one in works)
        assert np.all(values <= np.asarray(model.uppers))


def test_a_part_below_0_does_not_make_up_for_another() -> None:
    model = RecordingModel(CASES[0].problem(), DEFAULT_RULES)
    # That nobody is at two places, of one who is, is less than nothing.
    free, other = Linear.of({0: -1, 1: -1}, 1), Linear.of({2: 1})
    either = model.either([free, other])
    assert either.value(model.decided([0, 1, 2])) == 1
    assert either.value(model.decided([0, 1])) == either.value(model.decided([0])) == 0
    assert either.value(model.decided([])) == 1


def test_steps_of_one_sum_are_the_same_whatever_is_added() -> None:
    model = RecordingModel(CASES[0].problem(), DEFAULT_RULES)
    total = Linear.of({0: 1, 1: 1, 2: 1})
    second = model.reaches(total + 1, 3)
    two: Any = np.int64(2)
    assert model.reaches(total, two) == second
    first, third = model.reaches(total, 1), model.reaches(total - 5, -2)
    (low,), (middle,), (high,) = ([number for number, _ in one.terms] for one in (first, second, third))
    rows = {frozenset(one.terms) for one, _, _ in model.rows}
    assert {frozenset({(low, -1), (middle, 1)}), frozenset({(middle, -1), (high, 1)})} <= rows
    for count in range(4):
        values = model.decided(range(count))
        assert [one.value(values) for one in (first, second, third)] == [count >= 1, count >= 2, count >= 3]


def test_of_equal_parts_the_first_are_the_largest() -> None:
    model = RecordingModel(CASES[0].problem(), DEFAULT_RULES)
    parts = [Linear.of({number: 1}) for number in range(4)]
    rest = model.beyond_largest(parts, 2)
    values = model.decided(range(4))
    assert [values[number] for number in range(len(model.uppers) - 8, len(model.uppers) - 4)] == [1, 1, 0, 0]
    assert [values[number] for number, _ in rest.terms] == [0, 0, 1, 1]


def test_decisions_that_are_not_free_stay_as_hinted() -> None:
    case = next(case for case in CASES if case.name == "two members compete")
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    given = Linear.of(dict.fromkeys(range(len(model.cells)), -1))
    hint = model.values_of(next(iter(schedules_that_keep(case.group, case.horizon, case.ledger))))
    for free, most in (
        (frozenset({0, 4}), 1),
        (frozenset({0, 5}), 2),
        (frozenset(range(8)), 4),
    ):
        solver = cp_model.CpSolver()
        program = model.program(given, values=hint, free=np.array(sorted(free)))
        solver.solve(in_words_of_cp_sat(program))
        values = model.changed(hint, program.numbers, np.array(solver.response_proto.solution))
        found = np.flatnonzero(values[: len(model.cells)]).tolist()
        assert set(found) <= free
        assert len(found) == most, free


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_cell_is_the_decision_on_its_half_day(case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    for number, (agreement, employee, column) in enumerate(model.cells.tolist()):
        assert model.assigned(agreement, employee, [column]) == Linear.of({number: 1})
    assert len(np.unique(model.cells, axis=0)) == len(model.cells)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nobody_is_assigned_outside_the_horizon(case: Case) -> None:
    model = RecordingModel(case.problem(), DEFAULT_RULES)
    outside = [-2, -1, model.problem.columns, model.problem.columns + 1]
    for agreement, masks in enumerate(model.problem.candidates):
        for employee in range(len(case.group.employees)):
            assert all(model.assigned(agreement, employee, [column]) == Linear() for column in outside)
            everywhere = model.assigned(agreement, employee, range(model.problem.columns))
            assert model.assigned(agreement, employee, range(-2, model.problem.columns + 2)) == everywhere
            assert bool(everywhere.terms) == bool(employee in masks and masks[employee].any())


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_labels_spread_to_what_depends_on_those_of_one_label_alone(case: Case) -> None:
    model = Model(case.problem(), DEFAULT_RULES)
    for goal in (FairCoverage(), Wishes(), Regularity(), FewTransfers()):
        goal.cost(model)
    model.worst_per_mille([(model.given(number, 0), 2) for number in range(len(model.problem.dues))])
    labels = model.cells[:, 1]
    depends: list[set[int]] = [{label} for label in labels.tolist()]
    for number in range(len(labels), len(model.uppers)):
        depends.append(
            set().union(*(depends[argument] for argument in model.arguments(np.array([number])).tolist()))
        )
    alone = [next(iter(one)) if len(one) == 1 else -1 for one in depends]
    assert model.spread(labels, -1).tolist() == alone
