"""Tasks at work: in threads of this process, or on an executor that the caller brings."""

import math
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, Self, TypeVar

from gesched.engine.progress import Clock

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 0.3
"""How long what was broken off has to tell what it knows, or to stop or come to its end by itself."""
_LEAST_WORKERS = 2
"""A long task and short ones beside it go on even where there is one core."""

_Result_co = TypeVar("_Result_co", covariant=True)
_Result = TypeVar("_Result")

Begun = tuple[Callable[[], _Result], Callable[[], object]]
"""What does a task, and what asks it to stop."""


class Task(Protocol[_Result_co]):
    """Something to be solved: plain data, whose answer depends on nothing else."""

    def begin(self, seconds: float | None) -> Begun[_Result_co]:
        """Return what does it and what stops it; it may stop by itself after so many seconds."""
        ...


def perform(task: Task[_Result], seconds: float | None) -> _Result:
    """Do a task; where it runs, nothing but the task is known."""
    do, _ = task.begin(seconds)
    return do()


class Successive:
    """Does tasks one after the other, as parts of one that has so many seconds and can be stopped.

    Parameters
    ----------
    seconds
        For all of them, from now on; ``None`` is without limit.
    """

    def __init__(self, seconds: float | None) -> None:
        self._end = math.inf if seconds is None else time.monotonic() + seconds
        self._stop: Callable[[], object] | None = None
        self._stopped = False

    def do(self, task: Task[_Result]) -> _Result | None:
        """Return the result of a task; ``None`` where it is not begun any more."""
        left = self._end - time.monotonic()
        if self._stopped or left <= 0:
            return None
        doing, self._stop = task.begin(None if math.isinf(left) else left)
        return doing()

    def stop(self) -> None:
        """Ask what is being done to stop, and begin no other."""
        self._stopped = True
        if self._stop is not None:
            self._stop()


@dataclass(frozen=True)
class Underway(Generic[_Result]):
    """Tasks that are being done.

    Parameters
    ----------
    futures
        One for each task, in their order.
    leave
        Asks them to stop where they have not finished, and lets go of what does them.
    """

    futures: Sequence[Future[_Result]]
    leave: Callable[[], None]


class Runner:
    """Does tasks side by side.

    Parameters
    ----------
    clock
        Breaks them off when time is up or Ctrl-C was noted; counts what was waited for.
    executor
        Where to do them; ``None`` is in threads of this process, as many as there are cores, which end with
        the runner: it is a context manager.
    """

    def __init__(self, clock: Clock, executor: Executor | None = None) -> None:
        self.clock = clock
        self._executor = executor
        # One pool for all: Python would swallow what a signal handler raises while a pool is cleared away.
        self._pool = ThreadPoolExecutor(max(_LEAST_WORKERS, os.cpu_count() or 1), "gesched")

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the threads."""
        self._pool.shutdown()

    def run(self, tasks: Sequence[Task[_Result]], tick: Callable[[], None]) -> list[_Result] | None:
        """Return the results of tasks, in their order, as one slice.

        Parameters
        ----------
        tasks
            What to do.
        tick
            Called about ten times a second meanwhile.

        Returns
        -------
        list or None
            ``None`` where they were broken off: what they had found by then depends on the machine.
        """
        if not tasks:
            return []
        if self.clock.broken_off:
            return None
        return self.results(self.begin(tasks), tick)

    def here(self, task: Task[_Result], tick: Callable[[], None]) -> _Result | None:
        """Return the result of a task that must stay in this process; it counts as no slice.

        ``None`` is where it was broken off.
        """
        underway = self._here([task])
        try:
            finished = self._wait(underway.futures, tick)
        finally:
            underway.leave()
        return underway.futures[0].result() if finished else None

    def aside(
        self, do: Callable[[], _Result], tick: Callable[[], None], stop: Callable[[], object] = lambda: None
    ) -> _Result:
        """Do something in a thread of this process; return its result, or raise what it raises.

        It counts as no slice. What ``tick`` raises comes once it is done or stopped, when the runner ends.

        Parameters
        ----------
        do
            What to do: to its end, whatever the clock says, unless it heeds ``stop``.
        tick
            Called about ten times a second meanwhile.
        stop
            Asks it to stop: where time is up, or Ctrl-C was noted, and it still takes longer than a moment;
            or where ``tick`` raises.
        """
        future, since = self._pool.submit(copy_context().run, do), math.inf
        try:
            while wait([future], _POLL_SECONDS).not_done:
                tick()
                if self.clock.broken_off:
                    since = min(since, self.clock.elapsed)
                if self.clock.elapsed - since > _GRACE_SECONDS:
                    stop()
        finally:
            if not future.done():
                stop()
        return future.result()

    def begin(self, tasks: Sequence[Task[_Result]]) -> Underway[_Result]:
        """Begin tasks, and do not wait for them."""
        return self._here(tasks) if self._executor is None else self._there(self._executor, tasks)

    def last_words(self, underway: Underway[_Result]) -> list[_Result]:
        """Return what tasks knew when they were broken off, of those that tell; it depends on the machine."""
        underway.leave()
        ended = wait(underway.futures, _GRACE_SECONDS).done
        told = (future for future in underway.futures if future in ended and not future.cancelled())
        return [future.result() for future in told if future.exception() is None]

    def results(self, underway: Underway[_Result], tick: Callable[[], None]) -> list[_Result] | None:
        """Wait for tasks, which count as one slice; return their results, ``None`` where broken off."""
        try:
            finished = self._wait(underway.futures, tick)
        finally:
            underway.leave()
        # A task elsewhere may have stopped by its own limit, which is never before ours.
        if not finished or (self._executor is not None and self.clock.remaining <= 0):
            return None
        self.clock.effort += 1
        return [future.result() for future in underway.futures]

    def _here(self, tasks: Sequence[Task[_Result]]) -> Underway[_Result]:
        """Begin tasks in threads of this process."""
        stops: list[Callable[[], object]] = []
        stopped = threading.Event()

        def do(task: Task[_Result]) -> _Result:
            if stopped.is_set():
                raise CancelledError
            doing, stop = task.begin(None)
            stops.append(stop)
            return doing()

        futures = [self._pool.submit(do, task) for task in tasks]

        def leave() -> None:
            stopped.set()
            while wait(futures, 0.0).not_done:
                # A request that comes before the search has begun is lost: ask again.
                for stop in tuple(stops):
                    stop()
                wait(futures, _POLL_SECONDS / 10)

        return Underway(futures, leave)

    def _there(self, executor: Executor, tasks: Sequence[Task[_Result]]) -> Underway[_Result]:
        remaining = self.clock.remaining
        # CP-SAT may stop a little before its limit: what stops by itself must not pass for finished.
        seconds = None if remaining == float("inf") else remaining + _GRACE_SECONDS
        futures = [executor.submit(partial(perform, task, seconds)) for task in tasks]

        def leave() -> None:
            for future in futures:
                future.cancel()

        return Underway(futures, leave)

    def _wait(self, futures: Sequence[Future[_Result]], tick: Callable[[], None]) -> bool:
        while not self.clock.broken_off:
            wait(futures, min(_POLL_SECONDS, max(0.0, self.clock.remaining)))
            # Waiting never ends for what an executor cancelled that was shut down meanwhile.
            if all(future.done() for future in futures):
                return True
            tick()
        return False
