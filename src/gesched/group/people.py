"""Shared employees, and when they are away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from gesched.errors import BadValue
from gesched.group.fields import Field, as_name, as_names, as_number, optional, problem, raise_problems
from gesched.group.spans import Away, DateLike, as_dates, check_order
from gesched.timeline import Span, When, as_date, parse_when

Number = Fraction | Decimal | float | str

_HOURS_OF_A_WEEK = 168
_DAYS_OF_A_YEAR = 366


def as_weekly_hours(value: Number) -> Fraction:
    """Read the hours of a contract by hours, above 0 and at most a week."""
    hours = as_number(value)
    if not 0 < hours <= _HOURS_OF_A_WEEK:
        raise BadValue(value, f"hours a week, above 0 and at most {_HOURS_OF_A_WEEK}")
    return hours


def as_days_per_year(value: Number) -> Fraction:
    """Read the days of a contract by days, to the half, above 0 and at most a year."""
    days = as_number(value)
    if not 0 < days <= _DAYS_OF_A_YEAR or (2 * days).denominator != 1:
        raise BadValue(value, f"days a year, to the half, above 0 and at most {_DAYS_OF_A_YEAR}")
    return days


@dataclass(frozen=True)
class Employee:
    """An employee whom the group shares among its members (salarié mis à disposition).

    Parameters
    ----------
    name
        The employee's name: unique, compared after Unicode NFC and trimming.
    works
        The weekly pattern, recurrence or dates of the contract.
    skills
        What the employee can do; agreements by skill look here.
    start, end
        First and last date of the contract; ``None`` is open.
    zone
        The holiday zone that decides when the employee is off; ``None`` takes the group's.
    authorised_members
        The members that the contract lists (Code du travail L1253-9); ``None`` means all.
    excluded_members
        Members that the employee never serves, whatever the contract lists.
    works_holidays
        Public holidays on which the employee works all the same.
    weekly_hours
        Hours of work a week in a contract by hours; ``None`` is full time. With ``Group.working_time``, they
        limit a part-time contract.
    days_per_year
        Days of work in a whole reference year in a contract by days (forfait en jours): at most so many are
        planned, and no limit of hours holds.
    key
        A stable identifier that outlives a change of name; ``None`` takes the name.
    """

    name: Field[str, str] = Field(as_name)
    works: Field[str | When, When] = Field(parse_when, default="Mon-Fri")
    skills: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())
    start: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    end: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    zone: Field[str | None, str | None] = Field(optional(as_name), default=None)
    authorised_members: Field[str | Iterable[str] | None, frozenset[str] | None] = Field(
        optional(as_names), default=None
    )
    excluded_members: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())
    works_holidays: Field[str | Iterable[DateLike], frozenset[dt.date]] = Field(as_dates, default=())
    weekly_hours: Field[Number | None, Fraction | None] = Field(optional(as_weekly_hours), default=None)
    days_per_year: Field[Number | None, Fraction | None] = Field(optional(as_days_per_year), default=None)
    key: Field[str | None, str | None] = Field(optional(as_name), default=None)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        check_order(self, self.start, self.end)
        if self.weekly_hours is not None and self.days_per_year is not None:
            expected = "a contract either by hours or by days"
            given = f"{float(self.weekly_hours):g} hours a week and {float(self.days_per_year):g} days a year"
            problem(self, "days_per_year", expected, given, "Give one of the two.")

    @cached_property
    def contract(self) -> Span:
        """The time from the contract's first to its last half-day."""
        return Span(self.start, self.end)

    def may_serve(self, member: str) -> bool:
        """Return whether the contract lists this member, and it is not excluded."""
        is_listed = self.authorised_members is None or member in self.authorised_members
        return is_listed and member not in self.excluded_members


@dataclass(frozen=True)
class _OfEmployee:
    employee: Field[str, str] = Field(as_name)


@dataclass(frozen=True)
class Absence(Away, _OfEmployee):
    """An employee is away, by half-days: ``Absence(employee, first, last, ...)``.

    The reason is for the coordinator only; nothing that a member gets shows it.

    Parameters
    ----------
    employee
        Who is away.
    first, last, when, first_half, last_half, reason
        As in ``Away``.
    """


@dataclass(frozen=True)
class CommonTime(Away):
    """Half-days that the group keeps for itself: team, training (temps commun).

    Parameters
    ----------
    first, last, when, first_half, last_half, reason
        As in ``Away``.
    employees
        Who takes part; empty means everybody.
    """

    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    def concerns(self, employee: str) -> bool:
        """Return whether this employee takes part."""
        return not self.employees or employee in self.employees
