"""Calendars that nobody should write: read, or refused with the library's own error, within a second each.

``GESCHED_EXAMPLES=10000 .venv/bin/pytest -n 0 tests/calendars/test_reading_fuzz.py`` tries that many of
each kind.
"""

import gc
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from feed_cases import EMPLOYEE, LABELS, YEAR, assign, group_of, plan_of, schedule_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesched.calendars import calendar_of_employee, read_absences, read_calendars, read_closures
from gesched.errors import GeschedError, InputError, InputProblem
from gesched.timeline import Half

EXAMPLES = settings(
    max_examples=int(os.environ.get("GESCHED_EXAMPLES", "150")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
GROUP = group_of([EMPLOYEE], LABELS)
LONGEST_SECONDS = 1.0

Read = Callable[[bytes, Callable[[InputProblem], None] | None], object]
READERS: list[Read] = [
    lambda content, on_problem: read_absences(content, GROUP, YEAR, on_problem=on_problem),
    lambda content, on_problem: read_closures(content, GROUP, YEAR, part=0, on_problem=on_problem),
    lambda content, on_problem: read_calendars(content, GROUP, YEAR, on_problem=on_problem),
]


def timed(read: Read, content: bytes, on_problem: Callable[[InputProblem], None] | None) -> None:
    gc.disable()  # what else there is to clear away, hypothesis' own included, is not the reader's
    start = time.process_time()
    try:
        read(content, on_problem)
    finally:
        gc.enable()
        assert time.process_time() - start < LONGEST_SECONDS


def check(content: bytes) -> None:
    """Read a calendar in every way, within a second each; what is wrong with it can be shown."""
    for read in READERS:
        skipped: list[InputProblem] = []
        refused: tuple[InputProblem, ...] = ()
        try:
            timed(read, content, skipped.append)
        except InputError as error:  # what is read clashes with itself, or is too much
            assert str(error)
        try:
            timed(read, content, None)
        except InputError as error:
            refused = error.problems
            lines = content.count(b"\n") + content.count(b"\r") + 1
            assert len(str(error).splitlines()) == len(refused) + (len(refused) > 1)
            assert all(one.row is None or 1 <= one.row <= lines for one in refused)
        except GeschedError as error:
            assert str(error)
        assert not skipped or refused


def _event(lines: list[str]) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


_DATES = """
20270104 20270104T083000 20270104T083000Z 20271332 00010101 99991231T235959Z 20270328T023000 19000101 22001231
20270104T240000 20270104T235960 2027-01-04 20270104T08 20270104/P1D 20270104T083000Z/PT1H 18991231 20270230
"""
DATES = st.sampled_from(_DATES.split())
_ZONES = """
TZID=Europe/Paris TZID=Custom TZID=../../etc TZID=Europe TZID="(UTC+01:00)" TZID=GMT+0100 TZID=UTC-99 X=\0 X
VALUE=DATE
"""
ZONES = st.sampled_from(["", "", f";TZID={'x' * 300}", ";TZID=Romance Standard Time"]) | st.sampled_from(
    [f";{parameter}" for parameter in _ZONES.split()]
)
_RULES = """
FREQ=DAILY FREQ=WEEKLY FREQ=MONTHLY FREQ=YEARLY FREQ=SECONDLY FREQ=HOURLY INTERVAL=2 INTERVAL=0 COUNT=3
COUNT=99999999 UNTIL=20270201 UNTIL=20270201T070000Z UNTIL=00010101T000000Z UNTIL=99991231T235959Z
BYDAY=MO,WE BYDAY=5MO BYMONTHDAY=31 BYMONTH=2 BYSETPOS=-1 BYHOUR=1,2,3 WKST=SU BYWEEKNO=53 BYYEARDAY=366
BYEASTER=0 FREQ
"""
RULES = st.lists(st.sampled_from(_RULES.split()), max_size=5).map(";".join)
LINES = st.one_of(
    st.builds(
        "{}{}:{}".format,
        st.sampled_from(["DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"]),
        ZONES,
        DATES,
    ),
    st.builds("RRULE:{}".format, RULES),
    st.builds(
        "DURATION:{}".format,
        st.sampled_from(["P1D", "PT1H", "-P1D", "P99999999999W", "P", "PT1H30", "P500Y"]),
    ),
    st.builds("SUMMARY:{}".format, st.sampled_from([EMPLOYEE, *LABELS, "x", "", f"{EMPLOYEE} at Label 1"])),
    st.sampled_from(
        ["UID:1", "UID:2", "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:99999999999999999"]
    ),
    st.sampled_from(
        ["BEGIN:VALARM", "END:VALARM", "BEGIN:VEVENT", "END:VCALENDAR", "BEGIN:VCALENDAR", " folded"]
    ),
    st.sampled_from(
        ["RECURRENCE-ID;RANGE=THISANDFUTURE:20270104", "EXRULE:FREQ=DAILY", "ATTENDEE;CN=Web marketer 1:x"]
    ),
    st.text(max_size=20),
)
_OBSERVANCES = """
BEGIN:STANDARD END:STANDARD BEGIN:DAYLIGHT END:DAYLIGHT DTSTART:16010101T000000 DTSTART:20270101T000000
TZOFFSETFROM:+0100 TZOFFSETTO:+0200 TZOFFSETTO:+9999 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
RRULE:FREQ=SECONDLY RDATE:20270101T000000,20270601T000000 TZID:Custom
"""
OBSERVANCES = st.lists(st.sampled_from(_OBSERVANCES.split()), max_size=14).map("\r\n".join)


@st.composite
def calendars(draw: st.DrawFn) -> bytes:
    """Draw a calendar of events that are almost right."""
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Custom\r\n{draw(OBSERVANCES)}\r\nEND:VTIMEZONE"
    events = draw(st.lists(st.lists(LINES, max_size=8).map(_event), max_size=4))
    return "\r\n".join(["BEGIN:VCALENDAR", zone, *events, "END:VCALENDAR", ""]).encode("utf-8", "replace")


@given(calendars())
@EXAMPLES
def test_events_that_are_almost_right(content: bytes) -> None:
    check(content)


@given(st.binary(max_size=300), st.booleans())
@EXAMPLES
def test_random_bytes(content: bytes, framed: bool) -> None:
    check(b"BEGIN:VCALENDAR\r\n" + content + b"\r\nEND:VCALENDAR" if framed else content)


def feed() -> bytes:
    days = [(f"2027-0{month}-0{day}", "AM", LABELS[day % 3]) for month in (3, 4) for day in (1, 2, 5)]
    return calendar_of_employee(plan_of(*days), EMPLOYEE)


FEED = feed()


@given(st.integers(0, 2**32))
@EXAMPLES
def test_mutated_feeds(seed: int) -> None:
    """Bytes and lines of a feed are lost, doubled, swapped and changed."""
    chance = random.Random(seed)  # so that a failure can be repeated from one number
    content = bytearray(FEED)
    for _ in range(chance.randint(1, 20)):
        at, length = chance.randrange(len(content)), chance.choice([1, 1, 1, 10, 200])
        change = chance.choice(["lose", "double", "flip", "insert", "lines"])
        if change == "lose":
            del content[at : at + length]
        elif change == "double":
            content[at:at] = content[at : at + length]
        elif change == "flip":
            content[at] ^= 1 << chance.randrange(8)
        elif change == "insert":
            content[at:at] = chance.choice(
                [b"\r\n", b":", b";", b",", b'"', b"\0", b"9", b"RRULE:FREQ=DAILY\r\n"]
            )
        else:
            lines = content.split(b"\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            content = bytearray(b"\n".join(lines))
        content = content or bytearray(b"\n")
    check(bytes(content))


# Attacks by size, number, frequency and span.


def _calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()


def _recurring(rule: str, start: str = "20260101", number: int = 1) -> bytes:
    event = _event([f"DTSTART;VALUE=DATE:{start}", f"RRULE:{rule}", f"SUMMARY:{EMPLOYEE}"])
    return _calendar(*[event] * number)


ATTACKS = {
    "seconds": _recurring("FREQ=SECONDLY"),
    "minutes of all days": _recurring("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8;BYMINUTE=0,1,2,3,4,5,6,7,8,9"),
    "never": _recurring("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"),
    "never, daily": _recurring("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"),
    "generations": _recurring("FREQ=DAILY", "19000101"),
    "count": _recurring(f"FREQ=DAILY;COUNT={'9' * 4000}"),
    "interval": _recurring("FREQ=DAILY;INTERVAL=99999999999"),
    "deep": _calendar(*["BEGIN:X"] * 100_000),
    "colons": _calendar("BEGIN:VEVENT", "DTSTART" + ";A=b" * 4_000 + '"', "END:VEVENT"),
    "quotes": _calendar("BEGIN:VEVENT", "DTSTART;A=" + '"",' * 6_000, "END:VEVENT"),
    "folds": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:"
    + b"x\r\n " * 300_000
    + b"\r\nEND:VEVENT\r\nEND:VCALENDAR",
    "no end": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
    "long name": _calendar(_event(["DTSTART:20270104", f"SUMMARY:{'Web marketer ' * 1_500}"])),
    "zone": _calendar(
        "BEGIN:VTIMEZONE\r\nTZID:Custom",
        *["BEGIN:STANDARD\r\nDTSTART:19000101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200"] * 1,
        "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "END:STANDARD\r\nEND:VTIMEZONE",
        _event(["DTSTART;TZID=Custom:20270104T083000", "DURATION:PT4H", f"SUMMARY:{EMPLOYEE}"]),
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_are_over_in_a_second(name: str) -> None:
    check(ATTACKS[name])


@pytest.mark.parametrize("read", [read_absences, read_closures, read_calendars])
def test_too_much_is_refused(read: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.calendars.components.LARGEST_FILE", 500)
    monkeypatch.setattr("gesched.calendars.components.MOST_EVENTS", 3)
    with pytest.raises(InputError, match="a calendar of at most 500 bytes"):
        read(b"x" * 501, GROUP, YEAR)
    event = "BEGIN:VEVENT\r\nDTSTART:20270104\r\nEND:VEVENT"
    with pytest.raises(InputError, match="at most 3 events"):
        read(_calendar(*[event] * 4), GROUP, YEAR)


def test_too_many_recurring_events_and_half_days_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.calendars.occurrences.MOST_RECURRING", 3)
    with pytest.raises(InputError, match="at most 3 events that recur"):
        read_absences(_recurring("FREQ=WEEKLY", number=4), GROUP, YEAR)
    monkeypatch.setattr("gesched.calendars.occurrences.MOST_OCCURRENCES", 500)
    with pytest.raises(InputError, match=r"take place at most 500 times in all.*a shorter horizon"):
        read_absences(_recurring("FREQ=DAILY", number=2), GROUP, YEAR)
    monkeypatch.setattr("gesched.calendars.reading._MOST_HALF_DAYS", 100)
    with pytest.raises(InputError, match="events of at most 100 half-days in all"):
        read_absences(_recurring("FREQ=DAILY"), GROUP, YEAR)


def test_large_files_are_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large.ics").write_bytes(b"x" * 501)
    monkeypatch.setattr("gesched.calendars.components.LARGEST_FILE", 500)
    with pytest.raises(InputError, match=r"large\.ics: expected a calendar of at most 500 bytes, got 501"):
        read_absences(tmp_path, GROUP, YEAR)


def test_a_year_of_everybody_is_read_in_time() -> None:
    group = group_of([EMPLOYEE], LABELS)
    plan = [
        assign(group, day, half.name, EMPLOYEE, LABELS[(turn + half) % 3])
        for turn, day in enumerate(YEAR.dates)
        for half in Half
    ]
    schedule = schedule_of(group, *plan)
    content = calendar_of_employee(schedule, EMPLOYEE)
    start = time.process_time()
    assert read_calendars(content, group, YEAR, revised=schedule.revised) == schedule
    assert time.process_time() - start < LONGEST_SECONDS
