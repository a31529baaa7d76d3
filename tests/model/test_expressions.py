"""Derived expressions are functions of the schedule, and the solver's rows say the same of them."""

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from gesched.linear import Linear
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, RecordingModel, schedules_that_keep, tiny_cases
from gesched.timeline import Half

CASES = [case for case in tiny_cases() if any(schedules_that_keep(case.group, case.horizon, case.ledger))]


def least(model: RecordingModel, total: Linear) -> int:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.to_minimise(total)) == cp_model.OPTIMAL
    values = model.decisions(lambda number: solver.response_proto.solution[number])
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


@settings(max_examples=60, derandomize=True, deadline=None)
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
    for values in schedules:
        model.complete(values)
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
