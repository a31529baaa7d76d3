"""Weighted levels: several goals in one, where some of the one may be given for some of the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gesched.errors import BadValue
from gesched.findings import LevelReport
from gesched.goals._base import Best, Goal, GoalModel, Objective, Pursuit, Value, WeighedGoal, floored
from gesched.goals._flows import CountsHalfDays, FlowCosts
from gesched.goals.fair_coverage import FairCoverage
from gesched.goals.relaxed_rules import CheckedRule, TakesRules, bound
from gesched.goals.shortfall_penalty import ShortfallPenalty
from gesched.group.fields import Field, as_count, raise_problems
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule

_HEAVIEST = 1_000_000

Parts = tuple[tuple[WeighedGoal, int], ...]


def _as_parts(value: Mapping[Any, int] | Iterable[tuple[Any, int]]) -> Parts:
    expected = "goals with their weights, such as {Regularity(): 3, FewTransfers(): 1}"
    try:
        pairs = [(goal, weight) for goal, weight in (value.items() if isinstance(value, Mapping) else value)]
    except (TypeError, ValueError):
        raise BadValue(value, expected) from None
    if not pairs:
        raise BadValue(value, expected)
    for goal, _ in pairs:
        if isinstance(goal, type) or not isinstance(goal, WeighedGoal):
            raise BadValue(goal, "a goal that can be weighed (with cost and cost_measure)")
    if len({goal.id for goal, _ in pairs}) < len(pairs):
        raise BadValue([goal.id for goal, _ in pairs], "goals of different ids")
    return tuple((goal, _as_weight(weight)) for goal, weight in pairs)


def _as_weight(value: int | str) -> int:
    weight = as_count(value)
    if weight > _HEAVIEST:
        raise BadValue(value, f"a weight: a whole number from 1 to {_HEAVIEST:,}")
    return weight


_WEIGHED_AS: Mapping[type, WeighedGoal] = {FairCoverage: ShortfallPenalty()}
_WEIGHTS = {"relaxed_rules": 30, "no_idle_time": 6, "wishes": 3, "regularity": 4, "few_transfers": 3}
"""What a point of each goal weighs in a compass; others weigh 1."""


@dataclass(frozen=True)
class Weighted:
    """One level of several goals: the sum of each one's cost times its weight is as small as can be.

    A goal weighs in with one number: ``FairCoverage`` with the half-days short, ``ShortfallPenalty`` with
    their points, ``NoIdleTime`` with the half-days idle, ``Wishes`` with those not met, ``Regularity`` with
    the visits on other weekdays, ``FewTransfers`` with the transfers, ``RelaxedRules`` with their points.
    The levels above and below stay strict.

    Parameters
    ----------
    parts
        The goals with their weights, from 1 to 1,000,000: a mapping, or pairs.
    id, title
        As of every goal; each of several such levels needs an id of its own.
    """

    parts: Field[Mapping[Any, int] | Iterable[tuple[Any, int]], Parts] = Field(_as_parts)
    id: str = "weighted"
    title: str = "Several goals are weighed against each other."

    def __post_init__(self) -> None:
        raise_problems(self)

    @property
    def counts_rules(self) -> bool:
        """Whether relaxed rules are among the goals."""
        return any(isinstance(goal, TakesRules) and goal.counts_rules for goal, _ in self.parts)

    def with_rules(self, rules: Sequence[CheckedRule]) -> "Weighted":
        """Return the goal for these relaxed rules."""
        return replace(self, parts=[(bound(goal, rules), weight) for goal, weight in self.parts])

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the weighted sum."""
        by_parts = any(goal.by_parts for goal, _ in self.parts)
        asked = Objective("sum", model.shared(self.cost), by_parts=by_parts)
        found = yield floored(asked, model.flow_bound(self.flow_costs(model.problem)))
        return (LevelReport(self.id, "sum", found.value, found.bound, "points", found.prover),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the weighted sum."""
        return Linear.total(model.shared(goal.cost) * weight for goal, weight in self.parts)

    def flow_costs(self, problem: Problem) -> FlowCosts:
        """Return the weighted sum of what a flow costs: of goals that it says nothing of, nothing."""
        known = (
            (goal.flow_costs(problem), by) for goal, by in self.parts if isinstance(goal, CountsHalfDays)
        )
        return sum((costs * weight for costs, weight in known), FlowCosts())

    def guide(self, model: GoalModel) -> Linear:
        """Return the part of the sum of which a linear relaxation says most, to start a large group by."""
        guides = [(goal, weight) for goal, weight in self.parts if not goal.by_parts]
        return Linear.total(model.shared(goal.cost) * weight for goal, weight in guides or self.parts)

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the weighted sum, counted from the schedule."""
        points = sum(_cost(goal, schedule) * weight for goal, weight in self.parts)
        return (Value("sum", points, "points"),)


def compass_of(goals: Sequence[Goal]) -> Weighted | None:
    """Return strict levels as one sum, small where all of them are; ``None`` where none can be weighed.

    It says where to begin: from a schedule that is good on every level, each is soon at its best. Coverage
    weighs by its convex penalty, which sees whose shortfall it is.
    """
    parts = [(_WEIGHED_AS.get(type(goal), goal), goal) for goal in goals]
    weights = {one: _WEIGHTS.get(goal.id, 1) for one, goal in parts if isinstance(one, WeighedGoal)}
    return Weighted(weights, id="compass") if weights else None


def _cost(goal: WeighedGoal, schedule: Schedule) -> int:
    return next(one.value for one in goal.values(schedule) if one.measure == goal.cost_measure)
