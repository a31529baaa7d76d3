"""So many transfers a day, a week, ...: changes of member at midday."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from gesched.errors import BadValue
from gesched.findings import Violation
from gesched.group import Group
from gesched.group.fields import Field, as_names, as_whole, problem
from gesched.linear import Linear
from gesched.problem import Mask
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon, Per, Period, period_of

_DAY = "day"


def _day_or_period(value: str) -> str:
    """Read ``day`` (jour) or the name of a period."""
    if isinstance(value, str) and value.strip().casefold() in {_DAY, "jour"}:
        return _DAY
    try:
        return str(Per.parse(value))
    except BadValue:
        choices = ", ".join((_DAY, *Per))
        raise BadValue(value, "a day or a kind of period", f"Choose from {choices}.") from None


@dataclass(frozen=True)
class MaxTransfers(HouseRule):
    """Each day, week, ..., an employee changes member at midday so many times at most (transferts).

    A transfer is a morning at one member and the afternoon of the same day at another. Those before the
    horizon count in a period that it cuts.

    Parameters
    ----------
    most
        How many transfers; by the day, 0.
    per
        "day", or a period: "week", "month", "quarter", "year" (the group's reference year) or "horizon".
    employees
        Whom it is for; empty means everybody.
    weight, source
        As in ``HouseRule``; a unit is a transfer too many.
    """

    most: Field[int | str, int] = Field(as_whole, default=0)
    per: Field[str, str] = Field(_day_or_period, default=_DAY)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "max_transfers"
    title = "Employees change member at midday so many times at most."
    unit = "transfers"

    def _check(self) -> None:
        if self.per == _DAY and self.most > 0:
            problem(self, "most", "0 by the day, which has one midday", self.most, "Count them by the week.")

    def post(self, model: RuleModel) -> None:
        """Forbid each transfer, by the day; else limit those of each period, the past as a constant."""
        members = [member.name for member in model.problem.group.members]
        for name, masks in candidates_at(model.problem, members, self.employees).items():
            days = _split_days(model.problem.horizon.dates, masks.values())
            if self.per == _DAY:
                self._forbid(model, name, masks, days)
            else:
                self._limit(model, name, masks, days)

    def _forbid(self, model: RuleModel, name: str, members: Iterable[str], days: Iterable[dt.date]) -> None:
        """Post, for each member where a day can begin, that it does not end elsewhere: one row each."""
        ground = self.ground((name,), "", self._words(name, "each day"))
        for day in days:
            ends = {member: model.serves(name, member, day, Half.PM) for member in members}
            for member in members:
                begins = model.serves(name, member, day, Half.AM)
                elsewhere = (end for other, end in ends.items() if other != member)
                if begins != Linear():
                    model.require(Linear.total((begins, *elsewhere)), None, 1, ground)

    def _limit(self, model: RuleModel, name: str, members: Iterable[str], days: Iterable[dt.date]) -> None:
        group, horizon = model.problem.group, model.problem.horizon
        for period, dates in groupby(days, key=lambda day: self._period(group, horizon, day)):
            # Who is at two members on a day changes from one to the other.
            here = (
                model.positive(Linear.total(model.serves(name, member, day) for member in members) - 1)
                for day in dates
            )
            past = (day for day in period.dates if day < horizon.first)
            before = sum(_changed(model, name, day) for day in past)
            ground = self.ground((name,), str(period), self._words(name, str(period)))
            # What the past has used up is not this plan's doing: it may only add nothing.
            model.require(Linear.total(here) + before, None, max(self.most, before), ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day or period with too many; its amount is how many."""
        group, horizon = schedule.group, schedule.horizon
        first = self._period(group, horizon, horizon.first)  # the only one that may reach into the past
        earlier = Counter(name for name, day in _transfers(schedule.past.assignments) if day in first)
        now = Counter(
            (name, self._period(group, horizon, day))
            for name, day in _transfers(schedule.assignments)
            if not self.employees or name in self.employees
        )
        for (name, period), count in now.items():
            before = earlier[name] if period == first else 0
            over = count + before - max(self.most, before)
            if over > 0:
                label = str(period.first) if self.per == _DAY else str(period)
                words = f"{self._words(name, label)}, but there are {count + before}"
                yield self.violation(schedule, (name,), period.first, period.last, over, words)

    def _words(self, name: str, label: str) -> str:
        return f"{name}, {label}: at most {self.most} transfer{'s' * (self.most != 1)} at midday"

    def _period(self, group: Group, horizon: Horizon, day: dt.date) -> Period:
        if self.per == _DAY:
            return Period(day, day)
        return period_of(day, Per(self.per), group.year_start, horizon)


def _split_days(dates: Sequence[dt.date], masks: Iterable[Mask]) -> list[dt.date]:
    """Return the dates on which a morning and an afternoon could be spent, at two members or more."""
    at = list(masks)
    mornings = np.any([mask[::2] for mask in at], axis=0)
    afternoons = np.any([mask[1::2] for mask in at], axis=0)
    several = np.sum([mask[::2] | mask[1::2] for mask in at], axis=0) > 1
    return [dates[place] for place in np.flatnonzero(mornings & afternoons & several).tolist()]


def _changed(model: RuleModel, name: str, day: dt.date) -> bool:
    morning, afternoon = (model.past.at(name, day, half) for half in Half)
    return morning is not None and afternoon is not None and morning.member != afternoon.member


def _transfers(assignments: Iterable[Assignment]) -> Iterator[tuple[str, dt.date]]:
    """Yield who changes member at midday, and when."""
    mornings: Mapping[tuple[str, dt.date], str] = {
        (one.employee, one.date): one.member for one in assignments if one.half is Half.AM
    }
    for one in assignments:
        morning = mornings.get((one.employee, one.date))
        if one.half is Half.PM and morning is not None and morning != one.member:
            yield one.employee, one.date
