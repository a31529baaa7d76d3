"""Plans of one employee each, and the best choice among them: a program taken apart by employees.

What concerns one employee alone (rows, and variables that depend on nobody else) is a *block*; a *column* is
a solution of a block. The master problem chooses one column of each block, in fractions, at the least cost
together with what blocks share (Dantzig and Wolfe 1960).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from ortools.linear_solver import pywraplp

from gesched.engine.processes import Floats
from gesched.engine.running import Begun
from gesched.engine.simplex import posted
from gesched.engine.slices import Words
from gesched.model import Numbers, Program

SHARED = -1
"""The owner of a variable that depends on several employees, or on none."""
FINE = 2**10
"""Dual values are told as whole numbers of this part."""
STEEPEST = 2**40
"""The largest multiplier, in ``FINE``."""
_PARAMETERS = "use_dual_simplex: false"
"""New columns leave a solution a solution: the primal method goes on from there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One employee's plan, as the rest sees it.

    Parameters
    ----------
    block
        Whose it is.
    cost
        What it costs by itself.
    rows, factors
        In which shared rows it counts, by their places, and for how much.
    values
        A value for each variable of the block.
    """

    block: int
    cost: int
    rows: Numbers
    factors: Numbers
    values: Numbers

    @property
    def key(self) -> tuple[int, bytes]:
        """What it has in common with a column of the same block and values, and with no other one."""
        return self.block, blake2b(self.values.tobytes(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Block:
    """One employee's part of a program.

    Parameters
    ----------
    number
        Its place among the blocks.
    program
        What concerns nobody else; its ``numbers`` are the variables' places in the whole.
    columns, rows, factors
        Its entries in shared rows: the variable, by its place in the block, the row, and the coefficient.
    words
        Of its program, for CP-SAT.
    """

    number: int
    program: Program
    columns: Numbers
    rows: Numbers
    factors: Numbers
    words: Words

    def column(self, values: Numbers) -> Column:
        """Return a solution as a column."""
        rows, places = np.unique(self.rows, return_inverse=True)
        sums = np.zeros(len(rows), np.int64)
        np.add.at(sums, places, self.factors * values[self.columns])
        return Column(self.number, self.program.value(values), rows[sums != 0], sums[sums != 0], values)

    def priced(self, multipliers: Numbers, start: Numbers) -> Program:
        """Return its program, of which the cost is less what multipliers make of shared rows, in ``FINE``."""
        costs = self.program.costs * FINE
        np.subtract.at(costs, self.columns, multipliers[self.rows] * self.factors)
        return replace(self.program, costs=costs, start=start)


class TakenApart(NamedTuple):
    """A program taken apart.

    Parameters
    ----------
    blocks
        One for each owner.
    rest
        The shared variables, and the shared rows without what blocks put in; its ``numbers`` are places, too.
    """

    blocks: tuple[Block, ...]
    rest: Program


def taken_apart(program: Program, owners: Numbers) -> TakenApart:
    """Take a program apart.

    Parameters
    ----------
    program
        The program.
    owners
        For each variable, a number from 0 of the employee whom it concerns alone, or ``SHARED``.
    """
    rows = program.rows
    row_of_entry, owner_of_entry = rows.row_of_entry(), owners[rows.columns]
    least, most = np.full(len(rows), len(owners)), np.full(len(rows), SHARED)
    np.minimum.at(least, row_of_entry, owner_of_entry)
    np.maximum.at(most, row_of_entry, owner_of_entry)
    owner_of_row = np.where(least == most, most, SHARED)
    shared = owner_of_row == SHARED
    place = np.cumsum(shared) - 1
    blocks = []
    for number, owner in enumerate(np.unique(owners[owners != SHARED]).tolist()):
        part = replace(program.part(owners == owner, owner_of_row == owner), offset=0)
        tied = shared[row_of_entry] & (owner_of_entry == owner)
        columns = np.searchsorted(part.numbers, rows.columns[tied])
        at, factors = place[row_of_entry[tied]], rows.factors[tied]
        blocks.append(Block(number, part, columns, at, factors, Words(part)))
    return TakenApart(tuple(blocks), program.part(owners == SHARED, shared))


class Chosen(NamedTuple):
    """The best choice among columns, in fractions.

    Parameters
    ----------
    value
        What it costs in all.
    multipliers
        For each shared row its dual value, in ``FINE``.
    prices
        For each block, what a column may cost by these multipliers, in ``FINE``, that is worth to be added
        where it costs less.
    shares
        For each column, how much of it is chosen, from 0 to 1.
    """

    value: float
    multipliers: Numbers
    prices: Floats
    shares: Floats


class Master:
    """The choice among columns, as a linear program that grows; some may be barred.

    Parameters
    ----------
    rest
        What the blocks share.
    blocks
        How many there are.

    Attributes
    ----------
    columns
        In the order added.
    """

    def __init__(self, rest: Program, blocks: int) -> None:
        self._rest = rest
        self._glop = pywraplp.Solver.CreateSolver("GLOP")
        if not self._glop.SetSolverSpecificParametersAsString(_PARAMETERS):
            raise RuntimeError(f"GLOP refused its parameters: {_PARAMETERS}")
        self._variables, self._rows = posted(self._glop, rest, whole=False)
        self._choices = [self._glop.Constraint(1, 1) for _ in range(blocks)]
        self._shares: list[pywraplp.Variable] = []
        self.columns: list[Column] = []
        self._known: set[tuple[int, bytes]] = set()
        self._barred: frozenset[int] = frozenset()

    def add(self, column: Column) -> bool:
        """Add a column; return whether it is a new one."""
        key = column.key
        if key in self._known:
            return False
        self._known.add(key)
        share = self._glop.NumVar(0, self._glop.infinity(), "")
        self._glop.Objective().SetCoefficient(share, column.cost)
        self._choices[column.block].SetCoefficient(share, 1)
        for row, factor in zip(column.rows.tolist(), column.factors.tolist(), strict=True):
            self._rows[row].SetCoefficient(share, factor)
        self._shares.append(share)
        self.columns.append(column)
        return True

    def bar(self, columns: Iterable[int]) -> None:
        """Choose none of these from now on, by their places, and any other that was barred."""
        barred = frozenset(columns)
        for column in barred - self._barred:
            self._shares[column].SetUb(0)
        for column in self._barred - barred:
            self._shares[column].SetUb(self._glop.infinity())
        self._barred = barred

    def begin(self, seconds: float | None) -> Begun[Chosen | None]:
        """Return what chooses and what stops it, as a task that must stay in this process."""
        if seconds is not None:
            self._glop.SetTimeLimit(round(1000 * seconds))
        return self.choose, self._glop.InterruptSolve

    def choose(self) -> Chosen | None:
        """Return the best choice; ``None`` where there is none, or where it was stopped."""
        if self._glop.Solve() != self._glop.OPTIMAL:
            return None
        duals = np.array([row.dual_value() for row in self._rows])
        prices = np.array([choice.dual_value() for choice in self._choices])
        shares = np.array([share.solution_value() for share in self._shares])
        multipliers = np.rint(np.clip(duals * FINE, -STEEPEST, STEEPEST)).astype(np.int64)
        useful = self._rest.rows.useful(multipliers)
        return Chosen(self._glop.Objective().Value(), useful, prices * FINE, shares)
