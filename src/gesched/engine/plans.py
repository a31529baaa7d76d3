"""Columns of stages: what they give is taken over, and CP-SAT goes on from it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gesched.engine.claims import Claims
from gesched.engine.generation import Generation
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Strategy
from gesched.engine.stages import Bound, Kept, Stage
from gesched.linear import Linear
from gesched.model import Numbers

_GENERATIONS = 4
"""How many stages are remembered of which columns are generated."""
_FOLLOWING = 6.0
"""Deterministic time of CP-SAT to go on from within a dive."""


class Plans:
    """Generates columns of stages, for some time each, and takes over what they give.

    Parameters
    ----------
    best
        The best schedule; what is found is taken over, counted again.
    neighbourhoods
        Knows whom variables are of.
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
        self._generations: dict[tuple[Linear, Kept], Generation] = {}

    def are_exhausted(self, stage: Stage) -> bool:
        """Return whether there are no more columns of a stage that would help."""
        begun = self._generations.get(stage.key)
        return begun is not None and begun.exhausted

    def dived_for(self, stage: Stage) -> float:
        """Return how long columns were generated until they gave a schedule, or might have; 0 where not."""
        begun = self._generations.get(stage.key)
        return begun.spent if begun and begun.dived else 0.0

    def generate(self, stage: Stage, effort: float) -> Bound | None:
        """Generate columns: for some time, or until they give a schedule; return the bound so far."""
        generation = self._generation(stage)
        numbers = generation.program.numbers

        def tick() -> None:
            self._tick(stage)

        best = found = generation.plans(self._best.values[numbers], tick, effort)
        self._take(generation, stage, found)
        leads = generation.leads.copy()
        while found is not None and generation.may_dive_again and self._runner.clock.ending is None:
            found = generation.dive_again(self._best.values[numbers], tick)
            if self._take(generation, stage, found):
                best, leads = found, generation.leads.copy()
        if generation.dived and self._runner.clock.ending is None:
            self._follow(generation, stage, best, leads)
        return self._claims.of_columns(stage, generation.bound)

    def _take(self, generation: Generation, stage: Stage, found: Numbers | None) -> bool:
        """Take over what a dive ended in, if it did; return whether that gained anything."""
        if found is None:
            return False
        gain = self._best.take(generation.program, found, stage)
        # A slice more: where time was up before it was taken over, a replay must not do so either.
        self._runner.clock.effort += 1
        return bool(gain)

    def _generation(self, stage: Stage) -> Generation:
        if stage.key not in self._generations:
            while len(self._generations) >= _GENERATIONS:
                del self._generations[next(iter(self._generations))]
            program = self._best.program(stage.total, stage.kept)
            self._generations[stage.key] = Generation(
                program,
                self._neighbourhoods.owners()[program.numbers],
                program.numbers < len(self._best.model.cells),
                self._runner,
                self._seed,
                lambda asked, found: self._claims.is_called_infeasible(stage, asked, found),
            )
        return self._generations[stage.key]

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
        tasks = [CpSat(program, _FOLLOWING, self._seed, *lead) for lead in leads.items()]
        for result in self._runner.run(tasks, lambda: self._tick(stage)) or ():
            generation.spent += result.effort
            if len(result.values):
                self._best.take(program, result.values, stage, since)
