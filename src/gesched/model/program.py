"""A whole-number linear program in plain arrays: what a solver is given, wherever it runs."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gesched.linear import Linear
from gesched.model.incidence import Numbers

Mask = npt.NDArray[np.bool_]

FAR = 2**40
"""A bound that no row reaches."""


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
    """

    ends: Numbers
    numbers: Numbers
    factors: Numbers
    lowers: Numbers
    uppers: Numbers
    owners: Numbers

    def lengths(self) -> Numbers:
        """Return for each row how many entries it has."""
        return np.diff(self.ends, prepend=0)

    def row_of_entry(self) -> Numbers:
        """Return for each entry its row."""
        return np.repeat(np.arange(len(self.ends)), self.lengths())

    def sums(self, amounts: Numbers | Mask) -> Numbers:
        """Return for each row what an amount for each of its entries adds up to."""
        return _sums(self.ends, amounts)

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
    """

    ends: Numbers
    columns: Numbers
    factors: Numbers
    lowers: Numbers
    uppers: Numbers

    def __len__(self) -> int:
        return len(self.ends)

    def row_of_entry(self) -> Numbers:
        """Return for each entry its row."""
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))

    def sums(self, amounts: Numbers | Mask) -> Numbers:
        """Return for each row what an amount for each of its entries adds up to."""
        return _sums(self.ends, amounts)


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
    """

    numbers: Numbers
    uppers: Numbers
    rows: Rows
    costs: Numbers
    offset: int
    start: Numbers

    def holds(self, values: Numbers) -> bool:
        """Return whether every row holds, counted in whole numbers."""
        sums = self.rows.sums(self.rows.factors * values[self.rows.columns])
        return bool(np.all((self.rows.lowers <= sums) & (sums <= self.rows.uppers)))


def terms_of(total: Linear) -> tuple[Numbers, Numbers]:
    """Return the variables of an expression, ascending, and their coefficients."""
    pairs = np.asarray(total.terms, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _sums(ends: Numbers, amounts: Numbers | Mask) -> Numbers:
    so_far = np.concatenate([[0], np.cumsum(amounts)])
    return np.diff(so_far[ends], prepend=0)
