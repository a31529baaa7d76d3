"""A schedule held against rules and goals, without the solver."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from gesched.findings import Violation
from gesched.goals import DEFAULT_GOALS, Goal, Value, goals_in_use
from gesched.html import Html, element, table
from gesched.rules import Rule, gives_way, rules_in_use
from gesched.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Audit:
    """A schedule's violations and goal values, recomputed from the schedule alone.

    Parameters
    ----------
    violations
        Where rules that must hold are broken, in the order of the rules.
    relaxed
        Where relaxed rules give way, in the order of the rules.
    values
        For each goal, by its id, the value of each measure.
    """

    violations: tuple[Violation, ...]
    relaxed: tuple[Violation, ...]
    values: dict[str, tuple[Value, ...]]

    @property
    def ok(self) -> bool:
        """Whether every rule holds that must."""
        return not self.violations

    @property
    def _heading(self) -> str:
        count = len(self.violations)
        return "No rule is broken." if self.ok else f"{count} violation{'s' * (count > 1)}"

    @property
    def _gave_way(self) -> str:
        count = len(self.relaxed)
        return f"Relaxed rules give way {'once' if count == 1 else f'{count} times'}"

    def to_frame(self) -> pd.DataFrame:
        """Return the violations as a table.

        Returns
        -------
        pandas.DataFrame
            A row a violation, those of relaxed rules last: rule, who (names, joined), first, last, amount and
            its unit, weight (0 where the rule must hold), words, source.
        """
        columns = ["rule", "who", "first", "last", "amount", "unit", "weight", "words", "source"]
        rows = [
            (
                one.rule,
                "; ".join(one.who),
                one.first,
                one.last,
                one.amount,
                one.unit,
                one.weight,
                one.words,
                one.source,
            )
            for one in (*self.violations, *self.relaxed)
        ]
        return pd.DataFrame(rows, columns=columns)

    def __str__(self) -> str:
        lines = [self._heading if self.ok else f"{self._heading}:"]
        lines.extend(f"  - {violation}" for violation in self.violations)
        if self.relaxed:
            lines.append(f"{self._gave_way}:")
            lines.extend(f"  - {violation} (at a cost of {violation.cost})" for violation in self.relaxed)
        for goal, values in self.values.items():
            shown = ", ".join(f"{one.measure} {one.value} {one.unit}" for one in values)
            lines.append(f"{goal}: {shown}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        broken = [(one.rule, one.first, one.last, one.amount, str(one)) for one in self.violations]
        reached = [
            (goal, one.measure, f"{one.value} {one.unit}")
            for goal, values in self.values.items()
            for one in values
        ]
        parts: list[Html] = [element("p", self._heading)]
        if broken:
            parts.append(table(("rule", "first", "last", "amount", "words"), broken))
        if self.relaxed:
            gave = [(one.rule, one.first, one.last, one.amount, one.cost, str(one)) for one in self.relaxed]
            parts.append(element("p", f"{self._gave_way}."))
            parts.append(table(("rule", "first", "last", "amount", "points", "words"), gave))
        parts.append(table(("goal", "measure", "value"), reached))
        return element("div", *parts)


def audit(schedule: Schedule, *, rules: Iterable[Rule] = (), goals: Iterable[Goal] = DEFAULT_GOALS) -> Audit:
    """Hold a schedule, made by the solver or by hand, against rules and goals; the solver has no part in it.

    Parameters
    ----------
    schedule
        The schedule.
    rules
        Rules beside those that always hold and the group's own.
    goals
        The goals to measure.

    Returns
    -------
    Audit
        The violations and goal values.
    """
    in_use = rules_in_use(schedule.group, rules)
    found = [violation for rule in in_use for violation in rule.check(schedule)]
    return Audit(
        tuple(violation for violation in found if not violation.weight),
        tuple(violation for violation in found if violation.weight),
        {
            goal.id: goal.values(schedule)
            for goal in goals_in_use(goals, [rule for rule in in_use if gives_way(rule)])
        },
    )
