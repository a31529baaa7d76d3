"""Which half-days are too close for a rest between them, as expressions; for posting, never for checks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._minutes import Clock, WorkingTime, stretch
from gesched.timeline import Half, dates_between

Dates = tuple[dt.date, dt.date]

# How long before the horizon work may matter to a rest in it.
_BACK = dt.timedelta(days=28)
_A_DAY = 24 * 60
# From the first time zone to reach a date to the last one.
_ZONES = 26 * 60


class CloseWork:
    """Work on two dates with too short a rest between them, by all clock times that are in use.

    Parameters
    ----------
    model
        The model.
    minutes
        How long the rest is, of real time.
    """

    def __init__(self, model: RuleModel, minutes: int) -> None:
        self.work = model.shared(WorkingTime)
        self._minutes = minutes
        horizon = model.problem.horizon
        self._dates = dates_between(horizon.first - _BACK, horizon.last)
        self._clocks: dict[str, frozenset[Clock]] = {}
        self._known: dict[frozenset[Clock], Sequence[Dates]] = {}
        self._around: dict[frozenset[Clock], Mapping[dt.date, Sequence[Dates]]] = {}

    def dates(self, employee: str) -> Sequence[Dates]:
        """Return the pairs of dates on which some work of an employee could be too close."""
        clocks = self._clocks_of(employee)
        if clocks not in self._known:
            self._known[clocks] = tuple(self._close_dates(clocks))
        return self._known[clocks]

    def around(self, employee: str) -> Mapping[dt.date, Sequence[Dates]]:
        """Return, by date, those of the pairs that have it between them."""
        clocks = self._clocks_of(employee)
        if clocks not in self._around:
            found: defaultdict[dt.date, list[Dates]] = defaultdict(list)
            for day, later in self.dates(employee):
                for between in dates_between(day, later)[1:-1]:
                    found[between].append((day, later))
            self._around[clocks] = dict(found)
        return self._around[clocks]

    def _clocks_of(self, employee: str) -> frozenset[Clock]:
        if employee not in self._clocks:
            self._clocks[employee] = self.work.clocks(employee, self._dates)
        return self._clocks[employee]

    def _close_dates(self, clocks: frozenset[Clock]) -> Iterator[Dates]:
        starts, ends = [], []
        for day in self._dates:
            stretches = [stretch(clock, day, half) for clock in clocks for half in Half]
            starts.append(min((start for start, _ in stretches), default=0))
            ends.append(max((end for _, end in stretches), default=0))
        # Dates further apart are never too close, wherever the work is.
        farthest = (self._minutes + _ZONES) // _A_DAY + 1
        for place, day in enumerate(self._dates if clocks else ()):
            for later in range(place + 1, min(place + farthest + 1, len(self._dates))):
                if starts[later] - ends[place] < self._minutes:
                    yield day, self._dates[later]

    def pairs(self, employee: str, day: dt.date, later: dt.date) -> Iterator[tuple[Linear, Linear]]:
        """Yield what must not both be 1: work on a date, and work on a later one that is too close to it."""
        for half in Half:
            for clock, worked in self.work.places(employee, day, half):
                _, end = stretch(clock, day, half)
                for other in Half:
                    close = Linear.total(
                        there
                        for place, there in self.work.places(employee, later, other)
                        if stretch(place, later, other)[0] - end < self._minutes
                    )
                    if close != Linear():
                        yield worked, close
