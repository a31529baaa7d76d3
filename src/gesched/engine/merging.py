"""A bound of a very large program from a small one: variables that are alike are one, and rows that are.

Rows of the same pattern are added up; of variables of a group that stand in these equally often, only the
sum counts. The dual values of that, the same for all rows of a pattern, bound the whole by weak duality. So
linear programs are reduced by their symmetries (Grohe, Kersting, Mladenov and Selman 2014), which loses
nothing; here groups are given, and rows that tell variables of a group apart are left out, which may lose.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gesched.engine.relaxation import Bounded
from gesched.engine.running import Begun
from gesched.engine.simplex import Simplex
from gesched.model import FAR, Model, Numbers, Program, Rows

ALONE = -1
"""The group of a variable that is like no other."""
_LEFT_OUT = -1
"""The pattern of a row that is left out."""
_BITS = np.uint64(0x9E3779B97F4A7C15)
"""What spreads numbers over 64 bits (Knuth's multiplicative hashing)."""


class Merged(NamedTuple):
    """A program in which variables and rows that are alike are one.

    Parameters
    ----------
    program
        The program.
    patterns
        For each row of the whole, which row of that it went into, or ``-1``.
    """

    program: Program
    patterns: Numbers


@dataclass(frozen=True, slots=True)
class Merging:
    """A bound by what is alike, as a task.

    Parameters
    ----------
    whole
        What is to be bounded.
    groups
        For each of the model's first variables, of which group it is; all others are alone.
    """

    whole: Program
    groups: Numbers

    def begin(self, seconds: float | None) -> Begun[Bounded | None]:
        """Return what tells the bound (``None`` where no optimum is found), and what stops it."""
        simplex = Simplex(seconds)

        def solve() -> Bounded | None:
            numbers = self.whole.numbers
            grouped = numbers < len(self.groups)
            groups = np.full(len(numbers), ALONE)
            groups[grouped] = self.groups[numbers[grouped]]
            merged = merge(self.whole, groups)
            found = simplex.optimum(merged.program)
            if found is None:
                return None
            # What was left out has the last one.
            duals = np.append(found.duals, 0.0)
            return Bounded.by(self.whole, duals[merged.patterns])

        return solve, simplex.stop


def alike(model: Model) -> list[Numbers]:
    """Return for each decision of a model of which group it is, in two ways.

    Alike are decisions of one employee under one agreement on half-days of one month, when the same
    agreements could be instead; in the same week, or on the same weekday: rules tell these apart.
    """
    agreement, employee, column = model.cells.T
    _, cell = np.unique(employee * model.problem.columns + column, return_inverse=True)
    instead = np.zeros(len(cell), np.int64)
    np.add.at(instead, cell, (agreement + 1) ** 2 * (2 * agreement + 1))
    days = model.problem.horizon.dates
    months = [12 * day.year + day.month for day in days]
    weeks, weekdays = [day.toordinal() // 7 for day in days], [day.weekday() for day in days]
    parts = (np.stack([months, part])[:, column // 2] for part in (weeks, weekdays))
    return [_grouped(agreement, employee, instead[cell], *part) for part in parts]


def _grouped(*keys: Numbers) -> Numbers:
    """Return a number for each place that those share where all keys are the same."""
    found = np.zeros(len(keys[0]), np.int64)
    for key in keys:
        values, place = np.unique(key, return_inverse=True)
        _, found = np.unique(found * len(values) + place, return_inverse=True)
    return found


def merge(whole: Program, groups: Numbers) -> Merged:
    """Merge variables of the same group, and rows of the same pattern of groups.

    Parameters
    ----------
    whole
        The program.
    groups
        For each variable, of which group it is, or ``ALONE``.
    """
    alone = groups == ALONE
    _, group_of = np.unique(np.where(alone, -1 - np.arange(len(groups)), groups), return_inverse=True)
    sizes = np.bincount(group_of)
    rows = whole.rows
    row_of_entry = rows.row_of_entry()
    _, pattern_of = np.unique(_patterns(rows, group_of), return_inverse=True)
    # How much each variable counts in the rows of a pattern; alike are those of a group that count the same.
    pairs, amounts = _added_up(pattern_of[row_of_entry], rows.columns, rows.factors, len(groups))
    patterns, variables = np.divmod(pairs, len(groups))
    places, counts, least, most = _spread(patterns, group_of[variables], amounts, len(sizes))
    row, group = np.divmod(places, len(sizes))
    uneven = np.unique(row[(counts != sizes[group]) | (least != most)])
    kept = np.ones(pattern_of.max(initial=-1) + 1, bool)
    kept[uneven] = False
    number = np.where(kept, np.cumsum(kept) - 1, _LEFT_OUT)
    inside = kept[row] & (least != 0)
    ends = np.cumsum(np.bincount(number[row[inside]], minlength=int(kept.sum())))
    lowers, uppers = (
        _limits(pattern_of, side, far)[kept] for side, far in ((rows.lowers, -FAR), (rows.uppers, FAR))
    )
    merged = Rows(ends, group[inside], least[inside], lowers, uppers, np.arange(len(lowers)))
    costs = np.full(len(sizes), np.iinfo(np.int64).max)
    np.minimum.at(costs, group_of, whole.costs)
    most_of = np.bincount(group_of, whole.uppers).astype(np.int64)
    nothing = np.zeros(len(sizes), np.int64)
    numbers = np.arange(len(sizes))
    program = Program(numbers, most_of, merged, costs, whole.offset, nothing, whole.crowded)
    return Merged(program, number[pattern_of])


def _patterns(rows: Rows, group_of: Numbers) -> Numbers:
    """Return for each row a number that rows over the same groups, bounded on the same sides, share."""
    entries = (group_of[rows.columns] + 1).astype(np.uint64) * _BITS
    entries = (entries ^ (entries >> np.uint64(29))) * _BITS * rows.factors.astype(np.uint64)
    sides = (rows.lowers != -FAR) * 1 + (rows.uppers != FAR) * 2
    sums = np.zeros(len(rows), np.uint64)
    np.add.at(sums, rows.row_of_entry(), entries ^ (entries >> np.uint64(31)))
    found: Numbers = ((sums ^ (sums >> np.uint64(32))) * _BITS + sides.astype(np.uint64)).view(np.int64)
    return found


def _added_up(patterns: Numbers, columns: Numbers, factors: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Return pairs of pattern and variable, as one number each, ascending, and the sum of their factors."""
    pairs, place = np.unique(patterns * count + columns, return_inverse=True)
    return pairs, np.bincount(place, factors).astype(np.int64)


def _spread(
    patterns: Numbers, groups: Numbers, amounts: Numbers, count: int
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return pairs of pattern and group: how many variables, and between which amounts they count."""
    pairs, place, counts = np.unique(patterns * count + groups, return_inverse=True, return_counts=True)
    least, most = np.full(len(pairs), FAR), np.full(len(pairs), -FAR)
    np.minimum.at(least, place, amounts)
    np.maximum.at(most, place, amounts)
    return pairs, counts, least, most


def _limits(pattern_of: Numbers, limits: Numbers, far: int) -> Numbers:
    """Return for each pattern what the limits of its rows add up to; far off where these are."""
    sums = np.zeros(pattern_of.max(initial=-1) + 1, np.int64)
    np.add.at(sums, pattern_of, np.where(limits == far, 0, limits))
    sums[pattern_of[limits == far]] = far
    return sums
