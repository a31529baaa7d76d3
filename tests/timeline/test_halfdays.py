import datetime as dt
import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue
from gesched.timeline import (
    DEFAULT_HOURS,
    Half,
    HalfDay,
    Horizon,
    Hours,
    Span,
    WeeklyPattern,
    as_date,
    as_half,
    dates_between,
)

DATES = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
HALVES = st.sampled_from(Half)
NEW_YEAR = dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2027, 1, 31),
        dt.datetime(2027, 1, 31, 23, 59, tzinfo=dt.UTC),
        pd.Timestamp("2027-01-31 10:00"),
        "2027-01-31",
        " 2027-01-31 ",
        "31/01/2027",
        "31/1/2027",
    ],
)
def test_dates_are_read(value: object) -> None:
    day = as_date(value)
    assert type(day) is dt.date
    assert day == dt.date(2027, 1, 31)


@pytest.mark.parametrize(
    "value",
    [
        None,
        pd.NaT,
        float("nan"),
        20270131,
        46053.0,
        True,
        "",
        "nat",
        "31/01/27",
        "27-01-31",
        "2027-1-31",
        "2027-02-31",
        "29/02/2027",
        "31/13/2027",
        "0000-01-01",
        "20270131",
        "2027-01-31 AM",
        "٢٠٢٧-٠١-٣١",
        dt.time(8, 30),
        b"2027-01-31",
    ],
)
def test_what_is_no_date_is_refused_with_its_value(value: object) -> None:
    with pytest.raises(BadValue) as caught:
        as_date(value)
    assert caught.value.value is value
    assert "2027-01-31" in caught.value.advice


@given(DATES)
def test_dates_survive_text(day: dt.date) -> None:
    assert as_date(str(day)) == as_date(f"{day:%d/%m/%Y}") == day


@pytest.mark.parametrize(
    ("value", "half"),
    [
        (Half.AM, Half.AM),
        ("AM", Half.AM),
        (" am ", Half.AM),
        ("Matin", Half.AM),
        ("pm", Half.PM),
        ("après-midi", Half.PM),
        ("APRE\u0300S-MIDI", Half.PM),
        ("apre\u0300s-midi", Half.PM),
        ("après\u2011midi", Half.PM),
        ("apres midi", Half.PM),
        ("aprem", Half.PM),
    ],
)
def test_halves_are_read(value: object, half: Half) -> None:
    assert as_half(value) is half


@pytest.mark.parametrize("value", [None, 0, 1, True, "", "midi", "A.M.", float("nan")])
def test_what_is_no_half_is_refused(value: object) -> None:
    with pytest.raises(BadValue, match='expected "AM" or "PM"'):
        as_half(value)


def test_halves_and_half_days_as_text() -> None:
    assert [str(half) for half in Half] == [f"{half}" for half in Half] == ["AM", "PM"]
    assert f"{Half.AM:>4}" == "  AM"
    assert str(HalfDay(dt.date(2027, 1, 4), Half.AM)) == "2027-01-04 AM"


def test_half_days_sort_as_time_passes() -> None:
    horizon = Horizon("2027-01-04", "2027-01-06")
    backwards = horizon.half_days[::-1]
    assert tuple(sorted(backwards)) == horizon.half_days


class TestHorizon:
    def test_counts_leap_days(self) -> None:
        assert [len(Horizon(f"{year}-01-01", f"{year}-12-31")) for year in (2024, 2027, 2100)] == [
            366,
            365,
            365,
        ]

    def test_lists_dates_and_half_days(self) -> None:
        horizon = Horizon("2028-02-28", "2028-03-01")
        assert [str(day) for day in horizon.dates] == ["2028-02-28", "2028-02-29", "2028-03-01"]
        assert len(horizon.half_days) == 6
        assert horizon.half_days[0] == HalfDay(dt.date(2028, 2, 28), Half.AM)
        assert horizon.half_days[-1] == HalfDay(dt.date(2028, 3, 1), Half.PM)

    def test_contains_both_ends_and_nothing_else(self) -> None:
        horizon = Horizon("2027-01-01", dt.date(2027, 12, 31))
        assert dt.date(2027, 1, 1) in horizon
        assert dt.datetime(2027, 12, 31, 23, 59, tzinfo=dt.UTC) in horizon
        assert dt.date(2028, 1, 1) not in horizon
        assert dt.date(2026, 12, 31) not in horizon
        assert "2027-01-01" not in horizon

    def test_reads_back_what_it_prints(self) -> None:
        horizon = Horizon("01/01/2027", pd.Timestamp("2027-12-31"))
        assert str(horizon) == "2027-01-01 to 2027-12-31"
        assert Horizon(*str(horizon).split(" to ")) == horizon
        assert pickle.loads(pickle.dumps(horizon)) == horizon  # noqa: S301
        assert hash(horizon) == hash(Horizon("2027-01-01", "2027-12-31"))

    @pytest.mark.parametrize(
        ("first", "last"),
        [("2027-01-02", "2027-01-01"), ("1927-01-01", "2027-12-31"), ("2027", "2028"), ("2027-01-01", "")],
    )
    def test_refuses_what_is_no_horizon(self, first: str, last: str) -> None:
        with pytest.raises(BadValue):
            Horizon(first, last)

    def test_may_be_one_day_or_a_hundred_years(self) -> None:
        assert len(Horizon("2027-01-01", "2027-01-01")) == 1
        assert len(Horizon("2001-01-01", "2100-12-31")) == 36_524

    def test_is_frozen(self) -> None:
        with pytest.raises(AttributeError):
            Horizon("2027-01-01", "2027-01-01").first = NEW_YEAR  # type: ignore[misc]


