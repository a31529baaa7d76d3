"""First schedules of what is large: any at once, which a sweep by zones then replaces."""

import pytest
from benches import bench_of
from regular_weeks import REGULAR, regular_weeks

from gesched.engine import Clock, Runner
from gesched.engine.attempts import Attempts
from gesched.engine.bounds import Bounds
from gesched.engine.incumbent import Incumbent
from gesched.engine.stages import Stage
from gesched.engine.starts import Starts
from gesched.goals import Objective


@pytest.fixture(autouse=True)
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.sizes._LARGEST", 0)
    monkeypatch.setattr("gesched.engine.zones._SWEPT", 60)
    monkeypatch.setattr("gesched.engine.neighbourhoods._ASSEMBLED", 20)


def started(runner: Runner) -> tuple[Incumbent, Stage, Starts]:
    """Return the first schedule found, which is any."""
    model = regular_weeks(at_least=1)
    best = Incumbent(model)
    bench = bench_of(best, runner)
    starts = Starts(bench, Attempts(bench), Bounds(), ())
    stage = Stage("start", Objective("first schedule", REGULAR.cost(model), prove=False))
    starts.find(stage)
    assert best.stands
    assert best.model.holds(best.values)
    assert starts.rough is stage
    return best, stage, starts


def test_any_schedule_comes_first_and_zones_find_a_better_one() -> None:
    with Runner(Clock(None, None)) as runner:
        best, stage, starts = started(runner)
        before = best.value(stage.total)
        starts.refine(stage)
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
        starts.refine(stage)
        assert runner.clock.effort == first + 1
    assert best.stands
    assert best.assignments == rough
