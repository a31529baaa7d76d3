"""What a post costs, month by month, from its components (coût d'un poste)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pandas as pd

from gesched.costs.amounts import CurrencyField, GivenAmount, OptionalAmount
from gesched.costs.currency import EUR, Currency
from gesched.costs.keys import GivenNumber
from gesched.costs.months import as_month
from gesched.errors import BadValue, InputError, InputProblem
from gesched.group.fields import Field, as_name, as_number, optional, problem, raise_problems
from gesched.group.spans import DateLike
from gesched.timeline import Period


class Component(StrEnum):
    """What a post's cost is made of; see ``parse`` for the words."""

    GROSS_PAY = "gross pay"
    CHARGES = "charges"
    LEAVE = "leave provision"
    BENEFITS = "benefits"
    EQUAL_TREATMENT = "equal treatment"
    TRAINING = "training"
    TRAVEL = "travel"
    PAYROLL_TAX = "payroll tax"

    @classmethod
    def parse(cls, value: object) -> "Component":
        """Read a component, English or French, in any case.

        Examples
        --------
        >>> print(Component.parse("Salaire brut"))
        gross pay
        """
        word = " ".join(value.casefold().replace("_", " ").split()) if isinstance(value, str) else ""
        if word not in _COMPONENTS:
            raise BadValue(value, "a component of a cost", f"Choose from {', '.join(cls)}.")
        return _COMPONENTS[word]


_COMPONENTS: Mapping[str, Component] = {
    **{str(one): one for one in Component},
    **dict.fromkeys(("brut", "salaire brut", "gross", "salaire"), Component.GROSS_PAY),
    **dict.fromkeys(("charges patronales", "cotisations", "employer's charges"), Component.CHARGES),
    **dict.fromkeys(("congés payés", "provision congés payés", "provision cp", "leave"), Component.LEAVE),
    **dict.fromkeys(("avantages", "mutuelle", "titres-restaurant"), Component.BENEFITS),
    **dict.fromkeys(("égalité de traitement", "complément égalité de traitement"), Component.EQUAL_TREATMENT),
    "formation": Component.TRAINING,
    **dict.fromkeys(("déplacements", "frais de déplacement"), Component.TRAVEL),
    **dict.fromkeys(("taxe sur les salaires", "taxes"), Component.PAYROLL_TAX),
}


_HUNDRED = 100


def as_rate(value: GivenNumber) -> Fraction:
    """Read a rate, exactly: "42 %", 0.42, "0,42"; it may be above 1."""
    is_percent = isinstance(value, str) and value.strip().endswith("%")
    number = as_number(value.strip().removesuffix("%").strip() if isinstance(value, str) else value)
    return number / 100 if is_percent else number


def as_part(value: GivenNumber) -> Fraction:
    """Read a rate of at most 1, of VAT or of charges, say, so that 20 is not taken for 2,000 %."""
    rate = as_rate(value)
    if rate > 1:
        advice = f'Write "{value} %".' if rate <= _HUNDRED else ""
        raise BadValue(value, 'a rate of at most 100 %, such as "20 %" or 0.2', advice)
    return rate


def as_first(value: DateLike) -> dt.date:
    """Return the first day of a month that is given as such; a date is a date."""
    return as_month(value).first


def as_last(value: DateLike) -> dt.date:
    """Return the last day of a month that is given as such."""
    return as_month(value).last


@dataclass(frozen=True)
class CostItem:
    """One component of what an employee costs, in each of some months.

    Parameters
    ----------
    employee
        Whose cost, by name.
    component
        "gross pay", "charges", "leave provision", "benefits", "equal treatment", "training", "travel" or
        "payroll tax"; French is read too.
    amount
        How much in each month; below zero where something is paid back.
    rate
        Instead of an amount: the part of the month's gross pay, "42 %"; rounded to the minor unit, halves up.
    first, last
        First and last month, "2027-01"; ``None`` is open.
    currency
        The currency of the amount.
    """

    employee: Field[str, str] = Field(as_name)
    component: Field[str | Component, Component] = Field(Component.parse)
    amount: OptionalAmount = OptionalAmount(is_signed=True)
    rate: Field[GivenNumber | None, Fraction | None] = Field(optional(as_part), default=None)
    _: KW_ONLY
    first: Field[DateLike | None, dt.date | None] = Field(optional(as_first), default=None)
    last: Field[DateLike | None, dt.date | None] = Field(optional(as_last), default=None)
    currency: CurrencyField = CurrencyField()

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if (self.amount is None) == (self.rate is None):
            came = self.amount if self.rate is None else f"{self.amount} and a rate"
            problem(self, "amount", "an amount or a rate of gross pay", came, "Give one of the two.")
        if self.rate is not None and self.component is Component.GROSS_PAY:
            problem(self, "rate", "an amount of gross pay", str(self.rate), "Give it as an amount.")
        if self.first is not None and self.last is not None and self.last < self.first:
            problem(self, "last", f"a month not before {self.first:%Y-%m}", f"{self.last:%Y-%m}")

    def concerns(self, month: Period) -> bool:
        """Return whether it is a cost of a month."""
        is_begun = self.first is None or self.first <= month.first
        return is_begun and (self.last is None or month.last <= self.last)


