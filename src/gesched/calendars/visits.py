"""Half-days gathered into what a calendar shows: whole days, lone halves, stretches of days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gesched.schedule import Assignment
from gesched.timeline import Half

_WHOLE_DAY = tuple(Half)


class Visit(NamedTuple):
    """One employee at one member: on one date or, where days are joined, on several in a row.

    ``halves`` are the halves of the date; on several dates, always both. Visits sort by time, then names.
    """

    first: dt.date
    halves: tuple[Half, ...]
    employee: str
    member: str
    last: dt.date

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole days."""
        return self.halves == _WHOLE_DAY


def visits_of(assignments: Iterable[Assignment], *, join_days: bool = False) -> list[Visit]:
    """Return the visits that assignments make, sorted; under which agreement makes no difference.

    Parameters
    ----------
    assignments
        Assignments, in any order.
    join_days
        Whether whole days of the same employee and member on dates in a row become one visit.
    """
    halves: dict[tuple[dt.date, str, str], set[Half]] = defaultdict(set)
    for one in assignments:
        halves[one.date, one.employee, one.member].add(one.half)
    visits = sorted(
        Visit(day, tuple(sorted(found)), employee, member, day)
        for (day, employee, member), found in halves.items()
    )
    return sorted(_joined(visits)) if join_days else visits


def _joined(visits: Iterable[Visit]) -> Iterator[Visit]:
    stretches: dict[tuple[str, str], Visit] = {}
    for visit in visits:
        if not visit.is_whole:
            yield visit
            continue
        pair = (visit.employee, visit.member)
        stretch = stretches.get(pair)
        if stretch is None:
            stretches[pair] = visit
        elif (visit.first - stretch.last).days == 1:
            stretches[pair] = stretch._replace(last=visit.last)
        else:
            yield stretch
            stretches[pair] = visit
    yield from stretches.values()
