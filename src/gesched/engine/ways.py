"""Ways to go on with one objective: by its size, by what was tried before, and what that gained."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat

from gesched.engine.apart import Apart
from gesched.engine.attempts import Attempts
from gesched.engine.bench import Bench
from gesched.engine.bounds import Bounds
from gesched.engine.gains import Gains, Way
from gesched.engine.slices import Strategy
from gesched.engine.stages import ALL_LEVELS, Bound, Kept, Stage
from gesched.goals import Objective
from gesched.linear import Linear

_FIRST_SLICE = 0.5
"""Deterministic time of the first slices; each further walk through the levels allows more."""
_GROWTH = 4
_GLANCE = 0.05
"""The part of a slice in which CP-SAT alone must be done, before a dive helps it."""
_PARTS = 6
"""How many slices are searched part by part for one of the whole, which seldom proves what parts improve."""
_PROOFS = 4
"""How many slices a proof beside them takes; it has a core of its own, and its time is longer."""
_UNTIDY = 1.5
"""By how many times what decides ties may grow before it is made small again."""
_PROOFS_OF_EACH = 3
"""How many slices each of two proofs side by side takes, of one employee after the other."""
_COLUMNS = 6
"""For how many slices columns are generated, unless they give a schedule sooner."""
_BEFORE = 12.0
"""Deterministic time of a search part by part before that, or beside a choice among plans, at most."""
_FEW_AND_MORE = (1 / 16, 1 / 4, 1)
"""For which parts of the time of columns there are plans to choose among, one choice after the other."""
_SEARCH = 4.0
"""Deterministic time of a search of the whole beside them, at most."""
_DECISIONS, _SETTLED_DECISIONS = 4_000, 16_000
"""Decisions of a large group that are improved part by part in one unit of deterministic time, while it is
bounded, or what is left is little; and where all of it settles before, which takes most of that time."""
_TURNS = 8
"""In so many turns what is left of a sum is improved, as long as each makes it less."""


class Ways:
    """Tries what there is to be tried of a stage, once for each length of slices.

    Parameters
    ----------
    bench
        What it works with.
    attempts
        What can be tried on the whole.
    bounds
        Where bounds are noted.
    tell
        Called after each attempt.

    Attributes
    ----------
    first
        The stage of the first schedule, which says most of all levels together, and is bounded first.
    """

    def __init__(
        self, bench: Bench, attempts: Attempts, bounds: Bounds, tell: Callable[[Stage], None]
    ) -> None:
        self._best = bench.best
        self._clock = bench.runner.clock
        self._attempts = attempts
        self._bounds = bounds
        self._claims = bench.claims
        self._tell = tell
        self._slice = _FIRST_SLICE
        self._tried: dict[tuple[Linear, Kept], float] = {}
        self._rounded: set[tuple[Linear, Kept]] = set()
        self._gains = Gains()
        self._tidy: int | None = None
        self._components = Apart(bench, bounds)
        self.first = Stage("start", Objective("first schedule", Linear(), prove=False))

    def grow(self) -> None:
        """Allow longer slices from now on: all is tried again."""
        self._slice *= _GROWTH

    def was_tried(self, stage: Stage) -> bool:
        """Return whether anything was ever tried on a stage."""
        return stage.key in self._tried

    def go(self, stage: Stage) -> None:
        """Try what there is, unless that was done with slices of this length."""
        if self._tried.get(stage.key, 0.0) >= self._slice:
            return
        if self._tidy is None and stage.tie.terms:
            self._tidy = self._best.value(stage.tie)
        for attempt in self._ways(stage):
            if self._open(stage):
                self._bounds.note(stage, attempt(stage))
                self._tell(stage)
                self._tidy_up(stage)
        # A guide is followed once: later on it would lead away from what is better than its aim.
        self._tried[stage.key] = self._slice if stage.objective.prove else math.inf

    def of_first(self, stage: Stage) -> Bound | None:
        """Return what the first schedule's relaxation proved, if a stage asks for no less than that did."""
        least = self._bounds.of(self.first).least
        says_more = least > self._bounds.of(stage).least and self.first.total.is_part_of(stage.total)
        return self._claims.of_relaxation(stage, least) if says_more else None

    def _tidy_up(self, stage: Stage) -> None:
        """Make what decides ties small again, once dives and proofs, which do not ask for it, let it grow."""
        if self._tidy is None or not stage.objective.prove or self._clock.ending is not None:
            return
        if self._best.value(stage.tie) > _UNTIDY * self._tidy:
            kept = (*stage.kept, (stage.total, self._best.value(stage.total)))
            asked = Objective(ALL_LEVELS, stage.tie, prove=False, by_parts=True)
            self._attempts.settle(Stage(stage.goal, asked, kept))
            self._tidy = self._best.value(stage.tie)

    def _gap(self, stage: Stage) -> int:
        """Return by how much the objective is above what it cannot go below."""
        return self._best.value(stage.objective.total) - self._bounds.of(stage).least

    def _open(self, stage: Stage) -> bool:
        """Return whether there is still something to be found, and time."""
        return self._gap(stage) > 0 and self._clock.ending is None

    def _ways(self, stage: Stage) -> Iterator[Callable[[Stage], Bound | None]]:
        """Yield what to try; a relaxation and a dive would find the same again."""
        if stage.objective.prove and not stage.objective.by_parts and self._components.can_go(stage):
            yield from self._ways_by_components(stage)
            return
        yield from self._ways_whole(stage)
        # Columns may have come to an end just now. What few plans gain leaves fewer that may be of use.
        for part in _FEW_AND_MORE:
            if self._attempts.can_be_selected(stage):
                yield partial(self._select_and_improve_parts, effort=part * _COLUMNS * self._slice)

    def _ways_by_components(self, stage: Stage) -> Iterator[Callable[[Stage], Bound | None]]:
        """Yield what to try component by component, and what is left of it together."""
        first, small = stage.key not in self._tried, self._attempts.size(stage).can_be_tried_whole
        if first:
            yield self._components.dive
        yield partial(self._components.prove, effort=_PROOFS * self._slice)
        if not small:
            yield from self._ways_whole(stage)
            return
        if first:
            yield self._relax
        if self._components.is_exact(stage):
            yield self._improve_parts
        else:
            yield self._improve_parts_and_prove

    def _ways_whole(self, stage: Stage) -> Iterator[Callable[[Stage], Bound | None]]:
        """Yield what to try with the whole at once."""
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
        asked = stage.objective.prove and stage.objective.by_parts
        attempts = self._attempts
        return asked and (attempts.can_be_generated(stage) or attempts.are_left_by_stretches(stage))

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

    def _told(self, stage: Stage, waited: Callable[[], Bound | None]) -> Bound | None:
        """Wait for what is done beside parts, unless these have found all that there is."""
        return waited() if self._gap(stage) > 0 else None

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

        What columns give as a whole is then improved part by part for as long. Of a long horizon, stretches
        come first.
        """
        effort = _COLUMNS * self._slice
        self._attempts.improve_parts(stage, min(_BEFORE, effort), lambda: self._open(stage))
        if self._open(stage) and self._attempts.are_left_by_stretches(stage):
            self._attempts.generate_by_stretches(stage, effort, lambda: self._open(stage))
        elif self._open(stage):
            self._bounds.note(stage, self._attempts.generate(stage, effort))
            self._tell(stage)
        self._attempts.improve_parts(stage, self._attempts.dived_for(stage), lambda: self._open(stage))

    def _select_and_improve_parts(self, stage: Stage, effort: float) -> Bound | None:
        """Choose among plans that are each employee's best or nearly, and meanwhile improve part by part."""
        if (choice := self._attempts.choice(stage, effort)) is None:
            return None
        with self._attempts.choosing(stage, choice) as waited:
            self._attempts.improve_parts(stage, min(_BEFORE, _PARTS * self._slice), lambda: self._open(stage))
            return self._told(stage, waited)

    def _improve_parts_and_round(self, stage: Stage) -> Bound | None:
        """Improve part by part, and meanwhile round the linear relaxation; return its bound."""
        self._rounded.add(stage.key)
        with self._attempts.rounding(stage) as waited:
            self._improve_parts(stage)
            return self._told(stage, waited)

    def _improve_parts_and_dive(self, stage: Stage) -> Bound | None:
        """Improve part by part, and meanwhile, if that is soon, look for solutions near the relaxation."""
        self._rounded.add(stage.key)
        if not self._attempts.size(stage).can_be_dived:
            self._improve_parts(stage)
            return None
        with self._attempts.diving(stage) as waited:
            self._improve_parts(stage)
            return self._told(stage, waited)

    def _improve_parts_and_prove(self, stage: Stage) -> None:
        """Improve part by part, and meanwhile prove what can be proven."""
        if self._attempts.is_taken_apart(stage):
            self._prove_each_and_improve(stage)
            return
        strategy = Strategy.PROOF if stage.objective.by_parts else Strategy.RELAXATION
        self._improve_parts_beside(stage, Way.PROOF, strategy, _PROOFS * self._slice)

    def _prove_each_and_improve(self, stage: Stage) -> None:
        """Prove what can be proven of each employee, on all cores, and improve part by part.

        What brought value and bound nearer in its time comes first the next time, and has more of it.
        """
        share = self._gains.share(stage, Way.PROOF, Way.PARTS)
        turns = [Way.PROOF, Way.PARTS] if share >= 1 / 2 else [Way.PARTS, Way.PROOF]
        for way in turns:
            gap = self._gap(stage)
            if way is Way.PROOF:
                effort = 2 * share * _PROOFS_OF_EACH * self._slice
                self._bounds.note(stage, self._attempts.prove_each(stage, effort))
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
            self._bounds.note(stage, self._told(stage, waited))
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
        with self._attempts.bounding(stage, self.first.total) as bounded:
            if stage.objective.by_parts:
                self._attempts.settle(stage)
            effort = decisions / (_SETTLED_DECISIONS if stage.objective.by_parts else _DECISIONS)
            self._attempts.improve_parts(stage, effort, lambda: self._open(stage))
            return self._told(stage, bounded)