@dataclass(frozen=True)
class PostCost:
    """What one post costs in one month; made by ``post_cost``.

    Parameters
    ----------
    employee
        Whose post.
    month
        The calendar month.
    components
        Name and amount of each component.
    subsidies
        Name and amount of what is taken off.
    currency
        The currency of all amounts.
    """

    employee: str
    month: Period
    components: tuple[tuple[str, Decimal], ...]
    subsidies: tuple[tuple[str, Decimal], ...] = ()
    currency: Currency = EUR

    @property
    def loaded(self) -> Decimal:
        """All components together, subsidies left aside."""
        return self._sum(self.components)

    @property
    def subsidised(self) -> Decimal:
        """All subsidies together."""
        return self._sum(self.subsidies)

    @property
    def total(self) -> Decimal:
        """The loaded cost less subsidies."""
        units = self.currency.units
        return self.currency.amount(units(self.loaded) - units(self.subsidised))

    def _sum(self, parts: Iterable[tuple[str, Decimal]]) -> Decimal:
        return self.currency.amount(sum(self.currency.units(amount) for _, amount in parts))

    def to_frame(self) -> pd.DataFrame:
        """Return the components as a table.

        Returns
        -------
        pandas.DataFrame
            ``employee``, ``month`` ("2027-01"), ``component``, ``amount`` (``Decimal``; of subsidies, below
            zero).
        """
        parts = [*self.components, *((name, amount.copy_negate()) for name, amount in self.subsidies)]
        rows = [(self.employee, str(self.month), name, amount) for name, amount in parts]
        return pd.DataFrame(rows, columns=["employee", "month", "component", "amount"])


def post_cost(
    items: Iterable[CostItem],
    employee: str,
    month: str | Period,
    subsidies: Mapping[str, GivenAmount] | None = None,
) -> PostCost:
    """Add up what an employee costs in a month.

    Parameters
    ----------
    items
        Components, of any employee and month; those of the employee and month count.
    employee
        Whose cost.
    month
        The calendar month, "2027-01".
    subsidies
        From a subsidy's name to what it takes off in this month.

    Raises
    ------
    BadValue
        No month, or a subsidy that is no amount.
    InputError
        Items in more than one currency, or a rate of gross pay where no gross pay is given.

    Examples
    --------
    >>> items = [CostItem("Web marketer 1", "gross pay", "2 400,00")]
    >>> items += [CostItem("Web marketer 1", "charges", rate="42 %")]
    >>> post_cost(items, "Web marketer 1", "2027-01").total
    Decimal('3408.00')
    """
    when = as_month(month)
    ours = [item for item in items if item.employee == employee and item.concerns(when)]
    problems = list(_wrong(ours, employee, when))
    if problems:
        raise InputError(problems)
    currency = ours[0].currency if ours else EUR
    gross = sum(
        currency.units(item.amount)
        for item in ours
        if item.component is Component.GROSS_PAY and item.amount is not None
    )
    found: list[tuple[str, Decimal]] = []
    for item in ours:
        if item.amount is not None:
            found.append((str(item.component), item.amount))
        elif item.rate is not None:
            exact = item.rate * Fraction(currency.amount(gross))
            found.append((str(item.component), currency.rounded(exact)))
    off = tuple((name, currency.read(amount)) for name, amount in (subsidies or {}).items())
    return PostCost(employee, when, tuple(found), off, currency)


def _wrong(items: Iterable[CostItem], employee: str, month: Period) -> Iterator[InputProblem]:
    items = list(items)
    if not any(item.component is Component.GROSS_PAY for item in items):
        for item in items:
            if item.rate is not None:
                expected = f"gross pay of {employee} in {month}, of which this is a part"
                advice = "Add a row with the gross pay, or give an amount."
                yield InputProblem(expected, str(item.component), "costs", column="rate", advice=advice)
    for item in items:
        if item.currency != items[0].currency:
            expected = f"costs in one currency ({items[0].currency})"
            yield InputProblem(expected, str(item.currency), "costs", column="currency")
