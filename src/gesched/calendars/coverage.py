"""Which half-days an event takes: all that it covers for a stated part of their hours."""

import datetime as dt
from collections.abc import Iterator

from gesched.calendars.occurrences import Occurrence
from gesched.calendars.places import Place, moments
from gesched.timeline import Half, HalfDay, Horizon, dates_between

_DAY = dt.timedelta(days=1)


def half_days_of(occurrence: Occurrence, place: Place, horizon: Horizon, part: float) -> Iterator[HalfDay]:
    """Yield the half-days of a horizon that an event takes, by a place's hours and time zone.

    An event by dates takes both halves of each. An event by the clock takes a half-day where it covers at
    least ``part`` of its hours; with 0, where it covers any of it. One that is exactly a half-day takes
    this one only, even where a change of the clocks lets two half-days overlap.
    """
    start, end = occurrence.start, occurrence.end
    if not isinstance(start, dt.datetime) or not isinstance(end, dt.datetime):
        last = min(end - _DAY, horizon.last)
        for day in dates_between(max(start, horizon.first), last):
            yield from (HalfDay(day, half) for half in Half)
        return
    starts, ends = (_in_utc(moment, place.timezone) for moment in (start, end))
    first = max(starts.date() - _DAY, horizon.first)
    windows = {
        HalfDay(day, half): place.window(day, half)
        for day in dates_between(first, min(ends.date() + _DAY, horizon.last))
        for half in Half
    }
    exact = [half_day for half_day, window in windows.items() if window == (starts, ends)]
    yield from exact or [
        half_day for half_day, window in windows.items() if _covers(starts, ends, window, part)
    ]


def _in_utc(moment: dt.datetime, timezone: str) -> dt.datetime:
    """Return a moment in UTC; one without a zone is a clock time of the place."""
    if moment.tzinfo is None:
        return moments(moment, timezone)[0]
    return moment.astimezone(dt.UTC)


def _covers(
    start: dt.datetime, end: dt.datetime, window: tuple[dt.datetime, dt.datetime], part: float
) -> bool:
    first, last = window
    covered = min(end, last) - max(start, first)
    return covered > dt.timedelta(0) and covered >= part * (last - first)
