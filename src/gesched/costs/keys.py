"""Keys: by what a cost is shared (clés de répartition)."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from numbers import Integral
from typing import Protocol, runtime_checkable

from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Agreement, Employee, Group, Member
from gesched.group.fields import Field, as_name, as_number, as_share, raise_problems
from gesched.schedule import Activity, Source, TimeRecord
from gesched.timeline import Per, Period, YearStart, periods_between

Weight = int | Fraction
GivenNumber = Fraction | Decimal | float | str


@runtime_checkable
class AllocationKey(Protocol):
    """By what a cost is shared: anything that gives members weights.

    ``str()`` of a key is its short name, shown in tables.
    """

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return members' weights by name: exact, not below zero; members left out weigh nothing.

        Parameters
        ----------
        record
            The schedule whose costs are shared, with its timesheets: ``record.schedule``, ``record.spent``.
        period
            The dates that the cost is for, within the schedule's horizon.
        employee
            Whose cost it is, by name; ``None`` where it is the whole group's.

        Raises
        ------
        BadValue, InputError
            The key does not fit the schedule.
        """
        ...


class TimeUnit(StrEnum):
    """What use is counted in."""

    HALF_DAY = "half_day"
    HOUR = "hour"


def _as_unit(value: str) -> TimeUnit:
    word = value.strip().casefold().replace(" ", "_").replace("-", "_") if isinstance(value, str) else ""
    for unit, words in (
        (TimeUnit.HALF_DAY, ("half_day", "half_days", "demi_journée", "demi_journées")),
        (TimeUnit.HOUR, ("hour", "hours", "heure", "heures")),
    ):
        if word in words:
            return unit
    raise BadValue(value, '"half_day" or "hour"')


def _as_source(value: str) -> Source:
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word not in {*Source}:
        raise BadValue(value, '"actual" or "planned"')
    return Source(word)


@dataclass(frozen=True)
class ByUse:
    """By use: the time given to each member in the period.

    Where the cost is one employee's, only that employee's time counts.

    Parameters
    ----------
    unit
        "half_day" or "hour".
    source
        "actual", what timesheets say, and where there are none the plan; or "planned".
    """

    unit: Field[TimeUnit | str, TimeUnit] = Field(_as_unit, default="half_day")
    source: Field[Source | str, Source] = Field(_as_source, default="actual")

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return half-days, or hours, given."""
        name = None if employee is None else record.group.employee(employee).name
        weights: dict[str, Weight] = {}
        for one in record.spent(period, name, self.source):
            if one.activity is Activity.MEMBER:
                amount = one.half_days if self.unit is TimeUnit.HALF_DAY else one.hours
                weights[one.member] = weights.get(one.member, 0) + amount
        return weights

    def __str__(self) -> str:
        how = ["hours"] * (self.unit is TimeUnit.HOUR) + ["planned"] * (self.source is Source.PLANNED)
        return f"use ({', '.join(how)})" if how else "use"


@dataclass(frozen=True)
class ByCommitment:
    """By commitment: the half-days promised to each member in the period, given or not.

    Where the cost is one employee's, an agreement that names the employee counts in full, and one by skill
    counts divided by the number of employees who may serve it and whose contract overlaps the period. So the
    weights of all employees add up to the group's. What the ledger carries over from before does not count.
    """

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return half-days promised; fractions where a promise by skill is divided."""
        weights: dict[str, Weight] = {}
        for agreement in record.group.agreements:
            part = _part(record.group, agreement, period, employee)
            if part:
                promised = record.schedule.problem.promises.promised(agreement, period)
                weights[agreement.member] = weights.get(agreement.member, 0) + part * promised
        return weights

    def __str__(self) -> str:
        return "commitment"


@dataclass(frozen=True)
class Equal:
    """In equal shares: one for each member whose membership overlaps the period, be it by one day.

    Nothing is taken pro rata of the time of membership; and where the cost is one employee's, the members
    whom the employee does not serve count too. ``ByWeights`` says otherwise.

    Parameters
    ----------
    by_month
        Whether a member has one share for each calendar month of its membership, instead of one for the
        whole period.
    """

    by_month: bool = False

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:  # noqa: ARG002 - the same for every employee
        """Return 1 for each member of the period, or the months of each."""
        months = _months(record, period) if self.by_month else (period,)
        heads = Counter(
            member.name for month in months for member in record.group.members if overlaps(member, month)
        )
        return dict(heads)

    def over_months(self) -> "Equal":
        """Return the key for a time of which each month has been shared by this one."""
        return Equal(by_month=True)

    def __str__(self) -> str:
        return "equal by month" if self.by_month else "equal"


def _months(record: TimeRecord, period: Period) -> tuple[Period, ...]:
    months = periods_between(period.first, period.last, Per.MONTH, YearStart(), record.horizon)
    return tuple(filter(None, (month.overlap(period.first, period.last) for month in months)))


def as_weights(value: Mapping[str, GivenNumber]) -> tuple[tuple[str, Fraction], ...]:
    """Read numbers by member, exactly: each once, and one at least above zero; sorted by name."""
    if not isinstance(value, Mapping) or not value:
        raise BadValue(value, "weights by member", 'Write them as {"Label 1": 2, "Label 2": 1}.')
    weights: dict[str, Fraction] = {}
    for given, weight in value.items():
        name = as_name(given)
        if name in weights:
            raise BadValue(given, "one weight for each member", "Delete one of the two.")
        weights[name] = Fraction(int(weight)) if _is_count(weight) else as_number(weight)
    if not any(weights.values()):
        raise BadValue(dict(value), "at least one weight above zero")
    return tuple(sorted(weights.items()))


