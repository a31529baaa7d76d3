"""Feeds as independent programs read them: ical.js (of Thunderbird, Nextcloud), libical (of Evolution)."""

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from feed_cases import REVISED, YEAR, Seen, assign, expected, group_of, schedule_of
from reader_cases import READERS, lacking

from gesched.calendars import FeedForm, write_calendars
from gesched.group import Agreement, Employee, Group, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

DEBIAN_PYTHON = "/usr/bin/python3"
HOSTILE = 'Label, 1; "the\\first" 🎪 BEGIN:VEVENT أحمد ' + "é" * 200
ADDRESS = "12, rue de l'Été; bât. B\n75011 Paris\\n\\N 🏢\tEND:VCALENDAR"
FRENCH_ZONES = [
    "Europe/Paris",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Cayenne",
    "America/Martinique",
    "America/Guadeloupe",
    "America/St_Barthelemy",
    "America/Marigot",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Marquesas",
    "Pacific/Gambier",
    "Pacific/Wallis",
    "Indian/Kerguelen",
]
OTHER_ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Atlantic/Azores",
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",
    "America/St_Johns",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Antarctica/Troll",
    "Africa/Casablanca",
    "Africa/Dakar",
    "Africa/Cairo",
    "America/Santiago",
    "America/Nuuk",
    "Asia/Jerusalem",
]

Read = Callable[[Iterable[Path]], list[dict[str, Any]]]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603


@cache
def _has_libical() -> bool:
    asks = [DEBIAN_PYTHON, "-c", 'import gi; gi.require_version("ICalGLib", "3.0")']
    return Path(DEBIAN_PYTHON).exists() and not _run(asks).returncode


@pytest.fixture(params=["ical.js", "libical"])
def read(request: pytest.FixtureRequest) -> Read:
    """Return a function from files to what a reader says of each."""
    if request.param == "ical.js":
        node = shutil.which("node")
        is_there = node is not None and (READERS / "node_modules" / "ical.js").is_dir()
        command = [str(node), str(READERS / "read_ical.mjs")]
    else:
        is_there = _has_libical() and (READERS / "read_libical.py").exists()
        command = [DEBIAN_PYTHON, str(READERS / "read_libical.py")]
    if not is_there:
        lacking(request.param)

    def run(paths: Iterable[Path]) -> list[dict[str, Any]]:
        done = _run([*command, *map(str, paths)])
        assert done.returncode == 0, done.stderr
        answer: list[dict[str, Any]] = json.loads(done.stdout)
        return answer

    return run


def _events(answer: dict[str, Any]) -> list[Seen]:
    assert answer.get("errors", []) == []
    fields = ("start", "end", "summary", "location")
    return sorted(Seen(*(event[name] for name in fields)) for event in answer["events"])


def _check(schedule: Schedule, read: Read, folder: Path, change: Callable[[bytes], bytes] = bytes) -> None:
    """Check that a reader finds in every feed, perhaps changed on the way, what the schedule says."""
    paths = write_calendars(schedule, folder).paths
    for path in paths:
        path.write_bytes(change(path.read_bytes()))
    answers = dict(zip(paths, read(paths), strict=True))
    group = schedule.group
    for member, path in zip(group.members, paths[: len(group.members)], strict=True):
        assert _events(answers[path]) == expected(group, schedule.of_member(member.name), by="member")
    for employee, path in zip(group.employees, paths[len(group.members) :], strict=True):
        assert _events(answers[path]) == expected(group, schedule.of_employee(employee.name), by="employee")


def _group() -> Group:
    sites = [
        Site("Dock", address=ADDRESS),
        Site("Saint-Denis", timezone="Indian/Reunion", hours="7h30-11h30, 12h30-16h"),
        Site("Saint-Pierre", timezone="America/Miquelon"),
    ]
    members = [
        Member("Label 1", site="Dock"),
        Member(HOSTILE[:300]),
        Member("Label 3", site="Saint-Denis"),
        Member("Label 4", site="Saint-Pierre"),
        Member("Label 5"),
    ]
    employees = ["Web marketer 1", "Web, marketer; 2\\", "محاسب 🧮 3"]
    return group_of(employees, members, sites, name='Paris "Mix", GE; 🎶')


