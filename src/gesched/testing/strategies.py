"""Hypothesis strategies: tiny groups with every word in use, their horizons, ledgers and schedules."""

import datetime as dt
from fractions import Fraction
from itertools import product
from typing import Any

from gesched.errors import MissingExtra
from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Ledger, Member, Site, Unit
from gesched.schedule import Assignment, Schedule
from gesched.testing.cases import Case
from gesched.timeline import Half, Horizon, Per, Season, Span, YearDay, YearStart, have_a_date

try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingExtra("hypothesis", "test") from None

_PATTERNS = ("Mon-Sun", "Mon-Fri", "Mon-Sat, Sun AM", "Mon-Thu, Fri AM, Sun PM", "Mon, Tue PM, Wed-Fri")
_ZONES = ("metropole", "alsace")
_SKILLS = ("web marketing", "accounting")
_WORKING_DAYS = {Per.WEEK: 5, Per.MONTH: 21, Per.QUARTER: 63, Per.YEAR: 252}
_QUARTERS = st.integers(0, 4).map(lambda part: Fraction(part, 4))
_FEW_SCHEDULES = 1_000


@st.composite
def horizons(draw: st.DrawFn, max_days: int = 3) -> Horizon:
    """Draw a short horizon early in 2027: any weekday first, over the ends of weeks, months and quarters.

    Parameters
    ----------
    draw
        Given by hypothesis.
    max_days
        The most days it has.
    """
    first = draw(st.dates(dt.date(2027, 1, 1), dt.date(2027, 4, 2)))
    return Horizon(first, first + dt.timedelta(days=draw(st.integers(0, max_days - 1))))


@st.composite
def groups(
    draw: st.DrawFn,
    horizon: Horizon,
    max_employees: int = 2,
    max_members: int = 3,
    max_agreements: int = 3,
    most_schedules: int = _FEW_SCHEDULES,
) -> Group:
    """Draw a tiny group with any word in use, its dates in and around a horizon.

    Parameters
    ----------
    draw
        Given by hypothesis.
    horizon
        What the group is to be planned for.
    max_employees, max_members, max_agreements
        The most there are of each.
    most_schedules
        How many well-formed schedules it may have in that horizon.
    """
    place = _Draw(draw, horizon)
    zones = {zone: place.dates() for zone in _ZONES} if draw(st.booleans()) else None
    sites = [Site(f"Site {number}", zone=zone) for number, zone in enumerate(_ZONES, 1)]
    members = [place.member(f"Label {n}", sites) for n in range(1, draw(st.integers(1, max_members)) + 1)]
    while max_employees > 1 and 2 ** (2 * len(horizon) * max_employees) > most_schedules:
        max_employees -= 1
    count = draw(st.integers(1, max_employees))
    employees = [place.employee(f"Web marketer {n}", members) for n in range(1, count + 1)]
    while max_agreements > 1 and (max_agreements + 1) ** (2 * len(horizon) * count) > most_schedules:
        max_agreements -= 1
    return Group(
        "Paris Mix",
        employees=employees,
        members=members,
        agreements=place.agreements(members, employees, max_agreements),
        sites=sites,
        absences=[Absence(draw(st.sampled_from(employees)).name, **away) for away in place.aways()],
        closures=[Closure(draw(st.sampled_from(members)).name, **away) for away in place.aways()],
        common_time=[CommonTime(**away, employees=place.some(employees)) for away in place.aways()],
        holidays=zones,
        zone=draw(st.sampled_from((None, *_ZONES))) if zones else None,
        works=draw(st.sampled_from(("Mon-Fri", "Mon-Sun"))),
        year_start=place.year_start(),
    )


@st.composite
def ledgers(draw: st.DrawFn, group: Group) -> Ledger:
    """Draw what is owed to a group's agreements from before, above and below zero; often nothing."""
    names = [agreement.name for agreement in group.agreements]
    if not names or draw(st.booleans()):
        return Ledger()
    return Ledger(draw(st.dictionaries(st.sampled_from(names), st.integers(-3, 4))))


@st.composite
def schedules(draw: st.DrawFn, group: Group, horizon: Horizon, ledger: Ledger | None = None) -> Schedule:
    """Draw any well-formed schedule, those that break rules included.

    Parameters
    ----------
    draw
        Given by hypothesis.
    group, horizon, ledger
        What is planned.
    """
    choices = st.sampled_from((None, *group.agreements))
    assignments = []
    for employee, (day, half) in product(group.employees, horizon.half_days):
        taken = draw(choices)
        if taken is not None:
            assignments.append(Assignment(day, half, employee.name, taken.member, taken.name))
    return Schedule(group, horizon, tuple(assignments), Ledger() if ledger is None else ledger)


@st.composite
def cases(draw: st.DrawFn, max_days: int = 3, most_schedules: int = _FEW_SCHEDULES) -> Case:
    """Draw a tiny group with its horizon and ledger.

    Parameters
    ----------
    draw
        Given by hypothesis.
    max_days
        The most days that the horizon has.
    most_schedules
        How many well-formed schedules the group may have in it.
    """
    horizon = draw(horizons(max_days))
    group = draw(groups(horizon, most_schedules=most_schedules))
    return Case("drawn", group, horizon, draw(ledgers(group)))


