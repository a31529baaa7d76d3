"""Components of programs: what each can do apart, all of them can together, and no more."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from programs import Row, program_of

from gesched.engine.components import Components
from gesched.model import FAR, Numbers, Program

MOST = 9
"""The most that the largest of all can be."""


def solutions(program: Program) -> Iterator[Numbers]:
    for values in product(*(range(upper + 1) for upper in program.uppers.tolist())):
        if program.holds(np.array(values)):
            yield np.array(values)


def cost(program: Program, values: Numbers) -> int:
    return program.offset + int(program.costs @ values)


def cheapest(program: Program) -> Numbers:
    return min(solutions(program), key=lambda values: cost(program, values))


def least(components: Components) -> dict[int, int]:
    """Return what each open component cannot go below, by enumeration."""
    return {one.name: cost(one.program, cheapest(one.program)) for one in components.open({})}


def joined(components: Components) -> Numbers:
    """Return the cheapest of each open component together, and the largest of all as large as it must be."""
    program = components.program
    values = program.start.copy()
    for one in components.open({}):
        values[one.variables] = cheapest(one.program)
    fitting = [other for other in solutions(program) if np.array_equal(other[:-1], values[:-1])]
    assert fitting
    return min(fitting, key=lambda found: cost(program, found))


blocks = st.lists(st.integers(1, 2), min_size=2, max_size=3)
factors = st.integers(-2, 2)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Draw blocks of few variables with rows of their own; the last variable is the largest of all.

    Either that is minimised or a sum, and either may be kept at what it is at the start, which is a solution.
    """
    sizes = draw(blocks)
    numbers = list(range(sum(sizes)))
    last, rows, first = len(numbers), list[Row](), 0
    for size in sizes:
        own = numbers[first : first + size]
        rows.append((dict.fromkeys(own, 1), draw(st.integers(0, 1)), FAR))
        # The largest of all is at least what this comes to, halved.
        weights = {one: draw(st.integers(1, 4)) for one in own}
        rows.append((weights | {last: -2}, -FAR, draw(st.integers(-2, 0))))
        first += size
    uppers = [draw(st.integers(1, 2)) for _ in numbers]
    some = {one: draw(factors) for one in numbers}
    costs = {last: draw(st.integers(1, 3))} if draw(st.booleans()) else some
    program = program_of([*uppers, MOST], rows, costs, draw(st.integers(-3, 3)))
    found = list(solutions(program))
    assume(found)
    start = draw(st.sampled_from(found))
    kept: list[Row] = []
    if draw(st.booleans()):
        kept.append(({last: 1}, -FAR, int(start[last])))
    limit = {one: draw(st.sampled_from((-2, -1, 1, 2))) for one in numbers}
    if draw(st.booleans()):
        kept.append((limit, -FAR, sum(int(factor * start[one]) for one, factor in limit.items())))
    return with_kept(program_of([*uppers, MOST], [*rows, *kept], costs, program.offset), len(kept), start)


def with_kept(program: Program, count: int, start: Numbers) -> Program:
    """Return a program of which the last rows are what is kept."""
    origins = program.rows.origins.copy()
    origins[len(origins) - count :] = -1 - np.arange(count)
    return replace(program, rows=replace(program.rows, origins=origins), start=start)


def is_exact(program: Program) -> bool:
    """Return whether a sum that is kept, if any, is as small as it can be without that."""
    kept = (program.rows.origins < 0) & (program.rows.lengths() > 1)
    if not kept.any():
        return True
    (row,) = np.flatnonzero(kept)
    entries = program.rows.row_of_entry() == row
    costs = np.zeros_like(program.costs)
    costs[program.rows.columns[entries]] = program.rows.factors[entries]
    uppers = np.where(kept, FAR, program.rows.uppers)
    free = replace(program, costs=costs, offset=0, rows=replace(program.rows, uppers=uppers))
    return cost(free, cheapest(free)) == cost(free, program.start)


