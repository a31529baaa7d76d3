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
from gesched.model import Model, Numbers, Posting, Program, Stopped
from gesched.problem import Offer, Problem
from gesched.rules import Rule
from gesched.schedule import Past

_EFFORT = 4.0
"""Deterministic time of one check; what it cannot tell by then counts as no clash."""

_HALF_DAY_MINUTES = 210
"""To give way by a half-day, or by one of what else is counted, weighs as much as by its minutes."""

_WIDER = 2
"""How many times more is looked at: all that the members get, then all that whoever serves them does."""

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

    Leaving out any one of the grounds returned resolves this clash, unless time ran out. The repair is of
    those for whom there is no schedule alone, where it is enough for all, and else of all.

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
    clash.look_at(scope)
    grounds = clash.smallest()
    try:
        eased = _Eased(posted(Posting.ELASTIC), seed, runner)
    except Stopped:
        return Conflict(grounds, (), clash.certain)
    repair = eased.way_out(clash.concerned, clash.scope)
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
    concerned
        What of whom it is known that there is no schedule, as far as that is.
    scope
        What is looked at: no more of it than clashes.
    certain
        Whether each check of grounds could tell.
    """

    def __init__(self, model: Model, seed: int, runner: Runner) -> None:
        self._model = model
        self._seed = seed
        self._runner = runner
        self.concerned = self.scope = Scope()
        self.certain = True

    def look_at(self, scope: Scope | None) -> None:
        """Look at as few employees and agreements as clash, from now on: of those given, if there are any.

        It takes more to prove it than in a search, which leaves out half-days that are not available: so
        those near them are looked at as well.
        """
        near = [scope] if scope is not None else []
        for _ in range(_WIDER if near else 0):
            near.append(near[-1].widened(self._model))
        for some in (*near, Scope()):
            if self._is_clash_of(some):
                self.concerned = self.scope = some
                self._narrow()
                return

    def _narrow(self) -> None:
        """Leave out agreements, and then employees, without whom there is a clash all the same."""
        decisions = self.scope.decisions(self._model)
        for field, whose in zip(("agreements", "employees"), self.scope.whose(self._model), strict=True):
            everything = np.unique(whose[decisions]).tolist()
            self.scope = self._with(
                field, _smallest(everything, partial(self._is_clash_with, field), self._is_over)
            )

    def _with(self, field: str, numbers: Sequence[int]) -> Scope:
        """Return the scope with only some employees, or agreements."""
        return self.scope._replace(**{field: tuple(sorted(numbers))})

    def _is_clash_with(self, field: str, numbers: Sequence[int]) -> bool:
        return self._is_clash_of(self._with(field, numbers))

    def _is_clash_of(self, scope: Scope) -> bool:
        """Return whether it is proven that all grounds cannot hold for some, whatever others do."""
        if self._is_over():
            return False
        program = _program(self._model, scope, self._runner)
        switches = np.intersect1d(program.numbers, list(self._model.switches.values()))
        found = self._checked(program, Words(program), switches.tolist())
        return found is not None and found.status is Status.INFEASIBLE

    def smallest(self) -> tuple[Ground, ...]:
        """Return a smallest set of grounds that clash, in the order of the rules.

        What is left of these for few employees may need one that it would not need with all of theirs.
        """
        program = _program(self._model, self.scope, self._runner)
        there = set(program.numbers.tolist())
        few = self._smallest_in(program, [one for one, at in self._model.switches.items() if at in there])
        if self._is_over():
            return tuple(few)
        # What could not be told of more grounds does not matter where it can be told of these.
        self.certain = True
        tick = self._runner.clock.beat("conflict", "rules", "posting")
        return tuple(self._smallest_in(self._runner.aside(partial(self._of, few), tick), few))

    def _smallest_in(self, program: Program, grounds: Sequence[Ground]) -> list[Ground]:
        words, switches = Words(program), self._model.switches

        def clash(some: Sequence[Ground]) -> bool:
            found = self._checked(program, words, [switches[ground] for ground in some])
            if found is None or found.status is Status.UNKNOWN:
                self.certain = False
            return found is not None and found.status is Status.INFEASIBLE

        needed = set(_smallest(grounds, clash, self._is_over))
        self.certain &= not self._is_over()
        return [ground for ground in grounds if ground in needed]

    def _of(self, grounds: Sequence[Ground]) -> Program:
        """Return all that some grounds ask for, with whatever decides it; nothing asks for the rest then."""
        rows = self._model.entries()
        asks = np.isin(rows.numbers, [self._model.switches[ground] for ground in grounds])
        here = rows.numbers[(rows.sums(asks) > 0)[rows.row_of_entry()]]
        return self._model.alone(self._model.behind(np.unique(here)))

    def _is_over(self) -> bool:
        return self._runner.clock.broken_off

    def _checked(self, program: Program, words: Words, on: Sequence[int]) -> Slice | None:
        """Return what CP-SAT finds with some switches on; ``None`` if the clock broke it off."""
        held = np.full(len(program.numbers), OPEN)
        held[np.searchsorted(program.numbers, on)] = 1
        task = CpSat(program, _EFFORT, self._seed, held=held, words=words)
        return _done(task, "smallest clash", self._runner)


def _smallest(
    items: Sequence[_Item], clash: Callable[[Sequence[_Item]], bool], is_over: Callable[[], bool]
) -> list[_Item]:
    """Return a smallest part of items that clash: they are split again and again (QuickXplain, Junker 2004).

    Parameters
    ----------
    items
        What clashes.
    clash
        Tells whether some of them are proven to.
    is_over
        Tells whether to stop: what is not tried by then stays.
    """

    def needed(fixed: Sequence[_Item], open_: Sequence[_Item], *, fresh: bool) -> list[_Item]:
        """Return which of the open items are needed to clash with the fixed ones."""
        if is_over():
            return [*open_]
        if fresh and clash(fixed):
            return []
        if len(open_) <= 1:
            return [*open_]
        left, right = open_[: len(open_) // 2], open_[len(open_) // 2 :]
        of_right = needed([*fixed, *left], right, fresh=True)
        return needed([*fixed, *of_right], left, fresh=bool(of_right)) + of_right

    return needed([], items, fresh=True)


class _Eased:
    """Looks for ways out in a model whose rows have slacks.

    Parameters
    ----------
    model
        The model.
    seed, runner
        As for ``explain``.
    """

    def __init__(self, model: Model, seed: int, runner: Runner) -> None:
        self._model = model
        self._seed = seed
        self._runner = runner
        self._weights = np.zeros(len(model.uppers), np.int64)
        for ground, numbers in model.slacks.items():
            self._weights[numbers] = 1 if ground.unit == "minutes" else _HALF_DAY_MINUTES

    def way_out(self, concerned: Scope, fewer: Scope) -> Repair | None:
        """Return a repair that gives way by little in all: for some, if that is enough, or else for all.

        Those concerned may be too many; ``None`` is where nothing is found for fewer either.
        """
        if (found := self._cheapest(concerned)) is not None and concerned == Scope():
            return self._repair(*found, enough=True)
        if found is None and (found := self._cheapest(fewer)) is None:
            return None
        values, _ = found
        everything = self._asked(Scope())
        if everything is not None:
            eases = self._weights[everything.numbers] > 0
            held = np.where(eases, values[everything.numbers], OPEN)
            answer = _done(CpSat(everything, _EFFORT, self._seed, held=held), "cheapest repair", self._runner)
            if answer is not None and len(answer.values):
                return self._repair(*found, enough=True)
            # Where it cannot be told in time, to look for a cheapest one of all takes longer still.
            hopeless = answer is not None and answer.status is Status.INFEASIBLE
            if hopeless and (better := self._cheapest(Scope())) is not None:
                return self._repair(*better, enough=True)
        return self._repair(*found, enough=False)

    def _cheapest(self, scope: Scope) -> tuple[Numbers, bool] | None:
        """Return by how much each row gives way, if that is found in time, and whether nothing is cheaper."""
        program = self._asked(scope)
        if program is None:
            return None
        costs = self._weights[program.numbers]
        program = replace(program, costs=costs, start=self._nobody(program))
        found = _done(CpSat(program, _EFFORT, self._seed), "cheapest repair", self._runner)
        if found is None or not len(found.values):
            return None
        values = np.zeros_like(self._weights)
        values[program.numbers] = found.values
        return values, found.status is Status.OPTIMAL

    def _nobody(self, program: Program) -> Numbers:
        """Return values to begin with: nobody is anywhere, and each row gives way as far as that takes."""
        start, rows = self._model.decided(())[program.numbers], program.rows
        sums = rows.sums(rows.factors * start[rows.columns])
        missing = np.maximum(0, np.maximum(rows.lowers - sums, sums - rows.uppers))
        eases = self._weights[program.numbers[rows.columns]] > 0
        start[rows.columns[eases]] += missing[rows.row_of_entry()[eases]]
        return start

    def _asked(self, scope: Scope) -> Program | None:
        return None if self._runner.clock.broken_off else _program(self._model, scope, self._runner)

    def _repair(self, values: Numbers, cheapest: bool, *, enough: bool) -> Repair:
        gives = {ground: int(values[numbers].sum()) for ground, numbers in self._model.slacks.items()}
        grounds = tuple(ground for ground, amount in gives.items() if amount)
        return Repair(grounds, tuple(gives[ground] for ground in grounds), cheapest, enough)


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
