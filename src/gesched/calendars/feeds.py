"""Feeds: the calendar of a member, an employee, a pair or the whole group, as bytes."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gesched.calendars.events import Event, Owner, Writer
from gesched.calendars.forms import FeedForm, FeedKind, Privacy
from gesched.calendars.revisions import Earlier, Revision, merge, number_line, starts
from gesched.calendars.texts import LINE_BREAK, text_line
from gesched.calendars.visits import Visit, away_visits, busy_visits, visits_of
from gesched.calendars.zones import observances_of, vtimezone
from gesched.errors import BadValue
from gesched.schedule import Assignment, Schedule

_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_ZONE = re.compile(rb"^DT(?:START|END);TZID=([^:\r\n]+):", re.MULTILINE)
_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//gesched//gesched//EN\r\nCALSCALE:GREGORIAN\r\n"
DEFAULT_FORM = FeedForm()


def calendar_of_member(
    schedule: Schedule, name: str, *, form: FeedForm = DEFAULT_FORM, earlier: bytes | None = None
) -> bytes:
    """Return a member's iCalendar feed: which employee comes when. It shows no other member.

    Parameters
    ----------
    schedule, form
        As for ``write_calendars``.
    name
        The member's name.
    earlier
        The feed as it was published before; ``None`` where it is new.

    Raises
    ------
    BadValue
        There is no such member, or the horizon lies outside the years 1971 to 2199.
    """
    owner = Owner(FeedKind.MEMBER, member=schedule.group.member(name).name)
    made = Feeds(schedule, form)
    return made.feed(owner, made.earlier(owner, earlier)).content


def calendar_of_employee(
    schedule: Schedule, name: str, *, form: FeedForm = DEFAULT_FORM, earlier: bytes | None = None
) -> bytes:
    """Return an employee's iCalendar feed: where to be when.

    Parameters
    ----------
    schedule, form
        As for ``write_calendars``.
    name
        The employee's name.
    earlier
        The feed as it was published before; ``None`` where it is new.

    Raises
    ------
    BadValue
        There is no such employee, or the horizon lies outside the years 1971 to 2199.
    """
    owner = Owner(FeedKind.EMPLOYEE, employee=schedule.group.employee(name).name)
    made = Feeds(schedule, form)
    return made.feed(owner, made.earlier(owner, earlier)).content


class Feed(NamedTuple):
    """A feed after a revision: its bytes, and how many events were added and changed.

    ``cancelled`` are the events that were dropped, marked as cancelled.
    """

    content: bytes
    revision: Revision
    added: int
    changed: int
    cancelled: list[Event]


class Feeds:
    """The feeds of one schedule, and what they share.

    Parameters
    ----------
    schedule, form
        As for ``write_calendars``.

    Raises
    ------
    BadValue
        The horizon lies outside the years 1971 to 2199.
    """

    def __init__(self, schedule: Schedule, form: FeedForm) -> None:
        horizon = schedule.horizon
        if horizon.first.year < _FIRST_YEAR or horizon.last.year > _LAST_YEAR:
            advice = "Check the years of the horizon."
            raise BadValue(str(horizon), f"a horizon in the years {_FIRST_YEAR} to {_LAST_YEAR}", advice)
        self.schedule = schedule
        self.form = form
        self.writer = Writer(schedule.group, horizon, form)

    def owners(self, kind: FeedKind) -> Iterator[Owner]:
        """Yield whose feeds of a kind there are: of pairs, those who meet in the schedule."""
        group = self.schedule.group
        if kind is FeedKind.MEMBER:
            yield from (Owner(kind, member=one.name) for one in group.members)
        elif kind is FeedKind.EMPLOYEE:
            yield from (Owner(kind, employee=one.name) for one in group.employees)
        elif kind is FeedKind.PAIR:
            pairs = {(one.employee, one.member) for one in self.schedule.assignments}
            yield from (Owner(kind, *pair) for pair in sorted(pairs))
        else:
            yield Owner(kind)

    def identity(self, owner: Owner, *, is_lost: bool = False) -> str:
        """Return what a feed, or the calendar of its lost events, is known by."""
        return self.writer.naming.identity(owner, self.form.privacy, is_lost=is_lost)

    def earlier(self, owner: Owner, content: bytes | None, complaint: str = "") -> Earlier:
        """Return what a feed was before; ``complaint`` as in ``Earlier.read``."""
        return Earlier.read(content, self.identity(owner), complaint)

    def feed(self, owner: Owner, earlier: Earlier) -> Feed:
        """Return a feed, given what was published before."""
        form = self.form
        revision = self.revision(earlier)
        merged = merge(
            self.events(owner),
            earlier,
            revision,
            self.schedule.horizon,
            past_days=form.past_days,
            cancelled_days=form.cancelled_days,
        )
        content = self._written(owner, merged.blocks, earlier)
        return Feed(content, revision, merged.added, merged.changed, merged.dropped)

    def lost(self, owner: Owner, before: bytes | None) -> Earlier:
        """Return what the calendar of a feed's lost events was before."""
        return Earlier.read(before, self.identity(owner, is_lost=True))

    def cancellations(self, owner: Owner, feed: Feed, earlier: Earlier) -> bytes:
        """Return a calendar of the events that a feed has lost, for those who imported it.

        Parameters
        ----------
        owner, feed
            Whose feed it is, and what it is now.
        earlier
            The calendar of lost events as it was: those that have not come back stay in it.
        """
        now = self.earlier(owner, feed.content)
        there = {uid for uid, event in now.events.items() if not event.is_cancelled}
        oldest = self.schedule.horizon.first.toordinal() - self.form.past_days
        blocks = {
            uid: event.block
            for uid, event in earlier.events.items()
            if uid not in there and event.first.toordinal() >= oldest
        }
        blocks |= {event.uid: feed.revision.block(event) for event in feed.cancelled}
        return self._written(owner, sorted(blocks.values(), key=starts), Earlier(), is_lost=True)

    def object(self, owner: Owner, block: bytes) -> bytes:
        """Return one event with its time zone, as servers keep it."""
        zones = self._zones(owner, block) if _ZONE.search(block) else b""
        return _HEAD.encode() + zones + block + b"END:VCALENDAR" + LINE_BREAK

    def revision(self, earlier: Earlier) -> Revision:
        """Return the revision that follows what was published before."""
        first = dt.datetime.combine(self.schedule.horizon.first, dt.time(), dt.UTC)
        return Revision.after(earlier, self.schedule.revised, first)

    def events(self, owner: Owner) -> Iterator[Event]:
        """Yield the events of a feed."""
        form, assignments = self.form, self._assignments(owner)
        if form.privacy is Privacy.BUSY:
            for visit in busy_visits(assignments, join_days=form.join_days):
                yield self.writer.busy_event(owner, visit)
            return
        for visit in visits_of(assignments, join_days=form.join_days):
            yield self.writer.event(owner, visit)
        if form.privacy is Privacy.COORDINATOR:
            for visit in self._away(owner):
                yield self.writer.away_event(owner, visit)

    def title(self, owner: Owner) -> str:
        """Return what a calendar is called: where nobody is named, only that it is about busy times."""
        if self.form.privacy is Privacy.BUSY:
            return self.form.words.busy
        return ": ".join(filter(None, [self.schedule.group.name, ", ".join(owner.names)]))

    def _assignments(self, owner: Owner) -> Iterable[Assignment]:
        if owner.kind is FeedKind.GROUP:
            return self.schedule.assignments
        if owner.kind is FeedKind.MEMBER:
            return self.schedule.of_member(owner.member)
        assignments = self.schedule.of_employee(owner.employee)
        return [one for one in assignments if owner.member in {"", one.member}]

    def _away(self, owner: Owner) -> Iterator[Visit]:
        group, is_all = self.schedule.group, owner.kind is FeedKind.GROUP
        absences = [one for one in group.absences if is_all or one.employee == owner.employee]
        closures = [one for one in group.closures if is_all or one.member == owner.member]
        yield from away_visits(absences, closures, self.schedule.horizon)

    def _written(
        self, owner: Owner, blocks: Iterable[bytes], earlier: Earlier, *, is_lost: bool = False
    ) -> bytes:
        """Return a whole calendar.

        It has no UID, which would make some readers take the whole feed for one item, and no METHOD.
        """
        title = self.title(owner) + is_lost * f" ({self.form.words.cancelled})"
        identity = self.identity(owner, is_lost=is_lost)
        refresh = f"PT{self.form.refresh_hours}H"
        rest = f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}\r\nX-PUBLISHED-TTL:{refresh}\r\n"
        events = b"".join(blocks)
        parts = [
            f"{_HEAD}X-GESCHED-FEED:{identity}\r\n".encode(),
            number_line(events, earlier),
            text_line("NAME", title),
            text_line("X-WR-CALNAME", title),
            rest.encode(),
            self._colour(owner),
            self._zones(owner, events),
            events,
        ]
        return b"".join(parts) + b"END:VCALENDAR" + LINE_BREAK

    def _colour(self, owner: Owner) -> bytes:
        if not owner.member or self.form.privacy is Privacy.BUSY:
            return b""
        return f"COLOR:{self.writer.naming.colour(owner.member)}\r\n".encode()

    def _zones(self, owner: Owner, events: bytes) -> bytes:
        """Return the time zones of events, and the owner's: a calendar without events must hold something."""
        timezones = {self.writer.place(owner.member).timezone}
        timezones.update(zone.decode() for zone in _ZONE.findall(events))
        horizon = self.schedule.horizon
        parts = []
        for timezone in sorted(timezones):
            observances = observances_of(timezone, horizon.first, horizon.last)
            if observances is not None:
                parts.append(bytes(vtimezone(timezone, observances).to_ical(sorted=False)))
        return b"".join(parts)
