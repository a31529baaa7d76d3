"""Programs of which columns are generated: of small groups, of rosters, and of three employees."""

import random
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model
from programs import Row, program_of

from gesched.engine import Clock, Runner, in_words_of_cp_sat
from gesched.engine.columns import SHARED
from gesched.engine.generation import Generation, Suspicion
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.goals import NoIdleTime, ShortfallPenalty, Weighted
from gesched.linear import Linear
from gesched.model import FAR, Model, Numbers, Program
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, tiny_cases

GOAL = Weighted({ShortfallPenalty(): 1, NoIdleTime(): 6})


def model_of(case: Case) -> Model:
    return Model(Problem(case.group, case.horizon, case.ledger), DEFAULT_RULES)


STARTING = [
    case for case in tiny_cases() if len((model := model_of(case)).cells) and model.holds(model.decided(()))
]
"""Groups of which nobody anywhere is a schedule to start from."""


def never_wrong(*_: object) -> bool:
    return False


def quiet() -> None:
    """Tell nobody."""


def generation_of(
    model: Model, total: Linear, runner: Runner, is_wrong: Suspicion = never_wrong
) -> Generation:
    program = model.program(total)
    owners = Neighbourhoods(model, 0).owners()[program.numbers]
    return Generation(program, owners, program.numbers < len(model.cells), runner, 0, is_wrong)


def exhausted(generation: Generation) -> Numbers:
    """Return the best plans found until no column is left."""
    best, program = generation.program.start, generation.program
    for _ in range(50):
        found = generation.plans(best, quiet, float("inf"))
        if found is not None and program.value(found) < program.value(best):
            best = found
        if generation.exhausted:
            return best
    raise AssertionError("columns without end")


def least(model: Model, total: Linear) -> int:
    solver = cp_model.CpSolver()
    assert solver.solve(in_words_of_cp_sat(model.program(total))) == cp_model.OPTIMAL
    return round(solver.objective_value)


def two_of_three() -> tuple[Program, Numbers]:
    """Three employees, who cost 1, 2 and 4; two must come, or a shared variable costs 10 for each missing."""
    program = program_of([1, 1, 1, 2], [({0: 1, 1: 1, 2: 1, 3: 1}, 2, FAR)], {0: 1, 1: 2, 2: 4, 3: 10})
    return program, np.array([0, 1, 2, SHARED])


def roster(employees: int = 15, days: int = 8, needed: int = 17) -> tuple[Program, Numbers, Numbers]:
    """Employees who can come on three days, and do different work; what is missing on a day costs 20 each.

    Returns the program, whom each variable is of, and what to start from.
    """
    draw = random.Random(3)
    at = {(employee, day): employee * days + day for employee in range(employees) for day in range(days)}
    missing = {day: employees * days + day for day in range(days)}
    rows: list[Row] = [
        (dict.fromkeys((at[employee, day] for day in range(days)), 1), 0, 3) for employee in range(employees)
    ]
    for day in range(days):
        there = {at[employee, day]: draw.randrange(2, 6) for employee in range(employees)}
        rows.append((there | {missing[day]: 1}, needed, FAR))
    costs = {number: draw.randrange(1, 40) for number in at.values()} | dict.fromkeys(missing.values(), 20)
    program = program_of([1] * len(at) + [needed] * days, rows, costs)
    start = np.array([0] * len(at) + [needed] * days)
    owners = np.array([employee for employee, _ in at] + [SHARED] * days)
    return replace(program, start=start), owners, start


class OutOfTime(Clock):
    """A clock whose time is up when so many slices are done."""

    slices = 0

    @property
    def remaining(self) -> float:
        return 0.0 if self.effort >= self.slices else float("inf")
