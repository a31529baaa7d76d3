"""A whole-number linear program in plain arrays: what a solver is given, wherever it runs."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gesched.linear import Linear
from gesched.model.incidence import Numbers, row_sums

Mask = npt.NDArray[np.bool_]

FAR = 2**40
"""A bound that no row reaches."""


_DENSE = 10
"""Entries of a variable, on average, beyond which a program is dense."""

REQUIRED = -1
"""The owner of a row that holds whatever is asked for."""


class Entries(NamedTuple):
    """Some rows of a model with all their variables.

    Parameters
    ----------
    ends
        For each row, where its entries end.
    numbers, factors
        For each entry, its variable, by its number in the model, and its coefficient.
    lowers, uppers
        For each row, between what its sum must be; ``-FAR`` and ``FAR`` are no bound.
    owners
        For each row, the variable that it helps to define, or ``REQUIRED``.
    origins
        For each row, its number in the model; below 0, what is kept, from -1 down.
    """

    ends: Numbers
    numbers: Numbers
    factors: Numbers
    lowers: Numbers
    uppers: Numbers
    owners: Numbers
    origins: Numbers

    def lengths(self) -> Numbers:
        """Return for each row how many entries it has."""
        return np.diff(self.ends, prepend=0)

    def row_of_entry(self) -> Numbers:
        """Return for each entry its row."""
        return np.repeat(np.arange(len(self.ends)), self.lengths())

    def sums(self, amounts: Numbers | Mask) -> Numbers:
        """Return for each row what an amount for each of its entries adds up to."""
        return row_sums(self.ends, amounts)

    def where(self, rows: Mask) -> "Entries":
        """Return some of the rows."""
        entries, lengths = np.repeat(rows, self.lengths()), self.lengths()[rows]
        return Entries(
            np.cumsum(lengths),
            self.numbers[entries],
            self.factors[entries],
            self.lowers[rows],
            self.uppers[rows],
            self.owners[rows],
            self.origins[rows],
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """Linear rows, entries one row after the other.

    Parameters
    ----------
    ends
        For each row, where its entries end.
    columns
        For each entry, which variable it is of, counted within the program.
    factors
        For each entry, its coefficient; none is zero, no variable stands twice in a row.
    lowers, uppers
        For each row, between what its sum must be; ``-FAR`` and ``FAR`` are no bound.
    origins
        For each row, by what number it is known in every program of the same model.
    """

    ends: Numbers
    columns: Numbers
    factors: Numbers
    lowers: Numbers
    uppers: Numbers
    origins: Numbers

    def __len__(self) -> int:
        return len(self.ends)

    def lengths(self) -> Numbers:
        """Return for each row how many entries it has."""
        return np.diff(self.ends, prepend=0)

    def row_of_entry(self) -> Numbers:
        """Return for each entry its row."""
        return np.repeat(np.arange(len(self.ends)), self.lengths())

    def sums(self, amounts: Numbers | Mask) -> Numbers:
        """Return for each row what an amount for each of its entries adds up to."""
        return row_sums(self.ends, amounts)

    def some(self, rows: Numbers) -> "Rows":
        """Return some rows, by their places."""
        lengths = self.lengths()[rows]
        ends = np.cumsum(lengths)
        entries = np.repeat(self.ends[rows] - ends, lengths) + np.arange(lengths.sum())
        bounds = (one[rows] for one in (self.lowers, self.uppers, self.origins))
        return Rows(ends, self.columns[entries], self.factors[entries], *bounds)

    def with_row(self, factors: Numbers, lower: int, upper: int) -> "Rows":
        """Return them and one more, of all variables, each with a coefficient, which may be 0."""
        columns = np.flatnonzero(factors)
        return Rows(
            np.append(self.ends, len(self.columns) + len(columns)),
            np.append(self.columns, columns),
            np.append(self.factors, factors[columns]),
            np.append(self.lowers, lower),
            np.append(self.uppers, upper),
            np.append(self.origins, REQUIRED),
        )

    def places(self, origins: Numbers) -> Numbers:
        """Return where rows are, each known by its origin, all of which are here."""
        order = np.argsort(self.origins)
        found: Numbers = order[np.searchsorted(self.origins[order], origins)]
        return found

    def useful(self, multipliers: Numbers) -> Numbers:
        """Return multipliers, 0 where a row has no bound on that side: such a one would prove nothing."""
        useless = np.where(multipliers > 0, self.lowers == -FAR, self.uppers == FAR)
        found: Numbers = np.where(useless, 0, multipliers)
        return found


@dataclass(frozen=True)
class Program:
    """Minimise a sum of whole-number variables from 0 to their upper bounds, subject to rows.

    Parameters
    ----------
    numbers
        Which variables of the model these are, ascending.
    uppers
        For each variable, the most that it can be.
    rows
        What must hold.
    costs
        For each variable, its coefficient in what is minimised.
    offset
        What is added to that.
    start
        For each variable, a value to start from.
    crowded
        Whether many people and agreements could stand for one another: of its relaxation countless solutions
        are as good.

    Notes
    -----
    An eased program has more variables than ``numbers``: slacks, which stand last.
    """

    numbers: Numbers
    uppers: Numbers
    rows: Rows
    costs: Numbers
    offset: int
    start: Numbers
    crowded: bool = False

    @property
    def is_dense(self) -> bool:
        """Whether variables stand in many rows: far from flows, and hard to relax."""
        return len(self.rows.columns) > _DENSE * len(self.uppers)

    @property
    def lowest(self) -> int:
        """What is minimised cannot go below this, whatever the rows."""
        return self.offset + int(np.minimum(0, self.costs) @ self.uppers)

    def value(self, values: Numbers) -> int:
        """Return what values of the variables come to."""
        return self.offset + int(self.costs @ values)

    def holds(self, values: Numbers) -> bool:
        """Return whether every row holds, counted in whole numbers, and every value is one that can be."""
        if not np.all((values >= 0) & (values <= self.uppers)):
            return False
        sums = self._sums(values)
        return not breach(sums, self.rows.lowers, self.rows.uppers).any()

    def part(self, variables: Mask, rows: Mask) -> "Program":
        """Return the program of some variables and some rows, without the entries of others in these.

        Its ``numbers`` are the variables' places in this one.
        """
        whole = self.rows
        chosen = rows[whole.row_of_entry()] & variables[whole.columns]
        place = np.cumsum(variables) - 1
        bounds = (one[rows] for one in (whole.lowers, whole.uppers, whole.origins))
        ends = np.cumsum(whole.sums(chosen)[rows])
        part = Rows(ends, place[whole.columns[chosen]], whole.factors[chosen], *bounds)
        uppers, costs, start = (one[variables] for one in (self.uppers, self.costs, self.start))
        numbers = np.flatnonzero(variables)
        return Program(numbers, uppers, part, costs, self.offset, start, self.crowded)

    def eased(self) -> "Program":
        """Return it with a slack in each row that the start breaks, at a cost above all others.

        So the start is a solution, and a better one breaks less; no other row may be broken for that.
        """
        rows, sums = self.rows, self._sums(self.start)
        missing = breach(sums, rows.lowers, rows.uppers)
        broken = np.flatnonzero(missing)
        slacks = len(self.uppers) + np.arange(len(broken))
        at = rows.ends[broken]
        eased = Rows(
            rows.ends + np.cumsum(missing > 0),
            np.insert(rows.columns, at, slacks),
            np.insert(rows.factors, at, np.where(sums < rows.lowers, 1, -1)[broken]),
            rows.lowers,
            rows.uppers,
            rows.origins,
        )
        weight = 1 + int(np.abs(self.costs) @ self.uppers)
        return Program(
            self.numbers,
            np.concatenate([self.uppers, missing[broken]]),
            eased,
            np.concatenate([self.costs, np.full(len(broken), weight)]),
            self.offset,
            np.concatenate([self.start, missing[broken]]),
            self.crowded,
        )

    def _sums(self, values: Numbers) -> Numbers:
        return self.rows.sums(self.rows.factors * values[self.rows.columns])


def breach(sums: Numbers, lowers: Numbers, uppers: Numbers) -> Numbers:
    """Return for each row by how much its sum leaves its bounds."""
    found: Numbers = np.maximum(0, np.maximum(lowers - sums, sums - uppers))
    return found


class Sum(NamedTuple):
    """An expression in arrays.

    Parameters
    ----------
    numbers, factors
        Its variables, ascending, and their coefficients.
    constant
        What is added.
    """

    numbers: Numbers
    factors: Numbers
    constant: int

    @classmethod
    def of(cls, total: Linear) -> "Sum":
        """Return an expression in arrays."""
        pairs = np.asarray(total.terms, np.int64).reshape(-1, 2)
        return cls(pairs[:, 0].copy(), pairs[:, 1].copy(), total.constant)

    def value(self, values: Numbers) -> int:
        """Return what it is worth."""
        return self.constant + int(self.factors @ values[self.numbers])
