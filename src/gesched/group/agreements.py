"""What a member takes of an employee or of a skill, and how much of it is promised."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gesched.errors import BadValue
from gesched.group.fields import (
    Field,
    as_count,
    as_name,
    as_number,
    as_share,
    optional,
    problem,
    raise_problems,
)
from gesched.group.spans import DateLike, check_order
from gesched.timeline import Per, Span, When, as_date, parse_when, round_half_up

Number = Fraction | Decimal | float | str

# What is made of two names and a date must be a name too.
_LONGEST_NAME = 650


def as_agreement_name(value: str) -> str:
    """Read the name of an agreement, which may be longer than others."""
    return as_name(value, _LONGEST_NAME)


def _name_or_nothing(value: str | None) -> str:
    return "" if value is None else as_agreement_name(value)


class Unit(StrEnum):
    """The smallest piece that an agreement takes."""

    HALF_DAY = "half_day"
    DAY = "day"

    @classmethod
    def parse(cls, value: "str | Unit") -> "Unit":
        """Read a unit: ``half_day`` (demi-journée) or ``day`` (jour, journée)."""
        text = str(value).strip().casefold().replace("-", "_").replace(" ", "_")
        units = {"half_day": cls.HALF_DAY, "demi_journée": cls.HALF_DAY, "demi_journee": cls.HALF_DAY}
        units |= {"day": cls.DAY, "jour": cls.DAY, "journée": cls.DAY, "journee": cls.DAY}
        if text not in units:
            raise BadValue(value, 'the unit "half_day" or "day"')
        return units[text]

    @property
    def half_days(self) -> int:
        """How many half-days make one unit."""
        return 2 if self is Unit.DAY else 1


@dataclass(frozen=True, slots=True)
class Commitment:
    """Days per period promised in an agreement: target, at least, at most (engagement, quota).

    Parameters
    ----------
    days
        Days promised per period, exact; ``None`` where a share is promised.
    share
        Part of the available time promised; ``None`` where days are.
    per
        The period.
    at_least, at_most
        Days that must, or may, be given in each period; ``None`` where nothing is said.
    unit
        The smallest piece given.
    """

    days: Fraction | None
    share: Fraction | None
    per: Per
    at_least: Fraction | None
    at_most: Fraction | None
    unit: Unit

    def whole(self, half_days: Fraction) -> int:
        """Round exact half-days to whole units, halves up, in half-days."""
        return round_half_up(half_days, self.unit.half_days)

    def whole_below(self, half_days: Fraction) -> int:
        """Round exact half-days down to whole units, in half-days."""
        return int(half_days // self.unit.half_days) * self.unit.half_days

    def whole_above(self, half_days: Fraction) -> int:
        """Round exact half-days up to whole units, in half-days."""
        return -self.whole_below(-half_days)


@dataclass(frozen=True)
class Agreement:
    """What one member takes of one employee or of one skill (convention de mise à disposition).

    Exactly one of ``employee`` and ``skill``, and exactly one of ``days`` and ``share``, is given.

    Parameters
    ----------
    member
        Who takes.
    employee
        Of whom, by name.
    skill
        Of anybody who has this skill and may serve the member.
    days
        Days promised per period: 3.5, "3,5", ``Fraction(7, 2)``.
    share
        Part of the employee's available time promised (of all eligible employees', where by skill), as 0.25
        or "25 %".
    per
        The period: week, month, quarter, year (the group's reference year) or horizon.
    at_least
        Days that must be given in each period; a hard minimum.
    at_most
        Days that may be given in each period, not below ``days``. Without it nothing is given ahead of what
        is promised so far; with it, what is given beyond is taken in advance.
    unit
        "half_day", or "day" where the member takes the same employee morning and afternoon.
    prefers
        Wished half-days: a weekly pattern, a recurrence or dates.
    start, end
        First and last date; ``None`` is open.
    at_once
        By skill: how many employees at the same time.
    min_per_week, max_per_week, min_per_month, max_per_month
        Days that must, or may, be given in each week or month.
    name
        The agreement's name: unique. ``None`` makes one of member, employee or skill, and start.
    """

    member: Field[str, str] = Field(as_name)
    employee: Field[str | None, str | None] = Field(optional(as_name), default=None)
    skill: Field[str | None, str | None] = Field(optional(as_name), default=None)
    days: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    share: Field[Number | None, Fraction | None] = Field(optional(as_share), default=None)
    per: Field[str | Per, Per] = Field(Per.parse, default=Per.MONTH)
    at_least: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    at_most: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    unit: Field[str | Unit, Unit] = Field(Unit.parse, default=Unit.HALF_DAY)
    prefers: Field[str | When | None, When | None] = Field(optional(parse_when), default=None)
    start: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    end: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    at_once: Field[int | str, int] = Field(as_count, default=1)
    min_per_week: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    max_per_week: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    min_per_month: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    max_per_month: Field[Number | None, Fraction | None] = Field(optional(as_number), default=None)
    name: Field[str | None, str] = Field(_name_or_nothing, default=None)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)
        if not self.name:
            since = f" from {self.start}" if self.start else ""
            self.__dict__["name"] = f"{self.member}: {self.employee or self.skill}{since}"

    def _check(self) -> None:
        check_order(self, self.start, self.end)
        if (self.employee is None) == (self.skill is None):
            given = None if self.employee is None else (self.employee, self.skill)
            problem(self, "employee", "either an employee or a skill", given, "Give one of the two.")
        if (self.days is None) == (self.share is None):
            given = None if self.days is None else (str(self.days), str(self.share))
            problem(self, "days", "either days or a share", given, "Give one of the two.")
        if self.at_once > 1 and self.skill is None:
            problem(self, "at_once", "1 where an employee is named", self.at_once, "Name a skill instead.")
        self._check_limits()

    def _check_limits(self) -> None:
        least, days, most = self.at_least, self.days, self.at_most
        floor = max((limit for limit in (days, least) if limit is not None), default=None)
        if most is not None and floor is not None and most < floor:
            advice = "Raise at_most, or lower the other."
            problem(self, "at_most", f"at least {_days(floor)} days, as promised", _days(most), advice)
        if most is None and least is not None and days is not None and least > days:
            advice = "Lower at_least, or give at_most."
            problem(self, "at_least", f"at most {_days(days)} days, as promised", _days(least), advice)

    @property
    def commitment(self) -> Commitment:
        """What is promised, by period."""
        return Commitment(self.days, self.share, self.per, self.at_least, self.at_most, self.unit)

    @property
    def validity(self) -> Span:
        """The time from the agreement's first to its last date."""
        return Span(self.start, self.end)


def _days(number: Fraction) -> str:
    return f"{float(number):g}"
