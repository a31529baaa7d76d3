"""Wishes: half-days on the days that members asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from gesched.goals._base import Best, GoalModel, Pursuit, Value
from gesched.goals._flows import FlowCosts
from gesched.goals._shortage import Shortage
from gesched.goals.leximin import Party, leximin, ranked_values
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule


@dataclass(frozen=True)
class Wishes:
    """Compare the members' parts of wishes not met, worst first, then their total.

    What an agreement can wish is the lesser of what it is due and of the half-days on wished days on which
    somebody could be assigned; a member's wishes are the sum over its agreements. Members without are
    left out.
    """

    id: str = "wishes"
    title: str = "Members get the days that they wished for, the worst-off first."

    cost_measure: ClassVar[str] = "total"
    by_parts: ClassVar[bool] = False

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        """Yield the worst ratio of wishes not met, the further ranks, then their total."""
        total = model.flow_bound(self.flow_costs(model.problem))
        lacking = partial(model.lacking, wished=True)
        shortage = Shortage(_wishable_by_member(model.problem), lacking)
        return (yield from leximin(self.id, model, _parties(model), best, shortage, total))

    def cost(self, model: GoalModel) -> Linear:
        """Return the total of wishes not met."""
        return Linear.total(party.missed for party in _parties(model))

    def flow_costs(self, problem: Problem) -> FlowCosts:
        """Return one point for each half-day that can be wished, less one for each that is granted."""
        return FlowCosts(sum(problem.wishable), wished=-1)

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the sorted ratios and the total of wishes not met, counted from the schedule."""
        return ranked_values([(whole - met, whole) for _, whole, met in wishes_met(schedule) if whole])


def wishes_met(schedule: Schedule) -> Iterator[tuple[str, int, int]]:
    """Yield for each member what it could wish and what of it was met, in half-days."""
    problem = schedule.problem
    for member, numbers in problem.agreements_of.items():
        wanted = met = 0
        for number in numbers:
            agreement = schedule.group.agreements[number]
            wishable = problem.wishable[number]
            there = schedule.of_agreement(agreement.name) if agreement.prefers else ()
            granted = sum(agreement.prefers.covers(one.date, one.half) for one in there if agreement.prefers)
            wanted += wishable
            met += min(wishable, granted)
        yield member, wanted, met


def _wishable_by_member(problem: Problem) -> list[int]:
    """Return how many half-days each member can wish, in the group's order."""
    return [sum(problem.wishable[number] for number in numbers) for numbers in problem.agreements_of.values()]


def _parties(model: GoalModel) -> list[Party]:
    parties = []
    for numbers in model.problem.agreements_of.values():
        wanted = {number: model.problem.wishable[number] for number in numbers}
        missed = (model.positive(wanted[n] - _granted(model, n)) for n in numbers if wanted[n])
        if any(wanted.values()):
            parties.append(Party(Linear.total(missed), sum(wanted.values())))
    return parties


def _granted(model: GoalModel, number: int) -> Linear:
    wished = model.problem.wished[number]
    if wished is None:
        return Linear()
    return Linear.total(
        model.assigned(number, employee, np.flatnonzero(candidates & wished).tolist())
        for employee, candidates in model.problem.candidates[number].items()
    )
