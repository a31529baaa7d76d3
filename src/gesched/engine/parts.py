"""Parts of a schedule, to be searched while the rest is held (large neighbourhood search; Shaw 1998).

Where the linear relaxation says little, the whole is too much for one search: some weeks of everybody, or all
that some members get, is not.
"""

import random
from collections import defaultdict
from collections.abc import Iterator

from gesched.model import Model

_WEEKS = 5
_MEMBERS = 3
_MANY = 1_000
"""Decisions in a part of some weeks; beyond, it is of some employees only."""
_COLUMNS = 14
"""Half-days of a week."""


def parts_of(model: Model, seed: int) -> Iterator[frozenset[int]]:
    """Yield the decisions of one part after the other, of weeks and of members in turn, without end.

    Parameters
    ----------
    model
        The model.
    seed
        The same seed gives the same parts. There are none where each would be the whole.
    """
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    kinds = [part for part in (_some_weeks(model, draw), _some_members(model, draw)) if part is not None]
    while kinds:
        for kind in kinds:
            yield next(kind)


def _some_weeks(model: Model, draw: random.Random) -> Iterator[frozenset[int]] | None:
    weeks: defaultdict[int, list[int]] = defaultdict(list)
    for number, (_, _, column) in enumerate(model.cells):
        weeks[column // _COLUMNS].append(number)
    if len(weeks) <= _WEEKS:
        return None

    def parts() -> Iterator[frozenset[int]]:
        places = sorted(weeks)
        while True:
            first = draw.randint(0, len(places) - _WEEKS)
            found = [number for week in places[first : first + _WEEKS] for number in weeks[week]]
            yield frozenset(_of_some_employees(model, found, draw))

    return parts()


def _of_some_employees(model: Model, found: list[int], draw: random.Random) -> Iterator[int]:
    by_employee: defaultdict[int, list[int]] = defaultdict(list)
    for number in found:
        by_employee[model.cells[number][1]].append(number)
    left = _MANY
    for employee in draw.sample(sorted(by_employee), len(by_employee)):
        if left > 0:
            yield from by_employee[employee]
        left -= len(by_employee[employee])


def _some_members(model: Model, draw: random.Random) -> Iterator[frozenset[int]] | None:
    """Yield all decisions at some members that one employee can be at: these compete."""
    at: defaultdict[str, list[int]] = defaultdict(list)
    of: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for number, (agreement, employee, _) in enumerate(model.cells):
        member = model.problem.group.agreements[agreement].member
        at[member].append(number)
        of[employee][member] = None
    if len(at) <= _MEMBERS:
        return None

    def parts() -> Iterator[frozenset[int]]:
        while True:
            members = sorted(of[draw.choice(sorted(of))])
            chosen = draw.sample(members, min(_MEMBERS, len(members)))
            yield frozenset(number for member in chosen for number in at[member])

    return parts()
