"""Pairs that exclude each other, told in few rows: every pair, and nothing more."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gesched.model.exclusions import Exclusions

NUMBERS = st.integers(0, 11)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] != pair[1]), max_size=40)
CELLS = st.lists(st.integers(0, 3), min_size=12, max_size=12)


def cliques_of(pairs: list[tuple[int, int]], cells: list[int]) -> list[list[int]]:
    exclusions = Exclusions()
    for pair in pairs:
        exclusions.add(*pair)
    return list(exclusions.cliques(np.array(cells)))


@given(pairs=PAIRS, cells=CELLS)
def test_every_pair_is_in_some_row_and_no_row_says_more(
    pairs: list[tuple[int, int]], cells: list[int]
) -> None:
    cliques = cliques_of(pairs, cells)
    told = {pair for clique in cliques for pair in combinations(clique, 2)}
    asked = {(min(pair), max(pair)) for pair in pairs}
    assert all(clique == sorted(set(clique)) for clique in cliques)
    assert asked <= told
    assert all(pair in asked or cells[pair[0]] == cells[pair[1]] for pair in told)
    assert len(cliques) <= len(asked)


def test_all_of_a_cell_are_one_row() -> None:
    # On one day at 0, 1 or 2, on the next at 3, 4 or 5: after 0 and 1 neither 3 nor 4.
    cells = [0, 0, 0, 1, 1, 1]
    assert cliques_of([(0, 3), (0, 4), (1, 3), (4, 1)], cells) == [[0, 1, 3, 4]]
    assert cliques_of([(0, 3), (0, 4), (1, 3)], cells) == [[0, 3, 4], [1, 3]]
    assert cliques_of([], cells) == []
    # More cells than numbers: of different pairs nothing is mixed up.
    assert cliques_of([(0, 3), (1, 2)], [1, 2, 0, 4]) == [[0, 3], [1, 2]]
