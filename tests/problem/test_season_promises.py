"""What is promised in a season, against a recount day by day."""

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.group import Absence, Agreement, Employee, Group, Ledger, Member
from gesched.problem import Dues, Problem, Tranche, over_commitments
from gesched.timeline import Half, Horizon, Season, YearDay, french_holidays

YEAR = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
_HOLIDAYS = french_holidays()
_DAY = dt.timedelta(days=1)


def group_of(*agreements: Agreement, **words: Any) -> Group:
    words = {"employee": {}, "member": {}, "absences": []} | words
    return Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", skills={"web"}, **words["employee"])],
        members=[Member("Label 1", **words["member"]), Member("Label 2")],
        agreements=agreements,
        absences=words["absences"],
        holidays=_HOLIDAYS,
    )


def takes(member: str = "Label 1", **words: Any) -> Agreement:
    return Agreement(member, employee="Web marketer 1", **words)


def dues_of(group: Group, first: object, last: object) -> Dues:
    return Problem(group, Horizon(str(first), str(last))).dues[0]


def by_month(agreement: Agreement, **words: Any) -> list[int]:
    """Return the half-days promised in each month of 2027."""
    found = dict.fromkeys(range(1, 13), 0)
    for tranche in dues_of(group_of(agreement, **words), *YEAR).tranches:
        found[tranche.period.first.month] += tranche.promised
    return list(found.values())


class TestSums:
    def test_a_year_promises_all_in_its_season(self) -> None:
        agreement = takes(days=60, per="year", season="Jun-Sep")
        group = group_of(agreement)
        assert dues_of(group, *YEAR).promised == 120
        assert dues_of(group, "2027-06-01", "2027-09-30").promised == 120
        assert dues_of(group, "2027-01-01", "2027-05-31").promised == 0
        assert dues_of(group, "2027-10-01", "2027-12-31").promised == 0

    def test_months_in_season_promise_all_and_others_nothing(self) -> None:
        assert by_month(takes(days=4, season="04-01 to 09-30")) == [0] * 3 + [8] * 6 + [0] * 3

    def test_a_month_partly_in_season_promises_all_on_its_days_in_season(self) -> None:
        agreement = takes(days=4, season="06-14 to 08-08")
        assert by_month(agreement) == [0] * 5 + [8, 8, 8] + [0] * 4
        group = group_of(agreement)
        assert dues_of(group, "2027-06-01", "2027-06-13").promised == 0
        # June 2027 has 13 working days from the 14th on, and 3 of them until the 16th.
        assert dues_of(group, "2027-06-14", "2027-06-16").promised == round(8 * 3 / 13)

    def test_a_period_in_season_that_a_contract_cuts_is_pro_rata_of_its_days_in_season(self) -> None:
        agreement = takes(days=13, season="06-14 to 06-30")
        # 13 working days in season; from the 21st on 8 of them.
        assert by_month(agreement, employee={"start": "2027-06-21"})[5] == 16
        assert by_month(agreement, member={"end": "2027-06-18"})[5] == 10
        assert by_month(takes(days=13, season="06-14 to 06-30", start="2027-06-30"))[5] == 2

    def test_a_season_over_new_year_belongs_to_both_years(self) -> None:
        group = group_of(takes(days=43, per="year", season="11-15 to 03-15"))
        # 51 working days until 15 March 2027, 35 from 15 November on.
        assert dues_of(group, "2027-01-01", "2027-03-15").promised == 51
        assert dues_of(group, "2027-03-16", "2027-11-14").promised == 0
        assert dues_of(group, *YEAR).promised == 86

    def test_a_season_without_a_working_day_promises_nothing(self) -> None:
        assert sum(by_month(takes(days=5, per="year", season="05-01 to 05-02"))) == 0

    def test_a_share_earns_its_part_in_season_only(self) -> None:
        group = group_of(takes(share="50 %", season="06-14 to 06-18"))
        assert dues_of(group, "2027-06-01", "2027-06-30").promised == 5
        away = [Absence("Web marketer 1", "2027-06-14", "2027-06-15")]
        assert dues_of(group_of(*group.agreements, absences=away), *YEAR).promised == 3

    def test_minimums_and_maximums_are_pro_rata_of_the_days_in_season(self) -> None:
        group = group_of(takes(days=5, at_least=2.5, at_most=6.5, season="06-07 to 06-18"))
        [whole] = dues_of(group, "2027-06-01", "2027-06-30").tranches
        assert (whole.at_least, whole.at_most) == (5, 13)
        [half] = dues_of(group, "2027-06-01", "2027-06-11").tranches
        assert (half.at_least, half.at_most) == (2, 7)
        [outside] = dues_of(group, "2027-06-21", "2027-06-30").tranches
        assert (outside.promised, outside.at_least, outside.at_most) == (0, 0, 0)

    def test_a_horizon_promises_all_on_its_days_in_season(self) -> None:
        group = group_of(takes(days=3, per="horizon", season="06-30 to 07-31"))
        [tranche] = dues_of(group, "2027-06-01", "2027-07-02").tranches
        assert tranche.promised == 6
        assert dues_of(group, "2027-06-01", "2027-06-29").promised == 0

    def test_what_is_owed_can_be_given_in_season_only(self) -> None:
        group = group_of(takes(days=1, season="06-14 to 06-18", name="summer"))
        [dues] = Problem(group, Horizon("2027-06-01", "2027-06-30"), Ledger({"summer": 10})).dues
        assert (dues.promised, dues.servable, dues.unservable) == (2, 10, 2)

    def test_each_season_is_over_committed_in_its_own_months(self) -> None:
        group = group_of(takes(days=25, season="Jun-Jun"), takes("Label 2", days=25, season="Dec-Dec"))
        found = over_commitments(Problem(group, Horizon(*YEAR)))
        assert [one.period for one in found if one.kind == "employee"] == ["2027-06", "2027-12"]


