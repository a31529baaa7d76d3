"""What there is to share of one month: the posts and the common costs, subsidies taken off."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from gesched.costs.currency import Currency
from gesched.costs.keys import AllocationKey, ByCommitment, ByUse, Equal, FixedPlusUse, TimeUnit, as_key
from gesched.costs.money import largest_remainder
from gesched.costs.months import as_month, months_between, part_of_month
from gesched.costs.pools import CostPool
from gesched.costs.posts import post_cost
from gesched.costs.terms import BY_THE_GROUP, CostTerms, Subsidy
from gesched.schedule import Activity, TimeRecord
from gesched.timeline import Period, YearStart, reference_year


@dataclass(frozen=True)
class InsteadOf:
    """A key in place of one by which nobody bears anything; its name tells so."""

    key: AllocationKey
    given: AllocationKey

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, int | Fraction]:
        """Return what the key weighs."""
        return self.key.weigh(record, period, employee)

    def __str__(self) -> str:
        return f"{self.key}, as nobody bears anything by {self.given}"


@dataclass(frozen=True)
class MonthPool:
    """One pool of a month.

    Parameters
    ----------
    pool
        What is shared, by which key.
    loaded, subsidised
        The cost before subsidies, and what these take off; the pool's amount is the difference.
    is_borne
        Whether the group bears it itself.
    """

    pool: CostPool
    loaded: Decimal
    subsidised: Decimal
    is_borne: bool = False


def month_pools(terms: CostTerms, record: TimeRecord, month: Period) -> list[MonthPool]:
    """Return the pools of a month: each post, divided by who bears which time, and the common costs."""
    found: list[MonthPool] = []
    for employee in record.group.employees:
        found += _post_pools(terms, record, month, employee.name)
    year = reference_year(month.first, record.group.year_start)
    for pool in terms.pools:
        found += _common_pool(terms, record, month, year, pool)
    return found


def _post_pools(terms: CostTerms, record: TimeRecord, month: Period, employee: str) -> Iterator[MonthPool]:
    year = reference_year(month.first, record.group.year_start)
    ours = (one for one in terms.subsidies if one.employee == employee)
    off = dict(_subsidies_of(ours, month, year, record.group.year_start, terms.currency))
    items = [item for item in terms.costs if item.employee == employee and item.concerns(month)]
    if not items and not off:
        return
    cost = post_cost(items, employee, month, off)
    times = _times(terms, record, month, employee)
    loaded, subsidised = (_parts(terms, amount, times) for amount in (cost.loaded, cost.subsidised))
    for bearer in times:
        # A member's statement never says why somebody was away.
        also = f" (time away, by {bearer})" if bearer != "use" else ""
        units = terms.currency.units(loaded[bearer]) - terms.currency.units(subsidised[bearer])
        key = terms.key if bearer in {"use", BY_THE_GROUP} else as_key(bearer)
        pool = CostPool(
            f"{employee}{also}",
            terms.currency.amount(units),
            key=key,
            first=month.first,
            last=month.last,
            employee=employee,
            currency=terms.currency,
        )
        yield MonthPool(pool, loaded[bearer], subsidised[bearer], bearer == BY_THE_GROUP)


def _times(terms: CostTerms, record: TimeRecord, month: Period, employee: str) -> dict[str, Fraction]:
    """Return an employee's time of a month, by who bears it."""
    is_by_hour = isinstance(terms.key, ByUse) and terms.key.unit is TimeUnit.HOUR
    spent = dict.fromkeys(Activity, Fraction(0))
    for one in record.spent(month, employee):
        spent[one.activity] += one.hours if is_by_hour else one.half_days
    found = {"use": spent[Activity.MEMBER]}
    for name, bearer in terms.time.by_activity.items():
        found[bearer] = found.get(bearer, Fraction(0)) + spent[Activity(name)]
    if not any(found.values()):
        found["use"] = Fraction(1)  # no time at all: the whole cost goes one way
    return {bearer: amount for bearer, amount in found.items() if amount}


def _parts(terms: CostTerms, amount: Decimal, times: Mapping[str, Fraction]) -> dict[str, Decimal]:
    units = largest_remainder(terms.currency.units(amount), list(times.values()))
    return {bearer: terms.currency.amount(part) for bearer, part in zip(times, units, strict=True)}


def _common_pool(
    terms: CostTerms, record: TimeRecord, month: Period, year: Period, pool: CostPool
) -> Iterator[MonthPool]:
    whole = _whole(pool.first, pool.last, year, record.group.year_start)
    part = whole.overlap(month.first, month.last)
    ours = (one for one in terms.subsidies if one.pool == pool.name)
    off = [amount for _, amount in _subsidies_of(ours, month, year, record.group.year_start, terms.currency)]
    if part is None and not off:
        return
    units = terms.currency.units
    loaded = units(month_part(pool.amount, whole, month, terms.currency))
    subsidised = sum(map(units, off))
    days = part or month
    shared = replace(
        pool, amount=terms.currency.amount(loaded - subsidised), first=days.first, last=days.last
    )
    yield MonthPool(shared, terms.currency.amount(loaded), terms.currency.amount(subsidised))


def _whole(first: dt.date | None, last: dt.date | None, year: Period, start: YearStart) -> Period:
    """Return all the dates of an amount: an end that is not given is that of the other one's reference year.

    So an amount is divided once; without any date, it is one of each year.
    """
    known = first or last
    if known is not None:
        year = reference_year(known, start)
    return Period(first or year.first, last or year.last)


def _subsidies_of(
    subsidies: Iterable[Subsidy], month: Period, year: Period, start: YearStart, currency: Currency
) -> Iterator[tuple[str, Decimal]]:
    for one in subsidies:
        part = month_part(one.amount, _whole(one.first, one.last, year, start), month, currency)
        if part:
            yield one.name, part


@lru_cache(maxsize=4096)
def month_part(amount: Decimal, whole: Period, month: Period, currency: Currency) -> Decimal:
    """Return the part of an amount for some dates that falls on a calendar month.

    Each month weighs as much as the part of its days that is meant; so whole months weigh alike.
    """
    months = months_between(as_month(whole.first), as_month(whole.last))
    if month not in months:
        return currency.amount(0)
    weights = [part_of_month(whole, one) for one in months]
    return currency.amount(largest_remainder(currency.units(amount), weights)[months.index(month)])


def borne_by_somebody(record: TimeRecord, pool: CostPool) -> CostPool:
    """Return the pool by another key, where by its own nobody bears anything.

    As in a month that an employee was wholly on leave: then it goes by what was promised of the employee,
    else by what all members used, else in equal shares.
    """
    if not pool.amount or not isinstance(pool.key, ByUse | ByCommitment | FixedPlusUse):
        return pool
    period = pool.period(record.horizon)
    if any(pool.key.weigh(record, period, pool.employee).values()):
        return pool
    others: list[tuple[AllocationKey, str | None]] = [
        (ByCommitment(), pool.employee),
        (ByUse(), None),
        (Equal(), None),
    ]
    for key, employee in others:
        if any(key.weigh(record, period, employee).values()):
            return replace(pool, key=InsteadOf(key, pool.key), employee=employee)
    return pool
