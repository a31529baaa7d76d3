"""Programs out of a model: all of it, or a part while the rest stays as it is."""

from collections.abc import Iterable

import numpy as np

from gesched.linear import Linear
from gesched.model.expressions import Expressions
from gesched.model.incidence import Numbers
from gesched.model.program import FAR, REQUIRED, Entries, Mask, Program, Rows, Sum


def carve(
    model: Expressions,
    free: Numbers | None,
    values: Numbers,
    total: Linear,
    kept: Iterable[tuple[Linear, int]] = (),
    held: Numbers | None = None,
) -> Program:
    """Return the program of some variables and all that depends on them, the others held.

    Parameters
    ----------
    model
        Where the rows come from.
    free
        The variables that may change; ``None`` is all, and all rows. What is derived from them, and is asked
        for, may as well.
    values
        A value for each variable of the model: where others are held, and where the program starts from.
    total
        What to minimise.
    kept
        Pairs of an expression and what it must not exceed.
    held
        Derived variables, ascending, that stay as they are, whatever they depend on.
    """
    numbers = np.arange(len(model.uppers)) if free is None else model.dependents(free)
    if held is not None:
        numbers = np.setdiff1d(numbers, held, assume_unique=True)
    limits = [(model.sum_of(one), most) for one, most in kept]
    entries = _rows_of(model.entries(None if free is None else numbers), limits)
    if free is None:
        free = np.setdiff1d(numbers, model.derived)
    costs_at, costs, constant = model.sum_of(total)
    # Expressions of the whole are long: what is small is looked up in what is large, not the other way round.
    asked = numbers[_places(costs_at, numbers)[1]]
    numbers, entries = _needed(numbers, entries, np.concatenate([free, asked]))
    rows = _within(entries, numbers, values, np.asarray(model.uppers)[entries.numbers])
    at, inside = _places(costs_at, numbers)
    mine = np.zeros(len(numbers), np.int64)
    mine[inside] = costs[at[inside]]
    offset = constant + int(costs @ values[costs_at]) - int(mine @ values[numbers])
    uppers = np.asarray(model.uppers)[numbers]
    return Program(numbers, uppers, rows, mine, offset, values[numbers])


def alone(model: Expressions, numbers: Numbers, asked: Numbers) -> Program:
    """Return what rows say of some variables, whatever the others are; any solution will do.

    What the others come to at least, and at most, is taken off the bounds: where this has no solution, the
    model has none.

    Parameters
    ----------
    model
        Where the rows come from.
    numbers
        The variables, ascending.
    asked
        Which of them must be there; the others are where a row needs them.
    """
    entries, most = model.entries(numbers), np.asarray(model.uppers)
    _, inside = _places(numbers, entries.numbers)
    reach = np.where(inside, 0, entries.factors * most[entries.numbers])
    lowers = entries.lowers - entries.sums(np.maximum(0, reach))
    uppers = entries.uppers - entries.sums(np.minimum(0, reach))
    entries = entries._replace(
        lowers=np.where(entries.lowers == -FAR, -FAR, lowers),
        uppers=np.where(entries.uppers == FAR, FAR, uppers),
    )
    numbers, entries = _needed(numbers, entries, asked)
    rows = _within(entries, numbers, np.zeros_like(most), most[entries.numbers])
    nothing = np.zeros(len(numbers), np.int64)
    return Program(numbers, most[numbers], rows, nothing, 0, nothing)


def _rows_of(entries: Entries, kept: Iterable[tuple[Sum, int]]) -> Entries:
    """Return rows, and those of what is kept."""
    parts = [entries]
    count = len(entries.numbers)
    for place, ((at, factors, constant), most) in enumerate(kept):
        count += len(at)
        numbers = (np.array([one]) for one in (-FAR, most - constant, REQUIRED, -1 - place))
        parts.append(Entries(np.array([count]), at, factors, *numbers))
    return Entries(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _needed(numbers: Numbers, entries: Entries, asked: Numbers) -> tuple[Numbers, Entries]:
    """Return the variables that are asked for, or stand in a row that must hold; and the rows of these."""
    if not len(numbers):
        return numbers, entries
    own, owned = _places(numbers, entries.owners)
    at, inside = _places(numbers, entries.numbers)
    needed = np.zeros(len(numbers), bool)
    needed[_places(numbers, asked)[0]] = True
    row_of_entry = entries.row_of_entry()
    before = -1
    while (count := int(needed.sum())) != before:
        before = count
        # A row without an owner here must hold in any case.
        rows = ~owned | needed[own]
        needed[at[inside & rows[row_of_entry]]] = True
    return numbers[needed], entries.where(rows)


def _within(entries: Entries, numbers: Numbers, values: Numbers, uppers: Numbers) -> Rows:
    """Return rows over some variables: what the others come to is taken off the bounds.

    The most that each entry's variable can be is given.
    """
    at, inside = _places(numbers, entries.numbers)
    fixed = entries.sums(np.where(inside, 0, entries.factors * values[entries.numbers]))
    reach = np.where(inside, entries.factors * uppers, 0)
    least, most = entries.sums(np.minimum(0, reach)), entries.sums(np.maximum(0, reach))
    # What nothing can break says nothing; a row without variables here stays where it is broken.
    lowers, highers = entries.lowers - fixed, entries.uppers - fixed
    lowers = np.where((entries.lowers == -FAR) | (lowers <= least), -FAR, lowers)
    highers = np.where((entries.uppers == FAR) | (highers >= most), FAR, highers)
    says = (lowers != -FAR) | (highers != FAR)
    chosen = inside & says[entries.row_of_entry()]
    ends = np.cumsum(entries.sums(inside)[says])
    return Rows(ends, at[chosen], entries.factors[chosen], lowers[says], highers[says], entries.origins[says])


def _places(numbers: Numbers, asked: Numbers) -> tuple[Numbers, Mask]:
    """Return where each number asked for stands among ascending numbers, and whether it does."""
    at = np.searchsorted(numbers, asked)
    inside = at < len(numbers)
    inside[inside] = numbers[at[inside]] == asked[inside]
    return np.where(inside, at, 0), inside
