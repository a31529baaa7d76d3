"""Stages of groups that fall apart: found and proven component by component."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from benches import bench_of, without_flows

from gesched.engine import Clock, CpSat, Runner, Search, Slice, Status
from gesched.engine.apart import Apart
from gesched.engine.bounds import Bounds
from gesched.engine.incumbent import Incumbent
from gesched.engine.stages import Bound, Stage
from gesched.findings import Ending, LevelReport
from gesched.goals import DEFAULT_GOALS, FairCoverage, NoIdleTime, Objective
from gesched.goals.fair_coverage import parties
from gesched.group import Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.timeline import Horizon


@pytest.fixture
def runner() -> Iterator[Runner]:
    with Runner(Clock(None, None)) as runner:
        yield runner


PAIRS = ((1, 1, 4), (1, 2, 3), (2, 3, 5), (2, 4, 2))
"""Two employees with two members each, of whom each wants more than there is."""


def model_of(*, shared: bool = False, pairs: Sequence[tuple[int, int, int]] = PAIRS) -> Model:
    """Return a model of who is to be where, for how many days; or of two who share two members as well."""
    if shared:
        pairs = (*pairs, (1, 3, 1), (2, 1, 1))
    group = Group(
        "Two",
        employees=[Employee("Employee 1"), Employee("Employee 2")],
        members=[Member(f"Label {number}") for number in range(1, 5)],
        agreements=[
            Agreement(
                f"Label {label}", employee=f"Employee {one}", days=days, per="horizon", prefers="Mon Tue"
            )
            for one, label, days in pairs
        ],
    )
    return Model(Problem(group, Horizon("2027-02-01", "2027-02-07")), DEFAULT_RULES)


def levels_of(model: Model) -> tuple[list[LevelReport], Ending]:
    with Runner(Clock(None, None)) as runner:
        search = Search(model, DEFAULT_GOALS[:3], 0, runner)
        search.start(Linear())
        told, ending = search.improve()
    return [level for levels in told for level in levels or ()], ending


def values_of(levels: Sequence[LevelReport]) -> list[tuple[str, int, int]]:
    return [(level.measure, level.value, level.bound) for level in levels]


def short(model: Model) -> Linear:
    return FairCoverage().cost(model)


def standing(model: Model) -> Incumbent:
    """Return a schedule in which nobody is anywhere."""
    best = Incumbent(model)
    best.breaches()
    assert best.stands
    return best


def test_strict_levels_come_to_the_same_apart_and_together(monkeypatch: pytest.MonkeyPatch) -> None:
    # Half-days as a flow would prove the worst ratio and the total before anything is asked of components.
    without_flows(monkeypatch)
    asked: list[str] = []
    truly = Apart.prove

    def noted(apart: Apart, stage: Stage, effort: float) -> Bound | None:
        found = truly(apart, stage, effort)
        asked.append(stage.objective.name if found else "")
        return found

    monkeypatch.setattr(Apart, "prove", noted)
    apart, ending = levels_of(model_of())
    assert ending is Ending.PROVEN
    assert {"worst", "total"} <= {*asked}
    assert "" not in asked
    monkeypatch.setattr(Apart, "can_go", lambda *_: False)
    asked.clear()
    whole, _ = levels_of(model_of())
    assert not asked
    assert values_of(apart) == values_of(whole)


def test_who_shares_a_member_does_not_go_apart(runner: Runner) -> None:
    for shared in (False, True):
        best = standing(model_of(shared=shared))
        stage = Stage("short", Objective("short", best.model.worst_per_mille(parties(best.model))))
        assert Apart(bench_of(best, runner), Bounds()).can_go(stage) is not shared


def test_both_are_proven_and_what_is_found_is_taken_over(runner: Runner) -> None:
    best = standing(model_of())
    apart, stage = (
        Apart(bench_of(best, runner), Bounds()),
        Stage("short", Objective("short", short(best.model))),
    )
    apart.dive(stage)
    # Five days each, of seven due: two are missing with either.
    assert best.value(stage.total) == 8
    assert apart.prove(stage, 10.0) == Bound(8, "CP-SAT")


def test_what_is_kept_goes_apart_once_it_is_proven(runner: Runner) -> None:
    best = standing(model_of())
    model, bounds = best.model, Bounds()
    apart, idle = Apart(bench_of(best, runner), bounds), NoIdleTime().cost(model)
    kept = ((idle, best.value(idle)),)
    stage = Stage("short", Objective("short", short(model)), kept)
    # All are idle, who need not be: one may be less so, and another more.
    assert apart.prove(stage, 10.0) is None
    assert best.value(stage.total) == 8
    stage = stage._replace(kept=((idle, best.value(idle)),))
    assert not apart.is_exact(stage)
    bounds.note(Stage("idle", Objective("idle", idle)), Bound(0, "counting"))
    assert apart.is_exact(stage)
    assert apart.prove(stage, 10.0) == Bound(8, "CP-SAT")


def test_each_has_its_share_of_what_is_kept_with_one_agreement_each(runner: Runner) -> None:
    best = standing(model_of(pairs=((1, 1, 4), (2, 2, 3))))
    model, bounds = best.model, Bounds()
    apart, idle = Apart(bench_of(best, runner), bounds), NoIdleTime().cost(model)
    stage = Stage("idle", Objective("idle", idle))
    bound = apart.prove(stage, 5.0)
    # Of ten days seven are asked for.
    assert bound == Bound(6, "CP-SAT")
    assert best.value(idle) == 6
    bounds.note(stage, bound)
    kept = Stage("short", Objective("short", short(model)), ((idle, 6),))
    assert apart.is_exact(kept)
    assert apart.prove(kept, 5.0) == Bound(0, "CP-SAT")


def test_where_time_was_too_short_for_any_bound_none_is_told(runner: Runner) -> None:
    best = standing(model_of(pairs=((1, 1, 4), (2, 2, 3))))
    stage = Stage("idle", Objective("idle", NoIdleTime().cost(best.model)))
    apart = Apart(bench_of(best, runner), Bounds())
    bound = apart.prove(stage, 1e-9)
    assert bound is not None
    assert bound.least <= 6
    assert apart.prove(stage, 5.0) == Bound(6, "CP-SAT")


def test_no_more_are_asked_than_there_is_time_for(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    best = standing(model_of())
    stage = Stage("short", Objective("short", short(best.model)))
    monkeypatch.setattr("gesched.engine.apart._ABREAST", 1)
    monkeypatch.setattr("gesched.engine.apart._MOST_TIMES", 1e-9)
    assert Apart(bench_of(best, runner), Bounds()).prove(stage, 5.0) == Bound(4, "CP-SAT")


def test_what_does_not_go_apart_exactly_is_proven_together(monkeypatch: pytest.MonkeyPatch) -> None:
    right, _ = levels_of(model_of())
    monkeypatch.setattr(Apart, "is_exact", lambda *_: False)
    levels, ending = levels_of(model_of())
    assert ending is Ending.PROVEN
    assert values_of(levels) == values_of(right)


@pytest.mark.wrong_answers
def test_a_bound_that_cannot_be_right_is_not_believed(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    best = standing(model_of())
    apart, stage = (
        Apart(bench_of(best, runner), Bounds()),
        Stage("short", Objective("short", short(best.model))),
    )

    def claimed(task: CpSat, _: float | None) -> Any:
        value = int(task.program.costs @ task.program.start)
        return lambda: Slice(Status.OPTIMAL, value + 1, task.program.start), lambda: None

    monkeypatch.setattr(CpSat, "begin", claimed)
    with caplog.at_level(logging.WARNING, "gesched"):
        found = apart.prove(stage, 1.0)
    assert found == Bound(0, "CP-SAT")
    assert "as the least of a component" in caplog.text


@pytest.mark.parametrize("largest", [0, 10**6])
def test_components_that_are_too_large_are_not_dived_into(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    monkeypatch.setattr("gesched.engine.apart._LARGEST_DIVE", largest)
    model = model_of()
    best = Incumbent(model)
    assert not len(best.breaches())
    worst = model.worst_per_mille(parties(model))
    Apart(bench_of(best, runner), Bounds()).dive(Stage("fair_coverage", Objective("worst", worst)))
    assert (runner.clock.effort > 0) is (largest > 0)
