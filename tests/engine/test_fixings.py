"""What a dive holds: decisions that plans agree on, with a plan left for everybody."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import program_of

from gesched.engine.columns import Chosen, Column, taken_apart
from gesched.engine.fixings import Fixings
from gesched.engine.slices import OPEN

EMPLOYEES, DAYS = 3, 4


def fixings_of(decisions: list[bool]) -> Fixings:
    """Three employees who are free on four days, one after the other."""
    count = EMPLOYEES * DAYS
    program = program_of([1] * count, [(dict.fromkeys(range(count), 1), 0, count)], {})
    blocks, _ = taken_apart(program, np.arange(count) // DAYS)
    return Fixings(blocks, np.array(decisions), 5)


def column(block: int, days: list[int]) -> Column:
    nothing = np.empty(0, np.int64)
    return Column(block, 0, nothing, nothing, np.array(days))


def chosen(shares: list[float]) -> Chosen:
    return Chosen(0.0, np.empty(0, np.int64), np.empty(0), np.array(shares))


def test_what_is_as_good_as_taken_is_held_at_once_and_the_likeliest_of_the_rest() -> None:
    fixings = fixings_of([True] * 12)
    columns = [
        column(0, [1, 1, 0, 0]),
        column(0, [1, 0, 1, 0]),
        column(1, [0, 0, 1, 1]),
        column(2, [0, 0, 0, 0]),
    ]
    left = fixings.hold_more(chosen([0.6, 0.4, 1, 1]), columns, [columns[0], columns[2], columns[3]])
    assert fixings.of_all(12).tolist() == [1, OPEN, OPEN, OPEN, OPEN, OPEN, 1, 1, *[OPEN] * 4]
    assert left == [0]
    assert fixings.open_part == 1 / 4
    assert [fixings.agrees(one) for one in columns] == [True, True, True, True]
    assert fixings.hold_more(chosen([0.6, 0.4, 1, 1]), columns, [columns[0], columns[2], columns[3]]) == []
    assert [fixings.agrees(one) for one in columns] == [True, False, True, True]
    assert fixings.open_part == 0


def test_only_decisions_are_held() -> None:
    fixings = fixings_of([True, False] * 6)
    columns = [column(block, [1, 1, 1, 1]) for block in range(3)]
    assert fixings.hold_more(chosen([1, 1, 1]), columns, columns) == []
    assert fixings.of_all(12).tolist() == [1, OPEN] * 6


@settings(max_examples=200, derandomize=True)
@given(data=st.data())
def test_everybody_keeps_a_plan_and_at_last_nothing_is_open(data: st.DataObject) -> None:
    decisions = data.draw(st.lists(st.booleans(), min_size=12, max_size=12))
    fixings = fixings_of(decisions)
    days = st.lists(st.integers(0, 1), min_size=DAYS, max_size=DAYS)
    columns = [column(place % EMPLOYEES, data.draw(days)) for place in range(data.draw(st.integers(3, 12)))]
    for _ in range(12 + 1):
        weights = [float(data.draw(st.integers(1, 9))) * fixings.agrees(one) for one in columns]
        sums = np.zeros(EMPLOYEES)
        np.add.at(sums, [one.block for one in columns], weights)
        shares = [weight / sums[one.block] for weight, one in zip(weights, columns, strict=True)]
        order = np.argsort(-np.array(shares), kind="stable").tolist()
        likeliest = [next(columns[at] for at in order if columns[at].block == one) for one in range(3)]
        before = fixings.of_all(12)
        left = fixings.hold_more(chosen(shares), columns, likeliest)
        after = fixings.of_all(12)
        assert np.array_equal(after[before == 1], before[before == 1])
        assert all(fixings.agrees(one) for one in likeliest)
        assert all(decisions[number] for number in np.flatnonzero(after == 1).tolist())
        assert bool(left) == (fixings.open_part > 0)
        if not left:
            break
        assert (after == 1).sum() > (before == 1).sum()
    else:
        raise AssertionError("held without end")