def _every_working_day(group: Group, horizon: Horizon) -> list[Assignment]:
    """Return whole days, split days and lone halves in turn, at each member but the last."""
    found: list[Assignment] = []
    hosts = [member.name for member in group.members[:-1]]
    days = [day for day in horizon.dates if day.weekday() < 5]
    for turn, day in enumerate(days):
        for shift, employee in enumerate(group.employees):
            here, there = (hosts[(turn // 5 + shift + step) % len(hosts)] for step in (0, 1))
            halves = ["AM PM", "AM", "PM", "AM", "PM AM"][(turn + shift) % 5]
            found += assign(group, day, halves, employee.name, here)
            if halves == "AM" and turn % 2:
                found += assign(group, day, "PM", employee.name, there)
    return found


def test_a_year_is_read_as_it_was_planned(read: Read, tmp_path: Path) -> None:
    group = _group()
    _check(schedule_of(group, _every_working_day(group, YEAR)), read, tmp_path)


def test_readers_need_no_time_zones_of_their_own(read: Read, tmp_path: Path) -> None:
    group = _group()
    schedule = schedule_of(group, _every_working_day(group, YEAR))

    def renamed(feed: bytes) -> bytes:
        for place in (b"Europe/Paris", b"Indian/Reunion", b"America/Miquelon"):
            feed = feed.replace(b"TZID:" + place, b"TZID:Moon/" + place[-5:])
            feed = feed.replace(b"TZID=" + place, b"TZID=Moon/" + place[-5:])
        return feed

    _check(schedule, read, tmp_path, renamed)


def _days_around_changes(year: int, zones: Iterable[str]) -> list[dt.date]:
    """Return the days of a year near a change of the clocks in any of the zones, and each month's first."""
    days = Horizon(dt.date(year, 1, 1), dt.date(year, 12, 31)).dates
    near = {day for day in days if day.day == 1}
    for zone in map(ZoneInfo, zones):
        offsets = [dt.datetime.combine(day, dt.time(12), zone).utcoffset() for day in days]
        changed = [place for place in range(1, len(days)) if offsets[place] != offsets[place - 1]]
        near.update(day for place in changed for day in days[max(place - 3, 0) : place + 3])
    return sorted(near)


@pytest.mark.parametrize("year", [1999, 2027, 2048])
def test_zones_are_right_before_and_after_each_change(read: Read, tmp_path: Path, year: int) -> None:
    zones = FRENCH_ZONES + OTHER_ZONES
    sites = [Site(zone, timezone=zone) for zone in zones]
    members = [Member(f"Member in {zone}", site=zone) for zone in zones]
    employees = [Employee(f"Employee in {zone}") for zone in zones]
    agreements = [
        Agreement(member.name, employee=employee.name, days=20, name=member.name)
        for member, employee in zip(members, employees, strict=True)
    ]
    assignments = [
        Assignment(day, Half(turn % 2), employee.name, member.name, member.name)
        for member, employee in zip(members, employees, strict=True)
        for turn, day in enumerate(_days_around_changes(year, zones))
    ]
    group = Group("Everywhere", employees, members, agreements, sites)
    horizon = Horizon(dt.date(year, 1, 1), dt.date(year, 12, 31))
    _check(schedule_of(group, assignments, horizon=horizon), read, tmp_path)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Miquelon", "Australia/Lord_Howe"])
def test_hours_that_the_clocks_skip_or_repeat_are_read_alike(read: Read, tmp_path: Path, zone: str) -> None:
    site = Site("Night shift", timezone=zone, hours="01:15-02:15, 02:45-03:00")
    group = group_of(["Web marketer 1"], [Member("Label 1", site="Night shift")], [site])
    plan = [
        assign(group, day, "AM" if turn % 2 else "PM", "Web marketer 1", "Label 1")
        for turn, day in enumerate(YEAR.dates)
    ]
    paths = write_calendars(schedule_of(group, *plan), tmp_path).paths
    for answer in read(paths):
        events = _events(answer)
        assert len(events) == 365
        assert all(start < end for start, end, *_ in events)


def test_readers_take_empty_feeds(read: Read, tmp_path: Path) -> None:
    _check(schedule_of(_group()), read, tmp_path)


def test_readers_take_feeds_that_have_lost_their_latest_event(read: Read, tmp_path: Path) -> None:
    """Such a feed's head keeps the number of the event."""
    group = group_of(["Web marketer 1"], ["Label 1"])
    plan = [assign(group, day, "AM", "Web marketer 1", "Label 1") for day in YEAR.dates[:2]]
    for turn, rows in enumerate([plan[:1], plan]):
        write_calendars(schedule_of(group, *rows, revised=REVISED + turn * dt.timedelta(hours=1)), tmp_path)
    _check(schedule_of(group, *plan[:1]), read, tmp_path)
    assert b"\r\nLAST-MODIFIED;X-GESCHED-NUMBER=" in (tmp_path / "members" / "label-1.ics").read_bytes()


def test_joined_days_are_read_as_one_event(read: Read, tmp_path: Path) -> None:
    group = group_of(["Web marketer 1"], ["Label 1"])
    days = [dt.date(2027, 3, 25) + dt.timedelta(days=step) for step in (0, 1, 4, 5, 6)]
    plan = [assign(group, day, "AM PM", "Web marketer 1", "Label 1") for day in days]
    paths = write_calendars(schedule_of(group, *plan), tmp_path, form=FeedForm(join_days=True)).paths
    for path, answer in zip(paths, read(paths), strict=True):
        summary = "Web marketer 1" if path.parent.name == "members" else "Label 1"
        assert _events(answer) == [
            Seen("2027-03-25", "2027-03-27", summary, ""),
            Seen("2027-03-29", "2027-04-01", summary, ""),
        ]
