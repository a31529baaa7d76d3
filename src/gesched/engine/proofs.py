"""Proofs of stages, employee by employee: what is proven of each is remembered."""

from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np

from gesched.engine.bench import Bench
from gesched.engine.branching import Tree
from gesched.engine.decomposition import Decomposition, InTurn, Place
from gesched.engine.relaxation import Bounded
from gesched.engine.stages import Bound, Kept, Stage
from gesched.linear import Linear
from gesched.model import Numbers, Program

_DECOMPOSITIONS = 4
"""How many stages are remembered that are taken apart."""
_ABREAST = 2
"""How many parts are asked of side by side, however many cores there are."""
_SHORTEST = 0.5
"""Deterministic time to ask about one employee, at least: most are proven sooner."""


class Proofs:
    """Takes stages apart by employees, once their linear relaxation has priced what these share.

    Parameters
    ----------
    bench
        What it works with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._best = bench.best
        self._priced: dict[tuple[Linear, Kept], tuple[Program, Numbers]] = {}
        self._decompositions: dict[tuple[Linear, Kept], Decomposition] = {}

    def of_relaxation(self, stage: Stage, program: Program, bounded: Bounded | None) -> Bound | None:
        """Return the bound of a stage's linear relaxation; its multipliers are the prices from now on."""
        if bounded is None:
            return None
        bound = self._bench.claims.of_relaxation(stage, bounded.bound)
        if stage.objective.prove and stage.objective.by_parts:
            while len(self._priced) >= _DECOMPOSITIONS:
                self._forget(next(iter(self._priced)))
            self._priced[stage.key] = program, bounded.multipliers
        return bound

    def can_go_on(self, stage: Stage) -> bool:
        """Return whether there are prices for a stage, and not all is proven of its parts."""
        found = self._decompositions.get(stage.key)
        return stage.key in self._priced and not (found and found.exhausted)

    def _decomposition(self, stage: Stage) -> Decomposition:
        """Return a stage taken apart: only once it is asked for, as that takes seconds where it is large."""
        if stage.key not in self._decompositions:
            program, multipliers = self._priced[stage.key]
            owners = self._bench.neighbourhoods.owners()[program.numbers]
            chosen = np.flatnonzero(np.isin(program.numbers, self._best.model.chosen))
            begin = partial(Decomposition, program, owners, multipliers, chosen)
            tick = partial(self._bench.tick, stage, "proofs")
            self._decompositions[stage.key] = self._bench.runner.aside(begin, tick)
        return self._decompositions[stage.key]

    def _forget(self, key: tuple[Linear, Kept]) -> None:
        del self._priced[key]
        self._decompositions.pop(key, None)

    def questions(self, stage: Stage, effort: float) -> list[InTurn]:
        """Return what to ask of a stage's parts, side by side, in some deterministic time for either."""
        found = self._decomposition(stage)
        values = self._best.values[found.program.numbers]
        parts = found.open_parts(values)
        each = max(_SHORTEST, effort / -(-len(parts) // _ABREAST))
        # The last one has both cores to itself.
        trees = _ABREAST if len(parts) == 1 else 1
        asked = [
            one for part in parts for one in found.questions(part, values, each, self._bench.seed, trees)
        ]
        return [InTurn(tuple(asked[one::_ABREAST]), effort) for one in range(min(_ABREAST, len(asked)))]

    def take_plans(self, stage: Stage, told: Iterable[Mapping[Place, Tree]]) -> None:
        """Give each employee the best plan that was found for it, where that makes the schedule better."""
        found = self._decomposition(stage)
        for answers in told:
            for (part, _), answer in answers.items():
                plan = found.planned(part, answer, self._best.values[found.program.numbers])
                if plan is not None:
                    self._best.take(found.program, plan, stage, claimed=False)

    def of_answers(self, stage: Stage, told: Iterable[Mapping[Place, Tree]]) -> Bound | None:
        """Return the bound of a stage, by answers about its parts and by all before."""
        found = self._decomposition(stage)
        for answers in told:
            for place, answer in answers.items():
                found.note(place, answer)
                if answer.contradicted:
                    self._bench.claims.disbelieve_infeasible(stage)
        bound = self._bench.claims.of_decomposition(stage, found.bound)
        if bound is None:
            # One of the answers was wrong, and nobody knows which.
            self._forget(stage.key)
        return bound
