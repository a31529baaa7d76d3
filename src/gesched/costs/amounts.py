"""Fields that hold amounts: exact to the minor unit of their word's currency, from the moment it is made."""

from decimal import Decimal

from gesched.costs.currency import Currency, as_currency
from gesched.errors import BadValue
from gesched.group.fields import Field, optional, problem

GivenAmount = Decimal | float | str

_FINEST = Currency("CLF")
_AMOUNTS = "_amounts"


def _as_amount(value: GivenAmount) -> Decimal:
    _FINEST.units(value)  # refuses what is an amount in no currency
    return value  # type: ignore[return-value]


class Amount(Field[GivenAmount, Decimal]):
    """A field that takes an amount as people and spreadsheets write it, and keeps it as an exact ``Decimal``.

    Exact to which minor unit, the word's ``CurrencyField`` says, which comes after it.

    Parameters
    ----------
    is_signed
        Whether it may be below zero.
    """

    def __init__(self, *, is_signed: bool = False) -> None:
        super().__init__(_as_amount)
        self._is_signed = is_signed

    def take(self, word: object, value: GivenAmount) -> None:
        """Keep an amount, for the currency to hold it against its minor unit."""
        super().take(word, value)
        _note(word, self._name, self._is_signed)


class OptionalAmount(Field[GivenAmount | None, Decimal | None]):
    """The same, where nothing may be given."""

    def __init__(self, *, is_signed: bool = False) -> None:
        super().__init__(optional(_as_amount), default=None)
        self._is_signed = is_signed

    def take(self, word: object, value: GivenAmount | None) -> None:
        """Keep an amount, if any is given, for the currency to hold it against its minor unit."""
        super().take(word, value)
        if value is not None:
            _note(word, self._name, self._is_signed)


class CurrencyField(Field[Currency | str, Currency]):
    """The currency of a word's amounts; the last of its fields, as it holds the amounts against it."""

    def __init__(self) -> None:
        super().__init__(as_currency, default="EUR")

    def take(self, word: object, value: Currency | str) -> None:
        """Keep the currency, and make the word's amounts exact to its minor unit."""
        super().take(word, value)
        amounts: dict[str, bool] = word.__dict__.pop(_AMOUNTS, {})
        currency = word.__dict__.get(self._name)
        if currency is None:  # which is told already
            return
        for name, is_signed in amounts.items():
            given = word.__dict__[name]
            try:
                word.__dict__[name] = _exact(currency, given, is_signed)
            except BadValue as bad:
                problem(word, name, bad.expected, bad.value, bad.advice)


def _note(word: object, name: str, is_signed: bool) -> None:
    """Note an amount that could be read, for the currency to hold it against its minor unit."""
    if name in word.__dict__:
        word.__dict__.setdefault(_AMOUNTS, {})[name] = is_signed


def _exact(currency: Currency, value: GivenAmount, is_signed: bool) -> Decimal:
    amount = currency.read(value)
    if amount < 0 and not is_signed:
        raise BadValue(value, "an amount that is not below zero")
    return amount
