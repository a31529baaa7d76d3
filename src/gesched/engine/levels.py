"""Strict levels: goals pursued one after the other, each kept while the next is improved."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import repeat

from gesched.engine.attempts import Attempts
from gesched.engine.bench import WHOLE, Bench
from gesched.engine.bounds import Bounds
from gesched.engine.gains import Gains, Way
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.running import Runner
from gesched.engine.slices import Strategy
from gesched.engine.stages import Bound, Kept, Stage
from gesched.engine.starts import Starts
from gesched.findings import Ending, LevelReport
from gesched.goals import Goal, Objective, Outcome, Pursuit
from gesched.linear import Linear
from gesched.model import Model, Stopped
from gesched.schedule import Assignment

_FIRST_SLICE = 0.5
"""Deterministic time of the first slices; each further walk through the levels allows more."""
_GROWTH = 4
_GLANCE = 0.05
"""The part of a slice in which CP-SAT alone must be done, before a dive helps it."""
_PARTS = 6
"""How many slices are searched part by part for one of the whole, which seldom proves what parts improve."""
_PROOFS = 4
"""How many slices a proof beside them takes; it has a core of its own, and its time is longer."""
_PROOFS_APART = 3
"""How many slices each of two proofs side by side takes, of one employee after the other."""
_COLUMNS = 6
"""For how many slices columns are generated, unless they give a schedule sooner."""
_BEFORE = 12.0
"""Deterministic time of a search part by part before that, at most."""
_SEARCH = 4.0
"""Deterministic time of a search of the whole beside them, at most."""
_DECISIONS, _SETTLED_DECISIONS = 4_000, 16_000
"""Decisions of a large group that are improved part by part in one unit of deterministic time, while it is
bounded, or what is left is little; and where all of it settles before, which takes most of that time."""
_TURNS = 8
"""In so many turns what is left of a sum is improved, as long as each makes it less."""

Told = tuple[LevelReport, ...] | None
"""How good a schedule is for a goal; ``None`` where that was not posted once the search had to stop."""


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
    runner
        Does the slices; its clock says when to stop.
    earlier
        Assignments to begin with, as far as they can be taken over.
    """

    def __init__(
        self,
        model: Model,
        goals: Sequence[Goal],
        seed: int,
        runner: Runner,
        earlier: Iterable[Assignment] = (),
    ) -> None:
        self._goals = goals
        self._runner = runner
        self._clock = runner.clock
        self._slice = _FIRST_SLICE
        # Where nobody is anywhere, that is a start if the rules allow it, else as good a hint as any.
        taken = model.taken(earlier)
        self._best = Incumbent(model, taken)
        self._light = Linear()
        self._planned = False
        self._tie = Linear()
        self._bounds = Bounds()
        self._tried: dict[tuple[Linear, Kept], float] = {}
        self._rounded: set[tuple[Linear, Kept]] = set()
        self._gains = Gains()
        bench = Bench(self._best, Neighbourhoods(model, seed), runner, seed, self._tick)
        self._attempts = Attempts(bench)
        self._starts = Starts(bench, self._attempts, self._bounds, taken)

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The best schedule's assignments."""
        return self._best.assignments

    def start(self, light: Linear, *, whole: bool = False) -> None:
        """Find a first schedule.

        Parameters
        ----------
        light
            What a first schedule keeps small, unless any will do at first; the linear relaxation should say
            most of it.
        whole
            Whether the assignments to begin with are a whole plan, only to be improved level by level.

        Raises
        ------
        Infeasible
            There is none, which is proven.
        TimeLimitReached, KeyboardInterrupt
            None was found before.
        """
        self._light = light
        self._planned = whole and self._best.stands
        if not self._planned:
            first = Stage("start", Objective("first schedule", light, prove=False))
            self._starts.find(first)
            self._tell(first)

    def improve(self, guide: Callable[[Model], Linear] | None = None) -> tuple[Sequence[Told], Ending]:
        """Walk through the levels until all is proven or it must stop.

        Parameters
        ----------
        guide
            Makes what improving begins with, unless it began with a whole plan, and what decides ties;
            ``None`` is nothing. It is asked only now, as its variables are many.

        Returns
        -------
        Sequence, Ending
            How good it is, goal by goal, and why it ended.
        """
        with suppress(Stopped):
            self._set_out(guide)
        while True:
            self._walk(search=True)
            # What a walk reached early may have changed later on: take stock without searching.
            told = self._walk(search=False)
            if all(levels is not None and all(level.proven for level in levels) for levels in told):
                return told, Ending.PROVEN
            if self._clock.ending is not None:
                return told, self._clock.ending
            self._slice *= _GROWTH

    def _set_out(self, guide: Callable[[Model], Linear] | None) -> None:
        """Refine a rough schedule, and follow a guide, if any, before the levels."""
        leader = None if guide is None else self._led_by(guide)
        if (rough := self._starts.rough) is not None:
            self._starts.refine(rough, self._first_aim() if leader is None else leader.total)
            self._tell(rough)
        if leader is not None and not self._planned:
            self._reach(leader, search=True)

    def _led_by(self, guide: Callable[[Model], Linear]) -> Stage:
        """Let a guide decide ties; return its stage."""
        tick = self._clock.beat("start", "goals", "posting")
        self._tie = self._runner.aside(partial(guide, self._best.model), tick, self._best.model.stop)
        return Stage("start", Objective("all levels at once", self._tie, prove=False, by_parts=True))

    def _first_aim(self) -> Linear:
        """Return what the first goal asks for first."""
        asked = self._asked(self._goals[0], self._goals[0].pursue(self._best.model, self._best.value), None)
        return asked.total if isinstance(asked, Objective) else Linear()

    def _walk(self, *, search: bool) -> list[Told]:
        kept: dict[Linear, None] = {}
        return [self._follow(goal, kept, search=search) for goal in self._goals]

    def _follow(self, goal: Goal, kept: dict[Linear, None], *, search: bool) -> Told:
        """Reach for one goal's objectives, noting what to keep; a search that must stop leaves the rest."""
        outcome: Outcome | None = None
        try:
            pursuit = goal.pursue(self._best.model, self._best.value)
            while not (search and self._clock.ending):
                objective = self._asked(goal, pursuit, outcome)
                if not isinstance(objective, Objective):
                    return objective
                # What is kept is what the best schedule reaches now: it may have got better on the way.
                limits = tuple((total, self._best.value(total)) for total in kept)
                stage = Stage(goal.id, objective, limits, self._tie)
                outcome = self._reach(stage, search=search and objective.search)
                if objective.keep:
                    kept[objective.total] = None
        except Stopped:
            return None
        return ()

    def _asked(
        self, goal: Goal, pursuit: Pursuit, outcome: Outcome | None
    ) -> Objective | tuple[LevelReport, ...]:
        """Ask a goal what to pursue next, or for its report: its first answer takes long in large groups."""

        def ask() -> Objective | tuple[LevelReport, ...]:
            try:
                return next(pursuit) if outcome is None else pursuit.send(outcome)
            except StopIteration as finished:
                levels: tuple[LevelReport, ...] = finished.value
                return levels

        tick = self._clock.beat(goal.id, "objectives", "posting")
        return self._runner.aside(ask, tick, self._best.model.stop)

    def _reach(self, stage: Stage, *, search: bool) -> Outcome:
        """Improve one objective where it is not proven, and remember what was proven of it."""
        key = stage.key
        # What a goal knows now, by what it asked before, it may not know again in the next walk.
        self._bounds.note(stage, stage.floor if stage.objective.floor else None)
        if search and self._clock.ending is None and self._tried.get(key, 0.0) < self._slice:
            for attempt in self._ways(stage):
                if self._open(stage):
                    self._bounds.note(stage, attempt(stage))
                    self._tell(stage)
            # A guide is followed once: later on it would lead away from what is better than its aim.
            self._tried[key] = self._slice if stage.objective.prove else math.inf
        value, tried = self._best.value(stage.objective.total), key in self._tried
        return Outcome(value, *self._bounds.of(stage), tried)

    def _gap(self, stage: Stage) -> int:
        """Return by how much the objective is above what it cannot go below."""
        return self._best.value(stage.objective.total) - self._bounds.of(stage).least

    def _open(self, stage: Stage) -> bool:
        """Return whether there is still something to be found, and time."""
        return self._gap(stage) > 0 and self._clock.ending is None

    def _ways(self, stage: Stage) -> Iterator[Callable[[Stage], Bound | None]]:
        """Yield what to try; a relaxation and a dive would find the same again."""
        first, small = stage.key not in self._tried, self._attempts.size(stage).can_be_tried_whole
        if first and small:
            yield self._glance
        relaxed, provable = stage.key in self._rounded, self._attempts.can_be_proven(stage)
        generated = (relaxed or not small) and self._can_be_generated(stage)
        settled_beside = stage.objective.by_parts and stage.objective.prove and not (small or generated)
        if first and not settled_beside and (stage.objective.by_parts or self._attempts.size(stage).dense):
            yield self._attempts.settle
        if generated:
            yield self._improve_parts_and_generate
        elif not stage.objective.prove or (relaxed and not provable):
            yield self._improve_parts
        elif not small and not relaxed and not provable and not stage.objective.by_parts:
            yield self._merge_and_improve_parts
        elif not small and not relaxed:
            yield self._improve_parts_and_bound
            if self._attempts.can_be_proven(stage):
                yield self._improve_parts_and_prove
        elif relaxed:
            yield from self._companions(stage, small=small)
        elif stage.objective.by_parts:
            yield self._improve_parts_and_round
        else:
            yield self._relax
            yield self._improve_parts_and_dive
            yield self._improve_parts_and_prove

    def _can_be_generated(self, stage: Stage) -> bool:
        whole = stage.objective.prove and stage.objective.by_parts
        return whole and self._attempts.can_be_generated(stage)

    def _companions(self, stage: Stage, *, small: bool) -> Iterator[Callable[[Stage], Bound | None]]:
        """Yield what to do with the whole while parts are improved.

        A search and a proof are tried once each, then whichever brought value and bound nearer in its time.
        """
        searched, proved = (self._gains.rate(stage, way) for way in (Way.SEARCH, Way.PROOF))
        if not (small and stage.objective.by_parts):
            yield self._improve_parts_and_prove
        elif searched is None or proved is None:
            yield self._improve_parts_and_prove
            yield self._improve_parts_and_search
        elif searched > proved:
            yield from repeat(self._improve_parts_and_search, math.ceil(_PROOFS * self._slice / _SEARCH))
        else:
            yield self._improve_parts_and_prove

    def _glance(self, stage: Stage) -> Bound | None:
        """Let CP-SAT try for a moment; return the bound that it proves."""
        return self._attempts.solve(stage, _GLANCE * self._slice)

    def _relax(self, stage: Stage) -> Bound | None:
        """Return the relaxation's bound; of a measure also with nothing kept, which holds in every walk."""
        alone = stage._replace(kept=())
        if stage.objective.keep and stage.kept and alone.key not in self._rounded:
            self._rounded.add(alone.key)
            self._bounds.note(alone, self._attempts.relax(alone))
        return self._attempts.relax(stage) if self._open(stage) else None

    def _improve_parts(self, stage: Stage) -> None:
        """Look for better schedules part by part; of a sum of which little is left, as long as that gains."""
        turn, gap, spent = _PARTS * self._slice, math.inf, 0.0
        little = stage.objective.by_parts and self._best.costs_little(stage.total)
        most = len(self._best.model.cells) / _DECISIONS if little else turn
        turn = max(turn, most / _TURNS)
        while self._gap(stage) < gap and spent < most:
            gap, spent = self._gap(stage), spent + turn
            self._attempts.improve_parts(stage, turn, lambda: self._open(stage))

    def _improve_parts_and_generate(self, stage: Stage) -> None:
        """Improve part by part, then generate columns: one after the other, as either takes all cores.

        What columns give as a whole is then improved part by part for as long.
        """
        effort = _COLUMNS * self._slice
        self._attempts.improve_parts(stage, min(_BEFORE, effort), lambda: self._open(stage))
        if self._open(stage):
            self._bounds.note(stage, self._attempts.generate(stage, effort))
            self._tell(stage)
        self._attempts.improve_parts(stage, self._attempts.dived_for(stage), lambda: self._open(stage))

    def _improve_parts_and_round(self, stage: Stage) -> Bound | None:
        """Improve part by part, and meanwhile round the linear relaxation; return its bound."""
        self._rounded.add(stage.key)
        with self._attempts.rounding(stage) as waited:
            self._improve_parts(stage)
            return waited()

    def _improve_parts_and_dive(self, stage: Stage) -> Bound | None:
        """Improve part by part, and meanwhile, if that is soon, look for solutions near the relaxation."""
        self._rounded.add(stage.key)
        if not self._attempts.size(stage).can_be_dived:
            self._improve_parts(stage)
            return None
        with self._attempts.diving(stage) as waited:
            self._improve_parts(stage)
            return waited()

    def _improve_parts_and_prove(self, stage: Stage) -> None:
        """Improve part by part, and meanwhile prove what can be proven."""
        if self._attempts.is_taken_apart(stage):
            self._prove_apart_and_improve(stage)
            return
        strategy = Strategy.PROOF if stage.objective.by_parts else Strategy.RELAXATION
        self._improve_parts_beside(stage, Way.PROOF, strategy, _PROOFS * self._slice)

    def _prove_apart_and_improve(self, stage: Stage) -> None:
        """Prove what can be proven of each employee, on all cores, and improve part by part.

        What brought value and bound nearer in its time comes first the next time, and has more of it.
        """
        share = self._gains.share(stage, Way.PROOF, Way.PARTS)
        turns = [Way.PROOF, Way.PARTS] if share >= 1 / 2 else [Way.PARTS, Way.PROOF]
        for way in turns:
            gap = self._gap(stage)
            if way is Way.PROOF:
                effort = 2 * share * _PROOFS_APART * self._slice
                self._bounds.note(stage, self._attempts.prove_apart(stage, effort))
            else:
                effort = 2 * (1 - share) * _PARTS * self._slice
                self._attempts.improve_parts(stage, effort, lambda: self._open(stage))
            self._gains.note(stage, way, gap - self._gap(stage), effort)
            self._tell(stage)

    def _improve_parts_and_search(self, stage: Stage) -> None:
        """Improve part by part, and meanwhile search the whole: not for long, as either goes on from both."""
        effort = min(_SEARCH, _PROOFS * self._slice)
        self._improve_parts_beside(stage, Way.SEARCH, Strategy.PORTFOLIO, effort)

    def _improve_parts_beside(self, stage: Stage, way: Way, strategy: Strategy, effort: float) -> None:
        """Improve part by part beside CP-SAT on the whole; remember what that gained for its time."""
        with self._attempts.solving(stage, strategy, effort) as waited:
            parts = effort * _PARTS / _PROOFS
            self._attempts.improve_parts(stage, parts, lambda: self._open(stage))
            gap = self._gap(stage)
            self._bounds.note(stage, waited())
            self._gains.note(stage, way, gap - self._gap(stage), effort)

    def _merge_and_improve_parts(self, stage: Stage) -> None:
        """Bound what is too large for any relaxation of it to be done in time, and improve part by part."""
        self._rounded.add(stage.key)
        self._bounds.note(stage, self._attempts.merge(stage))
        self._improve_parts(stage)

    def _improve_parts_and_bound(self, stage: Stage) -> Bound | None:
        """Settle and improve part by part for long, and meanwhile bound what cannot be relaxed at once."""
        self._rounded.add(stage.key)
        decisions = len(self._best.model.cells)
        with self._attempts.bounding(stage, self._light) as bounded:
            if stage.objective.by_parts:
                self._attempts.settle(stage)
            effort = decisions / (_SETTLED_DECISIONS if stage.objective.by_parts else _DECISIONS)
            self._attempts.improve_parts(stage, effort, lambda: self._open(stage))
            return bounded()

    def _tell(self, stage: Stage, doing: str = WHOLE, *, now: bool = True) -> None:
        value = self._best.value(stage.objective.total) if self._best.stands else None
        bound = self._bounds.of(stage).least if stage.objective.prove else None
        self._clock.tell(stage.goal, stage.objective.name, value, bound, doing, now=now)

    def _tick(self, stage: Stage, doing: str) -> None:
        if self._clock.due:
            self._tell(stage, doing, now=False)
