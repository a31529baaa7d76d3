"""What can be tried on one stage: each attempt is one slice or several, in deterministic time."""

from collections.abc import Callable

from gesched.engine.dive import Dive
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods, Part
from gesched.engine.relaxation import Relaxation
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Slice, Status
from gesched.engine.stages import Stage
from gesched.errors import WrongAnswer
from gesched.model import Numbers, Program

_LARGEST = 60_000
"""Variables of a program that a dive or a relaxation is tried on; beyond, they take longer than they help."""
_GUIDE_GAP = 0.05
"""How far from its bound a guide may end, as a part of it."""
_BATCH = 4
"""Parts searched side by side, from the same schedule, however many cores there are."""
_LEAST = 0.1
"""Deterministic time that a part counts for at least: what is searched in no time is not searched forever."""


class Attempts:
    """Ways to improve the best schedule on a stage, or to prove that it cannot be.

    Parameters
    ----------
    best
        The best schedule; what is found is taken over, counted again.
    neighbourhoods
        Where to look part by part.
    runner
        Does the work.
    seed
        The seed of every slice.
    tick
        Called about ten times a second meanwhile, with the stage.
    """

    def __init__(
        self,
        best: Incumbent,
        neighbourhoods: Neighbourhoods,
        runner: Runner,
        seed: int,
        tick: Callable[[Stage], None],
    ) -> None:
        self._best = best
        self._neighbourhoods = neighbourhoods
        self._runner = runner
        self._seed = seed
        self._tick = tick

    def program(self, stage: Stage) -> Program:
        """Return the whole of a stage."""
        return self._best.program(stage.total, stage.kept)

    def solve(self, stage: Stage, effort: float) -> int | None:
        """Let CP-SAT improve the whole; return the bound that it proves."""
        program = self.program(stage)
        results = self._runner.run([CpSat(program, effort, self._seed)], lambda: self._tick(stage))
        return self._taken(stage, program, results[0]) if results else None

    def _taken(self, stage: Stage, program: Program, found: Slice) -> int:
        """Take over what CP-SAT found for the whole of a stage; return the bound that it proves."""
        if found.status is Status.INFEASIBLE:
            raise WrongAnswer([f"{stage.objective.name}: called infeasible, though a schedule is known"])
        if len(found.values):
            self._best.take(program, found.values, stage.total, stage.kept)
        value = self._best.value(stage.total)
        if value < found.bound or (found.status is Status.OPTIMAL and value > found.bound):
            claim = f"{found.bound} claimed as the least ({found.status.value}), {value} counted"
            raise WrongAnswer([f"{stage.objective.name}: {claim}"])
        return found.bound

    def relax(self, stage: Stage) -> int | None:
        """Return the bound of the linear relaxation, if it is not too large for one."""
        program = self.program(stage)
        if len(program.numbers) > _LARGEST:
            return None
        results = self._runner.run([Relaxation(program)], lambda: self._tick(stage))
        bound, value = results[0] if results else None, self._best.value(stage.total)
        if bound is not None and bound > value:
            raise WrongAnswer([f"{stage.objective.name}: {bound} bounds it from below, {value} counted"])
        return bound

    def dive(self, stage: Stage) -> None:
        """Look for a better schedule by the linear relaxation; nothing is proven by it."""
        program = self.program(stage)
        found = self.dived(stage, program)
        if found is not None:
            self._best.take(program, found, stage.total, stage.kept)

    def dived(self, stage: Stage, program: Program) -> Numbers | None:
        """Return what a dive finds for the whole of a stage, if it keeps every row."""
        if len(program.numbers) > _LARGEST:
            return None
        gap = 0.0 if stage.objective.prove else _GUIDE_GAP
        results = self._runner.run([Dive(program, gap)], lambda: self._tick(stage))
        found = results[0] if results else None
        if found is None or not program.holds(found):
            return None
        return found

    def improve_parts(self, stage: Stage, effort: float, still: Callable[[], bool]) -> None:
        """Look for better schedules part by part, the rest held; nothing is proven by it.

        Parameters
        ----------
        stage
            What to improve.
        effort
            Deterministic time to spend in all, about.
        still
            Whether there is anything left to find, and time.
        """
        spent = 0.0
        while spent < effort and still():
            parts = self._neighbourhoods.draw(stage.total, _BATCH, self._best.values)
            if not parts:
                return
            programs = [self._best.program(stage.total, stage.kept, part.decisions) for part in parts]
            since = self._best.values
            tasks = [
                CpSat(program, part.effort, self._seed, part.strategy)
                for program, part in zip(programs, parts, strict=True)
            ]
            results = self._runner.run(tasks, lambda: self._tick(stage))
            if results is None:
                return
            for part, program, found in zip(parts, programs, results, strict=True):
                spent += max(found.effort, _LEAST)
                self._note(stage, part, program, found, since)

    def _note(self, stage: Stage, part: Part, program: Program, found: Slice, since: Numbers) -> None:
        if found.status is Status.INFEASIBLE:
            raise WrongAnswer([f"{stage.objective.name}: called infeasible, though a schedule is known"])
        gain = None
        if len(found.values):
            gain = self._best.take(program, found.values, stage.total, stage.kept, since)
        self._neighbourhoods.learn(part, gain or 0, found)
