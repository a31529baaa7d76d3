import pytest
from hypothesis import given, settings

from gesched.goals import DEFAULT_GOALS, Goal
from gesched.testing import Case, assert_goal_contract, cases, tiny_cases

GOALS = pytest.mark.parametrize("goal", DEFAULT_GOALS, ids=[goal.id for goal in DEFAULT_GOALS])


@GOALS
@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_goal_keeps_its_contract(goal: Goal, case: Case) -> None:
    assert_goal_contract(goal, case.group, case.horizon, case.ledger)


@GOALS
@settings(max_examples=60, derandomize=True, deadline=None)
@given(case=cases(most_schedules=700))
def test_goal_keeps_its_contract_in_drawn_groups(goal: Goal, case: Case) -> None:
    assert_goal_contract(goal, case.group, case.horizon, case.ledger)
