"""One cell: any value a spreadsheet or a DataFrame can hold, as text."""

import datetime as dt
import math
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from gesched.errors import BadValue
from gesched.group.fields import names_text

# A cell that cannot be read stays in its row as the reason why, so that the rest of the row is still checked.
Cell = str | BadValue

_DECIMALS = 20
_LARGEST_EXPONENT = 40
_EXACT_INTEGERS = 1e15


def number_text(number: Fraction) -> str:
    """Return a number that is not negative as exact text: a decimal where it ends, else a ratio.

    Examples
    --------
    >>> number_text(Fraction(7, 2)), number_text(Fraction(1, 3))
    ('3.5', '1/3')
    """
    if number.denominator == 1:
        return str(number.numerator)
    scaled = number * 10**_DECIMALS
    if scaled.denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = str(scaled.numerator).rjust(_DECIMALS + 1, "0")
    return f"{digits[:-_DECIMALS]}.{digits[-_DECIMALS:].rstrip('0')}"


def cell_text(value: Any) -> str:
    """Return what a cell says, as text; empty where nothing is given (``None``, NaN, NaT).

    Examples
    --------
    >>> cell_text(3.0), cell_text(pd.Timestamp("2027-01-31")), cell_text(float("nan"))
    ('3', '2027-01-31', '')
    """
    if isinstance(value, str):
        return str(value)
    if value is None or _is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(value).upper()
    if isinstance(value, dt.datetime | np.datetime64):
        return _moment_text(pd.Timestamp(value))
    if isinstance(value, int | float | Fraction | Decimal | np.number) and not isinstance(value, Enum):
        return _number_text(value)
    if isinstance(value, list | set | frozenset) or type(value) is tuple:
        return _items_text(value)
    return str(value)


def _is_missing(value: Any) -> bool:
    if isinstance(value, Decimal):  # pandas cannot be asked about one that signals
        return value.is_nan()
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _moment_text(moment: pd.Timestamp) -> str:
    if moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")


def _number_text(value: Any) -> str:
    if isinstance(value, Fraction):
        return number_text(value) if value >= 0 else str(value)
    if isinstance(value, Decimal):
        is_short = abs(value.adjusted()) <= _LARGEST_EXPONENT if value.is_finite() else False
        return format(value, "f") if is_short else str(value)
    if isinstance(value, int | np.integer):
        whole = int(value)
        return str(whole) if abs(whole) < 10**_LARGEST_EXPONENT else f"{whole:#x}"[:80]
    real = float(value)
    is_whole = math.isfinite(real) and real.is_integer() and abs(real) < _EXACT_INTEGERS
    return str(int(real)) if is_whole else repr(real)


def _items_text(items: Iterable[Any]) -> str:
    return names_text(text for item in items if (text := cell_text(item)))
