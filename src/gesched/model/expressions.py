"""Variables, rows, and the expressions that are derived from them, each a function of those before."""

from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python import cp_model

from gesched.goals import per_mille
from gesched.linear import Linear

FAR = 2**40
"""A bound that no row reaches."""

Definition = Callable[[Sequence[int]], int]
"""What a derived variable is worth, from the values of those before it."""


class Expressions:
    """Variables and rows of a CP-SAT model, and derived expressions, each made once.

    In what a solver finds, ``reaches`` and ``either`` are what they mean; the others are at least that, and
    are to be kept small.

    Attributes
    ----------
    cp
        The CP-SAT model.
    rows
        Every row as expression, lower and upper bound, for a linear relaxation.
    uppers
        For every variable, the most that it can be; the least is 0.
    """

    def __init__(self) -> None:
        self.cp = cp_model.CpModel()
        self.rows: list[tuple[Linear, int, int]] = []
        self.uppers: list[int] = []
        self._variables: list[cp_model.IntVar] = []
        self._definitions: list[Definition | None] = []
        self._derived: dict[object, Linear] = {}
        self._steps: dict[Linear, dict[int, int]] = {}

    def _new(self, upper: int, definition: Definition | None = None) -> int:
        variable = self.cp.new_bool_var("") if upper == 1 else self.cp.new_int_var(0, upper, "")
        self._variables.append(variable)
        self._definitions.append(definition)
        self.uppers.append(upper)
        return len(self._variables) - 1

    def _add(self, total: Linear, lower: int, upper: int) -> cp_model.Constraint:
        self.rows.append((total, lower, upper))
        return self.cp.add_linear_constraint(expression(total, self._variables.__getitem__), lower, upper)

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
        different = tuple(dict.fromkeys(part for part in parts if part.terms or part.constant))
        if any(not part.terms for part in different):
            return Linear(constant=1)
        if len(different) < 2:
            return Linear.total(different)

        def make() -> Linear:
            number = self._new(1, lambda values: max(part.value(values) for part in different))
            found = Linear(((number, 1),))
            literals = [part.terms[0][0] for part in different if _is_literal(part)]
            if len(literals) == len(different):
                self._any_of(number, literals)
                return found
            for part in different:
                self._add(part - found, -FAR, 0)
            self._add(found - Linear.total(different), -FAR, 0)
            return found

        return self._once(("either", different), make)

    def _any_of(self, number: int, literals: Sequence[int]) -> None:
        """Post that a variable is 1 where any of some others is, as clauses, which CP-SAT likes best."""
        any_ = self._variables[number]
        for literal in literals:
            self.cp.add_implication(self._variables[literal], any_)
            self.rows.append((Linear(((literal, 1), (number, -1))), -FAR, 0))
        self.cp.add_bool_or([any_.negated(), *(self._variables[literal] for literal in literals)])
        self.rows.append((Linear((*((literal, -1) for literal in sorted(literals)), (number, 1))), -FAR, 0))

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

    def beyond_largest(self, parts: Sequence[Linear], largest: int) -> Linear:
        """Return what parts, none below 0, add up to beyond the largest of them.

        Parameters
        ----------
        parts
            The parts.
        largest
            How many are left out; of equals the first.
        """
        found = tuple(part for part in parts if self._range(part)[1])
        if len(found) <= largest:
            return Linear()

        def make() -> Linear:
            chosen = [self._new(1, _is_among(found, place, largest)) for place in range(len(found))]
            self._add(Linear.of(dict.fromkeys(chosen, 1)), 0, largest)
            rest = (
                self.positive(part - Linear.of({number: self._range(part)[1]}))
                for part, number in zip(found, chosen, strict=True)
            )
            return Linear.total(rest)

        return self._once(("beyond", found, largest), make)

    def _range(self, total: Linear) -> tuple[int, int]:
        bounds = [coefficient * self.uppers[variable] for variable, coefficient in total.terms]
        return (
            total.constant + sum(min(0, bound) for bound in bounds),
            total.constant + sum(max(0, bound) for bound in bounds),
        )


def _is_among(parts: Sequence[Linear], place: int, largest: int) -> Definition:
    """Return what tells whether a part is among the largest."""

    def definition(values: Sequence[int]) -> int:
        mine = parts[place].value(values)
        counted = [part.value(values) for part in parts]
        before = sum(other >= mine for other in counted[:place])
        return int(before + sum(other > mine for other in counted[place + 1 :]) < largest)

    return definition


def _is_literal(part: Linear) -> bool:
    return part.constant == 0 and len(part.terms) == 1 and part.terms[0][1] == 1


def expression(total: Linear, take: Callable[[int], cp_model.IntVar]) -> cp_model.LinearExpr:
    """Return a linear expression in CP-SAT's words; ``take`` gives the variable of a number."""
    terms = [take(number) for number, _ in total.terms]
    factors = [factor for _, factor in total.terms]
    # A constant alone is a plain number to CP-SAT, which no row takes.
    return cp_model.LinearExpr.weighted_sum(terms, factors) + cp_model.LinearExpr.constant(total.constant)
