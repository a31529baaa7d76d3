"""What solvers find is taken over where it goes together, and is an error where it should have."""

import numpy as np
import pytest

from gesched.engine.incumbent import Incumbent
from gesched.engine.stages import Stage
from gesched.goals import NoIdleTime, Objective
from gesched.group import Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import rules_in_use
from gesched.timeline import Horizon


def started() -> Incumbent:
    """Return nobody anywhere, where two employees could each be at a label that takes one at a time."""
    group = Group(
        "Group",
        employees=[Employee("Employee 1"), Employee("Employee 2")],
        members=[Member("Label 1", at_once=1)],
        agreements=[
            Agreement("Label 1", employee=f"Employee {one}", days=1, per="horizon") for one in (1, 2)
        ],
    )
    best = Incumbent(Model(Problem(group, Horizon("2027-01-04", "2027-01-04")), rules_in_use(group)))
    program = best.program(NoIdleTime().cost(best.model))
    best.begin(program, program.start)
    return best


def stage_of(total: Linear, *ties: Linear) -> Stage:
    return Stage("test", Objective("test", total), (), *ties)


def test_two_parts_that_do_not_go_together_are_not_both_taken() -> None:
    best = started()
    idle = NoIdleTime().cost(best.model)
    since, stage = best.values, stage_of(idle)
    free = [
        np.array([n for n, (_, employee, _) in enumerate(best.model.cells) if employee == one])
        for one in (0, 1)
    ]
    programs = [best.program(idle, (), decisions) for decisions in free]
    taken = []
    for program, decisions in zip(programs, free, strict=True):
        values = best.model.changed(since, decisions, np.ones(len(decisions), np.int64))
        taken.append(best.take(program, values[program.numbers], stage, since))
    assert taken == [2, None]
    assert best.value(idle) == 2
    assert best.model.holds(best.values)


def test_what_is_broken_is_counted_where_something_changes() -> None:
    model = started().model
    best = Incumbent(model, range(len(model.cells)))
    idle = NoIdleTime().cost(model)
    assert best.broken == model.broken(best.values) > 0
    while not best.stands:
        worst = int(np.flatnonzero(best.values[: len(model.cells)])[0])
        program = best.program(idle, (), np.array([worst]))
        before = best.broken
        gain = best.take(program, np.zeros(len(program.numbers), np.int64), stage_of(idle))
        assert gain is not None and gain == before - best.broken
        assert best.broken == model.broken(best.values)
    assert best.broken == 0
    assert not len(best.breaches())


@pytest.mark.wrong_answers
def test_an_answer_that_breaks_a_row_is_not_believed(caplog: pytest.LogCaptureFixture) -> None:
    best = started()
    idle = NoIdleTime().cost(best.model)
    program = best.program(idle)
    assert best.take(program, np.ones(len(program.numbers), np.int64), stage_of(idle)) is None
    assert not best.assignments
    assert "an answer breaks a rule" in caplog.text


def test_a_guess_that_breaks_a_row_is_left_and_nobody_is_blamed(caplog: pytest.LogCaptureFixture) -> None:
    best = started()
    idle = NoIdleTime().cost(best.model)
    program = best.program(idle)
    guess = np.ones(len(program.numbers), np.int64)
    assert best.take(program, guess, stage_of(idle), claimed=False) is None
    assert not best.assignments
    assert not caplog.records


def test_what_is_worse_is_left() -> None:
    best = started()
    given = NoIdleTime().cost(best.model) * -1
    program = best.program(given)
    values = best.model.changed(best.values, np.array([0]), np.array([1]))
    assert best.take(program, values[program.numbers], stage_of(given)) is None
    assert not best.assignments


@pytest.mark.wrong_answers
def test_a_first_schedule_that_breaks_a_row_is_not_believed(caplog: pytest.LogCaptureFixture) -> None:
    best = started()
    program = best.program(NoIdleTime().cost(best.model))
    best.stands = False
    best.begin(program, np.ones(len(program.numbers), np.int64))
    assert not best.stands
    assert not best.assignments
    assert "first schedule breaks a rule" in caplog.text
