"""Rows of numbers that grow at the end, and can be looked up from either side."""

from array import array
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


class Gathered(NamedTuple):
    """Some rows, one after the other.

    Parameters
    ----------
    ends
        Where each row ends, as places in the entries.
    entries
        The places of their entries in the incidence.
    """

    ends: Numbers
    entries: Numbers

    def row_of_entry(self) -> Numbers:
        """Return for each entry the place of its row among those gathered."""
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))


class Incidence:
    """Which numbers stand in which row: built row by row, asked in both directions.

    Views of what grows are never given a name: a profiler that keeps frames would keep them, and nothing
    could be added.

    Parameters
    ----------
    rows
        For each row its numbers.
    """

    def __init__(self, rows: Iterable[Iterable[int]] = ()) -> None:
        self._ends = array("q", [0])
        self._numbers = array("i")
        # From number to row, in parts that are sorted by number: new rows make a new part, and small parts
        # are merged into one, so that growing by a row costs little.
        self._parts: list[tuple[Numbers, Numbers]] = []
        self._indexed = 0
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def append(self, numbers: Iterable[int]) -> None:
        """Add a row at the end."""
        self._numbers.extend(numbers)
        self._ends.append(len(self._numbers))

    def place(self, row: int) -> slice:
        """Return where the entries of a row are."""
        return slice(self._ends[row], self._ends[row + 1])

    @property
    def numbers(self) -> npt.NDArray[Any]:
        """The numbers of all entries, row by row; to be let go of before rows are added."""
        return np.asarray(self._numbers)

    def gather(self, rows: Numbers) -> Gathered:
        """Return where the entries of some rows are."""
        return _ranges(np.asarray(self._ends)[rows], np.asarray(self._ends)[rows + 1])

    def rows_with(self, numbers: Numbers) -> Numbers:
        """Return the rows in which any of some numbers stands, ascending."""
        self.index()
        found = []
        for sorted_numbers, rows in self._parts:
            # Of the same type, or all of those here would be copied first.
            asked = numbers.astype(sorted_numbers.dtype)
            first = np.searchsorted(sorted_numbers, asked, "left")
            last = np.searchsorted(sorted_numbers, asked, "right")
            found.append(rows[_ranges(first, last).entries])
        return distinct(np.concatenate(found)) if found else np.empty(0, np.int64)

    def index(self) -> None:
        """Make ready for ``rows_with``, which takes a while after many rows were added."""
        if self._indexed == len(self):
            return
        rows = np.arange(self._indexed, len(self))
        gathered = self.gather(rows)
        part = self.numbers[gathered.entries], rows[gathered.row_of_entry()]
        self._indexed = len(self)
        while self._parts and len(self._parts[-1][0]) < 2 * len(part[0]):
            earlier = self._parts.pop()
            part = np.concatenate([earlier[0], part[0]]), np.concatenate([earlier[1], part[1]])
        order = np.argsort(part[0], kind="stable")
        self._parts.append((part[0][order], part[1][order].astype(np.int32)))


def connected(count: int, ties: Numbers) -> Numbers:
    """Return for each of so many nodes the first of all that ties lead to.

    Parameters
    ----------
    count
        How many nodes there are.
    ties
        What ties two nodes each, as two rows.
    """
    first = np.arange(count)
    while True:
        before, found = first.copy(), first[ties]
        least = np.minimum(*found)
        # What the ends were known by is known by less as well: long chains become short at once.
        for ends in (*ties, *found):
            np.minimum.at(first, ends, least)
        first = first[first]
        if np.array_equal(first, before):
            return first


def distinct(numbers: Numbers) -> Numbers:
    """Return numbers ascending, each once: ``np.unique`` hashes them, which takes five times as long."""
    found = np.sort(numbers)
    return found[np.diff(found, prepend=found[:1] - 1) > 0]


def row_sums(ends: Numbers, amounts: npt.NDArray[Any]) -> Numbers:
    """Return for each row, which ends where it is told, what an amount for each entry adds up to."""
    so_far = np.concatenate([[0], np.cumsum(amounts)])
    return np.diff(so_far[ends], prepend=0)


def _ranges(first: Numbers, last: Numbers) -> Gathered:
    """Return the places from each ``first`` up to its ``last``, one range after the other."""
    lengths = last - first
    ends = np.cumsum(lengths)
    shift = np.repeat(first - (ends - lengths), lengths)
    return Gathered(ends, np.arange(len(shift)) + shift)
