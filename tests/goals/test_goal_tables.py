"""Truth tables of visits and transfers: small plans in words, and what they count to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from gesched.goals import FewTransfers, Regularity
from gesched.goals.regularity import usual_weekdays
from gesched.group import Absence, Agreement, Closure, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

ONE, TWO = Employee("One", skills={"web"}), Employee("Two", skills={"web"})
FOUR_WEEKS = Horizon("2027-01-04", "2027-01-31")


def group_of(*agreements: Agreement, **words: Any) -> Group:
    members = [Member("Label 1"), Member("Label 2")]
    return Group("Paris Mix", employees=[ONE, TWO], members=members, agreements=agreements, **words)


def named(days: float, member: str = "Label 1", name: str = "named") -> Agreement:
    return Agreement(member, employee="One", days=days, per="horizon", name=name)


def skilled(days: float, member: str = "Label 1", name: str = "skilled") -> Agreement:
    return Agreement(member, skill="web", days=days, per="horizon", name=name, at_once=2)


def plan(group: Group, text: str, horizon: Horizon = FOUR_WEEKS) -> Schedule:
    """Read a plan: days of January 2027, each with "AM", "PM" or neither for both; employee, agreement."""
    assignments = []
    for item in filter(None, (part.strip() for part in text.split(";"))):
        when, employee, agreement = item.rsplit(" ", 2)
        day, _, half = when.partition(" ")
        for one in [Half[half]] if half else list(Half):
            date, member = dt.date(2027, 1, int(day)), group.agreement(agreement).member
            assignments.append(Assignment(date, one, employee, member, agreement))
    return Schedule(group, horizon, tuple(assignments))


def visits(days: str, employee: str = "One", agreement: str = "named") -> str:
    return "; ".join(f"{day.strip()} {employee} {agreement}" for day in days.split(","))


# Mondays are the 4th, 11th, 18th and 25th.
@pytest.mark.parametrize(
    ("days", "plan_", "expected"),
    [
        (4, "", 0),
        (4, "4, 11, 18, 25", 0),
        (4, "4, 11, 18, 26", 1),
        (4, "4, 5, 11, 12", 2),
        (4, "4, 5, 6, 7", 3),
        (4, "4 AM, 11 PM, 18 AM, 25 AM", 0),
        (4, "4 AM, 4 PM, 5 AM, 5 PM, 6 AM", 2),
        (4, "4 AM, 5 AM, 11 AM, 12 AM, 18 AM, 19 AM, 25 AM, 26 AM", 4),
        (0.5, "6 AM", 0),
        (0.5, "6 AM, 7 AM", 1),
        (4.5, "4, 11, 18, 26, 27 AM", 1),
        (6, "4, 5, 11, 12, 18, 19", 0),
        (6, "4, 5, 11, 12, 18, 20", 1),
        (6, "4, 5, 6, 7, 8, 11", 3),
        (20, "4, 5, 6, 7, 8, 11, 12, 13, 14, 15", 0),
    ],
)
def test_visits_of_one_employee(days: float, plan_: str, expected: int) -> None:
    schedule = plan(group_of(named(days)), visits(plan_) if plan_ else "")
    assert Regularity().values(schedule) == (("total", expected, "visits"),)


@pytest.mark.parametrize(
    ("plan_", "expected"),
    [
        (f"{visits('4, 11', agreement='skilled')}; {visits('19, 26', 'Two', 'skilled')}", 0),
        (f"{visits('4, 11', agreement='skilled')}; {visits('18, 26', 'Two', 'skilled')}", 1),
        (f"{visits('4, 12', agreement='skilled')}; {visits('18, 26', 'Two', 'skilled')}", 2),
    ],
)
def test_visits_under_an_agreement_by_skill_are_counted_for_each_employee(plan_: str, expected: int) -> None:
    schedule = plan(group_of(skilled(4)), plan_)
    assert [one.value for one in Regularity().values(schedule)] == [expected]


def test_visits_under_several_agreements_of_a_member_count_together() -> None:
    group = group_of(named(2), skilled(3))
    assert usual_weekdays(Problem(group, FOUR_WEEKS)) == {("One", "Label 1"): 2, ("Two", "Label 1"): 1}
    text = f"{visits('4, 5 AM')}; {visits('5 PM, 11, 13', agreement='skilled')}"
    assert Regularity().values(plan(group, text))[0].value == 1


AWAY = Absence("One", "2027-01-04", "2027-01-31")
SHUT = Closure("Label 1", "2027-01-04", "2027-01-15")


@pytest.mark.parametrize(
    ("words", "horizon", "expected"),
    [
        ({}, FOUR_WEEKS, {("One", "Label 1"): 1}),
        ({"closures": [SHUT]}, FOUR_WEEKS, {("One", "Label 1"): 2}),
        ({"absences": [AWAY]}, FOUR_WEEKS, {}),
        ({}, Horizon("2027-01-07", "2027-01-18"), {("One", "Label 1"): 2}),
        ({}, Horizon("2026-12-31", "2027-01-04"), {("One", "Label 1"): 2}),
        ({}, Horizon("2027-01-03", "2027-01-09"), {("One", "Label 1"): 4}),
    ],
    ids=[
        "four weeks",
        "two of them open",
        "never there",
        "three weeks, two of them cut",
        "two weeks, one of them the 53rd, which has less days than are promised",
        "a Sunday, and a week",
    ],
)
def test_usual_weekdays(
    words: dict[str, Any], horizon: Horizon, expected: Mapping[tuple[str, str], int]
) -> None:
    assert usual_weekdays(Problem(group_of(named(4), **words), horizon)) == expected


def test_who_can_never_meet_is_left_out() -> None:
    schedule = plan(group_of(named(4), absences=[AWAY]), visits("4, 5, 6"))
    assert Regularity().values(schedule)[0].value == 0


def test_no_more_weekdays_are_usual_than_a_week_has() -> None:
    group = group_of(named(9))
    group = replace(group, employees=[replace(ONE, works="Mon-Sun"), TWO], works="Mon-Sun")
    members = [replace(member, opens="Mon-Sun") for member in group.members]
    problem = Problem(replace(group, members=members), Horizon("2027-01-04", "2027-01-10"))
    assert usual_weekdays(problem) == {("One", "Label 1"): 7}


@pytest.mark.parametrize(
    ("plan_", "expected"),
    [
        ("", 0),
        ("4 One named", 0),
        ("4 AM One named; 4 PM One other", 1),
        ("4 PM One named; 4 AM One other", 1),
        ("4 AM One named; 4 PM One skilled", 0),
        ("4 AM One named; 5 PM One other", 0),
        ("4 PM One named; 5 AM One other", 0),
        ("4 AM One named; 4 PM Two fourth", 0),
        ("4 AM One skilled; 4 PM One fourth; 4 AM Two fourth; 4 PM Two skilled", 2),
        ("4 AM One named; 4 PM One other; 5 AM One fourth; 5 PM One skilled; 6 AM One other", 2),
    ],
)
def test_transfers(plan_: str, expected: int) -> None:
    group = group_of(named(4), skilled(4), named(4, "Label 2", "other"), skilled(4, "Label 2", "fourth"))
    assert FewTransfers().values(plan(group, plan_)) == (("total", expected, "transfers"),)


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("Mon-Fri", "Mon-Fri", 20),
        ("Mon", "Tue", 0),
        ("Mon-Fri AM", "Mon-Fri AM", 0),
        ("Mon-Fri AM", "Mon-Fri PM", 20),
        ("Mon", "Mon AM, Tue", 4),
        ("Mon AM, Tue", "Wed", 0),
    ],
)
def test_transfers_are_looked_for_where_they_can_be(first: str, second: str, days: int) -> None:
    group = group_of(named(4), named(4, "Label 2", "other"))
    group = replace(group, members=[Member("Label 1", opens=first), Member("Label 2", opens=second)])
    model = Model(Problem(group, FOUR_WEEKS), DEFAULT_RULES)
    cost = FewTransfers().cost(model)
    assert len(cost.terms) == days
    assert cost.constant == 0
    if not days:
        assert cost == Linear()
