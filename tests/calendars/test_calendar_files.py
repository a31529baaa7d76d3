"""Feeds as bytes and files: lines, hostile text, determinism, names of files."""

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from feed_cases import EMPLOYEE, LABELS, assign, group_of, plan_of, schedule_of, unfolded, values
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from gesched.calendars import FeedForm, calendar_of_employee, calendar_of_member, write_calendars
from gesched.calendars.texts import text_line
from gesched.errors import BadValue
from gesched.group import Employee, Group, Member, Site
from gesched.group.fields import as_name
from gesched.schedule import Schedule

MONDAY = "2027-01-04"
HOSTILE = [
    "Label, 1",
    "Label; 1",
    "Label \\n 1\\",
    "Label \\New",
    '"Label":1',
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "🎪👩‍💻 Label",
    "شركة ١",
    "é" * 300,
    "🎪" * 300,
    "../../etc/passwd",
    "con",
    "=1+1",
    "<script>",
]


def _is_name(text: str) -> bool:
    try:
        return as_name(text) == text
    except BadValue:
        return False


NAMES = st.text(min_size=1, max_size=300).filter(_is_name)
ANY_TEXT = st.text(st.characters() | st.sampled_from('\r\n\t\0\x0b\x1c\x7f\x85\u2028\ud800,;\\:nN"'))
TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from('\r\n\t\x85\u2028\u2029,;\\:nN"'),
    max_size=300,
)


def _hosted(group: str, employee: str, member: str, address: str = "") -> Schedule:
    words = group_of([employee], [Member(member, site="Dock")], [Site("Dock", address=address)], name=group)
    return schedule_of(words, assign(words, MONDAY, "AM", employee, member))


def _kept(text: str) -> str:
    """Return what is left of a text: line breaks made one kind, control characters left out."""
    broken = re.sub("\r\n|\r|\x85|\u2028|\u2029", "\n", text)
    plain = "".join(one for one in broken if one in "\t\n" or not (one < " " or one == "\x7f"))
    return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in plain)


def _check_lines(feed: bytes) -> None:
    assert feed.endswith(b"END:VCALENDAR\r\n")
    lines = feed.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)


@settings(max_examples=50)
@given(group=NAMES, employee=NAMES, member=NAMES, address=TEXT)
def test_any_text_survives(group: str, employee: str, member: str, address: str) -> None:
    schedule = _hosted(group, employee, member, address)
    for feed, other in (
        (calendar_of_member(schedule, member), employee),
        (calendar_of_employee(schedule, employee), member),
    ):
        _check_lines(feed)
        (event,) = Calendar.from_ical(feed).walk("VEVENT")
        assert event.errors == []
        assert list(map(_read_back, values(feed, "SUMMARY"))) == [other]
        location = ", ".join(filter(None, ["Dock", _kept(address).strip()]))
        assert list(map(_read_back, values(feed, "LOCATION"))) == [location]


def _read_back(value: str) -> str:
    """Return the text that a TEXT value stands for, by RFC 5545, section 3.3.11."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)  # none stands unescaped
    return re.sub(r"\\([\\;,nN])", lambda escape: "\n" if escape[1] in "nN" else escape[1], value)


@settings(max_examples=50)
@given(ANY_TEXT)
def test_a_text_is_one_line_that_reads_back(text: str) -> None:
    line = text_line("X", text)
    assert max(map(len, line.split(b"\r\n"))) <= 75
    value = line.decode().replace("\r\n ", "").removesuffix("\r\n").removeprefix("X:")
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]", value)
    assert _read_back(value) == _kept(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_inject_nothing(name: str) -> None:
    schedule = _hosted(name, name, name, address=f"{name}\r\nBEGIN:VALARM\r\nEND:VALARM")
    plain = _hosted("Paris Mix", EMPLOYEE, "Label 1", address="x")
    for feed, like in (
        (calendar_of_member(schedule, name), calendar_of_member(plain, "Label 1")),
        (calendar_of_employee(schedule, name), calendar_of_employee(plain, EMPLOYEE)),
    ):
        _check_lines(feed)
        kinds, wanted = ([re.split("[:;]", line)[0] for line in unfolded(one)] for one in (feed, like))
        assert kinds == wanted
        titles = [line.partition(":") for line in unfolded(feed) if "NAME:" in line][:2]
        assert [_read_back(title) for *_, title in titles] == [f"{name}: {name}"] * 2


def test_long_lines_are_folded_between_characters() -> None:
    for length in range(60, 90):
        for letter in ("a", "é", "€", "🎪"):
            feed = calendar_of_member(_hosted("Paris Mix", letter * length, "Label 1"), "Label 1")
            _check_lines(feed)
            assert values(feed, "SUMMARY") == [letter * length]


def test_a_feed_to_the_letter() -> None:
    group = group_of([EMPLOYEE], [Member("Label 1", site="Dock")], [Site("Dock", address="1, quay\nParis")])
    schedule = schedule_of(group, assign(group, MONDAY, "AM PM", EMPLOYEE, "Label 1"))
    feed = calendar_of_member(schedule, "Label 1")
    assert unfolded(feed) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//gesched//gesched//EN",
        "CALSCALE:GREGORIAN",
        "X-GESCHED-FEED:1edef42528a0cf2130a5488f09b3c088",
        "NAME:Paris Mix: Label 1",
        "X-WR-CALNAME:Paris Mix: Label 1",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "COLOR:sienna",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Paris",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:4ae560d513fbd71261f68b17c9212e99@gesched",
        "DTSTAMP:20261215T183000Z",
        "LAST-MODIFIED:20261215T183000Z",
        "SEQUENCE:3658710",
        "DTSTART;VALUE=DATE:20270104",
        "DTEND;VALUE=DATE:20270105",
        "SUMMARY:Web marketer 1",
        r"LOCATION:Dock\, 1\, quay\nParis",
        "CATEGORIES:Web marketer 1",
        "COLOR:sienna",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-GESCHED-DIGEST:6128b5511b550753",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_an_empty_feed_holds_its_time_zone() -> None:
    feed = calendar_of_employee(plan_of(), EMPLOYEE)
    assert [part.name for part in Calendar.from_ical(feed).subcomponents] == ["VTIMEZONE"]


# The same schedule, the same bytes.


def test_the_order_of_assignments_makes_no_difference() -> None:
    days = [(MONDAY, "AM PM", "Label 1"), ("2027-01-05", "AM", "Label 2"), ("2027-01-06", "PM", "Label 1")]
    one, other = plan_of(*days), plan_of(*reversed(days))
    assert calendar_of_employee(one, EMPLOYEE) == calendar_of_employee(other, EMPLOYEE)
    assert calendar_of_member(one, "Label 1") == calendar_of_member(other, "Label 1")


def test_stamps_are_the_last_revision_in_utc() -> None:
    moment = dt.datetime(2026, 12, 15, 18, 30, 59, 999_999, tzinfo=dt.UTC)
    elsewhere = moment.astimezone(dt.timezone(dt.timedelta(hours=-9, minutes=-30)))
    feeds = [
        calendar_of_member(plan_of((MONDAY, "AM", "Label 1"), revised=when), "Label 1")
        for when in (moment, elsewhere)
    ]
    assert feeds[0] == feeds[1]
    assert values(feeds[0], "DTSTAMP") == values(feeds[0], "LAST-MODIFIED") == ["20261215T183059Z"]


def test_without_a_revision_stamps_are_the_start_of_the_horizon() -> None:
    feed = calendar_of_member(plan_of((MONDAY, "AM", "Label 1"), revised=None), "Label 1")
    assert values(feed, "DTSTAMP") == values(feed, "LAST-MODIFIED") == ["20270101T000000Z"]


_SCRIPT = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_calendar_files import hostile_feed
sys.stdout.buffer.write(hostile_feed())
"""


