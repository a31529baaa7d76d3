"""One slice of search: a program for CP-SAT, solved in deterministic time, wherever it runs."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum

import numpy as np
from ortools.sat.python import cp_model

from gesched.engine.running import Begun
from gesched.model import FAR, Numbers, Program, Stopped

_SEEDS = 2**31
"""How many seeds CP-SAT knows."""
OPEN = -1
"""Where a variable is not held."""


class Status(Enum):
    """What a slice found out; four different answers."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Strategy(StrEnum):
    """How CP-SAT branches: by the name of its subsolver, but for a portfolio."""

    RELAXATION = "max_lp"
    """The rows are close to a network flow: their relaxation, taken as far as it goes, says nearly all."""

    PSEUDO_COSTS = "pseudo_costs"
    """Among many rules it finds a first schedule soonest, and a part's best."""

    IN_ORDER = "fixed"
    """One variable after the other: of a piece of a long horizon it finds a first schedule soonest."""

    PROOF = "lb_tree_search"
    """It raises the bound, leaf by leaf of a tree; what is found on the way is chance."""

    FROM_BELOW = "objective_lb_search_max_lp"
    """It tries whether the objective can be as small as its bound: of one employee's part it proves most."""

    PORTFOLIO = "portfolio"
    """From below and, in turns, in all of CP-SAT's own neighbourhoods: best where the whole is small."""


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
        A value for each variable of the program; empty where no solution was found.
    effort
        The deterministic time that it took.
    others
        Further solutions that it came by, where these were asked for.
    """

    status: Status
    bound: int
    values: Numbers
    effort: float = 0.0
    others: tuple[Numbers, ...] = ()


class Words:
    """A program's variables and rows in CP-SAT's words, told once for any costs and start.

    In another process they are told anew.

    Parameters
    ----------
    program
        The program; its costs and start do not matter.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._model: cp_model.CpModel | None = None

    def __reduce__(self) -> tuple[type["Words"], tuple[Program]]:
        return Words, (self._program,)

    def model(self, is_over: Callable[[], bool] = lambda: False) -> cp_model.CpModel:
        """Return a model of its own, without objective and hint; raise ``Stopped`` once it is over."""
        if self._model is None:
            self._model = _told(self._program, is_over)
        return self._model.clone()


@dataclass(frozen=True, slots=True)
class CpSat:
    """A program for CP-SAT, on one worker, as a task.

    Parameters
    ----------
    program
        What to solve.
    effort
        Deterministic time, in CP-SAT's own unit (about a second).
    seed
        The seed.
    strategy
        How to branch.
    held
        For each variable the value at which it is held, or ``OPEN``; ``None`` is all open. The search begins
        with the program's start, where that agrees.
    presolve
        Whether CP-SAT may simplify the program first; without that, its answer is a second opinion.
    others
        How many further solutions to tell, at most; the one that is told anyway may be among them.
    words
        Of a program with the same variables and rows, where there are any.
    every
        Whether it is to go on to every solution, where nothing is minimised, until there are as many as are
        told. It branches by no strategy then.
    """

    program: Program
    effort: float
    seed: int
    strategy: Strategy = Strategy.RELAXATION
    held: Numbers | None = None
    presolve: bool = True
    others: int = 0
    words: Words | None = None
    every: bool = False

    def begin(self, seconds: float | None) -> Begun[Slice]:
        """Return what solves it, and what stops it."""
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = self.seed % _SEEDS
        parameters.max_deterministic_time = self.effort
        if seconds is not None:
            parameters.max_time_in_seconds = seconds
        in_turns = self.strategy is Strategy.PORTFOLIO
        if self.every:
            # A relaxation leaves out nothing that rows do not: without it there are twice as many in a time.
            parameters.enumerate_all_solutions, parameters.linearization_level = True, 0
        else:
            parameters.subsolvers.append(Strategy.FROM_BELOW if in_turns else self.strategy)
        parameters.interleave_search = in_turns
        parameters.cp_model_presolve = self.presolve
        parameters.catch_sigint_signal = False
        if self.others and not self.every:
            parameters.solution_pool_size = 1 + self.others
            parameters.fill_additional_solutions_in_response = True
        listener = _Listener(self.others) if self.every else None
        over = threading.Event()

        def solve() -> Slice:
            try:
                model = in_words_of_cp_sat(self.program, self.held, self.words, over.is_set)
            except Stopped:
                return Slice(Status.UNKNOWN, min(0, self.program.lowest), np.empty(0, np.int64))
            return _solved(solver, model, self.program.lowest, listener)

        def stop() -> None:
            over.set()
            solver.stop_search()

        return solve, stop


