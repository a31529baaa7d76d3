"""Half-days gathered into what a calendar shows: whole days, lone halves, stretches of days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gesched.group import Absence, Closure
from gesched.schedule import Assignment
from gesched.timeline import Half, Horizon, dates_between

_WHOLE_DAY = tuple(Half)


class Visit(NamedTuple):
    """One employee at one member: on one date or, where days are joined, on several in a row.

    ``halves`` are the halves of the date; on several dates, always both. ``under`` are the agreements, one
    if it is the same all the time. Visits sort by time, then names.
    """

    first: dt.date
    halves: tuple[Half, ...]
    employee: str
    member: str
    last: dt.date
    under: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole days."""
        return self.halves == _WHOLE_DAY


def visits_of(assignments: Iterable[Assignment], *, join_days: bool = False) -> list[Visit]:
    """Return the visits that assignments make, sorted; two agreements may make one whole day.

    Parameters
    ----------
    assignments
        Assignments, in any order.
    join_days
        Whether whole days of the same employee and member, under the same agreements, on dates in a row
        become one visit.
    """
    found: dict[tuple[dt.date, str, str], dict[Half, str]] = defaultdict(dict)
    for one in assignments:
        found[one.date, one.employee, one.member][one.half] = one.agreement
    visits = sorted(
        Visit(day, tuple(sorted(halves)), employee, member, day, _once(halves))
        for (day, employee, member), halves in found.items()
    )
    return sorted(_joined(visits)) if join_days else visits


def _once(halves: Mapping[Half, str]) -> tuple[str, ...]:
    under = tuple(halves[half] for half in sorted(halves))
    return under[:1] if len({*under}) == 1 else under


def _joined(visits: Iterable[Visit]) -> Iterator[Visit]:
    stretches: dict[tuple[str, str, tuple[str, ...]], Visit] = {}
    for visit in visits:
        if not visit.is_whole:
            yield visit
            continue
        alike = (visit.employee, visit.member, visit.under)
        stretch = stretches.get(alike)
        if stretch is None:
            stretches[alike] = visit
        elif (visit.first - stretch.last).days == 1:
            stretches[alike] = stretch._replace(last=visit.last)
        else:
            yield stretch
            stretches[alike] = visit
    yield from stretches.values()


def busy_visits(assignments: Iterable[Assignment], *, join_days: bool = False) -> list[Visit]:
    """Return when somebody is at work or a member has somebody, and nothing else.

    All of a date becomes one visit, without names; of a lone half-day the member stays, for its hours.
    """
    found: dict[tuple[dt.date, Half], str] = {}
    for one in assignments:
        found[one.date, one.half] = one.member
    nameless = [
        Assignment(day, half, "", "" if (day, Half(1 - half)) in found else member, "")
        for (day, half), member in found.items()
    ]
    return visits_of(nameless, join_days=join_days)


def away_visits(absences: Iterable[Absence], closures: Iterable[Closure], horizon: Horizon) -> list[Visit]:
    """Return absences, which have no member, and closures, which have no employee, by their reasons."""
    gone = [(one.span, one.employee, "", one.reason) for one in absences]
    gone += [(one.span, "", one.member, one.reason) for one in closures]
    found: dict[tuple[dt.date, str, str, str], set[Half]] = defaultdict(set)
    for span, employee, member, reason in gone:
        first, last = (
            max(span.first or horizon.first, horizon.first),
            min(span.last or horizon.last, horizon.last),
        )
        for day in dates_between(first, last):
            halves = {half for half in Half if span.covers(day, half)}
            if halves:
                found[day, employee, member, reason] |= halves
    visits = (
        Visit(day, tuple(sorted(halves)), employee, member, day, (reason,))
        for (day, employee, member, reason), halves in sorted(found.items())
    )
    return sorted(_joined(visits))
