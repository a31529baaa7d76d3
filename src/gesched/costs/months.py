"""Calendar months, by which costs are known and bills are made."""

import datetime as dt
import re
from fractions import Fraction

from gesched.errors import BadValue
from gesched.timeline import Period, as_date, month_of

_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})")


def as_month(value: object) -> Period:
    """Read a month: "2027-01", "01/2027", any of its dates, or its period.

    Raises
    ------
    BadValue
        Anything else.

    Examples
    --------
    >>> print(as_month("01/2027"))
    2027-01
    """
    if isinstance(value, Period) and value == month_of(value.first):
        return value
    found = _MONTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        try:
            return month_of(as_date(value))
        except BadValue:
            raise BadValue(value, "a month", 'Write it as "2027-01" or "01/2027".') from None
    year, month = found[1] or found[4], found[2] or found[3]
    try:
        return month_of(dt.date(int(year), int(month), 1))
    except ValueError:
        raise BadValue(value, "a month that exists", 'Write it as "2027-01" or "01/2027".') from None


def months_between(first: Period, last: Period) -> tuple[Period, ...]:
    """Return the calendar months from one to another, both included."""
    months = [first]
    while months[-1].first < last.first:
        months.append(month_of(months[-1].last + dt.timedelta(days=1)))
    return tuple(months)


def part_of_month(period: Period, month: Period) -> Fraction:
    """Return which part of a month's days lies in a period: 1 where the whole month does."""
    common = period.overlap(month.first, month.last)
    return Fraction(len(common.dates), len(month.dates)) if common is not None else Fraction(0)
