"""Not at one member the day after another."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_name, as_names
from gesched.problem import Mask
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule
from gesched.schedule import Schedule
from gesched.timeline import Half

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class ForbiddenSuccession(HouseRule):
    """Nobody is at one member on a date and at another, or there again, on the next (enchaînement interdit).

    Calendar dates count: after a Friday comes a Saturday. Where the employee was on the horizon's eve counts.

    Parameters
    ----------
    member
        At which member on the first date, in any half.
    member_next
        At which member not on the next date; it may be the same.
    employees
        Whom it is for; empty means everybody.
    weight, source
        As in ``HouseRule``; a unit is a pair of dates.
    """

    member: Field[str, str] = Field(as_name)
    member_next: Field[str, str] = Field(as_name)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "forbidden_succession"
    title = "Nobody is at a certain member the day after a certain other."
    unit = "times"

    def post(self, model: RuleModel) -> None:
        """Forbid each pair of dates on which an employee could be at both: one row each."""
        dates = model.problem.horizon.dates
        eve = dates[0] - _ONE_DAY
        members = {self.member, self.member_next}
        for name, masks in candidates_at(model.problem, members, self.employees).items():
            if self.member_next not in masks:
                continue
            ground = self.ground(self._who(name), "", self._words(name))
            second = _by_day(masks[self.member_next])
            pairs = [(eve, dates[0])] if second[0] and model.serves(name, self.member, eve).constant else []
            if self.member in masks:
                both = _by_day(masks[self.member])[:-1] & second[1:]
                pairs += [(dates[place], dates[place + 1]) for place in np.flatnonzero(both).tolist()]
            for day, following in pairs:
                there = model.serves(name, self.member, day)
                model.require(there + model.serves(name, self.member_next, following), None, 1, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every pair of dates."""
        there = {(one.employee, one.date) for one in schedule.of_member(self.member)}
        after = {(one.employee, one.date) for one in schedule.of_member(self.member_next)}
        for name, following in sorted(after):
            day = following - _ONE_DAY
            if self.employees and name not in self.employees:
                continue
            if (name, day) in there or self._was_there(schedule, name, day):
                words = f"{self._words(name)}, but is there on {following}"
                yield self.violation(schedule, self._who(name), day, following, 1, words)

    def _was_there(self, schedule: Schedule, name: str, day: dt.date) -> bool:
        if day in schedule.horizon:
            return False
        before = (schedule.past.at(name, day, half) for half in Half)
        return any(one is not None and one.member == self.member for one in before)

    def _who(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((name, self.member, self.member_next)))

    def _words(self, name: str) -> str:
        return f"{name} is not at {self.member_next} the day after {self.member}"


def _by_day(mask: Mask) -> Mask:
    return mask[::2] | mask[1::2]
