"""What this thread does between tasks is told of as well."""

from dataclasses import replace

from benches import bench_of
from regular_weeks import regular_weeks

from gesched.engine import Clock, Runner
from gesched.engine.incumbent import Incumbent
from gesched.engine.stages import Stage
from gesched.goals import Objective
from gesched.linear import Linear


def test_pieces_of_work_are_told_of_in_between() -> None:
    told: list[tuple[Stage, str]] = []
    stage = Stage("goal", Objective("objective", Linear()))
    with Runner(Clock(None, None)) as runner:
        bench = replace(bench_of(Incumbent(regular_weeks()), runner), tick=lambda *words: told.append(words))
        pieces = bench.telling(iter("ab"), stage, "zones")
        assert (next(pieces), told) == ("a", [])
        assert (next(pieces), told) == ("b", [(stage, "zones")])
        assert (list(pieces), told) == ([], [(stage, "zones")] * 2)
