"""Dates, times and durations of calendars from elsewhere, and the time zones that they name."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import vDuration
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from gesched.calendars.components import BadLine, Component, Line
from gesched.errors import BadValue
from gesched.timeline import Half, Recurrence

FIRST_YEAR, LAST_YEAR = 1900, 2200
_TIME = re.compile(r"([0-9]{8})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_FIXED = re.compile(r"(?:UTC|GMT)([+-])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_DATE_ADVICE = "A date is written as 20270131, a time as 20270131T083000, perhaps with a Z."
_OF_ZONES = frozenset({"TZID"})
_OF_OBSERVANCES = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})
_MOST_OBSERVANCES = 500

Zones = Mapping[str, dt.tzinfo]


def moment_of(line: Line, zones: Zones) -> dt.date:
    """Read a date or a time; a time without a zone is one of the place where it is read.

    Raises
    ------
    BadLine
        No such time, no such zone, or outside the years 1900 to 2200.
    """
    return _moment(line, line.value, zones)


def moments_of(line: Line, zones: Zones) -> list[dt.date]:
    """Read a list of dates, times or periods, of which the starts count."""
    return [_moment(line, value.partition("/")[0], zones) for value in line.value.split(",") if value]


def _moment(line: Line, value: str, zones: Zones) -> dt.date:
    found = _TIME.fullmatch(value.strip())
    if found is None:
        raise BadLine(line.number, line.name, BadValue(value, "a date or a time", _DATE_ADVICE))
    try:
        day = dt.date(int(value.strip()[:4]), int(value.strip()[4:6]), int(value.strip()[6:8]))
        clock = None if found[2] is None else dt.time(int(found[2]), int(found[3]), min(int(found[4]), 59))
    except ValueError:
        raise BadLine(line.number, line.name, BadValue(value, "a date that exists", _DATE_ADVICE)) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        expected = f"a date in the years {FIRST_YEAR} to {LAST_YEAR}"
        raise BadLine(line.number, line.name, BadValue(value, expected))
    if clock is None:
        return day
    tzid = line.parameters.get("TZID", "")
    zone = dt.UTC if found[5] else _zone(line, tzid, zones) if tzid else None
    return dt.datetime.combine(day, clock, zone)


def _zone(line: Line, tzid: str, zones: Zones) -> dt.tzinfo:
    zone = known_zone(tzid) or zones.get(tzid) or _fixed(tzid)
    if zone is None:
        advice = 'Write one of the IANA database, such as "Europe/Paris", or mend the VTIMEZONE of this name.'
        raise BadLine(line.number, line.name, BadValue(tzid, "a time zone that is known", advice))
    return zone


@lru_cache(maxsize=1024)
def known_zone(tzid: str) -> ZoneInfo | None:
    """Return the zone of the IANA database that a name means: its own, Windows', or one behind a path."""
    name = WINDOWS_TO_OLSON.get(tzid, tzid)
    parts = name.strip("/ ").split("/")
    for start in [0, *range(len(parts) - 3, len(parts))]:
        if 0 <= start < len(parts) and (start == 0 or start < len(parts) - 1 or len(parts) == 1):
            try:
                return ZoneInfo("/".join(parts[start:]))
            except (OSError, ValueError, KeyError):  # no such file, no such path, no such zone
                continue
    return None


def _fixed(tzid: str) -> dt.tzinfo | None:
    found = _FIXED.fullmatch(tzid.strip())
    if found is None or int(found[2]) > 14 or int(found[3] or 0) > 59:
        return None
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return dt.timezone(-offset if found[1] == "-" else offset)


def duration_of(line: Line) -> dt.timedelta:
    """Read a duration that is not negative.

    Raises
    ------
    BadLine
        It is none, or too long.
    """
    try:
        duration: dt.timedelta = vDuration.from_ical(line.value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError, TypeError):
        duration = dt.timedelta(-1)
    if not dt.timedelta(0) <= duration <= dt.timedelta(366 * 200):
        expected = "a duration that is not negative, of at most 200 years"
        raise BadLine(line.number, line.name, BadValue(line.value, expected, "Such as PT3H30M or P1D."))
    return duration


# Time zones that a calendar brings with it.


def zones_of(components: Iterable[Component]) -> Zones:
    """Return the time zones that calendars define, by name, but those that cannot be read."""
    found: dict[str, dt.tzinfo] = {}
    for component in components:
        if component.kind == "VTIMEZONE":
            try:
                names = component.lines(_OF_ZONES)
                # The database is right where calendars often are not.
                if names and known_zone(names[0].value) is None:
                    found[names[0].value] = _FileZone(_observances(component))
            except BadLine:
                continue  # an event that names it is a problem, and nothing else is
    return found


