"""Shared employees, and when they are away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gesched.group.fields import Field, as_name, as_names, optional, raise_problems
from gesched.group.spans import Away, DateLike, as_dates, check_order
from gesched.timeline import Span, When, as_date, parse_when


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
    works_holidays
        Public holidays on which the employee works all the same.
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
    works_holidays: Field[str | Iterable[DateLike], frozenset[dt.date]] = Field(as_dates, default=())
    key: Field[str | None, str | None] = Field(optional(as_name), default=None)

    def __post_init__(self) -> None:
        raise_problems(self, lambda: check_order(self, self.start, self.end))

    @property
    def contract(self) -> Span:
        """The time from the contract's first to its last half-day."""
        return Span(self.start, self.end)

    def may_serve(self, member: str) -> bool:
        """Return whether the contract lists this member."""
        return self.authorised_members is None or member in self.authorised_members


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
