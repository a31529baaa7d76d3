"""Two weeks of a few working days: usual weekdays against full enumeration."""

import pytest
from enumerated import days, keeping

from gesched.goals import FairCoverage, FewTransfers, Goal, Regularity, Weighted
from gesched.group import Agreement, Employee, Group, Member
from gesched.solving import solve
from gesched.testing import Case, assert_goal_contract
from gesched.timeline import Horizon

GOALS: tuple[Goal, ...] = (
    Regularity(),
    FewTransfers(),
    Weighted({Regularity(): 2, FewTransfers(): 1}),
)


def two_weeks(second: Agreement, *more: Agreement, last: str = "2027-01-11") -> Case:
    """Return a case of Mondays and Tuesdays; the second week ends on its Monday, or later."""
    employees = [
        Employee("Web marketer 1", works="Mon Tue", skills={"web"}),
        Employee("Web marketer 2", works="Tue AM", skills={"web"}),
    ]
    members = [Member("Label 1"), Member("Label 2")]
    first = Agreement("Label 1", employee="Web marketer 1", days=1, per="horizon")
    agreements = [first, second, *more]
    return Case("two weeks", Group("Paris Mix", employees, members, agreements), Horizon("2027-01-04", last))


CASES = {
    "one usual weekday each": two_weeks(
        Agreement("Label 2", employee="Web marketer 1", days=1.5, per="horizon")
    ),
    "two usual weekdays": two_weeks(Agreement("Label 2", employee="Web marketer 1", days=2.5, per="horizon")),
    "by skill": two_weeks(Agreement("Label 2", skill="web", days=1.5, per="horizon")),
    "by name and by skill": two_weeks(Agreement("Label 1", skill="web", days=1, per="horizon")),
    "whole days": two_weeks(
        Agreement("Label 2", employee="Web marketer 1", days=2, per="horizon", unit="day"), last="2027-01-12"
    ),
}


BY_CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
BY_GOAL = pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.id)


@BY_GOAL
@BY_CASE
def test_solve_finds_the_best(case: Case, goal: Goal) -> None:
    # Nobody anywhere would be the most regular.
    goals = (FairCoverage(), goal)
    values = [
        [one.value for level in goals for one in level.values(schedule)]
        for schedule in keeping(case, days(case))
    ]
    report = solve(case.group, case.horizon.first, case.horizon.last, goals=goals, time_limit=None).report
    assert report is not None
    assert report.proven
    assert [level.value for level in report.levels] == min(values)


@BY_GOAL
@BY_CASE
def test_goal_keeps_its_contract(case: Case, goal: Goal) -> None:
    assert_goal_contract(goal, case.group, case.horizon, schedules=keeping(case, days(case)))


@pytest.mark.parametrize("goal", GOALS[:2], ids=lambda goal: goal.id)
def test_the_cases_tell_schedules_apart(goal: Goal) -> None:
    seen = {
        goal.values(schedule)[0].value for case in CASES.values() for schedule in keeping(case, days(case))
    }
    assert seen == {0, 1, 2}
