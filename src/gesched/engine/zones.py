"""Zones: the linear relaxation of employees near one another, rounded, while all others stay as they are."""

from collections.abc import Sequence
from itertools import islice

from gesched.engine.bench import Bench
from gesched.engine.neighbourhoods import Zone
from gesched.engine.rounding import Rounding
from gesched.engine.slices import Slice
from gesched.engine.stages import Stage
from gesched.model import Numbers, Program

_SWEPT = 50_000
"""The most decisions of a zone that is rounded to find a first schedule."""
_SETTLED = 12_000
"""The most decisions of a zone that is rounded while all that is chosen stays."""
_SHAKEN = 6_000
"""The most decisions of a zone that is rounded near the best schedule, by a relaxation that is shaken."""
_WORTH_SHAKING = 0.02
"""The part of the total by which such a sweep must make it less for another one to be worth its time."""
_ABREAST = 2
"""Zones rounded side by side."""
_DOING = "zones"
_ANYWHERE, _NEAR = 2.0, 1.0
"""Deterministic time for what a relaxation leaves open: alone, and with what the best schedule has."""
_LEAST, _RELAXING = 0.1, 2e-5
"""Deterministic time of a relaxation: for setting up, and for each entry of its rows."""


class Zones:
    """Rounds zones, two side by side.

    Parameters
    ----------
    bench
        What it works with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._best = bench.best

    @property
    def can_be_resettled(self) -> bool:
        """Whether anything is chosen that may stay while the rest is rounded near the best schedule."""
        return len(self._best.model.chosen) > 0

    def sweep(self, stage: Stage) -> None:
        """Sweep over the employees, wherever they are."""
        self._sweep(stage, _SWEPT)

    def sweep_near(self, stage: Stage) -> None:
        """Sweep near what was found, in small zones, which mends what the borders of large ones cost."""
        self._sweep(stage, _SHAKEN, shaken=True)

    def settle(self, stage: Stage) -> None:
        """Improve all but what is chosen, such as the usual weekdays of visits, if anything is.

        The linear relaxation of the rest says nearly all; parts choose again afterwards. Where little costs
        there is no sweep.
        """
        if self.can_be_resettled and not self._best.costs_little(stage.total):
            self._sweep(stage, _SETTLED, self._best.model.chosen)
            self._shake(stage, self._best.model.chosen)

    def _shake(self, stage: Stage, settled: Numbers) -> None:
        """Sweep near the best schedule, in small zones, as long as that is worth its time.

        A relaxation is one of many that are nearly as good: each sweep adds what others take.
        """
        worth_it = True
        while worth_it and not self._bench.is_over:
            value = self._best.value(stage.total)
            self._sweep(stage, _SHAKEN, settled, shaken=True)
            less = value - self._best.value(stage.total)
            worth_it = less > _WORTH_SHAKING * abs(value)

    def resettle(self, stage: Stage) -> float | None:
        """Improve two zones near the best schedule, one where it costs, while most of what is chosen stays.

        Only what that schedule has, or the relaxation with what is chosen there, is searched: for far more
        employees at a time than part by part.

        Returns
        -------
        float or None
            The deterministic time; ``None`` where it was broken off.
        """
        costly = self._best.costly(stage.total)
        found = self._rounded(stage, self._bench.neighbourhoods.zones(costly, _ABREAST))
        if found is None:
            return None
        since, spent = self._best.values, 0.0
        for program, answer in self._bench.telling(found, stage, _DOING):
            self._bench.claims.is_called_infeasible(stage, program, answer)
            if len(answer.values):
                self._best.take(program, answer.values, stage, since)
            self._bench.neighbourhoods.learn_zone(answer, _NEAR)
            spent += _LEAST + _RELAXING * len(program.rows.columns) + answer.effort
        return spent

    def _sweep(
        self, stage: Stage, most: int, settled: Numbers | None = None, *, shaken: bool = False
    ) -> None:
        """Round the linear relaxation of all employees, up to so many decisions at a time.

        It ends where nothing is left to gain.
        """
        parts = self._bench.neighbourhoods.sweep(most)
        sweep = (Zone(decisions, settled, near=shaken, shaken=shaken) for decisions in parts)
        while zones := list(islice(sweep, _ABREAST)):
            left: Sequence[Zone] | None = zones
            while left:
                if self._bench.is_over or self._is_the_least(stage):
                    return
                left = self._round(stage, left)

    def _is_the_least(self, stage: Stage) -> bool:
        return self._best.stands and self._best.value(stage.total) <= stage.floor.least

    def _round(self, stage: Stage, zones: Sequence[Zone]) -> list[Zone] | None:
        """Round zones side by side; return those that did not go together with others, to be tried again.

        ``None`` is where that was broken off.
        """
        found = self._rounded(stage, zones)
        if found is None:
            return None
        since, again = self._best.values, []
        answers = zip(zones, found, strict=True)
        for zone, (program, answer) in self._bench.telling(answers, stage, _DOING):
            if zone.near:
                self._bench.claims.is_called_infeasible(stage, program, answer)
            if len(answer.values):
                fresh = self._best.values is since
                gain = self._best.take(program, answer.values, stage, since)
                again += [zone] if gain is None and not fresh else []
        return again

    def _rounded(self, stage: Stage, zones: Sequence[Zone]) -> list[tuple[Program, Slice]] | None:
        """Return what is found of zones, side by side, with their programs; ``None`` where broken off."""
        aim = stage.aim
        carved = (self._best.program(aim, stage.kept, zone.decisions, settled=zone.settled) for zone in zones)
        programs = list(self._bench.telling(carved, stage, _DOING))
        tasks = [self._task(zone, program) for zone, program in zip(zones, programs, strict=True)]
        results = self._bench.run(tasks, stage, _DOING)
        if results is None:
            return None
        return [(program, result.found) for program, result in zip(programs, results, strict=True)]

    def _task(self, zone: Zone, program: Program) -> Rounding:
        """Return what rounds a zone; where it is shaken, otherwise each time, and the same in a replay."""
        effort = _NEAR if zone.near else _ANYWHERE
        shaken = self._bench.runner.clock.effort if zone.shaken else None
        return Rounding(program, len(zone.decisions), effort, self._bench.seed, zone.near, shaken)
