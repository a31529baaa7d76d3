"""Statements and closed months as plain, exact data: nothing here computes, so that an audit can."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from gesched.costs.currency import EUR, Currency
from gesched.timeline import Period


class LineKind(StrEnum):
    """What a line of a statement is."""

    SHARE = "share"
    """A part of a pool of costs."""
    USE = "use"
    """Time, at a price."""
    FEE = "fee"
    """The management fee."""
    MEMBERSHIP = "membership"
    DEPOSIT = "deposit"
    """A guarantee deposit, or its return: no turnover."""
    FUND = "guarantee fund"
    PROVISIONAL = "provisional"
    """What a provisional bill has asked for already, taken off."""


class StatementKind(StrEnum):
    """What a statement is: a provisional bill, a month's, or a year-end adjustment."""

    PROVISIONAL = "provisional"
    MONTH = "month"
    ADJUSTMENT = "adjustment"


class Line(NamedTuple):
    """One line of a statement.

    Parameters
    ----------
    kind
        What it is.
    about
        The pool's name, the employee's, or the name of the fee.
    month
        The time that it is for: "2027-01".
    amount
        Excluding VAT; below zero for what is given back.
    category, vat_rate
        The category of VAT ("S" standard, "E" exempt, "O" outside), and its rate.
    how
        Which sentence tells how it came about; see ``sentence``.
    figures
        What the sentence is made of: name and exact text, in pairs.
    refers_to
        The number of the statement that it corrects or deducts; "" for none.
    """

    kind: LineKind
    about: str
    month: str
    amount: Decimal
    category: str
    vat_rate: Fraction
    how: str
    figures: tuple[tuple[str, str], ...] = ()
    refers_to: str = ""


class Day(NamedTuple):
    """A line's amount on one date: the details of time that was used.

    Parameters
    ----------
    about
        The line's ``about``.
    date, employee
        When, and who came.
    half_days, hours
        How long, exactly.
    rate
        What one half-day comes to on average, for reading: rounded to the minor unit.
    amount
        The part of the line's amount: those of all its dates sum to it.
    """

    about: str
    date: dt.date
    employee: str
    half_days: Fraction
    hours: Fraction
    rate: Decimal
    amount: Decimal


class VatLine(NamedTuple):
    """VAT of one category and rate: what it is taken of, and how much it is."""

    category: str
    rate: Fraction
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Statement:
    """What one member owes for one month, and why (relevé, décompte).

    Parameters
    ----------
    number
        Its name among the books' statements.
    kind
        What it is.
    member
        Who owes.
    first, last
        The dates that it is for.
    lines
        What it is made of.
    days
        Dates and employees behind the lines of use.
    vat
        VAT by category and rate.
    vat_rounding
        Whether VAT was rounded by "line" or by "total".
    net, tax, total
        The sum of the lines, of VAT, and both.
    currency
        The currency of all amounts.
    notes
        Rules that hold for all lines, each as how and figures.
    """

    number: str
    kind: StatementKind
    member: str
    first: dt.date
    last: dt.date
    lines: tuple[Line, ...]
    days: tuple[Day, ...]
    vat: tuple[VatLine, ...]
    vat_rounding: str
    net: Decimal
    tax: Decimal
    total: Decimal
    currency: Currency = EUR
    notes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    @property
    def period(self) -> Period:
        """The dates that it is for."""
        return Period(self.first, self.last)

    @property
    def is_credit_note(self) -> bool:
        """Whether the group owes the member (avoir)."""
        return self.total < 0


class ClosedPool(NamedTuple):
    """A pool of costs as it was closed.

    Parameters
    ----------
    name
        The pool's name.
    month
        The time that it is for: "2027-01".
    amount
        What there was to share, subsidies taken off; in a correction, by how much it changed.
    key
        By what, in words.
    is_shared
        Whether members bear it as shares; not where they pay prices instead, or where the group bears it.
    """

    name: str
    month: str
    amount: Decimal
    key: str
    is_shared: bool = True


class CostTotals(NamedTuple):
    """What one month cost the group; in a correction, by how much that changed.

    Parameters
    ----------
    month
        "2027-01".
    costs, subsidies
        What the group paid, and what subsidies took off.
    borne
        What the group bears itself, subsidies taken off.
    """

    month: str
    costs: Decimal
    subsidies: Decimal
    borne: Decimal


@dataclass(frozen=True)
class Closing:
    """What was billed at one time: a month, provisional bills or an adjustment; never changed afterwards.

    Parameters
    ----------
    kind
        What its statements are.
    first, last
        The dates that it is for.
    pools
        The pools, and those that corrections changed.
    statements
        One a member, for those with any line.
    totals
        What its month cost, and by how much corrections changed other months.
    fee
        The management fees of all statements.
    """

    kind: StatementKind
    first: dt.date
    last: dt.date
    pools: tuple[ClosedPool, ...]
    statements: tuple[Statement, ...]
    totals: tuple[CostTotals, ...]
    fee: Decimal

    @property
    def period(self) -> Period:
        """The dates that it is for."""
        return Period(self.first, self.last)
