"""A dive: where CP-SAT is slow to find what its own bound promises, a MIP solver looks for a start.

The rows are close to a network flow, whose linear relaxation has whole solutions; SCIP walks to them in a
second or two where CP-SAT's search does not. What it finds is checked row by row in whole numbers; what it
believes of bounds is not used.
"""

from collections.abc import Callable, Sequence

from ortools.linear_solver.python import model_builder

from gesched.engine.progress import Clock
from gesched.engine.slices import finishes
from gesched.linear import Linear
from gesched.model import FAR, Model

_MOST_NODES = 100
"""A number of nodes, not a time: so the dive ends at the same place everywhere."""
_LARGEST = 60_000
"""Variables; above, the relaxation alone takes longer than it helps."""


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
    if len(model.uppers) > _LARGEST:
        return None
    mip = model_builder.Model()  # type: ignore[no-untyped-call]
    variables = [mip.new_int_var(0, upper, "") for upper in model.uppers]

    def expression(linear: Linear) -> model_builder.LinearExpr:
        terms = [variables[number] for number, _ in linear.terms]
        return model_builder.LinearExpr.weighted_sum(terms, [factor for _, factor in linear.terms])

    for row, lower, upper in (*model.rows, *((linear, -FAR, most) for linear, most in kept)):
        if row.terms:
            mip.add_linear_constraint(
                expression(row),
                float("-inf") if lower == -FAR else lower - row.constant,
                float("inf") if upper == FAR else upper - row.constant,
            )
    mip.minimize(expression(total))
    solver = model_builder.Solver("scip")
    solver.set_solver_specific_parameters(f"limits/nodes = {_MOST_NODES}\nlimits/gap = {gap}")
    found: list[model_builder.SolveStatus] = []
    if not finishes(lambda: found.append(solver.solve(mip)), solver.stop_search, clock, tick):
        return None
    if found[0] not in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE):
        return None
    values = model.decisions(lambda number: round(solver.value(variables[number])))
    holds = model.holds(values) and all(linear.value(values) <= most for linear, most in kept)
    return values if holds else None
