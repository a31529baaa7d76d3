"""Columns of stages: what they give is taken over, and CP-SAT goes on from it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from gesched.engine.bench import Bench
from gesched.engine.generation import Generation, Proven
from gesched.engine.selection import Choice, Selection
from gesched.engine.sizes import Size
from gesched.engine.slices import CpSat, Strategy
from gesched.engine.stages import Bound, Kept, Stage
from gesched.linear import Linear
from gesched.model import FAR, Mask, Numbers, Program

_LOGGER = logging.getLogger("gesched")
_GENERATIONS = 4
"""How many stages are remembered of which columns are generated."""
_AMONG, _MOST_AMONG = 500, 9_000
"""Plans to choose among for one unit of deterministic time, and at most."""
_MONTH = 56
"""Half-days of four weeks: the first stretches of a long horizon, and windows of one employee's."""
_OF_A_MONTH = 48.0
"""Deterministic time until a dive into such a stretch, at most; longer ones have more."""
_SHORTEST = 0.5
"""Deterministic time that each counts for at least."""
_FOLLOWING = 6.0
"""Deterministic time of CP-SAT to go on from within a dive."""


class Plans:
    """Generates columns of stages, for some time each, and takes over what they give.

    Parameters
    ----------
    bench
        What it works with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._best = bench.best
        self._clock = bench.runner.clock
        self._generations: dict[tuple[Linear, Kept], Generation] = {}
        self._selections: dict[tuple[Linear, Kept], Selection] = {}
        self._when = bench.best.model.cells[:, 2]
        self._last = int(self._when.max(initial=0))
        self._next_stretch: dict[tuple[Linear, tuple[Linear, ...]], tuple[int, int]] = {}

    def are_exhausted(self, stage: Stage) -> bool:
        """Return whether there are no more columns of a stage that would help."""
        begun = self._generations.get(stage.key)
        return begun is not None and begun.exhausted

    def can_be_selected(self, stage: Stage) -> bool:
        """Return whether there are more plans to choose among, once columns of a stage are exhausted."""
        begun = self._generations.get(stage.key)
        if begun is None or not begun.exhausted or begun.proven is None:
            return False
        values = self._best.values[begun.program.numbers]
        return not self._selection(stage, begun, begun.proven).is_complete(values)

    def choice(self, stage: Stage, effort: float) -> Choice | None:
        """Return a choice among plans of a stage, more than before; ``None`` where there is no other."""
        begun = self._generations.get(stage.key)
        if begun is None or begun.proven is None:
            return None
        values, most = self._best.values[begun.program.numbers], min(_MOST_AMONG, round(_AMONG * effort))
        tick = self._tick(stage)
        return self._selection(stage, begun, begun.proven).choice(values, most, effort, tick)

    def _selection(self, stage: Stage, begun: Generation, proven: Proven) -> Selection:
        if stage.key not in self._selections:
            runner, seed = self._bench.runner, self._bench.seed
            self._selections[stage.key] = Selection(begun, proven, runner, seed)
        return self._selections[stage.key]

    def take_choice(self, stage: Stage, choice: Choice, found: Numbers, since: Numbers) -> None:
        """Take over what was chosen among plans; ``since`` is what the best schedule was when it began."""
        program = self._generations[stage.key].program
        whole = choice.whole(since[program.numbers], found)
        if program.holds(whole):
            self._best.take(program, whole, stage, since)
        else:
            _LOGGER.warning("plans that were chosen do not go together; they are not believed")

    def dived_for(self, stage: Stage) -> float:
        """Return how long columns were generated until they gave a schedule, or might have; 0 where not."""
        begun = self._generations.get(stage.key)
        return begun.spent if begun and begun.dived else 0.0

    def generate(self, stage: Stage, effort: float) -> Bound | None:
        """Generate columns: for some time, or until they give a schedule; return the bound so far."""
        generation = self._generation(stage)
        numbers = generation.program.numbers
        tick = self._tick(stage)
        best = found = generation.plans(self._best.values[numbers], tick, effort)
        self._take(generation, stage, found)
        leads = generation.leads.copy()
        while found is not None and generation.may_dive_again and self._clock.ending is None:
            found = generation.dive_again(self._best.values[numbers], tick)
            if self._take(generation, stage, found):
                best, leads = found, generation.leads.copy()
        if generation.dived and self._clock.ending is None:
            self._follow(generation, stage, best, leads)
        return self._bench.claims.of_columns(stage, generation.bound)

    def _take(self, generation: Generation, stage: Stage, found: Numbers | None) -> bool:
        """Take over what a dive ended in, if it did; return whether that gained anything."""
        if found is None:
            return False
        gain = self._best.take(generation.program, found, stage)
        # A slice more: where time was up before it was taken over, a replay must not do so either.
        self._clock.effort += 1
        return bool(gain)

    def are_left_by_stretches(self, stage: Stage) -> bool:
        """Return whether there are stretches of the time to plan, less than half of it, not tried yet."""
        length, _ = self._next_stretch.get(stage.shape, (_MONTH, 0))
        return 2 * length < self._last

    def generate_by_stretches(self, stage: Stage, effort: float, still: Callable[[], bool]) -> None:
        """Generate columns of a stretch of the time to plan after the other, the rest held.

        There they come to their end soon, and what they give is near the best that there is; of half a year
        at once they take long until they gain anything. Once all are done come longer ones.

        Parameters
        ----------
        stage
            What to improve.
        effort
            Deterministic time after which no other is begun; one takes what it takes.
        still
            Whether there is anything left to find, and time.
        """
        spent = 0.0
        while spent < effort and still() and self.are_left_by_stretches(stage):
            length, place = self._next_stretch.get(stage.shape, (_MONTH, 0))
            begins = _begins(0, self._last, length)
            longer = place + 1 == len(begins)
            self._next_stretch[stage.shape] = (2 * length, 0) if longer else (length, place + 1)
            free = np.flatnonzero((self._when >= begins[place]) & (self._when < begins[place] + length))
            if not len(free):
                continue
            generation = self._of_stretch(stage, free)
            if not Size.of(generation.program).can_be_generated:
                self._next_stretch[stage.shape] = self._last, 0
                return
            values, tick = self._best.values[generation.program.numbers], self._tick(stage)
            found = generation.plans(values, tick, _OF_A_MONTH * length / _MONTH, proves=False)
            self._take(generation, stage, found)
            spent += max(_SHORTEST, generation.spent)

    def _of_stretch(self, stage: Stage, free: Numbers) -> Generation:
        """Return the generation of columns of some decisions; what the rest costs is not to be gained."""

        def begun() -> Generation:
            program = self._best.program(stage.total, stage.kept, free)
            return self._begun(stage, program, program.offset - stage.total.constant)

        return self._bench.runner.aside(begun, self._tick(stage))

    def _tick(self, stage: Stage) -> Callable[[], None]:
        return partial(self._bench.tick, stage, "plans")

    def _generation(self, stage: Stage) -> Generation:
        if stage.key not in self._generations:
            while len(self._generations) >= _GENERATIONS:
                oldest = next(iter(self._generations))
                del self._generations[oldest]
                self._selections.pop(oldest, None)
            self._generations[stage.key] = self._begun(stage, self._bench.program(stage))
        return self._generations[stage.key]

    def _begun(self, stage: Stage, program: Program, besides: int = 0) -> Generation:
        """Return the generation of columns of the whole of a stage, or of a part."""
        return Generation(
            program,
            self._bench.neighbourhoods.owners()[program.numbers],
            program.numbers < len(self._when),
            self._bench.runner,
            self._bench.seed,
            lambda asked, found: self._bench.claims.is_called_infeasible(stage, asked, found),
            self._windows(program),
            besides,
        )

    def _windows(self, program: Program) -> list[Mask]:
        """Return windows of a program of a long time, one after the other: which variables are in each."""
        decisions = program.numbers < len(self._when)
        when = np.where(decisions, self._when[np.where(decisions, program.numbers, 0)], FAR)
        begins = _begins(int(when.min()), int(when[decisions].max()), _MONTH)
        return [(when >= begin) & (when < begin + _MONTH) for begin in begins] if len(begins) > 1 else []

    def _follow(
        self, generation: Generation, stage: Stage, found: Numbers | None, leads: Mapping[Strategy, Numbers]
    ) -> None:
        """Go on from where a dive held what hardly cost anything: its end has little to choose from.

        Parameters
        ----------
        generation
            Of columns of the stage; it has dived.
        stage
            What to improve.
        found
            What the dive ended in, to begin with; ``None`` where its plans did not go together.
        leads
            What it held on the way.
        """
        whole, since = generation.program, self._best.values
        start = since if found is None else self._best.model.changed(since, whole.numbers, found)
        program = replace(whole, start=start[whole.numbers])
        tasks = [CpSat(program, _FOLLOWING, self._bench.seed, *lead) for lead in leads.items()]
        for result in self._bench.run(tasks, stage, "plans") or ():
            generation.spent += result.effort
            if len(result.values):
                self._best.take(program, result.values, stage, since)


def _begins(first: int, last: int, length: int) -> range:
    """Return where stretches begin that overlap by a quarter of their length, as many as it takes."""
    step = length * 3 // 4
    return range(first, max(first, last + step - length) + 1, step)
