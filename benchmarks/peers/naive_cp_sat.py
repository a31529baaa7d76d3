"""The whole model at once in CP-SAT, as its scheduling examples do it: no hint, and only a time limit."""

import time

from groups import Planted
from ortools.sat.python import cp_model

import gesched
from peers.posted import posted


def run(planted: Planted, seconds: float, seed: int) -> gesched.Schedule | None:
    """Return what CP-SAT finds with all cores, making the model included in the time."""
    begun = time.perf_counter()
    whole = posted(planted)
    cp = cp_model.CpModel()
    variables = [cp.new_int_var(0, upper, "") for upper in whole.model.uppers]

    def expression(terms: tuple[tuple[int, int], ...]) -> cp_model.LinearExpr:
        numbers, factors = zip(*terms, strict=True)
        return cp_model.LinearExpr.weighted_sum([variables[number] for number in numbers], factors)

    for row, lower, upper in whole.model.rows:
        if row.terms:
            shifted = (lower - row.constant, upper - row.constant)
            cp.add_linear_constraint(expression(row.terms), *shifted)
    cp.minimize(expression(whole.total.terms))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.perf_counter() - begun))
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return whole.schedule([solver.value(variables[number]) for number in range(len(whole.model.cells))])
