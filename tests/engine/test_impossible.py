"""What makes a schedule impossible is found soon where few are concerned, and never where there is one."""

from typing import Any

import numpy as np
import pytest
from benches import bench_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.engine import Clock, CpSat, Infeasible, Runner, Scope, Slice, Status
from gesched.engine.attempts import Attempts
from gesched.engine.bounds import Bounds
from gesched.engine.impossible import Impossible
from gesched.engine.incumbent import Incumbent
from gesched.engine.running import Begun, perform
from gesched.engine.stages import Stage
from gesched.engine.starts import Starts
from gesched.goals import Objective
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, schedules_that_keep, tiny_cases
from gesched.timeline import Horizon

ANY = Stage("start", Objective("first schedule", Linear(), prove=False))


def model_of(*agreements: Agreement, **words: Any) -> Model:
    """Three web marketers and three members in February, of 20 days of work."""
    group = Group(
        "Paris Mix",
        employees=[Employee(f"Web marketer {number}", skills="web") for number in (1, 2, 3)],
        members=[Member(f"Label {number}") for number in (1, 2, 3)],
        agreements=agreements,
        **words,
    )
    return Model(Problem(group, Horizon("2027-02-01", "2027-02-28")), DEFAULT_RULES)


def takes(label: int, least: float, **who: Any) -> Agreement:
    who = {"employee": "Web marketer 2", **who}
    return Agreement(f"Label {label}", days=least, at_least=least, name=f"{label}, {[*who.values()]}", **who)


def blamed(model: Model) -> tuple[Scope | None, int]:
    """Return for whom there is no schedule, and after how many slices that is known."""
    best = Incumbent(model)
    with Runner(Clock(None, None)) as runner, pytest.raises(Infeasible) as raised:
        bench = bench_of(best, runner)
        Starts(bench, Attempts(bench), Bounds(), ()).find(ANY)
    return raised.value.scope, runner.clock.effort


def test_a_row_that_nothing_can_keep_tells_it_at_once() -> None:
    assert blamed(model_of(takes(1, 5), takes(2, 21))) == (Scope((1,), (1,)), 0)
    away = Absence("Web marketer 2", "2027-02-01", "2027-02-26")
    assert blamed(model_of(takes(1, 5), absences=[away])) == (None, 0)
    skilled = takes(1, 5, employee=None, skill="web"), takes(2, 61, employee=None, skill="web")
    assert blamed(model_of(*skilled)) == (Scope((1,), (0, 1, 2)), 0)


@pytest.mark.parametrize("large", [True, False])
def test_employees_without_a_schedule_of_their_own_are_found(
    monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr("gesched.engine.sizes._LARGEST", 0)
    first = [takes(label, 7, employee="Web marketer 1") for label in (1, 2, 3)]
    scope, slices = blamed(
        model_of(*first, takes(1, 12), takes(2, 12), takes(1, 5, employee="Web marketer 3"))
    )
    assert scope == Scope(employees=(0, 1))
    assert slices <= 6


def test_what_takes_several_employees_is_found_on_the_whole() -> None:
    # Two of them are there for 40 days; 41 are taken at least, by three members.
    away = Absence("Web marketer 3", "2027-02-01", "2027-02-28")
    several = [
        takes(label, least, employee=None, skill="web") for label, least in ((1, 14), (2, 14), (3, 13))
    ]
    scope, _ = blamed(model_of(*several, absences=[away]))
    assert scope is None


@pytest.mark.wrong_answers
def test_that_there_is_none_for_an_employee_is_not_believed_until_it_is_said_twice(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def lying(task: CpSat, seconds: float | None) -> Begun[Slice]:
        asked.append(task.presolve)
        if len(asked) == 1:
            return lambda: Slice(Status.INFEASIBLE, 0, np.empty(0, np.int64)), lambda: None
        return truly(task, seconds)

    truly = CpSat.begin
    monkeypatch.setattr(CpSat, "begin", lying)
    best = Incumbent(model_of(takes(1, 12), takes(2, 8)))
    with Runner(Clock(None, None)) as runner:
        impossible = Impossible(bench_of(best, runner))
        impossible.look_at_each(ANY)
        # One employee and two members; the first answer is asked for again, and nothing else is.
        assert sorted(asked) == [False, True, True, True]
        impossible.look_at_each(ANY)
    assert len(asked) == 4
    assert "not believed" in caplog.text


@settings(max_examples=200, derandomize=True, deadline=None)
@given(case=st.sampled_from(tiny_cases()), data=st.data())
def test_what_must_hold_of_some_alone_can_hold_where_there_is_a_schedule(
    case: Case, data: st.DataObject
) -> None:
    model = Model(case.problem(), DEFAULT_RULES)
    every = list(schedules_that_keep(case.group, case.horizon, case.ledger))
    if every:
        assert model.hopeless() is None
    everything = np.arange(len(model.uppers))
    some = data.draw(st.sets(st.sampled_from(everything.tolist()))) if len(everything) else set()
    for numbers in (np.array(sorted(some), np.int64), everything):
        program = model.alone(numbers)
        for schedule in every[:50]:
            values = model.decided(model.taken(schedule.assignments))
            assert program.holds(values[program.numbers])
    if not every and model.hopeless() is None:
        assert perform(CpSat(program, 10.0, 0), None).status is Status.INFEASIBLE
