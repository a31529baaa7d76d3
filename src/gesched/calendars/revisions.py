"""What was published before, read from the feed itself, and what a new revision makes of it.

An event that has not changed keeps its bytes. One that is new or has changed gets the number of the revision
as its SEQUENCE: minutes since 2020 of the schedule's time of revision, or one more than the feed's highest,
whichever is more. So numbers never go down, even where the earlier feed is lost or an event comes back
after it was dropped. What is kept for this stands in the events: some subscribers take every event for
changed where anything changes around them. Only where the event of the highest number has been dropped, and
nothing is new, does the number stand in the head of the feed, until something is.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gesched.calendars.events import Event
from gesched.calendars.places import UTC
from gesched.timeline import Horizon

_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_MINUTES_OF_A_DAY = 24 * 60
_MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
# The largest INTEGER of RFC 5545, section 3.3.8, and what no number may be read beyond.
_LARGEST = 2**31 - 1
_HEAD = 4096
_FEED = re.compile(rb"^X-GESCHED-FEED:([0-9a-f]{32})\r$", re.MULTILINE)
_BLOCK = re.compile(
    rb"^BEGIN:VEVENT\r\nUID:([^\r\n]+)\r\nDTSTAMP:([0-9]{8}T[0-9]{6})Z\r\nLAST-MODIFIED:[0-9TZ]+\r\n"
    rb"SEQUENCE:([0-9]{1,10})\r\n(DTSTART.*?\n)X-GESCHED-DIGEST:([0-9a-f]{16})\r\nEND:VEVENT\r\n",
    re.MULTILINE | re.DOTALL,
)
_MARKS, _END = (b"\r\nBEGIN:VEVENT\r\n", b"\r\nEND:VEVENT\r\n"), b"\r\nEND:VCALENDAR\r\n"
# As a parameter of the feed's LAST-MODIFIED (RFC 7986, section 5.4), which subscribers do not compare.
_NUMBER = b"LAST-MODIFIED;X-GESCHED-NUMBER="
_ANY_NUMBER = re.compile(rb"^(?:SEQUENCE:|%b)([0-9]{1,10})(?::|\s*$)" % _NUMBER, re.MULTILINE)
_START = re.compile(rb"DTSTART[^:]*:([0-9]{8}[0-9TZ]*)")
_START_DATE = re.compile(rb"(?<=\ADTSTART;VALUE=DATE:)[0-9]{8}")
_END_DATE = re.compile(rb"(?<=\r\nDTEND;VALUE=DATE:)([0-9]{8})")
_STATUS = re.compile(rb"^STATUS:[A-Z]+\r$", re.MULTILINE)
_CANCELLED = b"STATUS:CANCELLED\r"


class Published(NamedTuple):
    """An event as it stands in a feed that was published."""

    number: int
    stamp: dt.datetime
    content: bytes
    block: bytes

    @property
    def first(self) -> dt.date:
        """The date it starts on."""
        return dt.datetime.strptime(starts(self.block)[:8].decode(), "%Y%m%d").date()  # noqa: DTZ007 - a date

    @property
    def is_cancelled(self) -> bool:
        """Whether it was dropped, and is only there to say so."""
        return b"\n" + _CANCELLED in self.content


def starts(block: bytes) -> bytes:
    """Return when an event starts, as it is written: texts that sort as time passes."""
    found = _START.search(block)
    return found[1] if found else b""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a feed was before.

    Parameters
    ----------
    events
        From UID to event.
    number
        The highest number in it; -1 where there is none.
    is_there
        Whether there was a feed at all.
    complaint
        Why it cannot be relied on; empty where it can.
    """

    events: Mapping[str, Published] = field(default_factory=dict)
    number: int = -1
    is_there: bool = False
    complaint: str = ""

    @classmethod
    def read(cls, content: bytes | None, identity: str, complaint: str = "") -> "Earlier":
        """Read a feed that was published before.

        Of a feed that is another, or was cut or changed since, nothing is taken but that no number may go
        below those in it.

        Parameters
        ----------
        content
            The feed; ``None`` where there is none.
        identity
            What it must be known by.
        complaint
            What to say where there is none, but may have been.
        """
        if content is None:
            return cls(is_there=bool(complaint), complaint=complaint)
        number = _highest(content)
        if identity_in(content) != identity:
            complaint = "it is another feed, or tells more or less" if identity_in(content) else ""
            complaint = complaint or "it is no feed that gesched wrote"
            return cls(number=number, is_there=True, complaint=complaint)
        blocks = list(_BLOCK.finditer(content))
        is_whole = content.endswith(_END) and {content.count(mark) for mark in _MARKS} == {len(blocks)}
        if not is_whole or not all(_digest(found[0]) == found[5] for found in blocks):
            return cls(number=number, is_there=True, complaint="it was cut or changed since")
        return cls({found[1].decode(): _published(found) for found in blocks}, number, is_there=True)


