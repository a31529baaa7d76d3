"""What every way to improve a schedule works with."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from gesched.engine.claims import Claims
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.running import Runner, Task, Underway
from gesched.engine.stages import Stage
from gesched.model import Program

WHOLE = "the whole"
"""What is searched where nothing else is said."""

_Result = TypeVar("_Result")
_Piece = TypeVar("_Piece")


@dataclass(frozen=True)
class Bench:
    """The best schedule, where to look for better ones, and who does the work.

    Parameters
    ----------
    best
        The best schedule; what is found is taken over, counted again.
    neighbourhoods
        Where to look part by part, and whom variables are of.
    runner
        Does the work.
    seed
        The seed of every slice.
    tick
        Called ten times a second or so, with the stage and with what is searched, in words.
    spare
        Whether another schedule stands, so that this one may be given up.
    """

    best: Incumbent
    neighbourhoods: Neighbourhoods
    runner: Runner
    seed: int
    tick: Callable[[Stage, str], None]
    spare: bool = False

    @cached_property
    def claims(self) -> Claims:
        """Judges what solvers claim of the best schedule."""
        return Claims(self.best)

    @property
    def is_over(self) -> bool:
        """Whether to stop: before any schedule stands, for want of time only."""
        return self.runner.clock.is_over(stands=self.best.stands or self.spare)

    def program(self, stage: Stage) -> Program:
        """Return the whole of a stage; that of a large group takes a while, in which progress is told."""
        tick = self.runner.clock.beat(stage.goal, stage.objective.name, "posting")
        return self.runner.aside(lambda: self.best.program(stage.total, stage.kept), tick)

    def telling(self, pieces: Iterable[_Piece], stage: Stage, doing: str) -> Iterator[_Piece]:
        """Yield pieces of work that this thread does between tasks, and tick in between."""
        for piece in pieces:
            yield piece
            self.tick(stage, doing)

    def run(self, tasks: Sequence[Task[_Result]], stage: Stage, doing: str = WHOLE) -> list[_Result] | None:
        """Return the results of tasks, as one slice; ``None`` where they were broken off."""
        return self.runner.run(tasks, lambda: self.tick(stage, doing))

    def results(self, underway: Underway[_Result], stage: Stage, doing: str = WHOLE) -> list[_Result] | None:
        """Wait for tasks, as one slice; return their results, ``None`` where they were broken off."""
        return self.runner.results(underway, lambda: self.tick(stage, doing))
