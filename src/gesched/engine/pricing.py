"""One employee's best plans by prices: window by window of a long horizon, then all of it at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.running import Begun
from gesched.engine.slices import OPEN, CpSat, Slice, Status
from gesched.model import Mask, Numbers

_PART = 0.4
"""What part of the time for all of it at once each window has."""


@dataclass(frozen=True, slots=True)
class Pricing:
    """A question to CP-SAT about a plan, as a task.

    Of half a year CP-SAT finds little in the time in which it finds the best plan of a month. So a month is
    searched while the rest is held, and then the next, from what was found; then the whole from there, which
    gives a bound.

    Parameters
    ----------
    whole
        The question; its program starts from a solution, so that every window has one: a claim that there is
        none is told as the answer, and is wrong.
    decisions
        Which variables are decisions: of these, what is outside a window is held.
    windows
        For each, which variables are in it. None is where the whole is short.
    """

    whole: CpSat
    decisions: Mask
    windows: tuple[Mask, ...] = ()

    def begin(self, seconds: float | None) -> Begun[Slice]:
        """Return what answers it, and what stops it."""
        stopped, stops = False, list[Callable[[], object]]()

        def asked(question: CpSat) -> Slice:
            if stopped:
                return Slice(Status.UNKNOWN, question.program.lowest, np.empty(0, np.int64))
            asking, stop_asking = question.begin(seconds)
            stops[:] = [stop_asking]
            return asking()

        def answer() -> Slice:
            start, effort = self.whole.program.start, 0.0
            for window in self.windows:
                found = asked(self._within(window, start))
                effort += found.effort
                if found.status is Status.INFEASIBLE:
                    return replace(found, effort=effort)
                start = found.values if len(found.values) else start
            found = asked(replace(self.whole, program=replace(self.whole.program, start=start)))
            if not self.windows:
                return found
            values, others = (found.values, (*found.others, start)) if len(found.values) else (start, ())
            return replace(found, values=values, others=others, effort=effort + found.effort)

        def stop() -> None:
            nonlocal stopped
            stopped = True
            for one in tuple(stops):
                one()

        return answer, stop

    def _within(self, window: Mask, start: Numbers) -> CpSat:
        """Return the question about a window, from where the search has come to."""
        held = np.where(self.decisions & ~window, start, OPEN)
        if self.whole.held is not None:
            held = np.where(self.whole.held == OPEN, held, self.whole.held)
        program = replace(self.whole.program, start=start)
        return replace(self.whole, program=program, effort=_PART * self.whole.effort, held=held, others=0)
