"""Zones: the linear relaxation of employees near one another, rounded, while all others stay as they are."""

from collections.abc import Callable, Sequence
from itertools import islice

from gesched.engine.claims import Claims
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods, Zone
from gesched.engine.rounding import Rounding
from gesched.engine.running import Runner
from gesched.engine.slices import Slice
from gesched.engine.stages import Stage
from gesched.model import Program

_SWEPT = 50_000
"""The most decisions of a zone that is rounded to find a first schedule."""
_WORTH_A_SWEEP = 0.05
"""The part of the total by which a sweep must make it less for another one to be worth its time."""
_ABREAST = 2
"""Zones rounded side by side."""
_SWEEPING, _RESETTLING = 2.0, 1.0
"""Deterministic time for what a relaxation leaves open: in a sweep, and near the best schedule."""
_LEAST, _RELAXING = 0.1, 2e-5
"""Deterministic time of a relaxation: for setting up, and for each entry of its rows."""


class Zones:
    """Rounds zones, two side by side.

    Parameters
    ----------
    best
        The best schedule; what is found is taken over, counted again.
    neighbourhoods
        Draws the zones.
    claims
        Judges what solvers claim.
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
        claims: Claims,
        runner: Runner,
        seed: int,
        tick: Callable[[Stage], None],
    ) -> None:
        self._best = best
        self._neighbourhoods = neighbourhoods
        self._claims = claims
        self._runner = runner
        self._seed = seed
        self._tick = tick

    @property
    def can_be_resettled(self) -> bool:
        """Whether anything is chosen that may stay while the rest is rounded near the best schedule."""
        return len(self._best.model.chosen) > 0

    def sweep_on(self, stage: Stage) -> None:
        """Sweep over the employees as long as that is worth its time, which is seldom more than thrice."""
        worth_it = True
        while worth_it and not self._is_over:
            broken, value = self._best.broken, self._best.value(stage.total)
            self._sweep(stage)
            less = value - self._best.value(stage.total)
            worth_it = self._best.broken < broken / 2 or less > _WORTH_A_SWEEP * abs(value)

    def settle(self, stage: Stage) -> None:
        """Improve all but what is chosen, such as the usual weekdays of visits, if anything is.

        The linear relaxation of the rest says nearly all; parts choose again afterwards.
        """
        if self.can_be_resettled:
            self._sweep(stage, settled=True)

    def resettle(self, stage: Stage) -> float | None:
        """Improve two zones near the best schedule, while most of what is chosen stays.

        Only what that schedule has, or the relaxation with what is chosen there, is searched: for far more
        employees at a time than part by part.

        Returns
        -------
        float or None
            The deterministic time; ``None`` where it was broken off.
        """
        found = self._rounded(stage, self._neighbourhoods.zones(_ABREAST), _RESETTLING, near=True)
        if found is None:
            return None
        since, spent = self._best.values, 0.0
        for program, answer in found:
            self._claims.is_called_infeasible(stage, program, answer)
            if len(answer.values):
                self._best.take(program, answer.values, stage, since)
            self._neighbourhoods.learn_zone(answer, _RESETTLING)
            spent += _LEAST + _RELAXING * len(program.rows.columns) + answer.effort
        return spent

    @property
    def _is_over(self) -> bool:
        return self._runner.clock.is_over(stands=self._best.stands)

    def _sweep(self, stage: Stage, *, settled: bool = False) -> None:
        """Round the linear relaxation of all employees, some at a time."""
        chosen = self._best.model.chosen if settled else None
        sweep = (Zone(decisions, chosen) for decisions in self._neighbourhoods.sweep(_SWEPT))
        while zones := list(islice(sweep, _ABREAST)):
            left: Sequence[Zone] | None = zones
            while left:
                if self._is_over:
                    return
                left = self._round(stage, left)

    def _round(self, stage: Stage, zones: Sequence[Zone]) -> list[Zone] | None:
        """Round zones side by side; return those that did not go together with others, to be tried again.

        ``None`` is where that was broken off.
        """
        found = self._rounded(stage, zones, _SWEEPING)
        if found is None:
            return None
        since, again = self._best.values, []
        for zone, (program, answer) in zip(zones, found, strict=True):
            if len(answer.values):
                fresh = self._best.values is since
                gain = self._best.take(program, answer.values, stage, since)
                again += [zone] if gain is None and not fresh else []
        return again

    def _rounded(
        self, stage: Stage, zones: Sequence[Zone], effort: float, *, near: bool = False
    ) -> list[tuple[Program, Slice]] | None:
        """Return what is found of zones, side by side, with their programs; ``None`` where broken off."""
        aim = stage.aim
        programs = [
            self._best.program(aim, stage.kept, zone.decisions, settled=zone.settled) for zone in zones
        ]
        tasks = [
            Rounding(program, len(zone.decisions), effort, self._seed, near)
            for zone, program in zip(zones, programs, strict=True)
        ]
        results = self._runner.run(tasks, lambda: self._tick(stage))
        if results is None:
            return None
        return [(program, result.found) for program, result in zip(programs, results, strict=True)]
