"""What can be tried on one stage: each attempt is one slice or several, in deterministic time."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from itertools import islice
from typing import TypeVar

from gesched.engine.claims import Claims
from gesched.engine.dive import Dive
from gesched.engine.gains import Turns, Way
from gesched.engine.incumbent import Incumbent
from gesched.engine.merging import Merging, alike
from gesched.engine.neighbourhoods import Neighbourhoods, Part
from gesched.engine.plans import Plans
from gesched.engine.proofs import Proofs
from gesched.engine.relaxation import Bounded, Bounding, Relaxation
from gesched.engine.rounding import Rounded, Rounding
from gesched.engine.running import Runner, Task
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
_BATCH = 4
"""Parts searched side by side, from the same schedule, however many cores there are."""
_WHOLE, _PLANS, _ZONES = "the whole", "plans", "zones"
_AGAIN = (2.0, 8.0)
"""Deterministic time for an employee who did not get a first schedule soon."""
_LEAST = 0.1
"""Deterministic time that a part counts for at least: what is searched in no time is not searched forever."""

_Result = TypeVar("_Result")

Beside = AbstractContextManager[Callable[[], Bound | None]]
"""Something done meanwhile; it gives what waits for it, and returns the bound that it proves, if any."""


class Attempts:
    """Ways to improve the best schedule on a stage, or to prove that it cannot be.

    Parameters
    ----------
    best
        The best schedule; what is found is taken over, counted again.
    neighbourhoods
        Where to look part by part.
    runner
        Does the work.
    seed
        The seed of every slice.
    tick
        Called about ten times a second meanwhile, with the stage.

    Attributes
    ----------
    doing
        What is searched now, in words.
    """

    def __init__(
        self,
        best: Incumbent,
        neighbourhoods: Neighbourhoods,
        runner: Runner,
        seed: int,
        tick: Callable[[Stage], None],
    ) -> None:
        self._best = best
        self._neighbourhoods = neighbourhoods
        self._claims = Claims(best)
        self._runner = runner
        self._seed = seed
        self._tick = tick
        self.doing = _WHOLE
        self._plans = Plans(best, neighbourhoods, self._claims, runner, seed, tick)
        self._zones = Zones(best, neighbourhoods, self._claims, runner, seed, tick)
        self._turns = Turns()
        self._proofs = Proofs(best, neighbourhoods, self._claims, seed)
        self._sizes: dict[tuple[Linear, tuple[Linear, ...]], Size] = {}

    def program(self, stage: Stage) -> Program:
        """Return the whole of a stage."""
        return self._best.program(stage.total, stage.kept)

    def solve(self, stage: Stage, effort: float) -> Bound | None:
        """Let CP-SAT improve the whole; return the bound that it proves."""
        program = self.program(stage)
        results = self._runner.run([CpSat(program, effort, self._seed)], lambda: self._tick(stage))
        return self._taken(stage, program, results[0]) if results else None

    def _taken(
        self, stage: Stage, program: Program, found: Slice, since: Numbers | None = None
    ) -> Bound | None:
        """Take over what CP-SAT found for the whole of a stage; return the bound that it proves, if any."""
        if len(found.values):
            self._best.take(program, found.values, stage, since)
        return self._claims.of_cp_sat(stage, program, found, taken=True)

    def size(self, stage: Stage) -> Size:
        """Return how large the whole of a stage is."""
        key = stage.total, tuple(total for total, _ in stage.kept)
        if key not in self._sizes:
            self._sizes[key] = Size.of(self.program(stage))
        return self._sizes[key]

    def relax(self, stage: Stage) -> Bound | None:
        """Return the bound of the linear relaxation; ``None`` where it came to nothing."""
        results = self._runner.run([Relaxation(self.program(stage))], lambda: self._tick(stage))
        return self._claims.of_relaxation(stage, results[0]) if results else None

    @cached_property
    def _alike(self) -> list[Numbers]:
        return alike(self._best.model)

    def merge(self, stage: Stage) -> Bound | None:
        """Return the bound of a whole in which decisions that are alike are one: the better of two ways."""
        whole = self.program(stage)
        tasks = [Merging(whole, groups) for groups in self._alike]
        results = self._runner.run(tasks, lambda: self._tick(stage))
        found = [one for one in results or [] if one is not None]
        best = max(found, key=lambda one: one.bound, default=None)
        return self._proofs.of_relaxation(stage, whole, best)

    def generate(self, stage: Stage, effort: float) -> Bound | None:
        """Generate columns: for some time, or until they give a schedule; return the bound so far.

        Where it is called again, it goes on.
        """
        self.doing = _PLANS
        bound = self._plans.generate(stage, effort)
        self.doing = _WHOLE
        return bound

    def can_be_generated(self, stage: Stage) -> bool:
        """Return whether there are columns of a stage to be generated, as far as is known."""
        return (
            self._best.stands and self.size(stage).can_be_generated and not self._plans.are_exhausted(stage)
        )

    def dived_for(self, stage: Stage) -> float:
        """Return how long columns were generated until they gave a schedule, or might have; 0 where not."""
        return self._plans.dived_for(stage)

    def rounding(self, stage: Stage) -> Beside:
        """Round the linear relaxation of the whole meanwhile; its bound."""
        program = self.program(stage)
        effort = _BESIDE if self._best.stands else _ROUNDING
        task = Rounding(program, len(self._best.model.cells), effort, self._seed)

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
        seed = self._seed + self._runner.clock.effort
        return self._beside(
            stage,
            CpSat(program, effort, seed, strategy),
            lambda found: self._taken(stage, program, found, program.start),
            lambda found: self._claims.of_cp_sat(stage, program, found, taken=False),
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
        if not stage.objective.by_parts:
            task = Bounding(whole, whole, ())
        else:
            is_part = set(light.terms) <= set(stage.total.terms)
            easy = self._best.program(light, stage.kept) if is_part else None
            zones = self._neighbourhoods.sweep(_BOUNDED)
            task = Bounding(easy, whole, tuple(model.dependents(zone) for zone in zones))

        def bounded(found: Bounded | None) -> Bound | None:
            return self._proofs.of_relaxation(stage, whole, found)

        return self._beside(stage, task, bounded, bounded)

    def can_be_proven(self, stage: Stage) -> bool:
        """Return whether CP-SAT can say anything of the bound of a stage."""
        return self.is_taken_apart(stage) or self.size(stage).can_be_proven

    def is_taken_apart(self, stage: Stage) -> bool:
        """Return whether more can be proven of each employee's part of a stage."""
        return self.size(stage).can_be_taken_apart and self._proofs.can_go_on(stage)

    def prove_apart(self, stage: Stage, effort: float) -> Bound | None:
        """Prove more of each employee's part of a stage that is taken apart, on all cores."""
        if self._over:
            return None
        underway = self._runner.begin(self._proofs.questions(stage, effort))
        self.doing = "proofs"
        results = self._runner.results(underway, lambda: self._tick(stage))
        self.doing = _WHOLE
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
            late = self._best.stands and self._runner.clock.ending is not None
            results = None if late else self._runner.results(underway, lambda: self._tick(stage))
            if results:
                return done(results[0])
            words = [broken_off(found) for found in self._runner.last_words(underway)]
            return words[0] if words else None

        try:
            yield waited
        finally:
            underway.leave()

    def mend(self, stage: Stage, effort: float) -> None:
        """Look for a first schedule part by part: sweep over the employees, then go where rows are broken.

        Parameters
        ----------
        stage
            What to keep small on the way.
        effort
            Deterministic time to spend after the sweep, about.
        """
        if self.size(stage).dense:
            self._assemble(stage)
            stage = stage.at_any_cost
        else:
            self.doing = _ZONES
            self._zones.sweep_on(stage)
            self.doing = _WHOLE
        spent: float | None = 0.0
        while spent is not None and spent < effort and len(breaches := self._best.breaches()):
            spent = self._further(stage, self._neighbourhoods.draw(breaches, _BATCH), spent)

    def _assemble(self, stage: Stage) -> None:
        """Give everybody a first schedule by CP-SAT, few employees at a time: a relaxation takes long here.

        Whoever has none alone, beside what others have, breaks as little as possible: for little cost, then
        at any cost.
        """
        if self._best.stands:
            return
        everybody, assembly = self._neighbourhoods.everybody, self._neighbourhoods.assembly
        self._give_any(stage, everybody())
        self._give_any(stage, everybody(self._best.breaches()))
        self._search_all(stage, assembly(self._best.breaches()))
        for effort in _AGAIN:
            self._search_all(stage.at_any_cost, assembly(self._best.breaches(), effort))

    def _give_any(self, stage: Stage, parts: Iterator[Part]) -> None:
        """Look for any schedule of some employees: where rows hold, or it is none, that is there soon."""
        best, nothing = self._best, stage.at_any_cost
        while (some := list(islice(parts, _BATCH))) and not self._over:
            programs = [best.program(nothing.total, free=part.decisions, eased=False) for part in some]
            since = best.values
            found = self._runner.run(self._tasks(programs, some), lambda: self._tick(stage))
            if found is None:
                return
            for program, answer in zip(programs, found, strict=True):
                if len(answer.values):
                    best.take(program, answer.values, nothing, since)

    def _search_all(self, stage: Stage, parts: Iterator[Part]) -> None:
        while (some := list(islice(parts, _BATCH))) and not self._over:
            self._search_parts(stage, some)

    @property
    def _over(self) -> bool:
        return self._runner.clock.is_over(stands=self._best.stands)

    def settle(self, stage: Stage) -> None:
        """Sweep once over all employees, before parts are drawn where it is worth it.

        All but what is chosen, such as the usual weekdays of visits, is improved, if anything is; in dense
        groups each employee's own, which may be any schedule yet.
        """
        if self.size(stage).dense:
            self._search_all(stage, self._neighbourhoods.assembly())
            return
        self.doing = _ZONES
        self._zones.settle(stage)
        self.doing = _WHOLE

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
                self.doing = _ZONES
                more = self._zones.resettle(stage)
                self.doing = _WHOLE
            else:
                parts = self._neighbourhoods.draw(self._best.costly(stage.total), _BATCH)
                more = self._further(stage, parts, 0.0)
            if more is not None:
                self._turns.note(way, zip(before, self._values(stage), strict=True), more)
            spent = None if more is None else spent + more

    def _values(self, stage: Stage) -> tuple[int, int]:
        """Return what is to be small, and what decides ties: of strict levels, what all come to."""
        return self._best.value(stage.total), self._best.value(stage.tie)

    def _can_be_resettled(self, stage: Stage) -> bool:
        return self._zones.can_be_resettled and self.size(stage).can_be_resettled

    def _further(self, stage: Stage, parts: list[Part], spent: float) -> float | None:
        """Search parts, if there are any; return the deterministic time spent so far."""
        more = self._search_parts(stage, parts) if parts else None
        return None if more is None else spent + more

    def _search_parts(self, stage: Stage, parts: list[Part]) -> float | None:
        """Search parts side by side; return the deterministic time, or ``None`` if that was broken off."""
        aim = stage.aim
        programs = [self._best.program(aim, stage.kept, part.decisions) for part in parts]
        since = self._best.values
        tasks = self._tasks(programs, parts)
        self.doing = ", ".join(sorted({part.kind.shape for part in parts}))
        results = self._runner.run(tasks, lambda: self._tick(stage))
        self.doing = _WHOLE
        if results is None:
            return None
        for part, program, found in zip(parts, programs, results, strict=True):
            self._note(stage, part, program, found, since)
        return sum(max(found.effort, _LEAST) for found in results)

    def _tasks(self, programs: list[Program], parts: list[Part]) -> list[CpSat]:
        return [
            CpSat(program, part.effort, self._seed, part.strategy, presolve=part.presolve)
            for program, part in zip(programs, parts, strict=True)
        ]

    def _note(self, stage: Stage, part: Part, program: Program, found: Slice, since: Numbers) -> None:
        self._claims.is_called_infeasible(stage, program, found)
        gain = None
        if len(found.values):
            gain = self._best.take(program, found.values, stage, since)
        self._neighbourhoods.learn(part, gain or 0, found)
