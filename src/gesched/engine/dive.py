"""A dive: where CP-SAT is slow to find what its own bound promises, a MIP solver looks for a solution.

The rows are close to a network flow, whose linear relaxation has whole solutions; SCIP walks to them in a
second or two where CP-SAT's search does not. What it finds is checked row by row in whole numbers; what it
believes of bounds is not used.
"""

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from gesched.engine.running import Begun
from gesched.engine.simplex import posted
from gesched.model import Numbers, Program

_MOST_NODES = 100
"""A number of nodes, not a time: so the dive ends at the same place everywhere."""


@dataclass(frozen=True, slots=True)
class Dive:
    """A search for values that make what is minimised small, as a task.

    Parameters
    ----------
    program
        What to solve.
    nodes
        How far it goes at most.
    near
        Whether it begins with the program's start, which is a solution.
    """

    program: Program
    nodes: int = _MOST_NODES
    near: bool = False

    def begin(self, seconds: float | None) -> Begun[Numbers | None]:
        """Return what looks for values, one a variable, and what stops it; ``None`` is nothing found."""
        scip = pywraplp.Solver.CreateSolver("SCIP")
        # SCIP's own handler of Ctrl-C would take it from ours.
        limits = f"limits/nodes = {self.nodes}\nmisc/catchctrlc = FALSE"
        if not scip.SetSolverSpecificParametersAsString(limits):
            raise RuntimeError(f"SCIP refused its parameters: {limits}")
        if seconds is not None:
            scip.SetTimeLimit(round(1000 * seconds))

        def solve() -> Numbers | None:
            variables, _ = posted(scip, self.program, whole=True)
            if self.near:
                scip.SetHint(variables, self.program.start.astype(float).tolist())
            if scip.Solve() not in (scip.OPTIMAL, scip.FEASIBLE):
                return None
            return np.array([round(variable.solution_value()) for variable in variables], np.int64)

        return solve, scip.InterruptSolve
