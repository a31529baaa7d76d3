"""Where paid time went: as planned by a schedule, and as worked where timesheets say so."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gesched.errors import BadValue, InputError
from gesched.group import Group
from gesched.problem import Problem
from gesched.schedule.actuals import Activity, Actuals, TimeEntry, hours_of_half, unknown_names
from gesched.schedule.schedule import Schedule
from gesched.timeline import Half, Horizon, Period


class Source(StrEnum):
    """Which time is meant: what was planned, or what was worked as far as timesheets say so."""

    PLANNED = "planned"
    ACTUAL = "actual"


class Spent(NamedTuple):
    """Time of one employee on one date, at one member or otherwise.

    Parameters
    ----------
    date, employee
        When and who.
    member
        At which member; "" where at none.
    activity
        What it was spent on.
    half_days, hours
        How long, exactly, in both units.
    agreement
        Under which agreement, where a schedule says so; "" elsewhere.
    """

    date: dt.date
    employee: str
    member: str
    activity: Activity
    half_days: Fraction
    hours: Fraction
    agreement: str = ""


@dataclass(frozen=True)
class TimeRecord:
    """Who spent which time where, in a schedule's horizon (relevé de temps).

    Time is a half-day that a member was given, or on which an employee would have worked and was on leave, in
    common time or idle. On the dates of the timesheets it is what they say; a half-day that no line names is
    what the group's tables make of it: an absence is leave, common time is common, the rest is idle.

    Parameters
    ----------
    schedule
        What was planned.
    actuals
        The timesheets; ``None`` where there are none yet.

    Raises
    ------
    InputError
        The timesheets name whom the schedule's group does not have.
    """

    schedule: Schedule
    actuals: Actuals | None = None

    def __post_init__(self) -> None:
        entries = () if self.actuals is None else self.actuals.entries
        problems = [found for row, one in enumerate(entries) for found in unknown_names(self.group, row, one)]
        if problems:
            raise InputError(problems)

    @classmethod
    def of(cls, schedule: "Schedule | TimeRecord", actuals: Actuals | None = None) -> "TimeRecord":
        """Return the record of a schedule and timesheets; a record is returned as it is.

        Raises
        ------
        BadValue
            A record, which has its timesheets already, and others beside it.
        """
        if not isinstance(schedule, TimeRecord):
            return cls(schedule, actuals)
        if actuals is not None:
            advice = "Make TimeRecord(record.schedule, actuals)."
            raise BadValue("both", "either a record of time, or a schedule and timesheets", advice)
        return schedule

    def is_worked(self, period: Period) -> bool:
        """Return whether timesheets are complete for a whole period."""
        known = self.actuals
        return known is not None and period.first in known.horizon and period.last in known.horizon

    @property
    def group(self) -> Group:
        """The employer group."""
        return self.schedule.group

    @property
    def horizon(self) -> Horizon:
        """The schedule's horizon."""
        return self.schedule.horizon

    def spent(
        self, period: Period, employee: str | None = None, source: Source = Source.ACTUAL
    ) -> Sequence[Spent]:
        """Return the time of a period, of one employee by name or of all, in the order of dates."""
        found = self._by_employee(source).get(employee or "", ())
        dates = self._dates(source).get(employee or "", ())
        return found[bisect_left(dates, period.first) : bisect_right(dates, period.last)]

    def _by_employee(self, source: Source) -> Mapping[str, Sequence[Spent]]:
        return self._planned if source is Source.PLANNED or self.actuals is None else self._worked

    def _dates(self, source: Source) -> Mapping[str, Sequence[dt.date]]:
        is_planned = source is Source.PLANNED or self.actuals is None
        return self._planned_dates if is_planned else self._worked_dates

    @cached_property
    def _planned(self) -> Mapping[str, Sequence[Spent]]:
        """By employee, and by "" for all of them."""
        length = _Lengths(self.group)
        whole = Fraction(1)
        given = [
            Spent(
                *(one.date, one.employee, one.member, Activity.MEMBER),
                *(whole, length.of(one.member, (one.half,)), one.agreement),
            )
            for one in self.schedule.assignments
        ]
        at = self.schedule.at
        rest = [spent for half, spent in self._workable if (spent.employee, spent.date, half) not in at]
        return _grouped([*given, *rest])

    @cached_property
    def _planned_dates(self) -> Mapping[str, Sequence[dt.date]]:
        return _dates_of(self._planned)

    @cached_property
    def _worked(self) -> Mapping[str, Sequence[Spent]]:
        actuals = self.actuals
        if actuals is None:
            return self._planned
        length = _Lengths(self.group)
        planned = (one for one in self._planned[""] if one.date not in actuals.horizon)
        told = (_of_entry(length, entry) for entry in actuals.entries if entry.date in self.horizon)
        rest = (
            spent
            for half, spent in self._workable
            if spent.date in actuals.horizon and not _is_told(actuals, spent, half)
        )
        return _grouped([*planned, *told, *rest])

    @cached_property
    def _worked_dates(self) -> Mapping[str, Sequence[dt.date]]:
        return _dates_of(self._worked)

    @cached_property
    def _workable(self) -> Sequence[tuple[Half, Spent]]:
        """Every half-day on which an employee would work, as if no member had any."""
        problem = self.schedule.problem
        usual = Problem(replace(self.group, absences=(), common_time=()), self.horizon).available
        length = _Lengths(self.group)
        hours = {half: length.of("", (half,)) for half in Half}
        found: list[tuple[Half, Spent]] = []
        half_days, whole = self.horizon.half_days, Fraction(1)
        for number, employee in enumerate(self.group.employees):
            common, available = problem.common[number], problem.available[number]
            for column in np.flatnonzero(usual[number]).tolist():
                day, half = half_days[column]
                at_work = Activity.IDLE if available[column] else Activity.LEAVE
                activity = Activity.COMMON if common[column] else at_work
                found.append((half, Spent(day, employee.name, "", activity, whole, hours[half])))
        return found


class _Lengths:
    """How many hours half-days have, by member; "" is the group."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._known: dict[tuple[str, tuple[Half, ...]], Fraction] = {}

    def of(self, member: str, halves: tuple[Half, ...]) -> Fraction:
        """Return the hours of some halves of a day."""
        known = self._known.get((member, halves))
        if known is None:
            hours = self._group.hours_of(self._group.member(member)) if member else self._group.hours
            known = sum((hours_of_half(hours.of(half)) for half in halves), Fraction(0))
            self._known[member, halves] = known
        return known


def _is_told(actuals: Actuals, spent: Spent, half: Half) -> bool:
    """Return whether timesheets say what became of a half-day; a line by hours alone tells its whole day."""
    entries = actuals.by_day.get((spent.employee, spent.date), ())
    return any(not entry.halves or half in entry.halves for entry in entries)


def _of_entry(length: _Lengths, entry: TimeEntry) -> Spent:
    member = entry.member or ""
    hours = length.of(member, entry.halves) if entry.hours is None else entry.hours
    half_days = Fraction(len(entry.halves)) or 2 * hours / length.of(member, tuple(Half))
    return Spent(entry.date, entry.employee, member, entry.spent_on, half_days, hours)


def _grouped(spent: list[Spent]) -> Mapping[str, Sequence[Spent]]:
    found: defaultdict[str, list[Spent]] = defaultdict(list)
    for one in sorted(spent):
        found[""].append(one)
        found[one.employee].append(one)
    return found


def _dates_of(groups: Mapping[str, Sequence[Spent]]) -> Mapping[str, Sequence[dt.date]]:
    return {name: [one.date for one in spent] for name, spent in groups.items()}
