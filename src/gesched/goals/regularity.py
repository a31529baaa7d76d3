"""Regularity: each member knows the weekdays on which somebody comes."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Pursuit, Value
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay

_WEEK = 7


@dataclass(frozen=True)
class Regularity:
    """As few visits as can be on other weekdays than the usual ones of an employee at a member.

    A visit is a date on which the employee is at the member, for half a day or all day. The usual weekdays
    are the most frequent ones: as many as visits are promised in an open week, rounded up. Who can never
    be at a member is left out.
    """

    id: str = "regularity"
    title: str = "Employees come to a member on the same weekdays, as far as can be."
    cost_measure: str = "total"

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the visits on other weekdays."""
        total = yield Objective("total", self.cost(model), by_parts=True)
        return (LevelReport(self.id, "total", total.value, total.bound, "visits"),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the visits on other weekdays."""
        dates = model.problem.horizon.dates
        found = []
        for (employee, member), usual in usual_weekdays(model.problem).items():
            visits: list[list[Linear]] = [[] for _ in range(_WEEK)]
            for day in dates:
                visits[day.weekday()].append(model.serves(employee, member, day))
            found.append(model.beyond_largest([Linear.total(parts) for parts in visits], usual))
        return Linear.total(found)

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the visits on other weekdays, counted from the schedule."""
        visits: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        for employee, member, day in {(one.employee, one.member, one.date) for one in schedule.assignments}:
            visits[employee, member][day.weekday()] += 1
        usual = usual_weekdays(schedule.problem)
        total = sum(
            counts.total() - sum(count for _, count in counts.most_common(usual[pair]))
            for pair, counts in visits.items()
            if pair in usual
        )
        return (Value("total", total, "visits"),)


def usual_weekdays(problem: Problem) -> dict[tuple[str, str], int]:
    """Return, for each employee and member who can meet, on how many weekdays of a week they usually do."""
    promised: dict[tuple[str, str], int] = defaultdict(int)
    there: dict[tuple[str, str], np.ndarray] = {}
    for number, agreement in enumerate(problem.group.agreements):
        for employee, mask in problem.assignable[number].items():
            if mask.any():
                pair = problem.group.employees[employee].name, agreement.member
                promised[pair] += problem.dues[number].due
                there[pair] = there.get(pair, mask) | mask
    weeks = np.asarray([day.toordinal() + 6 for day, _ in problem.horizon.half_days]) // 7
    return {
        pair: min(_WEEK, max(1, -(-half_days // (2 * len(np.unique(weeks[there[pair]]))))))
        for pair, half_days in promised.items()
    }
