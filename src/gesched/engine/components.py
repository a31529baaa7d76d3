"""Components: what of a program has nothing to do with the rest, so that it is found and proven apart.

Employees who share neither member nor rule are tied to others by what is minimised and by what is kept alone.
A sum of these is as small as it can be where each component's part of it is; the largest of all, such as the
worst ratio, where the worst component's is. What is kept goes apart in the same way.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from gesched.model import FAR, Mask, Numbers, Program, connected

_NEARLY_ALL = 0.75
"""Where one component has this part of all that is to be asked, there is little use in the others."""


class Component(NamedTuple):
    """A part of a program that stands by itself.

    Parameters
    ----------
    name
        The first of its variables, by its number in the model: what it is known by, whatever is minimised.
    variables
        Its variables, by their places in the whole; one that is the largest of all stands in several.
    own
        Which of these are its own.
    program
        What is to be minimised of it, subject to its rows.
    value
        What that comes to at the start.
    """

    name: int
    variables: Numbers
    own: Mask
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
        """Whether there are several to be asked, none of which is nearly all of them."""
        counts = self.sizes.values()
        return max(counts, default=0) < _NEARLY_ALL * sum(counts)

    @cached_property
    def sizes(self) -> Mapping[int, int]:
        """How many variables each has of its own that what is minimised depends on, by name."""
        priced = self.program.costs != 0
        if self._is_largest:
            columns, place = self.program.rows.columns, self._row_of_entry
            asked = np.zeros(len(self._kept), bool)
            asked[place[priced[columns]]] = True
            priced = np.zeros_like(priced)
            priced[columns[(asked & ~self._kept)[place]]] = True
        asked_labels = np.unique(self._labels[priced & ~self._largest])
        labels, counts = np.unique(self._labels, return_counts=True)
        concerned = np.isin(labels, asked_labels)
        names = self.program.numbers[labels[concerned]]
        return dict(zip(names.tolist(), counts[concerned].tolist(), strict=True))

    @cached_property
    def _is_largest(self) -> bool:
        """Whether what is minimised is the largest of all components' own values, and not their sum."""
        return bool(self._largest[self.program.costs != 0].any())

    def bound(self, least: Mapping[int, int]) -> int:
        """Return what the whole cannot go below, by what components cannot, as far as that is known."""
        if self._is_largest:
            return max(least.values(), default=self.program.offset)
        lowest = {one.name: one.program.lowest for one in self._parts}
        # Of those that nothing can be gained of, the start says what they come to.
        rest = self.program.value(self.program.start) - sum(one.value for one in self._parts)
        known = (least.get(name, floor) for name, floor in lowest.items())
        return rest + sum(known)

    def open(self, least: Mapping[int, int]) -> list[Component]:
        """Return those that make the whole larger than it must be: the largest values first."""
        found = [one for one in self._parts if one.value > least.get(one.name, one.value - 1)]
        if self._is_largest:
            bound = self.bound(least)
            found = [one for one in found if one.value > bound]
        return sorted(found, key=lambda one: (-one.value, one.name))

    @cached_property
    def _parts(self) -> list[Component]:
        """Those that something can be gained of."""
        program = self.program
        if self._is_largest:
            needed = (self._needed > 0)[self._row_of_entry]
            labels = np.unique(self._labels[program.rows.columns[needed]])
        else:
            costly = program.costs * program.start > np.minimum(0, program.costs) * program.uppers
            labels = np.unique(self._labels[costly])
        return [self._part(label) for label in labels[labels >= 0].tolist()]

    def _part(self, label: int) -> Component:
        near = np.concatenate([self._rows_of(label), np.flatnonzero(self._kept)])
        program = replace(self.program, rows=self.program.rows.some(near))
        rows, place, kept = program.rows, program.rows.row_of_entry(), self._kept[near]
        own = self._labels == label
        mine = np.zeros(len(rows), bool)
        mine[place[own[rows.columns]]] = True
        shared = np.zeros_like(own)
        shared[rows.columns[mine[place] & ~kept[place]]] = True
        shared &= self._largest
        # What is kept of the largest alone holds in every component that has it.
        mine[place[shared[rows.columns] & kept[place]]] = True
        part = program.part(own | shared, mine)
        start = part.start.copy()
        if self._is_largest:
            start[part.costs != 0] = self._needed[near][mine].max()
        # Of a sum that is kept it has as much as at the start, and no more.
        sums = part.rows.sums(part.rows.factors * start[part.rows.columns])
        summed = (kept & (rows.lengths() > 1))[mine]
        limited = replace(part.rows, uppers=np.where(summed, sums, part.rows.uppers))
        offset = program.offset if self._is_largest else 0
        name, variables = int(program.numbers[label]), part.numbers
        part = replace(part, rows=limited, start=start, offset=offset)
        return Component(name, variables, own[variables], part, part.value(start))

    def _rows_of(self, label: int) -> Numbers:
        """Return the rows of a component, but for what is kept."""
        order, labels = self._rows_by_label
        first, end = np.searchsorted(labels, [label, label + 1])
        return order[first:end]

    @cached_property
    def _rows_by_label(self) -> tuple[Numbers, Numbers]:
        """All rows that are not kept, by the component in which they are; and the label of each."""
        labels = np.full(len(self._kept), -1)
        np.maximum.at(labels, self._row_of_entry, self._labels[self.program.rows.columns])
        labels[self._kept] = -1
        order = np.argsort(labels, kind="stable")
        return order, labels[order]

    @cached_property
    def _needed(self) -> Numbers:
        """For each row, how large the largest must be for it to hold with all else as at the start."""
        program, rows = self.program, self.program.rows
        largest = (self._largest & (program.costs != 0))[rows.columns]
        others = rows.sums(np.where(largest, 0, rows.factors * program.start[rows.columns]))
        factors = rows.sums(np.where(largest, rows.factors, 0))
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
        count = len(self.program.uppers)
        pairs = np.stack([rows.columns[ties], count + self._row_of_entry[ties]])
        labels = connected(count + len(rows), pairs)[:count]
        return np.where(self._largest, -1, labels)
