"""Half-days, the span planned for, and what clock time a half-day has."""

import datetime as dt
import enum
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol, runtime_checkable

from gesched.errors import BadValue
from gesched.timeline._text import folded

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_CLOCK = r"[0-9]{1,2} ?(?::[0-9]{2}|h ?(?:[0-9]{2})?)"
_HALF_HOURS = rf"({_CLOCK}) ?(?:-|a|to) ?({_CLOCK})"
_HOURS = re.compile(rf"{_HALF_HOURS}(?: ?[,;/] ?| ){_HALF_HOURS}")
_LONGEST_HORIZON_DAYS = 36_525


class Half(enum.IntEnum):
    """A half of a day (demi-journée): the morning sorts before the afternoon."""

    AM = 0
    PM = 1

    def __str__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        # An IntEnum would format as its number, so that f"{half}" and str(half) would differ.
        return format(self.name, spec)


class HalfDay(NamedTuple):
    """The unit of time: one half of one date. Half-days sort as time passes."""

    date: dt.date
    half: Half

    def __str__(self) -> str:
        return f"{self.date} {self.half}"


@runtime_checkable
class When(Protocol):
    """Which half-days are meant, whatever the calendar.

    ``str()`` gives the canonical text, which ``parse_when`` reads back to an equal object.
    """

    def covers(self, day: dt.date, half: Half) -> bool:
        """Return whether this half of this date is meant."""
        ...

    def __str__(self) -> str: ...


def as_date(value: object) -> dt.date:
    """Read a date.

    Parameters
    ----------
    value
        A date, a datetime (its date is taken), ISO text ``2027-01-31`` or French text ``31/01/2027``.

    Raises
    ------
    BadValue
        Anything else: no such day, a two-digit year, nothing at all.

    Examples
    --------
    >>> as_date("31/01/2027")
    datetime.date(2027, 1, 31)
    """
    # pandas' "not a time" claims to be a datetime; like NaN, it differs from itself.
    if isinstance(value, dt.date) and value == value:
        return value.date() if isinstance(value, dt.datetime) else value
    if isinstance(value, str):
        return _date_of_text(value)
    raise BadValue(value, "a date", 'Write it as "2027-01-31".')


def _date_of_text(text: str) -> dt.date:
    stripped = text.strip()
    if iso := _ISO.fullmatch(stripped):
        year, month, day = (int(part) for part in iso.groups())
    elif french := _FRENCH.fullmatch(stripped):
        day, month, year = (int(part) for part in french.groups())
    else:
        raise BadValue(
            text, "a date", 'Write it as "2027-01-31" or "31/01/2027", with four digits for the year.'
        )
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise BadValue(text, "a date that exists", 'It is read as "2027-01-31" or "31/01/2027".') from None


_HALF_WORDS = {
    "am": Half.AM,
    "matin": Half.AM,
    "morning": Half.AM,
    "pm": Half.PM,
    "apres-midi": Half.PM,
    "apres midi": Half.PM,
    "aprem": Half.PM,
    "afternoon": Half.PM,
}


def as_half(value: object) -> Half:
    """Read a half of a day.

    Parameters
    ----------
    value
        A ``Half``, or text in any case: ``AM``, ``PM``, ``matin``, ``après-midi``.

    Raises
    ------
    BadValue
        Anything else.

    Examples
    --------
    >>> print(as_half("Après-midi"))
    PM
    """
    if isinstance(value, Half):
        return value
    half = _HALF_WORDS.get(folded(value)) if isinstance(value, str) else None
    if half is None:
        raise BadValue(value, '"AM" or "PM"', 'French is read too: "matin", "après-midi".')
    return half


