"""A dive: where CP-SAT is slow to find what its own bound promises, a MIP solver looks for a start.

The rows are close to a network flow, whose linear relaxation has whole solutions; SCIP walks to them in a
second or two where CP-SAT's search does not. What it finds is checked row by row in whole numbers; what it
believes of bounds is not used.
"""

from collections.abc import Callable, Sequence

from ortools.linear_solver import pywraplp

from gesched.engine.progress import Clock
from gesched.engine.relaxation import LARGEST, posted, rows_of
from gesched.engine.slices import finishes
from gesched.linear import Linear
from gesched.model import Model

_MOST_NODES = 100
"""A number of nodes, not a time: so the dive ends at the same place everywhere."""


def dive(
    model: Model,
    total: Linear,
    kept: Sequence[tuple[Linear, int]],
    clock: Clock,
    tick: Callable[[], None],
    gap: float = 0.0,
) -> list[int] | None:
    """Return values that make an expression small: one for each variable, every row satisfied.

    Parameters
    ----------
    model, total, kept
        As for ``Model.to_minimise``.
    clock
        Breaks the dive off when time is up.
    tick
        Called about ten times a second while it runs.
    gap
        How far from its bound, as a part of it, is good enough.

    Returns
    -------
    list of int or None
        ``None`` where nothing was found that holds, or the dive was broken off.
    """
    if len(model.uppers) > LARGEST:
        return None
    scip = pywraplp.Solver.CreateSolver("SCIP")
    variables, _ = posted(scip, model, list(rows_of(model, kept)), total, whole=True)
    # SCIP's own handler of Ctrl-C would take it from ours.
    limits = f"limits/nodes = {_MOST_NODES}\nlimits/gap = {gap}\nmisc/catchctrlc = FALSE"
    if not scip.SetSolverSpecificParametersAsString(limits):
        raise RuntimeError(f"SCIP refused its parameters: {limits}")
    found: list[int] = []
    if not finishes(lambda: found.append(scip.Solve()), scip.InterruptSolve, clock, tick):
        return None
    if found[0] not in (scip.OPTIMAL, scip.FEASIBLE):
        return None
    values = model.decisions(lambda number: round(variables[number].solution_value()))
    holds = model.holds(values) and all(linear.value(values) <= most for linear, most in kept)
    return values if holds else None
