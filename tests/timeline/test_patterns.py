import datetime as dt
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue
from gesched.timeline import Dates, Half, HalfDay, Horizon, Recurrence, WeeklyPattern, When, parse_when

DATES = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
HALVES = st.sampled_from(Half)
WEEKLY = st.builds(WeeklyPattern, st.frozensets(st.tuples(st.integers(0, 6), HALVES), min_size=1))
NAMED = st.builds(Dates, st.frozensets(st.builds(HalfDay, DATES, HALVES), min_size=1, max_size=8))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mon-Thu, Fri AM", "Mon-Thu, Fri AM"),
        ("lun-jeu, ven matin", "Mon-Thu, Fri AM"),
        ("lundi à jeudi ; vendredi matin", "Mon-Thu, Fri AM"),
        ("du lundi au jeudi et le vendredi matin", "Mon-Thu, Fri AM"),
        ("LUN. - JEU., VEN. MATIN", "Mon-Thu, Fri AM"),
        ("Monday to Thursday and Friday am", "Mon-Thu, Fri AM"),
        ("fri am\n mon–thu", "Mon-Thu, Fri AM"),
        ("Mon Tue", "Mon, Tue"),
        ("mar mer", "Tue, Wed"),
        ("Mon, Tue, Wed", "Mon-Wed"),
        ("Fri-Mon", "Mon, Fri-Sun"),
        ("Sun-Sat", "Mon-Sun"),
        ("Mon-Mon", "Mon"),
        ("every day", "Mon-Sun"),
        ("Tous les jours matin", "Mon-Sun AM"),
        ("Mon-Wed PM", "Mon-Wed PM"),
        ("lundi après-midi, mardi apres midi", "Mon PM, Tue PM"),
        ("Mon AM, Mon PM", "Mon"),
        ("Mon AM PM", "Mon"),
        ("Mon, Mon AM", "Mon"),
        (",; Mon ,", "Mon"),
        ("dimanche", "Sun"),
    ],
)
def test_weekdays_are_read(text: str, canonical: str) -> None:
    pattern = WeeklyPattern.parse(text)
    assert str(pattern) == canonical
    assert WeeklyPattern.parse(canonical) == pattern


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "''"),
        (" \n", "expected weekdays"),
        (",", "at least one"),
        ("Mon-", "missing"),
        ("-Mon", "'-' is not"),
        ("Mon to Xyz", "'xyz' is not"),
        ("AM", "'am' is not"),
        ("Mon, AM", "'am' is not"),
        ("Mon 8", "'8' is not"),
        ("M", "'m' is not"),
        ("Mon--Tue", "'-' is not"),
    ],
)
def test_what_is_no_weekday_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(BadValue, match=wrong):
        WeeklyPattern.parse(text)


@pytest.mark.parametrize("half_days", [[], [(7, Half.AM)], [(-1, Half.PM)], [(0, 0)]])
def test_weekly_patterns_check_their_half_days(half_days: list[tuple[int, Half]]) -> None:
    with pytest.raises(BadValue):
        WeeklyPattern(frozenset(half_days))


def test_weekly_patterns_of_what_is_no_text_are_refused() -> None:
    with pytest.raises(BadValue, match="got nan"):
        WeeklyPattern.parse(float("nan"))  # type: ignore[arg-type]


@given(WEEKLY, DATES, HALVES)
def test_weekly_patterns_cover_their_weekdays(pattern: WeeklyPattern, day: dt.date, half: Half) -> None:
    assert pattern.covers(day, half) == ((day.weekday(), half) in pattern.half_days)
    assert WeeklyPattern.parse(pattern) is pattern


@given(st.one_of(WEEKLY, NAMED))
def test_patterns_are_read_back(when: When) -> None:
    assert parse_when(str(when)) == when
    assert hash(parse_when(str(when))) == hash(when)
    assert parse_when(when) is when
    assert pickle.loads(pickle.dumps(when)) == when  # noqa: S301


