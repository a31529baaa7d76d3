"""Why there is no schedule: a smallest set of grounds that clash, and the cheapest repair.

Both are looked for among what concerns few employees, where that cannot hold whatever all others do.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TypeVar

import numpy as np

from gesched.engine import OPEN, CpSat, Runner, Scope, Slice, Status, Words
from gesched.findings import Conflict, Ground, Repair
from gesched.model import Model, Posting, Program, Stopped
from gesched.problem import Offer, Problem
from gesched.rules import Rule
from gesched.schedule import Past

_EFFORT = 4.0
"""Deterministic time of one check; what it cannot tell by then counts as no clash."""

_HALF_DAY_MINUTES = 210
"""To give way by a half-day, or by one of what else is counted, weighs as much as by its minutes."""

_Item = TypeVar("_Item")


def explain(
    problem: Problem,
    rules: Sequence[Rule],
    past: Past,
    seed: int,
    runner: Runner,
    scope: Scope | None = None,
) -> Conflict:
    """Return grounds that cannot all hold, as few as can be, and the cheapest repair.

    Leaving out any one of the grounds returned resolves this clash, unless time ran out. Where it is not
    known for whom there is no schedule, few of whom that is so are looked for, and the repair is of all.

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
        Does the checks; when its clock stops, grounds not yet tried then stay in the conflict, which has none
        where they are not all posted by then.
    scope
        For whom there is none, whatever others do; ``None`` where that is not known.
    """
    wide, stopped = replace(problem, offer=Offer.ELIGIBLE), threading.Event()

    def posted(posting: Posting) -> Model:
        tick = runner.clock.beat("conflict", "rules", "posting")
        return runner.aside(partial(Model, wide, _until(stopped, rules), posting, past), tick, stopped.set)

    try:
        clash = _Clash(posted(Posting.SWITCHED), seed, runner)
    except Stopped:
        return Conflict((), (), minimal=False)
    known = scope is not None and clash.is_of(scope)
    if not known:
        clash.narrow()
    grounds = clash.smallest()
    try:
        eased = posted(Posting.ELASTIC)
    except Stopped:
        return Conflict(grounds, (), clash.certain)
    scopes = (clash.scope,) if known else (Scope(), clash.scope)
    tried = (_cheapest(eased, some, seed, runner) for some in scopes)
    repair = next((one for one in tried if one is not None), None)
    return Conflict(grounds, () if repair is None else (repair,), clash.certain)


def _until(stopped: threading.Event, rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rules to be posted, until that is to stop."""
    for rule in rules:
        if stopped.is_set():
            raise Stopped
        yield rule


class _Clash:
    """Looks for what clashes in a model whose grounds have switches.

    Parameters
    ----------
    model
        The model.
    seed, runner
        As for ``explain``.

    Attributes
    ----------
    scope
        Among what of whom it is looked for.
    certain
        Whether each check of grounds could tell.
    """

    def __init__(self, model: Model, seed: int, runner: Runner) -> None:
        self._model = model
        self._seed = seed
        self._runner = runner
        self.scope = Scope()
        self.certain = True

    def is_of(self, scope: Scope) -> bool:
        """Return whether those given clash, who are looked at from now on then.

        It takes more to prove it than in a search, which leaves out half-days that are not available.
        """
        found = self._is_clash_of(scope)
        if found:
            self.scope = scope
        return found

    def narrow(self) -> None:
        """Look at as few employees and agreements as clash, from now on."""
        group = self._model.problem.group
        for field, everything in (("employees", group.employees), ("agreements", group.agreements)):
            few = _smallest(range(len(everything)), partial(self._is_clash_with, field))
            self.scope = self._with(field, few)

    def _with(self, field: str, numbers: Sequence[int]) -> Scope:
        """Return the scope with only some employees, or agreements."""
        return self.scope._replace(**{field: tuple(sorted(numbers))})

    def _is_clash_with(self, field: str, numbers: Sequence[int]) -> bool:
        return self._is_clash_of(self._with(field, numbers))

    def smallest(self) -> tuple[Ground, ...]:
        """Return a smallest set of grounds that clash, in the order of the rules."""
        program = _program(self._model, self.scope, self._runner)
        words, switches = Words(program), self._model.switches
        there = set(program.numbers.tolist())

        def clash(grounds: Sequence[Ground]) -> bool:
            if self._runner.clock.broken_off:
                self.certain = False
                return False
            found = self._checked(program, words, [switches[ground] for ground in grounds])
            if found is None or found.status is Status.UNKNOWN:
                self.certain = False
            return found is not None and found.status is Status.INFEASIBLE

        concerned = [ground for ground, number in switches.items() if number in there]
        needed = set(_smallest(concerned, clash))
        return tuple(ground for ground in concerned if ground in needed)

    def _is_clash_of(self, scope: Scope) -> bool:
        """Return whether it is proven that all grounds cannot hold for some, whatever others do."""
        if self._runner.clock.broken_off:
            return False
        program = _program(self._model, scope, self._runner)
        switches = np.intersect1d(program.numbers, list(self._model.switches.values()))
        found = self._checked(program, Words(program), switches.tolist())
        return found is not None and found.status is Status.INFEASIBLE

    def _checked(self, program: Program, words: Words, on: Sequence[int]) -> Slice | None:
        """Return what CP-SAT finds with some switches on; ``None`` if the clock broke it off."""
        held = np.full(len(program.numbers), OPEN)
        held[np.searchsorted(program.numbers, on)] = 1
        task = CpSat(program, _EFFORT, self._seed, held=held, words=words)
        return _done(task, "smallest clash", self._runner)


