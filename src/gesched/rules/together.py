"""Some employees serve together, as a team."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_names, problem
from gesched.problem import Mask
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule
from gesched.rules.availability import absence_reasons
from gesched.schedule import Schedule
from gesched.timeline import HalfDay


@dataclass(frozen=True)
class Together(HouseRule):
    """Some employees are at the same member, or all at none, whenever all of them are available (binôme).

    On half-days on which one of them is away or in common time, the others are free. A member that is to host
    them by skill needs ``at_once`` for all of them.

    Parameters
    ----------
    employees
        Who; at least two.
    weight, source
        As in ``HouseRule``; a unit is a half-day at one member without the others. Each employee is compared
        with the first by name, so that two at different members are two units.
    """

    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names)

    id = "together"
    title = "Some employees are at the same member, or all at none."

    fewest_named: ClassVar[int] = 2

    def _check(self) -> None:
        if len(self.employees) < 2:
            problem(self, "employees", "at least two employees", "; ".join(sorted(self.employees)))

    def post(self, model: RuleModel) -> None:
        """Equate where each is with where the first by name is: one row a half-day, employee and member."""
        plan, (first, *others) = model.problem, sorted(self.employees)
        available = np.all([plan.available[plan.employee_number[name]] for name in self.employees], axis=0)
        found = candidates_at(plan, [member.name for member in plan.group.members], self.employees)
        for other in others:
            ground = self.ground((first, other), "", self._words(first, other))
            masks: defaultdict[str, Mask] = defaultdict(lambda: np.zeros_like(available))
            for member, mask in chain(found.get(first, {}).items(), found.get(other, {}).items()):
                masks[member] = masks[member] | mask & available
            for member, mask in masks.items():
                for column in np.flatnonzero(mask).tolist():
                    at = plan.half_day(column)
                    model.require(
                        model.serves(first, member, *at) - model.serves(other, member, *at), 0, 0, ground
                    )

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every half-day at a member of one of a pair without the other."""
        first, *others = sorted(self.employees)
        for other in others:
            of_first, of_other = _places(schedule, first), _places(schedule, other)
            for at, member in sorted(of_first ^ of_other):
                if not any(self._absent(schedule, at)):
                    there, without = (first, other) if (at, member) in of_first else (other, first)
                    words = (
                        f"{self._words(first, other)}, but {there} is at {member} on {at} without {without}"
                    )
                    yield self.violation(schedule, (first, other), at.date, at.date, 1, words)

    def _absent(self, schedule: Schedule, at: HalfDay) -> Iterator[str]:
        """Yield why not all of them are available."""
        for name in self.employees:
            yield from absence_reasons(schedule.group, schedule.group.employee(name), *at)

    def _words(self, first: str, other: str) -> str:
        return f"{first} and {other} serve together"


def _places(schedule: Schedule, name: str) -> set[tuple[HalfDay, str]]:
    return {(one.half_day, one.member) for one in schedule.of_employee(name)}
