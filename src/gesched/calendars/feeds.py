"""Feeds: the calendar of each member and of each employee, as bytes and as files."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from icalendar import Calendar, vDatetime, vDuration

from gesched.calendars.events import Naming, event_of
from gesched.calendars.places import Place
from gesched.calendars.texts import text_value
from gesched.calendars.visits import visits_of
from gesched.calendars.zones import observances_of, vtimezone
from gesched.errors import BadValue
from gesched.files import safe_stems, write_whole
from gesched.schedule import Assignment, Schedule

_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_REFRESH = dt.timedelta(hours=6)


def write_calendars(
    schedule: Schedule, folder: str | os.PathLike[str], *, join_days: bool = False
) -> list[Path]:
    """Write an iCalendar feed for each member and each employee of the group.

    Those without assignments get a feed without events. All feeds are made before the first is written, and
    each file is replaced at once, so that a subscriber never reads half of one. Files that are in the folder
    already, under other names, stay.

    Parameters
    ----------
    schedule
        The schedule. Where ``schedule.revised`` is ``None``, events carry the first instant of its horizon,
        in UTC, so that the same schedule always gives the same bytes.
    folder
        Gets the folders ``members`` and ``employees``, with files named after the key, or else the name.
    join_days
        Whether whole days on dates in a row become one event of several days.

    Returns
    -------
    list of pathlib.Path
        The files: members, then employees, as the group lists them.

    Raises
    ------
    BadValue
        The horizon lies outside the years 1971 to 2199.

    Notes
    -----
    Morning and afternoon of one employee at one member make an all-day event; a lone half-day is an event at
    the member's hours, by clock times in its time zone. A member's feed says nothing of other members, nor of
    why someone is away.
    """
    feeds = _Feeds(schedule, join_days=join_days)
    files = [
        *_files(Path(folder, "members"), feeds.naming.members, feeds.of_member),
        *_files(Path(folder, "employees"), feeds.naming.employees, feeds.of_employee),
    ]
    return [write_whole(path, content) for path, content in files]


def _files(
    folder: Path, identities: Mapping[str, str], feed_of: Callable[[str], bytes]
) -> Iterator[tuple[Path, bytes]]:
    stems = safe_stems(identities.values())
    for name, identity in identities.items():
        yield folder / f"{stems[identity]}.ics", feed_of(name)


def calendar_of_member(schedule: Schedule, name: str, *, join_days: bool = False) -> bytes:
    """Return a member's iCalendar feed: which employee comes when. It shows no other member.

    Parameters
    ----------
    schedule, join_days
        As for ``write_calendars``.
    name
        The member's name.

    Raises
    ------
    BadValue
        There is no such member, or the horizon lies outside the years 1971 to 2199.
    """
    return _Feeds(schedule, join_days=join_days).of_member(schedule.group.member(name).name)


def calendar_of_employee(schedule: Schedule, name: str, *, join_days: bool = False) -> bytes:
    """Return an employee's iCalendar feed: where to be when.

    Parameters
    ----------
    schedule, join_days
        As for ``write_calendars``.
    name
        The employee's name.

    Raises
    ------
    BadValue
        There is no such employee, or the horizon lies outside the years 1971 to 2199.
    """
    return _Feeds(schedule, join_days=join_days).of_employee(schedule.group.employee(name).name)


class _Feeds:
    """The feeds of one schedule, and what they share."""

    def __init__(self, schedule: Schedule, *, join_days: bool) -> None:
        horizon = schedule.horizon
        if horizon.first.year < _FIRST_YEAR or horizon.last.year > _LAST_YEAR:
            advice = "Check the years of the horizon."
            raise BadValue(str(horizon), f"a horizon in the years {_FIRST_YEAR} to {_LAST_YEAR}", advice)
        first_instant = dt.datetime.combine(horizon.first, dt.time(), dt.UTC)
        self.schedule = schedule
        self.join_days = join_days
        self.stamp = vDatetime((schedule.revised or first_instant).astimezone(dt.UTC))
        self.naming = Naming(schedule.group)
        self._places: dict[str, Place] = {}

    def of_member(self, name: str) -> bytes:
        home = self.place(name).timezone
        return self._calendar("member", name, home, self.schedule.of_member(name))

    def of_employee(self, name: str) -> bytes:
        home = self.schedule.group.timezone
        return self._calendar("employee", name, home, self.schedule.of_employee(name))

    def place(self, member: str) -> Place:
        if member not in self._places:
            group = self.schedule.group
            self._places[member] = Place.of(group, group.member(member), self.schedule.horizon)
        return self._places[member]

    def _calendar(self, kind: str, name: str, home: str, assignments: Iterable[Assignment]) -> bytes:
        calendar = self._heading(name)
        visits = visits_of(assignments, join_days=self.join_days)
        timed = {self.place(visit.member).timezone for visit in visits if not visit.is_whole}
        # A calendar must hold something: one without events has the time zone that it would use.
        for timezone in sorted({home, *timed}):
            observances = observances_of(timezone, self.schedule.horizon.first, self.schedule.horizon.last)
            if observances is not None:
                calendar.add_component(vtimezone(timezone, observances))
        for visit in visits:
            summary = text_value(visit.employee if kind == "member" else visit.member)
            uid, place = self.naming.uid(kind, visit), self.place(visit.member)
            calendar.add_component(event_of(uid, self.stamp, visit, place, summary))
        content: bytes = calendar.to_ical(sorted=False)
        return content

    def _heading(self, name: str) -> Calendar:
        """Return a calendar without components.

        It has no UID, which would make some readers take the whole feed for one item.
        """
        calendar = Calendar()
        calendar.add("VERSION", "2.0")
        calendar.add("PRODID", "-//gesched//gesched//EN")
        calendar.add("CALSCALE", "GREGORIAN")
        title = text_value(f"{self.schedule.group.name}: {name}")
        calendar.add("NAME", title)
        calendar.add("X-WR-CALNAME", title)
        calendar.add("REFRESH-INTERVAL", vDuration(_REFRESH), {"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
        return calendar
