"""Every schedule of a tiny group: counted out in plain Python, or found by the solver."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from gesched.engine import in_words_of_cp_sat
from gesched.errors import BadValue
from gesched.group import Group, Ledger
from gesched.linear import Linear
from gesched.model import Model, Program
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Horizon

MOST_SCHEDULES = 20_000
"""More than these are not counted out."""


def every_schedule(
    group: Group,
    horizon: Horizon,
    ledger: Ledger | None = None,
    history: Schedule | None = None,
    *,
    most: int = MOST_SCHEDULES,
) -> Iterator[Schedule]:
    """Yield every well-formed schedule, whether rules hold or not; the solver has no part in it.

    Each employee is, on each half-day, nowhere or under any one agreement.

    Parameters
    ----------
    group, horizon, ledger
        What is planned.
    history
        A schedule before the horizon, which all have.
    most
        How many schedules are not too many.

    Raises
    ------
    BadValue
        There are more: agreements plus one, to the power of employees times half-days.
    """
    names = [employee.name for employee in group.employees]
    cells = list(product(names, horizon.half_days))
    count = (len(group.agreements) + 1) ** len(cells)
    if count > most:
        advice = "Take fewer employees, agreements or days."
        raise BadValue(count, f"at most {most} well-formed schedules", advice)
    owed = Ledger() if ledger is None else ledger
    blank = Schedule(group, horizon, (), owed, history)
    shared = {"problem": blank.problem, "past": blank.past}
    for choice in product((None, *group.agreements), repeat=len(cells)):
        assignments = tuple(
            Assignment(day, half, name, taken.member, taken.name)
            for (name, (day, half)), taken in zip(cells, choice, strict=True)
            if taken is not None
        )
        schedule = Schedule(group, horizon, assignments, owed, history)
        # All answer one problem, whose arrays need making only once.
        vars(schedule).update(shared)
        yield schedule


def every_solution(model: Model) -> set[tuple[Assignment, ...]]:
    """Return what the solver allows: the assignments of every solution of a model, each sorted.

    Parameters
    ----------
    model
        With its rules posted hard.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.keep_all_feasible_solutions_in_presolve = True
    program = model.program(Linear())
    collector = _Collector(model, program)
    status = solver.solve(in_words_of_cp_sat(program), collector)
    if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        raise AssertionError(f"the enumeration ended as {solver.status_name(status)}")
    return collector.found


class _Collector(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, program: Program) -> None:
        super().__init__()
        self._model = model
        self._start = model.completed()
        self._numbers = program.numbers
        self.found: set[tuple[Assignment, ...]] = set()

    def on_solution_callback(self) -> None:
        solution = np.array(self.response_proto.solution, np.int64)
        values = self._model.changed(self._start, self._numbers, solution)
        self.found.add(self._model.assignments(values))
