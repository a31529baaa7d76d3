"""So many days off in a row."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gesched.findings import Violation
from gesched.group import Employee
from gesched.group.fields import Field, as_count, as_names
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._facts import days_worked, is_known
from gesched.rules._house import HouseRule, chosen
from gesched.rules._runs import days_asked, is_in_common_time
from gesched.rules._short_runs import forbid_short_runs
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay, dates_between


@dataclass(frozen=True)
class ConsecutiveDaysOff(HouseRule):
    """Between two days of work lie no, or so many, days off in a row (repos consécutifs).

    A day off is one on which the employee is at no member and in no common time, for whatever reason. Runs
    that may have begun before all that is known, or may go on after the horizon, are not asked; one that
    began before the horizon is asked for as many days as it can still reach.

    Parameters
    ----------
    fewest
        The fewest calendar days off in a row.
    employees
        Whom it is for; empty means everybody.
    weight, source
        As in ``HouseRule``; a unit is a day off that is missing.
    """

    fewest: Field[int | str, int] = Field(as_count)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "consecutive_days_off"
    title = "Whoever has a day off has so many in a row."
    unit = "days"

    def post(self, model: RuleModel) -> None:
        """Forbid every run of fewer days off between two days of work: one row a place and length."""
        for name in chosen(self.employees, (one.name for one in model.problem.group.employees)):
            self._ask(model, name)

    def _ask(self, model: RuleModel, name: str) -> None:
        problem = model.problem
        ground = self.ground((name,), "", self._words(name))
        common = problem.common[problem.employee_number[name]]

        def is_off(day: dt.date) -> Linear:
            return 1 - model.works(name, day)

        def may_go_on(day: dt.date) -> bool:
            return not any(common[problem.column(HalfDay(day, half))] for half in Half)

        forbid_short_runs(model, is_off, may_go_on, self.fewest, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every run too short; its amount is how many days are missing."""
        for employee in schedule.group.employees:
            if not self.employees or employee.name in self.employees:
                for earlier, later in pairwise(sorted(days_worked(schedule, employee.name))):
                    yield from self._too_short(schedule, employee, earlier, later)

    def _too_short(
        self, schedule: Schedule, employee: Employee, earlier: dt.date, later: dt.date
    ) -> Iterator[Violation]:
        one_day = dt.timedelta(days=1)
        first, last = earlier + one_day, later - one_day
        length = (later - first).days
        if later not in schedule.horizon or not 0 < length < self.fewest:
            return
        if all(is_known(schedule, day) for day in dates_between(first, last)):
            asked = days_asked(
                schedule, first, self.fewest, lambda day: not is_in_common_time(schedule, employee, day)
            )
            if length < asked:
                words = f"{self._words(employee.name)}, but only from {first} to {last}"
                yield self.violation(schedule, (employee.name,), first, last, asked - length, words)

    def _words(self, name: str) -> str:
        return f"{name} has at least {self.fewest} day{'s' * (self.fewest != 1)} off in a row"
