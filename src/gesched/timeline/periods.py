"""Weeks, months, quarters, reference years, and the one way of rounding."""

import calendar
import datetime as dt
import enum
import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from gesched.errors import BadValue
from gesched.timeline._text import folded
from gesched.timeline.halfdays import Horizon, dates_between

# Later days do not exist in every month, and quarters would not be well defined.
_LAST_START_DAY = 28
_MONTH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")


class Per(enum.StrEnum):
    """What a promise is counted over."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    HORIZON = "horizon"

    @classmethod
    def parse(cls, value: object) -> "Per":
        """Read a period's name, English or French, singular or plural, in any case.

        Raises
        ------
        BadValue
            Anything else; the advice lists the choices.

        Examples
        --------
        >>> print(Per.parse("Trimestre"))
        quarter
        """
        # Every name's plural is the name with an s, except "mois", which is its own.
        name = folded(value) if isinstance(value, str) else ""
        found = _PER_WORDS.get(name) or _PER_WORDS.get(name.removesuffix("s"))
        if found is None:
            choices = ", ".join(cls)
            raise BadValue(value, "a kind of period", f"Choose from {choices} (or the French words).")
        return found


_PER_WORDS = {
    **{str(per): per for per in Per},
    "semaine": Per.WEEK,
    "mois": Per.MONTH,
    "trimestre": Per.QUARTER,
    "an": Per.YEAR,
    "annee": Per.YEAR,
}


class YearStart(NamedTuple):
    """The month and day on which a reference year starts; 1 January unless said."""

    month: int = 1
    day: int = 1

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


def as_year_start(value: object) -> YearStart:
    """Read the day on which a reference year starts.

    Parameters
    ----------
    value
        A ``YearStart``, a pair (month, day), ``09-01`` (month first) or ``01/09`` (day first, as in French).

    Raises
    ------
    BadValue
        No such day, or a day after the 28th, which not every month has.

    Examples
    --------
    >>> as_year_start("01/09")
    YearStart(month=9, day=1)
    """
    match value:
        case (int(), int()) if not any(isinstance(part, bool) for part in value):
            start = YearStart(*value)
        case str():
            start = _year_start_of_text(value)
        case _:
            raise BadValue(value, "the start of a reference year", 'Write "09-01" for 1 September.')
    if not (1 <= start.month <= 12 and 1 <= start.day <= _LAST_START_DAY):
        advice = 'Write "09-01" or "01/09" for 1 September.'
        raise BadValue(value, f"a month from 1 to 12 and a day from 1 to {_LAST_START_DAY}", advice)
    return start


def _year_start_of_text(text: str) -> YearStart:
    stripped = text.strip()
    if english := _MONTH_DAY.fullmatch(stripped):
        return YearStart(int(english[1]), int(english[2]))
    if french := _DAY_MONTH.fullmatch(stripped):
        return YearStart(int(french[2]), int(french[1]))
    raise BadValue(text, "the start of a reference year", 'Write "09-01" or "01/09" for 1 September.')


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Consecutive dates, first and last included.

    ``str()`` is a label: ``2027-W05`` for an ISO week, ``2027-02`` for a calendar month, else both dates.

    Raises
    ------
    BadValue
        The last date is before the first.
    """

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadValue(f"{self.first} to {self.last}", "a last date on or after the first")

    def __contains__(self, day: object) -> bool:
        if isinstance(day, dt.datetime):
            day = day.date()
        return isinstance(day, dt.date) and self.first <= day <= self.last

    def __str__(self) -> str:
        if self == _week_of(self.first):
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        if self == month_of(self.first):
            return f"{self.first.year:04}-{self.first.month:02}"
        return f"{self.first} to {self.last}"

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Every date, in order."""
        return dates_between(self.first, self.last)

    def overlap(self, first: dt.date, last: dt.date) -> "Period | None":
        """Return the part that lies from ``first`` to ``last``, or ``None`` where there is none."""
        start, end = max(self.first, first), min(self.last, last)
        return Period(start, end) if start <= end else None


def reference_year(day: dt.date, year_start: YearStart) -> Period:
    """Return the reference year that contains ``day`` (exercice).

    Examples
    --------
    >>> print(reference_year(dt.date(2027, 3, 1), YearStart(9, 1)))
    2026-09-01 to 2027-08-31
    """
    return _blocks_of_months(day, year_start, 12)


def period_of(day: dt.date, per: Per, year_start: YearStart, horizon: Horizon) -> Period:
    """Return the whole period that contains ``day``.

    Weeks are ISO 8601 weeks, months calendar months; quarters are the four three-month blocks of the
    reference year; ``Per.HORIZON`` is the whole horizon.

    Raises
    ------
    BadValue
        ``per`` is the horizon, and ``day`` lies outside.

    Examples
    --------
    >>> year = Horizon("2027-01-01", "2027-12-31")
    >>> print(period_of(year.first, Per.WEEK, YearStart(), year))
    2026-W53
    """
    match per:
        case Per.WEEK:
            return _week_of(day)
        case Per.MONTH:
            return month_of(day)
        case Per.QUARTER:
            return _blocks_of_months(day, year_start, 3)
        case Per.YEAR:
            return reference_year(day, year_start)
    if day not in horizon:
        raise BadValue(day, f"a date of the horizon ({horizon})")
    return Period(horizon.first, horizon.last)


def periods_between(
    first: dt.date, last: dt.date, per: Per, year_start: YearStart, horizon: Horizon
) -> tuple[Period, ...]:
    """Return the consecutive periods that overlap ``first`` to ``last``, whole, in order.

    None where ``last`` is before ``first``, or where ``per`` is the horizon and lies elsewhere.

    Examples
    --------
    >>> spring = Horizon("2027-03-31", "2027-05-01")
    >>> print(*periods_between(spring.first, spring.last, Per.MONTH, YearStart(), spring))
    2027-03 2027-04 2027-05
    """
    if per is Per.HORIZON:
        whole = Period(horizon.first, horizon.last)
        return (whole,) if whole.overlap(first, last) else ()
    periods: list[Period] = []
    day = first
    while day <= last:
        period = period_of(day, per, year_start, horizon)
        periods.append(period)
        if period.last == dt.date.max:
            break
        day = period.last + dt.timedelta(days=1)
    return tuple(periods)


def round_half_up(amount: Fraction, unit: int = 1) -> int:
    """Return the multiple of ``unit`` nearest to ``amount``; halves go up, towards plus infinity.

    Raises
    ------
    BadValue
        ``unit`` is not positive.

    Examples
    --------
    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-5, 2)), round_half_up(Fraction(3), unit=2)
    (3, -2, 4)
    """
    if unit < 1:
        raise BadValue(unit, "a unit of at least 1")
    return math.floor(Fraction(amount, unit) + Fraction(1, 2)) * unit


def _week_of(day: dt.date) -> Period:
    monday = day - dt.timedelta(days=day.weekday())
    # The calendar's very last week is cut short by the end of what a date can express.
    return Period(monday, monday + min(dt.timedelta(days=6), dt.date.max - monday))


def month_of(day: dt.date) -> Period:
    """Return the calendar month that contains ``day``."""
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _blocks_of_months(day: dt.date, year_start: YearStart, months: int) -> Period:
    """Return the block of ``months`` that contains ``day``, counted from the start of the reference year."""
    since_start = day.year * 12 + day.month - year_start.month - (day.day < year_start.day)
    block = since_start - since_start % 12 % months
    following = _start_of_block(block + months, year_start)
    last = dt.date.max if following is None else following - dt.timedelta(days=1)
    return Period(_start_of_block(block, year_start) or dt.date.min, last)


def _start_of_block(months: int, year_start: YearStart) -> dt.date | None:
    """Return the first day of a block, or ``None`` where the calendar does not reach that far."""
    year, month = divmod(months + year_start.month - 1, 12)
    in_calendar = dt.MINYEAR <= year <= dt.MAXYEAR
    return dt.date(year, month + 1, year_start.day) if in_calendar else None
