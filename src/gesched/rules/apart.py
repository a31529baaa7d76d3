"""Some employees are never at the same member at the same time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_names, problem
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule, chosen
from gesched.schedule import Schedule
from gesched.timeline import HalfDay


@dataclass(frozen=True)
class Apart(HouseRule):
    """Never more than one of some employees is at a member on the same half-day (incompatibilité).

    Parameters
    ----------
    employees
        Who; at least two.
    members
        At which members; empty means all.
    weight, source
        As in ``HouseRule``; a unit is an employee too many at one member for a half-day.
    """

    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names)
    members: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "apart"
    title = "Some employees are never at the same member at the same time."
    unit = "employees"

    def _check(self) -> None:
        if len(self.employees) < 2:
            problem(self, "employees", "at least two employees", "; ".join(sorted(self.employees)))

    def without_kind(self, kind: str, name: str) -> Self | None:
        """Return the rule without somebody in its fields of a kind; ``None`` where too few are left."""
        employees = self.employees - {name} if "employees".startswith(kind) else self.employees
        members = self.members - {name} if "members".startswith(kind) else self.members
        if len(employees) < 2 or (self.members and not members):
            return None
        return replace(self, employees=employees, members=members)

    def post(self, model: RuleModel) -> None:
        """Limit how many of them are at a member: one row a half-day on which two or more could be."""
        plan = model.problem
        members = list(chosen(self.members, (member.name for member in plan.group.members)))
        found = candidates_at(plan, members, self.employees)
        for member in members:
            masks = {name: at[member] for name, at in found.items() if member in at}
            ground = self.ground(self._who(member), "", self._words(member))
            several = np.sum([*masks.values(), np.zeros(plan.columns)], axis=0) > 1
            for column in np.flatnonzero(several).tolist():
                there = (model.serves(name, member, *plan.half_day(column)) for name in masks)
                model.require(Linear.total(there), None, 1, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every member and half-day with several; its amount is how many too many."""
        there: defaultdict[tuple[str, HalfDay], list[str]] = defaultdict(list)
        for name in sorted(self.employees):
            for one in schedule.of_employee(name):
                if not self.members or one.member in self.members:
                    there[one.member, one.half_day].append(name)
        for (member, at), names in there.items():
            if len(names) > 1:
                words = f"{self._words(member)}, but {' and '.join(names)} are there on {at}"
                yield self.violation(schedule, self._who(member), at.date, at.date, len(names) - 1, words)

    def _who(self, member: str) -> tuple[str, ...]:
        return (*sorted(self.employees), member)

    def _words(self, member: str) -> str:
        return f"{' and '.join(sorted(self.employees))} are never at {member} at the same time"
