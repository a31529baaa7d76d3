"""Stages taken apart: what is proven of employees bounds the stage; what cannot be right is let go."""

import logging

import numpy as np
import pytest
from test_generation import GOAL, STARTING, least, model_of

from gesched.engine import Slice
from gesched.engine.claims import Claims
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.proofs import Proofs
from gesched.engine.relaxation import Bounded
from gesched.engine.rounding import Rounding
from gesched.engine.running import perform
from gesched.engine.slices import Status
from gesched.engine.stages import Bound, Stage
from gesched.goals import Objective
from gesched.testing import Case


def taken_apart(case: Case, **about: bool) -> tuple[Proofs, Stage, int, Bound | None]:
    """Return proofs, the stage, what it comes to at least, and the bound of its relaxation."""
    model = model_of(case)
    stage = Stage("weighted", Objective("weighted", GOAL.cost(model), **{"by_parts": True, **about}))
    best = Incumbent(model)
    best.breaches()
    proofs = Proofs(best, Neighbourhoods(model, 0), Claims(best), 0)
    program = best.program(stage.total)
    found = perform(Rounding(program, len(model.cells), 0.0, 0), None)
    return proofs, stage, least(model, stage.total), proofs.of_relaxation(stage, program, found.bounded)


@pytest.mark.parametrize("case", STARTING, ids=str)
def test_employees_are_asked_side_by_side_until_all_is_proven(case: Case) -> None:
    proofs, stage, optimum, relaxed = taken_apart(case)
    assert relaxed is not None
    assert proofs.can_go_on(stage)
    asked = proofs.questions(stage, 60.0)
    assert len(asked) == min(2, len(case.group.employees))
    bound = proofs.of_answers(stage, [perform(task, None) for task in asked])
    assert bound is not None
    assert relaxed.least <= bound.least <= optimum
    assert bound.prover == "Lagrangian decomposition"
    assert not proofs.can_go_on(stage)


def test_nothing_is_taken_apart_of_which_no_bound_is_asked_or_that_is_no_sum() -> None:
    for about in ({"prove": False}, {"by_parts": False}):
        proofs, stage, _, relaxed = taken_apart(STARTING[-1], **about)
        assert relaxed is not None
        assert not proofs.can_go_on(stage)
    assert proofs.of_relaxation(stage, model_of(STARTING[-1]).program(stage.total), None) is None


@pytest.mark.wrong_answers
@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.OPTIMAL], ids=str)
def test_an_answer_that_cannot_be_right_proves_nothing(
    caplog: pytest.LogCaptureFixture, status: Status
) -> None:
    proofs, stage, _, relaxed = taken_apart(STARTING[-1])
    place, question = proofs.questions(stage, 1.0)[0].questions[0]
    values = question.program.start if status is Status.OPTIMAL else np.empty(0, np.int64)
    with caplog.at_level(logging.WARNING, "gesched"):
        bound = proofs.of_answers(stage, [{place: Slice(status, 10**9, values)}])
    assert "not believed" in caplog.text
    if status is Status.INFEASIBLE:
        assert bound is not None and relaxed is not None
        assert bound.least == relaxed.least
        assert proofs.can_go_on(stage)
    else:
        assert bound is None
        assert not proofs.can_go_on(stage)


def test_only_the_latest_stages_are_remembered() -> None:
    case = STARTING[-1]
    model = model_of(case)
    best = Incumbent(model)
    best.breaches()
    proofs = Proofs(best, Neighbourhoods(model, 0), Claims(best), 0)
    stages = [
        Stage("weighted", Objective(str(factor), GOAL.cost(model) * factor, by_parts=True))
        for factor in range(1, 7)
    ]
    for stage in stages:
        program = best.program(stage.total)
        proofs.of_relaxation(stage, program, Bounded(0, np.zeros(len(program.rows), np.int64)))
    assert [proofs.can_go_on(stage) for stage in stages] == [False] * 2 + [True] * 4
