"""Minutes of work, and when they are, as expressions over a model; for posting, never for checks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gesched.group import Agreement, Group, Unit
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.timeline import Half, HalfDay, Hours

_A_DAY = 24 * 60


class Clock(NamedTuple):
    """The clock times of the half-days at a place, and the time zone that they are in."""

    hours: Hours
    timezone: str


def clock_of(group: Group, member: str | None) -> Clock:
    """Return the clock times at a member, or of the group."""
    if member is None:
        return Clock(group.hours, group.timezone)
    host = group.member(member)
    return Clock(group.hours_of(host), group.timezone_of(host))


@lru_cache(maxsize=1 << 17)
def stretch(clock: Clock, day: dt.date, half: Half) -> tuple[int, int]:
    """Return the first and last minute of a half-day, in real time: minutes of UTC since year 1."""
    zone = ZoneInfo(clock.timezone)
    start, end = (_minute(day, time, zone) for time in clock.hours.of(half))
    return start, end


def _minute(day: dt.date, time: dt.time, zone: ZoneInfo) -> int:
    ahead = dt.datetime.combine(day, time, zone).utcoffset() or dt.timedelta()
    return day.toordinal() * _A_DAY + time.hour * 60 + time.minute - ahead // dt.timedelta(minutes=1)


def minutes_of(clock: Clock, day: dt.date, half: Half) -> int:
    """Return how many minutes of real time a half-day has."""
    start, end = stretch(clock, day, half)
    return end - start


def duration(minutes: int) -> str:
    """Return minutes as text: "35 h", "30 h 48 min"."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h" + f" {rest} min" * (rest > 0)


class Way(NamedTuple):
    """Changes at midday from members of one site to members that are so many minutes away."""

    origins: tuple[str, ...]
    targets: tuple[str, ...]
    minutes: int


