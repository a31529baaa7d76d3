"""The linear relaxation: a bound that needs no trust in floating point.

A solver's dual values are only a suggestion: rounded to fractions, any multipliers of the rows give a bound
that holds (weak duality; Neumaier and Shcherbina 2004), and it is counted here in whole numbers.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from gesched.engine.running import Begun
from gesched.model import FAR, Numbers, Program

_SCALE = 2**20
"""Multipliers are whole numbers of this part."""
_PARAMETERS = "use_dual_simplex: true"
_LARGEST_SUM = 2**61


class Relaxed(NamedTuple):
    """What a linear relaxation tells.

    Parameters
    ----------
    bound
        What the objective cannot go below.
    values
        For each variable what it is worth at the optimum, about.
    multipliers
        For each row what proves the bound.
    """

    bound: int
    values: npt.NDArray[np.float64]
    multipliers: Numbers


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
        solver = linear_solver(seconds)

        def solve() -> int | None:
            found = relaxed(solver, self.program)
            return None if found is None else found.bound

        return solve, solver.InterruptSolve


@dataclass(frozen=True, slots=True)
class Multipliers:
    """The linear relaxations of parts of one program, one after the other, as a task.

    Parameters
    ----------
    programs
        What to relax.
    """

    programs: tuple[Program, ...]

    def begin(self, seconds: float | None) -> Begun[list[Numbers | None]]:
        """Return what tells each one's multipliers (``None`` where it has no optimum), and what stops it."""
        stopped = threading.Event()
        solvers = [linear_solver(seconds) for _ in self.programs]

        def solve() -> list[Numbers | None]:
            return [told(*pair) for pair in zip(solvers, self.programs, strict=True)]

        def told(solver: pywraplp.Solver, program: Program) -> Numbers | None:
            found = None if stopped.is_set() else relaxed(solver, program)
            return None if found is None else found.multipliers

        def stop() -> None:
            stopped.set()
            for solver in solvers:
                solver.InterruptSolve()

        return solve, stop


def joined(program: Program, parts: Iterable[tuple[Program, Numbers]]) -> Numbers:
    """Return multipliers of a program out of those of parts of it: of a row in several parts, their mean."""
    order = np.argsort(program.rows.origins)
    origins = program.rows.origins[order]
    sums, counts = np.zeros_like(origins), np.zeros_like(origins)
    for part, multipliers in parts:
        at = np.searchsorted(origins, part.rows.origins)
        known = at < len(origins)
        known[known] = origins[at[known]] == part.rows.origins[known]
        sums[at[known]] += multipliers[known]
        counts[at[known]] += 1
    found = np.zeros_like(sums)
    found[order] = sums // np.maximum(1, counts)
    return found


def linear_solver(seconds: float | None) -> pywraplp.Solver:
    """Return what solves relaxations: the dual simplex method, several times as fast here as the primal."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    if not solver.SetSolverSpecificParametersAsString(_PARAMETERS):
        raise RuntimeError(f"GLOP refused its parameters: {_PARAMETERS}")
    if seconds is not None:
        solver.SetTimeLimit(round(1000 * seconds))
    return solver


def relaxed(solver: pywraplp.Solver, program: Program) -> Relaxed | None:
    """Solve the linear relaxation of a program; ``None`` where no optimum is found."""
    variables, constraints = posted(solver, program, whole=False)
    if solver.Solve() != solver.OPTIMAL:
        return None
    duals = np.array([constraint.dual_value() for constraint in constraints])
    values = np.array([variable.solution_value() for variable in variables])
    multipliers = np.rint(duals * _SCALE).astype(np.int64)
    return Relaxed(weak_duality(program, multipliers), values, multipliers)


def posted(
    solver: pywraplp.Solver, program: Program, *, whole: bool
) -> tuple[list[pywraplp.Variable], list[pywraplp.Constraint]]:
    """Post a program on a linear solver; return its variables and constraints."""
    variables = [solver.Var(0, upper, whole, "") for upper in program.uppers.tolist()]
    rows, infinity = program.rows, solver.infinity()
    columns, factors = rows.columns.tolist(), rows.factors.tolist()
    constraints, first = [], 0
    for end, lower, upper in zip(rows.ends.tolist(), rows.lowers.tolist(), rows.uppers.tolist(), strict=True):
        least, most = -infinity if lower == -FAR else lower, infinity if upper == FAR else upper
        constraint = solver.Constraint(least, most)
        for entry in range(first, end):
            constraint.SetCoefficient(variables[columns[entry]], factors[entry])
        constraints.append(constraint)
        first = end
    for number in np.flatnonzero(program.costs).tolist():
        solver.Objective().SetCoefficient(variables[number], int(program.costs[number]))
    solver.Objective().SetOffset(program.offset)
    return variables, constraints


def weak_duality(program: Program, multipliers: Numbers) -> int:
    """Return the bound that multipliers of the rows prove, rounded up to a whole number."""
    rows = program.rows
    sides = np.where(multipliers > 0, rows.lowers, rows.uppers)
    used = (multipliers != 0) & (np.abs(sides) != FAR)
    # Whole numbers of 64 bits where all sums fit in them, else of any size.
    exact = np.int64 if _fits(program, multipliers, sides) else np.object_
    by: npt.NDArray[Any] = np.where(used, multipliers, 0).astype(exact)
    bound = program.offset * _SCALE + int((by * np.where(used, sides, 0)).sum())
    reduced: npt.NDArray[Any] = program.costs.astype(exact) * _SCALE
    np.subtract.at(reduced, rows.columns, by[rows.row_of_entry()] * rows.factors)
    bound += int((np.minimum(0, reduced) * program.uppers).sum())
    return -(-bound // _SCALE)


def _fits(program: Program, multipliers: Numbers, sides: Numbers) -> bool:
    """Return whether no sum of a bound can leave 64 bits."""
    limits = np.where(np.abs(sides) == FAR, 0, sides)
    multiplier, factor, upper, limit, cost = (
        int(np.abs(one).max(initial=1))
        for one in (multipliers, program.rows.factors, program.uppers, limits, program.costs)
    )
    entries = len(program.rows.factors) + len(program.uppers)
    largest = (multiplier * factor + cost * _SCALE) * upper * entries + multiplier * limit * len(sides)
    return largest < _LARGEST_SUM
