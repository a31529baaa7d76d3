"""Working time: the limits of law and collective agreements, with their sources, as data.

An aid for planning, and no legal advice: it follows the rules of the date in ``as_of``, leaves exceptions and
local agreements to whoever knows them, and every limit can be replaced or taken out.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from gesched.errors import BadValue, nearest
from gesched.group.fields import Field, as_name, as_number, as_text, optional, problem, raise_problems
from gesched.timeline import YearStart, as_date, as_year_start

Number = Fraction | Decimal | float | str


class _Kind(NamedTuple):
    """What a limit is counted in, the most that makes sense, and whether parts of one do."""

    unit: str
    most: int
    is_whole: bool = False


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "max_days_per_week": _Kind("days", 7, is_whole=True),
        "weekly_rest_hours": _Kind("hours", 120),
        "daily_rest_hours": _Kind("hours", 24),
        "max_day_hours": _Kind("hours", 24),
        "max_week_hours": _Kind("hours", 168),
        "mean_week_hours": _Kind("hours", 168),
        "mean_weeks": _Kind("weeks", 52, is_whole=True),
        "full_time_hours": _Kind("hours", 168),
        "part_time_extra": _Kind("of the contract's hours", 1),
        "max_days_per_year": _Kind("days", 366),
        "year_hours": _Kind("hours", 8_784),
        "plan_notice_days": _Kind("days", 366, is_whole=True),
        "change_notice_days": _Kind("days", 366, is_whole=True),
    }
)


@dataclass(frozen=True)
class Limit:
    """One limit of working time, and where it comes from.

    Parameters
    ----------
    value
        How much.
    unit
        Of what: "hours", "days", ...
    source
        Article of law, collective agreement or company agreement.
    """

    value: Field[Number, Fraction] = Field(as_number)
    unit: Field[str, str] = Field(as_text)
    source: Field[str, str] = Field(as_text, default="")

    def __post_init__(self) -> None:
        raise_problems(self)

    def __str__(self) -> str:
        return f"{float(self.value):g} {self.unit}" + f" ({self.source})" * bool(self.source)


def _as_limit(value: Limit) -> Limit:
    if not isinstance(value, Limit):
        raise BadValue(value, "a Limit", 'Write Limit(10, "hours", "company agreement").')
    return value


_Limit = Field[Limit | None, Limit | None]


@dataclass(frozen=True)
class WorkingTimeProfile:
    """The limits of working time that a group keeps to; ``None`` where there is no such limit.

    An aid, and no legal advice. ``working_time_profile`` has those that are known by name; ``with_limits``
    replaces some of them.

    Parameters
    ----------
    name
        What it is called.
    as_of
        Of which date the rules are that it follows.
    max_days_per_week
        Days of work in a week.
    weekly_rest_hours, daily_rest_hours
        Hours of rest in a row, in each week and between two days of work.
    max_day_hours, max_week_hours
        Hours of work in a day and in a week.
    mean_week_hours, mean_weeks
        Hours of work in a week, on average, in any so many weeks in a row.
    full_time_hours, part_time_extra
        Hours a week that part time always stays below, and by what part of the contract's hours more than
        these may be worked.
    max_days_per_year
        Days a year of contracts by days (forfait en jours).
    year_hours
        Hours of a year's full time. No rule follows from it, since more are overtime; ``WorkedHours`` can
        hold a group to it.
    plan_notice_days, change_notice_days
        How many days ahead a plan, and a change to it, must be known; for planning anew.
    year_start
        On which day its reference year starts; ``None`` where it leaves that to the group.
    """

    name: Field[str, str] = Field(as_name)
    as_of: Field[dt.date | str, dt.date] = Field(as_date)
    max_days_per_week: _Limit = Field(optional(_as_limit), default=None)
    weekly_rest_hours: _Limit = Field(optional(_as_limit), default=None)
    daily_rest_hours: _Limit = Field(optional(_as_limit), default=None)
    max_day_hours: _Limit = Field(optional(_as_limit), default=None)
    max_week_hours: _Limit = Field(optional(_as_limit), default=None)
    mean_week_hours: _Limit = Field(optional(_as_limit), default=None)
    mean_weeks: _Limit = Field(optional(_as_limit), default=None)
    full_time_hours: _Limit = Field(optional(_as_limit), default=None)
    part_time_extra: _Limit = Field(optional(_as_limit), default=None)
    max_days_per_year: _Limit = Field(optional(_as_limit), default=None)
    year_hours: _Limit = Field(optional(_as_limit), default=None)
    plan_notice_days: _Limit = Field(optional(_as_limit), default=None)
    change_notice_days: _Limit = Field(optional(_as_limit), default=None)
    year_start: Field[YearStart | tuple[int, int] | str | None, YearStart | None] = Field(
        optional(as_year_start), default=None
    )

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        for name, limit in self.limits.items():
            kind = _KINDS[name]
            if limit.value > kind.most:
                problem(self, name, f"at most {kind.most:,} {kind.unit}", str(limit.value))
            elif kind.is_whole and limit.value.denominator != 1:
                problem(self, name, f"a whole number of {kind.unit}", str(limit.value))
        weeks = self.mean_weeks
        if self.mean_week_hours is not None and (weeks is None or weeks.value < 1):
            came = None if weeks is None else str(weeks.value)
            problem(self, "mean_weeks", "at least 1 week, for mean_week_hours", came)

    @property
    def limits(self) -> Mapping[str, Limit]:
        """The limits that there are, by field."""
        found = {name: getattr(self, name) for name in _KINDS}
        return {name: limit for name, limit in found.items() if limit is not None}

    def with_limits(
        self, *, source: str = "company agreement", **limits: Limit | Number | None
    ) -> "WorkingTimeProfile":
        """Return the profile with other limits.

        Parameters
        ----------
        source
            Where the new limits come from.
        **limits
            By field: a number, or ``None`` to take the limit out.

        Raises
        ------
        BadValue
            No such limit.
        InputError
            Limits that make no sense.

        Examples
        --------
        >>> profile = working_time_profile("code_du_travail").with_limits(max_day_hours=12)
        >>> print(profile.max_day_hours)
        12 hours (company agreement)
        """
        changed: dict[str, Any] = {}
        for name, value in limits.items():
            if name not in _KINDS:
                raise BadValue(name, "a limit of working time", nearest(name, _KINDS))
            if value is None or isinstance(value, Limit):
                changed[name] = value
            else:
                changed[name] = Limit(value, _KINDS[name].unit, source)
        return replace(self, **changed)

    @property
    def is_as_known(self) -> bool:
        """Whether it is the profile that is known by its name, unchanged."""
        return _PROFILES.get(self.name) == self

    def __str__(self) -> str:
        return self.name


def _of(article: str, **values: Number) -> dict[str, Any]:
    return {name: Limit(value, _KINDS[name].unit, article) for name, value in values.items()}


def _code_du_travail() -> WorkingTimeProfile:
    """Return what the Code du travail says where no agreement says otherwise.

    Exceptions (seasonal work, minors, night work, leave of the labour inspectorate, ...) are not in it. That
    the weekly rest falls on Sunday (L3132-3) is not either: ``Employee.works`` says who works on Sundays.
    Hours beyond a part-time contract are limited by the week, though a contract may count by the month. That
    nothing has changed up to ``as_of`` is general knowledge, to be confirmed.
    """
    return WorkingTimeProfile(
        "code_du_travail",
        "2026-11-01",
        **_of("Code du travail L3132-1", max_days_per_week=6),
        **_of("Code du travail L3132-2", weekly_rest_hours=35),
        **_of("Code du travail L3131-1", daily_rest_hours=11),
        **_of("Code du travail L3121-18", max_day_hours=10),
        **_of("Code du travail L3121-20", max_week_hours=48),
        **_of("Code du travail L3121-22", mean_week_hours=44, mean_weeks=12),
        **_of("Code du travail L3123-9, L3121-27", full_time_hours=35),
        **_of("Code du travail L3123-28", part_time_extra="1/10"),
        **_of("Code du travail L3121-64", max_days_per_year=218),
        **_of("Code du travail L3121-41", year_hours=1607),
    )


def _ccneac() -> WorkingTimeProfile:
    """Return the Code du travail with what the collective agreement of arts and culture adds (IDCC 1285).

    The agreement (entreprises artistiques et culturelles) counts its year from 1 September: 1,575 hours, and
    the day of solidarity on top. Its notices are for plans over the year. Which of its limits hold for a
    group of a given size and trade is general knowledge, to be confirmed.
    """
    return replace(
        _code_du_travail(),
        name="ccneac_1285",
        year_start=YearStart(9, 1),
        **_of("CCNEAC (IDCC 1285)", year_hours=1575, plan_notice_days=21, change_notice_days=7),
    )


_PROFILES: Mapping[str, WorkingTimeProfile] = MappingProxyType(
    {profile.name: profile for profile in (_code_du_travail(), _ccneac())}
)


def working_time_profile(name: str) -> WorkingTimeProfile:
    """Return a profile of working time: "code_du_travail" or "ccneac_1285".

    Both are an aid, and no legal advice; each limit says its article, and ``as_of`` of which date it is. The
    first is what the Code du travail says where no agreement says otherwise; the second adds what the
    collective agreement of arts and culture (IDCC 1285) says of the year and of notices. That these are in
    force and complete for a group is general knowledge, to be confirmed.

    Parameters
    ----------
    name
        Which one.

    Raises
    ------
    BadValue
        No such profile; the advice names the nearest.

    Examples
    --------
    >>> print(working_time_profile("code_du_travail").max_week_hours)
    48 hours (Code du travail L3121-20)
    """
    key = name.strip().casefold().replace(" ", "_") if isinstance(name, str) else ""
    if key not in _PROFILES:
        raise BadValue(name, "a profile of working time", nearest(key, _PROFILES))
    return _PROFILES[key]


def as_profile(value: WorkingTimeProfile | str) -> WorkingTimeProfile:
    """Read a profile of working time: itself, or the name of one."""
    return value if isinstance(value, WorkingTimeProfile) else working_time_profile(value)
