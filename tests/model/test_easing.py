"""Rows that a start breaks are given slacks, so that there is always something to improve."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings
from ortools.sat.python import cp_model

from gesched.engine.slices import in_words_of_cp_sat
from gesched.model import FAR, Program, Rows


def program_of(rows: list[tuple[dict[int, int], int, int]], costs: list[int], start: list[int]) -> Program:
    columns = [number for terms, _, _ in rows for number in sorted(terms)]
    factors = [terms[number] for terms, _, _ in rows for number in sorted(terms)]
    ends = np.cumsum([len(terms) for terms, _, _ in rows]).astype(np.int64)
    lowers, uppers = ([row[place] for row in rows] for place in (1, 2))
    origins = range(len(rows))
    arrays = (np.array(one, np.int64) for one in (ends, columns, factors, lowers, uppers, origins))
    numbers = np.arange(len(costs))
    return Program(
        numbers,
        np.ones_like(numbers),
        Rows(*arrays),
        np.array(costs),
        0,
        np.array(start, np.int64),
    )


_terms = st.dictionaries(st.integers(0, 3), st.sampled_from([-2, -1, 1, 3]), min_size=1)
_row = st.tuples(_terms, st.sampled_from([-FAR, 0, 1, 2]), st.sampled_from([2, 3, FAR]))
_bits = st.lists(st.integers(0, 1), min_size=4, max_size=4)


def total_breach(rows: list[tuple[dict[int, int], int, int]], values: list[int]) -> int:
    sums = [sum(factor * values[number] for number, factor in terms.items()) for terms, _, _ in rows]
    return sum(max(0, low - one, one - high) for one, (_, low, high) in zip(sums, rows, strict=True))


@settings(max_examples=80, derandomize=True)
@given(
    rows=st.lists(_row, min_size=1, max_size=4),
    costs=st.lists(st.integers(-3, 3), min_size=4, max_size=4),
    start=_bits,
)
def test_least_breach_comes_first_and_no_row_is_broken_more(
    rows: list[tuple[dict[int, int], int, int]], costs: list[int], start: list[int]
) -> None:
    eased = program_of(rows, costs, start).eased()
    assert eased.holds(eased.start)
    solver = cp_model.CpSolver()
    assert solver.solve(in_words_of_cp_sat(eased)) == cp_model.OPTIMAL
    found = list(solver.response_proto.solution)[:4]
    # A row that is broken may come down to its bound, and stays on its side of the other one.
    widened = [
        (terms, min(low, at), max(high, at))
        for terms, low, high in rows
        for at in [sum(factor * start[number] for number, factor in terms.items())]
    ]

    def allowed(values: list[int]) -> bool:
        return not total_breach(widened, values)

    points = [[number >> place & 1 for place in range(4)] for number in range(16)]
    best = min(
        (total_breach(rows, one), sum(c * v for c, v in zip(costs, one, strict=True)))
        for one in points
        if allowed(one)
    )
    assert allowed(found)
    assert (total_breach(rows, found), sum(c * v for c, v in zip(costs, found, strict=True))) == best