def in_words_of_cp_sat(
    program: Program,
    held: Numbers | None = None,
    words: Words | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> cp_model.CpModel:
    """Return a program as a CP-SAT model; rows that are clauses, or at most one of some, are told as such.

    Raise ``Stopped`` once it ``is_over``: a million rows take seconds.
    """
    model = _told(program, is_over) if words is None else words.model(is_over)
    proto, start = model.proto, program.start
    agrees = bool(np.all((start >= 0) & (start <= program.uppers)))
    if held is not None:
        fixed = np.flatnonzero(held != OPEN)
        agrees = agrees and np.array_equal(start[fixed], held[fixed])
        for number, value in zip(fixed.tolist(), held[fixed].tolist(), strict=True):
            domain = proto.variables[number].domain
            domain[0] = domain[1] = value
    if agrees:
        proto.solution_hint.vars.extend(range(len(start)))
        proto.solution_hint.values.extend(start.tolist())
    priced = np.flatnonzero(program.costs)
    if len(priced):
        proto.objective.vars.extend(priced.tolist())
        proto.objective.coeffs.extend(program.costs[priced].tolist())
        proto.objective.offset = program.offset
    return model


def _told(program: Program, is_over: Callable[[], bool]) -> cp_model.CpModel:
    """Return a program's variables and rows."""
    model = cp_model.CpModel()
    for upper in program.uppers.tolist():
        model.proto.variables.add().domain.extend((0, upper))
    _add_rows(model, program, is_over)
    return model


def _add_rows(model: cp_model.CpModel, program: Program, is_over: Callable[[], bool]) -> None:
    proto, rows = model.proto, program.rows
    literal = (program.uppers[rows.columns] == 1) & (np.abs(rows.factors) == 1)
    columns, factors = rows.columns.tolist(), rows.factors.tolist()
    others = rows.sums(~literal).tolist()
    negative = rows.sums(rows.factors < 0).tolist()
    first = 0
    bounds = zip(rows.ends.tolist(), rows.lowers.tolist(), rows.uppers.tolist(), strict=True)
    for (end, lower, upper), other, negated in zip(bounds, others, negative, strict=True):
        at, by = columns[first:end], factors[first:end]
        positive = end - first - negated
        first = end
        if is_over():
            raise Stopped
        if not other and lower == -FAR and upper == 1 and not negated:
            proto.constraints.add().at_most_one.literals.extend(at)
        elif not other and upper == FAR and lower == 1 - negated:
            literals = [number if factor > 0 else -number - 1 for number, factor in zip(at, by, strict=True)]
            proto.constraints.add().bool_or.literals.extend(literals)
        elif not other and lower == -FAR and upper == positive - 1:
            literals = [number if factor < 0 else -number - 1 for number, factor in zip(at, by, strict=True)]
            proto.constraints.add().bool_or.literals.extend(literals)
        else:
            linear = proto.constraints.add().linear
            linear.vars.extend(at)
            linear.coeffs.extend(by)
            linear.domain.extend((lower, upper))


class _Listener(cp_model.CpSolverSolutionCallback):
    """Keeps solutions, and stops the search once there are enough: CP-SAT takes far longer to keep many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.found: list[Numbers] = []

    def on_solution_callback(self) -> None:
        """Keep a solution."""
        response = self.Response()  # type: ignore[no-untyped-call]
        self.found.append(np.array(response.solution, np.int64))
        if len(self.found) > self._most:
            self.stop_search()


def _solved(
    solver: cp_model.CpSolver, model: cp_model.CpModel, lowest: int, listener: _Listener | None = None
) -> Slice:
    solver.solve(model, listener)
    response = solver.response_proto
    status = {
        cp_model.OPTIMAL: Status.OPTIMAL,
        cp_model.FEASIBLE: Status.FEASIBLE,
        cp_model.INFEASIBLE: Status.INFEASIBLE,
        cp_model.UNKNOWN: Status.UNKNOWN,
    }.get(response.status)
    if status is None:
        raise RuntimeError(f"CP-SAT refused the model: {model.validate() or response.solution_info}")
    bound = 0 if status is Status.INFEASIBLE else math.ceil(response.best_objective_bound - 1e-6)
    if status is Status.UNKNOWN and not response.best_objective_bound:
        # Where it has no bound yet it tells 0, which may be more than the least there is.
        bound = min(0, lowest)
    values = np.array(response.solution, np.int64)
    others = tuple(np.array(one.values, np.int64) for one in response.additional_solutions)
    if listener is not None:
        others = tuple(listener.found)
    return Slice(status, bound, values, response.deterministic_time, others)
