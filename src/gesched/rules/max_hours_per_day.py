"""At most so many hours of work a day."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_names, as_number
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import WorkingTime, duration
from gesched.rules._worked import minutes_worked
from gesched.schedule import Schedule


@dataclass(frozen=True)
class MaxHoursPerDay(HouseRule):
    """Nobody works more than so many hours a day, common time and travel at midday included.

    Parameters
    ----------
    hours
        The most, in hours; counted in whole minutes.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each minute too many is a unit of giving way.
    """

    hours: Field[Fraction | float | str, Fraction] = Field(as_number)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "max_hours_per_day"
    title = "Nobody works more than so many hours a day."
    unit = "minutes"

    def post(self, model: RuleModel) -> None:
        """Limit the minutes of each day: one row an employee and day that could have too many."""
        work, most = model.shared(WorkingTime), int(60 * self.hours)
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            ground = self._ground(employee, most)
            for day in model.problem.horizon.dates:
                if work.most(employee, (day,)) > most:
                    model.require(work.minutes(employee, (day,)), None, most, ground)

    def _ground(self, employee: str, most: int) -> Ground:
        return self.ground((employee,), "", f"{employee} works at most {duration(most)} a day")

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day with too many hours; its amount is how many minutes too many."""
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            for day, minutes in minutes_worked(schedule, name).items():
                if day in schedule.horizon and minutes > 60 * self.hours:
                    yield self._broken(schedule, name, day, minutes)

    def _broken(self, schedule: Schedule, name: str, day: dt.date, minutes: int) -> Violation:
        most = 60 * self.hours // 1
        words = f"{name} works at most {duration(most)} a day, but {duration(minutes)} on {day}"
        return self.violation(schedule, (name,), day, day, minutes - most, words)
