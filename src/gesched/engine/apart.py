"""Components of stages, each improved and proven by itself."""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import TypeVar

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
from gesched.model import FAR, Numbers

_ABREAST = 4
"""Components in one slice: those after them may need nothing any more."""
_MOST_TIMES = 24
"""For how many times the time of one component all of them are asked."""
_MOST_DIVED = 100_000
"""Variables of components that are dived into, one after the other."""
_LARGEST_DIVE = 16_000
"""Variables of one of these, at most, as a dive counts them: of 28,000 it takes more than a minute."""
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
        self._least: dict[tuple[Linear, Kept], tuple[Mapping[int, int], dict[int, int]]] = {}
        self._apart: dict[tuple[Linear, tuple[Linear, ...]], bool] = {}

    def can_go(self, stage: Stage) -> bool:
        """Return whether a stage has several components, none of which is nearly all of it, or large."""
        if stage.shape not in self._apart:
            components = self._components(stage)
            small = max(components.sizes.values(), default=0) <= _LARGEST
            self._apart[stage.shape] = small and components.fall_apart
        return self._apart[stage.shape]

    def is_exact(self, stage: Stage) -> bool:
        """Return whether components are as free together as apart.

        Where a sum is kept, one could have more of it and another less, unless it is proven that it is as
        small as can be: then each one's part of it is.
        """
        before = (
            (most, Stage(stage.goal, Objective("", total, -FAR), stage.kept[:place]))
            for place, (total, most) in enumerate(stage.kept)
            if len(total.terms) > 1
        )
        return all(self._bounds.of(one).least >= most for most, one in before)

    def dive(self, stage: Stage) -> None:
        """Look for better solutions by each component's linear relaxation."""
        components = self._components(stage)

        def dived(one: Component, found: Numbers | None) -> Numbers | None:
            return found if found is not None and one.program.holds(found) else None

        left = components.open(self._known(stage, components))
        sized = [(one, Size.of(one.program).to_dive_into) for one in left]
        small = [(one, size) for one, size in sized if size <= _LARGEST_DIVE]
        sizes = accumulate(size for _, size in small)
        some = [one for (one, _), so_far in zip(small, sizes, strict=True) if so_far <= _MOST_DIVED]
        self._go(stage, components, lambda: some, lambda one: Dive(one.program), dived)

    def prove(self, stage: Stage, effort: float) -> Bound | None:
        """Let CP-SAT improve each component for some time; return what is proven of all of them."""
        exact, components = self.is_exact(stage), self._components(stage)
        least, spent = self._known(stage, components), 0.0

        def answered(one: Component, found: Slice) -> Numbers | None:
            nonlocal spent
            spent += found.effort
            bound = self._bench.claims.of_component(stage, one.program, found)
            if exact and bound is not None:
                least[one.name] = max(bound, least.get(one.name, bound))
            return found.values if len(found.values) else None

        def left() -> list[Component]:
            return components.open(least) if spent < _MOST_TIMES * effort else []

        self._go(stage, components, left, lambda one: CpSat(one.program, effort, self._bench.seed), answered)
        bound = self._bench.claims.of_components(stage, components.bound(least)) if exact else None
        if exact and bound is None:
            # One of the answers was wrong, and nobody knows which.
            del self._least[stage.key]
        return bound

    def _components(self, stage: Stage) -> Components:
        return Components(self._bench.program(stage))

    def _known(self, stage: Stage, components: Components) -> dict[int, int]:
        """Return what components of a stage cannot go below, by name, as long as they are the same ones."""
        sizes, known = self._least.get(stage.key, (None, {}))
        if sizes != components.sizes:
            known = {}
            self._least[stage.key] = components.sizes, known
        return known

    def _go(
        self,
        stage: Stage,
        components: Components,
        left: Callable[[], list[Component]],
        ask: Callable[[Component], Task[_Result]],
        answered: Callable[[Component, _Result], Numbers | None],
    ) -> None:
        """Ask about components as long as any are left, each once.

        What is found of them is taken over together: of the largest value of all, one alone may gain nothing.
        """
        since, joined = self._best.values, components.program.start.copy()
        asked: set[int] = set()
        while not self._bench.is_over:
            some = [one for one in left() if one.name not in asked][:_ABREAST]
            results = self._bench.run([ask(one) for one in some], stage, _DOING)
            if not results:
                break
            for one, result in zip(some, results, strict=True):
                asked.add(one.name)
                found = answered(one, result)
                if found is not None:
                    # The largest of all follows from these.
                    joined[one.variables[one.own]] = found[one.own]
            self._best.take(components.program, joined, stage, since)
