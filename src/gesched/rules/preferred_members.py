"""Some employees serve certain members only, or preferably."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_names, problem
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, chosen
from gesched.schedule import Schedule


@dataclass(frozen=True)
class PreferredMembers(HouseRule):
    """Some employees serve certain members only; relaxed, preferably: each half-day elsewhere costs.

    Parameters
    ----------
    members
        Which members; at least one.
    employees
        Whom it is for; empty means everybody.
    weight, source
        As in ``HouseRule``; a unit is a half-day elsewhere.
    """

    members: Field[str | Iterable[str], frozenset[str]] = Field(as_names)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "preferred_members"
    title = "Some employees serve certain members only, or preferably."

    def _check(self) -> None:
        if not self.members:
            problem(self, "members", "at least one member", "")

    def post(self, model: RuleModel) -> None:
        """Forbid every candidate half-day at other members: one row each."""
        group = model.problem.group
        names = chosen(self.employees, (one.name for one in group.employees))
        grounds = {name: self.ground((name,), "", self._words(name)) for name in names}
        for number, agreement in enumerate(group.agreements):
            if agreement.member in self.members:
                continue
            for employee, candidates in model.problem.candidates[number].items():
                ground = grounds.get(group.employees[employee].name)
                if ground is not None:
                    for column in np.flatnonzero(candidates).tolist():
                        model.require(model.assigned(number, employee, [column]), None, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every assignment at another member."""
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            for one in schedule.of_employee(name):
                if one.member not in self.members:
                    words = f"{self._words(name)}, but is at {one.member} on {one.half_day}"
                    yield self.violation(schedule, (name,), one.date, one.date, 1, words)

    def _words(self, name: str) -> str:
        serves = "preferably serves" if self.weight else "serves only"
        return f"{name} {serves} {', '.join(sorted(self.members))}"
