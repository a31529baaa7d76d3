"""Days available, against figures worked out by hand from the calendars of 2024 to 2029."""

import datetime as dt

import pytest

from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.problem import Problem
from gesched.timeline import Horizon, french_holidays


def year_of(year: int, *, leave: bool) -> Problem:
    """Two employees in two zones, who take the five weeks after the first Monday of September off."""
    zones = ["mainland", "alsace-moselle"]
    monday = dt.date(year, 9, 7) - dt.timedelta(dt.date(year, 9, 7).weekday())
    away = [Absence(zone, monday, monday + dt.timedelta(34)) for zone in zones if leave]
    group = Group(
        "Paris Mix",
        employees=[Employee(zone, zone=zone) for zone in zones],
        members=[Member("Label 1")],
        agreements=[Agreement("Label 1", employee="mainland", days=1, unit="day")],
        absences=away,
        holidays=french_holidays(),
    )
    return Problem(group, Horizon(f"{year}-01-01", f"{year}-12-31"))


@pytest.mark.parametrize(
    ("year", "mainland", "alsace_moselle"),
    [
        (2024, 227, 225),
        (2025, 226, 224),
        (2026, 227, 226),
        (2027, 229, 228),
        (2028, 226, 224),
        (2029, 227, 225),
    ],
)
def test_available_days_of_a_year_less_25_days_of_leave(
    year: int, mainland: int, alsace_moselle: int
) -> None:
    available = year_of(year, leave=True).available
    assert [int(mask.sum()) / 2 for mask in available] == [mainland, alsace_moselle]


def test_working_days_of_2026_by_month() -> None:
    mask = year_of(2026, leave=False).available[0]
    counts = [0] * 12
    for place in mask.nonzero()[0].tolist():
        counts[(dt.date(2026, 1, 1) + dt.timedelta(place // 2)).month - 1] += 1
    assert [count / 2 for count in counts] == [21, 20, 22, 21, 17, 22, 22, 21, 22, 22, 20, 22]


def test_a_whole_day_is_assignable_only_where_both_its_halves_are() -> None:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", works="Mon-Wed, Thu AM")],
        members=[Member("Label 1", opens="Mon PM, Tue-Fri"), Member("Label 2")],
        agreements=[
            Agreement("Label 1", employee="Web marketer 1", days=1, unit="day"),
            Agreement("Label 2", employee="Web marketer 1", days=1),
        ],
    )
    whole, half = Problem(group, Horizon("2027-02-01", "2027-02-07")).assignable
    assert whole[0].nonzero()[0].tolist() == [2, 3, 4, 5]
    assert half[0].nonzero()[0].tolist() == [0, 1, 2, 3, 4, 5, 6]
