"""The first schedule: by the linear relaxation, part by part, or by CP-SAT; or that there is none."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

from gesched.engine.assembly import Assembly
from gesched.engine.attempts import Attempts
from gesched.engine.bench import Bench
from gesched.engine.bounds import Bounds
from gesched.engine.incumbent import Incumbent
from gesched.engine.slices import CpSat, Slice, Status, Strategy
from gesched.engine.stages import Stage
from gesched.linear import Linear

_LOGGER = logging.getLogger("gesched")
_FIRST_EFFORT = 0.025
"""Deterministic time of CP-SAT on the whole, at first; each further try allows more."""
_GROWTH = 4
_MENDING = 240
"""How many times as long a start is mended part by part."""
_REFINING = (24.0, 96.0)
"""Deterministic time to mend what comes of zones, each time that they are swept."""
_CONFIRMING = 10.0
"""Deterministic time of a second answer, at least, where the first is that there is no schedule."""


class Infeasible(Exception):
    """It is proven that no schedule exists."""


class Starts:
    """Looks for a first schedule.

    Parameters
    ----------
    bench
        What it works with.
    attempts
        What can be tried on the whole.
    bounds
        Where bounds are noted that are found on the way.
    taken
        The decisions that the search begins with.

    Attributes
    ----------
    rough
        What was to be small, where the schedule found may be any: it is to be refined.
    """

    def __init__(self, bench: Bench, attempts: Attempts, bounds: Bounds, taken: Collection[int]) -> None:
        self._bench = bench
        self._best = bench.best
        self._clock = bench.runner.clock
        self._attempts = attempts
        self._bounds = bounds
        self._taken = taken
        self.rough: Stage | None = None

    def find(self, stage: Stage) -> None:
        """Find a first schedule.

        Parameters
        ----------
        stage
            What to keep small.

        Raises
        ------
        Infeasible
            There is none, which is proven.
        TimeLimitReached, KeyboardInterrupt
            None was found before.
        """
        effort = _FIRST_EFFORT
        self._try(stage, effort)
        while not self._best.stands:
            if self._clock.broken_off:
                self._clock.give_up()
            effort *= _GROWTH
            self._try(stage, effort)

    def _try(self, stage: Stage, effort: float) -> None:
        """Try once: by the linear relaxation, part by part, then by CP-SAT for so long."""
        self.rough = None
        size, assembly = self._attempts.size(stage), Assembly(self._bench)
        if size.can_be_tried_whole:
            with self._attempts.rounding(stage) as rounded:
                if size.dense:
                    assembly.assemble(stage, _MENDING * effort, dense=True)
                self._bounds.note(stage, rounded())
        if self._is_left or not size.can_be_tried_whole:
            assembly.assemble(stage, _MENDING * effort, dense=size.dense)
            if self._best.stands and not size.dense and stage.total.terms:
                self.rough = stage
        if self._is_left and not size.dense:
            self._sweep(stage, stage.total, [_MENDING * effort])
        if self._is_left:
            self._solve(stage, effort, Strategy.RELAXATION)
        if self._is_left:
            self._solve(stage.at_any_cost, _GROWTH * effort, Strategy.PSEUDO_COSTS)

    @property
    def _is_left(self) -> bool:
        """Whether there is still a schedule to be found, and time."""
        return not (self._best.stands or self._clock.broken_off)

    def refine(self, rough: Stage, aim: Linear) -> None:
        """Put a schedule found zone by zone in place of a rough one, where that is better.

        Parameters
        ----------
        rough
            What was to be small.
        aim
            By what to judge which one is better.
        """
        self.rough = None
        self._sweep(rough, aim, _REFINING)

    def _sweep(self, stage: Stage, aim: Linear, efforts: Iterable[float]) -> None:
        """Sweep from where the search began: from any schedule it takes longer, and finds less.

        As long as it does not stand, it is swept again, near what was found, and mended for longer.
        """
        tick = self._clock.beat(stage.goal, stage.objective.name, "posting")
        rival = self._bench.runner.aside(partial(Incumbent, self._best.model, self._taken), tick)
        assembly = Assembly(replace(self._bench, best=rival, spare=self._best.stands))
        for count, effort in enumerate(efforts):
            assembly.sweep(stage, effort, near=count > 0)
            if rival.stands:
                break
        if (rival.broken, rival.value(aim)) < (self._best.broken, self._best.value(aim)):
            self._best.become(rival)

    def _solve(self, stage: Stage, effort: float, strategy: Strategy) -> None:
        """Look for any schedule on the whole; raise where it is proven that there is none."""
        program = self._attempts.program(stage)
        task = CpSat(program, effort, self._bench.seed, strategy)
        results = self._bench.run([task], stage)
        if results and results[0].status is Status.INFEASIBLE:
            results = self._asked_again(stage, task)
        if results and len(results[0].values):
            self._best.begin(program, results[0].values)

    def _asked_again(self, stage: Stage, task: CpSat) -> list[Slice] | None:
        """Ask again, in another way, whether there is no schedule; raise where both answers are the same."""
        effort = max(_CONFIRMING, task.effort)
        again = CpSat(task.program, effort, task.seed + 1, Strategy.RELAXATION, presolve=False)
        results = self._bench.run([again], stage)
        if results and results[0].status is Status.INFEASIBLE:
            raise Infeasible
        if results and len(results[0].values):
            _LOGGER.warning(
                "CP-SAT (%s) called infeasible what has a solution; it is not believed", task.strategy
            )
        return results
