"""Components: what of a program has nothing to do with the rest, so that it is found and proven apart.

Employees who share neither member nor rule are tied to others by what is minimised and by what is kept alone.
A sum of these is as small as it can be where each component's part of it is; the largest of all, such as the
worst ratio, where the worst component's is. What is kept goes apart in the same way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gesched.model import FAR, Mask, Numbers, Program

_NEARLY_ALL = 0.75
"""Where one component has this part of all variables, there is little use in the others."""


class Component(NamedTuple):
    """A part of a program that stands by itself.

    Parameters
    ----------
    name
        The first of its variables: what it is known by, whatever is minimised.
    variables
        Its variables, by their places in the whole; one that is the largest of all stands in several.
    program
        What is to be minimised of it, subject to its rows.
    value
        What that comes to at the start.
    """

    name: int
    variables: Numbers
    program: Program
    value: int


class Components:
    """The components of a program.

    Parameters
    ----------
    program
        The program.

    Attributes
    ----------
    program
        The program.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._row_of_entry = program.rows.row_of_entry()
        self._kept = program.rows.origins < 0
        self._largest = self._found_largest()
        self._labels = self._connected()

    @property
    def fall_apart(self) -> bool:
        """Whether there are several, none of which is nearly all."""
        return self.most < _NEARLY_ALL * len(self._labels)

    @property
    def most(self) -> int:
        """How many variables one has of its own, at most."""
        return int(np.unique(self._labels[self._labels >= 0], return_counts=True)[1].max(initial=0))

    @cached_property
    def _is_largest(self) -> bool:
        """Whether what is minimised is the largest of all components' own values, and not their sum."""
        return bool(self._largest[self.program.costs != 0].any())

    def bound(self, least: Mapping[int, int]) -> int:
        """Return what the whole cannot go below, by what components cannot, as far as that is known."""
        if self._is_largest:
            return max(least.values(), default=self.program.offset)
        program = self.program
        lowest = np.minimum(0, program.costs) * program.uppers
        names, own = np.unique(self._labels, return_inverse=True)
        floors = np.zeros(len(names), np.int64)
        np.add.at(floors, own, lowest)
        known = dict(zip(names.tolist(), floors.tolist(), strict=True)) | dict(least)
        return program.offset + sum(known.values())

    def open(self, least: Mapping[int, int]) -> list[Component]:
        """Return those that make the whole larger than it must be: the largest values first."""
        found = [one for one in self._parts() if one.value > least.get(one.name, one.value - 1)]
        if self._is_largest:
            found = [one for one in found if one.value > self.bound(least)]
        return sorted(found, key=lambda one: (-one.value, one.name))

    def _parts(self) -> Iterator[Component]:
        """Yield those that something can be gained of."""
        program = self.program
        costly = program.costs * program.start > np.minimum(0, program.costs) * program.uppers
        if self._is_largest:
            asked = self._needed > 0
            names = np.unique(self._labels[program.rows.columns[asked[self._row_of_entry]]])
        else:
            names = np.unique(self._labels[costly])
        for name in names[names >= 0].tolist():
            yield self._part(name)

    def _part(self, name: int) -> Component:
        program, rows, place = self.program, self.program.rows, self._row_of_entry
        own = self._labels == name
        mine = np.zeros(len(rows), bool)
        mine[place[own[rows.columns]]] = True
        shared = np.zeros_like(own)
        shared[rows.columns[mine[place] & ~self._kept[place]]] = True
        shared &= self._largest
        # What is kept of the largest alone holds in every component that has it.
        mine[place[shared[rows.columns] & self._kept[place]]] = True
        part = program.part(own | shared, mine)
        part = replace(part, start=part.start.copy())
        if self._is_largest:
            most = int(self._needed[mine].max())
            part.start[part.costs != 0] = most
        else:
            part = replace(part, offset=0)
        # Of a sum that is kept it has as much as at the start, and no more.
        sums = part.rows.sums(part.rows.factors * part.start[part.rows.columns])
        summed = (self._kept & (rows.lengths() > 1))[mine]
        limited = replace(part.rows, uppers=np.where(summed, sums, part.rows.uppers))
        value = part.offset + int(part.costs @ part.start)
        return Component(name, part.numbers, replace(part, rows=limited), value)

    @cached_property
    def _needed(self) -> Numbers:
        """For each row, how large the largest must be for it to hold with all else as at the start."""
        program, rows = self.program, self.program.rows
        largest = (self._largest & (program.costs != 0))[rows.columns]
        others = rows.sums(np.where(largest, 0, rows.factors * program.start[rows.columns]))
        factors = rows.sums(np.where(largest, rows.factors, 0))
        with np.errstate(all="ignore"):
            above = -(-(rows.lowers - others) // np.maximum(1, factors))
            below = -((rows.uppers - others) // np.maximum(1, -factors))
        needed = np.where(factors > 0, above, np.where(factors < 0, below, 0))
        return np.where(self._kept, 0, np.maximum(0, needed))

    def _found_largest(self) -> Mask:
        """Return which variables are the largest of all: they may grow, and nothing is added to them."""
        program, rows, place = self.program, self.program.rows, self._row_of_entry
        alone = self._kept & (rows.lengths() == 1)
        held = (rows.factors > 0) & (rows.uppers[place] != FAR) | (rows.factors < 0) & (
            rows.lowers[place] != -FAR
        )
        found = np.zeros(len(program.uppers), bool)
        found[rows.columns[alone[place]]] = True
        priced = np.flatnonzero(program.costs)
        found[priced] = len(priced) == 1 and program.costs[priced[0]] > 0
        found[rows.columns[(self._kept & ~alone)[place] | (held & ~alone[place])]] = False
        return found

    def _connected(self) -> Numbers:
        """Return for each variable the first one of its component; below 0, of none in particular."""
        rows = self.program.rows
        ties = ~self._largest[rows.columns] & ~self._kept[self._row_of_entry]
        columns, place = rows.columns[ties], self._row_of_entry[ties]
        labels, before = np.arange(len(self.program.uppers)), None
        while before is None or not np.array_equal(labels, before):
            before = labels.copy()
            first = np.full(len(rows), len(labels))
            np.minimum.at(first, place, labels[columns])
            np.minimum.at(labels, columns, first[place])
            labels = labels[labels]
        return np.where(self._largest, -1, labels)
