"""Absences and closures out of calendars as programs of the world write them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from feed_cases import EMPLOYEE, LABELS, YEAR, group_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.calendars import read_absences, read_closures
from gesched.errors import BadValue, InputError, InputProblem
from gesched.group import Absence, Closure, Employee, Member, Site
from gesched.timeline import Half, Horizon

GROUP = group_of([EMPLOYEE, "Web marketer 11", "Éric d'Été"], LABELS)
MONDAY = dt.date(2027, 1, 4)


def calendar(*events: str, head: str = "") -> bytes:
    """Return a calendar of events, each given as its lines."""
    blocks = [f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events]
    return f"BEGIN:VCALENDAR\r\n{head}{''.join(blocks)}END:VCALENDAR\r\n".encode()


def away(*events: str, head: str = "", part: float = 0.5, horizon: Horizon = YEAR) -> list[str]:
    """Return when the employee is away, in words."""
    found = read_absences(calendar(*events, head=head), GROUP, horizon, employee=EMPLOYEE, part=part)
    return [str(one.span) for one in found]


# Half-days.


@pytest.mark.parametrize(
    ("when", "part", "wanted"),
    [
        ("DTSTART;VALUE=DATE:20270104\nDTEND;VALUE=DATE:20270106", 0.5, ["2027-01-04 to 2027-01-05"]),
        ("DTSTART;VALUE=DATE:20270104", 0.5, ["2027-01-04 to 2027-01-04"]),
        ("DTSTART;VALUE=DATE:20270104\nDTEND;VALUE=DATE:20270104", 0.5, ["2027-01-04 to 2027-01-04"]),
        ("DTSTART;VALUE=DATE:20270104\nDURATION:P1W", 0.5, ["2027-01-04 to 2027-01-10"]),
        ("DTSTART:20270104T083000\nDTEND:20270104T120000", 1, ["2027-01-04 to 2027-01-04 AM"]),
        ("DTSTART:20270104T083000\nDTEND:20270104T115900", 1, []),
        ("DTSTART:20270104T083000\nDTEND:20270104T101500", 0.5, ["2027-01-04 to 2027-01-04 AM"]),
        ("DTSTART:20270104T083000\nDTEND:20270104T101400", 0.5, []),
        ("DTSTART:20270104T115900\nDTEND:20270104T133100", 0, ["2027-01-04 to 2027-01-04"]),
        ("DTSTART:20270104T120000\nDTEND:20270104T133000", 0, []),
        ("DTSTART:20270104T090000", 0, []),
        ("DTSTART:20270104T000100\nDTEND:20270104T235900", 1, ["2027-01-04 to 2027-01-04"]),
        ("DTSTART:20270104T140000\nDTEND:20270106T100000", 0.5, ["2027-01-04 PM to 2027-01-05"]),
        ("DTSTART:20270104T133000\nDTEND:20270106T120000", 0.5, ["2027-01-04 PM to 2027-01-06 AM"]),
        ("DTSTART;VALUE=DATE:20261228\nDTEND;VALUE=DATE:20270102", 0.5, ["2027-01-01 to 2027-01-01"]),
        ("DTSTART;VALUE=DATE:20271231\nDTEND;VALUE=DATE:22001231", 0.5, ["2027-12-31 to 2027-12-31"]),
    ],
)
def test_events_take_the_half_days_that_they_cover_enough_of(
    when: str, part: float, wanted: list[str]
) -> None:
    assert away(when, part=part) == wanted


@settings(max_examples=100)
@given(st.data(), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_the_part_that_counts_is_as_stated(data: st.DataObject, part: float) -> None:
    """Minute by minute, in winter and summer."""
    day = data.draw(st.sampled_from([MONDAY, dt.date(2027, 3, 28), dt.date(2027, 7, 5)]))
    start = data.draw(st.integers(5 * 60, 24 * 60 - 1))
    minutes = range(start, data.draw(st.integers(start, 24 * 60 - 1)))
    clocks = (dt.datetime.combine(day, dt.time(one // 60, one % 60)) for one in (minutes.start, minutes.stop))
    first, last = (f"{clock:%Y%m%dT%H%M%S}" for clock in clocks)
    found = read_absences(
        calendar(f"DTSTART:{first}\nDTEND:{last}"), GROUP, YEAR, employee=EMPLOYEE, part=part
    )
    taken = {half for half in Half for one in found if one.span.covers(day, half)}
    for half, hours in ((Half.AM, range(510, 720)), (Half.PM, range(810, 1020))):
        covered = len({*minutes} & {*hours})
        assert (half in taken) == (covered > 0 and covered >= part * len(hours))


# Time zones.


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("Romance Standard Time", "Europe/Paris"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "Europe/Paris"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ('"Indian/Reunion"', "Indian/Reunion"),
        ("GMT+0400", "Indian/Reunion"),
        ("UTC", "UTC"),
    ],
)
@pytest.mark.parametrize("day", ["2027-01-04", "2027-07-05"])
def test_zones_are_known_by_many_names(tzid: str, zone: str, day: str) -> None:
    """An event at the group's morning, told by the clocks of another zone."""
    start, end = (
        dt.datetime.combine(dt.date.fromisoformat(day), clock, ZoneInfo("Europe/Paris"))
        .astimezone(ZoneInfo(zone))
        .strftime("%Y%m%dT%H%M%S")
        for clock in (dt.time(8, 30), dt.time(12))
    )
    assert away(f"DTSTART;TZID={tzid}:{start}\nDTEND;TZID={tzid}:{end}", part=1) == [f"{day} to {day} AM"]


