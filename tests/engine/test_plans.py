"""From what a dive held, CP-SAT goes on; what it finds is taken over."""

from typing import Any

import numpy as np
import pytest
from benches import bench_of
from ortools.sat.python import cp_model

from gesched.engine import Clock, Runner, in_words_of_cp_sat
from gesched.engine.attempts import Attempts
from gesched.engine.generation import Generation
from gesched.engine.incumbent import Incumbent
from gesched.engine.plans import Plans
from gesched.engine.selection import Choice
from gesched.engine.slices import OPEN, Strategy
from gesched.engine.stages import Stage
from gesched.goals import NoIdleTime, Objective, ShortfallPenalty, Weighted
from gesched.model import Model, Numbers
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.testing import tiny_cases

GOAL = Weighted({ShortfallPenalty(): 1, NoIdleTime(): 6})


def least(model: Model) -> int:
    solver = cp_model.CpSolver()
    assert solver.solve(in_words_of_cp_sat(model.program(GOAL.guide(model)))) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.fixture
def model() -> Model:
    """The first group of which nobody anywhere is a schedule, and not the best one."""
    for case in tiny_cases():
        model = Model(Problem(case.group, case.horizon, case.ledger), DEFAULT_RULES)
        best = Incumbent(model)
        if model.cells and not len(best.breaches()) and least(model) < best.value(GOAL.guide(model)):
            return model
    raise AssertionError("no such group")


def begun(model: Model) -> tuple[Stage, Incumbent]:
    """Return what is to be small, and nobody anywhere, which is a schedule."""
    best = Incumbent(model)
    assert not len(best.breaches())
    return Stage("goal", Objective("penalty", GOAL.guide(model))), best


def plans_of(best: Incumbent, runner: Runner) -> Plans:
    return Plans(bench_of(best, runner))


def dive_that_ends_badly(monkeypatch: pytest.MonkeyPatch, found: bool) -> None:
    """Let a dive end where it began, or nowhere; it held nothing on the way."""

    def plans(self: Generation, values: Numbers, *_: Any) -> Numbers | None:
        self.dived = 1
        self.leads = {Strategy.RELAXATION: np.full(len(values), OPEN)}
        return values if found else None

    monkeypatch.setattr(Generation, "plans", plans)


@pytest.mark.parametrize("found", [True, False])
def test_cp_sat_goes_on_where_a_dive_held_little(
    monkeypatch: pytest.MonkeyPatch, model: Model, found: bool
) -> None:
    dive_that_ends_badly(monkeypatch, found)
    stage, best = begun(model)
    clock = Clock(None, None)
    with Runner(clock) as runner:
        plans = plans_of(best, runner)
        plans.generate(stage, 1.0)
    assert best.value(stage.total) == least(model)
    assert clock.effort == 1 + found
    assert plans.dived_for(stage) > 0


def test_cp_sat_does_not_go_on_when_the_effort_is_spent(
    monkeypatch: pytest.MonkeyPatch, model: Model
) -> None:
    dive_that_ends_badly(monkeypatch, found=True)
    stage, best = begun(model)
    value = best.value(stage.total)
    clock = Clock(None, 1)
    with Runner(clock) as runner:
        plans_of(best, runner).generate(stage, 1.0)
    assert clock.effort == 1
    assert best.value(stage.total) == value


def test_plans_that_columns_do_not_need_are_chosen_among(
    monkeypatch: pytest.MonkeyPatch, model: Model
) -> None:
    monkeypatch.setattr(Generation, "_promises", lambda *_: False)
    stage, best = begun(model)
    with Runner(Clock(None, None)) as runner:
        attempts = Attempts(bench_of(best, runner))
        for _ in range(50):
            if not attempts.can_be_selected(stage):
                attempts.generate(stage, 100.0)
        assert attempts.can_be_selected(stage)
        assert best.value(stage.total) > least(model)
        choice = attempts.choice(stage, 100.0)
        assert choice is not None
        with attempts.choosing(stage, choice) as waited:
            assert waited() is None
        assert best.value(stage.total) == least(model)
        # All plans are told by now.
        assert not attempts.can_be_selected(stage)
        assert attempts.choice(stage, 100.0) is None


@pytest.mark.wrong_answers
def test_what_is_found_while_plans_are_chosen_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Generation, "_promises", lambda *_: False)
    stage, best = begun(model)
    with Runner(Clock(None, None)) as runner:
        bench = bench_of(best, runner)
        attempts, plans = Attempts(bench), Plans(bench)
        for _ in range(50):
            if not plans.are_exhausted(stage):
                plans.generate(stage, 100.0)
        since, choice = best.values, plans.choice(stage, 100.0)
        assert choice is not None
        attempts.solve(stage, 10.0)
        assert best.value(stage.total) == least(model)
        # Nothing was chosen, or what cannot be.
        plans.take_choice(stage, choice, choice.program.start, since)
        assert best.value(stage.total) == least(model)
        assert not caplog.records
        monkeypatch.setattr(Choice, "whole", lambda *_: np.full_like(since, -1))
        plans.take_choice(stage, choice, choice.program.start, since)
    assert best.value(stage.total) == least(model)
    assert "do not go together" in caplog.text
