"""Time zones as iCalendar can say them: two yearly rules, one fixed offset, or not at all."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Long enough to tell the last Sunday of a month from the fourth, and for weekdays to come round.
_YEARS_AHEAD = 28
_DAY = dt.timedelta(days=1)
_NO_OFFSET = dt.timedelta(0)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Observance:
    """An offset from UTC, and when it starts (a STANDARD or DAYLIGHT part of a VTIMEZONE).

    Parameters
    ----------
    onset
        The clock time, by the offset before, at which it first starts.
    before, after
        The offsets before and from then on.
    name
        Its abbreviation, such as CEST.
    rule
        The yearly rule by which it starts again; empty where it lasts.
    """

    onset: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    rule: str = ""

    @property
    def moment(self) -> dt.datetime:
        """The moment of the onset, in UTC."""
        return (self.onset - self.before).replace(tzinfo=dt.UTC)

    def component(self) -> TimezoneDaylight | TimezoneStandard:
        """Return it as a part of a VTIMEZONE."""
        component = TimezoneDaylight() if self.after > self.before else TimezoneStandard()
        component.add("DTSTART", self.onset)
        component.add("TZOFFSETFROM", self.before)
        component.add("TZOFFSETTO", self.after)
        component.add("TZNAME", self.name)
        if self.rule:
            component.add("RRULE", vRecur.from_ical(self.rule))
        return component


def vtimezone(timezone: str, observances: Iterable[Observance]) -> Timezone:
    """Return a VTIMEZONE.

    It is not the one that icalendar makes, which lists every onset, where many readers take the first alone.
    """
    component = Timezone()
    component.add("TZID", timezone)
    for observance in observances:
        component.add_component(observance.component())
    return component


@lru_cache(maxsize=1024)
def observances_of(timezone: str, first: dt.date, last: dt.date) -> tuple[Observance, ...] | None:
    """Return what a VTIMEZONE must say for a zone to be right from ``first`` to ``last``.

    Parameters
    ----------
    timezone
        An IANA time zone.
    first, last
        Dates, both included.

    Returns
    -------
    tuple or None
        Two observances with yearly rules, or one without where the offset is fixed; ``None`` where neither
        is true, or the zone is UTC: times are then better given in UTC.

    Notes
    -----
    A rule starts where the zone's present rule did, and not where the dates do: calendar servers that keep
    one VTIMEZONE per zone must find the same in every feed.
    """
    zone = ZoneInfo(timezone)
    changes = tuple(_changes(zone, dt.datetime(last.year + _YEARS_AHEAD, 1, 1, tzinfo=dt.UTC)))
    start = dt.datetime(first.year, first.month, first.day, tzinfo=dt.UTC) - _DAY
    if not changes or changes[-1].moment <= start:
        fixed = changes[-1] if changes else _since_epoch(zone)
        return None if fixed.name == "UTC" and not fixed.after else (fixed,)
    ruled = _yearly(changes)
    return ruled if ruled and ruled[0].moment <= start else None


def _since_epoch(zone: ZoneInfo) -> Observance:
    local = _EPOCH.astimezone(zone)
    offset = local.utcoffset() or _NO_OFFSET
    return Observance(_EPOCH.replace(tzinfo=None), offset, offset, local.tzname() or "")


def _offset(zone: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or _NO_OFFSET


def _changes(zone: ZoneInfo, end: dt.datetime) -> Iterator[Observance]:
    """Yield every change of offset from 1970 on."""
    day, before = _EPOCH, _offset(zone, _EPOCH)
    while day < end:
        following = day + _DAY
        after = _offset(zone, following)
        if after != before:
            moment = _moment_of_change(zone, day, following)
            name = moment.astimezone(zone).tzname() or ""
            yield Observance((moment + before).replace(tzinfo=None), before, after, name)
        day, before = following, after


def _moment_of_change(zone: ZoneInfo, early: dt.datetime, late: dt.datetime) -> dt.datetime:
    """Return the first second that has the offset of ``late``, which that of ``early`` differs from."""
    before = _offset(zone, early)
    seconds = range(int((late - early).total_seconds()))
    low, high = seconds.start, seconds.stop
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, early + dt.timedelta(seconds=middle)) == before:
            low = middle
        else:
            high = middle
    return early + dt.timedelta(seconds=high)


def _yearly(changes: Sequence[Observance]) -> tuple[Observance, ...]:
    """Return the two rules by which the latest changes alternate, the one that started first before."""
    latest, other = _years_alike(changes[::-2]), _years_alike(changes[-2::-2])
    length = min(2 * len(latest), 2 * len(other) + 1)
    if length < 2:
        return ()
    rules = (_ruled(latest[: (length + 1) // 2]), _ruled(other[: length // 2]))
    return tuple(sorted(rules, key=lambda rule: rule.onset))


def _years_alike(backwards: Sequence[Observance]) -> Sequence[Observance]:
    """Return how far back in time changes follow the rule of the first one, year by year."""
    for place in range(1, len(backwards)):
        later, earlier = backwards[place - 1 : place + 1]
        alike = _look(later) == _look(earlier) and later.onset.year == earlier.onset.year + 1
        if not alike or not _weeks(backwards[: place + 1]):
            return backwards[:place]
    return backwards


def _look(change: Observance) -> tuple[object, ...]:
    onset = change.onset
    return (onset.month, onset.weekday(), onset.time(), change.before, change.after)


def _weeks(changes: Iterable[Observance]) -> set[int]:
    """Return the weeks of the month that all changes share: 1 is the first, -1 the last."""
    shared = {-1, 1, 2, 3, 4, 5}
    for change in changes:
        onset = change.onset
        is_last = (onset + 7 * _DAY).month != onset.month
        shared &= {(onset.day - 1) // 7 + 1, *([-1] if is_last else [])}
    return shared


def _ruled(backwards: Sequence[Observance]) -> Observance:
    first = backwards[-1]
    day = f"{min(_weeks(backwards))}{_WEEKDAYS[first.onset.weekday()]}"
    rule = f"FREQ=YEARLY;BYDAY={day};BYMONTH={first.onset.month}"
    return Observance(first.onset, first.before, first.after, backwards[0].name, rule)