@dataclass(frozen=True, slots=True)
class _Onset:
    """When one offset follows another: on dates, by clock times of the offset before."""

    start: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    rule: Recurrence | None
    extra: tuple[dt.datetime, ...]

    def in_year(self, year: int) -> list[dt.datetime]:
        """Return the moments in a year at which it sets in, in UTC, without a zone."""
        clocks = {clock for clock in (self.start, *self.extra) if clock.year == year}
        if self.rule is not None and year >= self.start.year:
            first = max(dt.date(year, 1, 1), self.start.date()).toordinal()
            days = map(dt.date.fromordinal, range(first, dt.date(year, 12, 31).toordinal() + 1))
            clocks |= {
                dt.datetime.combine(day, self.start.time()) for day in days if _falls_on(self.rule, day)
            }
        return [clock - self.before for clock in clocks]


def _falls_on(rule: Recurrence, day: dt.date) -> bool:
    return any(rule.covers(day, half) for half in Half)


class _FileZone(dt.tzinfo):
    """A time zone as a VTIMEZONE tells it."""

    def __init__(self, onsets: tuple[_Onset, ...]) -> None:
        self._onsets = sorted(onsets, key=lambda onset: onset.start)
        self._changes: dict[int, list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]] = {}

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta:
        """Return the offset at a clock time; where the clocks skip or repeat it, the offset before."""
        changes = [] if when is None else self._until(when.year)
        offset = changes[0][1] if changes else self._onsets[0].before
        for moment, _, after in changes:
            if when is not None and when.replace(tzinfo=None) - max(offset, after) >= moment:
                offset = after
        return offset

    def dst(self, when: dt.datetime | None) -> dt.timedelta | None:  # noqa: ARG002 - as tzinfo has it
        """Return nothing: which part of an offset is summer time makes no difference."""
        return None

    def tzname(self, when: dt.datetime | None) -> str:
        """Return the offset, in words."""
        return f"UTC{self.utcoffset(when)}"

    def _until(self, year: int) -> list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]:
        """Return the changes of a year and those before it that last: when, from which offset, to which."""
        if year not in self._changes:
            once = (clock.year for onset in self._onsets for clock in (onset.start, *onset.extra))
            self._changes[year] = sorted(
                (moment, onset.before, onset.after)
                for one in {*once, year - 1, year}
                if one <= year
                for onset in self._onsets
                for moment in onset.in_year(one)
            )
        return self._changes[year]


def _observances(component: Component) -> tuple[_Onset, ...]:
    """Return the STANDARD and DAYLIGHT parts of a VTIMEZONE."""
    parts: list[Component] = []
    for number, text in component.texts:
        mark = text.strip().upper()
        if mark in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}:
            parts.append(Component(mark[6:], component.source, number, []))
        elif parts and not mark.startswith("END:"):
            parts[-1].texts.append((number, text))
    if not parts or len(parts) > _MOST_OBSERVANCES:
        expected = f"1 to {_MOST_OBSERVANCES} STANDARD or DAYLIGHT parts"
        raise BadLine(component.number, "VTIMEZONE", BadValue(len(parts), expected))
    return tuple(_onset(part) for part in parts)


def _onset(part: Component) -> _Onset:
    lines = {line.name: line for line in part.lines(_OF_OBSERVANCES)}
    for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"):
        if name not in lines:
            raise BadLine(part.number, part.kind, BadValue("nothing", f"a property {name}"))
    start = _clock(lines["DTSTART"], lines["DTSTART"].value)
    rule = _yearly(lines["RRULE"], start) if "RRULE" in lines else None
    extra = tuple(
        _clock(line, value)
        for line in part.lines(frozenset({"RDATE"}))
        for value in line.value.split(",")[:_MOST_OBSERVANCES]
    )
    return _Onset(start, _offset(lines["TZOFFSETFROM"]), _offset(lines["TZOFFSETTO"]), rule, extra)


def _clock(line: Line, value: str) -> dt.datetime:
    """Read a clock time; Outlook's rules start in 1601, which is as good as 1900."""
    year = max(value[:4], str(FIRST_YEAR)) if value[:4].isdigit() else value[:4]
    moment = _moment(line._replace(parameters={}), year + value[4:], {})
    if not isinstance(moment, dt.datetime):
        raise BadLine(line.number, line.name, BadValue(value, "a time", _DATE_ADVICE))
    return moment.replace(tzinfo=None)


def _yearly(line: Line, start: dt.datetime) -> Recurrence:
    try:
        rule = Recurrence(line.value.upper().strip(), start.date())
    except BadValue as bad:
        raise BadLine(line.number, line.name, bad) from None
    if not rule.rule.startswith("FREQ=YEARLY"):
        raise BadLine(line.number, line.name, BadValue(line.value, "a yearly rule"))
    return rule


def _offset(line: Line) -> dt.timedelta:
    found = _OFFSET.fullmatch(line.value.strip())
    if found is None or int(found[2]) > 23 or int(found[3]) > 59 or int(found[4] or 0) > 59:
        raise BadLine(line.number, line.name, BadValue(line.value, "an offset such as +0100"))
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    offset = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -offset if found[1] == "-" else offset
