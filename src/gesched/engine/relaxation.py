"""The linear relaxation: a bound that needs no trust in floating point.

A solver's dual values are only a suggestion: rounded to fractions, any multipliers of the rows give a bound
that holds (weak duality; Neumaier and Shcherbina 2004), and it is counted here in whole numbers.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from gesched.engine.processes import Floats
from gesched.engine.running import Begun
from gesched.engine.simplex import Simplex
from gesched.model import Numbers, Program

SCALE = 2**20
"""Multipliers are whole numbers of this part."""
_FINE = 2**10
"""Costs less what multipliers make of them are told to a solver as whole numbers of this part."""
_STEEPEST = 2**40
"""The largest dual value that is told."""
_LARGEST_SUM = 2**61


class Bounded(NamedTuple):
    """What an objective cannot go below.

    Parameters
    ----------
    bound
        The bound.
    multipliers
        For each row the one that proves it, in ``SCALE``.
    """

    bound: int
    multipliers: Numbers

    @classmethod
    def by(cls, program: Program, duals: Floats, lowers: Numbers | None = None) -> Self:
        """Return what dual values of a program's rows prove, as whole numbers of ``SCALE``.

        Any multipliers do: those that are far too large for whole numbers are cut down. ``lowers`` are as in
        weak duality.
        """
        multipliers = np.rint(np.clip(duals, -_STEEPEST, _STEEPEST) * SCALE).astype(np.int64)
        return cls(weak_duality(program, multipliers, lowers=lowers), multipliers)


class Relaxed(NamedTuple):
    """What a linear relaxation tells.

    Parameters
    ----------
    bounded
        What the objective cannot go below.
    values
        For each variable what it is worth at the optimum, about.
    """

    bounded: Bounded
    values: Floats


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear relaxation of a program, as a task.

    Parameters
    ----------
    program
        What to relax.
    """

    program: Program

    def begin(self, seconds: float | None) -> Begun[int | None]:
        """Return what tells its bound (``None`` where it found no optimum), and what stops it."""
        simplex = Simplex(seconds)

        def solve() -> int | None:
            found = relaxed(simplex, self.program)
            return None if found is None else found.bounded.bound

        return solve, simplex.stop


@dataclass(frozen=True, slots=True)
class Bounding:
    """A bound of a program that is too large for its relaxation to be solved at once, as a task.

    The relaxation of its easy part is solved; then that of each zone, the multipliers of rows that reach
    beyond the zone held: each makes the bound higher, or leaves it (block coordinate ascent of the dual).

    Parameters
    ----------
    easy
        The same program with some of its costs and rows only; it may be the whole, or ``None``.
    whole
        What is to be bounded.
    zones
        Numbers of variables, ascending; those of one zone may be in another as well.
    """

    easy: Program | None
    whole: Program
    zones: tuple[Numbers, ...]

    def begin(self, seconds: float | None) -> Begun[Bounded | None]:
        """Return what tells the bound (``None`` where there is none yet), and what stops it."""
        simplex = Simplex(seconds)

        def solve() -> Bounded | None:
            duals = np.zeros(len(self.whole.rows))
            if self.easy is not None:
                found = simplex.optimum(self.easy)
                if found is None:
                    return None
                duals[self.whole.rows.places(self.easy.rows.origins)] = found.duals
            for zone in self.zones:
                # To take a zone out of millions of rows takes a second by itself.
                if simplex.stopped:
                    break
                _ascend(simplex, self.whole, zone, duals)
            return Bounded.by(self.whole, duals)

        return solve, simplex.stop


def _ascend(simplex: Simplex, whole: Program, zone: Numbers, duals: Floats) -> None:
    """Make dual values of rows within a zone the best for those of all other rows, in place."""
    inside = np.isin(whole.numbers, zone, assume_unique=True)
    rows, row_of_entry = whole.rows, whole.rows.row_of_entry()
    own = rows.sums(~inside[rows.columns]) == 0
    entries = own[row_of_entry]
    prices = np.bincount(
        rows.columns[~entries], (duals[row_of_entry] * rows.factors)[~entries], len(whole.costs)
    )
    reduced = np.rint((whole.costs - prices)[inside] * _FINE).astype(np.int64)
    found = simplex.optimum(replace(whole.part(inside, own), costs=reduced, offset=0))
    if found is not None:
        duals[own] = found.duals / _FINE


def relaxed(simplex: Simplex, program: Program) -> Relaxed | None:
    """Solve the linear relaxation of a program; ``None`` where no optimum is found."""
    found = simplex.optimum(program)
    if found is None:
        return None
    return Relaxed(Bounded.by(program, found.duals), found.values)


def weak_duality(
    program: Program, multipliers: Numbers, besides: int = 0, lowers: Numbers | None = None
) -> int:
    """Return the bound that multipliers of the rows prove, rounded up to a whole number.

    Parameters
    ----------
    program
        What is bounded.
    multipliers
        For each row, in ``SCALE``.
    besides
        What variables that are not in the program come to at least, by the same multipliers, in ``SCALE``.
    lowers
        For each variable, the least that it can be; ``None`` is 0 for each.
    """
    rows = program.rows
    useful = rows.useful(multipliers)
    sides = np.where(useful == 0, 0, np.where(useful > 0, rows.lowers, rows.uppers))
    # Whole numbers of 64 bits where all sums fit in them, else of any size.
    exact = np.int64 if _fits(program, useful, sides) else np.object_
    by: npt.NDArray[Any] = useful.astype(exact)
    bound = besides + program.offset * SCALE + int((by * sides).sum())
    reduced: npt.NDArray[Any] = program.costs.astype(exact) * SCALE
    np.subtract.at(reduced, rows.columns, by[rows.row_of_entry()] * rows.factors)
    bound += int((np.minimum(0, reduced) * program.uppers).sum())
    if lowers is not None:
        bound += int((np.maximum(0, reduced) * lowers).sum())
    return -(-bound // SCALE)


def _fits(program: Program, multipliers: Numbers, sides: Numbers) -> bool:
    """Return whether no sum of a bound can leave 64 bits."""
    multiplier, factor, upper, limit, cost = (
        int(np.abs(one).max(initial=1))
        for one in (multipliers, program.rows.factors, program.uppers, sides, program.costs)
    )
    entries = len(program.rows.factors) + len(program.uppers)
    largest = (multiplier * factor + cost * SCALE) * upper * entries + multiplier * limit * len(sides)
    return largest < _LARGEST_SUM
