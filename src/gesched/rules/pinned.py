"""What must stand, or must not: an employee at a member on certain half-days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gesched.errors import BadValue
from gesched.findings import Violation
from gesched.group.fields import Field, as_flag, as_name
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule
from gesched.schedule import Schedule
from gesched.timeline import Dates, HalfDay, When, as_date, half_days_within, parse_when


@dataclass(frozen=True)
class Pinned(HouseRule):
    """An employee is at a member on certain half-days, or is not (affectation fixe).

    Half-days outside the horizon say nothing.

    Parameters
    ----------
    employee
        Who.
    member
        At which member, under any agreement.
    when
        On which half-days: a weekly pattern, a recurrence or dates.
    stands
        Whether the employee is there on these half-days, or is not.
    weight, source
        As in ``HouseRule``; a unit is a half-day.
    """

    employee: Field[str, str] = Field(as_name)
    member: Field[str, str] = Field(as_name)
    when: Field[str | When, When] = Field(parse_when)
    stands: Field[bool | int | str, bool] = Field(as_flag, default=True)

    id = "pinned"
    title = "An employee is, or is not, at a member on certain half-days."

    def post(self, model: RuleModel) -> None:
        """Ask for, or forbid, the member: one row a half-day."""
        ground = self.ground((self.employee, self.member), str(self.when), self._words())
        for half_day in half_days_within(self.when, model.problem.horizon):
            there = model.serves(self.employee, self.member, *half_day)
            if self.stands:
                model.require(there, 1, None, ground)
            else:
                model.require(there, None, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every half-day on which it is otherwise."""
        for day, half in half_days_within(self.when, schedule.horizon):
            found = schedule.at.get((self.employee, day, half))
            is_there = found is not None and found.member == self.member
            if is_there != self.stands:
                words = f"{self._words()}, but {'is' if is_there else 'is not'} there on {day} {half}"
                yield self.violation(schedule, (self.employee, self.member), day, day, 1, words)

    def _words(self) -> str:
        return f"{self.employee} is {'' if self.stands else 'not '}at {self.member} {self.when}"


def pins_of(schedule: Schedule, first: dt.date | str, last: dt.date | str) -> tuple[Pinned, ...]:
    """Return rules that pin every assignment between two dates: what is announced must stand.

    Parameters
    ----------
    schedule
        The schedule.
    first, last
        Dates, or texts such as "2027-01-31", both included.

    Returns
    -------
    tuple
        One rule for each employee and member, in order of names.

    Raises
    ------
    BadValue
        Not dates, or the last before the first.
    """
    since, until = as_date(first), as_date(last)
    if until < since:
        raise BadValue(f"{since} to {until}", "a last date on or after the first", "Swap the two dates.")
    found: defaultdict[tuple[str, str], set[HalfDay]] = defaultdict(set)
    for one in schedule.assignments:
        if since <= one.date <= until:
            found[one.employee, one.member].add(one.half_day)
    return tuple(
        Pinned(employee, member, Dates(frozenset(half_days)), source="earlier schedule")
        for (employee, member), half_days in sorted(found.items())
    )
