"""What a search tells while it runs, and when it must stop."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from gesched.errors import TimeLimitReached
from gesched.findings import Ending, gap_between

_LOGGER = logging.getLogger("gesched")
_HEARTBEAT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands.

    Parameters
    ----------
    elapsed
        Seconds since it began.
    goal, objective
        What is being improved.
    value, bound
        What the best schedule reaches on it, and what nothing can go below; ``None`` where not known.
    effort
        Slices of search finished.
    doing
        What is searched now: "the whole", "zones" of it, or parts by what they are of, such as
        "employees, weeks"; "plans" of each employee, or "proofs" of each one's part; "posting" while rules
        and goals are, or the whole is made ready for a search, "audit" while a schedule is audited.
    """

    elapsed: float
    goal: str
    objective: str
    value: int | None
    bound: int | None
    effort: int
    doing: str = ""

    @property
    def gap(self) -> float | None:
        """The part of the value not proven to be needed, from 0 (proven) to 1; ``None`` where not known."""
        if self.value is None or self.bound is None:
            return None
        return gap_between(self.value, self.bound)


Listener = Callable[[Progress], None]


class Clock:
    """When to stop, and whom to tell.

    Parameters
    ----------
    time_limit
        Seconds; ``None`` is without limit.
    effort
        Slices of search; ``None`` is without limit.
    listener
        Called in the thread that solves, after each slice and about once a second; what it raises ends
        the search.
    """

    def __init__(
        self, time_limit: float | None, effort: int | None, listener: Listener | None = None
    ) -> None:
        self._begun = time.monotonic()
        self._time_limit = time_limit
        self._most_effort = effort
        self._listener = listener
        self._told = 0.0
        self._set_aside = 0.0
        self._outer: Clock | None = None
        self.effort = 0
        self.interrupted = False

    @property
    def elapsed(self) -> float:
        """Seconds since the clock was made."""
        return time.monotonic() - self._begun

    @property
    def remaining(self) -> float:
        """Seconds left for the search; infinite without a limit."""
        if self._time_limit is None:
            return float("inf")
        return self._time_limit - self._set_aside - self.elapsed

    def set_aside(self, seconds: float) -> None:
        """Keep so much of the time for what comes after the search."""
        self._set_aside = seconds

    @property
    def broken_off(self) -> bool:
        """Whether to stop at once, in the middle of what runs."""
        return self.interrupted or self.remaining <= 0

    def give_up(self) -> NoReturn:
        """Raise what tells that there is no schedule yet: ``TimeLimitReached`` or ``KeyboardInterrupt``."""
        raise KeyboardInterrupt if self.interrupted else TimeLimitReached(self.elapsed)

    @property
    def ending(self) -> Ending | None:
        """Why to stop; ``None`` while there is no reason."""
        if self.interrupted:
            return Ending.INTERRUPTED
        if self.remaining <= 0:
            return Ending.TIME
        if self._most_effort is not None and self.effort >= self._most_effort:
            return Ending.EFFORT
        return None

    def is_over(self, *, stands: bool) -> bool:
        """Return whether to stop: before a schedule stands, for want of time only."""
        return self.broken_off or (stands and self.ending is not None)

    @contextmanager
    def heeding_interrupts(self) -> Iterator[None]:
        """Note Ctrl-C instead of raising it wherever the program stands; another's handler is left alone."""
        before = signal.getsignal(signal.SIGINT)
        outer = _clock_of(before)
        free = before is signal.default_int_handler or outer is not None
        if not free or threading.current_thread() is not threading.main_thread():
            yield
            return
        if outer is not None:
            self._outer, self.interrupted = outer, outer.interrupted
        signal.signal(signal.SIGINT, self._note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _note(self, *_: object) -> None:
        """Note Ctrl-C, here and where a listener called for this solve."""
        self.interrupted = True
        if self._outer is not None:
            self._outer._note()

    @property
    def due(self) -> bool:
        """Whether the last report is a second old."""
        return self.elapsed - self._told >= _HEARTBEAT_SECONDS

    def beat(self, goal: str, objective: str, doing: str) -> Callable[[], None]:
        """Return what tells the listener what is done meanwhile, where that is due."""
        return partial(self.tell, goal, objective, None, None, doing, now=False)

    def tell(
        self,
        goal: str,
        objective: str,
        value: int | None,
        bound: int | None,
        doing: str = "",
        *,
        now: bool,
    ) -> None:
        """Report progress: at once and to the log, or else to the listener where that is due."""
        if not now and not self.due:
            return
        self._told = self.elapsed
        progress = Progress(self.elapsed, goal, objective, value, bound, self.effort, doing)
        if now:
            _LOGGER.info(
                "%.1f s, %s, %s: value %s, bound %s", progress.elapsed, goal, objective, value, bound
            )
        if self._listener is not None:
            self._listener(progress)


def _clock_of(handler: object) -> Clock | None:
    """Return the clock that a handler of signals is of, if it is one's."""
    clock = getattr(handler, "__self__", None)
    return clock if isinstance(clock, Clock) else None
