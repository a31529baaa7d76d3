"""How large a program is, and so what can be tried on it."""

from typing import NamedTuple, Self

import numpy as np

from gesched.model import Program

_LARGEST = 60_000
"""Variables of a program that is relaxed as a whole at first; beyond, that takes longer than it helps."""
_MOST_ENTRIES = 600_000
"""Entries of such a program's rows."""
_LARGEST_DIVE = 30_000
"""Variables of a program that a dive is tried on, as it counts them; twice as many take two minutes."""
_LARGEST_PROOF = 200_000
"""Variables of a program of which CP-SAT is asked for a bound, or columns are generated."""
_STEEPEST = 10**9
"""The largest coefficient in rows of what is relaxed: of the ranks that are kept, they may be far larger."""
_HEAVIEST = 2**40
"""The most that a total may come to where employees are priced: it is counted in fractions there."""


class Size(NamedTuple):
    """How large a program is.

    Parameters
    ----------
    variables, entries
        How many there are, of all rows.
    dense
        Whether variables stand in many rows.
    weight
        What the total can come to, at most.
    steepest
        The largest coefficient of all rows, without its sign.
    rows
        How many there are.
    crowded
        Whether many people could do the same as many others.
    """

    variables: int
    entries: int
    dense: bool
    weight: int
    steepest: int
    rows: int
    crowded: bool = False

    @classmethod
    def of(cls, program: Program) -> Self:
        """Return how large a program is."""
        weight = int(np.abs(program.costs) @ program.uppers)
        steepest = int(np.abs(program.rows.factors).max(initial=0))
        variables, entries, rows = len(program.numbers), len(program.rows.columns), len(program.rows)
        return cls(variables, entries, program.is_dense, weight, steepest, rows, program.crowded)

    @property
    def to_dive_into(self) -> float:
        """How many variables of a program that is not crowded a dive takes as long for, about.

        In a crowd, few rows tie many variables, and it takes far longer.
        """
        return self.variables * (max(1.0, self.variables / max(1, self.rows)) if self.crowded else 1)

    @property
    def can_be_tried_whole(self) -> bool:
        """Whether CP-SAT or a relaxation can do anything with the whole."""
        return self.variables <= _LARGEST and self.entries <= _MOST_ENTRIES

    @property
    def can_be_dived(self) -> bool:
        """Whether a dive finds anything of the whole soon."""
        return self.to_dive_into <= _LARGEST_DIVE and self.entries <= _MOST_ENTRIES

    @property
    def can_be_chosen_from(self) -> bool:
        """Whether a choice among plans is made soon."""
        return self.variables <= _LARGEST_DIVE and self.entries <= _MOST_ENTRIES

    @property
    def can_be_proven(self) -> bool:
        """Whether CP-SAT can say anything of its bound."""
        return self.variables <= _LARGEST_PROOF

    @property
    def can_be_priced(self) -> bool:
        """Whether columns can be generated, if of a stretch only: of employees with many own rules."""
        return self.dense and self.weight <= _HEAVIEST

    @property
    def can_be_generated(self) -> bool:
        """Whether columns of the whole can be generated."""
        return self.can_be_priced and self.can_be_proven

    @property
    def can_be_resettled(self) -> bool:
        """Whether a relaxation says enough of zones near the best schedule: not where rows are steep."""
        return not self.dense and self.steepest <= _STEEPEST

    @property
    def can_be_taken_apart(self) -> bool:
        """Whether employees can be proven one by one: the prices of dense rows say too little for that."""
        return not self.dense and self.weight <= _HEAVIEST
