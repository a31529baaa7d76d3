"""Groups searched as dense ones, by columns: bounds that hold, schedules that are the same again."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from sample_groups import small

from gesched.engine.generation import Generation
from gesched.engine.plans import Plans
from gesched.engine.selection import Choice
from gesched.goals import NoIdleTime, Regularity, ShortfallPenalty, Weighted
from gesched.schedule import Schedule
from gesched.solving import solve

GOAL = Weighted({ShortfallPenalty(): 1, NoIdleTime(): 6, Regularity(): 4})


@pytest.fixture
def dives(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Make every group dense, and return what dives gave."""
    given: list[object] = []
    dived = Generation._dived

    def noted(*arguments: Any) -> object:
        given.append(dived(*arguments))
        return given[-1]

    monkeypatch.setattr("gesched.model.program._DENSE", 0)
    monkeypatch.setattr("gesched.engine.neighbourhoods._ASSEMBLED", 20)
    # Without a glance, and with little time for parts, columns have something to do here, too.
    monkeypatch.setattr("gesched.engine.ways._GLANCE", 1e-9)
    monkeypatch.setattr("gesched.engine.ways._PARTS", 0.1)
    monkeypatch.setattr("gesched.engine.ways._BEFORE", 0.1)
    monkeypatch.setattr(Generation, "_dived", noted)
    return given


def solved(effort: int, **more: Any) -> Schedule:
    return solve(small(), "2027-01-04", "2027-02-07", time_limit=None, effort=effort, goals=(GOAL,), **more)


def test_columns_give_a_schedule_and_a_bound(dives: list[object]) -> None:
    report = solved(30).report
    assert report is not None
    (level,) = report.levels
    # Whether what is held goes together with the others is up to CP-SAT's answers.
    assert dives
    assert 0 < level.bound <= level.value


def test_what_columns_give_is_the_same_again_and_elsewhere(dives: list[object]) -> None:
    here = solved(20)
    assert dives
    assert solved(20).assignments == here.assignments
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert solved(20, executor=executor).assignments == here.assignments


def test_a_choice_among_plans_is_the_same_again_and_elsewhere(
    dives: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without dives, and as soon as one round finds nothing, no column is looked for any more.
    monkeypatch.setattr(Generation, "_promises", lambda *_: False)
    monkeypatch.setattr(Generation, "_look_harder", lambda self: setattr(self, "exhausted", True))
    sizes: list[int] = []
    choice = Plans.choice

    def noted(*arguments: Any) -> Choice | None:
        found = choice(*arguments)
        sizes.append(0 if found is None else len(found.columns))
        return found

    monkeypatch.setattr(Plans, "choice", noted)
    here = solved(14)
    assert len(sizes) == 1
    assert sizes[0] > 0
    assert all(dive is None for dive in dives)
    assert solved(14).assignments == here.assignments
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert solved(14, executor=executor).assignments == here.assignments
    assert sizes == sizes[:1] * 3


@pytest.mark.usefixtures("dives")
def test_stretches_of_a_long_horizon_are_the_same_again_and_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gesched.engine.plans._MONTH", 10)
    lengths: list[int] = []
    begun = Plans._of_stretch

    def noted(self: Plans, stage: Any, free: Any) -> Generation:
        lengths.append(len(free))
        return begun(self, stage, free)

    monkeypatch.setattr(Plans, "_of_stretch", noted)
    here = solved(60)
    assert len(lengths) > 3
    assert here.report is not None
    assert here.report.levels[0].bound <= here.report.levels[0].value
    found = solved(60)
    assert found.assignments == here.assignments
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert solved(60, executor=executor).assignments == here.assignments
    assert lengths == lengths[: len(lengths) // 3] * 3
