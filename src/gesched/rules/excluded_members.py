"""Some employees never serve certain members."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_names, problem
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule
from gesched.schedule import Schedule


@dataclass(frozen=True)
class ExcludedMembers(HouseRule):
    """Some employees never serve certain members; relaxed, each half-day there costs.

    Parameters
    ----------
    members
        Which members; at least one.
    employees
        Whom it is for; empty means everybody.
    weight, source
        As in ``HouseRule``; a unit is a half-day at one of the members.
    """

    members: Field[str | Iterable[str], frozenset[str]] = Field(as_names)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "excluded_members"
    title = "Some employees never serve certain members."

    def _check(self) -> None:
        if not self.members:
            problem(self, "members", "at least one member", "")

    def post(self, model: RuleModel) -> None:
        """Forbid every candidate half-day at one of the members: one row each."""
        group = model.problem.group
        for number, agreement in enumerate(group.agreements):
            if agreement.member not in self.members:
                continue
            for employee, candidates in model.problem.candidates[number].items():
                name, member = group.employees[employee].name, agreement.member
                if not self.employees or name in self.employees:
                    ground = self.ground((name, member), "", self._words(name, member))
                    for column in np.flatnonzero(candidates).tolist():
                        model.require(model.assigned(number, employee, [column]), None, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every assignment at one of the members."""
        for member in sorted(self.members):
            for one in schedule.of_member(member):
                if not self.employees or one.employee in self.employees:
                    words = f"{self._words(one.employee, member)}, but is there on {one.half_day}"
                    yield self.violation(schedule, (one.employee, member), one.date, one.date, 1, words)

    def _words(self, name: str, member: str) -> str:
        return f"{name} does not serve {member}"
