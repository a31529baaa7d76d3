"""First schedules of what is large: any at once, which a sweep by zones then replaces."""

from typing import Any

import pytest
from benches import bench_of
from generated import OutOfTime
from regular_weeks import REGULAR, regular_weeks

from gesched.engine import Clock, Runner
from gesched.engine.attempts import Attempts
from gesched.engine.bounds import Bounds
from gesched.engine.incumbent import Incumbent
from gesched.engine.stages import Stage
from gesched.engine.starts import Starts
from gesched.errors import TimeLimitReached
from gesched.goals import Objective
from gesched.model import Program


@pytest.fixture(autouse=True)
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.sizes._LARGEST", 0)
    monkeypatch.setattr("gesched.engine.zones._SWEPT", 60)
    monkeypatch.setattr("gesched.engine.neighbourhoods._ASSEMBLED", 20)


def started(runner: Runner) -> tuple[Incumbent, Stage, Starts]:
    """Return the first schedule found, which is any."""
    best = Incumbent(regular_weeks(at_least=1))
    bench = bench_of(best, runner)
    starts = Starts(bench, Attempts(bench), Bounds(), ())
    stage = stage_of(best)
    starts.find(stage)
    assert best.stands
    assert best.model.holds(best.values)
    return best, stage, starts


def stage_of(best: Incumbent) -> Stage:
    return Stage("start", Objective("first schedule", REGULAR.cost(best.model), prove=False))


def test_any_schedule_comes_first_and_zones_find_a_better_one() -> None:
    with Runner(Clock(None, None)) as runner:
        best, stage, starts = started(runner)
        assert starts.rough is stage
        before = best.value(stage.total)
        starts.refine(stage, stage.total)
    assert best.model.holds(best.values)
    assert best.value(stage.total) < before
    assert starts.rough is None


def test_a_search_that_must_stop_keeps_the_rough_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.zones._ABREAST", 1)
    with Runner(Clock(None, None)) as runner:
        started(runner)
        first = runner.clock.effort
    with Runner(Clock(None, first + 1)) as runner:
        best, stage, starts = started(runner)
        rough = best.assignments
        starts.refine(stage, stage.total)
        assert runner.clock.effort == first + 1
    assert best.stands
    assert best.assignments == rough


def test_once_time_is_up_nothing_more_is_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.parts._SIMPLE_BATCH", 1)
    clock, late = OutOfTime(None, None), list[bool]()
    clock.slices = 1
    program = Incumbent.program

    def noted(self: Incumbent, *asked: Any, **how: Any) -> Program:
        late.append(clock.broken_off)
        return program(self, *asked, **how)

    monkeypatch.setattr(Incumbent, "program", noted)
    with Runner(clock) as runner, pytest.raises(TimeLimitReached):
        started(runner)
    assert late
    assert not any(late)


def test_what_is_no_better_is_not_put_in_its_place() -> None:
    with Runner(Clock(None, None)) as runner:
        best, stage, starts = started(runner)
        starts.refine(stage, stage.total)
        Attempts(bench_of(best, runner)).solve(stage, 20.0)
        optimum = best.assignments
        starts.refine(stage, stage.total)
    assert best.assignments == optimum


def test_what_comes_of_zones_is_judged_by_what_is_pursued() -> None:
    with Runner(Clock(None, None)) as runner:
        best, stage, starts = started(runner)
        rough = best.assignments
        starts.refine(stage, stage.total * -1)
    assert best.assignments == rough


@pytest.mark.parametrize("dense", [True, False])
def test_only_what_is_assembled_is_rough(monkeypatch: pytest.MonkeyPatch, *, dense: bool) -> None:
    if dense:
        monkeypatch.setattr("gesched.model.program._DENSE", 0)
    else:
        for way in ("give_any", "assemble", "mend"):
            monkeypatch.setattr(f"gesched.engine.assembly.Assembly.{way}", lambda *_, **__: None)
    with Runner(Clock(None, None)) as runner:
        _, _, starts = started(runner)
    assert starts.rough is None


def test_zones_begin_with_what_the_search_begins_with() -> None:
    with Runner(Clock(None, None)) as runner:
        best, stage, _ = started(runner)
        Attempts(bench_of(best, runner)).solve(stage, 20.0)
        earlier = best.model.taken(best.assignments)
        later = Incumbent(regular_weeks(at_least=1), earlier)
        assert later.stands
        bench = bench_of(later, runner)
        starts = Starts(bench, Attempts(bench), Bounds(), earlier)
        stage = stage_of(later)
        starts.find(stage)
        assert later.assignments == best.assignments
        starts.refine(stage, stage.total)
    assert later.value(stage.total) <= best.value(stage_of(best).total)
