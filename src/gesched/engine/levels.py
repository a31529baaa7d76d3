"""Strict levels: goals pursued one after the other, each kept while the next is improved."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from gesched.engine.attempts import Attempts
from gesched.engine.bench import WHOLE, Bench
from gesched.engine.bounds import Bounds
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.running import Runner
from gesched.engine.stages import ALL_LEVELS, Stage
from gesched.engine.starts import Starts
from gesched.engine.ways import Ways
from gesched.findings import Ending, LevelReport
from gesched.goals import Goal, Objective, Outcome, Pursuit
from gesched.linear import Linear
from gesched.model import Model, Stopped
from gesched.schedule import Assignment

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
        # Where nobody is anywhere, that is a start if the rules allow it, else as good a hint as any.
        taken = model.taken(earlier)
        self._best = Incumbent(model, taken)
        self._planned = False
        self._tie = Linear()
        self._bounds = Bounds()
        bench = Bench(self._best, Neighbourhoods(model, seed), runner, seed, self._tick)
        self._claims = bench.claims
        attempts = Attempts(bench)
        self._starts = Starts(bench, attempts, self._bounds, taken)
        self._ways = Ways(bench, attempts, self._bounds, self._tell)

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
        self._ways.first = first = Stage("start", Objective("first schedule", light, prove=False))
        # Nobody anywhere may be a whole plan, too.
        if whole:
            self._best.breaches()
        self._planned = whole and self._best.stands
        if not self._planned:
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
            self._ways.grow()

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

        def post() -> Linear:
            total = guide(self._best.model)
            self._best.value(total)
            return total

        tick = self._clock.beat("start", "goals", "posting")
        self._tie = self._runner.aside(post, tick, self._best.model.stop)
        return Stage("start", Objective(ALL_LEVELS, self._tie, prove=False, by_parts=True))

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
        """Ask a goal what to pursue next, or for its report.

        Its first answer takes long in large groups, and so does what that is worth.
        """

        def ask() -> Objective | tuple[LevelReport, ...]:
            try:
                objective = next(pursuit) if outcome is None else pursuit.send(outcome)
            except StopIteration as finished:
                levels: tuple[LevelReport, ...] = finished.value
                return levels
            self._best.value(objective.total)
            return objective

        tick = self._clock.beat(goal.id, "objectives", "posting")
        return self._runner.aside(ask, tick, self._best.model.stop)

    def _reach(self, stage: Stage, *, search: bool) -> Outcome:
        """Improve one objective where it is not proven, and remember what was proven of it."""
        self._bounds.note(stage, self._ways.of_first(stage))
        if search and self._clock.ending is None:
            self._ways.go(stage)
        value = self._best.value(stage.objective.total)
        self._claims.hold_floor(stage)
        # What a goal knows now, by what it asked before, it may not know again in the next walk.
        if stage.objective.floor or value == stage.floor.least:
            self._bounds.note(stage, stage.floor)
        return Outcome(value, *self._bounds.of(stage), self._ways.was_tried(stage))

    def _tell(self, stage: Stage, doing: str = WHOLE, *, now: bool = True) -> None:
        value = self._best.value(stage.objective.total) if self._best.stands else None
        bound = self._bounds.of(stage).least if stage.objective.prove else None
        self._clock.tell(stage.goal, stage.objective.name, value, bound, doing, now=now)

    def _tick(self, stage: Stage, doing: str) -> None:
        if self._clock.due:
            self._tell(stage, doing, now=False)