def _zone(*observances: str) -> str:
    parts = [
        f"BEGIN:{kind}\r\n{rest}\r\nEND:{kind}\r\n"
        for kind, _, rest in (one.partition("\n") for one in observances)
    ]
    return f"BEGIN:VTIMEZONE\r\nTZID:Bespoke\r\n{''.join(parts)}END:VTIMEZONE\r\n"


BESPOKE = {
    "America/New_York": _zone(
        "STANDARD\nDTSTART:16011104T020000\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500",
        "DAYLIGHT\nDTSTART:16010311T020000\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400",
    ),
    "Europe/Paris": _zone(
        "DAYLIGHT\nDTSTART:20270328T020000\nRDATE:20280326T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200",
        "STANDARD\nDTSTART:20261025T030000\nRDATE:20271031T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100",
    ),
    "Asia/Kolkata": _zone("STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530"),
}


@pytest.mark.parametrize("zone", BESPOKE)
def test_zones_that_a_calendar_defines_are_followed(zone: str) -> None:
    """Every day of the year: the morning, by the clocks of the place."""
    group = group_of([EMPLOYEE], [Member("Label 1", site="Dock")], [Site("Dock", timezone=zone)])
    days = [day for day in YEAR.dates if day.day % 3 == 0 or day.month in {3, 10, 11}]
    events = [
        f"DTSTART;TZID=Bespoke:{day:%Y%m%d}T083000\nDTEND;TZID=Bespoke:{day:%Y%m%d}T120000\nSUMMARY:{day}"
        for day in days
    ]
    content = calendar(*events, head=BESPOKE[zone])
    found = read_closures(content, group, YEAR, member="Label 1", part=1)
    assert found == tuple(Closure("Label 1", day, last_half="AM", reason=str(day)) for day in days)


@pytest.mark.parametrize(
    ("tzid", "head"),
    [
        ("Nowhere", ""),
        ("(UTC+01:00) Paris", ""),
        ("Bespoke", _zone("STANDARD\nDTSTART:x\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530")),
        (
            "Bespoke",
            _zone("STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=DAILY\nTZOFFSETFROM:+05\nTZOFFSETTO:+0530"),
        ),
        ("Bespoke", _zone()),
    ],
)
def test_zones_that_nobody_knows_are_told(tzid: str, head: str) -> None:
    with pytest.raises(InputError, match=r"line \d+, DTSTART: expected a time zone that is known, got"):
        away(f'DTSTART;TZID="{tzid}":20270104T083000\nDURATION:PT4H', head=head)


# Recurrences.


MORNING = "DTSTART;TZID=Europe/Paris:20270104T083000\nDTEND;TZID=Europe/Paris:20270104T120000\n"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=3", [4, 11, 18]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20270111T073000Z", [4, 11]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20270111T072959Z", [4]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20270111", [4, 11]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Paris:20270111T083000", [4, 18]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20270111T073000Z,20270118T073000Z", [4]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20270111", [4, 18]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20270111T083000", [4, 18]),
        ("RDATE;TZID=Europe/Paris:20270106T083000,20270108T083000", [4, 6, 8]),
        ("RDATE;VALUE=PERIOD:20270106T073000Z/PT3H30M", [4, 6]),
        ("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3;WKST=SU", [4, 6, 8]),
    ],
)
def test_recurrences_are_followed(lines: str, wanted: list[int]) -> None:
    assert away(MORNING + lines, part=1) == [f"2027-01-{day:02} to 2027-01-{day:02} AM" for day in wanted]


