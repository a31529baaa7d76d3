"""One slice of search: a deterministic call of CP-SAT that the clock or Ctrl-C may break off."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from ortools.sat.python import cp_model

from gesched.engine.progress import Clock

_POLL_SECONDS = 0.1


class Status(Enum):
    """What a slice found out; four different answers."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Slice:
    """What a finished slice found.

    Parameters
    ----------
    status
        The answer.
    bound
        What the objective cannot go below, rounded up to a whole number.
    values
        A value for each variable; empty where no solution was found.
    """

    status: Status
    bound: int
    values: Sequence[int] = ()


def run_slice(
    model: cp_model.CpModel, effort: float, seed: int, clock: Clock, tick: Callable[[], None] = lambda: None
) -> Slice | None:
    """Run CP-SAT on one worker for a deterministic time.

    Parameters
    ----------
    model
        What to solve.
    effort
        Deterministic time, in CP-SAT's own unit (about a second).
    seed
        The seed.
    clock
        Breaks the slice off when time is up; counts it when it finished.
    tick
        Called about ten times a second while it runs.

    Returns
    -------
    Slice or None
        ``None`` where it was broken off: what it had found by then depends on the machine, and is discarded.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.max_deterministic_time = effort
    parameters.catch_sigint_signal = False
    finished = _Watched(solver, model).wait(clock, tick)
    if not finished:
        return None
    clock.effort += 1
    return _read(solver, model)


class _Watched:
    """A solver in a thread of its own, so that the main thread hears Ctrl-C."""

    def __init__(self, solver: cp_model.CpSolver, model: cp_model.CpModel) -> None:
        self._solver = solver
        self._model = model
        self._done = threading.Event()
        self._error: BaseException | None = None

    def wait(self, clock: Clock, tick: Callable[[], None]) -> bool:
        """Solve; return whether the solver came to its own end."""
        threading.Thread(target=self._solve, daemon=True).start()
        try:
            while not self._done.wait(min(_POLL_SECONDS, max(0.0, clock.remaining))):
                if clock.remaining <= 0:
                    self._stop(clock)
                    return False
                tick()
        except KeyboardInterrupt:
            clock.interrupted = True
            self._stop(clock)
            return False
        except BaseException:
            self._stop(clock)
            raise
        if self._error is not None:
            raise self._error
        return True

    def _solve(self) -> None:
        try:
            self._solver.solve(self._model)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._error = error
        finally:
            self._done.set()

    def _stop(self, clock: Clock) -> None:
        while not self._done.is_set():
            try:
                # A request that comes before the search has begun is lost: ask again.
                self._solver.stop_search()
                self._done.wait(_POLL_SECONDS / 10)
            except KeyboardInterrupt:
                clock.interrupted = True


def _read(solver: cp_model.CpSolver, model: cp_model.CpModel) -> Slice:
    response = solver.response_proto
    status = {
        cp_model.OPTIMAL: Status.OPTIMAL,
        cp_model.FEASIBLE: Status.FEASIBLE,
        cp_model.INFEASIBLE: Status.INFEASIBLE,
        cp_model.UNKNOWN: Status.UNKNOWN,
    }.get(response.status)
    if status is None:
        raise RuntimeError(f"CP-SAT refused the model: {model.validate()}")
    values = list(response.solution)
    bound = math.ceil(response.best_objective_bound - 1e-6) if status is not Status.INFEASIBLE else 0
    return Slice(status, bound, values)
