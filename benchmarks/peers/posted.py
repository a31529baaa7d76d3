"""The rules and the weighted sum of a group as whole-number rows: the same question for every solver."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from groups import WEIGHTED, Planted

import gesched
from gesched.linear import Linear
from gesched.model import Model
from gesched.rules import rules_in_use


@dataclass(frozen=True)
class Posted:
    """A group's model: its first variables are the decisions, one an employee, agreement and half-day."""

    planted: Planted
    model: Model
    total: Linear

    def schedule(self, decisions: Sequence[int]) -> gesched.Schedule:
        """Return the schedule that values of the decisions stand for."""
        values = np.zeros(len(self.model.uppers), dtype=np.int64)
        values[: len(decisions)] = decisions
        return replace(self.planted.schedule, assignments=self.model.assignments(values))


def posted(planted: Planted) -> Posted:
    """Return a group's model with all its rules, and the weighted sum to make small."""
    model = Model(planted.schedule.problem, rules_in_use(planted.group))
    total = Linear.total(goal.cost(model) * weight for goal, weight in WEIGHTED.parts)
    return Posted(planted, model, total)
