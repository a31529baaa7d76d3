"""Relaxed rules: where they must give way, it costs as little as can be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from gesched.findings import LevelReport, Violation
from gesched.goals._base import Best, Goal, GoalModel, Objective, Pursuit, Value
from gesched.schedule import Schedule


class CheckedRule(Protocol):
    """What this goal must know of a rule."""

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield where a finished schedule breaks the obligation."""
        ...


@runtime_checkable
class _NeedsRules(Protocol):
    def with_rules(self, rules: Sequence[CheckedRule]) -> Goal: ...


@dataclass(frozen=True)
class RelaxedRules:
    """What it costs that relaxed rules give way: the sum of weight times amount.

    Parameters
    ----------
    rules
        The rules that are relaxed; ``solve`` and ``audit`` fill in those in use.
    """

    rules: tuple[CheckedRule, ...] = ()
    id: str = "relaxed_rules"
    title: str = "Rules that may give way do so as little as can be."

    def with_rules(self, rules: Sequence[CheckedRule]) -> "RelaxedRules":
        """Return the goal for these relaxed rules."""
        return replace(self, rules=tuple(rules))

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the weighted sum of all slacks."""
        total = yield Objective("total", model.relaxed)
        return (LevelReport(self.id, "total", total.value, total.bound, "points"),)

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return what all violations of the rules cost."""
        cost = sum(violation.cost for rule in self.rules for violation in rule.check(schedule))
        return (Value("total", cost, "points"),)


def goals_in_use(goals: Iterable[Goal], relaxed: Sequence[CheckedRule]) -> tuple[Goal, ...]:
    """Return the goals, with relaxed rules as the first where there are any, unless they stand elsewhere.

    Parameters
    ----------
    goals
        In strict priority order.
    relaxed
        The rules in use that give way.
    """
    bound = [goal.with_rules(relaxed) if isinstance(goal, _NeedsRules) else goal for goal in goals]
    if relaxed and not any(isinstance(goal, _NeedsRules) for goal in bound):
        bound.insert(0, RelaxedRules(tuple(relaxed)))
    return tuple(bound)
