import time
from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.costs import largest_remainder
from gesched.costs.currency import EUR
from gesched.errors import BadValue

AMOUNTS = st.one_of(st.integers(-(10**6), 10**6), st.integers(-(10**15), 10**15))
WEIGHTS = st.one_of(
    st.integers(0, 5),
    st.integers(0, 10**18),
    st.fractions(0, 10, max_denominator=1000),
    st.sampled_from([Fraction(1, 10**9), 10**9]),
)
TABLES = st.lists(WEIGHTS, min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (1_000_000, [1] * 11, [90910, *[90909] * 10]),
        (10_000, [1, 1, 1], [3334, 3333, 3333]),
        (432_107, [2, 2, 1], [172_843, 172_843, 86_421]),
        (50_000, [1] * 7, [*[7143] * 6, 7142]),
        (-10_000, [1, 1, 1], [-3334, -3333, -3333]),
        (1, [0, 1, 1], [0, 1, 0]),
        (1, [10**9, 1], [1, 0]),
        (10**9 + 1, [10**9, 1], [10**9, 1]),
        (100, [Fraction(1, 3), Fraction(1, 6)], [67, 33]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (7, [5], [7]),
    ],
)
def test_known_splits(amount: int, weights: list[int | Fraction], shares: list[int]) -> None:
    assert largest_remainder(amount, weights) == shares


@given(AMOUNTS, TABLES)
def test_shares_sum_and_keep_quota(amount: int, weights: list[int | Fraction]) -> None:
    shares = largest_remainder(amount, weights)
    total = sum(weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        quota = Fraction(amount) * weight / total
        assert floor(quota) <= share <= ceil(quota)


@given(AMOUNTS, TABLES, st.randoms(use_true_random=False))
def test_order_changes_only_whom_a_tie_favours(
    amount: int, weights: list[int | Fraction], random: Random
) -> None:
    def dealt(table: list[int | Fraction]) -> Counter[tuple[Fraction, int]]:
        """Count exact remainders, each with what it was given beyond its quota rounded down."""
        quotas = [Fraction(abs(amount)) * weight / sum(table) for weight in table]
        shares = map(abs, largest_remainder(amount, table))
        return Counter((quota % 1, share - quota // 1) for quota, share in zip(quotas, shares, strict=True))

    assert dealt(random.sample(weights, len(weights))) == dealt(weights)


@given(AMOUNTS, TABLES)
def test_a_larger_weight_never_bears_less(amount: int, weights: list[int | Fraction]) -> None:
    borne = sorted(zip(weights, map(abs, largest_remainder(amount, weights)), strict=True))
    for (small, less), (large, more) in pairwise(borne):
        assert less <= more or small == large


@given(AMOUNTS, TABLES, st.fractions(Fraction(1, 10**6), 10**6))
def test_only_ratios_count(amount: int, weights: list[int | Fraction], scale: Fraction) -> None:
    scaled = [weight * scale for weight in weights]
    assert largest_remainder(amount, scaled) == largest_remainder(amount, weights)


@given(AMOUNTS, TABLES)
def test_a_credit_mirrors_a_cost(amount: int, weights: list[int | Fraction]) -> None:
    assert largest_remainder(-amount, weights) == [-share for share in largest_remainder(amount, weights)]


@given(AMOUNTS, TABLES)
def test_who_weighs_nothing_bears_nothing(amount: int, weights: list[int | Fraction]) -> None:
    shares = largest_remainder(amount, weights)
    assert not any(share for share, weight in zip(shares, weights, strict=True) if not weight)


def test_a_million_members_are_quick() -> None:
    weights = [place % 1009 for place in range(1_000_000)]
    start = time.process_time()
    shares = largest_remainder(123_456_789, weights)
    assert sum(shares) == 123_456_789
    assert time.process_time() - start < 30


@pytest.mark.parametrize("weights", [[1, -1], [0.5, 1], [Decimal(1)], ["1"]])
def test_bad_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(BadValue, match="whole numbers or fractions"):
        largest_remainder(100, weights)


@pytest.mark.parametrize("weights", [[], [0, 0]])
def test_nobody_to_bear_an_amount(weights: list[int]) -> None:
    with pytest.raises(BadValue, match="at least one weight"):
        largest_remainder(1, weights)


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        ("1 234,56", 123456),
        ("1\u202f234\u00a0567,8", 123456780),
        ("1234.56", 123456),
        (" +12,3 ", 1230),
        ("\u2212500", -50000),
        (Decimal("-0.01"), -1),
        (Decimal("1.500"), 150),
        (Decimal("1E+3"), 100000),
        (10000, 1000000),
        (12.3, 1230),
        (0.07, 7),
        (-0.0, 0),
    ],
)
def test_amounts_are_read_exactly(value: Decimal | float | str, cents: int) -> None:
    assert EUR.units(value) == cents


@pytest.mark.parametrize(
    "value",
    [
        *(True, None, b"1", "", "abc", "1,234.56", "1.234,56", "12 34", "1,2345", "1e3", "--1", "٣"),
        *(0.1 + 0.2, 1 / 3, float("nan"), float("inf"), Decimal("0.001"), Decimal("sNaN"), "1/3"),
        *(Decimal("1E+999999"), Decimal("1E-999999"), 10**13, -(10**13), Fraction(1, 2)),
    ],
)
def test_other_amounts_are_refused(value: str) -> None:
    with pytest.raises(BadValue, match="expected an amount"):
        EUR.units(value)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_cents_go_out_and_come_back(cents: int) -> None:
    with localcontext(prec=3):
        amount = EUR.amount(cents)
    assert amount.as_tuple().exponent == -2
    assert EUR.units(amount) == EUR.units(str(amount)) == cents
    assert EUR.units(f"{amount:,}".replace(",", " ").replace(".", ",")) == cents
