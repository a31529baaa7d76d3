"""Strict levels: goals pursued one after the other, each kept while the next is improved."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from gesched.engine.dive import dive
from gesched.engine.parts import parts_of
from gesched.engine.progress import Clock
from gesched.engine.relaxation import relaxed_bound
from gesched.engine.slices import Slice, Status, Strategy, run_slice
from gesched.errors import TimeLimitReached, WrongAnswer
from gesched.findings import Ending, LevelReport
from gesched.goals import Goal, Objective, Outcome
from gesched.linear import Linear
from gesched.model import FAR, Model
from gesched.schedule import Assignment

_FIRST_SLICE = 2.0
"""Deterministic time of the first slices; each further walk through the levels allows more."""
_GROWTH = 4
_GUIDE_GAP = 0.05
"""How far from its bound a guide may end, as a part of it."""
_GLANCE = 0.05
"""The part of a slice in which CP-SAT alone must be done, before a dive helps it."""
_PART = 0.3
"""Deterministic time for one part of a schedule, the rest held; most need less."""
_PARTS = 10
"""How many parts are searched for a unit of deterministic time of the slice."""
_LATE_PROOF = 0.25
"""The part of a slice for the proof of what is improved part by part, which is seldom found."""

Kept = tuple[tuple[Linear, int], ...]


class Infeasible(Exception):
    """It is proven that no schedule exists."""


class _Stage(NamedTuple):
    """One objective of one goal, and what must not get worse meanwhile."""

    goal: str
    objective: Objective
    kept: Kept = ()

    @property
    def key(self) -> tuple[Linear, Kept]:
        return self.objective.total, self.kept

    @property
    def floor(self) -> int:
        """What the objective cannot go below, before any search; a constant is its own floor."""
        total = self.objective.total
        return self.objective.floor if total.terms else total.constant


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
        # Nobody anywhere: a start where the rules allow it, else as good a hint as any.
        self._best = model.decisions(lambda _: 0)
        self._stands = False
        self._guide = _Stage("start", Objective("first schedule", Linear()))
        self._proven: dict[tuple[Linear, Kept], int] = {}
        self._tried: dict[tuple[Linear, Kept], float] = {}
        self._parts = parts_of(model, seed)

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The best schedule's assignments."""
        return self._model.assignments(self._best)

    def start(self, guide: Linear) -> None:
        """Find a first schedule; improving it begins with the guide.

        Parameters
        ----------
        guide
            What a good schedule keeps small.

        Raises
        ------
        Infeasible
            There is none, which is proven.
        TimeLimitReached
            None was found in time.
        """
        self._guide = self._guide._replace(objective=Objective("first schedule", guide))
        effort = _GLANCE * _FIRST_SLICE
        while not self._stands:
            self._begin(self._guide, effort)
            effort *= _GROWTH

    def _begin(self, stage: _Stage, effort: float) -> None:
        """Try once to find a first schedule: by CP-SAT, a good one, then any, else by a dive."""
        first = self._feasible(self._slice_of(stage, effort))
        if first is None and not self._clock.broken_off:
            any_ = self._model.to_minimise(None)
            tick, strategy = self._tick(stage), Strategy.FEASIBILITY
            found = run_slice(any_, _GROWTH * effort, self._seed, self._clock, tick, strategy)
            first = self._feasible(found)
        if first is None and not self._clock.broken_off:
            first = self._dived(stage)
        if first is not None:
            self._best, self._stands = first, True
        elif self._clock.interrupted:
            raise KeyboardInterrupt
        elif self._clock.broken_off:
            raise TimeLimitReached(self._clock.elapsed)
        self._tell(stage, None, now=True)

    def _feasible(self, found: Slice | None) -> list[int] | None:
        """Return what a slice found, if anything; raise where it proved that there is nothing."""
        if found is None or found.status is Status.UNKNOWN:
            return None
        if found.status is Status.INFEASIBLE:
            raise Infeasible
        return self._model.decisions(found.values.__getitem__)

    def improve(self) -> tuple[tuple[LevelReport, ...], Ending]:
        """Walk through the levels until all is proven or it must stop; return how good it is, and why."""
        self._reach(self._guide, search=True)
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
        kept: dict[Linear, None] = {}
        return tuple(level for goal in self._goals for level in self._follow(goal, kept, search=search))

    def _follow(self, goal: Goal, kept: dict[Linear, None], *, search: bool) -> tuple[LevelReport, ...]:
        """Reach for one goal's objectives, noting what to keep; a search that must stop leaves the rest."""
        pursuit = goal.pursue(self._model, self._value)
        outcome: Outcome | None = None
        while not (search and self._clock.ending):
            try:
                objective = next(pursuit) if outcome is None else pursuit.send(outcome)
            except StopIteration as finished:
                levels: tuple[LevelReport, ...] = finished.value
                return levels
            # What is kept is what the best schedule reaches now: it may have got better on the way.
            stage = _Stage(goal.id, objective, tuple((total, self._value(total)) for total in kept))
            outcome = self._reach(stage, search=search and objective.search)
            if objective.keep:
                kept[objective.total] = None
        return ()

    def _value(self, total: Linear) -> int:
        """Return what an expression is worth in the best schedule."""
        self._model.complete(self._best)
        return total.value(self._best)

    def _reach(self, stage: _Stage, *, search: bool) -> Outcome:
        """Improve one objective where it is not proven, and remember what was proven of it."""
        key = stage.key
        if search and self._tried.get(key, 0.0) < self._slice:
            for attempt in self._attempts(stage):
                if self._open(stage):
                    bound = attempt(stage)
                    if bound is not None:
                        self._proven[key] = max(bound, self._proven.get(key, bound))
                    self._tell(stage, self._bound(stage), now=True)
            # A guide is followed once: later on it would lead away from what is better than its aim.
            self._tried[key] = self._slice if stage.objective.prove else math.inf
        return Outcome(self._value(stage.objective.total), self._bound(stage))

    def _bound(self, stage: _Stage) -> int:
        """Return what the objective cannot go below.

        What was proven while less was kept, or less strictly, holds all the more now.
        """
        kept = dict(stage.kept)
        proven = (
            bound
            for (total, before), bound in self._proven.items()
            if total == stage.objective.total and all(kept.get(one, FAR) <= most for one, most in before)
        )
        return max((stage.floor, *proven))

    def _open(self, stage: _Stage) -> bool:
        """Return whether there is still something to be found, and time."""
        return self._bound(stage) < self._value(stage.objective.total) and self._clock.ending is None

    def _attempts(self, stage: _Stage) -> Iterator[Callable[[_Stage], int | None]]:
        """Yield what to try; a relaxation and a dive would find the same again."""
        first = stage.key not in self._tried
        if first:
            yield from (self._glance, self._relax)
        if stage.objective.by_parts:
            yield self._improve_parts
        elif first:
            yield self._dive
        yield self._prove

    def _glance(self, stage: _Stage) -> int | None:
        """Let CP-SAT try for a moment; return the bound that it proves."""
        return self._run(stage, _GLANCE * self._slice)

    def _relax(self, stage: _Stage) -> int | None:
        """Return the bound of the linear relaxation; a guide needs none."""
        if not stage.objective.prove:
            return None
        bound = relaxed_bound(self._model, stage.objective.total, stage.kept, self._clock, self._tick(stage))
        if bound is not None and bound > self._value(stage.objective.total):
            claim = f"{bound} bounds it from below, {self._value(stage.objective.total)} counted"
            raise WrongAnswer([f"{stage.objective.name}: {claim}"])
        return bound

    def _dive(self, stage: _Stage) -> None:
        """Look for a better schedule by the linear relaxation; nothing is proven by it."""
        found = self._dived(stage)
        if found is not None and stage.objective.total.value(found) < self._value(stage.objective.total):
            self._best = found

    def _dived(self, stage: _Stage) -> list[int] | None:
        gap = 0.0 if stage.objective.prove else _GUIDE_GAP
        return dive(self._model, stage.objective.total, stage.kept, self._clock, self._tick(stage), gap)

    def _improve_parts(self, stage: _Stage) -> None:
        """Look for better schedules part by part, the rest held; nothing is proven by it."""
        for part in islice(self._parts, math.ceil(_PARTS * self._slice)):
            if self._open(stage):
                self._improved(stage, _PART, part)

    def _prove(self, stage: _Stage) -> int | None:
        """Let CP-SAT improve and prove for a whole slice; return the bound that it proves."""
        if not stage.objective.prove:
            return None
        return self._run(stage, self._slice * (_LATE_PROOF if stage.objective.by_parts else 1))

    def _run(self, stage: _Stage, effort: float) -> int | None:
        """Run CP-SAT from the best schedule and take over a better one; return the bound."""
        found = self._improved(stage, effort)
        if found is None:
            return None
        value = self._value(stage.objective.total)
        if value < found.bound or (found.status is Status.OPTIMAL and value > found.bound):
            claim = f"{found.bound} claimed as the least ({found.status.value}), {value} counted"
            raise WrongAnswer([f"{stage.objective.name}: {claim}"])
        return found.bound

    def _improved(self, stage: _Stage, effort: float, free: Collection[int] | None = None) -> Slice | None:
        """Run CP-SAT from the best schedule and take over what is no worse, counted again."""
        found = self._slice_of(stage, effort, free)
        if found is None:
            return None
        if found.status is Status.INFEASIBLE:
            raise WrongAnswer([f"{stage.objective.name}: called infeasible, though a schedule is known"])
        if found.values:
            values = self._model.decisions(found.values.__getitem__)
            if any(kept.value(values) > most for kept, most in stage.kept):
                raise WrongAnswer([f"{stage.objective.name}: what was to be kept got worse"])
            # As good is good enough: from there, another part may get better.
            if stage.objective.total.value(values) <= self._value(stage.objective.total):
                self._best = values
        return found

    def _slice_of(self, stage: _Stage, effort: float, free: Collection[int] | None = None) -> Slice | None:
        model = self._model.to_minimise(stage.objective.total, stage.kept, self._best, free)
        return run_slice(model, effort, self._seed, self._clock, self._tick(stage))

    def _tell(self, stage: _Stage, bound: int | None, *, now: bool) -> None:
        value = self._value(stage.objective.total) if self._stands else None
        self._clock.tell(stage.goal, stage.objective.name, value, bound, now=now)

    def _tick(self, stage: _Stage) -> Callable[[], None]:
        return lambda: self._tell(stage, None, now=False)
