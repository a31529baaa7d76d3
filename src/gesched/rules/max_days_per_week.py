"""At most so many days of work a week."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_names, as_whole
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import WorkingTime
from gesched.rules._worked import shifts
from gesched.schedule import Schedule
from gesched.timeline import Per, Period, periods_between


@dataclass(frozen=True)
class MaxDaysPerWeek(HouseRule):
    """Nobody works on more than so many days of an ISO week; a half-day or common time makes a day of work.

    Parameters
    ----------
    days
        The most, in whole days.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each day too many is a unit of giving way.
    """

    days: Field[int | str, int] = Field(as_whole, default=6)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "max_days_per_week"
    title = "Nobody works on more than so many days a week."
    unit = "days"

    def post(self, model: RuleModel) -> None:
        """Limit the days of each week, the past as constants: one row an employee and week."""
        horizon, work = model.problem.horizon, model.shared(WorkingTime)
        year_start = model.problem.group.year_start
        weeks = periods_between(horizon.first, horizon.last, Per.WEEK, year_start, horizon)
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            for week in weeks:
                days = [day for day in week.dates if work.may_work(employee, day)]
                if len(days) <= self.days:
                    continue
                before = sum(day < horizon.first for day in days)
                worked = Linear.total(model.works(employee, day) for day in days)
                # What the past has used up is not this plan's doing: it may only add nothing.
                model.require(worked, None, max(self.days, before), self._ground(employee, week))

    def _ground(self, employee: str, week: Period) -> Ground:
        words = f"{employee}, {week}: at most {self.days} days of work"
        return self.ground((employee,), str(week), words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every week with too many days; its amount is how many too many."""
        horizon = schedule.horizon
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            days = dict.fromkeys(shift.half_day.date for shift in shifts(schedule, name))
            before = Counter(day.isocalendar()[:2] for day in days if day < horizon.first)
            worked = Counter(day.isocalendar()[:2] for day in days)
            for (year, week), count in worked.items():
                monday = dt.date.fromisocalendar(year, week, 1)
                sunday = monday + dt.timedelta(days=6)
                over = count - max(self.days, before[year, week])
                if over > 0:
                    words = f"{name}, {Period(monday, sunday)}: at most {self.days} days of work, "
                    words += f"but {count} are planned"
                    yield self.violation(schedule, (name,), monday, sunday, over, words)