class _Draw:
    """Draws the words of one group, near one horizon."""

    def __init__(self, draw: st.DrawFn, horizon: Horizon) -> None:
        self._draw = draw
        self._horizon = horizon
        margin = dt.timedelta(days=2)
        self._day = st.dates(horizon.first - margin, horizon.last + margin)
        ends = self._day.map(lambda day: YearDay(day.month, day.day))
        self._seasons = st.builds(Season, ends, ends)

    def _sometimes(self, strategy: st.SearchStrategy[Any], default: Any = None) -> Any:
        """Draw, one time in six or so, else take the default, to which examples shrink."""
        return self._draw(strategy) if self._draw(st.integers(0, 5)) == 5 else default

    def year_start(self) -> YearStart:
        """Draw a start shortly before the horizon: from there on, checks add up promises day by day."""
        day = self._horizon.first - dt.timedelta(days=self._draw(st.integers(0, 9)))
        return YearStart(day.month, min(day.day, 28))

    def dates(self) -> list[dt.date]:
        return self._draw(st.lists(self._day, max_size=2))

    def some(self, words: list[Any]) -> list[str]:
        return [word.name for word in words if self._draw(st.booleans())]

    def _start_end(self) -> tuple[dt.date | None, dt.date | None]:
        start, end = self._sometimes(self._day), self._sometimes(self._day)
        return (end, start) if start is not None and end is not None and end < start else (start, end)

    def member(self, name: str, sites: list[Site]) -> Member:
        start, end = self._start_end()
        return Member(
            name,
            opens=self._draw(st.sampled_from(_PATTERNS)),
            site=self._draw(st.sampled_from((None, *(site.name for site in sites)))),
            start=start,
            end=end,
            works_holidays=self._sometimes(st.just(self._horizon.dates), ()),
        )

    def employee(self, name: str, members: list[Member]) -> Employee:
        start, end = self._start_end()
        return Employee(
            name,
            works=self._draw(st.sampled_from(_PATTERNS)),
            skills=self._draw(st.sets(st.sampled_from(_SKILLS))),
            start=start,
            end=end,
            zone=self._sometimes(st.sampled_from(_ZONES)),
            authorised_members=self.some(members) if self._sometimes(st.just(True)) else None,
            works_holidays=self._sometimes(st.just(self._horizon.dates), ()),
        )

    def aways(self) -> list[dict[str, Any]]:
        return [self._away()] if self._sometimes(st.just(True)) else []

    def _away(self) -> dict[str, Any]:
        first, last = sorted([self._draw(self._day), self._draw(self._day)])
        return {
            "first": first,
            "last": last,
            "when": self._sometimes(st.sampled_from(_PATTERNS)),
            "first_half": self._draw(st.sampled_from(Half)),
            "last_half": self._draw(st.sampled_from(Half)) if first < last else Half.PM,
        }

    def agreements(self, members: list[Member], employees: list[Employee], most: int) -> list[Agreement]:
        skills = sorted({skill for employee in employees for skill in employee.skills})
        pairs = [(member, one) for member in members for one in employees if one.may_serve(member.name)]
        takers: list[tuple[Member, Employee | str]] = [*pairs, *product(members, skills)]
        if not takers:
            return []
        count = self._draw(st.integers(1, min(most, len(takers))))
        chosen = self._draw(st.permutations(takers))[:count]
        return [self._agreement(member, taker) for member, taker in chosen]

    def _agreement(self, member: Member, taker: Employee | str) -> Agreement:
        named = isinstance(taker, Employee)
        contract = taker.contract if isinstance(taker, Employee) else Span()
        start, end = self._in_force(member, contract)
        firsts = [day for day in (start, contract.first) if day is not None]
        lasts = [day for day in (end, contract.last) if day is not None]
        season = self._sometimes(self._seasons)
        if not have_a_date(max(firsts, default=None), min(lasts, default=None), [season]):
            season = None
        return Agreement(
            member.name,
            employee=taker.name if isinstance(taker, Employee) else None,
            skill=taker if isinstance(taker, str) else None,
            unit=self._sometimes(st.just(Unit.DAY), Unit.HALF_DAY),
            prefers=self._sometimes(st.sampled_from(_PATTERNS)),
            start=start,
            end=end,
            season=season,
            at_once=1 if named else self._draw(st.integers(1, 2)),
            **self._commitment(),
        )

    def _in_force(self, member: Member, contract: Span) -> tuple[dt.date | None, dt.date | None]:
        """Draw dates within a membership that meet a contract."""
        inside = [
            day if day is None or member.membership.covers(day, Half.AM) else None
            for day in self._start_end()
        ]
        start, end = inside
        before = end is not None and contract.first is not None and end < contract.first
        after = start is not None and contract.last is not None and contract.last < start
        return (None, None) if before or after else (start, end)

    def _commitment(self) -> dict[str, Any]:
        per = self._draw(st.sampled_from(Per))
        if self._sometimes(st.just(True)):
            return {"share": self._draw(st.sampled_from(("10 %", "25 %", "1/3", "100 %"))), "per": per}
        # At full time there is nothing left to compete for; well below, nothing to compete about.
        full_time = _WORKING_DAYS.get(per, len(self._horizon))
        days = Fraction(self._draw(st.integers(3, 12)), 12) * full_time
        least = self._sometimes(_QUARTERS)
        more = self._sometimes(_QUARTERS)
        return {
            "days": days,
            "per": per,
            "at_least": None if least is None else least * days,
            "at_most": None if more is None else (1 + more) * days,
        }