def test_no_dates_between_swapped_ends() -> None:
    assert dates_between(dt.date(2027, 1, 2), NEW_YEAR) == ()


class TestHours:
    @pytest.mark.parametrize(
        "text",
        [
            "08:30-12:00, 13:30-17:00",
            "8h30-12h, 13h30-17h",
            "8h30 à 12h ; 13h30 à 17h",
            "08:30 – 12:00 / 13:30 – 17:00",
            "8:30-12:00 13:30-17:00",
            "8H30-12H00,13H30-17H00",
        ],
    )
    def test_are_read(self, text: str) -> None:
        assert Hours.parse(text) == DEFAULT_HOURS
        assert str(Hours.parse(text)) == "08:30-12:00, 13:30-17:00"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "08:30-12:00",
            "12:00-08:30, 13:30-17:00",
            "08:30-14:00, 13:30-17:00",
            "08:30-12:00, 17:00-17:00",
            "08:30-12:60, 13:30-17:00",
            "08:30-12:00, 13:30-24:00",
            "8-12, 13-17",
            "08:30-12:00, 13:30-17:00, 18:00-19:00",
            "8h30-12h, " * 2000,
        ],
    )
    def test_are_refused(self, text: str) -> None:
        with pytest.raises(BadValue):
            Hours.parse(text)

    def test_of_what_is_no_text_are_refused(self) -> None:
        with pytest.raises(BadValue, match="got None"):
            Hours.parse(None)  # type: ignore[arg-type]

    def test_have_no_seconds(self) -> None:
        with pytest.raises(BadValue, match="whole minutes"):
            Hours((dt.time(8, 30, 1), dt.time(12)), (dt.time(13), dt.time(17)))

    @given(st.lists(st.integers(0, 1439), min_size=4, max_size=4, unique=True))
    def test_are_read_back(self, minutes: list[int]) -> None:
        start, noon, resume, end = (dt.time(*divmod(minute, 60)) for minute in sorted(minutes))
        hours = Hours((start, noon), (resume, end))
        assert Hours.parse(str(hours)) == Hours.parse(hours) == hours
        assert (hours.of(Half.AM), hours.of(Half.PM)) == ((start, noon), (resume, end))


class TestSpan:
    @given(DATES, DATES, HALVES, HALVES, DATES, HALVES)
    def test_covers_what_lies_between(
        self, first: dt.date, last: dt.date, first_half: Half, last_half: Half, day: dt.date, half: Half
    ) -> None:
        start, end = HalfDay(first, first_half), HalfDay(last, last_half)
        if end < start:
            with pytest.raises(BadValue):
                Span(first, last, first_half, last_half)
            return
        span = Span(first, last, first_half, last_half)
        assert span.covers(day, half) == (start <= HalfDay(day, half) <= end)
        assert span.covers(*start)
        assert span.covers(*end)

    @given(DATES, HALVES)
    def test_without_ends_covers_everything(self, day: dt.date, half: Half) -> None:
        assert Span().covers(day, half)
        assert Span(first=day).covers(day, half)
        assert Span(last=day).covers(day, half)
        assert not Span(first=day + dt.timedelta(days=1)).covers(day, half)
        assert not Span(last=day - dt.timedelta(days=1)).covers(day, half)

    def test_is_thinned_out(self) -> None:
        span = Span("2027-01-01", "2027-01-31", when=WeeklyPattern.parse("Mon AM"))
        covered = [str(item) for item in Horizon("2026-12-28", "2027-02-07").half_days if span.covers(*item)]
        assert covered == ["2027-01-04 AM", "2027-01-11 AM", "2027-01-18 AM", "2027-01-25 AM"]

    def test_refuses_an_afternoon_before_its_morning(self) -> None:
        with pytest.raises(BadValue, match="2027-01-01 PM to 2027-01-01 AM"):
            Span(NEW_YEAR, NEW_YEAR, Half.PM, Half.AM)
        assert Span(NEW_YEAR, NEW_YEAR, Half.PM, Half.PM).covers(NEW_YEAR, Half.PM)

    @pytest.mark.parametrize(
        ("span", "text"),
        [
            (Span(), "always"),
            (Span("2027-01-01"), "from 2027-01-01"),
            (Span("2027-01-01", first_half="PM"), "from 2027-01-01 PM"),
            (Span(last="2027-01-01", last_half="AM"), "until 2027-01-01 AM"),
            (Span("2027-01-01", "2027-01-02"), "2027-01-01 to 2027-01-02"),
            (Span("2027-01-01", when=WeeklyPattern.parse("Mon")), "from 2027-01-01 (Mon)"),
        ],
    )
    def test_as_text(self, span: Span, text: str) -> None:
        assert str(span) == text
        assert pickle.loads(pickle.dumps(span)) == span  # noqa: S301
