"""Why there is no schedule: a smallest set of grounds that clash, and the cheapest repair."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gesched.engine import CpSat, Runner, Slice, Status
from gesched.findings import Conflict, Ground, Repair
from gesched.linear import Linear
from gesched.model import Model, Posting, Program
from gesched.problem import Offer, Problem
from gesched.rules import Rule
from gesched.schedule import Past

_EFFORT = 4.0
"""Deterministic time of one check; what it cannot tell by then counts as no clash."""

_HALF_DAY_MINUTES = 210
"""To give way by a half-day, or by one of what else is counted, weighs as much as by its minutes."""


def explain(problem: Problem, rules: Sequence[Rule], past: Past, seed: int, runner: Runner) -> Conflict:
    """Return grounds that cannot all hold, as few as can be, and the cheapest repair.

    The grounds are split again and again (QuickXplain, Junker 2004), each trial proven infeasible or not; so
    leaving out any one of the grounds returned resolves this clash, unless time ran out.

    Parameters
    ----------
    problem
        A problem that has no schedule.
    rules
        The rules in use; those that give way can clash with nothing.
    past
        What was before the horizon.
    seed
        The seed of every check.
    runner
        Does the checks; when its clock stops, grounds not yet tried then stay in the conflict.
    """
    wide = replace(problem, offer=Offer.ELIGIBLE)

    def posted(posting: Posting) -> Model:
        tick = runner.clock.beat("conflict", "rules", "posting")
        return runner.aside(partial(Model, wide, rules, posting, past), tick)

    repair = _cheapest(posted(Posting.ELASTIC), seed, runner)
    clash = _Clash(posted(Posting.SWITCHED), seed, runner)
    grounds = clash.smallest()
    return Conflict(tuple(grounds), (repair,) if repair else (), clash.certain)


class _Clash:
    def __init__(self, model: Model, seed: int, runner: Runner) -> None:
        self._model = model
        self._seed = seed
        self._runner = runner
        self.certain = True

    def smallest(self) -> list[Ground]:
        """Return a smallest set of grounds that clash, in the order of the rules."""
        everything = list(self._model.switches)
        found = set(self._shrink([], everything, fresh=False))
        return [ground for ground in everything if ground in found]

    def _shrink(self, fixed: list[Ground], open_: list[Ground], *, fresh: bool) -> list[Ground]:
        """Return which of the open grounds are needed to clash with the fixed ones."""
        if fresh and self._clashes(fixed):
            return []
        if len(open_) <= 1:
            return open_
        left, right = open_[: len(open_) // 2], open_[len(open_) // 2 :]
        needed_right = self._shrink(fixed + left, right, fresh=bool(left))
        needed_left = self._shrink(fixed + needed_right, left, fresh=bool(needed_right))
        return needed_left + needed_right

    def _clashes(self, grounds: Sequence[Ground]) -> bool:
        """Return whether it is proven that grounds cannot all hold."""
        if self._runner.clock.broken_off:
            self.certain = False
            return False
        on = Linear.total(Linear.of({self._model.switches[ground]: -1}) for ground in grounds)
        program = self._model.program(Linear(), [(on, -len(grounds))])
        found = _solved(program, "smallest clash", self._seed, self._runner)
        if found is None or found.status is Status.UNKNOWN:
            self.certain = False
        return found is not None and found.status is Status.INFEASIBLE


def _solved(program: Program, name: str, seed: int, runner: Runner) -> Slice | None:
    """Return what CP-SAT finds in the time of one check; ``None`` if the clock broke it off."""
    task = CpSat(program, _EFFORT, seed)
    results = runner.run([task], lambda: runner.clock.tell("conflict", name, None, None, now=False))
    return results[0] if results else None


def _cheapest(model: Model, seed: int, runner: Runner) -> Repair | None:
    """Return a repair that gives way by little in all, and whether by the least; ``None`` if time ran out."""
    total = Linear.of(
        {
            number: 1 if ground.unit == "minutes" else _HALF_DAY_MINUTES
            for ground, numbers in model.slacks.items()
            for number in numbers
        }
    )
    program = model.program(total)
    found = _solved(program, "cheapest repair", seed, runner)
    if found is None or not len(found.values):
        return None
    values = dict(zip(program.numbers.tolist(), found.values.tolist(), strict=True))
    gives = {ground: sum(values[n] for n in numbers) for ground, numbers in model.slacks.items()}
    grounds = tuple(ground for ground, amount in gives.items() if amount)
    amounts = tuple(gives[ground] for ground in grounds)
    return Repair(grounds, amounts, cheapest=found.status is Status.OPTIMAL)
