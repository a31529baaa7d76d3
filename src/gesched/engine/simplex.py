"""Linear relaxations: by GLOP here where they are small, else by HiGHS in a process that can be ended.

One with a few variables held, and another, and another, goes on in GLOP from the last basis each time.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.math_opt import parameters_pb2, result_pb2, rpc_pb2

from gesched.engine.processes import Floats, NoProcess, Processes, in_words_of_math_opt
from gesched.model import FAR, Program

_LOGGER = logging.getLogger("gesched")
_SMALL = 2_000
"""Variables of a relaxation that GLOP solves sooner than another process begins."""
_PARAMETERS = "use_dual_simplex: true max_number_of_iterations: {most}"
"""Several times as fast here as the primal simplex method."""
_WARM_PARAMETERS = f"{_PARAMETERS} use_preprocessing: false"
"""What is held leaves a basis dual feasible; of a preprocessed program there would be another one."""
_ITERATIONS = 20
"""The most iterations for each variable and row: some programs make GLOP go round in circles."""
_PER_ENTRY, _SETTING_UP = 2e-9, 100
"""Deterministic time of an iteration, for each entry of the rows; how many iterations a call counts for."""
_STEEPEST = 10**15
"""The largest coefficient of a row that HiGHS takes, and about as far as floating-point numbers are whole."""


class Optimum(NamedTuple):
    """The optimum of a linear relaxation, about.

    Parameters
    ----------
    values
        For each variable what it is worth.
    duals
        For each row its dual value.
    """

    values: Floats
    duals: Floats


class Simplex:
    """Solves linear relaxations, one at a time, and can be stopped from another thread, for good.

    Parameters
    ----------
    seconds
        How long one may take; ``None`` is without limit.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._processes = Processes(seconds)
        self._glop: pywraplp.Solver | None = None

    @property
    def stopped(self) -> bool:
        """Whether nothing is solved any more."""
        return self._processes.stopped

    def stop(self) -> None:
        """End what is being solved, and solve nothing from now on."""
        self._processes.stop()
        if self._glop is not None:
            self._glop.InterruptSolve()

    def optimum(self, program: Program) -> Optimum | None:
        """Return the optimum of the relaxation of a program; ``None`` where none is found.

        None is looked for where a row is too steep, as that of ranks can be that are kept.
        """
        if np.abs(program.rows.factors).max(initial=0) > _STEEPEST:
            return None
        solve = self._here if len(program.uppers) <= _SMALL else self._apart
        return None if self.stopped else solve(program)

    def _here(self, program: Program) -> Optimum | None:
        glop = _glop(_PARAMETERS, program)
        if self._seconds is not None:
            glop.SetTimeLimit(round(1000 * self._seconds))
        self._glop = glop
        variables, constraints = posted(glop, program, whole=False)
        if self.stopped or glop.Solve() != glop.OPTIMAL:
            return None
        return _optimum(variables, constraints)

    def _apart(self, program: Program) -> Optimum | None:
        try:
            found = self._processes.answer(_asked_of_highs(program))
        except NoProcess as why:
            _LOGGER.warning("HiGHS failed in its process; GLOP solves it, which takes longer: %s", why)
            return self._here(program)
        if found is None or found.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
            return None
        values, duals = np.split(found.numbers, [len(program.uppers)])
        return Optimum(values, duals)


def _asked_of_highs(program: Program) -> rpc_pb2.SolveRequest:
    asked = rpc_pb2.SolveRequest(
        solver_type=parameters_pb2.SOLVER_TYPE_HIGHS, model=in_words_of_math_opt(program, whole=False)
    )
    options = asked.parameters.highs.string_options
    # Each is up to eight times as fast as the other, or twenty, where it is the faster one.
    options["solver"] = "ipm" if program.is_dense or program.crowded else "simplex"
    options["parallel"] = "off"
    return asked


class WarmSimplex:
    """Solves relaxations of one program with some variables held, and can be stopped from another thread.

    Parameters
    ----------
    program
        The program.

    Attributes
    ----------
    effort
        Deterministic time so far (in a unit of about a second, as CP-SAT's).
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._glop: pywraplp.Solver | None = None
        self._held: dict[int, int] = {}
        self._stopped = False
        self.effort = 0.0

    def stop(self) -> None:
        """End what is being solved, and solve nothing from now on."""
        self._stopped = True
        if self._glop is not None:
            self._glop.InterruptSolve()

    def optimum(self, held: Mapping[int, int], seconds: float | None = None) -> Optimum | None:
        """Return the optimum where variables are held; ``None`` where none is found.

        Parameters
        ----------
        held
            The variables' places, and their values.
        seconds
            How long it may take; ``None`` is without limit.
        """
        glop = self._posted()
        for place in self._held.keys() - held.keys():
            self._variables[place].SetBounds(0, int(self._program.uppers[place]))
        for place, value in held.items():
            if self._held.get(place) != value:
                self._variables[place].SetBounds(value, value)
        self._held = dict(held)
        if seconds is not None:
            glop.SetTimeLimit(max(1, round(1000 * seconds)))
        solved = not self._stopped and glop.Solve() == glop.OPTIMAL
        self.effort += _PER_ENTRY * len(self._program.rows.columns) * (_SETTING_UP + glop.iterations())
        return _optimum(self._variables, self._rows) if solved else None

    def _posted(self) -> pywraplp.Solver:
        """Return the solver, made once it is needed."""
        if self._glop is None:
            self._glop = _glop(_WARM_PARAMETERS, self._program)
            self._variables, self._rows = posted(self._glop, self._program, whole=False)
        return self._glop


def _glop(wanted: str, program: Program) -> pywraplp.Solver:
    """Return a solver with parameters for a program, which is not yet posted."""
    glop = pywraplp.Solver.CreateSolver("GLOP")
    parameters = wanted.format(most=_ITERATIONS * (len(program.uppers) + len(program.rows)))
    if not glop.SetSolverSpecificParametersAsString(parameters):
        raise RuntimeError(f"GLOP refused its parameters: {parameters}")
    return glop


def _optimum(variables: Iterable[pywraplp.Variable], rows: Iterable[pywraplp.Constraint]) -> Optimum:
    values = np.array([variable.solution_value() for variable in variables])
    return Optimum(values, np.array([row.dual_value() for row in rows]))


def posted(
    solver: pywraplp.Solver, program: Program, *, whole: bool
) -> tuple[list[pywraplp.Variable], list[pywraplp.Constraint]]:
    """Post a program on a linear solver; return its variables and constraints."""
    variables = [solver.Var(0, upper, whole, "") for upper in program.uppers.tolist()]
    rows, infinity = program.rows, solver.infinity()
    columns, factors = rows.columns.tolist(), rows.factors.tolist()
    constraints, first = [], 0
    for end, lower, upper in zip(rows.ends.tolist(), rows.lowers.tolist(), rows.uppers.tolist(), strict=True):
        least, most = -infinity if lower == -FAR else lower, infinity if upper == FAR else upper
        constraint = solver.Constraint(least, most)
        for entry in range(first, end):
            constraint.SetCoefficient(variables[columns[entry]], factors[entry])
        constraints.append(constraint)
        first = end
    for number in np.flatnonzero(program.costs).tolist():
        solver.Objective().SetCoefficient(variables[number], int(program.costs[number]))
    solver.Objective().SetOffset(program.offset)
    return variables, constraints