@pytest.mark.parametrize(
    ("start", "exception"),
    [
        ("DTSTART;VALUE=DATE:20270104", "EXDATE:20270105T000000"),
        ("DTSTART;VALUE=DATE:20270104", "EXDATE;TZID=Europe/Paris:20270105T000000"),
        ("DTSTART:20270104T080000\nDTEND:20270104T180000", "EXDATE;TZID=Europe/Paris:20270105T080000"),
    ],
)
def test_exceptions_that_are_written_otherwise_than_the_start_are_understood(
    start: str, exception: str
) -> None:
    found = away(f"{start}\nRRULE:FREQ=DAILY;COUNT=3\n{exception}")
    assert found == ["2027-01-04 to 2027-01-04", "2027-01-06 to 2027-01-06"]


def test_a_recurrence_keeps_its_clock_time_when_the_clocks_change() -> None:
    found = away(MORNING + "RRULE:FREQ=WEEKLY", part=1)
    assert len(found) == 52


def test_instances_that_were_changed_or_cancelled_take_the_place_of_the_usual_ones() -> None:
    series = f"UID:1\nSEQUENCE:1\n{MORNING}RRULE:FREQ=WEEKLY;COUNT=4"
    moved = "UID:1\nRECURRENCE-ID:20270111T073000Z\nDTSTART;VALUE=DATE:20270113"
    cancelled = f"UID:1\nRECURRENCE-ID;TZID=Europe/Paris:20270118T083000\nSTATUS:CANCELLED\n{MORNING}"
    wanted = ["2027-01-04 to 2027-01-04 AM", "2027-01-13 to 2027-01-13", "2027-01-25 to 2027-01-25 AM"]
    assert away(series, moved, cancelled) == wanted
    assert away(cancelled, moved, series) == wanted


def test_the_latest_version_of_an_event_counts() -> None:
    first = "UID:1\nSEQUENCE:1\nDTSTART;VALUE=DATE:20270104"
    second = "UID:1\nSEQUENCE:2\nDTSTART;VALUE=DATE:20270105"
    assert away(second, first) == away(first, second) == ["2027-01-05 to 2027-01-05"]
    gone = "UID:1\nSEQUENCE:3\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20270105"
    assert away(first, gone, second) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RRULE:FREQ=HOURLY", "a recurrence rule with a possible FREQ"),
        ("RRULE:FREQ=DAILY;BYHOUR=9", "a recurrence rule of days"),
        ("RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "no rule of exceptions"),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20270104T073000Z", "one instance"),
        ("RRULE:FREQ=DAILY;UNTIL=soon", "a recurrence rule with a possible UNTIL"),
    ],
)
def test_recurrences_that_are_not_followed_are_told(lines: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        away(MORNING + lines)


# What does not count.


@pytest.mark.parametrize(
    "line",
    ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "transp:transparent", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_what_does_not_take_place_or_takes_no_time_is_ignored(line: str) -> None:
    assert away(f"DTSTART;VALUE=DATE:20270104\n{line}") == []
    assert away("DTSTART;VALUE=DATE:20270104\nSTATUS:TENTATIVE") == ["2027-01-04 to 2027-01-04"]


def test_parts_of_events_are_not_taken_for_events() -> None:
    alarm = "BEGIN:VALARM\nDTSTART;VALUE=DATE:20270105\nSUMMARY:x\nEND:VALARM"
    todo = "BEGIN:VTODO\r\nDTSTART;VALUE=DATE:20270106\r\nEND:VTODO\r\n"
    assert away(f"DTSTART;VALUE=DATE:20270104\n{alarm}", head=todo) == ["2027-01-04 to 2027-01-04"]


def test_private_events_tell_no_reason() -> None:
    event = "DTSTART;VALUE=DATE:20270104\nSUMMARY:clinic"
    found = read_absences(calendar(event, f"{event}\nCLASS:PRIVATE"), GROUP, YEAR, employee=EMPLOYEE)
    assert [one.reason for one in found] == ["", "clinic"]


# Whose calendar it is.


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        ("SUMMARY:Web marketer 1", EMPLOYEE),
        ("SUMMARY:WEB  MARKETER 1: leave", EMPLOYEE),
        ("SUMMARY:leave (Web marketer 11)", "Web marketer 11"),
        ("SUMMARY:congés E\u0301ric d'E\u0301te\u0301", "Éric d'Été"),
        ("SUMMARY:leave\nATTENDEE;CN=Web marketer 11;ROLE=X:mailto:a@example.org", "Web marketer 11"),
        ('SUMMARY:leave\nORGANIZER;CN="Éric d\'Été":mailto:a@example.org', "Éric d'Été"),
        ("SUMMARY:Web marketer 1\\, leave", EMPLOYEE),
    ],
)
def test_names_are_found_in_events(lines: str, who: str) -> None:
    found = read_absences(calendar(f"DTSTART;VALUE=DATE:20270104\n{lines}"), GROUP, YEAR)
    assert [one.employee for one in found] == [who]


