"""Leximin over a handful of plans: what is told as proven holds, whatever is found and proven when."""

from collections.abc import Callable, Sequence
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.engine.bounds import Bounds
from gesched.engine.stages import Bound, Stage
from gesched.findings import LevelReport
from gesched.goals import GoalModel, Outcome
from gesched.goals.leximin import Party, leximin
from gesched.linear import Linear

WHOLE = 1000
"""Of so many half-days, what is missed is the ratio: neighbours differ by 1 ‰."""

Missed = tuple[int, ...]
Plans = Sequence[Missed]


class Listed:
    """A model whose schedules are listed: by what each party misses."""

    def __init__(self, plans: Plans) -> None:
        self.values = [list(plan) for plan in plans]
        self._made: dict[tuple[object, ...], Linear] = {}

    def _once(self, key: tuple[object, ...], value: Callable[[list[int]], int]) -> Linear:
        if key not in self._made:
            self._made[key] = Linear.of({len(self.values[0]): 1})
            for values in self.values:
                values.append(value(values))
        return self._made[key]

    def positive(self, total: Linear) -> Linear:
        return self._once(("positive", total), lambda values: max(0, total.value(values)))

    def reaches(self, total: Linear, least: int) -> Linear:
        return self._once(("reaches", total, least), lambda values: int(total.value(values) >= least))

    def worst_per_mille(self, parts: Sequence[Party]) -> Linear:
        return self._once(("worst",), lambda values: max(part.value(values) for part, _ in parts))


class Walks:
    """Walks through the ranks, as the engine walks, with a search that finds and proves what it likes."""

    def __init__(self, plans: Plans, start: int, likes: Callable[[int], int]) -> None:
        self._listed = Listed(plans)
        self._model = cast("GoalModel", self._listed)
        self._parties = [Party(Linear.of({number: 1}), WHOLE) for number in range(len(plans[0]))]
        self.likes = likes
        self._bounds = Bounds()
        self._plans = plans
        self.best = start

    def _value(self, total: Linear) -> int:
        return total.value(self._listed.values[self.best])

    def walk(self, *, search: bool) -> tuple[LevelReport, ...]:
        pursuit = leximin("goal", self._model, self._parties, self._value)
        kept: dict[Linear, None] = {}
        outcome: Outcome | None = None
        while True:
            try:
                objective = next(pursuit) if outcome is None else pursuit.send(outcome)
            except StopIteration as finished:
                levels: tuple[LevelReport, ...] = finished.value
                return levels
            limits = tuple((total, self._value(total)) for total in kept)
            stage = Stage("goal", objective, limits)
            allowed = [
                place
                for place, values in enumerate(self._listed.values)
                if all(total.value(values) <= most for total, most in limits)
            ]
            worth = {place: objective.total.value(self._listed.values[place]) for place in allowed}
            assert objective.floor <= min(worth.values())
            self._bounds.note(stage, stage.floor)
            if search and objective.search:
                better = [place for place in allowed if worth[place] <= worth[self.best]]
                better.sort(key=lambda place: -worth[place])
                self.best = better[self.likes(len(better))]
                if objective.prove and self.likes(2):
                    self._bounds.note(stage, Bound(min(worth.values()), "search"))
            outcome = Outcome(worth[self.best], *self._bounds.of(stage))
            if objective.keep:
                kept[objective.total] = None

    def taken_stock(self) -> tuple[LevelReport, ...]:
        """Return the levels, without a search; no plan, no worse at those before, is below any bound."""
        levels = self.walk(search=False)
        measured = [(*sorted(plan, reverse=True), sum(plan)) for plan in self._plans]
        assert tuple(level.value for level in levels) == measured[self.best]
        as_good = measured
        for rank, level in enumerate(levels):
            assert level.bound <= min(plan[rank] for plan in as_good), (rank, level)
            as_good = [plan for plan in as_good if plan[rank] <= level.value]
        return levels


plans_of_some = st.integers(2, 5).flatmap(
    lambda parties: st.lists(st.tuples(*[st.integers(0, 5)] * parties), min_size=1, max_size=12, unique=True)
)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.data(), plans_of_some)
def test_what_is_told_as_proven_holds_whatever_is_found_and_proven(
    data: st.DataObject, plans: list[Missed]
) -> None:
    walks = Walks(plans, 0, lambda choices: data.draw(st.integers(0, choices - 1)))
    for _ in range(3):
        walks.walk(search=True)
        walks.taken_stock()


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.data(), plans_of_some)
def test_what_was_proven_is_still_known_when_stock_is_taken(data: st.DataObject, plans: list[Missed]) -> None:
    walks = Walks(plans, 0, lambda choices: data.draw(st.integers(0, choices - 1)))
    walks.walk(search=True)
    # The last choice is the best of all that was found, and a proof of everything.
    walks.likes = lambda choices: choices - 1
    walks.walk(search=True)
    assert all(level.proven for level in walks.taken_stock())
