"""So many days of work in a row: at most, and at least."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Violation
from gesched.group import Employee
from gesched.group.fields import Field, as_count, as_names, optional, problem
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.rules._base import RuleModel
from gesched.rules._facts import days_worked, is_known
from gesched.rules._house import HouseRule, chosen
from gesched.rules._runs import could_work, days_asked, runs_of
from gesched.rules._short_runs import forbid_short_runs
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay, dates_between


@dataclass(frozen=True)
class ConsecutiveDays(HouseRule):
    """Nobody works more, or fewer, than so many days in a row (jours consécutifs).

    A day counts where the employee is at any member or in common time in any half; days before the horizon
    count too. A minimum is not asked of runs that may have begun before all that is known, or may go on after
    the horizon; a run that began before the horizon is asked for as many days as it can still reach.

    Parameters
    ----------
    most
        The most calendar days of work in a row; ``None`` where nothing is said.
    fewest
        The fewest; ``None`` where nothing is said.
    employees
        Whom it is for; empty means everybody.
    weight, source
        As in ``HouseRule``; a unit is a window of days that is too full, or a day that is missing.
    """

    most: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    fewest: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "consecutive_days"
    title = "Nobody works more, or fewer, than so many days in a row."
    unit = "days"

    def _check(self) -> None:
        if self.most is None and self.fewest is None:
            problem(self, "most", "most or fewest", None, "Give one of the two.")
        if self.most is not None and self.fewest is not None and self.most < self.fewest:
            problem(self, "most", f"at least {self.fewest} days, as fewest says", self.most)

    def post(self, model: RuleModel) -> None:
        """Limit every window of one day more, and forbid every run of fewer days: one row each."""
        for name in chosen(self.employees, (one.name for one in model.problem.group.employees)):
            if self.most is not None:
                self._limit(model, name, self.most)
            if self.fewest is not None:
                self._ask(model, name, self.fewest)

    def _limit(self, model: RuleModel, name: str, most: int) -> None:
        horizon = model.problem.horizon
        ground = self.ground((name,), "", _words(name, "most", most))
        days = [
            model.works(name, day)
            for day in dates_between(horizon.first - dt.timedelta(days=most), horizon.last)
        ]
        for place in range(len(horizon)):
            window = days[place : place + most + 1]
            # A window with a day on which the employee cannot work is never full.
            if Linear() not in window:
                model.require(Linear.total(window), None, most, ground)

    def _ask(self, model: RuleModel, name: str, fewest: int) -> None:
        ground = self.ground((name,), "", _words(name, "least", fewest))
        is_open = _open_half_days(model.problem, name)

        def may_go_on(day: dt.date) -> bool:
            return any(is_open[model.problem.column(HalfDay(day, half))] for half in Half)

        forbid_short_runs(model, lambda day: model.works(name, day), may_go_on, fewest, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day too many, and for every run too short."""
        for employee in schedule.group.employees:
            if not self.employees or employee.name in self.employees:
                for first, last in runs_of(days_worked(schedule, employee.name)):
                    if self.most is not None:
                        yield from self._too_long(schedule, employee.name, first, last, self.most)
                    if self.fewest is not None:
                        yield from self._too_short(schedule, employee, first, last, self.fewest)

    def _too_long(
        self, schedule: Schedule, name: str, first: dt.date, last: dt.date, most: int
    ) -> Iterator[Violation]:
        for day in dates_between(first, last)[most:]:
            if day in schedule.horizon:
                words = f"{_words(name, 'most', most)}, but from {first} to {day}"
                since = day - dt.timedelta(days=most)
                yield self.violation(schedule, (name,), since, day, 1, words)

    def _too_short(
        self, schedule: Schedule, employee: Employee, first: dt.date, last: dt.date, fewest: int
    ) -> Iterator[Violation]:
        one_day = dt.timedelta(days=1)
        if last + one_day not in schedule.horizon or not is_known(schedule, first - one_day):
            return
        asked = days_asked(schedule, first, fewest, lambda day: could_work(schedule, employee, day))
        missing = asked - len(dates_between(first, last))
        if missing > 0:
            words = f"{_words(employee.name, 'least', fewest)}, but only from {first} to {last}"
            yield self.violation(schedule, (employee.name,), first, last, missing, words)


def _words(name: str, limit: str, days: int) -> str:
    return f"{name} works at {limit} {days} day{'s' * (days != 1)} in a row"


def _open_half_days(problem: Problem, name: str) -> list[bool]:
    """Return on which half-days an employee can be assigned at all, or is in common time."""
    number = problem.employee_number[name]
    masks = [masks[number] for masks in problem.assignable if number in masks]
    found: list[bool] = np.any([problem.common[number], *masks], axis=0).tolist()
    return found
