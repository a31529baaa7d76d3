"""Prices of an hour, a half-day or a day, which say what hours they are made of.

A rate means nothing without its hours: the same cost makes one rate over paid hours and another over those
that can be billed.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gesched.costs.currency import EUR, Currency
from gesched.costs.keys import GivenNumber
from gesched.costs.posts import as_part, as_rate
from gesched.errors import BadValue
from gesched.group.fields import Field, as_number, optional, problem, raise_problems

_PLACES = 6


class HourBasis(StrEnum):
    """Which hours a rate is made of."""

    PAID = "paid"
    EFFECTIVE = "effective"
    BILLABLE = "billable"

    @classmethod
    def parse(cls, value: object) -> "HourBasis":
        """Read a basis, English or French."""
        word = value.strip().casefold() if isinstance(value, str) else ""
        found = {**{str(one): one for one in cls}, **_FRENCH}.get(word)
        if found is None:
            raise BadValue(value, "a basis of hours", f"Choose from {', '.join(cls)}.")
        return found


_FRENCH = {
    **dict.fromkeys(("payées", "heures payées"), HourBasis.PAID),
    **dict.fromkeys(("effectives", "heures effectives", "travaillées"), HourBasis.EFFECTIVE),
    **dict.fromkeys(("facturables", "heures facturables"), HourBasis.BILLABLE),
}


@dataclass(frozen=True)
class Rate:
    """A price of some time, with the hours that it is made of.

    Parameters
    ----------
    exact
        The price, not yet rounded.
    per
        "hour", "half-day" or "day".
    basis, hours
        Which hours it is made of, and how many.
    currency
        The currency.
    """

    exact: Fraction
    per: str
    basis: HourBasis
    hours: Fraction
    currency: Currency = EUR

    @property
    def amount(self) -> Decimal:
        """The price, rounded to the minor unit, halves up."""
        return self.currency.rounded(self.exact)

    def __str__(self) -> str:
        return f"{self.currency.text(self.amount)} per {self.per} ({float(self.hours):g} {self.basis} hours)"


def rates_of(
    cost: Decimal | str,
    hours: GivenNumber,
    basis: HourBasis | str,
    *,
    day: GivenNumber = 7,
    currency: Currency = EUR,
) -> dict[str, Rate]:
    """Return the rates by the hour, half-day and day of a cost, spread over some hours.

    Parameters
    ----------
    cost
        What the hours cost together.
    hours
        How many hours there are.
    basis
        Which hours these are: "paid", "effective" or "billable".
    day
        How many hours a day has.
    currency
        The currency of the cost.

    Raises
    ------
    BadValue
        No hours, or what cannot be read.

    Examples
    --------
    >>> print(rates_of("40 896,00", 1200, "billable")["half-day"])
    €119.28 per half-day (1200 billable hours)
    """
    count, length = as_number(hours), as_number(day)
    if not count or not length:
        raise BadValue(hours if not count else day, "hours above 0")
    hour = Fraction(currency.read(cost)) / count
    which = HourBasis.parse(basis)
    sizes = {"hour": Fraction(1), "half-day": length / 2, "day": length}
    return {per: Rate(hour * size, per, which, count, currency) for per, size in sizes.items()}


@dataclass(frozen=True)
class Coefficient:
    """By what gross pay is multiplied to make a price, with the hours that it is meant for.

    Parameters
    ----------
    value
        The multiplier, exactly.
    basis
        Which hours of gross pay it multiplies; ``None`` where nobody said, which ``warning`` tells.
    """

    value: Field[GivenNumber, Fraction] = Field(as_rate)
    basis: Field[HourBasis | str | None, HourBasis | None] = Field(optional(HourBasis.parse), default=None)

    def __post_init__(self) -> None:
        raise_problems(self)

    @property
    def warning(self) -> str:
        """A warning where the coefficient has no basis; else nothing."""
        if self.basis is not None:
            return ""
        return (
            f"the coefficient {self} has no basis of hours (paid, effective or billable): "
            "without it nobody can tell what it covers"
        )

    def price(self, gross_hourly: Decimal | str, currency: Currency = EUR) -> Decimal:
        """Return the price of an hour whose gross pay is this, rounded to the minor unit.

        Examples
        --------
        >>> Coefficient(Fraction("1.87"), HourBasis.BILLABLE).price("12.00")
        Decimal('22.44')
        """
        return currency.rounded(self.value * Fraction(currency.read(gross_hourly)))

    def __str__(self) -> str:
        return f"{float(self.value):.4g}{self._basis}"

    @property
    def in_full(self) -> str:
        """The coefficient with all its decimals, where six do, so that who multiplies gets the price."""
        scaled = self.value * 10**_PLACES
        if scaled.denominator != 1:
            return str(self)
        return f"{Decimal(scaled.numerator).scaleb(-_PLACES).normalize():f}{self._basis}"

    @property
    def _basis(self) -> str:
        return f" ({self.basis} hours)" if self.basis is not None else ""


def coefficient(
    charges: GivenNumber, paid_hours: GivenNumber, billable_hours: GivenNumber, fee: GivenNumber = 0
) -> Coefficient:
    """Return the coefficient that covers charges, hours that are paid and not billed, and a fee.

    It is (1 + charges) x paid hours / billable hours x (1 + fee).

    Parameters
    ----------
    charges
        Employer's charges, as a part of gross pay: "42 %".
    paid_hours, billable_hours
        Hours of a year that are paid, and that can be billed.
    fee
        The management fee, as a part of the cost: "10 %".

    Examples
    --------
    >>> print(coefficient("42 %", 1820, 1575, "10 %"))
    1.805 (billable hours)
    """
    billable = as_number(billable_hours)
    if not billable:
        raise BadValue(billable_hours, "billable hours above 0")
    value = (1 + as_part(charges)) * as_number(paid_hours) / billable * (1 + as_part(fee))
    return Coefficient(value, HourBasis.BILLABLE)


def _as_hours(value: GivenNumber) -> Fraction:
    hours = as_number(value)
    if not hours:
        raise BadValue(value, "hours above 0")
    return hours


@dataclass(frozen=True)
class HourScheme:
    """Hours of a month of full time: effective ones, of which some can be assigned to members.

    The rest of the effective hours is common time. A member that takes assignable hours bears common time in
    proportion.

    Parameters
    ----------
    effective
        Hours of work, leave apart: 131.25, say, of 151.67 that are paid.
    assignable
        Hours for members: 100, say.
    """

    effective: Field[GivenNumber, Fraction] = Field(_as_hours)
    assignable: Field[GivenNumber, Fraction] = Field(_as_hours)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if self.assignable > self.effective:
            expected = f"no more than the {float(self.effective):g} effective hours"
            problem(self, "assignable", expected, f"{float(self.assignable):g}")

    def hours_of(self, part: GivenNumber) -> tuple[Decimal, Decimal]:
        """Return assignable and common hours of a part of full time, to the hundredth, halves up.

        Examples
        --------
        >>> HourScheme(Fraction("131.25"), Fraction(100)).hours_of("90 %")
        (Decimal('90.00'), Decimal('28.13'))
        """
        share = as_rate(part)
        common = self.effective - self.assignable
        return EUR.rounded(share * self.assignable), EUR.rounded(share * common)

    def billed(self, hours: GivenNumber) -> Fraction:
        """Return the hours billed to a member that takes so many: with its part of common time."""
        return as_number(hours) * self.effective / self.assignable

    def price(self, monthly_gross: Decimal | str, hours: GivenNumber, currency: Currency = EUR) -> Decimal:
        """Return what so many hours cost a member, of a monthly gross pay of full time.

        Examples
        --------
        >>> HourScheme(Fraction("131.25"), Fraction(100)).price("2400", 20)
        Decimal('480.00')
        """
        hourly = Fraction(currency.read(monthly_gross)) / self.effective
        return currency.rounded(hourly * self.billed(hours))