@settings(max_examples=100, derandomize=True)
@given(programs())
def test_the_best_of_each_is_the_best_of_all(program: Program) -> None:
    components = Components(program)
    for one in components.open({}):
        assert one.program.holds(one.program.start)
        assert cost(one.program, one.program.start) == one.value
    together = joined(components)
    assert program.holds(together)
    # The largest of all may be larger than it must be at the start: to begin with it is as large as needed.
    assert cost(program, together) <= cost(program, program.start)
    best = cost(program, cheapest(program))
    if is_exact(program):
        assert components.bound(least(components)) == best == cost(program, together)


@settings(max_examples=50, derandomize=True)
@given(programs(), st.data())
def test_less_is_known_of_all_where_less_is_known_of_some(program: Program, data: st.DataObject) -> None:
    components = Components(program)
    known = {name: bound - data.draw(st.integers(0, 2)) for name, bound in least(components).items()}
    for name in [*known]:
        if data.draw(st.booleans()):
            del known[name]
    if is_exact(program):
        assert components.bound(known) <= cost(program, cheapest(program))
    # What is not known to be as small as it can be is asked for, unless others are larger in any case.
    asked = {one.name for one in components.open(known)}
    for one in components.open({}):
        done = one.value == known.get(one.name) or one.value <= components.bound(known)
        assert (one.name in asked) or done


def two_apart(costs: dict[int, int], *kept: Row) -> Program:
    """Two blocks of two variables, of which one at least is taken; the fifth is the largest of both."""
    rows: list[Row] = [({0: 1, 1: 1}, 1, FAR), ({2: 1, 3: 1}, 1, FAR)]
    rows += [({0: 3, 1: 1, 4: -1}, -FAR, 0), ({2: 5, 3: 2, 4: -1}, -FAR, 0)]
    start = np.array([1, 0, 1, 0, 5])
    return with_kept(program_of([1, 1, 1, 1, MOST], [*rows, *kept], costs), len(kept), start)


def test_the_largest_of_all_is_in_each_and_the_worst_comes_first() -> None:
    components = Components(two_apart({4: 1}))
    assert components.fall_apart
    assert components.sizes == {0: 2, 2: 2}
    assert [(one.name, one.variables.tolist(), one.value) for one in components.open({})] == [
        (2, [2, 3, 4], 5),
        (0, [0, 1, 4], 3),
    ]
    assert components.bound({2: 2, 0: 1}) == 2
    # With 5 at least anyway, nothing is to be gained of the other.
    assert [one.name for one in components.open({2: 5})] == []
    assert [one.name for one in components.open({2: 2})] == [2, 0]


def test_what_costs_no_more_than_it_must_is_not_asked_for() -> None:
    components = Components(two_apart({0: 7, 3: 2}, ({4: 1}, -FAR, 9)))
    assert [(one.name, one.value) for one in components.open({})] == [(0, 7)]
    assert components.bound({}) == 0
    assert components.bound({0: 7}) == 7


def test_each_has_as_much_of_a_sum_as_at_the_start() -> None:
    kept: list[Row] = [({4: 1}, -FAR, 6), ({0: 1, 1: 1, 2: 1, 3: 1}, -FAR, 2)]
    for one in Components(two_apart({0: 7, 2: 7}, *kept)).open({}):
        limits = one.program.rows.origins < 0
        assert one.program.rows.origins[limits].tolist() == [-1, -2]
        assert one.program.rows.uppers[limits].tolist() == [6, 1]


def test_what_is_added_to_something_ties_all_together() -> None:
    # As a part of a sum, the largest of all would count in each.
    components = Components(two_apart({0: 7, 4: 1}))
    assert not components.fall_apart
    assert components.sizes == {0: 5}


def test_who_has_nothing_to_do_with_what_is_minimised_does_not_count() -> None:
    program = two_apart({0: 7, 1: 2}, ({4: 1}, -FAR, 9))
    assert Components(program).sizes == {0: 2}
    assert not Components(program).fall_apart


def test_what_may_not_grow_ties_all_together() -> None:
    rows: list[Row] = [({0: 1, 2: 1}, 2, FAR), ({1: 1, 2: -1}, 0, FAR)]
    assert not Components(program_of([1, 3, 3], rows, {2: 1})).fall_apart
