from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gesched.linear import Linear

VARIABLES = 5
NUMBERS = st.integers(-(10**12), 10**12)
LINEAR = st.builds(Linear.of, st.dictionaries(st.integers(0, VARIABLES - 1), NUMBERS), NUMBERS)
VALUES = st.lists(NUMBERS, min_size=VARIABLES, max_size=VARIABLES)


def is_canonical(expression: Linear) -> bool:
    variables = [variable for variable, _ in expression.terms]
    return variables == sorted(set(variables)) and all(factor for _, factor in expression.terms)


@given(LINEAR, LINEAR, NUMBERS, VALUES)
def test_arithmetic_equals_evaluation(one: Linear, other: Linear, number: int, values: Sequence[int]) -> None:
    here, there = one.value(values), other.value(values)
    for expression, expected in (
        (one + other, here + there),
        (one + number, here + number),
        (one - other, here - there),
        (one - number, here - number),
        (number - one, number - here),
        (one * number, here * number),
        (one * 0, 0),
        (one * -1, -here),
    ):
        assert expression.value(values) == expected
        assert is_canonical(expression)


@given(st.lists(LINEAR, max_size=5), VALUES)
def test_a_total_is_the_sum(parts: list[Linear], values: Sequence[int]) -> None:
    total = Linear.total(parts)
    assert total.value(values) == sum(part.value(values) for part in parts)
    assert is_canonical(total)
    assert total == Linear.total(reversed(parts))


@given(LINEAR, LINEAR)
def test_equal_expressions_are_equal_objects(one: Linear, other: Linear) -> None:
    assert one + other == other + one
    assert hash(one + other) == hash(other + one)
    assert one - one == Linear()
    assert (one + other) - other == one


@given(LINEAR, LINEAR)
def test_a_part_is_never_more_than_the_whole_where_nothing_is_below_0(one: Linear, rest: Linear) -> None:
    # No variable, and each alone, however much it is.
    corners = [[0] * VARIABLES]
    corners += [[10**30 * (number == at) for number in range(VARIABLES)] for at in range(VARIABLES)]
    never_less = all(rest.value(values) >= 0 for values in corners)
    assert one.is_part_of(one + rest) is never_less


def test_terms_are_sorted_and_zeros_left_out() -> None:
    assert Linear.of({3: 1, 0: 2, 1: 0}, 7) == Linear(((0, 2), (3, 1)), 7)
    assert Linear().value([]) == 0
