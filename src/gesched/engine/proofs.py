"""Proofs of stages, employee by employee: what is proven of each is remembered."""

from collections.abc import Sequence

from gesched.engine.claims import Claims
from gesched.engine.decomposition import Decomposition, InTurn
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.relaxation import Bounded
from gesched.engine.slices import Slice
from gesched.engine.stages import Bound, Kept, Stage
from gesched.linear import Linear
from gesched.model import Program

_DECOMPOSITIONS = 4
"""How many stages are remembered that are taken apart."""
_SHORTEST = 0.5
"""Deterministic time to ask about one employee, at least: most are proven sooner."""


class Proofs:
    """Takes stages apart by employees, once their linear relaxation has priced what these share.

    Parameters
    ----------
    best
        The best schedule, of which nothing can be better than its bound.
    neighbourhoods
        Knows whom variables are of.
    claims
        Judges what solvers claim.
    seed
        The seed of every question.
    """

    def __init__(self, best: Incumbent, neighbourhoods: Neighbourhoods, claims: Claims, seed: int) -> None:
        self._best = best
        self._neighbourhoods = neighbourhoods
        self._claims = claims
        self._seed = seed
        self._decompositions: dict[tuple[Linear, Kept], Decomposition] = {}

    def of_relaxation(self, stage: Stage, program: Program, bounded: Bounded | None) -> Bound | None:
        """Return the bound of a stage's linear relaxation; by its multipliers the stage is taken apart."""
        if bounded is None:
            return None
        bound = self._claims.of_relaxation(stage, bounded.bound)
        if stage.objective.prove and stage.objective.by_parts:
            while len(self._decompositions) >= _DECOMPOSITIONS:
                del self._decompositions[next(iter(self._decompositions))]
            owners = self._neighbourhoods.owners()[program.numbers]
            self._decompositions[stage.key] = Decomposition(program, owners, bounded.multipliers)
        return bound

    def can_go_on(self, stage: Stage) -> bool:
        """Return whether a stage is taken apart, and not all is proven of its parts."""
        found = self._decompositions.get(stage.key)
        return found is not None and not found.exhausted

    def questions(self, stage: Stage, effort: float) -> tuple[list[int], InTurn]:
        """Return of which parts to ask in some deterministic time, by their places, and what."""
        found = self._decompositions[stage.key]
        values = self._best.values[found.program.numbers]
        places = found.open_parts(values)
        each = max(_SHORTEST, effort / len(places))
        asked = tuple(found.question(place, values, each, self._seed) for place in places)
        return places, InTurn(asked, effort)

    def of_answers(
        self, stage: Stage, places: Sequence[int], asked: InTurn, answers: Sequence[Slice]
    ) -> Bound | None:
        """Return the bound of a stage, by answers to the first questions and by all before."""
        found = self._decompositions[stage.key]
        for place, question, answer in zip(places, asked.questions, answers, strict=False):
            if not self._claims.is_called_infeasible(stage, question.program, answer):
                found.note(place, answer)
        return self._claims.of_decomposition(stage, found.bound)
