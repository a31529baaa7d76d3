"""Few transfers: who is at one member in the morning should not be at another one in the afternoon."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Pursuit, Value
from gesched.linear import Linear
from gesched.problem import Mask, Problem
from gesched.schedule import Schedule


@dataclass(frozen=True)
class FewTransfers:
    """As few changes from one member to another at midday as can be."""

    id: str = "few_transfers"
    title: str = "Nobody changes from one member to another at midday where it can be helped."

    cost_measure: ClassVar[str] = "total"
    by_parts: ClassVar[bool] = True

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the changes of member at midday."""
        total = yield Objective("total", model.shared(self.cost), by_parts=self.by_parts)
        return (LevelReport(self.id, "total", total.value, total.bound, "transfers", total.prover),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the changes of member at midday: on each day, one less than members visited."""
        return Linear.total(
            model.positive(Linear.total(model.serves(name, member, day) for member in members) - 1)
            for name, members, days in _choices(model.problem)
            for day in days
        )

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the changes of member at midday, counted from the schedule."""
        return (Value("total", len(schedule.transfers), "transfers"),)


def _choices(problem: Problem) -> Iterator[tuple[str, Sequence[str], Sequence[dt.date]]]:
    """Yield each employee, at which members it can be, and on which days it can change between them."""
    there: dict[int, dict[str, Mask]] = defaultdict(dict)
    for agreement, masks in zip(problem.group.agreements, problem.candidates, strict=True):
        for number, mask in masks.items():
            known = there[number].get(agreement.member)
            there[number][agreement.member] = mask if known is None else known | mask
    for number, of_members in there.items():
        halves = np.stack(list(of_members.values())).reshape(len(of_members), -1, 2)
        # Somewhere in the morning, somewhere in the afternoon, and not the same place alone.
        changes = np.all(halves.any(axis=0), axis=1) & (halves.any(axis=2).sum(axis=0) > 1)
        days = [problem.horizon.dates[place] for place in np.flatnonzero(changes).tolist()]
        yield problem.group.employees[number].name, tuple(of_members), days
