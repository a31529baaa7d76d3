"""Rounding: what the linear relaxation does not take at all is left out, the rest is searched by CP-SAT.

Relaxation-enforced neighbourhood search (Berthold 2014). The rows are close to a network flow, whose linear
relaxation leaves little open; so this finds in seconds what CP-SAT alone does not. What it takes wholly stays
open too: to hold it left some groups without any schedule, and saved little.
"""

import threading
from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.relaxation import Relaxed, linear_solver, relaxed
from gesched.engine.running import Begun
from gesched.engine.slices import OPEN, CpSat, Slice, Status, Strategy
from gesched.model import Program

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Rounded:
    """What a rounding found.

    Parameters
    ----------
    bound
        What the program's objective cannot go below; ``None`` where the relaxation found no optimum.
    found
        What CP-SAT found of the rest: no proof of anything.
    """

    bound: int | None
    found: Slice


@dataclass(frozen=True, slots=True)
class Rounding:
    """The linear relaxation of a program, and CP-SAT on what it leaves open, as a task.

    Parameters
    ----------
    program
        What to solve.
    decisions
        How many of its variables, the first, are decisions; others are never held.
    effort
        Deterministic time for CP-SAT; 0 only counts the bound.
    seed
        CP-SAT's seed.
    """

    program: Program
    decisions: int
    effort: float
    seed: int

    def begin(self, seconds: float | None) -> Begun[Rounded]:
        """Return what solves it, and what stops it."""
        solver = linear_solver(seconds)
        stops = [solver.InterruptSolve]
        stopped = threading.Event()

        def solve() -> Rounded:
            at_ease = relaxed(solver, self.program)
            if at_ease is None or not self.effort or stopped.is_set():
                bound = None if at_ease is None else at_ease.bound
                return Rounded(bound, Slice(Status.UNKNOWN, 0, np.empty(0, np.int64)))
            doing, stop_search = self._rest(at_ease).begin(seconds)
            stops.append(stop_search)
            return Rounded(at_ease.bound, replace(doing(), bound=0))

        def stop() -> None:
            stopped.set()
            for one in tuple(stops):
                one()

        return solve, stop

    def _rest(self, at_ease: Relaxed) -> CpSat:
        held = np.where(at_ease.values < _TOLERANCE, 0, OPEN)
        held[self.decisions :] = OPEN
        return CpSat(self.program, self.effort, self.seed, Strategy.PSEUDO_COSTS, held)
