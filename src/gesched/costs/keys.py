"""Keys: by what a cost is shared (clés de répartition)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Protocol, runtime_checkable

from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Agreement, Employee, Group, Member
from gesched.group.fields import Field, as_name, as_number, as_share, raise_problems
from gesched.schedule import Schedule
from gesched.timeline import Period

Weight = int | Fraction
GivenNumber = Fraction | Decimal | float | str


@runtime_checkable
class AllocationKey(Protocol):
    """By what a cost is shared: anything that gives members weights.

    ``str()`` of a key is its short name, shown in tables.
    """

    def weigh(self, schedule: Schedule, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return members' weights by name: exact, not below zero; members left out weigh nothing.

        Parameters
        ----------
        schedule
            The schedule whose costs are shared.
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


@dataclass(frozen=True)
class ByUse:
    """By use: the half-days given to each member in the period.

    Where the cost is one employee's, only that employee's half-days count.
    """

    def weigh(self, schedule: Schedule, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return half-days given."""
        assignments = schedule.assignments if employee is None else schedule.of_employee(employee)
        return Counter(one.member for one in assignments if one.date in period)

    def __str__(self) -> str:
        return "use"


@dataclass(frozen=True)
class ByCommitment:
    """By commitment: the half-days promised to each member in the period, given or not.

    Where the cost is one employee's, an agreement that names the employee counts in full, and one by skill
    counts divided by the number of employees who may serve it and whose contract overlaps the period. So the
    weights of all employees add up to the group's. What the ledger carries over from before does not count.
    """

    def weigh(self, schedule: Schedule, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return half-days promised; fractions where a promise by skill is divided."""
        weights: dict[str, Weight] = {}
        for agreement in schedule.group.agreements:
            part = _part(schedule.group, agreement, period, employee)
            if part:
                promised = schedule.problem.promises.promised(agreement, period)
                weights[agreement.member] = weights.get(agreement.member, 0) + part * promised
        return weights

    def __str__(self) -> str:
        return "commitment"


@dataclass(frozen=True)
class Equal:
    """In equal shares: one for each member whose membership overlaps the period, be it by one day.

    Nothing is taken pro rata of the time of membership; and where the cost is one employee's, the members
    whom the employee does not serve count too. ``ByWeights`` says otherwise.
    """

    def weigh(self, schedule: Schedule, period: Period, employee: str | None) -> Mapping[str, Weight]:  # noqa: ARG002 - the same for every employee
        """Return 1 for each member of the period."""
        return {member.name: 1 for member in schedule.group.members if _overlaps(member, period)}

    def __str__(self) -> str:
        return "equal"


def _as_weights(value: Mapping[str, GivenNumber]) -> tuple[tuple[str, Fraction], ...]:
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

    weights: Field[Mapping[str, GivenNumber], tuple[tuple[str, Fraction], ...]] = Field(_as_weights)

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, schedule: Schedule, period: Period, employee: str | None) -> Mapping[str, Weight]:  # noqa: ARG002 - the same at any time
        """Return the weights as they are, or raise ``InputError`` with every name that is no member's."""
        known = {member.name for member in schedule.group.members}
        unknown = [name for name, _ in self.weights if name not in known]
        if unknown:
            expected = "a member of the group"
            raise InputError(InputProblem(expected, name, advice=nearest(name, known)) for name in unknown)
        return dict(self.weights)

    def __str__(self) -> str:
        return "weights"


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
    """

    fixed: Field[GivenNumber, Fraction] = Field(_as_fixed)

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, schedule: Schedule, period: Period, employee: str | None) -> Mapping[str, Weight]:
        """Return each member's exact part of the whole."""
        equal = Equal().weigh(schedule, period, employee)
        use = ByUse().weigh(schedule, period, employee)
        heads, used = sum(equal.values()), sum(use.values())
        if not heads or not used:
            return {}
        return {
            name: self.fixed * equal.get(name, 0) / heads + (1 - self.fixed) * use.get(name, 0) / used
            for name in {**equal, **use}
        }

    def __str__(self) -> str:
        return f"{float(100 * self.fixed):g} % fixed + use"


KEYS_BY_WORD: Mapping[str, Callable[[], AllocationKey]] = {
    "use": ByUse,
    "commitment": ByCommitment,
    "equal": Equal,
}


def as_key(value: "AllocationKey | str") -> AllocationKey:
    """Read a key: one of the classes of keys, or the word "use", "commitment" or "equal".

    Raises
    ------
    BadValue
        Anything else.
    """
    if isinstance(value, str):
        word = value.strip().casefold()
        if word in KEYS_BY_WORD:
            return KEYS_BY_WORD[word]()
    elif isinstance(value, AllocationKey) and not isinstance(value, type):
        return value
    expected = f"a key: {', '.join(KEYS_BY_WORD)}, ByWeights({{...}}) or FixedPlusUse(...)"
    raise BadValue(value, expected, nearest(value, KEYS_BY_WORD) if isinstance(value, str) else "")


def _overlaps(word: Member | Employee, period: Period) -> bool:
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
    able = [one.name for one in group.eligible(agreement) if _overlaps(one, period)]
    return Fraction(1, len(able)) if employee in able else 0
