"""One employee's best plans by prices: window by window of a long horizon, then all of it at once."""

from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.running import Begun, Successive
from gesched.engine.slices import OPEN, CpSat, Slice, Status
from gesched.model import Mask, Numbers

_PART = 0.4
"""What part of the time for all of it at once each window has."""
_NOTHING = Slice(Status.UNKNOWN, 0, np.empty(0, np.int64))
"""What is known of a question that is not asked any more."""


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
        successive = Successive(seconds)

        def answer() -> Slice:
            start, effort = self.whole.program.start, 0.0
            for window in self.windows:
                found = successive.do(self._within(window, start)) or _NOTHING
                effort += found.effort
                if found.status is Status.INFEASIBLE:
                    return replace(found, effort=effort)
                start = found.values if len(found.values) else start
            program = replace(self.whole.program, start=start)
            last = successive.do(replace(self.whole, program=program))
            last = replace(_NOTHING, bound=program.lowest) if last is None else last
            if not self.windows:
                return last
            values, others = (last.values, (*last.others, start)) if len(last.values) else (start, ())
            return replace(last, values=values, others=others, effort=effort + last.effort)

        return answer, successive.stop

    def _within(self, window: Mask, start: Numbers) -> CpSat:
        """Return the question about a window, from where the search has come to."""
        held = np.where(self.decisions & ~window, start, OPEN)
        if self.whole.held is not None:
            held = np.where(self.whole.held == OPEN, held, self.whole.held)
        program = replace(self.whole.program, start=start)
        return replace(self.whole, program=program, effort=_PART * self.whole.effort, held=held, others=0)
