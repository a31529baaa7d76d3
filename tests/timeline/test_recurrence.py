import datetime as dt
import pickle
import time
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import BadValue
from gesched.timeline import Half, Horizon, Recurrence, WeeklyPattern, parse_when

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def days_of(text: str, first: str, last: str) -> list[str]:
    when = parse_when(text)
    return [str(day) for day in Horizon(first, last).dates if when.covers(day, Half.AM)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", ["2027-01-12", "2027-02-09", "2027-03-09"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2027-01-29", "2027-02-26", "2027-03-26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2027-01-31", "2027-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2027-01-29", "2027-02-26", "2027-03-31"]),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", ["2027-03-01"]),
        ("FREQ=YEARLY;BYYEARDAY=1,-365,60", ["2027-01-01", "2027-03-01"]),
        ("FREQ=YEARLY;BYWEEKNO=5;BYDAY=MO", ["2027-02-01"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=1,2", ["2027-02-01", "2027-02-02"]),
        (
            "DTSTART=2027-01-04;FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
            [
                "2027-01-04",
                "2027-01-18",
                "2027-02-01",
                "2027-02-15",
                "2027-03-01",
                "2027-03-15",
                "2027-03-29",
            ],
        ),
        ("DTSTART=2027-01-06;FREQ=WEEKLY;COUNT=3", ["2027-01-06", "2027-01-13", "2027-01-20"]),
        ("DTSTART=2027-03-30;FREQ=DAILY", ["2027-03-30", "2027-03-31"]),
        ("DTSTART=2020-01-06;FREQ=WEEKLY;COUNT=366", ["2027-01-04"]),
        ("FREQ=DAILY;UNTIL=20270102", ["2027-01-01", "2027-01-02"]),
        ("FREQ=DAILY;UNTIL=20270102T235959Z", ["2027-01-01", "2027-01-02"]),
        ("DTSTART=2028-01-01;FREQ=DAILY", []),
    ],
)
def test_days_of_a_quarter(text: str, days: list[str]) -> None:
    assert days_of(text, "2027-01-01", "2027-03-31") == days


def test_leap_days() -> None:
    assert days_of("DTSTART=2024-02-29;FREQ=YEARLY", "2024-01-01", "2033-12-31") == [
        "2024-02-29",
        "2028-02-29",
        "2032-02-29",
    ]
    assert days_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2096-01-01", "2104-12-31") == [
        "2096-02-29",
        "2104-02-29",
    ]


def test_weeks_that_cross_the_new_year_are_whole() -> None:
    first_of_week = "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1"
    assert days_of(first_of_week, "2026-12-21", "2027-01-10") == ["2026-12-21", "2026-12-28", "2027-01-04"]


def test_iso_week_53() -> None:
    assert days_of("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH", "2020-01-01", "2033-01-01") == [
        "2020-12-31",
        "2026-12-31",
        "2032-12-30",
    ]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=2TU"),
        ("freq=monthly; byday=+2tu pm", "FREQ=MONTHLY;BYDAY=2TU PM"),
        ("BYDAY=WE,MO,MO;FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("BYDAY=2TU,1WE,-1MO;FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=-1MO,1WE,2TU"),
        (
            "DTSTART:20270104\nRRULE:FREQ=WEEKLY;INTERVAL=02;BYDAY=MO",
            "DTSTART=2027-01-04;FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        ),
        ("DTSTART=04/01/2027;FREQ=WEEKLY AM", "DTSTART=2027-01-04;FREQ=WEEKLY AM"),
        ("DTSTART:20270104T090000\r\nRRULE:FREQ=DAILY;COUNT=3", "DTSTART=2027-01-04;FREQ=DAILY;COUNT=3"),
        ("FREQ=DAILY;UNTIL=2027-12-31", "FREQ=DAILY;UNTIL=20271231"),
        ("FREQ=WEEKLY;BYDAY=MO;WKST=SU;", "FREQ=WEEKLY;BYDAY=MO;WKST=SU"),
    ],
)
def test_rules_have_one_spelling(text: str, canonical: str) -> None:
    rule = parse_when(text)
    assert isinstance(rule, Recurrence)
    assert str(rule) == canonical
    assert parse_when(canonical) == rule
    assert pickle.loads(pickle.dumps(rule)) == rule  # noqa: S301


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "a start, because of INTERVAL"),
        ("FREQ=DAILY;COUNT=3", "a start, because of COUNT"),
        ("FREQ=WEEKLY", "a start, or the days"),
        ("FREQ=MONTHLY", "a start, or the days"),
        ("FREQ=YEARLY;BYMONTH=5", "a start, or the days"),
        ("DTSTART=1899-12-31;FREQ=DAILY", "on or after 1900-01-01"),
        ("DTSTART=;FREQ=DAILY", "a day after DTSTART"),
        ("DTSTART=2027-02-30;FREQ=DAILY", "a day after DTSTART"),
        ("DTSTART;FREQ=DAILY", "a day after DTSTART"),
        ("DTSTART=2027-01-01;DTSTART=2027-01-02;FREQ=DAILY", "one DTSTART"),
    ],
)
def test_starts_are_asked_for(text: str, expected: str) -> None:
    with pytest.raises(BadValue, match=expected) as caught:
        parse_when(text)
    assert "DTSTART=2027-01-04;FREQ=WEEKLY;INTERVAL=2;BYDAY=MO" in caught.value.advice


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;BYDAY=MO",
        "FREQ=DAILY;FREQ=DAILY",
        "RRULE:BYDAY=MO",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;FOO=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=99999",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;UNTIL=20270230",
        "DTSTART=2027-01-01;FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=YEARLY;BYDAY=60MO",
        "FREQ=YEARLY;BYWEEKNO=5;BYDAY=1MO",
        "FREQ=MONTHLY;BYWEEKNO=5",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=1.5",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;BYMONTH=-1",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO;WKST=XX",
        "FREQ=DAILY NOON",
    ],
)
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(BadValue, match=r"FREQ=MONTHLY;BYDAY=2TU"):
        parse_when(rule)


