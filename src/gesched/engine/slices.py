"""One slice of search: a deterministic call of a solver that the clock or Ctrl-C may break off."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

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


class Strategy(StrEnum):
    """How CP-SAT branches, by the name of its subsolver."""

    RELAXATION = "max_lp"
    """The rows are close to a network flow: their relaxation, taken as far as it goes, says nearly all."""

    FEASIBILITY = "pseudo_costs"
    """Without an objective, among many rules, it finds a first schedule soonest."""


def run_slice(
    model: cp_model.CpModel,
    effort: float,
    seed: int,
    clock: Clock,
    tick: Callable[[], None] = lambda: None,
    strategy: Strategy = Strategy.RELAXATION,
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
        Breaks the slice off when time is up.
    tick
        Called about ten times a second while it runs.
    strategy
        How to branch.

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
    parameters.subsolvers.append(strategy)
    parameters.catch_sigint_signal = False
    if not finishes(lambda: solver.solve(model), solver.stop_search, clock, tick):
        return None
    return _read(solver, model)


def finishes(
    solve: Callable[[], object], stop: Callable[[], object], clock: Clock, tick: Callable[[], None]
) -> bool:
    """Run a solver in a thread of its own, so that this one can break it off; return whether it finished.

    Parameters
    ----------
    solve, stop
        What runs the solver, and what asks it to stop.
    clock
        Breaks it off when time is up or Ctrl-C was noted; counts it when it finished.
    tick
        Called about ten times a second while it runs.
    """
    done = threading.Event()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            solve()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        finished = _wait(done, clock, tick)
    finally:
        while not done.is_set():
            # A request that comes before the search has begun is lost: ask again.
            stop()
            done.wait(_POLL_SECONDS / 10)
        thread.join()
    if errors:
        raise errors[0]
    clock.effort += finished
    return finished


def _wait(done: threading.Event, clock: Clock, tick: Callable[[], None]) -> bool:
    while not done.wait(min(_POLL_SECONDS, max(0.0, clock.remaining))):
        if clock.broken_off:
            return False
        tick()
    return True


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
    bound = 0 if status is Status.INFEASIBLE else math.ceil(response.best_objective_bound - 1e-6)
    return Slice(status, bound, list(response.solution))
