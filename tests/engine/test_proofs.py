"""Stages taken apart: what is proven of employees bounds the stage; what cannot be right is let go."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from benches import bench_of
from generated import GOAL, STARTING, least, model_of
from regular_weeks import REGULAR, regular_weeks

from gesched.engine import Clock, Runner
from gesched.engine.attempts import Attempts
from gesched.engine.branching import Node, Tree
from gesched.engine.decomposition import Decomposition
from gesched.engine.incumbent import Incumbent
from gesched.engine.proofs import Proofs
from gesched.engine.relaxation import Bounded
from gesched.engine.rounding import Rounding
from gesched.engine.running import perform
from gesched.engine.stages import Bound, Stage
from gesched.goals import Objective, Weighted
from gesched.model import Model
from gesched.testing import Case


@pytest.fixture
def runner() -> Iterator[Runner]:
    with Runner(Clock(None, None)) as runner:
        yield runner


def taken_apart(
    runner: Runner, case: Case, *, prove: bool = True, by_parts: bool = True
) -> tuple[Proofs, Stage, int, Bound | None]:
    """Return proofs, the stage, what it comes to at least, and the bound of its relaxation."""
    return taken_apart_of(runner, model_of(case), GOAL, prove=prove, by_parts=by_parts)


def taken_apart_of(
    runner: Runner, model: Model, goal: Weighted, *, prove: bool = True, by_parts: bool = True
) -> tuple[Proofs, Stage, int, Bound | None]:
    stage = Stage("weighted", Objective("weighted", goal.cost(model), prove=prove, by_parts=by_parts))
    best = Incumbent(model)
    best.breaches()
    proofs = Proofs(bench_of(best, runner))
    program = best.program(stage.total)
    found = perform(Rounding(program, len(model.cells), 0.0, 0), None)
    return proofs, stage, least(model, stage.total), proofs.of_relaxation(stage, program, found.bounded)


@pytest.mark.parametrize("case", STARTING, ids=str)
def test_employees_are_asked_side_by_side_until_all_is_proven(runner: Runner, case: Case) -> None:
    proofs, stage, optimum, relaxed = taken_apart(runner, case)
    assert relaxed is not None
    assert proofs.can_go_on(stage)
    asked = proofs.questions(stage, 60.0)
    assert len(asked) == min(2, len(case.group.employees))
    bound = proofs.of_answers(stage, [perform(task, None) for task in asked])
    assert bound is not None
    assert relaxed.least <= bound.least <= optimum
    assert bound.prover == "Lagrangian decomposition"
    assert not proofs.can_go_on(stage)


def test_nothing_is_taken_apart_of_which_no_bound_is_asked_or_that_is_no_sum(runner: Runner) -> None:
    for about in ({"prove": False}, {"by_parts": False}):
        proofs, stage, _, relaxed = taken_apart(runner, STARTING[-1], **about)
        assert relaxed is not None
        assert not proofs.can_go_on(stage)
    assert proofs.of_relaxation(stage, model_of(STARTING[-1]).program(stage.total), None) is None


@pytest.mark.wrong_answers
@pytest.mark.parametrize("contradicted", [True, False])
def test_an_answer_that_cannot_be_right_proves_nothing(
    runner: Runner, caplog: pytest.LogCaptureFixture, *, contradicted: bool
) -> None:
    proofs, stage, _, relaxed = taken_apart(runner, STARTING[-1])
    assert relaxed is not None
    place, question = proofs.questions(stage, 1.0)[0].questions[0]
    claimed = -(10**9) if contradicted else 10**9
    answer = Tree(
        claimed, question.program.start, 0.0, (Node(claimed, 1, (), ()),), contradicted=contradicted
    )
    with caplog.at_level(logging.WARNING, "gesched"):
        bound = proofs.of_answers(stage, [{place: answer}])
    assert "not believed" in caplog.text
    if contradicted:
        assert bound == Bound(relaxed.least, "Lagrangian decomposition")
        assert proofs.can_go_on(stage)
    else:
        assert bound is None
        assert not proofs.can_go_on(stage)


def test_the_plans_of_proofs_make_the_schedule_better() -> None:
    model = regular_weeks()
    stage = Stage("weighted", Objective("weighted", REGULAR.cost(model), by_parts=True))
    best = Incumbent(model)
    best.breaches()
    before = best.value(stage.total)
    with Runner(Clock(None, None)) as runner:
        attempts = Attempts(bench_of(best, runner))
        with attempts.rounding(stage) as rounded:
            rounded()
            best.values = model.decided(())
            bound = attempts.prove_each(stage, 20.0)
    assert bound is not None
    assert bound.least <= best.value(stage.total) < before
    assert model.holds(best.values)


def test_both_cores_are_asked_about_the_last_employee(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gesched.engine.proofs._SHORTEST", 0.0)
    proofs, stage, optimum, _ = taken_apart_of(runner, regular_weeks(), REGULAR)
    by_halves = 0
    while proofs.can_go_on(stage):
        asked = proofs.questions(stage, 1e-9)
        parts = [part for task in asked for (part, _), _ in task.questions]
        by_halves += len(parts) > len(set(parts))
        assert len(asked) == min(2, len(parts))
        bound = proofs.of_answers(stage, [perform(task, None) for task in asked])
        assert bound is not None
        assert bound.least <= optimum
    assert by_halves


def test_that_a_large_group_is_taken_apart_is_told(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def slowly(*given: Any) -> Decomposition:
        time.sleep(0.3)
        return Decomposition(*given)

    monkeypatch.setattr("gesched.engine.proofs.Decomposition", slowly)
    model = model_of(STARTING[-1])
    best = Incumbent(model)
    best.breaches()
    stage = Stage("weighted", Objective("weighted", GOAL.cost(model), by_parts=True))
    proofs = Proofs(replace(bench_of(best, runner), tick=lambda _, doing: told.append(doing)))
    program = best.program(stage.total)
    proofs.of_relaxation(stage, program, Bounded(0, np.zeros(len(program.rows), np.int64)))
    proofs.questions(stage, 1.0)
    assert set(told) == {"proofs"}


def test_only_the_latest_stages_are_remembered(runner: Runner) -> None:
    case = STARTING[-1]
    model = model_of(case)
    best = Incumbent(model)
    best.breaches()
    proofs = Proofs(bench_of(best, runner))
    stages = [
        Stage("weighted", Objective(str(factor), GOAL.cost(model) * factor, by_parts=True))
        for factor in range(1, 7)
    ]
    for stage in stages:
        program = best.program(stage.total)
        proofs.of_relaxation(stage, program, Bounded(0, np.zeros(len(program.rows), np.int64)))
    assert [proofs.can_go_on(stage) for stage in stages] == [False] * 2 + [True] * 4
