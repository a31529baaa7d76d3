"""What really happened: timesheets by half-days or hours, which replace the planned past."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from gesched.errors import BadValue, InputError, InputProblem
from gesched.group import Group
from gesched.group.fields import Field, as_name, as_number, optional, problem, raise_problems
from gesched.group.spans import DateLike
from gesched.schedule.assignment import Assignment
from gesched.schedule.attribution import agreements_between, attributed
from gesched.schedule.checking import Entries
from gesched.schedule.schedule import Schedule
from gesched.timeline import Half, Horizon, as_date, as_half

TIMESHEETS = "timesheets"
_HOURS_OF_A_DAY = 24


class Activity(StrEnum):
    """What paid time was spent on."""

    MEMBER = "member"
    COMMON = "common"
    LEAVE = "leave"
    SICK = "sick"
    IDLE = "idle"

    @classmethod
    def parse(cls, value: object) -> "Activity":
        """Read an activity, English or French, in any case.

        Examples
        --------
        >>> print(Activity.parse("Congés"))
        leave
        """
        found = _WORDS.get(value.strip().casefold()) if isinstance(value, str) else None
        if found is None:
            advice = f"Choose from {', '.join(cls)} (or the French words)."
            raise BadValue(value, "what the time was spent on", advice)
        return found


_WORDS: Mapping[str, Activity] = {
    **{str(activity): activity for activity in Activity},
    **dict.fromkeys(("adhérent", "adherent", "mise à disposition"), Activity.MEMBER),
    **dict.fromkeys(("temps commun", "common time", "commun", "formation"), Activity.COMMON),
    **dict.fromkeys(("congé", "congés", "conge", "conges", "absence"), Activity.LEAVE),
    **dict.fromkeys(("maladie", "arrêt maladie", "sick leave", "sickness"), Activity.SICK),
    **dict.fromkeys(("intermission", "idle time"), Activity.IDLE),
}


def _as_hours(value: Fraction | Decimal | float | str) -> Fraction:
    hours = as_number(value)
    if not 0 < hours <= _HOURS_OF_A_DAY:
        raise BadValue(value, "hours of one day, above 0 and at most 24")
    return hours


@dataclass(frozen=True)
class TimeEntry:
    """One line of a timesheet (relevé): an employee, a date, and where the time went.

    Parameters
    ----------
    date
        When.
    employee
        Who, by name.
    member
        At which member, by name; ``None`` where at none.
    half
        Which half of the day; with neither half nor hours, the whole day is meant.
    hours
        How many hours, where time is kept by the hour; they may go with a half.
    activity
        "common", "leave", "sick" or "idle" where the employee is at no member.
    """

    date: Field[DateLike, dt.date] = Field(as_date)
    employee: Field[str, str] = Field(as_name)
    member: Field[str | None, str | None] = Field(optional(as_name), default=None)
    half: Field[str | Half | None, Half | None] = Field(optional(as_half), default=None)
    hours: Field[Fraction | Decimal | float | str | None, Fraction | None] = Field(
        optional(_as_hours), default=None
    )
    activity: Field[str | Activity | None, Activity | None] = Field(optional(Activity.parse), default=None)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if self.member is None and self.activity in {None, Activity.MEMBER}:
            advice = 'Name the member, or say "common", "leave", "sick" or "idle".'
            problem(self, "member", "a member, or another activity", None, advice)
        elif self.member is not None and self.activity not in {None, Activity.MEMBER}:
            expected = "no member where the time was spent otherwise"
            problem(self, "member", expected, self.member, "Delete one of the two.")

    @property
    def spent_on(self) -> Activity:
        """What the time was spent on."""
        return self.activity or Activity.MEMBER

    @property
    def halves(self) -> tuple[Half, ...]:
        """The halves of the day that it names; none where it is told by hours alone."""
        if self.half is not None:
            return (self.half,)
        return () if self.hours is not None else tuple(Half)


@dataclass(frozen=True)
class Actuals:
    """The timesheets of some dates, of all employees (relevés d'heures); they replace what was planned there.

    Parameters
    ----------
    group
        The employer group.
    horizon
        The dates for which the timesheets are complete: what no line says did not happen.
    entries
        The lines, in any order; kept in the order of time.

    Raises
    ------
    InputError
        With every line of an unknown name, of another date, of a half-day that another line has, or of a day
        of more than 24 hours; rows are counted from 0.
    """

    group: Group
    horizon: Horizon
    entries: tuple[TimeEntry, ...] = ()

    def __post_init__(self) -> None:
        given = tuple(self.entries)
        problems = list(_wrong(self.group, self.horizon, given))
        if problems:
            raise InputError(problems)
        entries = (_named(self.group, entry) for entry in given)
        kept = sorted(entries, key=lambda one: (one.date, one.employee, one.halves, one.member or ""))
        object.__setattr__(self, "entries", tuple(kept))

    @cached_property
    def by_day(self) -> Mapping[tuple[str, dt.date], tuple[TimeEntry, ...]]:
        """From employee and date to the lines."""
        found: defaultdict[tuple[str, dt.date], list[TimeEntry]] = defaultdict(list)
        for entry in self.entries:
            found[entry.employee, entry.date].append(entry)
        return {day: tuple(entries) for day, entries in found.items()}

    def half_days(self) -> Iterator[tuple[dt.date, Half, str, str]]:
        """Yield date, half, employee and member of each half-day at a member, as a schedule has them.

        Lines by hours alone take the free halves of their day, the morning first, the longest line first;
        each takes as many as its hours fill by half at least.
        """
        for (employee, day), entries in self.by_day.items():
            taken = {half: entry for entry in entries for half in entry.halves}
            by_hours = [entry for entry in entries if not entry.halves]
            for entry in sorted(by_hours, key=lambda one: (-(one.hours or 0), one.member or "")):
                free = [half for half in Half if half not in taken]
                taken |= dict.fromkeys(free[: self._filled(entry)], entry)
            for half, entry in sorted(taken.items()):
                if entry.member is not None:
                    yield day, half, employee, entry.member

    def _filled(self, entry: TimeEntry) -> int:
        halves = (entry.hours or 0) / half_day_hours(self.group, entry.member)
        return int(halves + Fraction(1, 2))

    def replacing(self, schedule: Schedule) -> Schedule:
        """Return the schedule with what happened in place of what was planned on these dates.

        Each half-day counts under an agreement as in a table that does not say which: the one that names the
        employee, up to its cap, then those by skill.

        Raises
        ------
        InputError
            The schedule has another group's names, none of these dates, or a half-day at a member that has no
            agreement for the employee.
        """
        planned = [one for one in schedule.assignments if one.date not in self.horizon]
        between = agreements_between(schedule.group)
        entries = Entries(schedule.group, None, TIMESHEETS, between)
        for row, (day, half, employee, member) in enumerate(self.half_days()):
            if day in schedule.horizon:
                entries.take(row, (day, half, employee, member, ""))
        if entries.problems:
            raise InputError(replace(one, row=None) for one in entries.problems)
        worked: list[Assignment] = list(entries.found.values())
        assignments = attributed(schedule.problem, between, [*planned, *worked])
        return schedule.with_assignments(assignments)


def half_day_hours(group: Group, member: str | None) -> Fraction:
    """Return how many hours a half-day has, as the mean of both halves, at a member or in the group.

    Raises
    ------
    BadValue
        No such member.
    """
    hours = group.hours if member is None else group.hours_of(group.member(member))
    return sum((hours_of_half(hours.of(half)) for half in Half), Fraction(0)) / 2


def hours_of_half(clock: tuple[dt.time, dt.time]) -> Fraction:
    """Return how many hours lie between two clock times."""
    start, end = (60 * one.hour + one.minute for one in clock)
    return Fraction(end - start, 60)


def _named(group: Group, entry: TimeEntry) -> TimeEntry:
    """Return the line with names as the group spells them."""
    member = None if entry.member is None else group.member(entry.member).name
    return replace(entry, employee=group.employee(entry.employee).name, member=member)


def _wrong(group: Group, horizon: Horizon, entries: Iterable[TimeEntry]) -> Iterator[InputProblem]:
    taken: dict[tuple[str, dt.date, Half], int] = {}
    hours: dict[tuple[str, dt.date], Fraction] = defaultdict(Fraction)
    for row, entry in enumerate(entries):
        if not isinstance(entry, TimeEntry):
            yield InputProblem("a TimeEntry", entry, TIMESHEETS, row)
            continue
        yield from unknown_names(group, row, entry)
        if entry.date not in horizon:
            advice = "Mend the date, or widen the dates that the timesheets are for."
            expected = f"a date of the timesheets ({horizon})"
            yield InputProblem(expected, str(entry.date), TIMESHEETS, row, "date", advice)
        for half in entry.halves:
            first = taken.setdefault((entry.employee, entry.date, half), row)
            if first != row:
                advice = f"Row {first} has it already; delete one of the two, or give hours."
                value = f"{entry.employee} on {entry.date} {half}"
                expected = "one line for one half-day"
                yield InputProblem(expected, value, TIMESHEETS, row, "half", advice)
        before = hours[entry.employee, entry.date]
        hours[entry.employee, entry.date] += entry.hours or 0
        if before <= _HOURS_OF_A_DAY < hours[entry.employee, entry.date]:
            value = f"{float(hours[entry.employee, entry.date]):g}"
            expected = f"at most 24 hours of {entry.employee} on {entry.date}"
            yield InputProblem(expected, value, TIMESHEETS, row, "hours", "Mend the hours, or the date.")


def unknown_names(group: Group, row: int, entry: TimeEntry) -> Iterator[InputProblem]:
    """Yield a problem for each name of a line that the group does not have."""
    for column, name, find in (
        ("employee", entry.employee, group.employee),
        ("member", entry.member, group.member),
    ):
        if name is not None:
            try:
                find(name)
            except BadValue as bad:
                yield InputProblem(bad.expected, bad.value, TIMESHEETS, row, column, bad.advice)
