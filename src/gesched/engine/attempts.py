"""What can be tried on one stage: each attempt is one slice or several, in deterministic time."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property, partial
from typing import TypeVar

from gesched.engine.bench import WHOLE, Bench
from gesched.engine.dive import Dive
from gesched.engine.gains import Turns, Way
from gesched.engine.merging import Merging, alike
from gesched.engine.parts import Parts
from gesched.engine.plans import Plans
from gesched.engine.proofs import Proofs
from gesched.engine.relaxation import Bounded, Bounding, Relaxation
from gesched.engine.rounding import Rounded, Rounding
from gesched.engine.running import Task
from gesched.engine.selection import Choice
from gesched.engine.sizes import Size
from gesched.engine.slices import CpSat, Slice, Strategy
from gesched.engine.stages import Bound, Stage
from gesched.engine.zones import Zones
from gesched.linear import Linear
from gesched.model import Numbers, Program

_BOUNDED = 12_000
"""The most decisions of employees near one another that are relaxed for a bound."""
_ROUNDING, _BESIDE = 3.0, 0.5
"""Deterministic time for what the relaxation of the whole leaves open: at first, and beside parts."""
_CHOOSING = 1_500_000
"""Nodes of a dive into a choice among plans, times the plans: so that many take about as long as few."""

_Result = TypeVar("_Result")

Beside = AbstractContextManager[Callable[[], Bound | None]]
"""Something done meanwhile; it gives what waits for it, and returns the bound that it proves, if any."""


class Attempts:
    """Ways to improve the best schedule on a stage, or to prove that it cannot be.

    Parameters
    ----------
    bench
        What they work with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._best = bench.best
        self._runner = bench.runner
        self._plans = Plans(bench)
        self._zones = Zones(bench)
        self._parts = Parts(bench)
        self._turns = Turns()
        self._proofs = Proofs(bench)
        self._sizes: dict[tuple[Linear, tuple[Linear, ...]], Size] = {}

    def program(self, stage: Stage) -> Program:
        """Return the whole of a stage."""
        return self._bench.program(stage)

    def solve(self, stage: Stage, effort: float) -> Bound | None:
        """Let CP-SAT improve the whole; return the bound that it proves."""
        program = self.program(stage)
        results = self._bench.run([CpSat(program, effort, self._bench.seed)], stage)
        return self._taken(stage, program, results[0]) if results else None

    def _taken(
        self, stage: Stage, program: Program, found: Slice, since: Numbers | None = None
    ) -> Bound | None:
        """Take over what CP-SAT found for the whole of a stage; return the bound that it proves, if any."""
        if len(found.values):
            self._best.take(program, found.values, stage, since)
        return self._bench.claims.of_cp_sat(stage, program, found, taken=True)

    def size(self, stage: Stage) -> Size:
        """Return how large the whole of a stage is."""
        if stage.shape not in self._sizes:
            self._sizes[stage.shape] = Size.of(self.program(stage))
        return self._sizes[stage.shape]

    def relax(self, stage: Stage) -> Bound | None:
        """Return the bound of the linear relaxation; ``None`` where it came to nothing."""
        results = self._bench.run([Relaxation(self.program(stage))], stage)
        return self._bench.claims.of_relaxation(stage, results[0]) if results else None

    @cached_property
    def _alike(self) -> list[Numbers]:
        return alike(self._best.model)

    def merge(self, stage: Stage) -> Bound | None:
        """Return the bound of a whole in which decisions that are alike are one: the better of two ways."""
        whole = self.program(stage)
        tasks = [Merging(whole, groups) for groups in self._alike]
        results = self._bench.run(tasks, stage)
        found = [one for one in results or [] if one is not None]
        best = max(found, key=lambda one: one.bound, default=None)
        return self._proofs.of_relaxation(stage, whole, best)

    def generate(self, stage: Stage, effort: float) -> Bound | None:
        """Generate columns: for some time, or until they give a schedule; return the bound so far.

        Where it is called again, it goes on.
        """
        return self._plans.generate(stage, effort)

    def are_left_by_stretches(self, stage: Stage) -> bool:
        """Return whether columns are better generated of stretches of the time to plan first."""
        priced = self._best.stands and self.size(stage).can_be_priced
        return priced and self._plans.are_left_by_stretches(stage)

    def generate_by_stretches(self, stage: Stage, effort: float, still: Callable[[], bool]) -> None:
        """Generate columns of some stretches of the time to plan, one after the other, the rest held."""
        self._plans.generate_by_stretches(stage, effort, still)

    def can_be_generated(self, stage: Stage) -> bool:
        """Return whether there are columns of a stage to be generated, as far as is known."""
        return (
            self._best.stands and self.size(stage).can_be_generated and not self._plans.are_exhausted(stage)
        )

    def can_be_selected(self, stage: Stage) -> bool:
        """Return whether there are plans to choose among that columns did not need."""
        return self._best.stands and self._plans.can_be_selected(stage)

    def choice(self, stage: Stage, effort: float) -> Choice | None:
        """Tell plans that are each employee's best or nearly; ``None`` where there is no other choice."""
        choice = self._plans.choice(stage, effort)
        return choice if choice is not None and Size.of(choice.program).can_be_chosen_from else None

    def choosing(self, stage: Stage, choice: Choice) -> Beside:
        """Choose among plans meanwhile; nothing is proven by it."""
        since = self._best.values

        def chosen(found: Numbers | None) -> None:
            if found is not None and choice.program.holds(found):
                self._plans.take_choice(stage, choice, found, since)

        dive = Dive(choice.program, _CHOOSING // len(choice.columns), near=True)
        return self._beside(stage, dive, chosen)

    def dived_for(self, stage: Stage) -> float:
        """Return how long columns were generated until they gave a schedule, or might have; 0 where not."""
        return self._plans.dived_for(stage)

    def rounding(self, stage: Stage) -> Beside:
        """Round the linear relaxation of the whole meanwhile; its bound."""
        program = self.program(stage)
        effort = _BESIDE if self._best.stands else _ROUNDING
        task = Rounding(program, len(self._best.model.cells), effort, self._bench.seed)

        def rounded(found: Rounded) -> Bound | None:
            if len(found.found.values):
                self._best.take(program, found.found.values, stage, program.start)
            return self._proofs.of_relaxation(stage, program, found.bounded)

        return self._beside(stage, task, rounded)

    def diving(self, stage: Stage) -> Beside:
        """Look for a better schedule by the linear relaxation meanwhile; nothing is proven by it."""
        program = self.program(stage)

        def dived(found: Numbers | None) -> None:
            if found is not None and program.holds(found):
                self._best.take(program, found, stage, program.start)

        return self._beside(stage, Dive(program), dived)

    def solving(self, stage: Stage, strategy: Strategy, effort: float) -> Beside:
        """Let CP-SAT improve the whole, or raise its bound, meanwhile.

        Where that is broken off, the bound is what was proven by then: no schedule depends on it.
        """
        program = self.program(stage)
        # The same again from the same schedule would find the same again.
        seed = self._bench.seed + self._runner.clock.effort
        return self._beside(
            stage,
            CpSat(program, effort, seed, strategy),
            lambda found: self._taken(stage, program, found, program.start),
            lambda found: self._bench.claims.of_cp_sat(stage, program, found, taken=False),
        )

    def bounding(self, stage: Stage, light: Linear) -> Beside:
        """Bound a whole that is too large for CP-SAT, meanwhile, by its linear relaxation, zone by zone.

        Parameters
        ----------
        stage
            What to bound.
        light
            What to begin with, if it is a part of the total that says most of it.
        """
        whole, model = self.program(stage), self._best.model

        def task() -> Bounding:
            """Return what there is to be done; of a large group that takes seconds."""
            if not stage.objective.by_parts:
                return Bounding(whole, whole, ())
            easy = self._best.program(light, stage.kept) if light.is_part_of(stage.total) else None
            zones = self._bench.neighbourhoods.sweep(_BOUNDED)
            return Bounding(easy, whole, tuple(model.dependents(zone) for zone in zones))

        def bounded(found: Bounded | None) -> Bound | None:
            return self._proofs.of_relaxation(stage, whole, found)

        made = self._runner.aside(task, partial(self._bench.tick, stage, WHOLE))
        return self._beside(stage, made, bounded, bounded)

    def can_be_proven(self, stage: Stage) -> bool:
        """Return whether CP-SAT can say anything of the bound of a stage."""
        return self.is_taken_apart(stage) or self.size(stage).can_be_proven

    def is_taken_apart(self, stage: Stage) -> bool:
        """Return whether more can be proven of each employee's part of a stage."""
        return self.size(stage).can_be_taken_apart and self._proofs.can_go_on(stage)

    def prove_each(self, stage: Stage, effort: float) -> Bound | None:
        """Prove more of each employee's part of a stage that is taken apart, on all cores."""
        if self._bench.is_over:
            return None
        underway = self._runner.begin(self._proofs.questions(stage, effort))
        results = self._bench.results(underway, stage, "proofs")
        if results is None:
            # No schedule depends on a bound: what is known when time is up is told as well.
            results = self._runner.last_words(underway)
        else:
            self._proofs.take_plans(stage, results)
        return self._proofs.of_answers(stage, results)

    @contextmanager
    def _beside(
        self,
        stage: Stage,
        task: Task[_Result],
        done: Callable[[_Result], Bound | None],
        broken_off: Callable[[_Result], Bound | None] = lambda _: None,
    ) -> Iterator[Callable[[], Bound | None]]:
        """Do a task meanwhile; what is given waits for it, and returns what is proven by it, if anything."""
        underway = self._runner.begin([task])

        def waited() -> Bound | None:
            # A replay, too, must not take over what the run that it follows had no time to wait for.
            results = None if self._bench.is_over else self._bench.results(underway, stage)
            if results:
                return done(results[0])
            words = [broken_off(found) for found in self._runner.last_words(underway)]
            return words[0] if words else None

        try:
            yield waited
        finally:
            underway.leave()

    def settle(self, stage: Stage) -> None:
        """Sweep over all employees, before parts are drawn where it is worth it.

        All but what is chosen, such as the usual weekdays of visits, is improved, if anything is; in dense
        groups each employee's own, which may be any schedule yet.
        """
        if self.size(stage).dense:
            self._parts.search_all(stage, self._bench.neighbourhoods.assembly())
            return
        self._zones.settle(stage)

    def improve_parts(self, stage: Stage, effort: float, still: Callable[[], bool]) -> None:
        """Look for better schedules part by part, the rest held; nothing is proven by it.

        Parameters
        ----------
        stage
            What to improve.
        effort
            Deterministic time to spend in all, about.
        still
            Whether there is anything left to find, and time.
        """
        spent: float | None = 0.0
        while spent is not None and spent < effort and still():
            before = self._values(stage)
            way = self._turns.next(stage) if self._can_be_resettled(stage) else Way.PARTS
            if way is Way.ZONES:
                more = self._zones.resettle(stage)
            else:
                more = self._parts.draw(stage, self._best.costly(stage.total))
            if more is not None:
                self._turns.note(way, zip(before, self._values(stage), strict=True), more)
            spent = None if more is None else spent + more

    def _values(self, stage: Stage) -> tuple[int, int]:
        """Return what is to be small, and what decides ties: of strict levels, what all come to."""
        return self._best.value(stage.total), self._best.value(stage.tie)

    def _can_be_resettled(self, stage: Stage) -> bool:
        return self._zones.can_be_resettled and self.size(stage).can_be_resettled
