"""Wherever time breaks a search off, its effort gives the same schedule again."""

from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from sample_groups import small

from gesched.engine import Clock, Runner, Search
from gesched.engine.attempts import Attempts
from gesched.engine.stages import Bound, Stage
from gesched.errors import TimeLimitReached
from gesched.goals import NoIdleTime, Regularity, ShortfallPenalty, Weighted
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Assignment
from gesched.timeline import Horizon


class OutOfTime(Clock):
    """A clock whose time is up when so many slices are done."""

    slices: int

    @property
    def remaining(self) -> float:
        return 0.0 if self.effort >= self.slices else float("inf")


KINDS = {
    "small": {},
    "large": {
        "engine.sizes._LARGEST": 0,
        "engine.sizes._LARGEST_PROOF": 0,
        "engine.zones._SWEPT": 60,
    },
    "dense": {"model.program._DENSE": 0, "engine.neighbourhoods._ASSEMBLED": 20},
}
"""What makes a small group be searched as one of another kind."""
STOPS = {"small": range(1, 15, 2), "large": range(1, 22, 2), "dense": range(1, 16, 3)}
"""After which slices time is up; each costs two searches."""
GOAL = Weighted({ShortfallPenalty(): 1, NoIdleTime(): 6, Regularity(): 4})


def found(clock: Clock, executor: Executor | None = None) -> tuple[Assignment, ...]:
    model = Model(Problem(small(), Horizon("2027-01-04", "2027-02-07")), DEFAULT_RULES)
    with Runner(clock, executor) as runner:
        search = Search(model, (GOAL,), 0, runner)
        search.start(GOAL.guide(model))
        search.improve()
        return search.assignments


@pytest.mark.parametrize("kind", KINDS)
def test_what_time_breaks_off_is_replayed_by_its_effort(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    for name, size in KINDS[kind].items():
        monkeypatch.setattr(f"gesched.{name}", size)
    stood = 0
    for slices in STOPS[kind]:
        clock = OutOfTime(None, None)
        clock.slices = slices
        try:
            broken_off = found(clock)
        except TimeLimitReached:
            continue
        stood += 1
        assert clock.effort == slices
        assert found(Clock(None, slices)) == broken_off
    assert stood > 3


def test_proofs_of_employees_are_the_same_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in KINDS["large"].items():
        monkeypatch.setattr(f"gesched.{name}", size)
    asked: list[float] = []

    def noted(attempts: Attempts, stage: Stage, effort: float) -> Bound | None:
        asked.append(effort)
        return truly(attempts, stage, effort)

    truly = Attempts.prove_each
    monkeypatch.setattr(Attempts, "prove_each", noted)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        elsewhere = found(Clock(None, 20), pool)
    there = asked.copy()
    assert there
    assert found(Clock(None, 20)) == elsewhere
    assert asked == 2 * there
