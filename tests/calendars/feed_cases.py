"""Schedules made by hand, and what a reader must find in their feeds."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from gesched.group import Agreement, Employee, Group, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

AM, PM = Half
YEAR = Horizon("2027-01-01", "2027-12-31")
REVISED = dt.datetime(2026, 12, 15, 18, 30, tzinfo=dt.UTC)


class Seen(NamedTuple):
    """An event as a reader tells it: dates as ISO text, moments as ISO text in UTC with a Z."""

    start: str
    end: str
    summary: str
    location: str


def group_of(
    employees: Iterable[str | Employee],
    members: Iterable[str | Member],
    sites: Iterable[Site] = (),
    name: str = "Paris Mix",
    **settings: str,
) -> Group:
    """Return a group in which each member has an agreement with each employee."""
    people = [Employee(one) if isinstance(one, str) else one for one in employees]
    hosts = [Member(one) if isinstance(one, str) else one for one in members]
    agreements = [
        Agreement(host.name, employee=one.name, days=20, name=f"{hosts.index(host)}/{people.index(one)}")
        for host in hosts
        for one in people
    ]
    return Group(name, people, hosts, agreements, sites, **settings)  # type: ignore[arg-type]


def assign(group: Group, date: str | dt.date, halves: str, employee: str, member: str) -> list[Assignment]:
    """Return the assignments of "AM", "PM" or "AM PM" under the pair's agreement."""
    day = dt.date.fromisoformat(date) if isinstance(date, str) else date
    under = next(one for one in group.agreements if (one.member, one.employee) == (member, employee))
    return [Assignment(day, Half[half], employee, member, under.name) for half in halves.split()]


def schedule_of(
    group: Group,
    *assignments: list[Assignment],
    horizon: Horizon = YEAR,
    revised: dt.datetime | None = REVISED,
) -> Schedule:
    return Schedule(group, horizon, tuple(one for some in assignments for one in some), revised=revised)


def expected(group: Group, assignments: Iterable[Assignment], *, by: str) -> list[Seen]:
    """Return what the feed of a member or an employee must show, days not joined."""
    halves: dict[tuple[dt.date, str, str], list[Half]] = defaultdict(list)
    for one in assignments:
        halves[one.date, one.employee, one.member].append(one.half)
    return sorted(
        _expected(group, day, found, employee, member, by)
        for (day, employee, member), found in halves.items()
    )


def _expected(group: Group, day: dt.date, halves: list[Half], employee: str, host: str, by: str) -> Seen:
    member = group.member(host)
    site = group.site_of(member)
    location = "" if site is None else f"{site.name}, {site.address}" if site.address else site.name
    summary = employee if by == "member" else host
    if len(halves) == 2:
        return Seen(str(day), str(day + dt.timedelta(days=1)), summary, location)
    zone = ZoneInfo(group.timezone_of(member))
    start, end = (
        dt.datetime.combine(day, clock, zone).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for clock in group.hours_of(member).of(halves[0])
    )
    return Seen(start, end, summary, location)


def times_of(event: Component) -> tuple[dt.date, dt.date]:
    """Return when an event starts and ends: two dates, or two datetimes with a time zone."""
    start: Any = event["DTSTART"]
    end: Any = event["DTEND"]
    return start.dt, end.dt


def seen(feed: bytes) -> list[Seen]:
    """Return a feed's events as icalendar reads them, sorted."""
    found = []
    for event in Calendar.from_ical(feed).walk("VEVENT"):
        start, end = map(_written, times_of(event))
        found.append(Seen(start, end, str(event["SUMMARY"]), str(event.get("LOCATION", ""))))
    return sorted(found)


def _written(moment: dt.date) -> str:
    if isinstance(moment, dt.datetime):
        assert moment.tzinfo is not None
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def unfolded(feed: bytes) -> list[str]:
    """Return a feed's content lines."""
    return feed.replace(b"\r\n ", b"").decode().split("\r\n")


def values(feed: bytes, name: str) -> list[str]:
    """Return the values of every property of this name in a feed's events, parameters left out."""
    lines = unfolded(feed)
    start = lines.index("BEGIN:VEVENT") if "BEGIN:VEVENT" in lines else len(lines)
    parts = (line.partition(":") for line in lines[start:])
    return [value for name_and_parameters, _, value in parts if name_and_parameters.split(";")[0] == name]


EMPLOYEE = "Web marketer 1"
LABELS = ("Label 1", "Label 2", "Label 3")


def plan_of(*plan: tuple[str, str, str], revised: dt.datetime | None = REVISED) -> Schedule:
    """Return a schedule of one employee at three members: date, halves, member."""
    group = group_of([EMPLOYEE], LABELS)
    rows = [assign(group, day, halves, EMPLOYEE, member) for day, halves, member in plan]
    return schedule_of(group, *rows, revised=revised)
