"""First schedules part by part: any for everybody, and far better ones zone by zone."""

from gesched.engine.bench import Bench
from gesched.engine.parts import Parts
from gesched.engine.stages import Stage
from gesched.engine.zones import Zones

_AGAIN = (2.0, 8.0)
"""Deterministic time for an employee who did not get a first schedule soon."""


class Assembly:
    """Looks for a schedule of what is too large, or too dense, to be relaxed as a whole in a moment.

    Parameters
    ----------
    bench
        What it works with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._best = bench.best
        self._parts = Parts(bench)
        self._zones = Zones(bench)

    def give_any(self, stage: Stage) -> None:
        """Give everybody any schedule that CP-SAT finds soon, few employees at a time."""
        if len(self._best.breaches()):
            self._parts.find_any(stage, self._bench.neighbourhoods.everybody())

    def assemble(self, stage: Stage, *, dense: bool) -> None:
        """Give a schedule to whoever has none yet: any that can be found in more time, or else beside others.

        That breaks as little as possible, for little cost, then, in dense groups, at any cost, for long.

        Parameters
        ----------
        stage
            What to keep small.
        dense
            Whether variables stand in many rows, so that little is found of what is mended around them.
        """
        everybody, assembly = self._bench.neighbourhoods.everybody, self._bench.neighbourhoods.assembly
        # To draw parts takes a while in large groups: not once it is over.
        if self._is_left:
            self._parts.find_any(stage, everybody(self._best.breaches()))
        if self._is_left:
            self._parts.search_all(stage, assembly(self._best.breaches()))
        for longer in _AGAIN if dense else ():
            if self._is_left:
                self._parts.search_all(stage.at_any_cost, assembly(self._best.breaches(), longer))

    @property
    def _is_left(self) -> bool:
        """Whether there is something to be mended, and time."""
        return not (self._best.stands or self._bench.is_over)

    def sweep(self, stage: Stage, effort: float, *, near: bool = False) -> None:
        """Round the linear relaxation, employees near one another at a time; mend what is broken after that.

        Parameters
        ----------
        stage
            What to keep small.
        effort
            Deterministic time to mend, about.
        near
            Whether only near what was found before, in small zones, which is done at last in any case.
        """
        if not near:
            self._zones.sweep(stage)
        self._zones.sweep_near(stage)
        self.mend(stage, effort)

    def mend(self, stage: Stage, effort: float) -> None:
        """Search parts where rows are broken, for some deterministic time."""
        spent: float | None = 0.0
        while spent is not None and spent < effort and not self._bench.is_over:
            if not len(breaches := self._best.breaches()):
                return
            more = self._parts.draw(stage, breaches)
            spent = None if more is None else spent + more
