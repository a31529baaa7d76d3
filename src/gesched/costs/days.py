"""The dates behind a line of a statement: what each comes to, so that all sum to the line."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from gesched.costs.currency import Currency
from gesched.costs.money import largest_remainder
from gesched.costs.statements import Day
from gesched.schedule import Spent


def days_of(
    currency: Currency, about: str, amount: Decimal, spent: Iterable[Spent], *, by_hour: bool = False
) -> list[Day]:
    """Return a line's amount by date and employee, by the time spent.

    Parameters
    ----------
    currency
        The currency of the amount.
    about
        What the line is about.
    amount
        The amount of the line.
    spent
        The time behind it.
    by_hour
        Whether hours count, or half-days.
    """
    times: dict[tuple[dt.date, str], tuple[Fraction, Fraction]] = {}
    for one in spent:
        half_days, hours = times.get((one.date, one.employee), (Fraction(0), Fraction(0)))
        times[one.date, one.employee] = half_days + one.half_days, hours + one.hours
    if not times:
        return []
    places = sorted(times)
    parts = largest_remainder(currency.units(amount), [times[place][by_hour] for place in places])
    half_days = sum((time[0] for time in times.values()), Fraction(0))
    rate = currency.rounded(Fraction(amount) / half_days)
    return [
        Day(about, *place, *times[place], rate, currency.amount(part))
        for place, part in zip(places, parts, strict=True)
    ]
