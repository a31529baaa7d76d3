"""Who may be where, under which agreement: the decisions, which are the first variables of a model."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gesched.group import Unit
from gesched.model.incidence import Numbers
from gesched.problem import Offer, Problem


class Decisions(NamedTuple):
    """Decisions by number; both halves of a day are one where an agreement gives whole days.

    Parameters
    ----------
    cells
        A row for each: the numbers of its agreement and employee, and its (first) half-day.
    lengths
        Of how many half-days each is.
    tables
        For each agreement and employee the decision of each half-day, below 0 where there is none.
    """

    cells: Numbers
    lengths: Numbers
    tables: Sequence[Mapping[int, "array[int]"]]  # in quotes: as a class of Python 3.11 it has no subscript

    @classmethod
    def of(cls, problem: Problem) -> "Decisions":
        """Return those of all candidates: agreement by agreement, employee by employee, in order of time."""
        # A problem that offers what cannot be assigned may offer halves of a day.
        whole = [
            one.unit is Unit.DAY and problem.offer is Offer.ASSIGNABLE for one in problem.group.agreements
        ]
        cells, tables, count = [np.empty((0, 3), np.int64)], [], 0
        for place, masks in enumerate(problem.candidates):
            table: dict[int, array[int]] = {}
            for employee, mask in masks.items():
                columns = np.flatnonzero(mask)
                begins = columns[columns % 2 == 0] if whole[place] else columns
                numbers = np.full(len(mask), -1, np.int32)
                numbers[begins] = count + np.arange(len(begins))
                if whole[place]:
                    numbers[begins + 1] = numbers[begins]
                table[employee] = array("i", numbers.tobytes())
                cells.append(np.stack(np.broadcast_arrays(place, employee, begins), axis=1))
                count += len(begins)
            tables.append(table)
        all_ = np.concatenate(cells)
        return cls(all_, np.where(np.array(whole, bool)[all_[:, 0]], 2, 1), tables)

    def half_days(self) -> Numbers:
        """Return for each decision its last half-day of an employee, as a number."""
        _, employee, column = self.cells.T
        width = column.max(initial=0) + 2
        found: Numbers = employee * width + column + self.lengths - 1
        return found

    def together(self) -> Iterator[list[int]]:
        """Yield decisions of the same half-day of an employee, ascending, wherever there are several."""
        decision = np.repeat(np.arange(len(self.cells)), self.lengths)
        earlier = np.cumsum(self.lengths)[decision] - 1 - np.arange(len(decision))
        half_day = self.half_days()[decision] - earlier
        order = np.argsort(half_day, kind="stable")
        begins = np.flatnonzero(np.diff(half_day[order], prepend=-1)).tolist()
        decisions: list[int] = decision[order].tolist()
        for first, end in pairwise([*begins, len(decisions)]):
            if end - first > 1:
                yield decisions[first:end]
