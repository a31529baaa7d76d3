"""At least and at most so many days a week, a month, ...: what an agreement gives in each period."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from gesched.findings import Ground, Violation
from gesched.group.agreements import as_agreement_name
from gesched.group.fields import Field, as_number, optional, problem
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.rules._base import RuleModel
from gesched.rules._candidates import is_whole
from gesched.rules._facts import given_between, is_known, possible
from gesched.rules._house import HouseRule
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay, Horizon, Per, Period, YearStart, period_of, periods_between


@dataclass(frozen=True)
class AgreementDays(HouseRule):
    """Every period gives at least, or at most, so many days under an agreement.

    What was given before the horizon counts in a period that it cuts. Without that, and at the horizon's end,
    a minimum is asked only of whole periods; where less can be assigned at all, of so much.

    Parameters
    ----------
    agreement
        Under which agreement.
    per
        The period: week, month, quarter, year (the group's reference year) or horizon.
    at_least, at_most
        Days, to the half.
    weight, source
        As in ``HouseRule``.
    """

    agreement: Field[str, str] = Field(as_agreement_name)
    per: Field[str | Per, Per] = Field(Per.parse)
    at_least: Field[Fraction | float | str | None, Fraction | None] = Field(optional(as_number), default=None)
    at_most: Field[Fraction | float | str | None, Fraction | None] = Field(optional(as_number), default=None)

    id = "agreement_days"
    title = "Each period gives at least, or at most, so many days under an agreement."

    def _check(self) -> None:
        if self.at_least is None and self.at_most is None:
            problem(self, "at_most", "at_least or at_most", None, "Give one of the two.")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            problem(self, "at_most", f"at least {self.at_least} days", str(self.at_most))

    def post(self, model: RuleModel) -> None:
        """Limit what each period gives, the past as a constant: one row a period and limit."""
        group, horizon = model.problem.group, model.problem.horizon
        number = model.problem.agreement_number[self.agreement]
        for period in periods_between(horizon.first, horizon.last, self.per, group.year_start, horizon):
            before = sum(model.past.given(self.agreement, day) for day in period.dates if day < horizon.first)
            part = period.overlap(horizon.first, horizon.last) or period
            columns = model.problem.columns_of(part)
            everybody = model.problem.candidates[number]
            given = Linear.total(model.assigned(number, one, columns) for one in everybody) + before
            if self.at_most is not None:
                # What the past has used up is not this plan's doing: it may only add nothing.
                most = max(int(2 * self.at_most), before)
                model.require(given, None, most, self._ground(period, "at most", self.at_most))
            if self.at_least is not None and is_whole(model, period):
                room = before + _assignable(model, number, columns)
                least = min(-(-2 * self.at_least // 1), room)
                model.require(given, least, None, self._ground(period, "at least", self.at_least))

    def _ground(self, period: Period, limit: str, days: Fraction) -> Ground:
        words = f"{self.agreement}, {period}: {limit} {float(days):g} days"
        return self.ground((self.agreement,), str(period), words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every limit broken; its amount is by how many half-days."""
        given = [one.date for one in schedule.of_agreement(self.agreement)]
        earlier = sorted(one.date for one in schedule.past.of_agreement(self.agreement))
        agreement, horizon = schedule.group.agreement(self.agreement), schedule.horizon
        most, least = floor(2 * (self.at_most or 0)), ceil(2 * (self.at_least or 0))
        for period in schedule.problem.shared(_periods)[self.per]:
            past = given_between(earlier, period)
            total = past + given_between(given, period)
            if self.at_most is not None and total > max(past, most):
                limit = f"at most {float(self.at_most):g} days"
                yield self._broken(schedule, period, limit, total, total - max(past, most))
            if (
                self.at_least is not None
                and total < least
                and all(is_known(schedule, date) for date in period.dates)
            ):
                room = past + sum(possible(schedule, agreement, *at) for at in _half_days(period, horizon))
                under = min(least, room) - total
                if under > 0:
                    limit = f"at least {float(self.at_least):g} days"
                    yield self._broken(schedule, period, limit, total, under)

    def _broken(
        self, schedule: Schedule, period: Period, limit: str, half_days: int, amount: int
    ) -> Violation:
        words = f"{self.agreement}, {period}: {limit}, but {half_days / 2:g} are given"
        return self.violation(schedule, (self.agreement,), period.first, period.last, amount, words)


def _assignable(model: RuleModel, agreement: int, columns: range) -> int:
    """Return how many half-days could be given at all: employees there, at most as many as come at once."""
    there = sum(
        (mask[columns] for mask in model.problem.assignable[agreement].values()), np.zeros(len(columns))
    )
    return int(np.minimum(there, model.problem.group.agreements[agreement].at_once).sum())


def _periods(problem: Problem) -> Mapping[Per, tuple[Period, ...]]:
    """Return the periods that have dates in the horizon, whole, by their kind."""
    return {per: tuple(_walked(per, problem.group.year_start, problem.horizon)) for per in Per}


def _walked(per: Per, year_start: YearStart, horizon: Horizon) -> Iterator[Period]:
    day = horizon.first
    while day <= horizon.last:
        yield (period := period_of(day, per, year_start, horizon))
        day = period.last + dt.timedelta(days=1)


def _half_days(period: Period, horizon: Horizon) -> Iterator[HalfDay]:
    return (HalfDay(day, half) for day in period.dates if day in horizon for half in Half)
