import datetime as dt
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue
from gesched.timeline import (
    Horizon,
    Per,
    Period,
    YearStart,
    as_year_start,
    period_of,
    periods_between,
    reference_year,
    round_half_up,
)

DATES = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
YEAR_STARTS = st.builds(YearStart, st.integers(1, 12), st.integers(1, 28))
KINDS = st.sampled_from([per for per in Per if per is not Per.HORIZON])
YEAR_2027 = Horizon("2027-01-01", "2027-12-31")
SEPTEMBER = YearStart(9, 1)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "per"),
    [
        ("week Weeks SEMAINE semaines", Per.WEEK),
        ("month months mois Mois", Per.MONTH),
        ("quarter quarters trimestre trimestres", Per.QUARTER),
        ("year years an ans année années anne\u0301e annee", Per.YEAR),
        ("horizon Horizon", Per.HORIZON),
    ],
)
def test_kinds_of_period_are_read(words: str, per: Per) -> None:
    assert {Per.parse(word) for word in words.split()} == {per}
    assert Per.parse(per) is per


@pytest.mark.parametrize("value", ["", "s", "day", "fortnight", "moi", None, 3, float("nan")])
def test_other_kinds_are_refused_with_the_choices(value: object) -> None:
    with pytest.raises(BadValue, match="week, month, quarter, year, horizon"):
        Per.parse(value)


@pytest.mark.parametrize("value", [SEPTEMBER, (9, 1), [9, 1], "09-01", "9-1", "01/09", " 1/9 "])
def test_year_starts_are_read(value: object) -> None:
    assert as_year_start(value) == SEPTEMBER
    assert str(as_year_start(value)) == "09-01"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "2027-09-01",
        "09",
        "13-01",
        "01/13",
        "02-29",
        "12-31",
        "00-01",
        (9,),
        (9, 0),
        (True, True),
        (9.0, 1),
        9,
        None,
    ],
)
def test_other_year_starts_are_refused(value: object) -> None:
    with pytest.raises(BadValue):
        as_year_start(value)


@given(YEAR_STARTS)
def test_year_starts_are_read_back(start: YearStart) -> None:
    assert as_year_start(str(start)) == as_year_start(f"{start.day}/{start.month}") == start


@pytest.mark.parametrize(
    ("day", "per", "start", "label"),
    [
        ("2027-01-01", Per.WEEK, YearStart(), "2026-W53"),
        ("2027-01-04", Per.WEEK, YearStart(), "2027-W01"),
        ("2024-12-30", Per.WEEK, YearStart(), "2025-W01"),
        ("2020-12-31", Per.WEEK, YearStart(), "2020-W53"),
        ("2027-02-05", Per.WEEK, SEPTEMBER, "2027-W05"),
        ("2028-02-29", Per.MONTH, YearStart(), "2028-02"),
        ("2027-12-31", Per.MONTH, YearStart(9, 15), "2027-12"),
        ("2027-02-28", Per.QUARTER, YearStart(), "2027-01-01 to 2027-03-31"),
        ("2027-12-31", Per.QUARTER, YearStart(), "2027-10-01 to 2027-12-31"),
        ("2028-02-29", Per.QUARTER, SEPTEMBER, "2027-12-01 to 2028-02-29"),
        ("2027-08-31", Per.QUARTER, SEPTEMBER, "2027-06-01 to 2027-08-31"),
        ("2027-12-14", Per.QUARTER, YearStart(9, 15), "2027-09-15 to 2027-12-14"),
        ("2027-01-01", Per.YEAR, YearStart(), "2027-01-01 to 2027-12-31"),
        ("2027-08-31", Per.YEAR, SEPTEMBER, "2026-09-01 to 2027-08-31"),
        ("2027-09-01", Per.YEAR, SEPTEMBER, "2027-09-01 to 2028-08-31"),
        ("2028-02-28", Per.YEAR, YearStart(2, 28), "2028-02-28 to 2029-02-27"),
        ("2027-06-15", Per.HORIZON, SEPTEMBER, "2027-01-01 to 2027-12-31"),
    ],
)
def test_periods_by_name(day: str, per: Per, start: YearStart, label: str) -> None:
    assert str(period_of(dt.date.fromisoformat(day), per, start, YEAR_2027)) == label


