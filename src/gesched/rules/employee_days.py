"""Most and fewest days a week, a month, ...: what an employee works in each period."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_names, as_number, optional, problem
from gesched.linear import Linear
from gesched.problem import Mask
from gesched.rules._base import RuleModel
from gesched.rules._candidates import is_whole
from gesched.rules._facts import half_days_worked, is_known
from gesched.rules._house import HouseRule, chosen
from gesched.rules._runs import could_work
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay, Per, Period, period_of, periods_between


@dataclass(frozen=True)
class EmployeeDays(HouseRule):
    """Every employee works at least, or at most, so many days in each period, common time included.

    What was worked before the horizon counts in a period that it cuts. Without that, and at the horizon's
    end, a minimum is asked only of whole periods; where the employee can be assigned for less, of so much.

    Parameters
    ----------
    per
        The period: week, month, quarter, year (the group's reference year) or horizon.
    at_least, at_most
        Days, to the half.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``.
    """

    per: Field[str | Per, Per] = Field(Per.parse)
    at_least: Field[Fraction | float | str | None, Fraction | None] = Field(optional(as_number), default=None)
    at_most: Field[Fraction | float | str | None, Fraction | None] = Field(optional(as_number), default=None)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "employee_days"
    title = "Each employee works at least, or at most, so many days in each period."

    def _check(self) -> None:
        if self.at_least is None and self.at_most is None:
            problem(self, "at_most", "at_least or at_most", None, "Give one of the two.")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            problem(self, "at_most", f"at least {self.at_least} days", str(self.at_most))

    def post(self, model: RuleModel) -> None:
        """Limit what each employee works in each period: one row an employee, period and limit."""
        horizon, year_start = model.problem.horizon, model.problem.group.year_start
        agreements = _agreements(model)
        periods = periods_between(horizon.first, horizon.last, self.per, year_start, horizon)
        whole = {period for period in periods if is_whole(model, period)}
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            number = model.problem.employee_number[employee]
            for period in periods:
                before = _before(model, employee, period)
                columns = _columns(model, period)
                common = model.problem.common[number][columns]
                free = columns[~common].tolist()
                assigned = Linear.total(model.assigned(one, number, free) for one in agreements[number])
                worked = assigned + before + int(common.sum())
                if self.at_most is not None:
                    # What the past has used up is not this plan's doing: it may only add nothing.
                    most = max(int(2 * self.at_most), before)
                    model.require(worked, None, most, self._ground(employee, period, "at most", self.at_most))
                if self.at_least is not None and period in whole:
                    workable = common | _assignable(model, number)[columns]
                    least = min(-(-2 * self.at_least // 1), before + int(workable.sum()))
                    because = self._ground(employee, period, "at least", self.at_least)
                    model.require(worked, least, None, because)

    def _ground(self, employee: str, period: Period, limit: str, days: Fraction) -> Ground:
        words = _words(employee, period, limit, days)
        return self.ground((employee,), str(period), words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every limit broken; its amount is by how many half-days."""
        horizon, year_start = schedule.horizon, schedule.group.year_start
        periods = dict.fromkeys(period_of(day, self.per, year_start, horizon) for day in horizon.dates)
        known = {period: all(is_known(schedule, day) for day in period.dates) for period in periods}
        period_on = {day: period for period in periods for day in period.dates}
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            past, total = Counter[Period](), Counter[Period]()
            for day, _ in half_days_worked(schedule, name):
                if day in period_on:
                    total[period_on[day]] += 1
                    past[period_on[day]] += day < horizon.first
            for period, whole in known.items():
                yield from self._too_many(schedule, name, period, past[period], total[period])
                if whole:
                    yield from self._too_few(schedule, name, period, past[period], total[period])

    def _too_many(
        self, schedule: Schedule, name: str, period: Period, past: int, total: int
    ) -> Iterator[Violation]:
        over = 0 if self.at_most is None else total - max(past, floor(2 * self.at_most))
        if self.at_most is not None and over > 0:
            words = _words(name, period, "at most", self.at_most)
            yield self._broken(schedule, name, period, words, total, over)

    def _too_few(
        self, schedule: Schedule, name: str, period: Period, past: int, total: int
    ) -> Iterator[Violation]:
        if self.at_least is None or total >= 2 * self.at_least:
            return
        employee = schedule.group.employee(name)
        workable = sum(
            day in schedule.horizon and could_work(schedule, employee, day, half)
            for day in period.dates
            for half in Half
        )
        under = min(ceil(2 * self.at_least), past + workable) - total
        if under > 0:
            words = _words(name, period, "at least", self.at_least)
            yield self._broken(schedule, name, period, words, total, under)

    def _broken(
        self, schedule: Schedule, name: str, period: Period, limit: str, half_days: int, amount: int
    ) -> Violation:
        words = f"{limit}, but {half_days / 2:g} are planned"
        return self.violation(schedule, (name,), period.first, period.last, amount, words)


def _words(name: str, period: Period, limit: str, days: Fraction) -> str:
    return f"{name}, {period}: {limit} {float(days):g} day{'s' * (days != 1)} of work"


def _agreements(model: RuleModel) -> Mapping[int, Sequence[int]]:
    """Return the agreements, by number, under which the model may use each employee."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for agreement, masks in enumerate(model.problem.candidates):
        for employee in masks:
            found[employee].append(agreement)
    return found


def _columns(model: RuleModel, period: Period) -> NDArray[np.int_]:
    """Return the columns of a period's half-days in the horizon."""
    days = [day for day in period.dates if day in model.problem.horizon]
    first = model.problem.column(HalfDay(days[0], Half.AM))
    return np.arange(first, first + 2 * len(days))


def _before(model: RuleModel, employee: str, period: Period) -> int:
    """Return how many half-days of a period were worked before the horizon."""
    days = (day for day in period.dates if day < model.problem.horizon.first)
    return sum(model.works(employee, day, half).constant for day in days for half in Half)


def _assignable(model: RuleModel, employee: int) -> Mask:
    """Return on which half-days an employee can be assigned under any agreement."""
    found = np.zeros(model.problem.columns, dtype=np.bool_)
    for masks in model.problem.assignable:
        if employee in masks:
            found |= masks[employee]
    return found
