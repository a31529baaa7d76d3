"""Rounding: what the linear relaxation does not take at all is left out, the rest is searched by CP-SAT.

Relaxation-enforced neighbourhood search (Berthold 2014). The rows are close to a network flow, whose linear
relaxation leaves little open; so this finds in seconds what CP-SAT alone does not. What it takes wholly stays
open too: to hold it left some groups without any schedule, and saved little. Where even so nothing better is
found than what it starts from, that stays open as well (relaxation-induced neighbourhoods, Danna and others
2005): then there is something to begin with.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.processes import Floats
from gesched.engine.relaxation import Bounded, relaxed
from gesched.engine.running import Begun
from gesched.engine.simplex import Simplex
from gesched.engine.slices import OPEN, CpSat, Slice, Status, Strategy
from gesched.model import Mask, Program

_TOLERANCE = 1e-6
_FINE = 16
"""Costs that are shaken are whole numbers of this part."""
_MOST = 2
"""The most that is added to the cost of a decision, in what costs usually are."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """What a rounding found.

    Parameters
    ----------
    bounded
        What the program's objective cannot go below; ``None`` where the relaxation found no optimum.
    found
        What CP-SAT found of the rest: no proof of anything.
    """

    bounded: Bounded | None
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
    near
        Whether what the program starts from stays open at once.
    shaken
        With the seed, what decides which small costs are added at random, so that of many solutions of the
        relaxation that are nearly as good another one is found; then there is no bound. ``None`` adds none.
    """

    program: Program
    decisions: int
    effort: float
    seed: int
    near: bool = False
    shaken: int | None = None

    def begin(self, seconds: float | None) -> Begun[Rounded]:
        """Return what solves it, and what stops it."""
        simplex = Simplex(seconds)
        stops: list[Callable[[], object]] = [simplex.stop]

        def solve() -> Rounded:
            bounded, values = self._relaxed(simplex)
            if values is None or not self.effort:
                return Rounded(bounded, Slice(Status.UNKNOWN, 0, np.empty(0, np.int64)))
            left_out = values < _TOLERANCE
            agreed = left_out & (self.program.start == 0)
            found = search(agreed if self.near else left_out)
            if not self.near and not self._is_better(found) and np.any(agreed != left_out):
                more = search(agreed)
                found = more if len(more.values) else found
            return Rounded(bounded, found)

        def search(left_out: Mask) -> Slice:
            doing, stop_search = self._rest(left_out).begin(seconds)
            stops.append(stop_search)
            return replace(doing(), bound=0)

        def stop() -> None:
            for one in tuple(stops):
                one()

        return solve, stop

    def _relaxed(self, simplex: Simplex) -> tuple[Bounded | None, Floats | None]:
        """Return what the relaxation proves, and its solution, or about that, without a proof."""
        if self.shaken is None:
            at_ease = relaxed(simplex, self.program)
            return (None, None) if at_ease is None else (at_ease.bounded, at_ease.values)
        costs = self.program.costs * _FINE
        # Slacks, which come last, cost far more than is usual.
        priced = costs[: len(self.program.numbers)]
        usual = int(np.median(np.abs(priced[priced != 0]))) if priced.any() else _FINE
        draw = np.random.default_rng((self.seed, self.shaken))
        costs[: self.decisions] += draw.integers(0, _MOST * usual + 1, self.decisions)
        optimum = simplex.optimum(replace(self.program, costs=costs))
        return None, None if optimum is None else optimum.values

    def _rest(self, left_out: Mask) -> CpSat:
        held = np.where(left_out, 0, OPEN)
        held[self.decisions :] = OPEN
        return CpSat(self.program, self.effort, self.seed, Strategy.PSEUDO_COSTS, held)

    def _is_better(self, found: Slice) -> bool:
        value = self.program.value
        return len(found.values) > 0 and value(found.values) < value(self.program.start)
