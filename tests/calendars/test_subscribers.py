"""Feeds as subscribers and programs follow them: vdirsyncer over HTTP, khal, recurring-ical-events."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from feed_cases import EMPLOYEE, REVISED, YEAR, Seen, expected, group_of, plan_of, seen, values
from reader_cases import program, run, web_server
from test_readers import _every_working_day, _group

from gesched.calendars import FeedForm, read_absences, write_calendars
from gesched.schedule import Schedule
from gesched.timeline import Half

# vdirsyncer: a subscriber that keeps an event a file.

_VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
[storage there]
type = "http"
url = "{url}"
"""


class Subscriber:
    """vdirsyncer, subscribed to one feed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        (folder / "events").mkdir(parents=True)
        (folder / "config").write_text(_VDIRSYNCER.format(folder=folder, url=url))
        self._vdirsyncer("discover")

    def _vdirsyncer(self, action: str) -> None:
        run([program("vdirsyncer"), "-c", str(self.folder / "config"), action])

    def sync(self) -> dict[str, tuple[bytes, int]]:
        """Return every event after a synchronisation, by its start: its file's content and time of writing.

        Of what it gets by HTTP, vdirsyncer takes digests for UIDs: an event that differs is another one.
        """
        self._vdirsyncer("sync")
        files = [(path.read_bytes(), path.stat().st_mtime_ns) for path in (self.folder / "events").iterdir()]
        found = {seen(content)[0].start[:10]: (content, written) for content, written in files}
        assert len(found) == len(files)
        return found


def test_a_subscriber_follows_five_revisions(tmp_path: Path) -> None:
    days = [f"2027-0{month}-01" for month in range(1, 10)]
    revisions: list[list[tuple[str, str, str]]] = [
        [(days[0], "AM", "Label 1"), (days[1], "AM PM", "Label 1"), (days[2], "PM", "Label 1")],
        [(days[0], "AM PM", "Label 1"), (days[1], "AM PM", "Label 1"), (days[2], "PM", "Label 1")],  # changed
        [(days[0], "AM PM", "Label 1"), (days[1], "AM PM", "Label 1"), (days[3], "PM", "Label 1")],  # moved
        [(days[0], "AM PM", "Label 1")],  # cancelled
        [(days[0], "AM PM", "Label 1"), (days[1], "AM PM", "Label 1"), (days[2], "AM", "Label 1")],  # back
    ]
    feed = tmp_path / "served" / "members" / "label-1.ics"
    seen_before: dict[str, tuple[bytes, int]] = {}
    numbers: dict[str, int] = {}
    with web_server(tmp_path / "served") as url:
        subscriber = None
        for turn, plan in enumerate(revisions):
            schedule = plan_of(*plan, revised=REVISED + turn * dt.timedelta(hours=1))
            write_calendars(schedule, tmp_path / "served")
            if subscriber is None:
                subscriber = Subscriber(tmp_path / "subscriber", f"{url}/members/label-1.ics")
            now = subscriber.sync()
            wanted = expected(schedule.group, schedule.of_member("Label 1"), by="member")
            assert sorted(one for content, _ in now.values() for one in seen(content)) == wanted
            starts = [one.start[:10] for one in seen(feed.read_bytes())]
            published = dict(zip(starts, map(int, values(feed.read_bytes(), "SEQUENCE")), strict=True))
            assert {*now} == {*published}
            for start, kept in now.items():
                is_same = start in seen_before and published[start] == numbers[start]
                assert is_same == (kept == seen_before.get(start))  # and nothing else was written again
                assert is_same or published[start] > numbers.get(start, -1)
            numbers |= published
            seen_before = now
            assert subscriber.sync() == now


# khal: a calendar in a terminal, which reads with icalendar.

_KHAL = """
[calendars]
[[feed]]
path = {folder}/events
type = calendar
[locale]
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%SZ
longdatetimeformat = %Y-%m-%dT%H:%M:%SZ
default_timezone = UTC
local_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""


def _khal(folder: Path, feed: Path) -> Iterator[Seen]:
    """Yield what khal shows of a feed in a year."""
    (folder / "events").mkdir(parents=True)
    (folder / "config").write_text(_KHAL.format(folder=folder))
    khal = [program("khal"), "-c", str(folder / "config")]
    run([*khal, "import", "--batch", "-a", "feed", str(feed)])
    fields = ["start-long-full", "end-long-full", "title", "all-day"]
    columns = [part for field in fields for part in ("--json", field)]
    shown = run([*khal, "list", "-a", "feed", "--once", *columns, str(YEAR.first), f"{len(YEAR)}d"])
    for line in shown.splitlines():
        for one in json.loads(line):
            start, end = one["start-long-full"], one["end-long-full"]
            if one["all-day"] == "True":  # khal shows the last day
                start, end = start[:10], str(dt.date.fromisoformat(end[:10]) + dt.timedelta(days=1))
            yield Seen(start, end, one["title"], "")