@given(NAMED)
def test_dates_cover_what_they_name(named: Dates) -> None:
    assert all(named.covers(*item) for item in named.half_days)
    day = max(item.date for item in named.half_days) + dt.timedelta(days=1)
    assert not named.covers(day, Half.AM)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2027-03-01, 2027-03-08 AM", "2027-03-01, 2027-03-08 AM"),
        ("08/03/2027 matin; 01/03/2027", "2027-03-01, 2027-03-08 AM"),
        ("2027-03-08 am 2027-03-01\n2027-03-01", "2027-03-01, 2027-03-08 AM"),
        ("2027-03-08 après-midi,2027-03-08 AM", "2027-03-08"),
        ("2028-02-29 PM", "2028-02-29 PM"),
    ],
)
def test_dates_are_read(text: str, canonical: str) -> None:
    assert str(parse_when(text)) == canonical


@pytest.mark.parametrize(
    "text", ["2027-02-29", "2027-03-01 midi", "2027-03-01 - 2027-03-05", "1", "3 March", "27-03-01"]
)
def test_what_is_no_date_is_refused_with_all_three_forms(text: str) -> None:
    with pytest.raises(BadValue, match=r"FREQ=.*Mon-Thu.*2027-03-01, 2027-03-08 AM"):
        parse_when(text)


@pytest.mark.parametrize("value", ["", "  ", "sometimes", "Mon 2", None, 3, float("nan"), ["Mon"]])
def test_what_is_no_time_is_refused_with_all_three_forms(value: str) -> None:
    with pytest.raises(BadValue, match=r"FREQ=.*Mon-Thu.*2027-03-01, 2027-03-08 AM"):
        parse_when(value)


def test_no_dates_at_all_are_refused() -> None:
    with pytest.raises(BadValue, match="at least one date"):
        Dates.parse(" ")


def test_what_covers_half_days_is_taken_as_it_is() -> None:
    class Fridays13:
        def covers(self, day: dt.date, half: Half) -> bool:
            return day.day == 13 and day.weekday() == 4 and half is Half.AM

    mine = Fridays13()
    assert parse_when(mine) is mine


@pytest.mark.parametrize(
    "text",
    [
        "Mon " * 2500,
        "Mon-" * 2500,
        "x" * 10_000,
        " " * 10_000 + "x",
        "1" * 10_000,
        "1-" * 5_000,
        "2027-03-01 " * 900 + "x",
        "FREQ=" + " " * 10_000 + "x",
        "FREQ=DAILY;BYDAY=" + "MO," * 3_300,
        "FREQ=DAILY;COUNT=" + "9" * 10_000,
        "FREQ=DAILY;" * 900,
        "RRULE:" * 1600,
        "DTSTART" * 1400,
        "DTSTART=2027-01-01;" * 500,
        "-–" * 5_000,
        "\u0300" * 10_000,
        "every day" * 1100,
    ],
)
def test_hostile_text_is_answered_fast(text: str) -> None:
    began = time.process_time()
    try:
        parse_when(text)
    except BadValue as error:
        assert len(str(error)) < 1000
    assert time.process_time() - began < 1


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = parse_when(text)
    except BadValue:
        return
    assert parse_when(str(when)) == when


def test_the_same_days_in_three_forms() -> None:
    forms = [
        parse_when("Mon AM"),
        parse_when("FREQ=WEEKLY;BYDAY=MO AM"),
        parse_when("2027-02-01 AM, 2027-02-08 AM, 2027-02-15 AM, 2027-02-22 AM"),
    ]
    assert [type(form) for form in forms] == [WeeklyPattern, Recurrence, Dates]
    covered = [
        [item for item in Horizon("2027-02-01", "2027-02-28").half_days if form.covers(*item)]
        for form in forms
    ]
    assert covered[0] == covered[1] == covered[2]
    assert len(covered[0]) == 4
