"""The first schedule: by the linear relaxation, part by part, or by CP-SAT; or that there is none."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

from gesched.engine.assembly import Assembly
from gesched.engine.attempts import Attempts
from gesched.engine.bench import Bench
from gesched.engine.bounds import Bounds
from gesched.engine.impossible import Impossible, Infeasible
from gesched.engine.incumbent import Incumbent
from gesched.engine.sizes import Size
from gesched.engine.slices import CpSat, Status, Strategy
from gesched.engine.stages import Stage
from gesched.linear import Linear

_FIRST_EFFORT = 0.025
"""Deterministic time of CP-SAT on the whole, at first; each further try allows more."""
_GROWTH = 4
_ASKING = 40
"""How many times as long CP-SAT is asked for any schedule of the whole, or a proof that there is none."""
_MENDING = 240
"""How many times as long a start is mended part by part."""
_REFINING = (24.0, 96.0)
"""Deterministic time to mend what comes of zones, each time that they are swept."""


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
        self._impossible = Impossible(bench)
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
        self._impossible.look_at_rows(stage)
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
                    self._assemble(assembly, stage, effort, size)
                self._bounds.note(stage, bound := rounded())
            if bound is None:
                self._look(stage)
                self._ask(stage, effort)
        if self._is_left or not size.can_be_tried_whole:
            self._assemble(assembly, stage, effort, size)
            if self._best.stands and not size.dense and stage.total.terms:
                self.rough = stage
        if self._is_left and not size.dense:
            self._sweep(stage, stage.total, [_MENDING * effort])
        if not size.can_be_tried_whole:
            self._ask(stage, effort)
        if self._is_left:
            self._solve(stage.at_any_cost, _GROWTH * effort, Strategy.PSEUDO_COSTS)

    def _assemble(self, assembly: Assembly, stage: Stage, effort: float, size: Size) -> None:
        """Give everybody a schedule, and mend what is broken then, unless it is known that there is none."""
        assembly.give_any(stage)
        self._look(stage)
        assembly.assemble(stage, dense=size.dense)
        if size.can_be_tried_whole:
            self._ask(stage, effort)
        assembly.mend(stage.at_any_cost, _MENDING * effort)

    def _look(self, stage: Stage) -> None:
        """Ask whether there is any schedule of each one alone."""
        if self._is_left:
            self._impossible.look_at_each(stage)

    def _ask(self, stage: Stage, effort: float) -> None:
        """Ask CP-SAT whether there is any schedule of all."""
        if self._is_left:
            self._solve(stage.at_any_cost, _ASKING * effort, Strategy.RELAXATION)

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
            results = self._impossible.asked_again(stage, [task])
            if results and results[0].status is Status.INFEASIBLE:
                raise Infeasible
        if results and len(results[0].values):
            self._best.begin(program, results[0].values)
