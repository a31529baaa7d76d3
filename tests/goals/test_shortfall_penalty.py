"""The penalty on shortfalls: tables of points, the contract, every schedule counted again, and its proofs."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from naive_goals import Naive
from weighed_cases import ruled_cases

from gesched.errors import InputError
from gesched.goals import FairCoverage, FewTransfers, NoIdleTime, ShortfallPenalty, Weighted, Wishes
from gesched.group import Agreement, Employee, Group, Member
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Assignment, Schedule
from gesched.solving import solve
from gesched.testing import Case, assert_goal_contract, cases, schedules_that_keep, tiny_cases
from gesched.timeline import Horizon

DEFAULT = ShortfallPenalty()
# Tiny groups promise two to six half-days: these steps tell them apart.
COARSE = ShortfallPenalty([(1, 250), (3, 500), (7, None)])
BOTH = pytest.mark.parametrize("goal", [DEFAULT, COARSE], ids=["default steps", "coarse steps"])
HORIZON = Horizon("2027-01-04", "2027-03-14")


def plan(due: dict[str, float], given: dict[str, int]) -> Schedule:
    """Return a schedule with days due, and half-days given, by agreement: its first letter is the member."""
    members = sorted({name[0] for name in due})
    group = Group(
        "Paris Mix",
        employees=[Employee(name) for name in due],
        members=[Member(name) for name in members],
        agreements=[
            Agreement(name[0], employee=name, days=days, per="horizon", at_most=60, name=name)
            for name, days in due.items()
        ],
    )
    weekdays = [at for at in HORIZON.half_days if at.date.weekday() < 5]
    assignments = (
        Assignment(day, half, name, name[0], name)
        for name, half_days in given.items()
        for day, half in weekdays[:half_days]
    )
    return Schedule(group, HORIZON, tuple(assignments))


@pytest.mark.parametrize(
    ("due", "given_", "expected"),
    [
        ({"A": 50}, {"A": 100}, 0),
        ({"A": 50}, {"A": 99}, 10),
        ({"A": 50}, {"A": 98}, 20),
        ({"A": 50}, {"A": 97}, 20 + 25),
        ({"A": 50}, {"A": 95}, 20 + 3 * 25),
        ({"A": 50}, {"A": 94}, 20 + 3 * 25 + 60),
        ({"A": 50}, {"A": 90}, 20 + 3 * 25 + 5 * 60),
        ({"A": 50}, {"A": 89}, 20 + 3 * 25 + 5 * 60 + 150),
        ({"A": 50}, {"A": 80}, 20 + 3 * 25 + 5 * 60 + 10 * 150),
        ({"A": 50}, {"A": 79}, 20 + 3 * 25 + 5 * 60 + 10 * 150 + 400),
        ({"A": 50}, {}, 20 + 3 * 25 + 5 * 60 + 10 * 150 + 80 * 400),
        ({"A": 1}, {"A": 1}, 400),
        ({"A": 10}, {"A": 19}, 25),
        ({"A": 24.5}, {"A": 48}, 25),
        ({"A": 50, "B": 50}, {"A": 99, "B": 98}, 10 + 20),
        ({"A": 50, "B": 50}, {"A": 100, "B": 97}, 20 + 25),
        ({"A1": 25, "A2": 25}, {"A1": 49, "A2": 48}, 20 + 25),
        ({"A1": 25, "A2": 25}, {"A1": 60, "A2": 48}, 20),
        ({"A": 0, "B": 50}, {"B": 99}, 10),
    ],
    ids=str,
)
def test_points(due: dict[str, float], given_: dict[str, int], expected: int) -> None:
    assert DEFAULT.values(plan(due, given_)) == (("penalty", expected, "points"),)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], "steps of points and ‰"),
        (5, "steps of points and ‰"),
        ([(1, 2, 3)], "steps of points and ‰"),
        ([(10, 20)], "The last step has no end"),
        ([(10, None), (20, None)], "The last step has no end"),
        ([(10, 20), (10, None)], "points that grow"),
        ([(10, 20), (25, 50), (20, None)], "points that grow"),
        ([(0, 20), (10, None)], "a whole number of at least 1"),
        ([(1.5, None)], "a whole number of at least 1"),
        ([(10, 50), (20, 50), (30, None)], "‰ that grow"),
        ([(10, 50), (20, 20), (30, None)], "‰ that grow"),
        ([(10, 1000), (20, None)], "below 1,000"),
        ([(1_000_001, None)], "from 1 to 1,000,000"),
    ],
)
def test_steps_that_make_no_sense_are_refused(steps: Any, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        ShortfallPenalty(steps)


def test_one_step_is_the_total_short() -> None:
    for case in tiny_cases():
        for schedule in list(schedules_that_keep(case.group, case.horizon, case.ledger))[:50]:
            (points,) = ShortfallPenalty([(3, None)]).values(schedule)
            assert points.value == 3 * FairCoverage().values(schedule)[-1].value


def naively(goal: ShortfallPenalty, naive: Naive, schedule: Schedule) -> int:
    """Return the points half-day by half-day: each costs what the step costs that it is the first after."""
    points = 0
    for member in schedule.group.members:
        mine = [one for one in schedule.group.agreements if one.member == member.name]
        due = sum(naive.due[one.name] for one in mine)
        given_ = {one.name: sum(it.agreement == one.name for it in schedule.assignments) for one in mine}
        short = sum(max(0, naive.due[name] - count) for name, count in given_.items())
        for missing in range(1, short + 1):
            part = Fraction(1000 * missing, due)
            points += next(step for step, until in goal.steps if until is None or part <= until)
    return points


@BOTH
@settings(max_examples=40, derandomize=True)
@given(case=cases(most_schedules=500))
def test_drawn_groups_are_counted_again(goal: ShortfallPenalty, case: Case) -> None:
    naive = Naive(case)
    for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
        assert [one.value for one in goal.values(schedule)] == [naively(goal, naive, schedule)]


@BOTH
@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_tiny_groups_are_counted_again_and_keep_the_contract(goal: ShortfallPenalty, case: Case) -> None:
    naive = Naive(case)
    for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
        assert [one.value for one in goal.values(schedule)] == [naively(goal, naive, schedule)]
    assert_goal_contract(goal, case.group, case.horizon, case.ledger)


@settings(max_examples=40, derandomize=True)
@given(case=cases(most_schedules=500))
def test_the_contract_is_kept_in_drawn_groups(case: Case) -> None:
    assert_goal_contract(COARSE, case.group, case.horizon, case.ledger)


@pytest.mark.parametrize("case", ruled_cases(), ids=str)
def test_it_is_weighed_with_others(case: Case) -> None:
    level = Weighted({COARSE: 2, NoIdleTime(): 1, Wishes(): 3, FewTransfers(): 1})
    assert_goal_contract(level, case.group, case.horizon, case.ledger)


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_the_least_points_are_found_and_proven(case: Case) -> None:
    found = [
        COARSE.values(one)[0].value for one in schedules_that_keep(case.group, case.horizon, case.ledger)
    ]
    if found:
        first, last = case.horizon.first, case.horizon.last
        solved = solve(case.group, first, last, ledger=case.ledger, goals=[COARSE], time_limit=None)
        assert solved.report is not None
        level = solved.report.level("shortfall_penalty", "penalty")
        assert (level.value, level.bound) == (min(found), min(found))


def test_each_step_costs_what_it_costs_beyond_the_one_before() -> None:
    schedule = plan({"A": 50}, {})
    cost = DEFAULT.cost(Model(Problem(schedule.group, HORIZON), DEFAULT_RULES))
    assert sorted(abs(factor) for _, factor in cost.terms) == [10, 15, 35, 90, 250]