def test_names_are_found_in_the_calendar_or_its_file(tmp_path: Path) -> None:
    event = "DTSTART;VALUE=DATE:20270104\nSUMMARY:leave"
    (tmp_path / "a.ics").write_bytes(calendar(event, head="X-WR-CALNAME:Leave of Web marketer 1\r\n"))
    (tmp_path / "web-marketer-11.ics").write_bytes(calendar(event))
    (tmp_path / "éric d'été.ICS").write_bytes(calendar(event))
    (tmp_path / "notes.txt").write_text("not a calendar")
    found = read_absences(tmp_path, GROUP, YEAR)
    assert [one.employee for one in found] == [EMPLOYEE, "Web marketer 11", "Éric d'Été"]


@pytest.mark.parametrize("title", ["leave", "Web marketer 1 and Web marketer 11", "Web marketer 12", ""])
def test_who_cannot_be_told_is_asked_for(title: str) -> None:
    with pytest.raises(InputError, match=r"line 2, SUMMARY: expected an employee of the group, and one only"):
        read_absences(
            calendar(f"DTSTART;VALUE=DATE:20270104\nRRULE:FREQ=DAILY\nSUMMARY:{title}"), GROUP, YEAR
        )


def test_closures_are_of_members_by_their_hours() -> None:
    site = Site("Dock", timezone="Indian/Reunion", hours="7h-11h, 12h-16h")
    group = group_of([EMPLOYEE], [Member("Label 1", site="Dock"), "Label 2"], [site])
    event = "DTSTART:20270104T030000Z\nDTEND:20270104T070000Z\nSUMMARY:{}, stocktaking"
    found = read_closures(calendar(event.format("Label 1"), event.format("Label 2")), group, YEAR, part=0.9)
    assert found == (Closure("Label 1", MONDAY, last_half="AM", reason="Label 1, stocktaking"),)
    assert replace(group, closures=found).closures_of("Label 1") == found


# Files.


def test_files_folders_and_bytes_say_the_same(tmp_path: Path) -> None:
    content = calendar(f"DTSTART;VALUE=DATE:20270104\nSUMMARY:{EMPLOYEE}")
    wanted = (Absence(EMPLOYEE, MONDAY, reason=EMPLOYEE),)
    path = tmp_path / "leave.ics"
    path.write_bytes(content)
    for calendars in (content, path, str(path), tmp_path, bytes(bytearray(content))):
        assert read_absences(calendars, GROUP, YEAR) == wanted


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b"\r\n", b"\n"),
        lambda content: content.replace(b"\r\n", b"\r"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.decode().encode("utf-16"),
        lambda content: content.decode().encode("latin-1"),
        lambda content: content.replace(b"SUMMARY:", b"SUMM\r\n ARY:"),
        lambda content: content.replace(b"SUMMARY", b"summary").replace(b"VEVENT", b"vevent"),
        lambda content: content + b"\r\n" + calendar("DTSTART;VALUE=DATE:20280104"),
        lambda content: content.replace("é".encode(), b"\xc3\r\n \xa9"),
    ],
)
def test_whatever_programs_make_of_lines_and_letters_is_read(change: Callable[[bytes], bytes]) -> None:
    content = calendar("DTSTART;VALUE=DATE:20270104\nSUMMARY:congés")
    found = read_absences(change(content), GROUP, YEAR, employee=EMPLOYEE)
    assert found == (Absence(EMPLOYEE, MONDAY, reason="congés"),)


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    events = [
        f"DTSTART;VALUE=DATE:20270104\nSUMMARY:{EMPLOYEE}",
        f"DTSTART;VALUE=DATE:20270230\nSUMMARY:{EMPLOYEE}",
        f"SUMMARY:{EMPLOYEE}",
        f"DTSTART:20270104T083000\nDTEND:20270104T082959\nSUMMARY:{EMPLOYEE}",
        f"DTSTART:20270104T083000\nDTEND;VALUE=DATE:20270105\nSUMMARY:{EMPLOYEE}",
        "DTSTART;VALUE=DATE:20270104\nSUMMARY:nobody",
    ]
    (tmp_path / "leave.ics").write_bytes(calendar(*events) + b"BEGIN:VEVENT\r\n")
    with pytest.raises(InputError) as raised:
        read_absences(tmp_path / "leave.ics", GROUP, YEAR)
    assert [(one.row, one.column) for one in raised.value.problems] == [
        (7, "DTSTART"),
        (10, "VEVENT"),
        (15, "DTEND"),
        (20, "DTEND"),
        (23, "SUMMARY"),
    ]
    assert str(raised.value.problems[0]) == (
        "leave.ics, line 7, DTSTART: expected a date that exists, got '20270230'. "
        "A date is written as 20270131, a time as 20270131T083000, perhaps with a Z."
    )
    problems: list[InputProblem] = []
    found = read_absences(tmp_path / "leave.ics", GROUP, YEAR, on_problem=problems.append)
    assert found == (Absence(EMPLOYEE, MONDAY, reason=EMPLOYEE),)
    assert tuple(problems) == raised.value.problems


