"""What a member takes of an employee or of a skill, and how much of it is promised."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from gesched.errors import BadValue
from gesched.group.fields import (
    Field,
    as_count,
    as_flag,
    as_name,
    as_number,
    as_share,
    optional,
    problem,
    raise_problems,
)
from gesched.group.spans import DateLike, check_order
from gesched.timeline import (
    Half,
    Per,
    Season,
    Span,
    When,
    as_date,
    have_a_date,
    parse_when,
    round_half_up,
)

Number = Fraction | Decimal | float | str

# What is made of two names, a date and a season must be a name too.
_LONGEST_NAME = 650
# Of which fields the first must not be more than the second.
_PAIRS = (
    ("min_per_week", "max_per_week"),
    ("min_per_month", "max_per_month"),
    ("shortest_block", "longest_block"),
    ("smallest_gap", "largest_gap"),
)


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
    on
        Fixed half-days: a visit takes place on each of them that can be served at all.
    never
        Half-days that are never given.
    shortest_block, longest_block
        Days in a row that one employee's visits have at least, or at most.
    smallest_gap, largest_gap
        Days without a visit between two blocks of visits, at least or at most.
    bridges
        Whether blocks and gaps leave weekends and public holidays out: Friday and Monday are in a row.
    season
        When in the year the agreement is in force, every year: "04-01 to 09-30", "juin-septembre". What a
        period promises is given in the part of it that lies in the season.
    name
        The agreement's name: unique. ``None`` makes one of member, employee or skill, start and season.
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
    on: Field[str | When | None, When | None] = Field(optional(parse_when), default=None)
    never: Field[str | When | None, When | None] = Field(optional(parse_when), default=None)
    shortest_block: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    longest_block: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    smallest_gap: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    largest_gap: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    bridges: Field[bool | int | str, bool] = Field(as_flag, default=True)
    season: Field[str | Season | None, Season | None] = Field(optional(Season.parse), default=None)
    name: Field[str | None, str] = Field(_name_or_nothing, default=None)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)
        if not self.name:
            since = f" from {self.start}" if self.start else ""
            season = f", {self.season}" if self.season else ""
            self.__dict__["name"] = f"{self.member}: {self.employee or self.skill}{since}{season}"

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
        if self.season is not None and not have_a_date(self.start, self.end, [self.season]):
            expected = "a season with some date from the agreement's first to its last"
            problem(self, "season", expected, str(self.season), "Mend the season or the dates.")
        self._check_limits()
        self._check_pairs()

    def _check_limits(self) -> None:
        least, days, most = self.at_least, self.days, self.at_most
        floor = max((limit for limit in (days, least) if limit is not None), default=None)
        if most is not None and floor is not None and most < floor:
            advice = "Raise at_most, or lower the other."
            problem(self, "at_most", f"at least {_days(floor)} days, as promised", _days(most), advice)
        if most is None and least is not None and days is not None and least > days:
            advice = "Lower at_least, or give at_most."
            problem(self, "at_least", f"at most {_days(days)} days, as promised", _days(least), advice)

    def _check_pairs(self) -> None:
        for least, most in _PAIRS:
            below, above = getattr(self, least), getattr(self, most)
            if below is not None and above is not None and above < below:
                advice = f"Raise {most}, or lower {least}."
                problem(self, most, f"at least {_days(below)} days, as {least} says", _days(above), advice)

    @property
    def commitment(self) -> Commitment:
        """What is promised, by period."""
        return Commitment(self.days, self.share, self.per, self.at_least, self.at_most, self.unit)

    @cached_property
    def validity(self) -> Span:
        """The time from the agreement's first to its last date, in its season."""
        return Span(self.start, self.end, when=self.season)

    def takes(self, day: dt.date, half: Half) -> bool:
        """Return whether the agreement is in force on a half-day, and it is none of those never given."""
        is_never = self.never is not None and self.never.covers(day, half)
        return not is_never and self.validity.covers(day, half)


def _days(number: Fraction | int) -> str:
    return f"{float(number):g}"
