"""At least and at most so many hours of work a week, a month, ..."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_names, as_number, optional, problem
from gesched.rules._base import RuleModel
from gesched.rules._candidates import is_whole
from gesched.rules._facts import is_known
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import WorkingTime, duration
from gesched.rules._worked import minutes_possible, minutes_worked
from gesched.schedule import Schedule
from gesched.timeline import Per, Period, period_of, periods_between


@dataclass(frozen=True)
class WorkedHours(HouseRule):
    """Every employee works at least, or at most, so many hours in each period.

    Common time and travel at midday count, and so does what was worked before the horizon. A minimum is asked
    only of periods that are planned as a whole, now or before; where the employee could work less at all
    (travel left out), of so much.

    Parameters
    ----------
    per
        The period: week, month, quarter, year (the group's reference year) or horizon.
    at_least, at_most
        Hours; counted in whole minutes.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each minute too many or too few is a unit of giving way.
    """

    per: Field[str | Per, Per] = Field(Per.parse)
    at_least: Field[Fraction | float | str | None, Fraction | None] = Field(optional(as_number), default=None)
    at_most: Field[Fraction | float | str | None, Fraction | None] = Field(optional(as_number), default=None)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "worked_hours"
    title = "Each employee works at least, or at most, so many hours in each period."
    unit = "minutes"

    def _check(self) -> None:
        if self.at_least is None and self.at_most is None:
            problem(self, "at_most", "at_least or at_most", None, "Give one of the two.")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            expected = f"at least {float(self.at_least):g} hours"
            problem(self, "at_most", expected, f"{float(self.at_most):g}")

    def post(self, model: RuleModel) -> None:
        """Limit the minutes of each period, the past as a constant: one row an employee, period and limit."""
        horizon, year_start = model.problem.horizon, model.problem.group.year_start
        work = model.shared(WorkingTime)
        periods = periods_between(horizon.first, horizon.last, self.per, year_start, horizon)
        for period in periods:
            whole = is_whole(model, period)
            for employee in chosen(self.employees, iter(model.problem.employee_number)):
                self._post_most(model, work, employee, period)
                if whole:
                    self._post_least(model, work, employee, period)

    def _post_most(self, model: RuleModel, work: WorkingTime, employee: str, period: Period) -> None:
        if self.at_most is None or work.most(employee, period.dates) <= 60 * self.at_most:
            return
        # What the past has used up is not this plan's doing: it may only add nothing.
        most = max(int(60 * self.at_most), work.before(employee, period.dates))
        ground = self._ground(employee, period, "at most", int(60 * self.at_most))
        model.require(work.minutes(employee, period.dates), None, most, ground)

    def _post_least(self, model: RuleModel, work: WorkingTime, employee: str, period: Period) -> None:
        if self.at_least is None:
            return
        days = [day for day in period.dates if day in model.problem.horizon]
        room = work.before(employee, period.dates) + work.possible(employee, days)
        asked = int(-(-60 * self.at_least // 1))
        ground = self._ground(employee, period, "at least", asked)
        model.require(work.minutes(employee, period.dates), min(asked, room), None, ground)

    def _ground(self, employee: str, period: Period, limit: str, minutes: int) -> Ground:
        words = f"{employee}, {period}: {limit} {duration(minutes)} of work"
        return self.ground((employee,), str(period), words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every limit broken; its amount is by how many minutes."""
        horizon, year_start = schedule.horizon, schedule.group.year_start
        periods = dict.fromkeys(period_of(day, self.per, year_start, horizon) for day in horizon.dates)
        known = {period: all(is_known(schedule, day) for day in period.dates) for period in periods}
        period_on = {day: period for period in periods for day in period.dates}
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            past, total = Counter[Period](), Counter[Period]()
            for day, minutes in minutes_worked(schedule, name).items():
                if day in period_on:
                    total[period_on[day]] += minutes
                    past[period_on[day]] += minutes * (day < horizon.first)
            for period, whole in known.items():
                yield from self._too_many(schedule, name, period, past[period], total[period])
                if whole:
                    yield from self._too_few(schedule, name, period, past[period], total[period])

    def _too_many(
        self, schedule: Schedule, name: str, period: Period, past: int, total: int
    ) -> Iterator[Violation]:
        if self.at_most is not None and total > (most := max(past, floor(60 * self.at_most))):
            limit = f"at most {duration(floor(60 * self.at_most))}"
            yield self._broken(schedule, name, period, limit, total, total - most)

    def _too_few(
        self, schedule: Schedule, name: str, period: Period, past: int, total: int
    ) -> Iterator[Violation]:
        if self.at_least is None or total >= 60 * self.at_least:
            return
        least = ceil(60 * self.at_least)
        under = min(least, past + minutes_possible(schedule, name, period.dates)) - total
        if under > 0:
            yield self._broken(schedule, name, period, f"at least {duration(least)}", total, under)

    def _broken(
        self, schedule: Schedule, name: str, period: Period, limit: str, total: int, amount: int
    ) -> Violation:
        words = f"{name}, {period}: {limit} of work, but {duration(total)} are planned"
        return self.violation(schedule, (name,), period.first, period.last, amount, words)