def _published(found: re.Match[bytes]) -> Published:
    stamp = dt.datetime.strptime(found[2].decode() + "+0000", "%Y%m%dT%H%M%S%z")
    return Published(int(found[3]), stamp, found[4], found[0])


def _highest(content: bytes) -> int:
    """Return the highest number in a feed, or in what is left of it, for those to come to be above it."""
    numbers = map(int, _ANY_NUMBER.findall(content))
    return max((number for number in numbers if number < _LARGEST), default=-1)


def number_line(events: bytes, earlier: Earlier) -> bytes:
    """Return what the head of a feed says of the highest number: nothing where its events have it."""
    if earlier.number <= _highest(events):
        return b""
    moment = _EPOCH + earlier.number * _MINUTE
    return b"%b%d:%b\r\n" % (_NUMBER, earlier.number, f"{moment:{UTC}}".encode())


def identity_in(head: bytes) -> str:
    """Return what the feed is known by whose first bytes these are; empty where it is none of gesched's."""
    found = _FEED.search(head[:_HEAD])
    return found[1].decode() if found else ""


def _digest(block: bytes) -> bytes:
    """Return the digest of an event, up to the line that holds it."""
    told = block.rpartition(b"X-GESCHED-DIGEST:")[0]
    return hashlib.sha256(told).hexdigest()[:16].encode()


@dataclass(frozen=True, slots=True)
class Revision:
    """A new revision of a feed: who dates and numbers what changes.

    Parameters
    ----------
    stamp
        When the schedule was last revised, in UTC.
    number
        What new and changed events are numbered with.
    """

    stamp: dt.datetime
    number: int

    @classmethod
    def after(cls, earlier: Earlier, revised: dt.datetime | None, start: dt.datetime) -> "Revision":
        """Return the revision that follows what was published before.

        Parameters
        ----------
        earlier
            What was published before.
        revised
            The schedule's time of revision; ``None`` where it is not known: of a feed that is published
            again, it is then now.
        start
            The start of the horizon: what a feed is dated by that is published for the first time, where the
            schedule's time of revision is not known.
        """
        now = dt.datetime.now(dt.UTC)
        moment = revised or (max(now, start) if earlier.is_there else start)
        number = _minutes(revised or now) if revised or earlier.is_there else 0
        if earlier.complaint:  # a day's room for what was counted one by one, and cannot be read any more
            number = max(number, earlier.number, _minutes(now)) + _MINUTES_OF_A_DAY
        latest = max((event.stamp for event in earlier.events.values()), default=moment)
        return cls(max(moment, latest).replace(microsecond=0), min(max(number, earlier.number + 1), _LARGEST))

    def block(self, event: Event) -> bytes:
        """Return an event as this revision publishes it."""
        stamp = f"{self.stamp:{UTC}}"
        head = f"UID:{event.uid}\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\nSEQUENCE:{self.number}\r\n"
        told = b"BEGIN:VEVENT\r\n" + head.encode() + event.content + b"X-GESCHED-DIGEST:"
        return told + _digest(told) + b"\r\nEND:VEVENT\r\n"


