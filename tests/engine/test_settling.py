"""Ranks that were proven stay proven: the search settles instead of walking in circles."""

import random

import pytest

from gesched.findings import Ending
from gesched.goals import DEFAULT_GOALS
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.solving import solve


def over_committed(seed: int) -> Group:
    """Three employees, each away from some day on, for eight members that take days or half-days."""
    draw = random.Random(seed)
    agreements = []
    for number in range(1, 9):
        employee, skill = (
            (f"Web marketer {draw.randint(1, 3)}", None) if draw.random() < 0.6 else (None, "web")
        )
        days, unit = draw.randint(4, 22) / 2, "day" if draw.random() < 0.3 else "half_day"
        agreements.append(Agreement(f"Label {number}", employee=employee, skill=skill, days=days, unit=unit))
    return Group(
        "Paris Mix",
        employees=[Employee(f"Web marketer {number}", skills={"web"}) for number in (1, 2, 3)],
        members=[Member(f"Label {number}") for number in range(1, 9)],
        agreements=agreements,
        absences=[
            Absence(f"Web marketer {number}", f"2027-02-{draw.randint(1, 20):02}", "2027-02-28")
            for number in (1, 2, 3)
        ],
    )


@pytest.mark.parametrize("seed", [2, 10, 24])
def test_a_search_comes_to_its_end(seed: int) -> None:
    group, goals = over_committed(seed), DEFAULT_GOALS[:3]
    report = solve(group, "2027-02-01", "2027-02-28", time_limit=None, effort=60, goals=goals).report
    assert report is not None
    assert report.ending is Ending.PROVEN
    assert report.proven
