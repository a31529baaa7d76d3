"""Visits as events: who they are (UID), when, what they are called, and where."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from gesched.calendars.lines import date_stamp, escaped
from gesched.calendars.places import Place
from gesched.calendars.visits import Visit
from gesched.group import Employee, Group, Member

_DAY = dt.timedelta(days=1)
_NEWCOMER = "\nnewcomer"


def identities(words: Iterable[Employee | Member]) -> Mapping[str, str]:
    """Return, for each name, the text that its events, and the file of its feed, are known by.

    It is the key, or else the name. Where a newcomer bears a name that is another's key, a line feed, which
    neither names nor keys can hold, keeps the newcomer's events apart from the other's.
    """
    words = tuple(words)
    keys = {word.key for word in words}
    return {word.name: word.key or word.name + _NEWCOMER * (word.name in keys) for word in words}


class Naming:
    """Gives events of a group their UIDs.

    Parameters
    ----------
    group
        The employer group.
    """

    def __init__(self, group: Group) -> None:
        self.group = group.key or group.name
        self.members = identities(group.members)
        self.employees = identities(group.employees)

    def uid(self, kind: str, visit: Visit) -> str:
        """Return the UID of a visit in a feed of a kind, "member" or "employee".

        The feed's owner is the visit's member or employee, so its kind is enough. The half of the day is left
        out: a morning that becomes a whole day stays the same event.
        """
        day = visit.first.isoformat()
        names = [kind, self.group, self.employees[visit.employee], self.members[visit.member], day]
        return f"{hashlib.sha256(json.dumps(names).encode()).hexdigest()[:32]}@gesched"


def event_lines(uid: str, stamp: str, visit: Visit, place: Place, summary: str) -> Iterator[str]:
    """Yield the content lines of a VEVENT.

    Parameters
    ----------
    uid, stamp
        Who the event is, and when the schedule was last revised, as a UTC DATE-TIME value.
    visit
        What takes place.
    place
        Where.
    summary
        What it is called.
    """
    yield from ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}", "SEQUENCE:0")
    if visit.is_whole:
        yield f"DTSTART;VALUE=DATE:{date_stamp(visit.first)}"
        yield f"DTEND;VALUE=DATE:{date_stamp(visit.last + _DAY)}"
    else:
        yield from place.times(visit.first, visit.halves[0])
    yield f"SUMMARY:{escaped(summary)}"
    if place.location:
        yield f"LOCATION:{escaped(place.location)}"
    yield from ("TRANSP:OPAQUE", "END:VEVENT")