@lru_cache(maxsize=256)
def dates_between(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Return every date from ``first`` to ``last``, both included; none where ``last`` is earlier."""
    start = first.toordinal()
    return tuple(dt.date.fromordinal(number) for number in range(start, last.toordinal() + 1))


@lru_cache(maxsize=64)
def _half_days_between(first: dt.date, last: dt.date) -> tuple[HalfDay, ...]:
    return tuple(HalfDay(day, half) for day in dates_between(first, last) for half in Half)


@dataclass(frozen=True, slots=True, init=False)
class Horizon:
    """First and last date planned for, both included.

    Parameters
    ----------
    first, last
        Dates, or texts that ``as_date`` reads; at most 100 years apart.

    Raises
    ------
    BadValue
        Not dates, the last before the first, or more than 100 years.

    Examples
    --------
    >>> year = Horizon("2027-01-01", "2027-12-31")
    >>> len(year), len(year.half_days)
    (365, 730)
    """

    first: dt.date
    last: dt.date

    def __init__(self, first: dt.date | str, last: dt.date | str) -> None:
        object.__setattr__(self, "first", as_date(first))
        object.__setattr__(self, "last", as_date(last))
        if self.last < self.first:
            raise BadValue(str(self), "a last date on or after the first", "Swap the two dates.")
        if len(self) > _LONGEST_HORIZON_DAYS:
            raise BadValue(str(self), "at most 100 years", "Check the years of the two dates.")

    def __contains__(self, day: object) -> bool:
        if isinstance(day, dt.datetime):
            day = day.date()
        return isinstance(day, dt.date) and self.first <= day <= self.last

    def __len__(self) -> int:
        """Return the number of days, weekends and holidays included."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Every date, in order."""
        return dates_between(self.first, self.last)

    @property
    def half_days(self) -> tuple[HalfDay, ...]:
        """Every half-day, in order, two for each date."""
        return _half_days_between(self.first, self.last)


def _clock(text: str) -> dt.time:
    hour, _, minute = text.replace("h", ":").replace(" ", "").partition(":")
    return dt.time(int(hour), int(minute or 0))


@dataclass(frozen=True, slots=True)
class Hours:
    """The clock times of the two halves of a working day, each as start and end.

    Parameters
    ----------
    am, pm
        Start and end of the half-day, in whole minutes of local time.

    Raises
    ------
    BadValue
        A half-day that ends before it starts, halves that overlap, or seconds.

    Examples
    --------
    >>> print(Hours.parse("8h30-12h, 13h30-17h"))
    08:30-12:00, 13:30-17:00
    """

    am: tuple[dt.time, dt.time]
    pm: tuple[dt.time, dt.time]

    def __post_init__(self) -> None:
        for clock in (*self.am, *self.pm):
            if clock.second or clock.microsecond or clock.tzinfo is not None:
                raise BadValue(
                    clock, "whole minutes of local time", 'Write hours as "08:30-12:00, 13:30-17:00".'
                )
        ordered = self.am[0] < self.am[1] <= self.pm[0] < self.pm[1]
        if not ordered:
            raise BadValue(
                str(self),
                "a morning that ends before the afternoon starts, each starting before it ends",
                'Write hours as "08:30-12:00, 13:30-17:00".',
            )

    @classmethod
    def parse(cls, value: "str | Hours") -> "Hours":
        """Read ``08:30-12:00, 13:30-17:00`` or ``8h30-12h, 13h30-17h``; hours are returned as they are.

        Raises
        ------
        BadValue
            Text that does not give two starts and two ends, in order.
        """
        if isinstance(value, Hours):
            return value
        found = _HOURS.fullmatch(folded(value)) if isinstance(value, str) else None
        if found is None:
            raise BadValue(value, "the hours of both half-days", 'Write them as "08:30-12:00, 13:30-17:00".')
        try:
            start, noon, resume, end = (_clock(text) for text in found.groups())
        except ValueError:
            raise BadValue(value, "clock times from 0:00 to 23:59") from None
        return cls((start, noon), (resume, end))

    def of(self, half: Half) -> tuple[dt.time, dt.time]:
        """Return when this half of a day starts and ends."""
        return self.am if half is Half.AM else self.pm

    def __str__(self) -> str:
        return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in (self.am, self.pm))


DEFAULT_HOURS = Hours(
    (dt.time(8, 30), dt.time(12, 0)),
    (dt.time(13, 30), dt.time(17, 0)),
)


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A stretch of half-days, open at either end where no date is given, thinned out by ``when``.

    Parameters
    ----------
    first, last
        Dates, or texts that ``as_date`` reads, both included; ``None`` leaves that end open.
    first_half, last_half
        The half-day it starts with on the first date, and ends with on the last.
    when
        Only these half-days within the stretch; all where ``None``.

    Raises
    ------
    BadValue
        An end before the start.

    Examples
    --------
    >>> span = Span("2027-08-02", "2027-08-20", first_half=Half.PM)
    >>> span.covers(dt.date(2027, 8, 2), Half.AM)
    False
    >>> print(span)
    2027-08-02 PM to 2027-08-20
    """

    first: dt.date | None
    last: dt.date | None
    first_half: Half
    last_half: Half
    when: When | None

    def __init__(
        self,
        first: dt.date | str | None = None,
        last: dt.date | str | None = None,
        first_half: Half | str = Half.AM,
        last_half: Half | str = Half.PM,
        when: When | None = None,
    ) -> None:
        object.__setattr__(self, "first", None if first is None else as_date(first))
        object.__setattr__(self, "last", None if last is None else as_date(last))
        object.__setattr__(self, "first_half", as_half(first_half))
        object.__setattr__(self, "last_half", as_half(last_half))
        object.__setattr__(self, "when", when)
        if self.first is not None and self.last is not None and self._end() < self._start():
            raise BadValue(str(self), "an end on or after the start", "Swap the two ends.")

    def covers(self, day: dt.date, half: Half) -> bool:
        """Return whether this half of this date lies in the stretch."""
        first, last = self.first, self.last
        if first is not None and (day < first or (day == first and half < self.first_half)):
            return False
        if last is not None and (day > last or (day == last and half > self.last_half)):
            return False
        return self.when is None or self.when.covers(day, half)

    def __str__(self) -> str:
        first = f"{self.first}{' PM' * (self.first_half is Half.PM)}"
        last = f"{self.last}{' AM' * (self.last_half is Half.AM)}"
        if self.first is None:
            stretch = "always" if self.last is None else f"until {last}"
        else:
            stretch = f"from {first}" if self.last is None else f"{first} to {last}"
        return stretch if self.when is None else f"{stretch} ({self.when})"

    def _start(self) -> tuple[dt.date, Half]:
        return (dt.date.min, Half.AM) if self.first is None else (self.first, self.first_half)

    def _end(self) -> tuple[dt.date, Half]:
        return (dt.date.max, Half.PM) if self.last is None else (self.last, self.last_half)