@pytest.mark.parametrize("per", [per for per in Per if per is not Per.HORIZON])
@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
@pytest.mark.parametrize("start", [YearStart(), SEPTEMBER])
def test_the_ends_of_the_calendar(day: dt.date, per: Per, start: YearStart) -> None:
    assert day in period_of(day, per, start, YEAR_2027)
    assert periods_between(day, day, per, start, YEAR_2027) == (period_of(day, per, start, YEAR_2027),)


def test_outside_the_horizon() -> None:
    with pytest.raises(BadValue, match="2027-01-01 to 2027-12-31"):
        period_of(dt.date(2028, 1, 1), Per.HORIZON, YearStart(), YEAR_2027)
    assert (
        periods_between(dt.date(2028, 1, 1), dt.date(2028, 2, 1), Per.HORIZON, YearStart(), YEAR_2027) == ()
    )
    whole = periods_between(dt.date(2026, 1, 1), dt.date(2027, 1, 1), Per.HORIZON, YearStart(), YEAR_2027)
    assert whole == (Period(YEAR_2027.first, YEAR_2027.last),)


@given(DATES, st.integers(0, 900), KINDS, YEAR_STARTS)
def test_periods_partition_any_range(first: dt.date, days: int, per: Per, start: YearStart) -> None:
    last = first + days * DAY
    periods = periods_between(first, last, per, start, YEAR_2027)
    assert first in periods[0]
    assert last in periods[-1]
    assert all(earlier.last + DAY == later.first for earlier, later in pairwise(periods))
    for period in periods:
        # Every date of a period, not only its first, belongs to that same period.
        assert {period_of(day, per, start, YEAR_2027) for day in period.dates} == {period}
        assert period.overlap(first, last) is not None


@given(DATES, YEAR_STARTS)
def test_four_quarters_make_a_reference_year(day: dt.date, start: YearStart) -> None:
    year = reference_year(day, start)
    quarters = periods_between(year.first, year.last, Per.QUARTER, start, YEAR_2027)
    assert (year.first.month, year.first.day) == start
    assert len(quarters) == 4
    assert (quarters[0].first, quarters[-1].last) == (year.first, year.last)
    assert sum(len(quarter.dates) for quarter in quarters) == len(year.dates)
    assert len(year.dates) in {365, 366}


def test_no_periods_between_swapped_ends() -> None:
    assert periods_between(YEAR_2027.last, YEAR_2027.first, Per.MONTH, YearStart(), YEAR_2027) == ()


@given(DATES)
def test_weeks_are_iso_weeks(day: dt.date) -> None:
    week = period_of(day, Per.WEEK, YearStart(), YEAR_2027)
    assert len(week.dates) == 7
    assert {date.isocalendar()[:2] for date in week.dates} == {day.isocalendar()[:2]}


def test_periods_sort_contain_and_overlap() -> None:
    january, february = (
        period_of(dt.date(2027, month, 1), Per.MONTH, YearStart(), YEAR_2027) for month in (1, 2)
    )
    assert sorted([february, january]) == [january, february]
    assert dt.datetime(2027, 1, 31, 23, tzinfo=dt.UTC) in january
    assert dt.date(2027, 2, 1) not in january
    assert "2027-01-01" not in january
    assert january.overlap(dt.date(2027, 1, 20), dt.date(2027, 2, 3)) == Period(
        dt.date(2027, 1, 20), january.last
    )
    assert january.overlap(february.first, february.last) is None
    with pytest.raises(BadValue):
        Period(february.first, january.last)


@given(st.fractions(max_denominator=10_000), st.integers(1, 10))
def test_rounding_takes_the_nearest_multiple(amount: Fraction, unit: int) -> None:
    rounded = round_half_up(amount, unit)
    assert rounded % unit == 0
    assert -Fraction(unit, 2) < rounded - amount <= Fraction(unit, 2)


@given(st.decimals(-10_000, 10_000, places=3))
def test_rounding_agrees_with_decimal(amount: Decimal) -> None:
    # Decimal's "half up" rounds halves away from zero, so negative halves go the other way.
    if amount >= 0:
        expected = amount.to_integral_value(ROUND_HALF_UP)
    else:
        expected = (amount + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    assert round_half_up(Fraction(amount)) == int(expected)


def test_rounding_needs_a_unit() -> None:
    with pytest.raises(BadValue):
        round_half_up(Fraction(1), 0)
