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
from gesched.group import Agreement, Employee, Group, Member
from gesched.model import Model, Numbers
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.testing import tiny_cases
from gesched.timeline import Horizon

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


def test_stretches_of_a_long_horizon_come_first_and_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.plans._MONTH", 4)
    agreement = Agreement("Label 1", employee="Web marketer 1", days=8, per="horizon")
    group = Group("Paris Mix", [Employee("Web marketer 1")], [Member("Label 1")], [agreement])
    model = Model(Problem(group, Horizon("2027-02-01", "2027-02-12")), DEFAULT_RULES)
    stage, best = begun(model)
    asked: list[tuple[int, int]] = []
    plans_before = Generation.plans

    def plans(self: Generation, values: Numbers, *rest: Any, proves: bool) -> Numbers | None:
        when = [model.cells[one][2] for one in self.program.numbers.tolist() if one < len(model.cells)]
        asked.append((min(when), max(when)))
        assert not proves
        return plans_before(self, values, *rest, proves=proves)

    monkeypatch.setattr(Generation, "plans", plans)
    values = [best.value(stage.total)]
    with Runner(Clock(None, None)) as runner:
        found = plans_of(best, runner)
        while found.are_left_by_stretches(stage):
            found.generate_by_stretches(stage)
            values.append(best.value(stage.total))
    spans = [last - first + 1 for first, last in asked]
    assert len(values) == 3
    assert max(spans[: len(range(0, 24, 3))]) == 4
    assert max(spans) == 8
    # Each begins within the one before, and together they are all.
    assert {first for first, _ in asked} >= {0, 3, 6, 18}
    assert values[0] > values[1] >= values[2] == least(model)


def test_short_horizons_have_no_stretches(model: Model) -> None:
    stage, best = begun(model)
    with Runner(Clock(None, None)) as runner:
        assert not plans_of(best, runner).are_left_by_stretches(stage)
