"""People, places and a planted calendar, from a seed: what a realistic group is read off.

Each employee has a fortnight's template over two to six members of the region, mostly; where a member is
closed, the employee goes to another of them.
"""

import datetime as dt
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import gesched
from gesched import Half

FIRST = dt.date(2027, 1, 4)
REGION = 20
"""Employees of one region."""

SPEED = Fraction(50, 3)
"""In km/h as the crow flies, lunch included: 25 km fit into a break of ninety minutes."""

_REACH = 25
_GRID = 40
_SPREAD = 9
_DEGREE = 111.2
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
_PART_TIME = ("Mon, Tue, Thu, Fri", "Mon-Thu", "Mon-Thu, Fri AM", "Mon-Wed")
_LOADS = ("0.9", "1", "1", "1.05", "1.15")
_TRIALS = 30

Pair = tuple[str, str]
"""An employee and a member, by name."""

Slot = tuple[int, int, Half]
"""A half-day of the fortnight: week 0 or 1, weekday, half."""


class Size(NamedTuple):
    """How large a group is; ``each`` says how many members an employee has, ``None`` draws from 2 to 6."""

    employees: int
    members: int
    weeks: int
    each: int | None = None


class Planting:
    """Who there is, where, when, and the planted calendar.

    Parameters
    ----------
    size
        Employees, members, weeks.
    seed
        The same seed gives the same group.
    across
        The part of the pairs of employee and member that lie in different regions.
    first
        The first date, a Monday.
    prefix
        Stands before every number in names.
    """

    def __init__(
        self, size: Size, seed: int, across: float = 0.03, first: dt.date = FIRST, prefix: str = ""
    ) -> None:
        self.draw = random.Random(seed)
        self.first = first
        self.horizon = gesched.Horizon(first, first + dt.timedelta(weeks=size.weeks, days=-1))
        self.people = [f"Employee {prefix}{number}" for number in range(1, size.employees + 1)]
        self.labels = [f"Label {prefix}{number}" for number in range(1, size.members + 1)]
        self.regions = max(1, round(size.employees / REGION))
        self.points = {name: self._point(place) for place, name in enumerate(self.labels)}
        self.closed = {name: self.draw.choice(DAYS) for name in self.labels if self._chance(0.1)}
        self.works = {
            name: self.draw.choice(_PART_TIME) if self._chance(0.15) else "Mon-Fri" for name in self.people
        }
        self.members_of = self._choose_members(size.each, across)
        self.whole_days = {pair for pair in self.pairs if self._chance(0.5)}
        self.loads = {name: Fraction(self.draw.choice(_LOADS)) for name in self.people}
        self.absences = list(self._absences())
        self.closures = list(self._closures())
        self.templates = {name: self._template(name) for name in self.people}

    def _chance(self, part: float) -> bool:
        return self.draw.random() < part

    @property
    def pairs(self) -> list[Pair]:
        """Each employee with each of the members that the calendar is planted on."""
        return [(name, member) for name in self.people for member in self.members_of[name]]

    # Places.

    def _region_of(self, place: int, count: int) -> int:
        return place * self.regions // count

    def _point(self, place: int) -> tuple[float, float]:
        """Return latitude and longitude: near the centre of its region, and these lie on a grid."""
        row, column = divmod(self._region_of(place, len(self.labels)), 4)
        north = row * _GRID + self.draw.gauss(0, _SPREAD)
        east = column * _GRID + self.draw.gauss(0, _SPREAD)
        latitude = 45.75 + north / _DEGREE
        return round(latitude, 5), round(4.85 + east / _DEGREE / math.cos(math.radians(latitude)), 5)

    def near(self, one: str, two: str) -> bool:
        """Return whether somebody can change between two members at midday."""
        (north, east), (north2, east2) = self.points[one], self.points[two]
        narrower = math.cos(math.radians((north + north2) / 2))
        # A little less than what fits, so that it does however it is reckoned.
        return math.hypot(north - north2, (east - east2) * narrower) * _DEGREE < _REACH * 0.99

    # Who goes where.

    def _choose_members(self, each: int | None, across: float) -> dict[str, list[str]]:
        """Return each employee's members: of the region, those who have few rather than many."""
        degree = Counter[str]()
        regions = defaultdict(list)
        for place, name in enumerate(self.labels):
            regions[self._region_of(place, len(self.labels))].append(name)
        chosen: dict[str, list[str]] = {}
        for place, name in enumerate(self.people):
            home = self._region_of(place, len(self.people))
            count = each or self.draw.choices((2, 3, 4, 5, 6), (0.15, 0.3, 0.3, 0.15, 0.1))[0]
            mine: list[str] = []
            while len(mine) < min(count, len(regions[home])):
                region = home
                if self.regions > 1 and self._chance(across):
                    region = self.draw.choice([one for one in range(self.regions) if one != home])
                found = [one for one in regions[region] if one not in mine]
                mine += self.draw.choices(found, [(1 + degree[one]) ** -3 for one in found])
                degree[mine[-1]] += 1
            chosen[name] = mine
        for place, name in enumerate(self.labels):
            if not degree[name]:
                self._adopt(name, self._region_of(place, len(self.labels)), chosen, degree)
        return chosen

    def colleagues(self, name: str) -> list[str]:
        """Return the others of an employee's region."""
        count = len(self.people)
        home = self._region_of(self.people.index(name), count)
        return [
            one
            for place, one in enumerate(self.people)
            if one != name and self._region_of(place, count) == home
        ]

    def _adopt(self, member: str, region: int, chosen: dict[str, list[str]], degree: Counter[str]) -> None:
        """Give a member without anybody an employee of its region, from the member that has most."""
        people = [
            name
            for place, name in enumerate(self.people)
            if self._region_of(place, len(self.people)) == region
        ]
        who, most = max(
            ((name, one) for name in people for one in chosen[name]), key=lambda pair: degree[pair[1]]
        )
        chosen[who][chosen[who].index(most)] = member
        degree[most] -= 1
        degree[member] += 1

    # Who is away.

    def _absences(self) -> Iterator[gesched.Absence]:
        """Yield leave: three weeks in summer, Christmas for most, some six single days a year."""
        years = range(self.horizon.first.year, self.horizon.last.year + 1)
        days = [day for day in self.horizon.dates if day.weekday() < 5]
        for name in self.people:
            for year in years:
                monday = _monday(dt.date(year, 7, 1)) + dt.timedelta(weeks=self.draw.randrange(7))
                leaves = [(monday, monday + dt.timedelta(days=18))]
                if self._chance(0.7):
                    leaves.append((dt.date(year, 12, 24), dt.date(year, 12, 31)))
                for first, last in leaves:
                    if self._within(first, last):
                        yield gesched.Absence(name, first, last, reason="paid leave")
            single = sum(self._chance(6 / 260) for _ in days)
            yield from (gesched.Absence(name, day) for day in sorted(self.draw.sample(days, single)))

    def _closures(self) -> Iterator[gesched.Closure]:
        """Yield when members are closed: two or three weeks in August, at Christmas."""
        for name in self.labels:
            for year in range(self.horizon.first.year, self.horizon.last.year + 1):
                monday = _monday(dt.date(year, 8, 1)) + dt.timedelta(weeks=self.draw.randrange(2))
                august = (monday, monday + dt.timedelta(days=self.draw.choice((11, 18))))
                christmas = (dt.date(year, 12, 24), dt.date(year, 12, 31))
                for part, (first, last) in ((0.4, august), (0.6, christmas)):
                    if self._chance(part) and self._within(first, last):
                        yield gesched.Closure(name, first, last)

    def _within(self, first: dt.date, last: dt.date) -> bool:
        return first <= self.horizon.last and last >= self.horizon.first

    # The fortnight.

    def _template(self, name: str) -> dict[Slot, str]:
        """Return where an employee is in a fortnight: of some drawn, that with the fewest clashes."""
        drawn = [self._drawn_template(name) for _ in range(_TRIALS)]
        return min(drawn, key=self._clashes)

    def _drawn_template(self, name: str) -> dict[Slot, str]:
        """Return a template: one member after the other, by weekday or day by day."""
        works = gesched.WeeklyPattern.parse(self.works[name])
        halves = Counter(day for day, _ in works.half_days)
        weekdays = self.draw.sample(range(5), 5)
        days = [(week, day) for day in weekdays for week in range(2)]
        if self._chance(0.4):  # some days in a row at one member rather than a weekday
            days.sort()
        # Half a day of work, where there is one, comes last: those who take whole days do not fit there.
        days.sort(key=lambda of_week: halves[of_week[1]] == 1)
        slots = [(week, day, half) for week, day in days for half in Half if (day, half) in works.half_days]
        members = self.draw.sample(self.members_of[name], len(self.members_of[name]))
        members.sort(key=lambda member: (name, member) not in self.whole_days)
        weights = [self.draw.uniform(1, 3) for _ in members]
        template: dict[Slot, str] = {}
        taken, reached = 0, 0.0
        for member, weight in zip(members, weights, strict=True):
            reached += weight / sum(weights) * len(slots)
            least = 2 if (name, member) in self.whole_days else 1
            count = max(least, round((reached - taken) / least) * least)
            template |= dict.fromkeys(slots[taken : taken + count], member)
            taken += count
        return dict.fromkeys(slots, members[-1]) | template

    def _clashes(self, template: dict[Slot, str]) -> int:
        """Return how many half-days of a template are on closed weekdays or too far apart at midday."""
        closed = sum(self.closed.get(member) == DAYS[day] for (_, day, _), member in template.items())
        ways = (
            (member, template.get((week, day, Half.PM), member))
            for (week, day, half), member in template.items()
            if half is Half.AM
        )
        return closed + sum(one != two and not self.near(one, two) for one, two in ways)

    # The calendar.

    @cached_property
    def places(self) -> gesched.Group:
        """The group without its agreements: enough to know who is there and what is open."""
        return self.group_of((), {})

    def group_of(
        self,
        agreements: Sequence[gesched.Agreement],
        skills: dict[str, set[str]],
        at_once: dict[str, int] | None = None,
    ) -> gesched.Group:
        """Return the group with these agreements, skills by employee, and most employees by member."""
        opens = {name: ", ".join(day for day in DAYS if day != self.closed.get(name)) for name in self.labels}
        return gesched.Group(
            "Planted",
            employees=[
                gesched.Employee(name, works=self.works[name], skills=skills.get(name, ()))
                for name in self.people
            ],
            members=[
                gesched.Member(name, opens=opens[name], site=name, at_once=(at_once or {}).get(name))
                for name in self.labels
            ],
            sites=[
                gesched.Site(name, latitude=latitude, longitude=longitude)
                for name, (latitude, longitude) in self.points.items()
            ],
            agreements=agreements,
            absences=self.absences,
            closures=self.closures,
            holidays=gesched.french_holidays(),
            speed=SPEED,
        )

    @cached_property
    def calendar(self) -> dict[tuple[str, gesched.HalfDay], str]:
        """The planted calendar: the member at which an employee is on a half-day."""
        problem = gesched.Schedule(self.places, self.horizon).problem
        is_open = {name: mask.tolist() for name, mask in problem.open.items()}
        planted: dict[tuple[str, gesched.HalfDay], str] = {}
        for name, mask in zip(self.people, problem.available, strict=True):
            given = Counter[str]()
            free = mask.tolist()
            for place, day in enumerate(self.horizon.dates):
                columns = {half: 2 * place + half for half in Half if free[2 * place + half]}
                hosts = {
                    half: {one for one in self.members_of[name] if is_open[one][column]}
                    for half, column in columns.items()
                }
                at = self._day(name, day, hosts, given)
                given.update(at.values())
                planted |= {(name, gesched.HalfDay(day, half)): member for half, member in at.items()}
        return planted

    def _day(
        self, name: str, day: dt.date, hosts: dict[Half, set[str]], given: Counter[str]
    ) -> dict[Half, str]:
        """Return where an employee is on a day: by the template, else wherever somebody is open."""
        week = (day - self.first).days // 7 % 2
        template = self.templates[name]
        at = {
            half: template[week, day.weekday(), half]
            for half in hosts
            if template.get((week, day.weekday(), half)) in hosts[half]
        }
        if len(set(at.values())) == 2 and not self.near(*at.values()):
            del at[Half.PM]
        whole = {one for one in at.values() if (name, one) in self.whole_days}
        if len(at) < 2 or len(set(at.values())) == 2:
            at = {half: one for half, one in at.items() if one not in whole}
        share = Counter(template.values())

        def behind(member: str) -> tuple[float, str]:
            return given[member] / max(1, share[member]), member

        if len(hosts) == 2 and not at and (open_all_day := hosts[Half.AM] & hosts[Half.PM]):
            return dict.fromkeys(Half, min(open_all_day, key=behind))
        for half, members in hosts.items():
            found = [one for one in members if (name, one) not in self.whole_days]
            found = [one for one in found if all(one == two or self.near(one, two) for two in at.values())]
            if half not in at and found:
                at[half] = min(found, key=lambda one: (one not in at.values(), behind(one)))
        return at


def _monday(day: dt.date) -> dt.date:
    """Return the first Monday on or after a date."""
    return day + dt.timedelta(days=-day.weekday() % 7)
