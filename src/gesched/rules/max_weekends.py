"""The most weekends that an employee works."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gesched.findings import Violation
from gesched.group.fields import Field, as_names, as_whole, problem
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._facts import days_worked
from gesched.rules._house import HouseRule, chosen
from gesched.schedule import Schedule
from gesched.timeline import Half, Horizon, Per, Period, period_of, periods_between

_SATURDAY = 5


@dataclass(frozen=True)
class MaxWeekends(HouseRule):
    """An employee works at most so many weekends: on Saturday or Sunday, if only for a half-day.

    A weekend belongs to the period of its Saturday. What was worked before the horizon counts in a period
    that it cuts, as does the Saturday before a horizon that starts on a Sunday.

    Parameters
    ----------
    most
        How many weekends.
    per
        In each horizon, month, quarter or year (the group's reference year).
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``.
    """

    most: Field[int | str, int] = Field(as_whole)
    per: Field[str | Per, Per] = Field(Per.parse, default=Per.HORIZON)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "max_weekends"
    title = "Nobody works more weekends than so many."
    unit = "weekends"

    def _check(self) -> None:
        if self.per is Per.WEEK:
            problem(self, "per", "horizon, month, quarter or year", str(self.per), "A week has one weekend.")

    def post(self, model: RuleModel) -> None:
        """Limit the weekends of each period, the past as a constant: one row an employee and period."""
        horizon, year_start = model.problem.horizon, model.problem.group.year_start
        whole = _whole(horizon)
        periods = periods_between(whole.first, whole.last, self.per, year_start, horizon)
        if self.per is Per.HORIZON:
            periods = (whole,)
        weekends = {period: _weekends(period) for period in periods}
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            for period in periods:
                worked = Linear.total(_works(model, employee, days) for days in weekends[period])
                past = ([day for day in days if day < horizon.first] for days in weekends[period])
                # What the past has used up is not this plan's doing: it may only add nothing.
                most = max(self.most, sum(_works(model, employee, days).constant for days in past))
                ground = self.ground((employee,), str(period), self._words(employee, period))
                model.require(worked, None, most, ground)

    def _words(self, employee: str, period: Period) -> str:
        return f"{employee}, {period}: at most {self.most} weekend{'s' * (self.most != 1)} of work"

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every period with too many; its amount is how many too many."""
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            past, worked = defaultdict[Period, set[dt.date]](set), defaultdict[Period, set[dt.date]](set)
            for period, saturday, day in self._worked(schedule, name):
                worked[period].add(saturday)
                if day < schedule.horizon.first:
                    past[period].add(saturday)
            for period, saturdays in sorted(worked.items()):
                over = len(saturdays) - max(self.most, len(past[period]))
                if over > 0:
                    words = f"{self._words(name, period)}, but {len(saturdays)} are planned"
                    yield self.violation(schedule, (name,), period.first, period.last, over, words)

    def _worked(self, schedule: Schedule, name: str) -> Iterator[tuple[Period, dt.date, dt.date]]:
        """Yield, for each day worked on a weekend, the period, the Saturday and the day."""
        whole, year_start = _whole(schedule.horizon), schedule.group.year_start
        for day in (day for day in days_worked(schedule, name) if day.weekday() >= _SATURDAY):
            saturday = day - dt.timedelta(days=day.weekday() - _SATURDAY)
            if self.per is not Per.HORIZON:
                yield period_of(saturday, self.per, year_start, schedule.horizon), saturday, day
            elif saturday in whole:
                yield whole, saturday, day


def _whole(horizon: Horizon) -> Period:
    """Return the dates of a horizon, and the Saturday before one that starts on a Sunday."""
    is_sunday = horizon.first.weekday() > _SATURDAY
    return Period(horizon.first - dt.timedelta(days=is_sunday), horizon.last)


def _weekends(period: Period) -> list[tuple[dt.date, dt.date]]:
    """Return the weekends whose Saturdays lie in a period."""
    saturdays = (day for day in period.dates if day.weekday() == _SATURDAY)
    return [(day, day + dt.timedelta(days=1)) for day in saturdays]


def _works(model: RuleModel, employee: str, days: Iterable[dt.date]) -> Linear:
    return model.either(model.works(employee, day, half) for day in days for half in Half)