def naive(agreement: Agreement, first: dt.date, last: dt.date) -> int:
    """Return what is promised from the year's first day, read off day by day; nothing is shared."""
    season, zone = agreement.season, _HOLIDAYS["mainland"]
    unit = agreement.unit.half_days

    def works(day: dt.date) -> bool:
        return day.weekday() < 5 and day not in zone

    def in_season(day: dt.date) -> bool:
        return season is None or season.covers(day, Half.AM)

    def in_force(day: dt.date) -> bool:
        dated = agreement.start is None or day >= agreement.start
        return dated and (agreement.end is None or day <= agreement.end) and in_season(day)

    def same_period(day: dt.date) -> list[dt.date]:
        year = [YEAR[0] + _DAY * number for number in range(-7, 372)]
        keys: Mapping[str, Callable[[dt.date], object]] = {
            "week": lambda one: one.isocalendar()[:2],
            "month": lambda one: (one.year, one.month),
            "quarter": lambda one: (one.year, (one.month - 1) // 3),
            "year": lambda one: one.year,
        }
        key = keys[str(agreement.per)]
        return [one for one in year if key(one) == key(day)]

    def earned(day: dt.date) -> Fraction:
        if not in_force(day) or not works(day):
            return Fraction(0)
        if agreement.share is not None:
            return 2 * agreement.share
        assert agreement.days is not None
        return 2 * agreement.days / sum(works(one) and in_season(one) for one in same_period(day))

    def total(until: dt.date) -> int:
        start = agreement.start or YEAR[0]
        exact = sum((earned(start + _DAY * n) for n in range((until - start).days + 1)), Fraction(0))
        whole = exact / unit
        return int(whole + Fraction(1, 2)) * unit

    return total(last) - total(first - _DAY)


_ENDS = st.dates(dt.date(2028, 1, 1), dt.date(2028, 12, 31)).map(lambda day: YearDay(day.month, day.day))


@st.composite
def seasonal(draw: st.DrawFn) -> Agreement:
    amount: dict[str, Any] = {"days": draw(st.fractions(0, 40, max_denominator=30))}
    if draw(st.booleans()):
        amount = {"share": draw(st.fractions(Fraction(1, 50), 1, max_denominator=50))}
    return takes(
        per=draw(st.sampled_from(["week", "month", "quarter", "year"])),
        unit=draw(st.sampled_from(["half_day", "day"])),
        season=draw(st.none() | st.builds(Season, _ENDS, _ENDS)),
        **draw(st.sampled_from([{}, {"start": "2027-02-11"}, {"end": "2028-10-14"}])),
        **amount,
    )


@settings(max_examples=60)
@given(seasonal(), st.dates(*YEAR), st.dates(*YEAR))
def test_what_is_promised_is_what_a_recount_finds(agreement: Agreement, one: dt.date, other: dt.date) -> None:
    first, last = sorted([one, other])
    group = group_of(agreement)
    assert dues_of(group, first, last).promised == naive(agreement, first, last)


@settings(max_examples=40)
@given(seasonal(), st.lists(st.dates(YEAR[0] + _DAY, YEAR[1]), max_size=5, unique=True))
def test_plans_of_any_parts_of_a_year_promise_what_the_yearly_plan_does(
    agreement: Agreement, cuts: list[dt.date]
) -> None:
    group = group_of(agreement)
    firsts = sorted([YEAR[0], *cuts])
    lasts = [day - _DAY for day in firsts[1:]] + [YEAR[1]]
    parts = [dues_of(group, first, last).promised for first, last in zip(firsts, lasts, strict=True)]
    assert sum(parts) == dues_of(group, *YEAR).promised


@pytest.mark.parametrize("part", ["2027-05-31", "2027-06-01", "2027-06-02"])
def test_tranches_cover_the_horizon_whatever_the_season(part: str) -> None:
    tranches: tuple[Tranche, ...] = dues_of(
        group_of(takes(days=1, season="Jun-Sep")), "2027-05-31", part
    ).tranches
    assert tranches[0].period.first == dt.date(2027, 5, 31)
    assert tranches[-1].period.last == dt.date.fromisoformat(part)
