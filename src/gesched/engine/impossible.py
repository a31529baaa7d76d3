"""That there is no schedule, where it is seen soon: by one row, or by what concerns few alone."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gesched.engine.bench import Bench
from gesched.engine.columns import SHARED
from gesched.engine.slices import CpSat, Slice, Status, Strategy
from gesched.engine.stages import Stage
from gesched.model import Mask, Model, Numbers

_LOGGER = logging.getLogger("gesched")
_ALONE = 1.0
"""Deterministic time to find any schedule of one employee, or member, alone: most need far less."""
_CONFIRMING = 10.0
"""Deterministic time of a second answer, at least, where the first is that there is no schedule."""


class Scope(NamedTuple):
    """Whom something concerns.

    Parameters
    ----------
    agreements, employees
        The numbers of some, ascending; ``None`` is all.
    """

    agreements: tuple[int, ...] | None = None
    employees: tuple[int, ...] | None = None

    @staticmethod
    def whose(model: Model) -> Numbers:
        """Return for each decision the number of its agreement, and that of its employee, as two rows."""
        cells: Numbers = model.cells[:, :2].T
        return cells

    def decisions(self, model: Model) -> Mask:
        """Return which decisions of a model are of these employees, under these agreements."""
        found = np.ones(len(model.cells), bool)
        for some, numbers in zip(self, self.whose(model), strict=True):
            if some is not None:
                found &= np.isin(numbers, some)
        return found

    def widened(self, model: Model) -> "Scope":
        """Return all that their members get, by whomever; or, where that is no more, all that these do."""
        agreement, employee = self.whose(model)
        mine = self.decisions(model)
        member = [one.member for one in model.problem.group.agreements]
        members = {member[one] for one in np.unique(agreement[mine]).tolist()}
        theirs = Scope(agreements=tuple(one for one, name in enumerate(member) if name in members))
        if theirs != self:
            return theirs
        return Scope(employees=tuple(np.unique(employee[mine]).tolist()))


class Infeasible(Exception):
    """It is proven that no schedule exists.

    Parameters
    ----------
    scope
        For whom there is none, whatever all others do, for each or for all together; ``None`` where that is
        not known.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__(scope)
        self.scope = scope


class Impossible:
    """Looks for what makes a schedule impossible by itself, such as an absence against what is promised.

    Parameters
    ----------
    bench
        What it works with.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._model = bench.best.model
        self._asked: set[tuple[str, int]] = set()

    def look_at_rows(self, stage: Stage) -> None:
        """Raise ``Infeasible`` where nothing can keep a row."""
        tick = self._bench.runner.clock.beat(stage.goal, stage.objective.name, "posting")
        found = self._bench.runner.aside(self._model.hopeless, tick)
        if found is not None:
            decisions = found[found < len(self._model.cells)]
            whose = (tuple(np.unique(one[decisions]).tolist()) for one in Scope.whose(self._model))
            raise Infeasible(Scope(*whose) if len(decisions) else None)

    def look_at_each(self, stage: Stage) -> None:
        """Raise ``Infeasible`` where rows are broken of an employee, or a member, without a schedule alone.

        Each is asked about once.
        """
        group = self._model.problem.group
        names = {member.name: number for number, member in enumerate(group.members)}
        member = np.array([names[one.member] for one in group.agreements], np.int64)
        agreement, employee = Scope.whose(self._model)
        if hopeless := self._without(stage, "employees", employee):
            raise Infeasible(Scope(employees=tuple(hopeless)))
        if hopeless := self._without(stage, "members", member[agreement]):
            raise Infeasible(Scope(agreements=tuple(np.flatnonzero(np.isin(member, hopeless)).tolist())))

    def _without(self, stage: Stage, kind: str, whose: Numbers) -> list[int]:
        """Return those of whom rows are broken, and for whom there is no schedule, whatever others do.

        For each decision it is given whose it is.
        """
        owners = self._model.spread(whose, SHARED)
        broken = sorted(set(owners[self._bench.best.breaches()].tolist()) - {SHARED})
        asked = [one for one in broken if (kind, one) not in self._asked]
        self._asked.update((kind, one) for one in asked)
        programs = (self._model.alone(np.flatnonzero(owners == one)) for one in asked)
        tasks = [
            CpSat(program, _ALONE, self._bench.seed, Strategy.RELAXATION)
            for program in self._bench.telling(programs, stage, kind)
        ]
        answers = self._bench.run(tasks, stage, kind) or []
        doubted = [place for place, found in enumerate(answers) if found.status is Status.INFEASIBLE]
        again = self.asked_again(stage, [tasks[place] for place in doubted])
        pairs = zip(doubted, again, strict=False)
        return [asked[place] for place, found in pairs if found.status is Status.INFEASIBLE]

    def asked_again(self, stage: Stage, tasks: Sequence[CpSat]) -> list[Slice]:
        """Return second answers, each got in another way, of what is called infeasible; none in time is none.

        Where there is a solution after all, it is told that the first answer is not believed.
        """
        others = [
            replace(
                task,
                effort=max(_CONFIRMING, task.effort),
                seed=task.seed + 1,
                strategy=Strategy.RELAXATION,
                presolve=False,
            )
            for task in tasks
        ]
        results = self._bench.run(others, stage) or []
        for task, found in zip(tasks, results, strict=False):
            if len(found.values):
                _LOGGER.warning(
                    "CP-SAT (%s) called infeasible what has a solution; it is not believed", task.strategy
                )
        return results
