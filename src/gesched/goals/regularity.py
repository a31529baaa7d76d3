"""Regularity: each member knows on which weekdays somebody comes."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Pursuit, Value
from gesched.linear import Linear
from gesched.problem import Mask, Problem
from gesched.schedule import Schedule

_WEEK = 7

Pair = tuple[str, str]
"""An employee and a member, by name."""


@dataclass(frozen=True)
class Regularity:
    """As few visits as can be on other weekdays than an employee's usual ones at a member.

    A visit is a date on which the employee is at the member, half a day or all of it. The usual weekdays are
    those of most visits: as many as days are due in a week, rounded up. Who can never meet is left out.
    """

    id: str = "regularity"
    title: str = "Whoever comes to a member comes on the same weekdays, as far as can be."

    cost_measure: ClassVar[str] = "total"
    by_parts: ClassVar[bool] = True

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the visits on other weekdays."""
        total = yield Objective("total", model.shared(self.cost), by_parts=self.by_parts)
        return (LevelReport(self.id, "total", total.value, total.bound, "visits", total.prover),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the visits on other weekdays."""
        dates = model.problem.horizon.dates
        return Linear.total(
            model.beyond_largest(
                [
                    Linear.total(model.serves(employee, member, day) for day in dates[first::_WEEK])
                    for first in range(_WEEK)
                ],
                usual,
            )
            for (employee, member), usual in model.problem.shared(usual_weekdays).items()
        )

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the visits on other weekdays, counted from the schedule."""
        visits: dict[Pair, Counter[int]] = defaultdict(Counter)
        for employee, member, day in {(one.employee, one.member, one.date) for one in schedule.assignments}:
            visits[employee, member][day.weekday()] += 1
        other = (
            visits[pair].total() - sum(count for _, count in visits[pair].most_common(usual))
            for pair, usual in schedule.problem.shared(usual_weekdays).items()
        )
        return (Value("total", sum(other), "visits"),)


def usual_weekdays(problem: Problem) -> Mapping[Pair, int]:
    """Return, for each employee and member who can meet, how many weekdays are usual: from 1 to 7.

    The days due, under all agreements under which the two can meet, by week in which they can, rounded up.
    """
    due: dict[Pair, int] = defaultdict(int)
    there: dict[Pair, Mask] = {}
    for agreement, dues, masks in zip(
        problem.group.agreements, problem.dues, problem.assignable, strict=True
    ):
        for number, mask in masks.items():
            if mask.any():
                pair = problem.group.employees[number].name, agreement.member
                due[pair] += dues.due
                there[pair] = there.get(pair, mask) | mask
    # Date 1 was a Monday.
    weeks = np.asarray([(day.toordinal() - 1) // _WEEK for day in problem.horizon.dates]).repeat(2)
    open_weeks = {pair: len(np.unique(weeks[mask])) for pair, mask in there.items()}
    return {pair: min(_WEEK, max(1, -(-due[pair] // (2 * open_weeks[pair])))) for pair in there}
