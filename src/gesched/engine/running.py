"""Tasks at work: in threads of this process, or on an executor that the caller brings."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from gesched.engine.progress import Clock

_POLL_SECONDS = 0.1

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
        Breaks them off when time is up or Ctrl-C was noted; counts those that finished.
    executor
        Where to do them; ``None`` is in threads of this process, as many as there are cores.
    """

    def __init__(self, clock: Clock, executor: Executor | None = None) -> None:
        self._clock = clock
        self._executor = executor
        self._busy = 0

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
        if self._clock.broken_off:
            return None
        found = self.results(self.begin(tasks), tick)
        if found is not None:
            self._clock.effort += 1
        return found

    def begin(self, tasks: Sequence[Task[_Result]]) -> Underway[_Result]:
        """Begin tasks, and do not wait for them."""
        return self._here(tasks) if self._executor is None else self._there(self._executor, tasks)

    def results(self, underway: Underway[_Result], tick: Callable[[], None]) -> list[_Result] | None:
        """Wait for tasks; return their results, or ``None`` where they were broken off."""
        try:
            finished = self._wait(underway.futures, tick)
        finally:
            underway.leave()
        # A task elsewhere may have stopped by its own limit, which is never before ours.
        if not finished or (self._executor is not None and self._clock.remaining <= 0):
            return None
        return [future.result() for future in underway.futures]

    def _here(self, tasks: Sequence[Task[_Result]]) -> Underway[_Result]:
        """Begin tasks in threads of this process, as many as cores are left by what is under way."""
        stops: list[Callable[[], object]] = []
        stopped = threading.Event()

        def do(task: Task[_Result]) -> _Result:
            if stopped.is_set():
                raise CancelledError
            doing, stop = task.begin(None)
            stops.append(stop)
            return doing()

        workers = max(1, min(len(tasks), (os.cpu_count() or 1) - self._busy))
        pool = ThreadPoolExecutor(workers, thread_name_prefix="gesched")
        self._busy += workers
        futures = [pool.submit(do, task) for task in tasks]

        def leave() -> None:
            if stopped.is_set():
                return
            stopped.set()
            self._busy -= workers
            while wait(futures, 0.0).not_done:
                # A request that comes before the search has begun is lost: ask again.
                for stop in tuple(stops):
                    stop()
                wait(futures, _POLL_SECONDS / 10)
            pool.shutdown()

        return Underway(futures, leave)

    def _there(self, executor: Executor, tasks: Sequence[Task[_Result]]) -> Underway[_Result]:
        remaining = self._clock.remaining
        seconds = None if remaining == float("inf") else remaining
        futures = [executor.submit(partial(perform, task, seconds)) for task in tasks]

        def leave() -> None:
            for future in futures:
                future.cancel()

        return Underway(futures, leave)

    def _wait(self, futures: Sequence[Future[_Result]], tick: Callable[[], None]) -> bool:
        while wait(futures, min(_POLL_SECONDS, max(0.0, self._clock.remaining))).not_done:
            if self._clock.broken_off:
                return False
            tick()
        return True
