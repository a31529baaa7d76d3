"""Currencies: how many decimals each has, and how its amounts are written in English and in French."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from types import MappingProxyType

from gesched.costs.money import minor_units
from gesched.errors import BadValue, nearest

# Active codes of ISO 4217, list one as of 2026-01-01, by the exponent of the minor unit.
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
        "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
        "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
        "MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
        "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
        "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: Mapping[str, int] = MappingProxyType(
    {code: exponent for exponent, codes in _CODES.items() for code in codes.split()}
)


class Language(StrEnum):
    """The language of a statement."""

    EN = "en"
    FR = "fr"


def as_language(value: str) -> Language:
    """Read the language of a statement: "en" or "fr", in any case."""
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word not in {*Language}:
        raise BadValue(value, 'a language, "en" or "fr"')
    return Language(word)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency of ISO 4217; what is exact to its minor unit is a whole number of these.

    Parameters
    ----------
    code
        Three letters: "EUR", "JPY", "TND".

    Raises
    ------
    BadValue
        No active code of ISO 4217.

    Examples
    --------
    >>> Currency("EUR").units("1 234,5"), Currency("JPY").amount(1234), Currency("TND").amount(5)
    (123450, Decimal('1234'), Decimal('0.005'))
    """

    code: str = "EUR"

    def __post_init__(self) -> None:
        if self.code not in EXPONENTS:
            close = nearest(self.code, EXPONENTS) if isinstance(self.code, str) else ""
            advice = close if close.startswith("Did") else 'Write it as "EUR".'
            raise BadValue(self.code, "a currency code of ISO 4217", advice)

    @property
    def exponent(self) -> int:
        """How many decimals the minor unit has: 2 for the euro, 0 for the yen, 3 for the Tunisian dinar."""
        return EXPONENTS[self.code]

    def units(self, value: Decimal | float | str) -> int:
        """Return an amount in minor units, exactly, or raise ``BadValue``; see ``minor_units``."""
        return minor_units(value, self.exponent)

    def amount(self, units: int) -> Decimal:
        """Return minor units as an amount with the currency's decimals, whatever the decimal context."""
        return Decimal(f"{units}E-{self.exponent}") if self.exponent else Decimal(units)

    def read(self, value: Decimal | float | str) -> Decimal:
        """Return what was given as an amount with the currency's decimals, exactly."""
        return self.amount(self.units(value))

    def rounded(self, exact: Fraction) -> Decimal:
        """Return the amount nearest to an exact one; halves go away from zero, so that credits mirror costs.

        Examples
        --------
        >>> EUR.rounded(Fraction("26.928")), EUR.rounded(Fraction("-0.005"))
        (Decimal('26.93'), Decimal('-0.01'))
        """
        units = floor(abs(exact) * 10**self.exponent + Fraction(1, 2))
        return self.amount(-units if exact < 0 else units)

    def text(self, amount: Decimal, language: Language | str = Language.EN) -> str:
        """Return an amount as people write it, with the sign of the euro, or the code of the currency.

        Blanks do not break: in French, as the Unicode locale data has it, a narrow one between thousands.

        Examples
        --------
        >>> EUR.text(Decimal("-1234.56")), EUR.text(Decimal("1234.56"), "fr").split()
        ('-€1,234.56', ['1', '234,56', '€'])
        """
        units = self.units(amount)
        sign, digits = "-" * (units < 0), f"{self.amount(abs(units)):,f}"
        if as_language(language) is Language.FR:
            french = digits.translate({ord(","): "\u202f", ord("."): ","})
            return f"{sign}{french}\u00a0{'€' if self.code == 'EUR' else self.code}"
        return f"{sign}€{digits}" if self.code == "EUR" else f"{sign}{self.code}\u00a0{digits}"

    def __str__(self) -> str:
        return self.code


EUR = Currency("EUR")


def as_currency(value: Currency | str) -> Currency:
    """Read a currency: a ``Currency``, or its code in any case."""
    if isinstance(value, Currency):
        return value
    if not isinstance(value, str):
        raise BadValue(value, "a currency code of ISO 4217", 'Write it as "EUR".')
    return Currency(value.strip().upper())
