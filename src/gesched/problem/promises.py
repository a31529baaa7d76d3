"""What is promised in a horizon: exact fractions, pro rata of working days, as whole half-days by period.

Where an agreement has a season, its days alone count: what a period promises is spread over them.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from gesched.group import Agreement, Employee, Group
from gesched.problem.availability import Mask, employee_mask
from gesched.timeline import (
    Half,
    Horizon,
    Per,
    Period,
    Season,
    period_of,
    periods_between,
    reference_year,
)

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tranche:
    """What an agreement promises in the part of one period that lies in the horizon.

    Parameters
    ----------
    period
        That part.
    promised
        Half-days promised.
    at_least, at_most
        Half-days that must, and may, be given in it; ``at_most=None`` where only the running total
        is limited.
    """

    period: Period
    promised: int
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Dues:
    """What one agreement is due over the horizon, in half-days.

    Parameters
    ----------
    agreement
        The agreement's name.
    owed
        Half-days owed before the horizon; below zero where they were taken in advance.
    tranches
        What is promised, by period, in order.
    servable
        The most that could be given if there were no other agreement.
    """

    agreement: str
    owed: int
    tranches: tuple[Tranche, ...]
    servable: int

    @property
    def promised(self) -> int:
        """Half-days promised over the horizon."""
        return sum(tranche.promised for tranche in self.tranches)

    @property
    def unservable(self) -> int:
        """Half-days due that could not be assigned even without competitors."""
        return max(0, self.owed + self.promised - self.servable)

    @property
    def due(self) -> int:
        """Half-days that count as due: owed and promised, less the unservable."""
        return min(max(0, self.owed + self.promised), self.servable)

    @property
    def running_caps(self) -> tuple[int, ...] | None:
        """The most that may be given up to the end of each tranche; ``None`` where each has its own limit."""
        if any(tranche.at_most is not None for tranche in self.tranches):
            return None
        running = accumulate((tranche.promised for tranche in self.tranches), initial=self.owed)
        return tuple(max(0, total) for total in running)[1:]


class Promises:
    """What every agreement of a group promises in a horizon.

    Exact half-days add up from the agreement's start (else from the reference year's first day, never
    from the horizon's), and the running total is rounded: over any run of periods a promise is off by
    less than one unit, and plans by the month add up to the year's.
    """

    def __init__(self, group: Group, horizon: Horizon) -> None:
        self._group = group
        self._horizon = horizon
        # Rates count the working days of whole periods, which may begin before the agreement.
        firsts = [self._period_of(self._start(agreement), agreement).first for agreement in group.agreements]
        lasts = [self._period_of(horizon.last, agreement).last for agreement in group.agreements]
        self._span = Horizon(min([horizon.first, *firsts]), max([horizon.last, *lasts]))
        self._working = np.fromiter((group.is_working_day(day) for day in self._span.dates), dtype=np.bool_)
        self._available: dict[str, Mask] = {}
        self._seasons: dict[Season, Mask] = {}
        self._accounts: dict[str, _Account] = {}

    def promised(self, agreement: Agreement, part: Period) -> int:
        """Return the whole half-days that an agreement promises in a part of the horizon."""
        whole, account = agreement.commitment.whole, self._account(agreement)
        return whole(account.until(part.last)) - whole(account.until(part.first - _DAY))

    def tranches(self, agreement: Agreement) -> tuple[Tranche, ...]:
        """Return what an agreement promises in the horizon, by period, in order."""
        horizon = self._horizon
        first = max(self._start(agreement), horizon.first)
        parts = (
            period.overlap(first, horizon.last)
            for period in periods_between(first, horizon.last, agreement.per, self._group.year_start, horizon)
        )
        return tuple(self._tranche(agreement, part) for part in parts if part is not None)

    def _tranche(self, agreement: Agreement, part: Period) -> Tranche:
        commitment = agreement.commitment
        working = self._count(self._counting(agreement), self._period_of(part.first, agreement))
        pro_rata = Fraction(2 * self._count(self._active(agreement), part), working or 1)
        least, most = commitment.at_least, commitment.at_most
        return Tranche(
            part,
            self.promised(agreement, part),
            0 if least is None else commitment.whole_below(least * pro_rata),
            None if most is None else commitment.whole_above(most * pro_rata),
        )

    def _start(self, agreement: Agreement) -> dt.date:
        """Return the date from which an agreement's fractions add up."""
        if agreement.per is Per.HORIZON:
            return self._horizon.first
        if agreement.start is not None:
            return min(agreement.start, self._horizon.last)
        return reference_year(self._horizon.first, self._group.year_start).first

    def _period_of(self, day: dt.date, agreement: Agreement) -> Period:
        return period_of(day, agreement.per, self._group.year_start, self._horizon)

    def _account(self, agreement: Agreement) -> "_Account":
        if agreement.name not in self._accounts:
            start, year_start = self._start(agreement), self._group.year_start
            periods = periods_between(start, self._horizon.last, agreement.per, year_start, self._horizon)
            rates = tuple(self._rate(agreement, period) for period in periods)
            amounts = self._amounts(agreement)
            amounts[: (start - self._span.first).days] = 0
            self._accounts[agreement.name] = _Account(self._span.first, periods, rates, amounts)
        return self._accounts[agreement.name]

    def _rate(self, agreement: Agreement, period: Period) -> Fraction:
        """Return how many half-days one active day (or available half-day, for a share) earns."""
        if agreement.share is not None:
            return agreement.share
        working = self._count(self._counting(agreement), period)
        return 2 * (agreement.days or Fraction(0)) / (working or 1)

    def _amounts(self, agreement: Agreement) -> NDArray[np.int64]:
        """Return by date what earns: active working days, or available half-days for a share."""
        if agreement.share is None:
            return self._active(agreement).astype(np.int64)
        daily = np.zeros(len(self._span), dtype=np.int64)
        for employee in self._group.eligible(agreement):
            daily += self._availability(employee).reshape(-1, 2).sum(axis=1)
        return daily * self._in_force(agreement)

    def _active(self, agreement: Agreement) -> Mask:
        """Return on which days that count agreement, membership and some eligible contract are in force."""
        contracts = np.zeros(len(self._span), dtype=np.bool_)
        for employee in self._group.eligible(agreement):
            contracts |= self._days_of(employee.start, employee.end)
        return self._working & self._in_force(agreement) & contracts

    def _counting(self, agreement: Agreement) -> Mask:
        """Return which days a period's promise is spread over: working days, in the agreement's season."""
        return self._working & self._in_season(agreement)

    def _in_force(self, agreement: Agreement) -> Mask:
        member = self._group.member(agreement.member)
        dates = self._days_of(agreement.start, agreement.end) & self._days_of(member.start, member.end)
        return dates & self._in_season(agreement)

    def _in_season(self, agreement: Agreement) -> Mask:
        season = agreement.season
        if season is None:
            return self._days_of(None, None)
        if season not in self._seasons:
            days = (season.covers(day, Half.AM) for day in self._span.dates)
            self._seasons[season] = np.fromiter(days, dtype=np.bool_)
        return self._seasons[season]

    def _days_of(self, first: dt.date | None, last: dt.date | None) -> Mask:
        days = np.zeros(len(self._span), dtype=np.bool_)
        begin = 0 if first is None else max(0, (first - self._span.first).days)
        end = len(self._span) if last is None else max(0, (last - self._span.first).days + 1)
        days[begin:end] = True
        return days

    def _availability(self, employee: Employee) -> Mask:
        if employee.name not in self._available:
            self._available[employee.name] = employee_mask(self._group, employee, self._span)
        return self._available[employee.name]

    def _count(self, days: Mask, period: Period) -> int:
        begin = max(0, (period.first - self._span.first).days)
        return int(days[begin : (period.last - self._span.first).days + 1].sum())


