"""Parts of a schedule, searched some side by side while the rest is held."""

from collections.abc import Iterator, Sequence
from itertools import islice

from gesched.engine.bench import Bench
from gesched.engine.neighbourhoods import Part
from gesched.engine.slices import CpSat, Slice
from gesched.engine.stages import Stage
from gesched.model import Numbers, Program

_BATCH = 4
"""Parts searched side by side, from the same schedule, however many cores there are."""
_SIMPLE_BATCH = 8
"""As many where any schedule will do, which is found so soon that cores would often wait."""
_LEAST = 0.1
"""Deterministic time that a part counts for at least: what is searched in no time is not searched forever."""


class Parts:
    """Searches parts with CP-SAT.

    Parameters
    ----------
    bench
        What it works with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def draw(self, stage: Stage, costly: Numbers) -> float | None:
        """Draw parts, half of them around some variables, and search them.

        Returns
        -------
        float or None
            The deterministic time; ``None`` where there are none, or that was broken off.
        """
        parts = self._bench.neighbourhoods.draw(costly, _BATCH)
        return self._search(stage, parts) if parts else None

    def search_all(self, stage: Stage, parts: Iterator[Part]) -> None:
        """Search parts, some at a time, while there is time."""
        for some in self._batches(parts):
            self._search(stage, some)

    def find_any(self, stage: Stage, parts: Iterator[Part]) -> None:
        """Look for any schedule of parts: where rows hold, or it is none, that is there soon."""
        best, nothing = self._bench.best, stage.at_any_cost
        for some in self._batches(parts, _SIMPLE_BATCH):
            shapes = _shapes(some)
            carved = (best.program(nothing.total, free=part.decisions, eased=False) for part in some)
            programs = list(self._bench.telling(carved, stage, shapes))
            since = best.values
            found = self._bench.run(self._tasks(programs, some), stage, shapes)
            if found is None:
                return
            for program, answer in self._bench.telling(zip(programs, found, strict=True), stage, shapes):
                if len(answer.values):
                    best.take(program, answer.values, nothing, since)

    def _batches(self, parts: Iterator[Part], count: int = _BATCH) -> Iterator[list[Part]]:
        """Yield parts that are searched side by side, while there is time."""
        while (some := list(islice(parts, count))) and not self._bench.is_over:
            yield some

    def _search(self, stage: Stage, parts: Sequence[Part]) -> float | None:
        """Search parts side by side; return the deterministic time, or ``None`` if that was broken off."""
        best, aim, shapes = self._bench.best, stage.aim, _shapes(parts)
        carved = (best.program(aim, stage.kept, part.decisions) for part in parts)
        programs = list(self._bench.telling(carved, stage, shapes))
        since = best.values
        results = self._bench.run(self._tasks(programs, parts), stage, shapes)
        if results is None:
            return None
        answers = zip(parts, programs, results, strict=True)
        for part, program, found in self._bench.telling(answers, stage, shapes):
            self._note(stage, part, program, found, since)
        return sum(max(found.effort, _LEAST) for found in results)

    def _tasks(self, programs: Sequence[Program], parts: Sequence[Part]) -> list[CpSat]:
        return [
            CpSat(program, part.effort, self._bench.seed, part.strategy, presolve=part.presolve)
            for program, part in zip(programs, parts, strict=True)
        ]

    def _note(self, stage: Stage, part: Part, program: Program, found: Slice, since: Numbers) -> None:
        self._bench.claims.is_called_infeasible(stage, program, found)
        gain = None
        if len(found.values):
            gain = self._bench.best.take(program, found.values, stage, since)
        self._bench.neighbourhoods.learn(part, gain or 0, found)


def _shapes(parts: Sequence[Part]) -> str:
    """Return what parts are of, in words."""
    return ", ".join(sorted({part.kind.shape for part in parts}))
