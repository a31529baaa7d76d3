"""Strict levels: goals pursued one after the other, each kept while the next is improved."""

from collections.abc import Sequence

from gesched.engine.progress import Clock
from gesched.engine.slices import Slice, Status, run_slice
from gesched.errors import TimeLimitReached, WrongAnswer
from gesched.findings import Ending, LevelReport
from gesched.goals import Goal, Objective, Outcome
from gesched.linear import Linear
from gesched.model import Model
from gesched.schedule import Assignment

_FIRST_SLICE = 1.0
"""Deterministic time of the first slices; each walk through the levels allows four times as much."""
_GROWTH = 4

Kept = tuple[tuple[Linear, int], ...]


class Infeasible(Exception):
    """It is proven that no schedule exists."""


class Search:
    """A walk through the levels, repeated with longer slices until all is proven or time is up.

    What to do next depends on what slices found, never on the clock: the clock only says after which slice
    to stop. So the same model, seed and effort give the same schedule.

    Parameters
    ----------
    model
        The model.
    goals
        In strict priority order.
    seed
        The seed of every slice.
    clock
        When to stop.
    """

    def __init__(self, model: Model, goals: Sequence[Goal], seed: int, clock: Clock) -> None:
        self._model = model
        self._goals = goals
        self._seed = seed
        self._clock = clock
        self._slice = _FIRST_SLICE
        self._best: list[int] = []
        self._bounds: dict[tuple[Linear, Kept], int] = {}
        self._tried: dict[tuple[Linear, Kept], float] = {}

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The best schedule's assignments."""
        return self._model.assignments(self._best)

    def start(self, guide: Linear) -> None:
        """Find a first schedule, good by a guide.

        Raises
        ------
        Infeasible
            There is none, which is proven.
        TimeLimitReached
            None was found in time.
        """
        allowed = _FIRST_SLICE
        while not self._best:
            found = self._run("start", "first schedule", guide, (), allowed)
            if found is None and self._clock.interrupted:
                raise KeyboardInterrupt
            if found is None:
                raise TimeLimitReached(self._clock.elapsed)
            if found.status is Status.INFEASIBLE:
                raise Infeasible
            if found.values:
                self._best = self._model.decisions(found.values.__getitem__)
            allowed *= _GROWTH

    def improve(self) -> tuple[tuple[LevelReport, ...], Ending]:
        """Walk through the levels until all is proven or it is time to stop; return how good it is, and why."""
        while True:
            self._walk(search=True)
            # What a walk reached early may have changed later on: take stock without searching.
            levels = self._walk(search=False)
            if all(level.proven for level in levels):
                return levels, Ending.PROVEN
            if self._clock.ending is not None:
                return levels, self._clock.ending
            self._slice *= _GROWTH

    def _walk(self, *, search: bool) -> tuple[LevelReport, ...]:
        levels: list[LevelReport] = []
        kept: dict[Linear, int] = {}
        for goal in self._goals:
            pursuit = goal.pursue(self._model, self._value)
            outcome: Outcome | None = None
            while True:
                try:
                    objective = next(pursuit) if outcome is None else pursuit.send(outcome)
                except StopIteration as finished:
                    levels.extend(finished.value)
                    break
                outcome = self._reach(goal, objective, kept, search=search and objective.search)
                if objective.keep:
                    kept[objective.total] = outcome.value
        return tuple(levels)

    def _value(self, total: Linear) -> int:
        """Return what an expression is worth in the best schedule."""
        self._model.complete(self._best)
        return total.value(self._best)

    def _reach(self, goal: Goal, objective: Objective, kept: dict[Linear, int], *, search: bool) -> Outcome:
        """Improve one objective where it is not proven, and remember what was proven of it."""
        key = (objective.total, tuple(kept.items()))
        value = self._value(objective.total)
        bound = max(objective.floor, self._bounds.get(key, objective.floor))
        if search and bound < value and self._tried.get(key, 0.0) < self._slice:
            found = self._run(goal.id, objective.name, objective.total, key[1], self._slice)
            if found is not None:
                self._tried[key] = self._slice
                bound = max(bound, self._adopt(objective, key[1], found))
                value = self._value(objective.total)
                self._clock.tell(goal.id, objective.name, value, bound, now=True)
        self._bounds[key] = bound
        return Outcome(value, bound)

    def _adopt(self, objective: Objective, kept: Kept, found: Slice) -> int:
        """Take over a better schedule; return the bound, or raise where the answer contradicts itself."""
        if found.status is Status.INFEASIBLE:
            raise WrongAnswer([f"{objective.name}: called infeasible, though a schedule is known"])
        before = self._value(objective.total)
        if found.values:
            values = self._model.decisions(found.values.__getitem__)
            value = objective.total.value(values)
            broken = [total for total, most in kept if total.value(values) > most]
            if broken or value < found.bound:
                raise WrongAnswer([f"{objective.name}: {value} reached, {found.bound} claimed as the bound"])
            if value < before:
                self._best = values
        if found.status is Status.OPTIMAL and self._value(objective.total) > found.bound:
            raise WrongAnswer([f"{objective.name}: {found.bound} claimed, {before} found on counting again"])
        return found.bound

    def _run(self, goal: str, name: str, total: Linear, kept: Kept, allowed: float) -> Slice | None:
        model = self._model.to_minimise(total, kept, self._best)
        value = self._value(total) if self._best else None
        return run_slice(
            model,
            allowed,
            self._seed,
            self._clock,
            lambda: self._clock.tell(goal, name, value, None, now=False),
        )