def _is_count(weight: object) -> bool:
    return isinstance(weight, Integral) and not isinstance(weight, bool) and int(weight) >= 0


@dataclass(frozen=True)
class ByWeights:
    """By fixed weights, whatever was used or promised; members not named bear nothing.

    Parameters
    ----------
    weights
        From a member's name to its weight: 2, "2,5", ``Fraction(1, 3)``; kept as exact pairs, by name.

    Examples
    --------
    >>> ByWeights({"Label 1": 2, "Label 2": "0,5"}).weights
    (('Label 1', Fraction(2, 1)), ('Label 2', Fraction(1, 2)))
    """

    weights: Field[Mapping[str, GivenNumber], tuple[tuple[str, Fraction], ...]] = Field(as_weights)

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:  # noqa: ARG002 - the same at any time
        """Return the weights as they are, or raise ``InputError`` with every name that is no member's."""
        return member_weights(record, dict(self.weights))

    def __str__(self) -> str:
        return "weights"


def member_weights(record: TimeRecord, weights: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """Return the weights as they are, or raise ``InputError`` with every name that is no member's."""
    known = {member.name for member in record.group.members}
    unknown = [name for name in weights if name not in known]
    if unknown:
        expected = "a member of the group"
        raise InputError(InputProblem(expected, name, advice=nearest(name, known)) for name in unknown)
    return weights


def _as_fixed(value: GivenNumber) -> Fraction:
    share = as_share(value)
    if share == 1:
        raise BadValue(value, "a share below 1", "Where all is fixed, take the key Equal().")
    return share


@dataclass(frozen=True)
class FixedPlusUse:
    """A fixed part in equal shares, the rest by use.

    A member's weight is ``fixed / n + (1 - fixed) x its use / all use``, with n the members of the period
    (see ``Equal``; ``ByUse``): the two parts are added exactly and rounded to cents once, together. Where
    nobody used anything there are no weights, and the cost is refused as it is by use.

    Parameters
    ----------
    fixed
        The fixed share of the amount, above 0 and below 1: "30 %", 0.3, ``Fraction(1, 3)``.
    use
        By what the rest goes.
    equal
        How the fixed part is shared.
    """

    fixed: Field[GivenNumber, Fraction] = Field(_as_fixed)
    use: ByUse = ByUse()
    equal: Equal = Equal()

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return each member's exact part of the whole."""
        equal = self.equal.weigh(record, period, employee)
        use = self.use.weigh(record, period, employee)
        heads, used = sum(equal.values()), sum(use.values())
        if not heads or not used:
            return {}
        return {
            name: self.fixed * equal.get(name, 0) / heads + (1 - self.fixed) * use.get(name, 0) / used
            for name in {**equal, **use}
        }

    def over_months(self) -> "FixedPlusUse":
        """Return the key for a time of which each month has been shared by this one."""
        return replace(self, equal=self.equal.over_months())

    def __str__(self) -> str:
        by_month = " by month" * self.equal.by_month
        return f"{float(100 * self.fixed):g} % fixed{by_month} + {self.use}"


KEYS_BY_WORD: dict[str, Callable[[], AllocationKey]] = {
    "use": ByUse,
    "commitment": ByCommitment,
    "equal": Equal,
}
_WORDS_TOO: dict[str, Callable[[], AllocationKey]] = {
    **dict.fromkeys(("usage", "utilisation"), ByUse),
    **dict.fromkeys(("use (hours)", "usage (heures)", "heures"), lambda: ByUse("hour")),
    **dict.fromkeys(("use (planned)", "usage (prévu)", "prévu"), lambda: ByUse(source="planned")),
    **dict.fromkeys(("engagement", "engagements"), ByCommitment),
    **dict.fromkeys(("égal", "parts égales", "à parts égales"), Equal),
}
_FIXED_TEXT = re.compile(r"(.+?)\s*(?:fixed|fixe)\s*\+\s*(.+)")


def as_key(value: "AllocationKey | str") -> AllocationKey:
    """Read a key: one of the classes of keys, or a word: "use", "commitment", "equal", "30 % fixed + use".

    Raises
    ------
    BadValue
        Anything else.
    """
    if isinstance(value, str):
        word = " ".join(value.casefold().split())
        made = (KEYS_BY_WORD | _WORDS_TOO).get(word)
        if made is not None:
            return made()
        if found := _FIXED_TEXT.fullmatch(word):
            return _fixed_plus(found[1], as_key(found[2]), value)
    elif isinstance(value, AllocationKey) and not isinstance(value, type):
        return value
    expected = f"a key: {', '.join(KEYS_BY_WORD)}, ByWeights({{...}}) or FixedPlusUse(...)"
    raise BadValue(value, expected, nearest(value, KEYS_BY_WORD) if isinstance(value, str) else "")


def _fixed_plus(part: str, use: AllocationKey, value: str) -> AllocationKey:
    if not isinstance(use, ByUse):
        raise BadValue(value, 'a fixed part and the rest by use, such as "30 % fixed + use"')
    try:
        return FixedPlusUse(part, use)
    except InputError as error:
        raise BadValue(value, error.problems[0].expected) from error


def overlaps(word: Member | Employee, period: Period) -> bool:
    """Return whether a membership or contract is in force on some date of the period."""
    return (word.start is None or word.start <= period.last) and (
        word.end is None or word.end >= period.first
    )


def _part(group: Group, agreement: Agreement, period: Period, employee: str | None) -> Weight:
    """Return the part of an agreement's promise that falls on an employee (on the group: all of it)."""
    if employee is None or agreement.employee == employee:
        return 1
    if agreement.employee is not None:
        return 0
    able = [one.name for one in group.eligible(agreement) if overlaps(one, period)]
    return Fraction(1, len(able)) if employee in able else 0
