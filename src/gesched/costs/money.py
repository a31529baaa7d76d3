"""Money as whole minor units (cents): reading it, and sharing it exactly."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from numbers import Integral

from gesched.errors import BadValue

_LARGEST_UNITS = 10**15
_BLANKS = str.maketrans({" ": "", "\u00a0": "", "\u202f": "", "\u2212": "-"})
_TEXT = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,4})(?:[.,][0-9]{1,4})?")
_MOST_PLACES = 50
_ADVICE = 'Write it as "1 234,56", "1234.56" or Decimal("1234.56").'


def minor_units(value: Decimal | float | str, exponent: int = 2) -> int:
    """Read an amount, exactly, as a whole number of minor units.

    A float is taken at its shortest decimal form, so that 12.3 is 12.30, while 0.1 + 0.2 is refused.

    Parameters
    ----------
    value
        A number, or a text with a decimal point or comma, and blanks between thousands.
    exponent
        How many decimals the currency has (ISO 4217).

    Returns
    -------
    int
        Cents, where the currency has two decimals; below zero for a credit.

    Raises
    ------
    BadValue
        Not a number, not finite, finer than the minor unit, or of 10^15 minor units and more either way.

    Examples
    --------
    >>> minor_units("1 234,56"), minor_units(-5), minor_units(12.3)
    (123456, -500, 1230)
    """
    expected = f"an amount with at most {exponent} decimals" if exponent else "an amount without decimals"
    number = _as_decimal(value, expected)
    if not number.is_finite() or number.adjusted() > _MOST_PLACES or _places(number) > _MOST_PLACES:
        raise BadValue(value, expected, _ADVICE)
    units = Fraction(number) * 10**exponent
    if units.denominator != 1:
        raise BadValue(value, expected, f"Round it to {exponent} decimals.")
    if abs(units) >= _LARGEST_UNITS:
        largest = Decimal(f"{_LARGEST_UNITS}E-{exponent}")
        raise BadValue(value, f"an amount below {largest:,f}", "Split it into several pools.")
    return int(units)


def _as_decimal(value: object, expected: str) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, float):
        return Decimal(float.__repr__(value))
    if isinstance(value, str):
        text = value.strip().replace("\u2212", "-")
        if _TEXT.fullmatch(text):
            return Decimal(text.translate(_BLANKS).replace(",", "."))
    raise BadValue(value, expected, _ADVICE)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def largest_remainder(units: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Share an amount by weights: round every exact quota down, then give the units left, one each.

    The units left go to the largest remainders; among equal ones, to the earlier weight. Every share is its
    quota rounded down or up, a larger weight never gets less, and the shares sum to the amount. An amount
    below zero is shared as its opposite, with the sign turned.

    Parameters
    ----------
    units
        The amount, in minor units: cents, say.
    weights
        Whole numbers or fractions, none below zero; only their ratios count. Time grows as n log n; weights
        as fractions are first brought to one denominator.

    Returns
    -------
    list of int
        Minor units, in the order of the weights.

    Raises
    ------
    BadValue
        A weight is below zero or inexact, or all are zero though the amount is not.

    Examples
    --------
    >>> largest_remainder(10000, [1, 1, 1]), largest_remainder(432107, [2, 2, 1])
    ([3334, 3333, 3333], [172843, 172843, 86421])
    """
    if units < 0:
        return [-share for share in largest_remainder(-units, weights)]
    whole = _whole(weights)
    total = sum(whole)
    if total == 0:
        if units:
            raise BadValue(list(weights[:10]), "at least one weight above zero")
        return [0] * len(whole)
    parts = [divmod(units * weight, total) for weight in whole]
    shares = [quotient for quotient, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: parts[place][1], reverse=True)
    for place in by_remainder[: units - sum(shares)]:  # a stable sort: equal remainders keep their order
        shares[place] += 1
    return shares


def _whole(weights: Sequence[int | Fraction]) -> list[int]:
    """Return weights in the same ratios as whole numbers."""
    for weight in weights:
        if not isinstance(weight, int | Fraction) or weight < 0:
            raise BadValue(weight, "weights that are whole numbers or fractions, not below zero")
    common = lcm(*{weight.denominator for weight in weights})
    return [weight.numerator * (common // weight.denominator) for weight in weights]
