"""The most different members that an employee serves in a day or in a week."""

import datetime as dt
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gesched.findings import Violation
from gesched.group.fields import Field, as_count, as_names
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._candidates import candidates_at
from gesched.rules._house import HouseRule, chosen
from gesched.schedule import Past, Schedule
from gesched.timeline import Half, HalfDay, Horizon, Per, Period, YearStart, dates_between, periods_between


@dataclass(frozen=True)
class _MaxMembers(HouseRule):
    most: Field[int | str, int] = Field(as_count)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    unit = "members"

    _each: ClassVar[str]
    _on: ClassVar[str]
    """What a period is called, and a certain one is, before its first date."""

    @abstractmethod
    def _windows(self, horizon: Horizon) -> Iterator[Period]:
        """Yield the periods that meet a horizon."""

    @abstractmethod
    def _start(self, day: dt.date) -> dt.date:
        """Return the first date of the period of a date."""

    def post(self, model: RuleModel) -> None:
        """Limit the members of each period, the past as constants: one row an employee and period."""
        horizon = model.problem.horizon
        windows = [(window.first, _half_days(window, horizon)) for window in self._windows(horizon)]
        members = (member.name for member in model.problem.group.members)
        for employee, masks in candidates_at(model.problem, members, self.employees).items():
            ground = self.ground((employee,), "", self._words(employee))
            names, candidates = list(masks), np.array(list(masks.values()))
            for first, half_days in windows:
                before = _members_before(model.past, employee, first, horizon)
                columns = [model.problem.column(half_day) for half_day in half_days]
                could = np.flatnonzero(candidates[:, columns].any(axis=1)).tolist()
                new = [names[place] for place in could if names[place] not in before]
                # What the past has used up is not this plan's doing: it may only add nothing.
                most = max(self.most, len(before))
                if len(before) + min(len(new), len(half_days)) > most:
                    served = (
                        model.either(model.serves(employee, member, *half_day) for half_day in half_days)
                        for member in new
                    )
                    model.require(Linear.total(served) + len(before), None, most, ground)

    def _words(self, employee: str) -> str:
        return f"{employee}: at most {self.most} member{'s' * (self.most != 1)} a {self._each}"

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day or week with too many; its amount is how many too many."""
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            visits = defaultdict[dt.date, dict[str, list[dt.date]]](dict)
            for one in schedule.of_employee(name):
                visits[self._start(one.date)].setdefault(one.member, []).append(one.date)
            for start, dates in visits.items():
                before = _members_before(schedule.past, name, start, schedule.horizon)
                over = len(before | dates.keys()) - max(self.most, len(before))
                if over > 0:
                    served = sorted(before | dates.keys())
                    words = f"{self._words(name)}, but {len(served)} {self._on} {start}: {', '.join(served)}"
                    days = [day for of_member in dates.values() for day in of_member]
                    yield self.violation(schedule, (name,), min(days), max(days), over, words)


@dataclass(frozen=True)
class MaxMembersPerDay(_MaxMembers):
    """An employee serves at most so many different members a day.

    Parameters
    ----------
    most
        How many members.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``.
    """

    id = "max_members_per_day"
    title = "Nobody serves more members in a day than so many."
    _each, _on = "day", "on"

    def _windows(self, horizon: Horizon) -> Iterator[Period]:
        return (Period(day, day) for day in horizon.dates)

    def _start(self, day: dt.date) -> dt.date:
        return day


@dataclass(frozen=True)
class MaxMembersPerWeek(_MaxMembers):
    """An employee serves at most so many different members in an ISO week; its past days count.

    Parameters
    ----------
    most
        How many members.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``.
    """

    id = "max_members_per_week"
    title = "Nobody serves more members in a week than so many."
    _each, _on = "week", "in the week of"

    def _windows(self, horizon: Horizon) -> Iterator[Period]:
        return iter(periods_between(horizon.first, horizon.last, Per.WEEK, YearStart(), horizon))

    def _start(self, day: dt.date) -> dt.date:
        return dt.date.fromisocalendar(*day.isocalendar()[:2], 1)


def _half_days(window: Period, horizon: Horizon) -> list[HalfDay]:
    return [HalfDay(day, half) for day in window.dates if day in horizon for half in Half]


def _members_before(past: Past, employee: str, first: dt.date, horizon: Horizon) -> set[str]:
    """Return the members that an employee served from a date until a horizon starts."""
    days = (day for day in dates_between(first, horizon.first) if day < horizon.first)
    there = (past.at(employee, day, half) for day in days for half in Half)
    return {one.member for one in there if one is not None}
