"""From what a dive held, CP-SAT goes on; what it finds is taken over."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from benches import bench_of
from ortools.sat.python import cp_model

from gesched.engine import Clock, Runner, in_words_of_cp_sat
from gesched.engine.attempts import Attempts
from gesched.engine.generation import Generation
from gesched.engine.incumbent import Incumbent
from gesched.engine.plans import Plans, _begins
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
        if len(model.cells) and not len(best.breaches()) and least(model) < best.value(GOAL.guide(model)):
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


def long_model() -> Model:
    """Two weeks of one employee, all of which are wanted: long, where a month is four half-days."""
    agreement = Agreement("Label 1", employee="Web marketer 1", days=8, per="horizon")
    group = Group("Paris Mix", [Employee("Web marketer 1")], [Member("Label 1")], [agreement])
    return Model(Problem(group, Horizon("2027-02-01", "2027-02-12")), DEFAULT_RULES)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Make everything dense and a month short; return of which half-days columns are asked for."""
    spans: list[tuple[int, int]] = []
    plans = Generation.plans

    def noted(self: Generation, values: Numbers, *rest: Any, **how: Any) -> Numbers | None:
        free = self._decisions
        spans.append((int(self.program.numbers[free].min()), int(self.program.numbers[free].max())))
        return plans(self, values, *rest, **how)

    monkeypatch.setattr(Generation, "plans", noted)
    monkeypatch.setattr("gesched.model.program._DENSE", 0)
    monkeypatch.setattr("gesched.engine.plans._MONTH", 4)
    return spans


def test_stretches_of_a_long_horizon_follow_one_another_and_grow(asked: list[tuple[int, int]]) -> None:
    model = long_model()
    stage, best = begun(model)
    when = model.cells[:, 2].tolist()
    values = [best.value(stage.total)]
    with Runner(Clock(None, None)) as runner:
        attempts = Attempts(bench_of(best, runner))
        while attempts.are_left_by_stretches(stage):
            attempts.generate_by_stretches(stage, 0.1, lambda: True)
            values.append(best.value(stage.total))
    spans = [(when[first], when[last]) for first, last in asked]
    # Four half-days, then four from the last of these on, and none at the weekend (10 to 13); then eight.
    assert spans == [
        *[(0, 3), (3, 6), (6, 9), (9, 9), (14, 15), (15, 18), (18, 21), (21, 23)],
        *[(0, 7), (6, 9), (14, 19), (18, 23)],
    ]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[-1] == least(model)


def test_stretches_go_on_where_they_stopped(asked: list[tuple[int, int]]) -> None:
    model = long_model()
    stage, best = begun(model)
    with Runner(Clock(None, None)) as runner:
        plans = plans_of(best, runner)
        plans.generate_by_stretches(stage, 1.0, lambda: True)
        assert len(asked) == 2
        plans.generate_by_stretches(stage, 0.1, lambda: False)
        assert len(asked) == 2
        plans.generate_by_stretches(stage, 0.1, lambda: True)
    assert len(asked) == 3
    assert [first for first, _ in asked] == sorted({first for first, _ in asked})


def test_stretches_that_are_too_large_are_left(
    asked: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gesched.engine.sizes._LARGEST_PROOF", 3)
    stage, best = begun(long_model())
    with Runner(Clock(None, None)) as runner:
        attempts = Attempts(bench_of(best, runner))
        # Of the whole no column is looked for, but perhaps of stretches.
        assert attempts.size(stage).can_be_priced
        assert not attempts.can_be_generated(stage)
        assert attempts.are_left_by_stretches(stage)
        attempts.generate_by_stretches(stage, 100.0, lambda: True)
        assert not attempts.are_left_by_stretches(stage)
    assert not asked


def test_short_horizons_have_no_stretches(model: Model) -> None:
    stage, best = begun(model)
    with Runner(Clock(None, None)) as runner:
        assert not plans_of(best, runner).are_left_by_stretches(stage)


@pytest.mark.parametrize("last", range(0, 40, 3))
@pytest.mark.parametrize("length", [4, 8, 56])
def test_stretches_reach_to_the_end_and_no_further_than_they_must(last: int, length: int) -> None:
    begins = list(_begins(0, last, length))
    assert begins[0] == 0
    assert begins[-1] + length > last
    assert all(begin + length <= last for begin in begins[:-1])
    assert all(after - before == length * 3 // 4 for before, after in pairwise(begins))
