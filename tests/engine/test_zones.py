"""Zones are rounded near the best schedule: it gets better, and the same wherever it is done."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from benches import bench_of
from programs import Row, program_of
from regular_weeks import REGULAR, regular_weeks

from gesched.engine import Clock, Runner
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Zone
from gesched.engine.rounding import Rounding
from gesched.engine.running import perform
from gesched.engine.stages import Stage
from gesched.engine.zones import Zones
from gesched.goals import Objective
from gesched.linear import Linear
from gesched.model import FAR, Program


def beginning() -> tuple[Incumbent, Stage]:
    """Return nobody anywhere, as a schedule, and what it costs."""
    model = regular_weeks()
    stage = Stage("weighted", Objective("weighted", REGULAR.cost(model), by_parts=True))
    best = Incumbent(model)
    assert not len(best.breaches())
    return best, stage


def zones_of(best: Incumbent, runner: Runner) -> Zones:
    return Zones(bench_of(best, runner))


def test_rounds_near_the_best_schedule_make_it_better_and_never_worse() -> None:
    best, stage = beginning()
    values = [best.value(stage.total)]
    with Runner(Clock(None, None)) as runner:
        zones = zones_of(best, runner)
        assert zones.can_be_resettled
        for _ in range(6):
            effort = zones.resettle(stage)
            assert effort is not None
            assert effort > 0
            values.append(best.value(stage.total))
            assert best.model.holds(best.values)
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0] / 5


def test_another_process_finds_the_same() -> None:
    found = []
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for executor in (None, pool):
            best, stage = beginning()
            with Runner(Clock(None, None), executor) as runner:
                zones = zones_of(best, runner)
                for _ in range(3):
                    zones.resettle(stage)
            found.append(best.values.tolist())
    assert found[0] == found[1]


def test_what_is_broken_off_changes_nothing() -> None:
    best, stage = beginning()
    before = best.values.tolist()
    with Runner(Clock(0.0, None)) as runner:
        assert zones_of(best, runner).resettle(stage) is None
    assert best.values.tolist() == before


@pytest.mark.parametrize(("near", "cost"), [(False, 11), (True, 8)])
def test_near_the_start_what_it_has_stays_open(*, near: bool, cost: int) -> None:
    # The relaxation takes some of the last two, which come to 11; the best is the second and the third.
    rows: list[Row] = [({0: 2, 2: 4, 3: 3}, 4, FAR), ({1: 1, 2: 3, 3: 4}, 4, FAR)]
    program = program_of([1] * 4, rows, {0: 5, 1: 2, 2: 6, 3: 5})
    program.start[:] = [0, 1, 1, 1]
    found = perform(Rounding(program, 4, 1.0, 0, near=near), None).found
    assert program.holds(found.values)
    assert int(program.costs @ found.values) == cost


def test_what_is_not_chosen_is_settled_zone_by_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("_SETTLED", 60), ("_SHAKEN", 60), ("_ABREAST", 1)):
        monkeypatch.setattr(f"gesched.engine.zones.{name}", most)
    values = []
    for effort in (2, 4, None):  # two employees, each a zone: after one sweep, after two, after all
        best, stage = beginning()
        with Runner(Clock(None, effort)) as runner:
            zones_of(best, runner).settle(stage)
            assert runner.clock.effort == effort or (effort is None and runner.clock.effort % 2 == 0)
        assert best.model.holds(best.values)
        values.append(best.value(stage.total))
    assert beginning()[0].value(stage.total) > values[0] > values[1] >= values[2]


@pytest.mark.parametrize(("worth", "sweeps"), [(1.0, [2]), (-1.0, [2, 2, 2])])
def test_what_settles_is_swept_as_long_as_that_is_worth_it(
    monkeypatch: pytest.MonkeyPatch, worth: float, sweeps: list[int]
) -> None:
    for name, most in (("_SETTLED", 60), ("_SHAKEN", 60), ("_WORTH_SHAKING", worth)):
        monkeypatch.setattr(f"gesched.engine.zones.{name}", most)
    best, stage = beginning()
    rounded = roundings(monkeypatch)
    with Runner(Clock(None, 4)) as runner:  # one slice a sweep: the first, and up to three that are shaken
        zones_of(best, runner).settle(stage)
    assert [(one.near, one.shaken) for one in rounded] == [
        (False, None),
        (False, None),
        *((True, number) for number, count in enumerate(sweeps, 1) for _ in range(count)),
    ]


def test_where_little_costs_nothing_is_swept_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    best, stage = beginning()
    rounded = roundings(monkeypatch)
    ones = [best.model.reaches(Linear.of({number: 1}), 1) for number in best.costly(stage.total).tolist()]
    for count, swept in ((1, False), (2, True)):  # of two employees
        total = Linear.total(ones[:count])
        assert best.value(total) == count
        with Runner(Clock(None, None)) as runner:
            zones_of(best, runner).settle(stage._replace(objective=Objective("little", total)))
        assert bool(rounded) is swept


def test_a_start_is_one_sweep_and_one_that_is_shaken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("_SWEPT", 1_000), ("_SHAKEN", 60)):
        monkeypatch.setattr(f"gesched.engine.zones.{name}", most)
    best, stage = beginning()
    rounded = roundings(monkeypatch)
    with Runner(Clock(None, None)) as runner:
        zones = zones_of(best, runner)
        zones.sweep(stage)
        zones.sweep_near(stage)
    decisions = len(best.model.cells)
    assert [(one.near, one.shaken) for one in rounded] == [(False, None), (True, 1), (True, 1)]
    assert [one.decisions for one in rounded[:1]] == [decisions]
    assert sum(one.decisions for one in rounded[1:]) == decisions


def roundings(monkeypatch: pytest.MonkeyPatch) -> list[Rounding]:
    """Return where to find what is rounded from now on, in order."""
    found: list[Rounding] = []
    task = Zones._task

    def noted(zones: Zones, zone: Zone, program: Program) -> Rounding:
        found.append(task(zones, zone, program))
        return found[-1]

    monkeypatch.setattr(Zones, "_task", noted)
    return found


def test_a_relaxation_that_is_shaken_proves_nothing_and_is_the_same_again() -> None:
    best, stage = beginning()
    program = best.program(stage.total)
    found = []
    for shaken in (None, 1, 1, 2, 3, 4):
        rounded = perform(Rounding(program, len(best.model.cells), 1.0, 0, shaken=shaken), None)
        assert (rounded.bounded is None) is (shaken is not None)
        assert program.holds(rounded.found.values)
        found.append(rounded.found.values.tolist())
    assert found[1] == found[2]
    assert len({tuple(values) for values in found}) > 2
