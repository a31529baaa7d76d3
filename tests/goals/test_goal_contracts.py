import pytest
from hypothesis import given, settings
from weighed_cases import ALL, COMFORT, ruled_cases

from gesched.goals import DEFAULT_GOALS, Goal, RelaxedRules
from gesched.testing import Case, assert_goal_contract, cases, schedules_that_keep, tiny_cases

GOALS = pytest.mark.parametrize("goal", DEFAULT_GOALS, ids=[goal.id for goal in DEFAULT_GOALS])
WEIGHED: tuple[Goal, ...] = (RelaxedRules(), COMFORT, ALL)


@GOALS
@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_goal_keeps_its_contract(goal: Goal, case: Case) -> None:
    assert_goal_contract(goal, case.group, case.horizon, case.ledger)


@GOALS
@settings(max_examples=60, derandomize=True)
@given(case=cases(most_schedules=700))
def test_goal_keeps_its_contract_in_drawn_groups(goal: Goal, case: Case) -> None:
    assert_goal_contract(goal, case.group, case.horizon, case.ledger)


@pytest.mark.parametrize("goal", WEIGHED, ids=[goal.id for goal in WEIGHED])
@pytest.mark.parametrize("case", ruled_cases(), ids=str)
def test_levels_with_relaxed_rules_keep_the_contract(goal: Goal, case: Case) -> None:
    assert_goal_contract(goal, case.group, case.horizon, case.ledger)


def test_relaxed_rules_forbid_no_schedule_and_are_counted() -> None:
    for free, ruled in zip(
        (case for case in tiny_cases() if case.group.agreements), ruled_cases(), strict=True
    ):
        keeping = [
            [one.assignments for one in schedules_that_keep(case.group, case.horizon, case.ledger)]
            for case in (free, ruled)
        ]
        assert keeping[0] == keeping[1]
    costs = {
        RelaxedRules(tuple(case.group.rules)).values(schedule)[0].value  # type: ignore[arg-type]
        for case in ruled_cases()
        for schedule in schedules_that_keep(case.group, case.horizon, case.ledger)
    }
    assert {0, 2, 3, 5} <= costs
