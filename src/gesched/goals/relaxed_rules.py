"""Relaxed rules: where they must give way, it costs as little as can be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol, runtime_checkable

from gesched.findings import LevelReport, Violation
from gesched.goals._base import Best, Goal, GoalModel, Objective, Pursuit, Value
from gesched.linear import Linear
from gesched.schedule import Schedule


class CheckedRule(Protocol):
    """What this goal must know of a rule."""

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield where a finished schedule breaks the obligation."""
        ...


@runtime_checkable
class TakesRules(Protocol):
    """A goal that must know which rules are relaxed."""

    @property
    def counts_rules(self) -> bool:
        """Whether it counts what they cost."""
        ...

    def with_rules(self, rules: Sequence[CheckedRule]) -> Goal:
        """Return the goal for these relaxed rules."""
        ...


@dataclass(frozen=True)
class RelaxedRules:
    """What it costs that relaxed rules give way: the sum of weight times amount.

    Parameters
    ----------
    rules
        The rules that are relaxed; ``solve`` and ``audit`` fill in those in use.
    id, title
        As of every goal.
    """

    rules: tuple[CheckedRule, ...] = ()
    id: str = "relaxed_rules"
    title: str = "Rules that may give way do so as little as can be."

    cost_measure: ClassVar[str] = "total"
    by_parts: ClassVar[bool] = True
    counts_rules: ClassVar[bool] = True

    def with_rules(self, rules: Sequence[CheckedRule]) -> "RelaxedRules":
        """Return the goal for these relaxed rules."""
        return replace(self, rules=tuple(rules))

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the weighted sum of all slacks."""
        total = yield Objective("total", model.shared(self.cost), by_parts=self.by_parts)
        return (LevelReport(self.id, "total", total.value, total.bound, "points", total.prover),)

    def cost(self, model: GoalModel) -> Linear:
        """Return the weighted sum of all slacks."""
        return model.relaxed

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return what all violations of the rules cost."""
        cost = sum(violation.cost for rule in self.rules for violation in rule.check(schedule))
        return (Value("total", cost, "points"),)


def goals_in_use(goals: Iterable[Goal], relaxed: Sequence[CheckedRule]) -> tuple[Goal, ...]:
    """Return the goals, with relaxed rules as the first where there are any, unless they stand elsewhere.

    Parameters
    ----------
    goals
        In strict priority order; relaxed rules may be one of them, or weighed in one of them.
    relaxed
        The rules in use that give way.
    """
    given = tuple(goals)
    if relaxed and not any(isinstance(goal, TakesRules) and goal.counts_rules for goal in given):
        given = (RelaxedRules(), *given)
    return tuple(bound(goal, relaxed) for goal in given)


def bound(goal: Goal, relaxed: Sequence[CheckedRule]) -> Goal:
    """Return a goal that knows which rules are relaxed, where it must know."""
    return goal.with_rules(relaxed) if isinstance(goal, TakesRules) else goal
