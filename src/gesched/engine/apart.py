"""Components of stages, each improved and proven by itself."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from gesched.engine.bench import Bench
from gesched.engine.bounds import Bounds
from gesched.engine.components import Component, Components
from gesched.engine.dive import Dive
from gesched.engine.running import Task
from gesched.engine.sizes import Size
from gesched.engine.slices import CpSat, Slice
from gesched.engine.stages import Bound, Kept, Stage
from gesched.goals import Objective
from gesched.linear import Linear
from gesched.model import Numbers

_ABREAST = 4
"""Components in one slice: those after them may need nothing any more."""
_LARGEST = 60_000
"""The most variables of a component that CP-SAT can do anything with."""
_DOING = "components"

_Result = TypeVar("_Result")


class Apart:
    """Improves components of a stage, and proves what they cannot go below: the worst first.

    Parameters
    ----------
    bench
        What it works with.
    bounds
        What was proven of objectives before: whether what is kept goes apart as well.
    """

    def __init__(self, bench: Bench, bounds: Bounds) -> None:
        self._bench = bench
        self._best = bench.best
        self._bounds = bounds
        self._least: dict[tuple[Linear, Kept], dict[int, int]] = {}
        self._apart: dict[tuple[Linear, tuple[Linear, ...]], bool] = {}

    def can_go(self, stage: Stage) -> bool:
        """Return whether a stage has several components, none of which is nearly all of it, or large."""
        key = stage.total, tuple(total for total, _ in stage.kept)
        if key not in self._apart:
            components = self._components(stage)
            self._apart[key] = components.fall_apart and components.most <= _LARGEST
        return self._apart[key]

    def is_exact(self, stage: Stage) -> bool:
        """Return whether components are as free together as apart.

        Where a sum is kept, one could have more of it and another less, unless it is proven that it is as
        small as can be: then each one's part of it is.
        """
        return all(
            len(total.terms) < 2 or self._bounds.of(self._before(stage, place)).least >= most
            for place, (total, most) in enumerate(stage.kept)
        )

    def dive(self, stage: Stage) -> None:
        """Look for better solutions by each component's linear relaxation."""

        def dived(one: Component, found: Numbers | None) -> Numbers | None:
            return found if found is not None and one.program.holds(found) else None

        self._go(stage, lambda one: Dive(one.program), dived, lambda one: Size.of(one.program).can_be_dived)

    def prove(self, stage: Stage, effort: float) -> Bound | None:
        """Let CP-SAT improve each component for some time; return what is proven of all of them."""
        exact, least = self.is_exact(stage), self._least.setdefault(stage.key, {})

        def answered(one: Component, found: Slice) -> Numbers | None:
            bound = self._bench.claims.of_component(stage, one.program, found)
            if exact and bound is not None:
                least[one.name] = max(bound, least.get(one.name, bound))
            return found.values if len(found.values) else None

        components = self._go(stage, lambda one: CpSat(one.program, effort, self._bench.seed), answered)
        return self._bench.claims.of_components(stage, components.bound(least)) if exact else None

    def _components(self, stage: Stage) -> Components:
        return Components(self._best.program(stage.total, stage.kept))

    def _go(
        self,
        stage: Stage,
        ask: Callable[[Component], Task[_Result]],
        answered: Callable[[Component, _Result], Numbers | None],
        may: Callable[[Component], bool] = lambda _: True,
    ) -> Components:
        """Ask about components as long as any makes the whole larger than it must be, each once.

        What is found of them is taken over together: of the largest value of all, one alone may gain nothing.
        """
        components, since = self._components(stage), self._best.values
        joined, least = components.program.start.copy(), self._least.setdefault(stage.key, {})
        asked: set[int] = set()
        while not self._bench.is_over:
            left = (one for one in components.open(least) if one.name not in asked)
            some = [one for one in left if may(one)][:_ABREAST]
            results = self._bench.run([ask(one) for one in some], stage, _DOING)
            if not results:
                break
            for one, result in zip(some, results, strict=True):
                asked.add(one.name)
                found = answered(one, result)
                if found is not None:
                    joined[one.variables] = found
            self._best.take(components.program, joined, stage, since)
        return components

    def _before(self, stage: Stage, place: int) -> Stage:
        """Return the stage of what is kept at a place, with all that was kept before it."""
        total = stage.kept[place][0]
        numbers, factors, constant = self._best.model.sum_of(total)
        uppers = np.asarray(self._best.model.uppers)[numbers]
        floor = constant + int(np.minimum(0, factors * uppers).sum())
        return Stage(stage.goal, Objective("", total, floor), stage.kept[:place])
