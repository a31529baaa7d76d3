"""How large a program is, and what can be tried on it."""

import pytest
from programs import program_of

from gesched.engine.sizes import Size


def test_a_program_is_measured() -> None:
    program = program_of([1, 5, 2], [({0: 1, 1: 1}, 0, 3), ({2: 2}, 0, 4)], {0: 7, 1: -2})
    assert Size.of(program) == Size(variables=3, entries=3, dense=False, weight=7 + 2 * 5, steepest=2, rows=2)


@pytest.mark.parametrize(
    ("size", "apart", "generated"),
    [
        (Size(10, 10, dense=False, weight=2**40, steepest=1, rows=10), True, False),
        (Size(10, 10, dense=False, weight=2**40 + 1, steepest=1, rows=10), False, False),
        (Size(10, 10, dense=True, weight=2**40, steepest=1, rows=10), False, True),
        (Size(10, 10, dense=True, weight=2**40 + 1, steepest=1, rows=10), False, False),
        (Size(200_000, 10, dense=True, weight=1, steepest=1, rows=10), False, True),
        (Size(200_001, 10, dense=True, weight=1, steepest=1, rows=10), False, False),
        (Size(200_001, 10, dense=False, weight=1, steepest=1, rows=10), True, False),
    ],
)
def test_what_weighs_too_much_has_no_prices(size: Size, *, apart: bool, generated: bool) -> None:
    assert size.can_be_taken_apart is apart
    assert size.can_be_generated is generated


@pytest.mark.parametrize(("steepest", "dense"), [(10**9, False), (10**9 + 1, False), (1, True)])
def test_zones_are_relaxed_where_no_row_is_too_steep(steepest: int, *, dense: bool) -> None:
    size = Size(10, 10, dense=dense, weight=1, steepest=steepest, rows=10)
    assert size.can_be_resettled is (steepest == 10**9 and not dense)


@pytest.mark.parametrize(
    ("variables", "entries", "dived", "whole"),
    [
        (30_000, 600_000, True, True),
        (30_001, 600_000, False, True),
        (60_000, 600_001, False, False),
        (60_001, 10, False, False),
    ],
)
def test_dives_are_for_half_the_size_that_is_tried_whole(
    variables: int, entries: int, *, dived: bool, whole: bool
) -> None:
    size = Size(variables, entries, dense=False, weight=1, steepest=1, rows=10)
    assert size.can_be_dived is dived
    # A choice among plans has few rows by its nature.
    assert size.can_be_chosen_from is (variables <= 30_000 and entries <= 600_000)
    assert size.can_be_tried_whole is whole


@pytest.mark.parametrize(
    ("variables", "rows", "crowded", "dived"),
    [
        # In a crowd where few rows tie many variables, three to each, these count threefold.
        (10_000, 3_334, True, True),
        (10_000, 3_333, True, False),
        (10_000, 3_333, False, True),
        (30_000, 90_000, True, True),
        (30_001, 90_000, True, False),
        (1, 0, True, True),
    ],
)
def test_of_a_crowd_less_is_dived_into(variables: int, rows: int, *, crowded: bool, dived: bool) -> None:
    size = Size(variables, 10, dense=False, weight=1, steepest=1, rows=rows, crowded=crowded)
    assert size.can_be_dived is dived
    # A choice among plans has few rows by its nature.
    assert size.can_be_chosen_from is (variables <= 30_000)
