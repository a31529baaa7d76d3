"""The terms of money of a group: what it costs, by which rules it is shared and billed."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from gesched.costs.amounts import Amount, CurrencyField, OptionalAmount
from gesched.costs.keys import KEYS_BY_WORD, AllocationKey, GivenNumber, as_key
from gesched.costs.pools import CostPool
from gesched.costs.posts import CostItem, as_first, as_last, as_part, as_rate
from gesched.costs.rates import Coefficient, HourBasis
from gesched.costs.vat import VatRule
from gesched.errors import BadValue
from gesched.group.fields import Field, as_flag, as_name, optional, problem, raise_problems
from gesched.group.spans import DateLike, check_order
from gesched.timeline import as_date

_Word = TypeVar("_Word")


@dataclass(frozen=True)
class Subsidy:
    """What somebody else pays, taken off one post or one pool before it is shared (subvention).

    Parameters
    ----------
    name
        Who pays, or for what: unique.
    amount
        How much in all; each month's part goes by calendar months, whole ones alike.
    employee, pool
        Whose post, or which pool of common costs: one of the two.
    first, last
        First and last month; one that is not given is that of the other's reference year, and without any it
        is a subsidy of each reference year.
    currency
        The currency of the amount.
    """

    name: Field[str, str] = Field(as_name)
    amount: Amount = Amount()
    _: KW_ONLY
    employee: Field[str | None, str | None] = Field(optional(as_name), default=None)
    pool: Field[str | None, str | None] = Field(optional(as_name), default=None)
    first: Field[DateLike | None, dt.date | None] = Field(optional(as_first), default=None)
    last: Field[DateLike | None, dt.date | None] = Field(optional(as_last), default=None)
    currency: CurrencyField = CurrencyField()

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        check_order(self, self.first, self.last, "last")
        if (self.employee is None) == (self.pool is None):
            came = None if self.pool is None else f"{self.employee} and {self.pool}"
            problem(self, "employee", "either an employee or a pool", came, "Give one of the two.")


class PriceUnit(StrEnum):
    """What a price is for."""

    HOUR = "hour"
    HALF_DAY = "half-day"
    DAY = "day"

    @classmethod
    def parse(cls, value: object) -> "PriceUnit":
        """Read a unit, English or French."""
        word = value.strip().casefold().replace("_", "-") if isinstance(value, str) else ""
        words = {
            **{str(one): one for one in cls},
            "heure": cls.HOUR,
            "demi-journée": cls.HALF_DAY,
            **dict.fromkeys(("jour", "journée"), cls.DAY),
        }
        if word not in words:
            raise BadValue(value, "the unit of a price", f"Choose from {', '.join(cls)}.")
        return words[word]


@dataclass(frozen=True)
class Price:
    """A price of time: flat, or the gross pay of an hour times a coefficient.

    Of several that fit, the one for the agreement counts, else for the employee and member, the employee,
    the skill, the member, or all; so a coefficient can go by contract, by agreement or by how rare a skill
    is.

    Parameters
    ----------
    amount
        The price of one unit; or, with a coefficient, the gross pay of an hour.
    per
        "hour", "half-day" or "day"; with a coefficient, always the hour.
    coefficient
        By what gross pay is multiplied.
    basis
        Which hours the coefficient is made for: "paid", "effective" or "billable".
    agreement, employee, member, skill
        For whom; ``None`` is everybody.
    first, last
        From when to when.
    currency
        The currency of the amount.
    """

    amount: Amount = Amount()
    per: Field[str | PriceUnit, PriceUnit] = Field(PriceUnit.parse, default="hour")
    _: KW_ONLY
    coefficient: Field[GivenNumber | None, Fraction | None] = Field(optional(as_rate), default=None)
    basis: Field[str | HourBasis | None, HourBasis | None] = Field(optional(HourBasis.parse), default=None)
    agreement: Field[str | None, str | None] = Field(optional(as_name), default=None)
    employee: Field[str | None, str | None] = Field(optional(as_name), default=None)
    member: Field[str | None, str | None] = Field(optional(as_name), default=None)
    skill: Field[str | None, str | None] = Field(optional(as_name), default=None)
    first: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    last: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    currency: CurrencyField = CurrencyField()

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        check_order(self, self.first, self.last, "last")
        if self.coefficient is not None and self.per is not PriceUnit.HOUR:
            problem(self, "per", "hours, of which a coefficient makes a price", str(self.per))

    @property
    def factor(self) -> Coefficient | None:
        """The coefficient with its basis."""
        return None if self.coefficient is None else Coefficient(self.coefficient, self.basis)

    @property
    def of_one(self) -> Decimal:
        """The price of one unit, rounded to the minor unit."""
        return self.amount if self.factor is None else self.factor.price(self.amount, self.currency)

    @property
    def rank(self) -> tuple[bool, bool, bool, bool]:
        """How much it says of whom it is for; the greatest counts."""
        return (
            self.agreement is not None,
            self.employee is not None,
            self.skill is not None,
            self.member is not None,
        )


class ChargeKind(StrEnum):
    """What a charge beside costs is."""

    MEMBERSHIP = "membership"
    DEPOSIT = "deposit"
    FUND = "guarantee fund"

    @classmethod
    def parse(cls, value: object) -> "ChargeKind":
        """Read a kind, English or French."""
        word = " ".join(value.casefold().replace("_", " ").split()) if isinstance(value, str) else ""
        words = {
            **{str(one): one for one in cls},
            **dict.fromkeys(("cotisation", "adhésion"), cls.MEMBERSHIP),
            **dict.fromkeys(("dépôt de garantie", "dépôt", "caution"), cls.DEPOSIT),
            **dict.fromkeys(("fonds de garantie", "fund"), cls.FUND),
        }
        if word not in words:
            raise BadValue(value, "a kind of charge", f"Choose from {', '.join(cls)}.")
        return words[word]


@dataclass(frozen=True)
class Charge:
    """What a member pays beside costs: a membership fee, a guarantee deposit, or a part of a guarantee fund.

    A membership fee is billed once a reference year, in the first month of membership that is closed; a
    deposit once, and given back in the month in which membership ends; a guarantee fund every month.

    Parameters
    ----------
    name
        Its name: unique for each member.
    kind
        "membership", "deposit" or "guarantee fund".
    amount
        How much; of a guarantee fund, for each half-day of use.
    rate
        Instead of an amount: a part of ``base`` (of a deposit: "1/12" of a year's planned pay, say), or of
        what the month's costs come to (of a guarantee fund).
    base
        What the rate of a deposit or membership fee is a part of.
    member
        For one member, by name; ``None`` is each of them.
    currency
        The currency of the amounts.
    """

    name: Field[str, str] = Field(as_name)
    kind: Field[str | ChargeKind, ChargeKind] = Field(ChargeKind.parse)
    amount: OptionalAmount = OptionalAmount()
    _: KW_ONLY
    rate: Field[GivenNumber | None, Fraction | None] = Field(optional(as_part), default=None)
    base: OptionalAmount = OptionalAmount()
    member: Field[str | None, str | None] = Field(optional(as_name), default=None)
    currency: CurrencyField = CurrencyField()

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if (self.amount is None) == (self.rate is None):
            problem(self, "amount", "an amount or a rate", self.amount, "Give one of the two.")
        needs_base = self.rate is not None and self.kind is not ChargeKind.FUND
        if needs_base != (self.base is not None):
            expected = "what the rate is a part of" if needs_base else "no base without a rate of it"
            problem(self, "base", expected, self.base)

    @property
    def once(self) -> Decimal:
        """How much a deposit or a membership fee is, rounded to the minor unit."""
        if self.rate is not None and self.base is not None:
            return self.currency.rounded(self.rate * Fraction(self.base))
        return self.amount or self.currency.amount(0)


BY_THE_GROUP = "group"
_BEARERS_TOO = {
    "usage": "use",
    "engagement": "commitment",
    "égal": "equal",
    "parts égales": "equal",
    "groupe": BY_THE_GROUP,
    "groupement": BY_THE_GROUP,
}


def as_bearer(value: str) -> str:
    """Read by what time away from members is borne: "use", "commitment", "equal" or "group"."""
    word = " ".join(value.casefold().split()) if isinstance(value, str) else ""
    found = _BEARERS_TOO.get(word, word)
    if found not in {*KEYS_BY_WORD, BY_THE_GROUP}:
        raise BadValue(value, f"{', '.join(KEYS_BY_WORD)} or {BY_THE_GROUP}")
    return found


@dataclass(frozen=True)
class TimeRules:
    """Who bears the time in which an employee is at no member, and paid all the same.

    Each kind of time goes "by use", as the time at members does, by "commitment", in "equal" shares, or is
    borne by the "group" itself. The default, by use, stands in every statement, as any other rule does.

    Parameters
    ----------
    idle, leave, sick, common
        The rule for each kind of time.
    """

    idle: Field[str, str] = Field(as_bearer, default="use")
    leave: Field[str, str] = Field(as_bearer, default="use")
    sick: Field[str, str] = Field(as_bearer, default="use")
    common: Field[str, str] = Field(as_bearer, default="use")

    def __post_init__(self) -> None:
        raise_problems(self)

    @property
    def by_activity(self) -> Mapping[str, str]:
        """From the kind of time to its rule."""
        return {name: getattr(self, name) for name in ("idle", "leave", "sick", "common")}


class Billing(StrEnum):
    """What members pay: their shares of the costs, or prices."""

    AT_COST = "at cost"
    PRICES = "prices"

    @classmethod
    def parse(cls, value: object) -> "Billing":
        """Read a way of billing, English or French."""
        word = " ".join(value.casefold().replace("_", " ").split()) if isinstance(value, str) else ""
        words = {
            **{str(one): one for one in cls},
            **dict.fromkeys(("au coût", "à prix coûtant"), cls.AT_COST),
            **dict.fromkeys(("price", "prix", "tarif", "tarifs", "coefficient"), cls.PRICES),
        }
        if word not in words:
            raise BadValue(value, "a way of billing", f"Choose from {', '.join(cls)}.")
        return words[word]


def _as_rounding(value: str) -> str:
    word = value.strip().casefold() if isinstance(value, str) else ""
    found = {"ligne": "line"}.get(word, word)
    if found not in {"line", "total"}:
        raise BadValue(value, '"line" or "total"')
    return found


def _all(kind: type[_Word]) -> Callable[[Iterable[_Word]], tuple[_Word, ...]]:
    def read(words: Iterable[Any]) -> tuple[_Word, ...]:
        if isinstance(words, kind) or not isinstance(words, Iterable):
            raise BadValue(words, f"a list of {kind.__name__} objects", "Put it in brackets: [...].")
        kept = tuple(words)
        for word in kept:
            if not isinstance(word, kind):
                raise BadValue(word, f"only {kind.__name__} objects")
        return kept

    return read


def _as_time_rules(value: TimeRules) -> TimeRules:
    if not isinstance(value, TimeRules):
        raise BadValue(value, "rules of time", 'Write TimeRules(leave="commitment"), say.')
    return value


@dataclass(frozen=True)
class CostTerms:
    """All that a month is closed by: costs, subsidies, keys, prices, VAT.

    Parameters
    ----------
    costs
        What each employee costs, by month and component.
    pools
        Common costs; each month's part goes by calendar months, whole ones alike. A date that is not given is
        that of the other's reference year; without any, the amount is one of each reference year.
    subsidies
        What is taken off posts and pools before they are shared.
    prices
        Prices of time, where members pay these.
    charges
        Membership fees, deposits, guarantee funds.
    vat
        Which VAT holds; without any rule, no VAT is reckoned.
    billing
        "at cost", shares of the costs; or "prices".
    key
        By what the time of each post at members is shared.
    time
        Who bears idle time, leave, sickness and common time.
    fee
        The management fee, as a rate of a member's costs.
    fee_per_hour
        Instead, a flat fee for each hour at a member.
    settles
        Where members pay prices: whether the year-end adjustment brings them to their share of the costs.
    vat_rounding
        Whether VAT is rounded by "line" or by "total".
    currency
        The currency of everything.
    """

    costs: Field[Iterable[CostItem], tuple[CostItem, ...]] = Field(_all(CostItem), default=())
    pools: Field[Iterable[CostPool], tuple[CostPool, ...]] = Field(_all(CostPool), default=())
    subsidies: Field[Iterable[Subsidy], tuple[Subsidy, ...]] = Field(_all(Subsidy), default=())
    prices: Field[Iterable[Price], tuple[Price, ...]] = Field(_all(Price), default=())
    charges: Field[Iterable[Charge], tuple[Charge, ...]] = Field(_all(Charge), default=())
    vat: Field[Iterable[VatRule], tuple[VatRule, ...]] = Field(_all(VatRule), default=())
    _: KW_ONLY
    billing: Field[str | Billing, Billing] = Field(Billing.parse, default="at cost")
    key: Field[AllocationKey | str, AllocationKey] = Field(as_key, default="use")
    time: Field[TimeRules, TimeRules] = Field(_as_time_rules, default=TimeRules())
    fee: Field[GivenNumber | None, Fraction | None] = Field(optional(as_part), default=None)
    fee_per_hour: OptionalAmount = OptionalAmount()
    settles: Field[bool | str, bool] = Field(as_flag, default=True)
    vat_rounding: Field[str, str] = Field(_as_rounding, default="total")
    currency: CurrencyField = CurrencyField()

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if self.fee is not None and self.fee_per_hour is not None:
            came = f"{self.fee} and {self.fee_per_hour}"
            problem(self, "fee", "a fee by rate or by the hour", came, "Give one of the two.")
        for column in ("costs", "pools", "subsidies", "prices", "charges"):
            for word in getattr(self, column):
                if word.currency != self.currency:
                    expected = f"amounts in one currency ({self.currency})"
                    problem(self, column, expected, str(word.currency), "Mend the currency, or the setting.")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What nobody can tell from these terms: coefficients without a basis of hours."""
        factors = (price.factor for price in self.prices)
        told = (factor.warning for factor in factors if factor is not None)
        return tuple(dict.fromkeys(filter(None, told)))