class WorkingTime:
    """When and how long employees work, as expressions: the past as constants, the horizon as variables.

    A half-day at a member has the member's hours, one in common time the group's. Who changes members at
    midday travels in working time. All minutes are of real time, in the nights when clocks change too.

    Parameters
    ----------
    model
        The model.
    """

    def __init__(self, model: RuleModel) -> None:
        self._model = model
        self._problem = model.problem
        self._group = model.problem.group
        self._common_clock = clock_of(self._group, None)
        self._places: dict[tuple[str, dt.date, Half], Sequence[tuple[Clock, Linear]]] = {}
        self._totals: dict[tuple[str, dt.date], Linear] = {}
        self._lengths: dict[tuple[frozenset[Clock], dt.date, Half], int] = {}

    @cached_property
    def _members(self) -> Mapping[str, Sequence[str]]:
        """From employees to the members at which the model may use them."""
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for agreement, masks in zip(self._group.agreements, self._problem.candidates, strict=True):
            for number, mask in masks.items():
                if mask.any():
                    found[self._group.employees[number].name][agreement.member] = None
        return {name: tuple(members) for name, members in found.items()}

    @cached_property
    def _busy(self) -> Mapping[str, Sequence[bool]]:
        """From employees to whether they may work at all, half-day by half-day."""
        masks = [mask.copy() for mask in self._problem.common]
        for candidates in self._problem.candidates:
            for number, mask in candidates.items():
                masks[number] |= mask
        names = (employee.name for employee in self._group.employees)
        return {name: mask.tolist() for name, mask in zip(names, masks, strict=True)}

    @cached_property
    def _clocks(self) -> Mapping[str, Mapping[Clock, Sequence[str]]]:
        """From employees to the clock times that they may work by, and the members that keep them."""
        clocks: dict[str, defaultdict[Clock, list[str]]] = {}
        for name, members in self._members.items():
            found = clocks.setdefault(name, defaultdict(list))
            for member in members:
                found[clock_of(self._group, member)].append(member)
        return clocks

    @cached_property
    def _ways(self) -> Mapping[str, Sequence[Way]]:
        known: dict[frozenset[str], Sequence[Way]] = {}
        found = {}
        for name, members in self._members.items():
            key = frozenset(members)
            if key not in known:
                known[key] = tuple(_ways_between(self._group, members))
            found[name] = known[key]
        return found

    # Who may work, and where.

    def members(self, employee: str) -> Sequence[str]:
        """Return the members at which the model may use an employee."""
        return self._members.get(employee, ())

    def clocks(self, employee: str, days: Iterable[dt.date]) -> frozenset[Clock]:
        """Return the clock times by which an employee may work, or did on dates before the horizon."""
        first = self._problem.horizon.first
        before = (self._was_by(employee, day, half) for day in days if day < first for half in Half)
        common = [self._common_clock] * (employee in self._in_common)
        return frozenset({*self._clocks.get(employee, ()), *filter(None, before), *common})

    @cached_property
    def _in_common(self) -> frozenset[str]:
        masks = zip(self._group.employees, self._problem.common, strict=True)
        return frozenset(employee.name for employee, mask in masks if mask.any())

    def may_work(self, employee: str, day: dt.date, half: Half | None = None) -> bool:
        """Return whether an employee works, or may be planned to, on a half-day; without a half, at all."""
        if half is None:
            return any(self.may_work(employee, day, one) for one in Half)
        if day not in self._problem.horizon:
            return self._model.works(employee, day, half) != Linear()
        return self._busy[employee][self._problem.column(HalfDay(day, half))]

    def _in_common_time(self, employee: str, half_day: HalfDay) -> bool:
        number = self._problem.employee_number[employee]
        return bool(self._problem.common[number][self._problem.column(half_day)])

    def places(self, employee: str, day: dt.date, half: Half) -> Sequence[tuple[Clock, Linear]]:
        """Return by which clock times an employee may work on a half-day; the expressions sum to 0 or 1."""
        key = (employee, day, half)
        if key not in self._places:
            self._places[key] = tuple(self._find_places(employee, day, half))
        return self._places[key]

    def _find_places(self, employee: str, day: dt.date, half: Half) -> Iterator[tuple[Clock, Linear]]:
        if day not in self._problem.horizon:
            clock = self._was_by(employee, day, half)
            yield from () if clock is None else ((clock, Linear(constant=1)),)
            return
        there = []
        for clock, members in self._clocks.get(employee, {}).items():
            at = Linear.total(self._model.serves(employee, member, day, half) for member in members)
            if at.terms:
                there.append(at)
                yield clock, at
        if self._in_common_time(employee, HalfDay(day, half)):
            yield self._common_clock, 1 - Linear.total(there)

    def _was_by(self, employee: str, day: dt.date, half: Half) -> Clock | None:
        """Return by which clock times an employee worked before the horizon, or ``None``."""
        past = self._model.past
        group, one = past.group_on(day), past.at(employee, day, half)
        if group is None or (one is None and not past.in_common_time(employee, day, half)):
            return None
        return clock_of(group, None if one is None else one.member)

    # How long.

    def minutes(self, employee: str, days: Iterable[dt.date]) -> Linear:
        """Return how many minutes an employee works on some dates, travel included."""
        return Linear.total(self._total_on(employee, day) for day in days)

    def _total_on(self, employee: str, day: dt.date) -> Linear:
        if (employee, day) not in self._totals:
            self._totals[employee, day] = Linear.total(self._on(employee, day))
        return self._totals[employee, day]

    def _on(self, employee: str, day: dt.date) -> Iterator[Linear]:
        for half in Half:
            for clock, there in self.places(employee, day, half):
                yield there * minutes_of(clock, day, half)
        if day not in self._problem.horizon:
            yield Linear(constant=self._travelled(employee, day))
            return
        for way in self._ways.get(employee, ()):
            morning = self._at(employee, way.origins, day, Half.AM)
            afternoon = self._at(employee, way.targets, day, Half.PM)
            if morning.terms and afternoon.terms:
                yield self.both(morning, afternoon) * way.minutes

    def _at(self, employee: str, members: Sequence[str], day: dt.date, half: Half) -> Linear:
        return Linear.total(self._model.serves(employee, member, day, half) for member in members)

    def both(self, one: Linear, other: Linear) -> Linear:
        """Return 1 where both expressions, each 0 or 1, are 1, else 0."""
        return self._model.reaches(one + other, 2)

    def _travelled(self, employee: str, day: dt.date) -> int:
        past = self._model.past
        group, morning, afternoon = past.group_on(day), *(past.at(employee, day, half) for half in Half)
        if group is None or morning is None or afternoon is None:
            return 0
        return group.travel_minutes(group.member(morning.member), group.member(afternoon.member))

    def before(self, employee: str, days: Iterable[dt.date]) -> int:
        """Return how many minutes of some dates an employee worked before the horizon."""
        first = self._problem.horizon.first
        return self.minutes(employee, (day for day in days if day < first)).constant

    def most(self, employee: str, days: Iterable[dt.date]) -> int:
        """Return a number of minutes that an employee cannot exceed on some dates, which is quick to find."""
        return sum(self._most_on(employee, day) for day in days)

    def _most_on(self, employee: str, day: dt.date) -> int:
        if day not in self._problem.horizon:
            return self.before(employee, (day,))
        clocks, travel = self._reach[employee]
        halves = [self._longest(clocks, day, half) for half in Half if self.may_work(employee, day, half)]
        return sum(halves) + travel * (len(halves) == len(Half))

    @cached_property
    def _reach(self) -> Mapping[str, tuple[frozenset[Clock], int]]:
        """From employees to the clock times that they may work by, and their longest way."""
        found = {}
        for employee in self._group.employees:
            ways = (way.minutes for way in self._ways.get(employee.name, ()))
            found[employee.name] = self.clocks(employee.name, ()), max(ways, default=0)
        return found

    def _longest(self, clocks: frozenset[Clock], day: dt.date, half: Half) -> int:
        key = (clocks, day, half)
        if key not in self._lengths:
            self._lengths[key] = max(minutes_of(clock, day, half) for clock in clocks)
        return self._lengths[key]

    def possible(self, employee: str, days: Iterable[dt.date]) -> int:
        """Return how many minutes an employee could work on some dates of the horizon, travel left out."""
        return sum(self._possible_on(employee, day) for day in days)

    @cached_property
    def _offers(self) -> Mapping[str, Sequence[tuple[Agreement, Sequence[bool]]]]:
        """From employees to agreements under which they can be assigned, and to whether, by half-day."""
        found: defaultdict[str, list[tuple[Agreement, Sequence[bool]]]] = defaultdict(list)
        for agreement, masks in zip(self._group.agreements, self._problem.assignable, strict=True):
            for number, mask in masks.items():
                found[self._group.employees[number].name].append((agreement, mask.tolist()))
        return found

    def _possible_on(self, employee: str, day: dt.date) -> int:
        first = self._problem.column(HalfDay(day, Half.AM))
        common = [self._in_common_time(employee, HalfDay(day, half)) for half in Half]
        best = [minutes_of(self._common_clock, day, half) * common[half] for half in Half]
        whole = 0
        for agreement, mask in self._offers.get(employee, ()):
            clock = clock_of(self._group, agreement.member)
            lengths = [minutes_of(clock, day, half) * mask[first + half] for half in Half]
            if agreement.unit is Unit.DAY:
                whole = max(whole, sum(lengths))
            else:
                best = [max(pair) for pair in zip(best, lengths, strict=True)]
        return max(whole, sum(best))


def _ways_between(group: Group, members: Sequence[str]) -> Iterator[Way]:
    """Yield the changes between sites that take any time, those of equal length from one site as one."""
    sites: defaultdict[str, list[str]] = defaultdict(list)
    for name in members:
        site = group.site_of(group.member(name))
        if site is not None:
            sites[site.name].append(name)
    hosts = {site: group.member(names[0]) for site, names in sites.items()}
    for origin, names in sites.items():
        away: defaultdict[int, list[str]] = defaultdict(list)
        for target, others in sites.items():
            away[group.travel_minutes(hosts[origin], hosts[target])] += others
        for minutes, targets in away.items():
            if minutes:
                yield Way(tuple(names), tuple(targets), minutes)