class _Account:
    """The running total of one agreement's exact half-days."""

    def __init__(
        self,
        first: dt.date,
        periods: Sequence[Period],
        rates: Sequence[Fraction],
        amounts: NDArray[np.int64],
    ) -> None:
        self._first = first
        self._periods = periods
        self._rates = rates
        self._running = np.concatenate(([0], np.cumsum(amounts)))
        earned = (
            rate * self._amount(period.first, period.last)
            for rate, period in zip(rates, periods, strict=True)
        )
        self._totals = tuple(accumulate(earned, initial=Fraction(0)))

    def until(self, day: dt.date) -> Fraction:
        """Return the exact half-days earned up to a date, included."""
        place = bisect_right(self._periods, day, key=lambda period: period.first) - 1
        if place < 0:
            return Fraction(0)
        last = min(day, self._periods[place].last)
        return self._totals[place] + self._rates[place] * self._amount(self._periods[place].first, last)

    def _amount(self, first: dt.date, last: dt.date) -> int:
        begin = max(0, (first - self._first).days)
        end = max(begin, (last - self._first).days + 1)
        return int(self._running[min(end, len(self._running) - 1)] - self._running[begin])


def servable(
    agreement: Agreement,
    owed: int,
    tranches: Sequence[Tranche],
    masks: Mapping[int, Mask],
    horizon: Horizon,
) -> int:
    """Return the most half-days that an agreement could be given if there were no other.

    Parameters
    ----------
    agreement
        The agreement.
    owed
        Half-days owed before the horizon.
    tranches
        Its tranches.
    masks
        By employee, where the employee is assignable under it.
    horizon
        The horizon that the masks cover.
    """
    unit = agreement.unit.half_days
    at_once = np.zeros(2 * len(horizon), dtype=np.int64)
    for mask in masks.values():
        at_once += mask
    at_once = np.minimum(at_once, agreement.at_once)
    given, running = 0, owed
    for tranche in tranches:
        begin = 2 * (tranche.period.first - horizon.first).days + Half.AM
        end = 2 * (tranche.period.last - horizon.first).days + Half.PM + 1
        room = int(at_once[begin:end].sum())
        running += tranche.promised
        if tranche.at_most is not None:
            given += min(room, tranche.at_most)
        else:
            given = min(given + room, max(0, running) // unit * unit)
    return given
