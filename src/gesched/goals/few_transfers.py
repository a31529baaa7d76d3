"""Few transfers: who begins the day at a member stays there in the afternoon."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Pursuit, Value
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule
from gesched.timeline import Half


@dataclass(frozen=True)
class FewTransfers:
    """As few changes of member at midday as can be."""

    id: str = "few_transfers"
    title: str = "Employees change from one member to another at midday as seldom as can be."
    cost_measure: str = "total"

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the changes of member at midday."""
        total = yield Objective("total", self.cost(model), by_parts=True)
        return (LevelReport(self.id, "total", total.value, total.bound, "transfers"),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the changes of member at midday: who visits two members on a day changes once."""
        return Linear.total(
            model.positive(Linear.total(model.serves(employee, member, day) for member in members) - 1)
            for employee, members, days in _choices(model.problem)
            for day in days
        )

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the changes of member at midday, counted from the schedule."""
        changes = 0
        for one in schedule.assignments:
            if one.half is Half.AM:
                later = schedule.at.get((one.employee, one.date, Half.PM))
                changes += later is not None and later.member != one.member
        return (Value("total", changes, "transfers"),)


def _choices(problem: Problem):
    there = [defaultdict(lambda: np.zeros(problem.columns, dtype=np.bool_)) for _ in problem.group.employees]
    for agreement, masks in zip(problem.group.agreements, problem.candidates, strict=True):
        for employee, mask in masks.items():
            there[employee][agreement.member] = there[employee][agreement.member] | mask
    for employee, masks in zip(problem.group.employees, there, strict=True):
        if len(masks) > 1:
            halves = np.stack(list(masks.values())).reshape(len(masks), -1, 2)
            split = halves.any(axis=0).all(axis=1) & (halves.any(axis=2).sum(axis=0) > 1)
            yield employee.name, list(masks), [problem.horizon.dates[d] for d in np.flatnonzero(split)]
