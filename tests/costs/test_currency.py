import ast
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gesched.costs
from gesched.costs import (
    EUR,
    Charge,
    CostItem,
    CostPool,
    CostTerms,
    Currency,
    Price,
    Subsidy,
    largest_remainder,
    post_cost,
    rates_of,
)
from gesched.costs.currency import EXPONENTS, as_currency, as_language
from gesched.errors import BadValue, InputError

# Codes by the minor unit that ISO 4217 gives them; one that is in every list of them.
KNOWN = {"EUR": 2, "USD": 2, "CHF": 2, "JPY": 0, "KRW": 0, "XPF": 0, "TND": 3, "KWD": 3, "CLF": 4}


def test_exponents() -> None:
    assert {code: Currency(code).exponent for code in KNOWN} == KNOWN
    assert len(EXPONENTS) > 150
    assert all(len(code) == 3 and code.isupper() for code in EXPONENTS)


@pytest.mark.parametrize("code", ["EUT", "euro", "", 978, None])
def test_other_codes_are_refused(code: Any) -> None:
    with pytest.raises(BadValue, match="a currency code of ISO 4217"):
        as_currency(code)


def test_codes_are_read_in_any_case() -> None:
    assert as_currency(" tnd ") == Currency("TND")
    assert as_currency(EUR) is EUR


@pytest.mark.parametrize(
    ("code", "amount", "english", "french"),
    [
        ("EUR", "1234.56", "€1,234.56", "1\u202f234,56\u00a0€"),
        ("EUR", "-0.05", "-€0.05", "-0,05\u00a0€"),
        ("EUR", "1234567.00", "€1,234,567.00", "1\u202f234\u202f567,00\u00a0€"),
        ("JPY", "1234", "JPY\u00a01,234", "1\u202f234\u00a0JPY"),
        ("TND", "0.005", "TND\u00a00.005", "0,005\u00a0TND"),
    ],
)
def test_amounts_as_people_write_them(code: str, amount: str, english: str, french: str) -> None:
    currency = Currency(code)
    assert currency.text(Decimal(amount)) == english
    assert currency.text(Decimal(amount), "fr") == french


def test_other_languages_are_refused() -> None:
    with pytest.raises(BadValue, match="a language"):
        as_language("de")


@given(st.sampled_from(sorted(EXPONENTS)), st.integers(-(10**15) + 1, 10**15 - 1))
def test_units_go_out_and_come_back(code: str, units: int) -> None:
    currency = Currency(code)
    amount = currency.amount(units)
    assert currency.units(amount) == units
    assert currency.units(str(amount)) == units
    assert -amount.as_tuple().exponent == currency.exponent  # type: ignore[operator]


@given(st.fractions(-(10**9), 10**9), st.sampled_from(["EUR", "JPY", "TND", "CLF"]))
def test_rounding_is_to_the_nearest_and_mirrors(exact: Fraction, code: str) -> None:
    currency = Currency(code)
    rounded = currency.rounded(exact)
    assert abs(Fraction(rounded) - exact) <= Fraction(1, 2 * 10**currency.exponent)
    assert currency.rounded(-exact) == -rounded


@given(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.sampled_from(["EUR", "JPY", "TND", "CLF"]),
    st.lists(st.integers(0, 20), min_size=1, max_size=12).filter(any),
)
def test_shares_in_any_currency_sum_to_the_amount(units: int, code: str, weights: list[int]) -> None:
    currency = Currency(code)
    shares = [currency.amount(part) for part in largest_remainder(units, weights)]
    assert sum(map(currency.units, shares)) == units


# Each word of money, with the amount left open.
WORDS: dict[str, Callable[[Any, str], Any]] = {
    "pool": lambda given, code: CostPool("A", given, currency=code),
    "cost": lambda given, code: CostItem("A", "gross pay", given, currency=code),
    "subsidy": lambda given, code: Subsidy("A", given, employee="A", currency=code),
    "price": lambda given, code: Price(given, currency=code),
    "charge": lambda given, code: Charge("A", "membership", given, currency=code),
    "terms": lambda given, code: CostTerms(fee_per_hour=given, currency=code),
}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("amount", [12.3, 0.07, 1e3, "12,30", Decimal("12.3"), 12])
def test_amounts_that_are_exact_are_kept(word: Callable[[Any, str], Any], amount: Any) -> None:
    made = word(amount, "EUR")
    kept = getattr(made, "amount", None) or made.fee_per_hour
    assert type(kept) is Decimal
    assert kept == Decimal(str(amount).replace(",", "."))
    assert kept.as_tuple().exponent == -2


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize(
    ("amount", "code"),
    [
        *((poison, "EUR") for poison in (0.1 + 0.2, 1 / 3, 2.675, float("nan"), float("inf"), True, "1e3")),
        *(("1,5", "JPY"), (1.5, "JPY"), ("1.2345", "TND"), ("0,001", "EUR")),
    ],
)
def test_amounts_that_are_not_exact_are_refused(
    word: Callable[[Any, str], Any], amount: Any, code: str
) -> None:
    with pytest.raises(InputError, match="an amount") as caught:
        word(amount, code)
    assert len(caught.value.problems) == 1


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_float_is_taken_as_it_reads_or_not_at_all(value: float) -> None:
    try:
        kept = CostPool("A", value).amount
    except InputError:
        return
    assert Fraction(kept) == Fraction(repr(value))


def test_three_decimals_where_the_currency_has_them() -> None:
    assert CostPool("A", "1.234", currency="TND").amount == Decimal("1.234")
    assert CostPool("A", "1 234", currency="JPY").amount == Decimal(1234)


# Modules that show numbers for reading may divide for it; an amount is never among these.
SHOWS_FLOATS = {
    "split.py": {"to_frame"},
    "keys.py": {"__str__"},
    "rates.py": {"__str__", "_check"},
    "shapley.py": {"weigh"},
    "auditing.py": {"_sums"},
    "checking.py": {"margins"},
}


def test_no_float_is_made_but_to_be_read() -> None:
    """Every float(...), float literal and / of the room stands where a number is only shown, or is exact."""
    folder = Path(gesched.costs.__file__).parent
    found: dict[str, set[str]] = {}
    for file in sorted(folder.glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
                if is_call or (isinstance(node, ast.Constant) and isinstance(node.value, float)):
                    found.setdefault(file.name, set()).add(function.name)
    assert found == SHOWS_FLOATS


def test_amounts_that_come_out_are_decimals() -> None:
    cost = post_cost([CostItem("A", "gross pay", 2400), CostItem("A", "charges", rate=0.42)], "A", "2027-01")
    assert {type(amount) for _, amount in cost.components} == {Decimal}
    assert type(cost.total) is Decimal
    assert cost.total == Decimal("3408.00")
    rates = rates_of("100", 3, "paid")
    assert {type(rate.amount) for rate in rates.values()} == {Decimal}
    assert rates["hour"].amount == Decimal("33.33")
    assert rates["half-day"].amount == Decimal("116.67")
