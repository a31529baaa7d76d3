"""Members that are never served on one day, by the same employee or by anyone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_flag, as_names, problem
from gesched.linear import Linear
from gesched.problem import Mask
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule
from gesched.schedule import Schedule
from gesched.timeline import Half


@dataclass(frozen=True)
class NeverSameDay(HouseRule):
    """These members are never served on the same day.

    Parameters
    ----------
    members
        Two members or more.
    by_anyone
        ``False``: not by the same employee. ``True``: not at all, whoever comes.
    weight, source
        As in ``HouseRule``.
    """

    members: Field[str | Iterable[str], frozenset[str]] = Field(as_names)
    by_anyone: Field[bool | int | str, bool] = Field(as_flag, default=False)

    id = "never_same_day"
    title = "Members that are kept apart are never served on the same day."
    unit = "members"
    fewest_named: ClassVar[int] = 2

    def _check(self) -> None:
        if len(self.members) < self.fewest_named:
            problem(self, "members", "at least two members", "; ".join(sorted(self.members)))

    def post(self, model: RuleModel) -> None:
        """Allow one of the members a day: one row a day, for each employee unless for all together."""
        members = sorted(self.members)
        masks = candidates_at(model.problem, members)
        parties = [("", list(masks))] if self.by_anyone else [(employee, [employee]) for employee in masks]
        for by, party in parties:
            ground = self.ground(self._who(by), "", self._words(by))
            days = {member: _days(model, [masks[one].get(member) for one in party]) for member in members}
            several = np.sum(list(days.values()), axis=0) > 1
            for place in np.flatnonzero(several).tolist():
                day = model.problem.horizon.dates[place]
                served = (
                    model.either(model.serves(one, member, day, half) for one in party for half in Half)
                    for member in members
                    if days[member][place]
                )
                model.require(Linear.total(served), None, 1, ground)

    def _who(self, by: str) -> tuple[str, ...]:
        return (*([by] if by else ()), *sorted(self.members))

    def _words(self, by: str) -> str:
        whom = f" by {by}" if by else ""
        return f"Only one of {', '.join(sorted(self.members))} may be served{whom} on one day"

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day with several; its amount is how many too many."""
        served: defaultdict[tuple[dt.date, str], set[str]] = defaultdict(set)
        for member in self.members:
            for one in schedule.of_member(member):
                served[one.date, "" if self.by_anyone else one.employee].add(member)
        for (day, by), members in sorted(served.items()):
            if len(members) > 1:
                words = f"{self._words(by)}, but {', '.join(sorted(members))} all are on {day}"
                yield self.violation(schedule, self._who(by), day, day, len(members) - 1, words)


def _days(model: RuleModel, masks: Iterable[Mask | None]) -> Mask:
    """Return on which dates any of some masks has a half-day."""
    days = np.zeros(len(model.problem.horizon), dtype=np.bool_)
    for mask in masks:
        if mask is not None:
            days |= mask.reshape(-1, 2).any(axis=1)
    return days
