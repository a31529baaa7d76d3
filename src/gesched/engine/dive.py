"""A dive: where CP-SAT is slow to find what its own bound promises, a MIP solver looks for a solution.

The rows are close to a network flow, whose linear relaxation has whole solutions; SCIP walks to them in a
second or two where CP-SAT's search does not. What it finds is checked row by row in whole numbers; what it
believes of bounds is not used.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.math_opt import parameters_pb2, rpc_pb2

from gesched.engine.processes import NoProcess, Processes, in_words_of_math_opt
from gesched.engine.running import Begun
from gesched.engine.simplex import posted
from gesched.model import Numbers, Program

_LOGGER = logging.getLogger("gesched")
_MOST_NODES = 100
"""A number of nodes, not a time: so the dive ends at the same place everywhere."""
_SMALL = 2_000
"""Variables of a program whose relaxation takes no longer than a moment: within one, SCIP does not stop."""


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
        if len(self.program.uppers) <= _SMALL:
            return self._here(seconds)
        processes, ends = Processes(seconds), list[Callable[[], object]]()

        def solve() -> Numbers | None:
            try:
                found = processes.answer(self._asked())
            except NoProcess as why:
                _LOGGER.warning("SCIP failed in its process; it goes on here, and may stop late: %s", why)
                do, end = self._here(seconds)
                ends.append(end)
                return None if processes.stopped else do()
            if found is None or not len(found.numbers):
                return None
            return np.rint(found.numbers).astype(np.int64)

        def stop() -> None:
            processes.stop()
            for end in tuple(ends):
                end()

        return solve, stop

    def _asked(self) -> rpc_pb2.SolveRequest:
        asked = rpc_pb2.SolveRequest(
            solver_type=parameters_pb2.SOLVER_TYPE_GSCIP, model=in_words_of_math_opt(self.program, whole=True)
        )
        asked.parameters.node_limit = self.nodes
        if self.near:
            hint = asked.model_parameters.solution_hints.add().variable_values
            hint.ids.extend(range(len(self.program.start)))
            hint.values.extend(self.program.start.astype(float).tolist())
        return asked

    def _here(self, seconds: float | None) -> Begun[Numbers | None]:
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
