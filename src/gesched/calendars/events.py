"""Visits as events: who they are (UID), when, what they are called, and where."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from gesched.calendars.forms import FeedForm, FeedKind, Privacy
from gesched.calendars.places import Place
from gesched.calendars.texts import LINE_BREAK, escaped, line, text_line
from gesched.calendars.visits import Visit
from gesched.group import Employee, Group, Member
from gesched.timeline import Horizon

AGREEMENT = "X-GESCHED-AGREEMENT"
_NEWCOMER = "\nnewcomer"
_LENGTH_OF_MARK = 8
_DAY = dt.timedelta(days=1)
# Names of CSS3, as COLOR asks for (RFC 7986, section 5.9): dark enough to be seen, light enough to write on.
# fmt: off
_COLOURS = (
    "cadetblue", "chocolate", "coral", "cornflowerblue", "crimson", "darkcyan", "darkgoldenrod",
    "darkkhaki", "darkorange", "darkorchid", "darksalmon", "darkseagreen", "darkturquoise", "deeppink",
    "dodgerblue", "forestgreen", "goldenrod", "hotpink", "indianred", "lightseagreen", "mediumorchid",
    "mediumpurple", "mediumseagreen", "mediumslateblue", "olivedrab", "orangered", "palevioletred", "peru",
    "rosybrown", "royalblue", "sandybrown", "seagreen", "sienna", "slateblue", "slategray", "steelblue",
    "teal", "tomato", "violet",
)
# fmt: on


class Event(NamedTuple):
    """One event of a feed: who it is, and its content lines from DTSTART on."""

    uid: str
    content: bytes


class Owner(NamedTuple):
    """Whose feed it is: an employee, a member, both (a pair) or none (the whole group), by name."""

    kind: FeedKind
    employee: str = ""
    member: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Who they are."""
        return tuple(name for name in (self.employee, self.member) if name)


def identities(words: Iterable[Employee | Member]) -> Mapping[str, str]:
    """Return, for each name, the text that its events, and the file of its feed, are known by.

    It is the key, or else the name. Where a newcomer bears a name that is another's key, a line feed, which
    neither names nor keys can hold, keeps the newcomer's events apart from the other's.
    """
    words = tuple(words)
    keys = {word.key for word in words}
    return {word.name: word.key or word.name + _NEWCOMER * (word.name in keys) for word in words}


class Naming:
    """Gives events of a group their UIDs, and feeds what they are known by.

    Parameters
    ----------
    group
        The employer group.

    Attributes
    ----------
    mark
        What all that is known by of the group's feeds begins with.
    """

    def __init__(self, group: Group) -> None:
        self.group = group.key or group.name
        self.mark = _digest("group", self.group)[:_LENGTH_OF_MARK]
        self.members = {"": "", **identities(group.members)}
        self.employees = {"": "", **identities(group.employees)}

    def uid(self, owner: Owner, visit: Visit) -> str:
        """Return the UID of a visit in a feed.

        The feed's owner is the visit's member or employee, so its kind is enough. The half of the day is left
        out: a morning that becomes a whole day stays the same event.
        """
        names = [self.group, self.employees[visit.employee], self.members[visit.member], str(visit.first)]
        return f"{_digest(owner.kind, *names)}@gesched"

    def busy_uid(self, owner: Owner, visit: Visit) -> str:
        """Return the UID of a visit of which a feed says only when: nobody can tell where by trying names."""
        return f"{_digest('busy', self.identity(owner, Privacy.BUSY), str(visit.first))}@gesched"

    def away_uid(self, owner: Owner, visit: Visit) -> str:
        """Return the UID of an absence or a closure from a date on."""
        names = [self.employees[visit.employee], self.members[visit.member], *visit.under, str(visit.first)]
        return f"{_digest('away', owner.kind, self.group, *names)}@gesched"

    def identity(self, owner: Owner, privacy: Privacy, *, is_lost: bool = False) -> str:
        """Return what a feed, or the calendar of its lost events, is known by when it is published again.

        One that tells more or less is another feed: nothing that is kept of the one may get into the other.
        """
        kind = "lost" if is_lost else "feed"
        own = _digest(kind, privacy, owner.kind, self.group, *self._identities(owner))
        return self.mark + own[len(self.mark) :]

    def stem(self, owner: Owner) -> str:
        """Return the text from which the name of a feed's file is made."""
        return ", ".join(self._identities(owner)) or self.group

    def colour(self, member: str) -> str:
        """Return a member's colour, which outlives reordering, as a name of CSS3."""
        return _COLOURS[int(_digest(self.members[member]), 16) % len(_COLOURS)]

    def _identities(self, owner: Owner) -> list[str]:
        return [name for name in (self.employees[owner.employee], self.members[owner.member]) if name]


def _digest(*names: str) -> str:
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()[:32]


