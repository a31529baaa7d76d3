"""Visits as events: who they are (UID), when, what they are called, and where."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping

from icalendar import Event, vDate, vDatetime, vInt, vText

from gesched.calendars.places import Place
from gesched.calendars.visits import Visit
from gesched.group import Employee, Group, Member

_DAY = dt.timedelta(days=1)
_SEQUENCE, _OPAQUE = vInt(0), vText("OPAQUE")
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


def event_of(uid: str, stamp: vDatetime, visit: Visit, place: Place, summary: vText) -> Event:
    """Return a visit as an event.

    Parameters
    ----------
    uid, stamp
        Who the event is, and when the schedule was last revised, in UTC.
    visit
        What takes place.
    place
        Where.
    summary
        What it is called.
    """
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", stamp)
    event.add("LAST-MODIFIED", stamp)
    event.add("SEQUENCE", _SEQUENCE)
    if visit.is_whole:
        event.add("DTSTART", vDate(visit.first), {"VALUE": "DATE"})
        event.add("DTEND", vDate(visit.last + _DAY), {"VALUE": "DATE"})
    else:
        start, end = place.times(visit.first, visit.halves[0])
        event.add("DTSTART", start)
        event.add("DTEND", end)
    event.add("SUMMARY", summary)
    if place.location is not None:
        event.add("LOCATION", place.location)
    event.add("TRANSP", _OPAQUE)
    return event
