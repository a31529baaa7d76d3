"""What is alike is one: bounds that hold for any groups, and lose nothing where all is alike."""

from collections import defaultdict
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from programs import Row, program_of
from regular_weeks import regular_weeks

from gesched.engine.merging import ALONE, Merging, alike, merge
from gesched.engine.relaxation import Relaxation
from gesched.engine.running import perform
from gesched.goals import FairCoverage
from gesched.linear import Linear
from gesched.model import FAR, Program

ROWS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 3), st.integers(-2, 2).filter(bool), min_size=1),
        st.sampled_from([-FAR, 0, 1, 2]),
        st.sampled_from([FAR, 2, 3, 4]),
    ),
    min_size=1,
    max_size=5,
)


def least_of(program: Program) -> int | None:
    """Return the least that any whole solution costs, tried one by one."""
    values = (np.array(one) for one in product(*(range(upper + 1) for upper in program.uppers.tolist())))
    return min((int(program.costs @ one) for one in values if program.holds(one)), default=None)


@given(
    rows=ROWS,
    uppers=st.lists(st.integers(1, 2), min_size=4, max_size=4),
    costs=st.dictionaries(st.integers(0, 3), st.integers(-5, 5)),
    groups=st.lists(st.integers(ALONE, 1), min_size=4, max_size=4),
)
def test_a_bound_holds_for_any_groups(
    rows: list[Row], uppers: list[int], costs: dict[int, int], groups: list[int]
) -> None:
    program = program_of(uppers, rows, costs)
    least = least_of(program)
    assume(least is not None)
    found = perform(Merging(program, np.array(groups)), None)
    # Where rows are left out, there may be less to keep than has an optimum, but never nothing that holds.
    assert found is not None
    assert least is not None
    assert found.bound <= least


def test_nothing_is_lost_where_all_is_alike() -> None:
    # Six half-days, at each of which two members compete; each is due five and four.
    cells: list[Row] = [({half: 1, 6 + half: 1}, -FAR, 1) for half in range(6)]
    short: list[Row] = [
        (dict.fromkeys(range(6), 1) | {12: 1}, 5, FAR),
        (dict.fromkeys(range(6, 12), 1) | {13: 1}, 4, FAR),
    ]
    program = program_of([1] * 12 + [9, 9], cells + short, {12: 1, 13: 1})
    merged = merge(program, np.array([0] * 6 + [1] * 6 + [ALONE, ALONE]))
    # People who could stand in for one another still can.
    assert not merged.program.crowded
    assert merge(replace(program, crowded=True), np.zeros(14, np.int64)).program.crowded
    assert len(merged.program.uppers) == 4
    assert len(merged.program.rows) == 3
    assert merged.patterns.tolist()[:6] == [merged.patterns[0]] * 6
    found = perform(Merging(program, np.array([0] * 6 + [1] * 6 + [ALONE, ALONE])), None)
    assert found is not None
    assert found.bound == perform(Relaxation(program), None) == 3


def test_a_row_that_tells_variables_of_a_group_apart_is_left_out() -> None:
    program = program_of([1] * 3, [({0: 1, 1: 1, 2: 1}, 2, FAR), ({0: 1}, -FAR, 0)], {0: 1, 1: 3, 2: 3})
    merged = merge(program, np.zeros(3, np.int64))
    assert merged.patterns.tolist() == [0, -1]
    assert merged.program.costs.tolist() == [1]
    found = perform(Merging(program, np.zeros(3, np.int64)), None)
    assert found is not None
    assert found.bound == 2


def test_half_days_are_alike_where_the_same_can_be_instead() -> None:
    model = regular_weeks()
    cells = model.cells
    days = [model.problem.horizon.dates[column // 2] for column in cells[:, 2].tolist()]
    instead: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for agreement, employee, column in cells.tolist():
        instead[employee, column].append(agreement)
    by_week, by_weekday = alike(model)
    weeks, weekdays = [day.isocalendar().week for day in days], [day.weekday() for day in days]
    for groups, parts in ((by_week, weeks), (by_weekday, weekdays)):
        keys = [
            (agreement, employee, day.month, part, tuple(instead[employee, column]))
            for (agreement, employee, column), day, part in zip(cells.tolist(), days, parts, strict=True)
        ]
        pairs = set(zip(groups.tolist(), keys, strict=True))
        assert len(pairs) == len(set(keys)) == len(set(groups.tolist()))
        assert 1 < len(pairs) < len(cells)


def test_the_worst_ratio_is_bounded_by_what_is_alike() -> None:
    model = regular_weeks()
    worst = next(FairCoverage().pursue(model, lambda _: 0)).total
    whole = model.program(Linear.total([worst]))
    relaxed = perform(Relaxation(whole), None)
    assert relaxed is not None
    for groups in alike(model):
        found = perform(Merging(whole, groups), None)
        assert found is not None
        assert 0 <= found.bound <= relaxed