def _minutes(moment: dt.datetime) -> int:
    return max(0, (moment - _EPOCH) // _MINUTE)


class Merged(NamedTuple):
    """The events of a feed after a revision.

    ``blocks`` are all of them, as they are written; ``added`` and ``changed`` count those of the horizon;
    ``dropped`` are those that were there before, marked as cancelled.
    """

    blocks: list[bytes]
    added: int
    changed: int
    dropped: list[Event]


def merge(
    events: Iterable[Event],
    earlier: Earlier,
    revision: Revision,
    horizon: Horizon,
    *,
    past_days: int,
    cancelled_days: int,
) -> Merged:
    """Return the events of a feed: new ones, unchanged ones as they were, and those of which nothing is said.

    Parameters
    ----------
    events
        What the schedule says, all within the horizon.
    earlier, revision
        What was published before, and what dates and numbers changes.
    horizon
        Of which dates the schedule speaks: events outside of them stay.
    past_days
        How many days before the horizon stay.
    cancelled_days
        How many days dropped events stay, marked as cancelled.
    """
    planned = {event.uid: event for event in events}
    before = earlier.events
    blocks: list[bytes] = []
    added = changed = 0
    for uid, event in planned.items():
        old = before.get(uid)
        is_same = old is not None and old.content == event.content
        blocks.append(old.block if old is not None and is_same else revision.block(event))
        added += old is None or old.is_cancelled
        changed += old is not None and not old.is_cancelled and not is_same
    gone = {uid: old for uid, old in before.items() if uid not in planned}
    outside = {uid: old for uid, old in gone.items() if old.first not in horizon and not old.is_cancelled}
    dropped = [
        Event(uid, _STATUS.sub(_CANCELLED, old.content))
        for uid, old in gone.items()
        if uid not in outside and not old.is_cancelled
    ]
    earliest = horizon.first.toordinal() - past_days
    kept = {uid: old for uid, old in outside.items() if old.first.toordinal() >= earliest}
    blocks += _until_horizon(kept, revision, horizon)
    blocks += _after_horizon(before, revision, horizon)
    blocks += _still_cancelled(gone.values(), revision, cancelled_days)
    if cancelled_days:
        blocks += map(revision.block, dropped)
    return Merged(sorted(blocks, key=starts), added, changed, dropped)


def _until_horizon(kept: Mapping[str, Published], revision: Revision, horizon: Horizon) -> Iterator[bytes]:
    """Yield events outside the horizon as they were; one that reaches into it ends where it begins."""
    first = f"{horizon.first:%Y%m%d}".encode()
    for uid, old in kept.items():
        end = _END_DATE.search(old.content)
        if end is not None and old.first < horizon.first and end[1] > first:
            yield revision.block(Event(uid, _END_DATE.sub(first, old.content)))
        else:
            yield old.block


def _after_horizon(before: Mapping[str, Published], revision: Revision, horizon: Horizon) -> Iterator[bytes]:
    """Yield what is left, after the horizon, of events that reach beyond it, as events of their own."""
    first = f"{horizon.last + _DAY:%Y%m%d}".encode()
    for uid, old in before.items():
        end = _END_DATE.search(old.content)
        if end is not None and old.first <= horizon.last and end[1] > first and not old.is_cancelled:
            rest = hashlib.sha256(uid.encode() + first).hexdigest()[:32]
            yield revision.block(Event(f"{rest}@gesched", _START_DATE.sub(first, old.content, 1)))


def _still_cancelled(gone: Iterable[Published], revision: Revision, cancelled_days: int) -> Iterator[bytes]:
    for old in gone:
        if old.is_cancelled and (revision.stamp - old.stamp).days < cancelled_days:
            yield old.block
