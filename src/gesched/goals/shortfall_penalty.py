"""A penalty on shortfalls that grows faster the more of its due a member is short of."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from gesched.errors import BadValue
from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Pursuit, Value, floored
from gesched.goals._flows import FlowCosts, due_by_member
from gesched.goals.fair_coverage import parties, shortfalls
from gesched.group.fields import Field, as_count, raise_problems
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule

_MOST_POINTS = 1_000_000
_STEPS = ((10, 20), (25, 50), (60, 100), (150, 200), (400, None))
_EXPECTED = "steps of points and ‰, such as [(10, 20), (25, 50), (60, None)]"
_ADVICE = "The last step has no end: None."

Step = tuple[int, int | None]
"""Points for each half-day, up to how many ‰ of what is due; ``None`` has no end."""


def _as_steps(value: Iterable[tuple[int, int | None]]) -> tuple[Step, ...]:
    try:
        pairs = [(points, until) for points, until in value]
    except (TypeError, ValueError):
        raise BadValue(value, _EXPECTED, _ADVICE) from None
    if not pairs or pairs[-1][1] is not None or any(until is None for _, until in pairs[:-1]):
        raise BadValue(value, _EXPECTED, _ADVICE)
    steps = tuple((as_count(points), None if until is None else as_count(until)) for points, until in pairs)
    slopes = [points for points, _ in steps]
    if slopes[-1] > _MOST_POINTS:
        raise BadValue(slopes[-1], f"points from 1 to {_MOST_POINTS:,}")
    if any(after <= before for before, after in pairwise(slopes)):
        raise BadValue(slopes, "points that grow from step to step", "Else it would pay to be short of more.")
    ends = [until for _, until in steps if until is not None]
    if any(after <= before for before, after in pairwise(ends)) or any(end >= 1000 for end in ends):
        raise BadValue(ends, "‰ that grow from step to step, all below 1,000")
    return steps


@dataclass(frozen=True)
class ShortfallPenalty:
    """As few points as can be for what members are short of: a half-day costs more, the more are missing.

    A member's shortfall is what it is short of, summed over its agreements, never netted; members with
    nothing due are left out. One number shares what is missing, and can be weighed against others: in a
    ``Weighted`` level, ``FairCoverage`` would count the half-days, whoever misses them.

    Parameters
    ----------
    steps
        Points for each half-day, up to how many ‰ of what the member is due, in whole half-days, rounded
        down; the points grow, and the last step has no end: ``None``.
    id, title
        As of every goal.
    """

    steps: Field[Iterable[tuple[int, int | None]], tuple[Step, ...]] = Field(_as_steps, default=_STEPS)
    id: str = "shortfall_penalty"
    title: str = "What is missing costs more, the more a member is short of."

    cost_measure: ClassVar[str] = "penalty"
    by_parts: ClassVar[bool] = False

    def __post_init__(self) -> None:
        raise_problems(self)

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the points in all."""
        asked = Objective("penalty", model.shared(self.cost), by_parts=self.by_parts)
        found = yield floored(asked, model.flow_bound(self.flow_costs(model.problem)))
        return (LevelReport(self.id, "penalty", found.value, found.bound, "points", found.prover),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the points in all: of each step, what it costs beyond the one before.

        The points grow, so these parts are convex, and a linear relaxation loses nothing by them.
        """
        parts = []
        for missed, due in parties(model):
            before = begin = 0
            for points, until in self.steps:
                parts.append(model.positive(missed - begin) * (points - before))
                before, begin = points, _half_days(until, due)
        return Linear.total(parts)

    def flow_costs(self, problem: Problem) -> FlowCosts:
        """Return the points of each half-day short, step by step."""
        return FlowCosts(
            short=tuple(
                tuple((points, _half_days(until, due)) for points, until in self.steps)
                for due in due_by_member(problem)
            )
        )

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the points in all, counted from the schedule."""
        points = sum(self._points(short, due) for short, due in shortfalls(schedule))
        return (Value("penalty", points, "points"),)

    def _points(self, short: int, due: int) -> int:
        """Return the points of one member: of each half-day short, those of the step that it is in."""
        found = begin = 0
        for points, until in self.steps:
            end = min(short, _half_days(until, due))
            found += points * max(0, end - begin)
            begin = max(begin, end)
        return found


def _half_days(until: int | None, due: int) -> int:
    """Return where a step ends, in whole half-days."""
    return due if until is None else due * until // 1000
