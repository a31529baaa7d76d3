"""What is promised adds up, however the year is cut."""

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.problem import Dues, Problem
from gesched.timeline import Horizon, french_holidays

_HOLIDAYS = french_holidays()
_YEAR = dt.date(2027, 1, 1), dt.date(2027, 12, 31)


def group_of(agreement: Agreement, year_start: str = "01-01", **words: Any) -> Group:
    words = {"employee": {}, "member": {}, "absences": []} | words
    return Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", skills={"web"}, **words["employee"])],
        members=[Member("Label 1", **words["member"])],
        agreements=[agreement],
        absences=words["absences"],
        holidays=_HOLIDAYS,
        year_start=year_start,
    )


def dues_of(group: Group, first: dt.date | str, last: dt.date | str) -> Dues:
    return Problem(group, Horizon(first, last)).dues[0]


def promised(group: Group, first: dt.date, last: dt.date) -> int:
    promises = Problem(group, Horizon(first, last)).promises
    return sum(tranche.promised for tranche in promises.tranches(group.agreements[0]))


def takes(**words: Any) -> Agreement:
    return Agreement("Label 1", employee="Web marketer 1", **words)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    per = draw(st.sampled_from(["week", "month", "quarter", "year"]))
    unit = draw(st.sampled_from(["half_day", "day"]))
    start, end = draw(st.sampled_from([(None, None), ("2027-02-11", None), (None, "2027-10-14")]))
    amount: dict[str, Any] = {"days": draw(st.fractions(0, 40, max_denominator=30))}
    if draw(st.booleans()):
        amount = {"share": draw(st.fractions(Fraction(1, 50), 1, max_denominator=50))}
    return takes(per=per, unit=unit, start=start, end=end, **amount)


def cuts() -> st.SearchStrategy[list[dt.date]]:
    days = st.dates(_YEAR[0] + dt.timedelta(1), _YEAR[1])
    return st.lists(days, max_size=5, unique=True).map(lambda some: sorted([_YEAR[0], *some]))


@settings(max_examples=40)
@given(agreements(), cuts())
def test_plans_of_any_parts_of_a_year_promise_what_the_yearly_plan_does(
    agreement: Agreement, firsts: list[dt.date]
) -> None:
    group = group_of(agreement)
    lasts = [day - dt.timedelta(1) for day in firsts[1:]] + [_YEAR[1]]
    parts = [promised(group, first, last) for first, last in zip(firsts, lasts, strict=True)]
    assert sum(parts) == promised(group, *_YEAR)


@settings(max_examples=40)
@given(st.fractions(0, 12, max_denominator=40), st.sampled_from(["half_day", "day"]))
def test_over_any_run_of_months_a_promise_is_off_by_less_than_one_unit(days: Fraction, unit: str) -> None:
    agreement = takes(days=days, unit=unit)
    months = [tranche.promised for tranche in dues_of(group_of(agreement), *_YEAR).tranches]
    assert len(months) == 12
    for first in range(12):
        for last in range(first, 12):
            exact = 2 * days * (last - first + 1)
            assert abs(sum(months[first : last + 1]) - exact) < agreement.unit.half_days


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # February 2027 has 20 working days; from the 15th, 10 of them; to the 12th, 10 too.
        ({"agreement": {"start": "2027-02-15"}}, 7),
        ({"agreement": {"end": "2027-02-12"}}, 7),
        ({"member": {"start": "2027-02-15"}}, 7),
        ({"member": {"end": "2027-02-12"}}, 7),
        ({"employee": {"start": "2027-02-15"}}, 7),
        ({"employee": {"end": "2027-02-12"}}, 7),
        ({"member": {"start": "2027-02-15"}, "employee": {"end": "2027-02-12"}}, 0),
        ({}, 14),
    ],
)
def test_a_period_partly_in_force_counts_pro_rata(words: dict[str, Any], expected: int) -> None:
    agreement = takes(days=7, **words.pop("agreement", {}))
    assert dues_of(group_of(agreement, **words), "2027-02-01", "2027-02-28").promised == expected


def test_an_absence_takes_nothing_from_days_promised_but_from_a_share_it_does() -> None:
    away = [Absence("Web marketer 1", "2027-02-01", "2027-02-12")]
    february = "2027-02-01", "2027-02-28"
    assert dues_of(group_of(takes(days=7), absences=away), *february).promised == 14
    assert dues_of(group_of(takes(share=0.5)), *february).promised == 20
    assert dues_of(group_of(takes(share=0.5), absences=away), *february).promised == 10


def test_a_share_of_a_skill_is_of_everybody_who_has_it() -> None:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", skills={"web"}), Employee("Web marketer 2", skills={"web"})],
        members=[Member("Label 1")],
        agreements=[Agreement("Label 1", skill="web", share="25 %")],
    )
    assert dues_of(group, "2027-02-01", "2027-02-28").promised == 20


def test_quarters_and_years_follow_a_reference_year_from_september() -> None:
    agreement = takes(days=12, per="year")
    group = group_of(agreement, "09-01")
    assert dues_of(group, "2026-09-01", "2027-08-31").promised == 24
    quarters = dues_of(group_of(takes(days=3, per="quarter"), "09-01"), "2026-09-01", "2027-08-31").tranches
    assert [tranche.period.first.month for tranche in quarters] == [9, 12, 3, 6]
    assert [tranche.promised for tranche in quarters] == [6, 6, 6, 6]


def test_iso_week_53_is_one_week_across_the_new_year() -> None:
    group = group_of(takes(days=2, per="week", start="2026-12-28"))
    # Four working days: 1 January is a holiday, so three of them lie in 2026.
    assert dues_of(group, "2026-12-28", "2027-01-03").promised == 4
    assert dues_of(group, "2026-12-28", "2026-12-31").promised == 4
    assert [str(one.period) for one in dues_of(group, "2026-12-28", "2027-01-10").tranches] == [
        "2026-W53",
        "2027-W01",
    ]


def test_days_come_in_whole_days_and_halves_round_up() -> None:
    months = [one.promised for one in dues_of(group_of(takes(days=2.5, unit="day")), *_YEAR).tranches]
    assert months[:4] == [6, 4, 6, 4]
    assert sum(months) == 60


def test_minimums_round_down_and_maximums_round_up() -> None:
    february = "2027-02-01", "2027-02-12"
    [half_days] = dues_of(group_of(takes(days=3, at_least=2.75, at_most=3.75)), *february).tranches
    # Half of the month: 1.375 and 1.875 days.
    assert (half_days.at_least, half_days.at_most) == (2, 4)
    days = takes(days=3, at_least=2.75, at_most=4.5, unit="day")
    [whole] = dues_of(group_of(days), *february).tranches
    assert (whole.at_least, whole.at_most) == (2, 6)


@settings(max_examples=40)
@given(st.fractions(0, 9, max_denominator=12))
def test_running_totals_never_fall(days: Fraction) -> None:
    caps = dues_of(group_of(takes(days=days)), *_YEAR).running_caps
    assert caps is not None
    assert all(before <= after for before, after in pairwise(caps))