def test_khal_shows_a_year_as_it_was_planned(tmp_path: Path) -> None:
    group = _group()
    schedule = Schedule(group, YEAR, tuple(_every_working_day(group, YEAR)), revised=REVISED)
    name = group.employees[1].name
    form = FeedForm(alarm_minutes=30)
    path = write_calendars(schedule, tmp_path / "feeds", feeds="employees", form=form).paths[1]
    wanted = expected(group, schedule.of_employee(name), by="employee")
    shown = sorted(_khal(tmp_path / "khal", path))
    assert len(shown) > 300
    assert shown == sorted(one._replace(location="") for one in wanted)


# recurring-ical-events: when events of other programs take place.


def _random_event(chance: random.Random, number: int) -> str:
    """Return an event that recurs, with exceptions, in one of several zones."""
    zone = chance.choice(["Europe/Paris", "America/New_York", "Indian/Reunion"])
    day = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(600))
    rules = [
        "DAILY;INTERVAL=5",
        "WEEKLY;BYDAY=MO,WE",
        "MONTHLY;BYMONTHDAY=15",
        "MONTHLY;BYDAY=-1FR",
        "YEARLY",
    ]
    rule = f"RRULE:FREQ={chance.choice(rules)}"
    if chance.random() < 0.3:
        start = f";VALUE=DATE:{day:%Y%m%d}"
        until, exception = (
            f"{day + dt.timedelta(days=200):%Y%m%d}",
            f";VALUE=DATE:{day + dt.timedelta(days=10):%Y%m%d}",
        )
        length = "P2D"
    else:
        start = f";TZID={zone}:{day:%Y%m%d}T083000"
        until = f"{day + dt.timedelta(days=200):%Y%m%d}T{chance.choice(['000000', '120000'])}Z"
        exception, length = f";TZID={zone}:{day + dt.timedelta(days=10):%Y%m%d}T083000", "PT3H30M"
    ends = chance.choice(["", ";COUNT=20", f";UNTIL={until}"])
    lines = [
        f"UID:{number}",
        f"DTSTART{start}",
        f"DURATION:{length}",
        rule + ends,
        f"EXDATE{exception}",
        "DTSTAMP:20260101T000000Z",
    ]
    return "\r\n".join(["BEGIN:VEVENT", *lines, f"SUMMARY:event {number}", "END:VEVENT"])


_EXPAND = """
import json, sys, datetime as dt, icalendar, recurring_ical_events
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
events = recurring_ical_events.of(calendar).between(dt.date(2026, 12, 30), dt.date(2028, 1, 3))
print(json.dumps([[str(e["SUMMARY"]), e.start.isoformat(), e.end.isoformat()] for e in events]))
"""


def test_events_take_place_when_another_library_says(tmp_path: Path) -> None:
    chance = random.Random(1)
    events = [_random_event(chance, number) for number in range(60)]
    path = tmp_path / "other.ics"
    path.write_text("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]))
    told = json.loads(run([program("python"), "-c", _EXPAND, str(path)]))
    group = group_of([EMPLOYEE], ["Label 1"])
    found = read_absences(path, group, YEAR, employee=EMPLOYEE, part=0)
    wanted = {(reason, day, half) for reason, start, end in told for day, half in _half_days(start, end)}
    covered = {
        (one.reason, day, half)
        for one in found
        for day in YEAR.dates
        for half in Half
        if one.span.covers(day, half)
    }
    assert len(wanted) > 300
    assert covered == wanted


def _half_days(start: str, end: str) -> Iterator[tuple[dt.date, Half]]:
    """Yield the half-days of Paris that overlap with a time, day by day and hour by hour."""
    if len(start) == 10:
        first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        days = (first + dt.timedelta(days=step) for step in range((last - first).days))
        yield from ((day, half) for day in days if day in YEAR for half in Half)
        return
    paris = ZoneInfo("Europe/Paris")
    first_moment, last_moment = (dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in (start, end))
    for step in count(-1):
        day = first_moment.date() + dt.timedelta(days=step)
        if step > 2:
            return
        for half, clocks in ((Half.AM, ("08:30", "12:00")), (Half.PM, ("13:30", "17:00"))):
            opens, closes = (
                dt.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=paris).astimezone(dt.UTC)
                for clock in clocks
            )
            if day in YEAR and max(opens, first_moment) < min(closes, last_moment):
                yield day, half
