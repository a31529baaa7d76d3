"""The CP model under construction: variables by meaning, rows with their grounds, derived expressions."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import Enum

import numpy as np
from ortools.sat.python import cp_model

from gesched.errors import BadValue
from gesched.findings import Ground
from gesched.goals import per_mille
from gesched.group import Unit
from gesched.linear import Linear
from gesched.model.presence import Presence
from gesched.problem import Offer, Problem
from gesched.rules import Rule, gives_way
from gesched.schedule import Assignment, Past
from gesched.timeline import Half, HalfDay

FAR = 2**40
"""A bound that no row reaches."""

Definition = Callable[[Sequence[int]], int]
"""What a derived variable is worth, from the values of those before it."""


class Posting(Enum):
    """How the rows of rules are posted."""

    HARD = "hard"
    SWITCHED = "switched"
    """Each ground has a switch: its rows hold where the switch is on. To find a smallest conflict."""

    ELASTIC = "elastic"
    """Each row has a slack. To find the cheapest repair."""


class Model:
    """A CP-SAT model of a problem, spoken to in the problem's own numbers.

    Every variable is either a *decision* (an employee is assigned under an agreement on a half-day) or
    derived from those before it; so the decisions alone tell what any expression is worth.

    Parameters
    ----------
    problem
        What is to be planned; its candidates are the decisions.
    rules
        Posted in this order.
    posting
        How those that must hold are posted; relaxed ones are left out of a search for conflicts.
    past
        What was before the horizon.

    Attributes
    ----------
    rows
        Every row as expression, lower and upper bound, for a linear relaxation.
    uppers
        For every variable, the most that it can be; the least is 0.
    switches
        The variable that switches a ground on, where rows are switched.
    slacks
        The variables by which a ground's rows give way, where rows are elastic.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Iterable[Rule],
        posting: Posting = Posting.HARD,
        past: Past | None = None,
    ) -> None:
        self._problem = problem
        self._posting = posting
        self.cp = cp_model.CpModel()
        self._variables: list[cp_model.IntVar] = []
        self._definitions: list[Definition | None] = []
        self.uppers: list[int] = []
        self._derived: dict[object, Linear] = {}
        self._steps: dict[Linear, dict[int, int]] = {}
        self._decisions: list[dict[tuple[int, int], int]] = []
        self.rows: list[tuple[Linear, int, int]] = []
        self.switches: dict[Ground, int] = {}
        self.slacks: dict[Ground, list[int]] = {}
        self._costs: list[Linear] = []
        self._past = Past(None) if past is None else past
        self._presence = Presence(self, self._past)
        self._decide()
        for rule in rules:
            self._post(rule)

    @property
    def problem(self) -> Problem:
        """What is to be planned."""
        return self._problem

    @property
    def past(self) -> Past:
        """What was before the horizon."""
        return self._past

    def _post(self, rule: Rule) -> None:
        before = len(self._costs)
        rule.post(self)
        if len(self._costs) > before and not gives_way(rule):
            advice = "Give the rule an attribute gives_way = True, or its grounds the weight 0."
            raise BadValue(rule.id, "a rule that says that it gives way, as its grounds do", advice)

    # Decisions.

    def _decide(self) -> None:
        busy: dict[tuple[int, int], list[int]] = {}
        for agreement, masks in zip(self._problem.group.agreements, self._problem.candidates, strict=True):
            whole_days = agreement.unit is Unit.DAY and self._problem.offer is Offer.ASSIGNABLE
            decisions: dict[tuple[int, int], int] = {}
            for employee, mask in masks.items():
                for column in np.flatnonzero(mask).tolist():
                    # Both halves of a whole day are one decision.
                    number = decisions[employee, column - 1] if whole_days and column % 2 else self._new(1)
                    decisions[employee, column] = number
                    busy.setdefault((employee, column), []).append(number)
            self._decisions.append(decisions)
        for numbers in busy.values():
            if len(numbers) > 1:
                self.cp.add_at_most_one(self._variables[number] for number in numbers)
                self.rows.append((Linear.of(dict.fromkeys(numbers, 1)), 0, 1))

    def _new(self, upper: int, definition: Definition | None = None) -> int:
        variable = self.cp.new_bool_var("") if upper == 1 else self.cp.new_int_var(0, upper, "")
        self._variables.append(variable)
        self._definitions.append(definition)
        self.uppers.append(upper)
        return len(self._variables) - 1

    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear:
        """Return on how many of these half-days the employee is assigned under the agreement."""
        decisions = self._decisions[agreement]
        found = (decisions.get((employee, column)) for column in columns)
        return Linear.of(Counter(number for number in found if number is not None))

    def given(self, agreement: int, tranche: int) -> Linear:
        """Return how many half-days are given under the agreement in a tranche of its dues."""

        def count() -> Linear:
            part = self._problem.dues[agreement].tranches[tranche].period
            begin = self._problem.column(HalfDay(part.first, Half.AM))
            columns = range(begin, self._problem.column(HalfDay(part.last, Half.PM)) + 1)
            everybody = self._problem.candidates[agreement]
            return self._counted(Linear.total(self.assigned(agreement, one, columns) for one in everybody))

        return self._once(("given", agreement, tranche), count)

    def serves(self, employee: str, member: str, day: dt.date, half: Half | None = None) -> Linear:
        """Return 1 where the employee is at the member on that half-day; without a half, at all that day."""
        return self._presence.serves(employee, member, day, half)

    def works(self, employee: str, day: dt.date, half: Half | None = None) -> Linear:
        """Return 1 where the employee is at any member or in common time; without a half, at all that day."""
        return self._presence.works(employee, day, half)

    # Derived expressions: each a function of the decisions, each made once.

    def _once(self, key: object, make: Callable[[], Linear]) -> Linear:
        if key not in self._derived:
            self._derived[key] = make()
        return self._derived[key]

    def _counted(self, total: Linear) -> Linear:
        """Return a variable that equals a long sum, so that rows stay short."""
        _, upper = self._range(total)
        if len(total.terms) < 2:
            return total
        number = self._new(upper, total.value)
        self._add(total - Linear.of({number: 1}), 0, 0)
        return Linear.of({number: 1})

    def positive(self, total: Linear) -> Linear:
        """Return ``max(0, total)``."""
        lower, upper = self._range(total)
        if lower >= 0:
            return total
        if upper <= 0:
            return Linear()

        def make() -> Linear:
            number = self._new(upper, lambda values: max(0, total.value(values)))
            self._add(total - Linear.of({number: 1}), -FAR, 0)
            return Linear.of({number: 1})

        return self._once(("positive", total), make)

    def reaches(self, total: Linear, least: int) -> Linear:
        """Return 1 where ``total >= least``, else 0."""
        lower, upper = self._range(total)
        if least <= lower:
            return Linear(constant=1)
        if least > upper:
            return Linear()

        def make() -> Linear:
            number = self._new(1, lambda values: int(total.value(values) >= least))
            self._add(total - Linear.of({number: least - lower}), lower, FAR)
            self._order(total, least, number, upper)
            return Linear.of({number: 1})

        return self._once(("reaches", total, least), make)

    def either(self, parts: Iterable[Linear]) -> Linear:
        """Return 1 where any of some expressions, each 0 or 1, is 1, else 0."""
        different = tuple(dict.fromkeys(part for part in parts if part != Linear()))
        if Linear(constant=1) in different:
            return Linear(constant=1)
        if len(different) < 2:
            return Linear.total(different)

        def make() -> Linear:
            number = self._new(1, lambda values: max(part.value(values) for part in different))
            found = Linear.of({number: 1})
            for part in different:
                self._add(part - found, -FAR, 0)
            self._add(found - Linear.total(different), -FAR, 0)
            return found

        return self._once(("either", different), make)

    def _order(self, total: Linear, least: int, number: int, upper: int) -> None:
        """Set a step among the others of its expression: each holds where a higher one does.

        Each step allows no more than up to the next: tighter, for a relaxation, than one big step.
        """
        steps = self._steps.setdefault(total, {})
        above = sorted(step for step in steps if step > least)
        below = max((step for step in steps if step < least), default=None)
        steps[least] = number
        room = {
            steps[step]: after - step
            for step, after in zip([least, *above], [*above, upper + 1], strict=True)
        }
        self._add(total - Linear.of(room), -FAR, least - 1)
        if above:
            self._add(Linear.of({steps[above[0]]: 1, number: -1}), -FAR, 0)
        if below is not None:
            self._add(Linear.of({number: 1, steps[below]: -1}), -FAR, 0)

    def worst_per_mille(self, parts: Iterable[tuple[Linear, int]]) -> Linear:
        """Return the largest of ``1000 * part / whole`` of pairs, rounded up; at least 0."""
        pairs = tuple((part, whole) for part, whole in parts if part.terms or part.constant > 0)
        if not pairs:
            return Linear()

        def worst(values: Sequence[int]) -> int:
            return max(0, *(per_mille(part.value(values), whole) for part, whole in pairs))

        def make() -> Linear:
            number = self._new(
                max(1, *(per_mille(self._range(part)[1], whole) for part, whole in pairs)), worst
            )
            for part, whole in pairs:
                self._add(part * 1000 - Linear.of({number: whole}), -FAR, 0)
            return Linear.of({number: 1})

        return self._once(("worst", pairs), make)

    def _range(self, total: Linear) -> tuple[int, int]:
        bounds = [coefficient * self.uppers[variable] for variable, coefficient in total.terms]
        return (
            total.constant + sum(min(0, bound) for bound in bounds),
            total.constant + sum(max(0, bound) for bound in bounds),
        )

    # Rows.

    def require(self, total: Linear, lower: int | None, upper: int | None, because: Ground) -> None:
        """Post one row: ``lower <= total <= upper``, and why; where the ground has a weight, relaxed."""
        if because.weight:
            self._relax(total, lower, upper, because.weight)
            return
        least, most = self._range(total)
        if lower is not None and least < lower:
            self._row(total, lower, FAR, lower - least, because)
        if upper is not None and most > upper:
            self._row(total, -FAR, upper, most - upper, because)

    @property
    def relaxed(self) -> Linear:
        """What it costs in all that relaxed rules give way."""
        return Linear.total(self._costs)

    def _relax(self, total: Linear, lower: int | None, upper: int | None, weight: int) -> None:
        if self._posting is not Posting.HARD:
            return
        if lower is not None:
            self._costs.append(self.positive(total * -1 + lower) * weight)
        if upper is not None:
            self._costs.append(self.positive(total - upper) * weight)

    def _row(self, total: Linear, lower: int, upper: int, most: int, because: Ground) -> None:
        if self._posting is Posting.ELASTIC:
            slack = self._new(most)
            self.slacks.setdefault(because, []).append(slack)
            total = total + Linear.of({slack: 1 if upper == FAR else -1})
        row = self._add(total, lower, upper)
        if self._posting is Posting.SWITCHED:
            if because not in self.switches:
                self.switches[because] = self._new(1)
            row.only_enforce_if(self._variables[self.switches[because]])

    def _add(self, total: Linear, lower: int, upper: int) -> cp_model.Constraint:
        self.rows.append((total, lower, upper))
        return self.cp.add_linear_constraint(_expression(total, self._variables), lower, upper)

    # In and out of the solver.

    def to_minimise(
        self, total: Linear | None, kept: Iterable[tuple[Linear, int]] = (), hint: Sequence[int] = ()
    ) -> cp_model.CpModel:
        """Return a copy for one call of the solver.

        Parameters
        ----------
        total
            What to minimise; ``None`` asks for any solution.
        kept
            Pairs of an expression and what it must not exceed.
        hint
            Values to start from, one a variable.
        """
        copy = self.cp.clone()
        variables = [copy.get_int_var_from_proto_index(place) for place in range(len(self._variables))]
        for expression, most in kept:
            if expression.terms:
                copy.add(_expression(expression, variables) <= most)
        for variable, value in zip(variables, hint, strict=False):
            copy.add_hint(variable, value)
        if total is not None and total.terms:
            copy.minimize(_expression(total, variables))
        return copy

    def decisions(self, response: Callable[[int], int]) -> list[int]:
        """Return values of all variables: decisions as the solver has them, derived ones by definition."""
        values: list[int] = []
        for number, definition in enumerate(self._definitions):
            values.append(response(number) if definition is None else definition(values))
        return values

    def holds(self, values: Sequence[int]) -> bool:
        """Return whether values satisfy every row, counted in whole numbers."""
        return all(lower <= row.value(values) <= upper for row, lower, upper in self.rows)

    def complete(self, values: list[int]) -> None:
        """Append the values of variables that were derived since ``values`` was made."""
        for definition in self._definitions[len(values) :]:
            values.append(0 if definition is None else definition(values))

    def assignments(self, values: Sequence[int]) -> tuple[Assignment, ...]:
        """Return the assignments that values of the variables stand for."""
        group = self._problem.group
        found = []
        for agreement, decisions in zip(group.agreements, self._decisions, strict=True):
            for (employee, column), number in decisions.items():
                if values[number]:
                    day, half = self._problem.half_day(column)
                    name = group.employees[employee].name
                    found.append(Assignment(day, half, name, agreement.member, agreement.name))
        return tuple(sorted(found))


def _expression(total: Linear, variables: Sequence[cp_model.IntVar]) -> cp_model.LinearExpr:
    terms = [variables[number] for number, _ in total.terms]
    factors = [factor for _, factor in total.terms]
    # A constant alone is a plain number to CP-SAT, which no row takes.
    return cp_model.LinearExpr.weighted_sum(terms, factors) + cp_model.LinearExpr.constant(total.constant)
