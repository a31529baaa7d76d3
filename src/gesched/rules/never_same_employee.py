"""Members between whom no employee may move: what one has seen, the other must never hear."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_names, problem
from gesched.linear import Linear
from gesched.problem import Mask
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule
from gesched.schedule import Assignment, Schedule


@dataclass(frozen=True)
class NeverSameEmployee(HouseRule):
    """No employee ever serves two of these members, to keep their secrets (confidentialité).

    All that is known of the past counts. An employee who has served several of them already goes to no
    further one.

    Parameters
    ----------
    members
        Two members or more.
    weight, source
        As in ``HouseRule``.
    """

    members: Field[str | Iterable[str], frozenset[str]] = Field(as_names)

    id = "never_same_employee"
    title = "No employee ever serves two members that are kept apart."
    unit = "members"
    fewest_named: ClassVar[int] = 2

    def _check(self) -> None:
        if len(self.members) < self.fewest_named:
            problem(self, "members", "at least two members", "; ".join(sorted(self.members)))

    def post(self, model: RuleModel) -> None:
        """Limit how many of the members each employee ever serves: one row an employee."""
        for employee, masks in candidates_at(model.problem, sorted(self.members)).items():
            known = self.members.intersection(model.past.members_of(employee))
            new = {member: mask for member, mask in masks.items() if member not in known}
            most = max(1, len(known))
            if len(known) + len(new) > most:
                ever = (_ever(model, employee, member, mask) for member, mask in new.items())
                ground = self.ground((employee, *sorted(self.members)), "", self._words(employee))
                model.require(Linear.total(ever) + len(known), None, most, ground)

    def _words(self, employee: str) -> str:
        return f"{employee} may serve only one of {', '.join(sorted(self.members))}"

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every employee who serves too many; its amount is how many too many."""
        visits: defaultdict[str, list[Assignment]] = defaultdict(list)
        for member in self.members:
            for one in schedule.of_member(member):
                visits[one.employee].append(one)
        for employee in sorted(visits):
            earlier = {one.member for one in schedule.past.of_employee(employee)} & self.members
            first_visits = [one for one in visits[employee] if one.member not in earlier]
            now = {one.member for one in first_visits}
            over = len(now) if earlier else len(now) - 1
            if over > 0:
                who, dates = (employee, *sorted(self.members)), [one.date for one in first_visits]
                known = f" and served {', '.join(sorted(earlier))} before" if earlier else ""
                words = f"{self._words(employee)}, but serves {', '.join(sorted(now))}{known}"
                yield self.violation(schedule, who, min(dates), max(dates), over, words)


def _ever(model: RuleModel, employee: str, member: str, mask: Mask) -> Linear:
    """Return 1 where an employee is at a member on any half-day that the model may use."""
    half_days = (model.problem.half_day(column) for column in np.flatnonzero(mask).tolist())
    return model.either(model.serves(employee, member, *half_day) for half_day in half_days)
