"""What is tied together is found, as by walking from node to node."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gesched.model import connected


def walked(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Return for each node the first one that can be walked to."""
    first: list[int | None] = [None] * count
    for start in range(count):
        reached = [start] if first[start] is None else []
        for node in reached:
            first[node] = start
            ends = [one[0] + one[1] - node for one in pairs if node in one]
            reached += [end for end in dict.fromkeys(ends) if end not in reached]
    return [one for one in first if one is not None]


@st.composite
def tied(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    count = draw(st.integers(0, 12))
    nodes = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(nodes, nodes), max_size=14)) if count else []


@given(tied())
def test_each_node_is_known_by_the_first_that_it_is_tied_to(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = drawn
    ties = np.array(pairs, np.int64).reshape(-1, 2).T
    assert connected(count, ties).tolist() == walked(count, pairs)


def test_a_long_chain_is_one() -> None:
    order = np.random.default_rng(0).permutation(200_000)
    begun = time.monotonic()
    assert not connected(len(order), np.stack([order[:-1], order[1:]])).any()
    assert time.monotonic() - begun < 20