def _smallest(items: Sequence[_Item], clash: Callable[[Sequence[_Item]], bool]) -> list[_Item]:
    """Return a smallest part of items that clash: they are split again and again (QuickXplain, Junker 2004).

    Parameters
    ----------
    items
        What clashes.
    clash
        Tells whether some of them are proven to.
    """

    def needed(fixed: Sequence[_Item], open_: Sequence[_Item], *, fresh: bool) -> list[_Item]:
        """Return which of the open items are needed to clash with the fixed ones."""
        if fresh and clash(fixed):
            return []
        if len(open_) <= 1:
            return [*open_]
        left, right = open_[: len(open_) // 2], open_[len(open_) // 2 :]
        of_right = needed([*fixed, *left], right, fresh=True)
        return needed([*fixed, *of_right], left, fresh=bool(of_right)) + of_right

    return needed([], items, fresh=True)


def _program(model: Model, scope: Scope, runner: Runner) -> Program:
    """Return what must hold of some; that of a large group takes a while, in which progress is told."""
    return runner.aside(partial(_alone, model, scope), runner.clock.beat("conflict", "rules", "posting"))


def _alone(model: Model, scope: Scope) -> Program:
    """Return what must hold of some, whatever others do, with the switches or slacks of these rows."""
    mine = model.spread(scope.decisions(model).astype(np.int64), 0) == 1
    ease = np.zeros_like(mine)
    ease[[*model.switches.values(), *chain.from_iterable(model.slacks.values())]] = True
    rows = model.entries()
    # What nobody can change may be broken, too: such as what is promised of a skill that nobody has.
    concerned = (rows.sums(mine[rows.numbers]) > 0) | (rows.sums(~ease[rows.numbers]) == 0)
    there = np.unique(rows.numbers[concerned[rows.row_of_entry()]])
    return model.alone(there[(mine | ease)[there]])


def _done(task: CpSat, name: str, runner: Runner) -> Slice | None:
    """Return what CP-SAT finds in the time of one check; ``None`` if the clock broke it off."""
    results = runner.run([task], runner.clock.beat("conflict", name, ""))
    return results[0] if results else None


def _cheapest(model: Model, scope: Scope, seed: int, runner: Runner) -> Repair | None:
    """Return a repair that gives way by little in all, and whether by the least; ``None`` if time ran out."""
    if runner.clock.broken_off:
        return None
    weights = np.zeros(len(model.uppers), np.int64)
    for ground, numbers in model.slacks.items():
        weights[numbers] = 1 if ground.unit == "minutes" else _HALF_DAY_MINUTES
    program = _program(model, scope, runner)
    program = replace(program, costs=weights[program.numbers])
    found = _done(CpSat(program, _EFFORT, seed), "cheapest repair", runner)
    if found is None or not len(found.values):
        return None
    values = np.zeros_like(weights)
    values[program.numbers] = found.values
    gives = {ground: int(values[numbers].sum()) for ground, numbers in model.slacks.items()}
    grounds = tuple(ground for ground, amount in gives.items() if amount)
    amounts = tuple(gives[ground] for ground in grounds)
    return Repair(grounds, amounts, cheapest=found.status is Status.OPTIMAL)