@pytest.mark.parametrize("frequency", ["DAILY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("start", ["", "DTSTART=1900-01-01;INTERVAL=7;", "DTSTART=1900-01-01;COUNT=9999;"])
def test_rules_without_any_day_answer_fast(frequency: str, start: str) -> None:
    rule = parse_when(f"{start}FREQ={frequency};BYMONTH=2;BYMONTHDAY=30,31")
    began = time.process_time()
    assert not rule.covers(dt.date(2027, 2, 28), Half.AM)
    assert time.process_time() - began < 1.5


def test_a_last_day_beyond_the_calendar_is_no_limit() -> None:
    assert parse_when("FREQ=DAILY;UNTIL=24000229").covers(dt.date(2027, 1, 1), Half.AM)
    assert parse_when("FREQ=DAILY;UNTIL=99991231").covers(dt.date(9999, 12, 31), Half.AM)
    assert parse_when("FREQ=DAILY").covers(dt.date(1, 1, 1), Half.AM)


def test_halves() -> None:
    day = dt.date(2027, 1, 12)
    assert [
        parse_when(f"FREQ=MONTHLY;BYDAY=2TU{half}").covers(day, Half.AM) for half in ("", " AM", " PM")
    ] == [
        True,
        True,
        False,
    ]


@given(st.frozensets(st.integers(0, 6), min_size=1), st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_weekly_rules_are_weekly_patterns(weekdays: frozenset[int], day: dt.date) -> None:
    rule = parse_when(f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[weekday] for weekday in weekdays)}")
    pattern = WeeklyPattern(frozenset((weekday, half) for weekday in weekdays for half in Half))
    assert rule.covers(day, Half.PM) == pattern.covers(day, Half.PM)


def signed(largest: int) -> st.SearchStrategy[int]:
    return st.integers(-largest, largest).filter(bool)


def listed(items: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=3).map(lambda chosen: ",".join(str(item) for item in chosen))


@st.composite
def rules(draw: st.DrawFn) -> tuple[str, dt.date]:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    numbers = st.sampled_from(["", "1", "2", "-1"] if frequency in {"MONTHLY", "YEARLY"} else [""])
    days = st.builds(str.__add__, numbers, st.sampled_from(WEEKDAYS))
    choices = {"BYMONTH": listed(st.integers(1, 12)), "BYDAY": listed(days)}
    if frequency != "WEEKLY":
        choices["BYMONTHDAY"] = listed(signed(31))
    chosen = draw(st.lists(st.sampled_from(sorted(choices)), unique=True, max_size=2))
    parts += [f"{name}={draw(choices[name])}" for name in chosen]
    parts += draw(st.sampled_from([[], ["COUNT=5"], ["UNTIL=20280615"]]))
    return ";".join(parts), draw(st.dates(dt.date(2024, 1, 1), dt.date(2027, 6, 30)))


@settings(max_examples=60)
@given(rules())
def test_days_are_those_that_dateutil_lists_from_the_start_on(rule: tuple[str, dt.date]) -> None:
    text, start = rule
    when = parse_when(f"DTSTART={start};{text}")
    assert parse_when(str(when)) == when
    horizon = Horizon("2026-01-01", "2028-12-31")
    moments = rrulestr(text, dtstart=dt.datetime.combine(start, dt.time()))
    until_end = takewhile(lambda moment: moment.date() <= horizon.last, moments)
    assert {day for day in horizon.dates if when.covers(day, Half.AM)} == {
        moment.date() for moment in until_end if moment.date() in horizon
    }
