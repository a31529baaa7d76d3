"""The linear relaxation: a bound that needs no trust in floating point.

GLOP's dual values are only a suggestion: rounded to fractions, any multipliers of the rows give a bound
that holds (weak duality; Neumaier and Shcherbina 2004), and it is counted here in whole numbers.
"""

from collections.abc import Callable, Iterator, Sequence

from ortools.linear_solver import pywraplp

from gesched.engine.progress import Clock
from gesched.engine.slices import finishes
from gesched.linear import Linear
from gesched.model import FAR, Model

LARGEST = 60_000
"""Variables; above, the relaxation takes longer than it helps."""
_SCALE = 2**20
"""Multipliers are whole numbers of this part."""

Row = tuple[Linear, int, int]


def rows_of(model: Model, kept: Sequence[tuple[Linear, int]]) -> Iterator[Row]:
    """Yield a model's rows, and those of what must not get worse: expression, lower and upper bound."""
    yield from model.rows
    yield from ((linear, -FAR, most) for linear, most in kept)


def posted(
    solver: pywraplp.Solver, model: Model, rows: Sequence[Row], total: Linear, *, whole: bool
) -> tuple[list[pywraplp.Variable], list[pywraplp.Constraint]]:
    """Post rows and what to minimise on a linear solver; return its variables and constraints."""
    variables = [solver.Var(0, upper, whole, "") for upper in model.uppers]
    constraints = []
    for row, lower, upper in rows:
        least = -solver.infinity() if lower == -FAR else lower - row.constant
        constraint = solver.Constraint(least, solver.infinity() if upper == FAR else upper - row.constant)
        for number, factor in row.terms:
            constraint.SetCoefficient(variables[number], factor)
        constraints.append(constraint)
    for number, factor in total.terms:
        solver.Objective().SetCoefficient(variables[number], factor)
    solver.Objective().SetOffset(total.constant)
    return variables, constraints


def relaxed_bound(
    model: Model, total: Linear, kept: Sequence[tuple[Linear, int]], clock: Clock, tick: Callable[[], None]
) -> int | None:
    """Return what an expression cannot go below, by its linear relaxation.

    Parameters
    ----------
    model, total, kept
        As for ``Model.to_minimise``.
    clock
        Breaks it off when time is up; counts it when it finished.
    tick
        Called about ten times a second while it runs.

    Returns
    -------
    int or None
        ``None`` where the model is too large, or the relaxation was broken off.
    """
    if len(model.uppers) > LARGEST:
        return None
    rows = list(rows_of(model, kept))
    glop = pywraplp.Solver.CreateSolver("GLOP")
    _, constraints = posted(glop, model, rows, total, whole=False)
    found: list[int] = []
    if not finishes(lambda: found.append(glop.Solve()), glop.InterruptSolve, clock, tick):
        return None
    if found[0] != glop.OPTIMAL:
        return None
    multipliers = [round(constraint.dual_value() * _SCALE) for constraint in constraints]
    return _weak_duality(model.uppers, total, rows, multipliers)


def _weak_duality(
    uppers: Sequence[int], total: Linear, rows: Sequence[Row], multipliers: Sequence[int]
) -> int:
    """Return the bound that multipliers of the rows prove, rounded up to a whole number."""
    bound = total.constant * _SCALE
    reduced = {number: factor * _SCALE for number, factor in total.terms}
    for (row, lower, upper), multiplier in zip(rows, multipliers, strict=True):
        side = lower if multiplier > 0 else upper
        if multiplier == 0 or abs(side) == FAR:
            continue
        bound += multiplier * (side - row.constant)
        for number, factor in row.terms:
            reduced[number] = reduced.get(number, 0) - multiplier * factor
    bound += sum(min(0, factor) * uppers[number] for number, factor in reduced.items())
    return -(-bound // _SCALE)