class Writer:
    """Writes the visits of one schedule as events.

    Parameters
    ----------
    group, horizon
        The employer group, and the dates planned.
    form
        What events look like.
    """

    def __init__(self, group: Group, horizon: Horizon, form: FeedForm) -> None:
        self.group = group
        self.form = form
        self.naming = Naming(group)
        self._horizon = horizon
        self._places = {"": Place.of_group(group, horizon)}

    def place(self, member: str) -> Place:
        """Return the place of a member, or the group's own."""
        if member not in self._places:
            self._places[member] = Place.of(self.group, self.group.member(member), self._horizon)
        return self._places[member]

    def event(self, owner: Owner, visit: Visit) -> Event:
        """Return a visit, with names."""
        place = self.place(visit.member)
        title = self.title(owner.kind, visit)
        lines = [self._when(visit, place), text_line("SUMMARY", title)]
        if self.form.description is not None:
            description = self.form.description.format_map(self._values(visit))
            lines.append(text_line("DESCRIPTION", description))
        lines += [*self._where(place), *self._what_for(owner, visit), self._status(visit)]
        if len(self._between.get((visit.employee, visit.member), ())) > 1:
            lines.append(line(f"{AGREEMENT}:{','.join(map(escaped, visit.under))}"))
        return Event(self.naming.uid(owner, visit), b"".join([*lines, self._alarm(title)]))

    def busy_event(self, owner: Owner, visit: Visit) -> Event:
        """Return when a visit is, and nothing else."""
        title = self.form.words.busy
        lines = [self._when(visit, self.place(visit.member)), text_line("SUMMARY", title)]
        content = b"".join([*lines, self._status(visit), self._alarm(title)])
        return Event(self.naming.busy_uid(owner, visit), content)

    def away_event(self, owner: Owner, visit: Visit) -> Event:
        """Return an absence or a closure, with its reason; it takes no time of whoever sees it."""
        words = self.form.words
        title = (words.away if visit.employee else words.closed).format_map(visit._asdict())
        reason = "; ".join(filter(None, visit.under))
        lines = [
            self._when(visit, self.place(visit.member)),
            text_line("SUMMARY", f"{title} ({reason})" if reason else title),
            b"CLASS:CONFIDENTIAL\r\nSTATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n",
        ]
        return Event(self.naming.away_uid(owner, visit), b"".join(lines))

    @cached_property
    def _between(self) -> Mapping[tuple[str, str], list[str]]:
        """From employee and member to the agreements under which they can meet."""
        found: dict[tuple[str, str], list[str]] = {}
        for agreement in self.group.agreements:
            for employee in self.group.eligible(agreement):
                found.setdefault((employee.name, agreement.member), []).append(agreement.name)
        return found

    def title(self, kind: FeedKind, visit: Visit) -> str:
        """Return the title of a visit in a kind of feed: the usual one where the template leaves it empty."""
        values = self._values(visit)
        title = self.form.title(kind).format_map(values)
        return title if title.strip() else self.form.words.titles[kind].format_map(values)

    def _values(self, visit: Visit) -> Mapping[str, str]:
        return {
            "employee": visit.employee,
            "member": visit.member,
            "site": self.place(visit.member).site,
            "group": self.group.name,
            "half": self.form.words.halves[visit.halves],
            "agreement": ", ".join(visit.under),
        }

    def _when(self, visit: Visit, place: Place) -> bytes:
        if visit.is_whole:
            dates = f"{visit.first:%Y%m%d}", f"{visit.last + _DAY:%Y%m%d}"
            start, end = (f";VALUE=DATE:{date}" for date in dates)
        else:
            start, end = place.times(visit.first, visit.halves[0])
        return f"DTSTART{start}\r\nDTEND{end}\r\n".encode()

    def _where(self, place: Place) -> Iterable[bytes]:
        if place.location:
            yield text_line("LOCATION", place.location)
        if place.point is not None:
            yield b"GEO:%.6f;%.6f\r\n" % place.point

    def _what_for(self, owner: Owner, visit: Visit) -> Iterable[bytes]:
        if self.form.url is not None:
            yield line(f"URL:{self.form.url}")
        others = {FeedKind.MEMBER: [visit.employee], FeedKind.EMPLOYEE: [visit.member]}
        names = others.get(owner.kind, [visit.employee, visit.member])
        yield line(f"CATEGORIES:{','.join(map(escaped, names))}")
        yield f"COLOR:{self.naming.colour(visit.member)}\r\n".encode()

    def _status(self, visit: Visit) -> bytes:
        until = self.form.confirmed_until
        status = "CONFIRMED" if until is None or visit.last <= until else "TENTATIVE"
        return f"STATUS:{status}\r\nTRANSP:{'OPAQUE' if self.form.shows_busy else 'TRANSPARENT'}\r\n".encode()

    def _alarm(self, title: str) -> bytes:
        if self.form.alarm_minutes is None:
            return b""
        trigger = f"TRIGGER:-PT{self.form.alarm_minutes}M".encode()
        parts = [b"BEGIN:VALARM", b"ACTION:DISPLAY", trigger]
        return LINE_BREAK.join([*parts, text_line("DESCRIPTION", title) + b"END:VALARM", b""])