def test_an_event_that_never_ends_is_told_and_those_around_it_are_read() -> None:
    content = calendar(
        "DTSTART;VALUE=DATE:20270104", "DTSTART;VALUE=DATE:20270105", "DTSTART;VALUE=DATE:20270106"
    )
    lines = content.split(b"\r\n")
    del lines[6]
    problems: list[InputProblem] = []
    found = read_absences(b"\r\n".join(lines), GROUP, YEAR, employee=EMPLOYEE, on_problem=problems.append)
    assert [str(one.first) for one in found] == ["2027-01-04", "2027-01-06"]
    assert [problem.place for problem in problems] == ["calendar, line 5"]


def test_what_is_no_calendar_is_told(tmp_path: Path) -> None:
    (tmp_path / "leave.ics").write_text("hello")
    for calendars, message in (
        (tmp_path / "leave.ics", r"leave\.ics, line 1: expected a calendar that starts with BEGIN:VCALENDAR"),
        (
            tmp_path / "leaves.ics",
            r"leaves\.ics: expected a calendar .*No such file.*Did you mean 'leave\.ics'",
        ),
        (b"", "calendar, line 1: expected a calendar that starts with"),
        (b"BEGIN:VCALENDAR\r\n", "calendar: expected END:VCALENDAR, got 'the end of the file'"),
    ):
        with pytest.raises(InputError, match=message):
            read_absences(calendars, GROUP, YEAR)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: expected a folder with \.ics files"):
        read_absences(tmp_path / "empty", GROUP, YEAR)
    with pytest.raises(BadValue, match=r"Pass text\.encode\(\)"):
        read_absences("BEGIN:VCALENDAR\r\n", GROUP, YEAR)


def test_what_is_asked_for_must_make_sense() -> None:
    with pytest.raises(BadValue, match="at most 10 years"):
        read_absences(b"", GROUP, Horizon("2020-01-01", "2040-01-01"))
    with pytest.raises(BadValue, match="a part of a half-day"):
        read_absences(b"", GROUP, YEAR, part=1.5)
    with pytest.raises(BadValue, match="Web marketer 9"):
        read_absences(b"", GROUP, YEAR, employee="Web marketer 9")
    with pytest.raises(BadValue, match="Label 9"):
        read_closures(b"", GROUP, YEAR, member="Label 9")


def test_the_order_of_events_makes_no_difference() -> None:
    events = [
        f"DTSTART;VALUE=DATE:2027010{day}\nSUMMARY:{name} x" for day in (6, 4, 5) for name in ("a", "b")
    ]
    one, other = (
        read_absences(calendar(*some), GROUP, YEAR, employee=EMPLOYEE) for some in (events, events[::-1])
    )
    assert one == other
    assert [(str(away.span), away.reason) for away in one] == [
        ("2027-01-04 to 2027-01-06", "a x"),
        ("2027-01-04 to 2027-01-06", "b x"),
    ]


def test_absences_go_into_a_group() -> None:
    found = read_absences(calendar("DTSTART;VALUE=DATE:20270104\nSUMMARY:x"), GROUP, YEAR, employee=EMPLOYEE)
    group = replace(GROUP, absences=found)
    assert group.absences_of(EMPLOYEE) == found
    assert isinstance(group.employee(EMPLOYEE), Employee)