def hostile_feed() -> bytes:
    schedule = _hosted("Paris, Mix", EMPLOYEE, "BEGIN:VEVENT; \\n", "1, quay\r\nEND:VCALENDAR")
    return calendar_of_member(schedule, "BEGIN:VEVENT; \\n")


@pytest.mark.parametrize(("option", "zone", "seed"), [("-O", "UTC", "1"), ("-B", "Asia/Kathmandu", "2")])
def test_neither_options_nor_the_machine_make_a_difference(option: str, zone: str, seed: str) -> None:
    environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
    command = [sys.executable, option, "-c", _SCRIPT]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)  # noqa: S603
    assert done.stdout == hostile_feed()


# Files.


def test_every_member_and_employee_gets_a_file(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM", "Label 1"))
    paths = write_calendars(schedule, tmp_path / "out").paths
    assert [str(path.relative_to(tmp_path / "out")) for path in paths] == [
        "members/label-1.ics",
        "members/label-2.ics",
        "members/label-3.ics",
        "employees/web-marketer-1.ics",
    ]
    contents = [calendar_of_member(schedule, name) for name in LABELS]
    contents.append(calendar_of_employee(schedule, EMPLOYEE))
    assert [path.read_bytes() for path in paths] == contents


def test_files_are_named_after_keys(tmp_path: Path) -> None:
    group = group_of(
        [Employee("Marketer", key=EMPLOYEE), EMPLOYEE], [Member("Label One", key="Label 1"), "x/.."]
    )
    names = [path.name for path in write_calendars(schedule_of(group), tmp_path).paths]
    assert names[0] == "label-1.ics"
    assert names[2] == "web-marketer-1.ics"
    assert len({name.casefold() for name in names}) == 4
    assert all(re.fullmatch(r"[a-z0-9-]+\.ics", name) for name in names)


def test_hostile_names_stay_in_the_folder(tmp_path: Path) -> None:
    group = Group("Paris Mix", [Employee(name) for name in HOSTILE], [Member(name) for name in HOSTILE])
    paths = write_calendars(schedule_of(group), tmp_path / "out").paths
    assert len({path.name.casefold() for path in paths}) == len(HOSTILE)
    assert {path.parent for path in paths} == {tmp_path / "out" / "members", tmp_path / "out" / "employees"}
    assert sorted(tmp_path.rglob("*.ics")) == sorted(paths)


def test_days_are_joined_in_files_where_asked(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM PM", "Label 1"), ("2027-01-05", "AM PM", "Label 1"))
    path = write_calendars(schedule, tmp_path, form=FeedForm(join_days=True)).paths[0]
    assert values(path.read_bytes(), "DTEND") == ["20270106"]


def test_nothing_is_written_where_a_feed_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("gesched.calendars.feeds.visits_of", fail)
    with pytest.raises(RuntimeError):
        write_calendars(plan_of((MONDAY, "AM", "Label 1")), tmp_path / "out")
    assert not (tmp_path / "out").exists()
