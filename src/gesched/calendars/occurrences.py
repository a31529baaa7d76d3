"""Events of calendars from elsewhere, and when they take place: recurrences, exceptions, changes."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gesched.calendars.clocks import (
    FIRST_YEAR,
    LAST_YEAR,
    Zones,
    duration_of,
    moment_of,
    moments_of,
    zones_of,
)
from gesched.calendars.components import BadLine, Component, Line, LineProblem, Report
from gesched.calendars.texts import unescaped
from gesched.errors import BadValue
from gesched.timeline import Half, Horizon, Recurrence, dates_between

MOST_RECURRING = 1_000
MOST_OCCURRENCES = 100_000
LONGEST_RECURRING = dt.timedelta(366)
_FURTHEST_BACK = dt.timedelta(366 * 60)
_DAY = dt.timedelta(days=1)
_SINGLE = (
    "UID DTSTART DTEND DURATION RRULE RECURRENCE-ID STATUS TRANSP SUMMARY SEQUENCE DTSTAMP ORGANIZER CLASS "
    "CATEGORIES X-GESCHED-AGREEMENT X-MICROSOFT-CDO-BUSYSTATUS"
)
_SEVERAL = frozenset({"EXDATE", "RDATE", "ATTENDEE", "EXRULE"})
_NAMES = _SEVERAL | frozenset(_SINGLE.split())
_UNTIL = re.compile(r"(?:^|;)UNTIL=([0-9]{8}T[0-9]{6}Z?)(?=;|$)", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as a calendar tells it.

    Parameters
    ----------
    source, line
        Where it stands.
    lines
        Its properties by name.
    start
        When it starts: a date, a time with a zone, or a time of wherever it is read.
    length
        How long it takes: by the calendar where it takes whole days or stays in its zone.
    """

    source: str
    line: int
    lines: Mapping[str, list[Line]]
    start: dt.date
    length: dt.timedelta

    def text(self, name: str) -> str:
        """Return a property as text; empty where there is none."""
        return unescaped(self.lines[name][0].value) if name in self.lines else ""

    def word(self, name: str) -> str:
        """Return a property that holds one word, in capitals."""
        return self.text(name).strip().upper()

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.word("STATUS") == "CANCELLED"

    @property
    def is_free(self) -> bool:
        """Whether it takes no time of whoever has it."""
        return self.word("TRANSP") == "TRANSPARENT" or self.word("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"

    @property
    def version(self) -> tuple[int, str]:
        """What grows whenever it is revised (RFC 5546, section 2.1.5)."""
        sequence = self.word("SEQUENCE")
        return int(sequence) if _WHOLE.fullmatch(sequence) else 0, self.word("DTSTAMP")


class Occurrence(NamedTuple):
    """One time at which an event takes place, and until when."""

    happening: Happening
    start: dt.date
    end: dt.date


def occurrences_in(components: Sequence[Component], horizon: Horizon, report: Report) -> Iterator[Occurrence]:
    """Yield when the events of a calendar take place in a horizon, or a day before or after it.

    Cancelled events are left out; whatever cannot be read is reported, and left out.
    """
    zones = zones_of(components)
    events: dict[str, list[Happening]] = {}
    for number, component in enumerate(components):
        if component.kind == "VEVENT":
            try:
                happening = _happening(component, zones)
            except BadLine as bad:
                report(bad.problem(component.source))
                continue
            # Without a UID an event is nobody's but its own.
            events.setdefault(happening.text("UID") or f"\n{number}", []).append(happening)
    recurring = [some[0] for some in events.values() if any("RRULE" in one.lines for one in some)]
    if len(recurring) > MOST_RECURRING:
        expected, one = f"at most {MOST_RECURRING:,} events that recur", recurring[MOST_RECURRING]
        report(LineProblem(expected, len(recurring), "", one.line, "RRULE", source=one.source))
        return
    left = MOST_OCCURRENCES
    for versions in events.values():
        try:
            for occurrence in _Series(versions, zones).within(horizon):
                yield occurrence
                left -= 1
        except BadLine as bad:
            report(bad.problem(versions[0].source))
        if left < 0:
            report(_too_many(versions[0]))
            return


def _too_many(last: Happening) -> LineProblem:
    expected = f"events that take place at most {MOST_OCCURRENCES:,} times in all"
    advice = "Read fewer calendars, or a shorter horizon, at once; what follows this event is not read."
    return LineProblem(expected, "more", "", last.line, "VEVENT", advice, last.source)


def _happening(component: Component, zones: Zones) -> Happening:
    lines: dict[str, list[Line]] = {}
    for line in component.lines(_NAMES):
        lines.setdefault(line.name, []).append(line)
    if "DTSTART" not in lines:
        raise BadLine(component.number, "VEVENT", BadValue("nothing", "a property DTSTART"))
    start = moment_of(lines["DTSTART"][0], zones)
    return Happening(component.source, component.number, lines, start, _length(lines, start, zones))


def _length(lines: Mapping[str, list[Line]], start: dt.date, zones: Zones) -> dt.timedelta:
    """Return how long an event takes; one day, or no time, where it does not say."""
    is_timed = isinstance(start, dt.datetime)
    if "DTEND" in lines:
        line = lines["DTEND"][0]
        end = moment_of(line, zones)
        if isinstance(end, dt.datetime) != is_timed:
            expected = "a time, as its start is" if is_timed else "a date, as its start is"
            raise BadLine(line.number, "DTEND", BadValue(line.value, expected))
        length = _between(start, end)
        if length < dt.timedelta(0):
            raise BadLine(line.number, "DTEND", BadValue(line.value, "an end that is not before the start"))
    else:
        length = duration_of(lines["DURATION"][0]) if "DURATION" in lines else dt.timedelta(0)
    return length if is_timed else max(dt.timedelta(days=-(-length // _DAY)), _DAY)


def _between(start: dt.date, end: dt.date) -> dt.timedelta:
    if not isinstance(start, dt.datetime) or not isinstance(end, dt.datetime) or start.tzinfo is end.tzinfo:
        return end - start
    if start.tzinfo is None or end.tzinfo is None:  # only one of the two is of some zone
        return end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return end.astimezone(dt.UTC) - start.astimezone(dt.UTC)


def _key(moment: dt.date) -> dt.date:
    """Return what two names of one moment share."""
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        return moment.astimezone(dt.UTC)
    return moment


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _clock(moment: dt.date) -> dt.date:
    return moment.replace(tzinfo=None) if isinstance(moment, dt.datetime) else moment


class _Series:
    """All that a calendar says under one UID: an event, and instances of it that were changed."""

    def __init__(self, versions: Iterable[Happening], zones: Zones) -> None:
        self.changed: dict[dt.date, Happening] = {}
        self.event: Happening | None = None
        self._zones = zones
        for one in sorted(versions, key=lambda happening: happening.version):
            if "RECURRENCE-ID" in one.lines:
                self.changed[_key(self._instance(one.lines["RECURRENCE-ID"][0]))] = one
            else:
                self.event = one

    def _instance(self, line: Line) -> dt.date:
        if line.parameters.get("RANGE", "").upper() == "THISANDFUTURE":
            advice = "Write the later instances as an event of their own."
            raise BadLine(line.number, line.name, BadValue(line.value, "one instance", advice))
        return moment_of(line, self._zones)

    def within(self, horizon: Horizon) -> Iterator[Occurrence]:
        """Yield when it takes place, in a horizon or a day around it."""
        for one in self.changed.values():
            yield from _occurrence(one, one.start, horizon)
        if self.event is not None:
            gone = {*self.changed, *self._exceptions(self.event.start)}
            for start in sorted({*self._starts(self.event, horizon)}, key=str):
                # An exception may name the date alone, or the clock time without its zone.
                if gone.isdisjoint([_key(start), _day(start), _clock(start)]):
                    yield from _occurrence(self.event, start, horizon)

    def _exceptions(self, start: dt.date) -> Iterator[dt.date]:
        """Yield what instances that do not take place may be called, whose series starts like ``start``."""
        for moment in self._moments("EXDATE"):
            yield _key(moment)
            if not isinstance(start, dt.datetime):
                yield _day(moment)  # which some write with a time
            elif start.tzinfo is None:
                yield _clock(moment)

    def _moments(self, name: str) -> list[dt.date]:
        lines = self.event.lines.get(name, []) if self.event is not None else []
        return [moment for line in lines for moment in moments_of(line, self._zones)]

    def _starts(self, event: Happening, horizon: Horizon) -> Iterator[dt.date]:
        yield event.start
        yield from (moment for moment in self._moments("RDATE") if type(moment) is type(event.start))
        for name in ("EXRULE", "RRULE"):
            for line in event.lines.get(name, []):
                if name == "EXRULE":
                    advice = "Write the exceptions as EXDATE."
                    raise BadLine(line.number, name, BadValue(line.value, "no rule of exceptions", advice))
                yield from _recurring(event, line, horizon)


def _recurring(event: Happening, line: Line, horizon: Horizon) -> Iterator[dt.date]:
    """Yield the starts by a rule that matter to a horizon."""
    if event.length > LONGEST_RECURRING:
        expected = f"an event of at most {LONGEST_RECURRING.days} days where it recurs"
        raise BadLine(line.number, line.name, BadValue(str(event.length), expected))
    first = _day(event.start)
    if horizon.first - first > _FURTHEST_BACK:
        advice = "Let it start later."
        expected = "a recurrence that does not start generations ago"
        raise BadLine(line.number, line.name, BadValue(str(first), expected, advice))
    try:
        rule = Recurrence(_by_dates(line.value.strip().upper(), event.start), first)
    except BadValue as bad:
        raise BadLine(line.number, line.name, bad) from None
    earliest = max(first, horizon.first - event.length - _DAY)
    for day in dates_between(earliest, horizon.last + _DAY):
        if any(rule.covers(day, half) for half in Half):
            yield _moved(event.start, day)


def _moved(start: dt.date, day: dt.date) -> dt.date:
    return dt.datetime.combine(day, start.timetz()) if isinstance(start, dt.datetime) else day


def _by_dates(rule: str, start: dt.date) -> str:
    """Return a rule whose UNTIL is the last date on which it may start, by the calendar of its start."""
    found = _UNTIL.search(rule)
    if found is None or not isinstance(start, dt.datetime):
        return rule
    try:
        until = dt.datetime.strptime(found[1].rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return rule  # to be refused, as it stands
    is_utc = found[1].endswith("Z") and start.tzinfo is not None
    if not FIRST_YEAR <= until.year <= LAST_YEAR:
        return rule
    day = until.date() + _DAY
    for _ in range(3):
        last = _moved(start, day)
        if isinstance(last, dt.datetime):
            moment = last.astimezone(dt.UTC) if is_utc else last.replace(tzinfo=dt.UTC)
            if moment <= until:
                break
        day -= _DAY
    return rule.replace(found[1], f"{day:%Y%m%d}")


def _occurrence(happening: Happening, start: dt.date, horizon: Horizon) -> Iterator[Occurrence]:
    """Yield an occurrence where it touches a horizon, or a day around it."""
    if happening.is_cancelled:
        return
    end = start + happening.length
    if _day(start) <= horizon.last + _DAY and _day(end) >= horizon.first - _DAY:
        yield Occurrence(happening, start, end)
