"""Pairs of decisions that exclude each other, told in few rows."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from gesched.model.incidence import Numbers


class Exclusions:
    """Pairs of which at most one can be taken, gathered while rules are posted.

    Rules speak of pairs, of which there are millions at large sizes. Where decisions exclude each other
    anyway, being of one cell, many pairs are one row: at most one of all.
    """

    def __init__(self) -> None:
        self._pairs = array("i")

    def add(self, one: int, other: int) -> None:
        """Note that two different decisions exclude each other."""
        self._pairs.extend((one, other))

    def cliques(self, cell_of: Numbers) -> Iterator[list[int]]:
        """Yield sets of decisions, ascending: at most one can be taken of each; any pair is in some set.

        Parameters
        ----------
        cell_of
            For each decision its cell: of those of one cell at most one is taken.
        """
        if not self._pairs:
            return
        ones, others = np.sort(np.array(self._pairs, np.int64).reshape(-1, 2), axis=1).T
        count = others.max() + 1
        ones, others = np.divmod(np.unique(ones * count + others), count)
        joined: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
        for one, group in _groups(ones, others, cell_of):
            joined[int(cell_of[one]), group.tobytes()].append(one)
        for (_, excluded), all_of_one in joined.items():
            yield sorted({*all_of_one, *np.frombuffer(excluded, np.int64).tolist()})


def _groups(ones: Numbers, others: Numbers, cell_of: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield decisions, each with those of one cell that exclude it; the way round that needs fewer."""
    cells = cell_of.max() + 1
    keys, back = ones * cells + cell_of[others], others * cells + cell_of[ones]
    if len(np.unique(back)) < len(np.unique(keys)):
        ones, others, keys = others, ones, back
    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(np.diff(keys[order], prepend=-1)).tolist()
    for first, end in pairwise([*begins, len(order)]):
        yield int(ones[order[first]]), others[order[first:end]]
