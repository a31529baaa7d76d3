"""The goals' values counted naively, from a group's words alone: nothing here knows arrays, dues or models.

Promises add up day by day; what could be served without competitors is tried out, schedule by schedule.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Schedule
from gesched.testing import Case, schedules_that_keep
from gesched.timeline import Half

Values = list[int]
DAY = dt.timedelta(days=1)


def is_off(group: Group, zone: str | None, day: dt.date, worked: frozenset[dt.date]) -> bool:
    if not group.holidays:
        return False
    name = zone or group.zone or next(iter(group.holidays))
    return day in group.holidays[name] and day not in worked


def within(start: dt.date | None, end: dt.date | None, day: dt.date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def in_season(agreement: Agreement, day: dt.date) -> bool:
    return agreement.season is None or agreement.season.covers(day, Half.AM)


def in_force(agreement: Agreement, day: dt.date) -> bool:
    return within(agreement.start, agreement.end, day) and in_season(agreement, day)


def is_available(group: Group, who: Employee, day: dt.date, half: Half) -> bool:
    away = [one.span for one in group.absences if one.employee == who.name]
    away += [one.span for one in group.common_time if not one.employees or who.name in one.employees]
    return (
        within(who.start, who.end, day)
        and who.works.covers(day, half)
        and not is_off(group, who.zone, day, who.works_holidays)
        and not any(span.covers(day, half) for span in away)
    )


def is_open(group: Group, member: Member, day: dt.date, half: Half) -> bool:
    zones = {site.name: site.zone for site in group.sites}
    closed = [one.span for one in group.closures if one.member == member.name]
    return (
        within(member.start, member.end, day)
        and member.opens.covers(day, half)
        and not is_off(group, zones.get(member.site or ""), day, member.works_holidays)
        and not any(span.covers(day, half) for span in closed)
    )


def eligible(group: Group, agreement: Agreement) -> list[Employee]:
    if agreement.employee is not None:
        return [one for one in group.employees if one.name == agreement.employee]
    return [
        one
        for one in group.employees
        if agreement.skill in one.skills
        and (one.authorised_members is None or agreement.member in one.authorised_members)
    ]


def member_of(group: Group, agreement: Agreement) -> Member:
    return next(one for one in group.members if one.name == agreement.member)


def period_key(case: Case, per: str) -> Callable[[dt.date], object]:
    """Return what tells periods apart; a reference year is cut into quarters of three months."""
    month, start = case.group.year_start

    def months(day: dt.date) -> int:
        return day.year * 12 + day.month - month - (day.day < start)

    keys: dict[str, Callable[[dt.date], object]] = {
        "week": lambda day: day.isocalendar()[:2],
        "month": lambda day: (day.year, day.month),
        "quarter": lambda day: months(day) // 3,
        "year": lambda day: months(day) // 12,
        "horizon": lambda day: day in case.horizon,
    }
    return keys[per]


def is_working(group: Group, day: dt.date) -> bool:
    works = any(group.works.covers(day, half) for half in Half)
    return works and not is_off(group, None, day, frozenset())


def earned(case: Case, agreement: Agreement, day: dt.date) -> Fraction:
    """Return the exact half-days that one date adds to a promise."""
    group, member = case.group, member_of(case.group, agreement)
    if not in_force(agreement, day) or not within(member.start, member.end, day):
        return Fraction(0)
    people = eligible(group, agreement)
    if agreement.share is not None:
        return agreement.share * sum(is_available(group, who, day, half) for who in people for half in Half)
    assert agreement.days is not None
    if not is_working(group, day) or not any(within(who.start, who.end, day) for who in people):
        return Fraction(0)
    key = period_key(case, agreement.per)
    near = [day + number * DAY for number in range(-370, 371)]
    period = (one for one in near if key(one) == key(day) and in_season(agreement, one))
    return 2 * agreement.days / sum(is_working(group, one) for one in period)


def promised(case: Case, agreement: Agreement) -> int:
    """Return the whole half-days promised over the horizon: the growth of the rounded running total."""
    horizon, year = case.horizon, period_key(case, "year")
    start = horizon.first
    if agreement.per != "horizon":
        while agreement.start is None and year(start - DAY) == year(horizon.first):
            start -= DAY
        start = start if agreement.start is None else agreement.start
    unit, running, before = (2 if agreement.unit == "day" else 1), Fraction(0), Fraction(0)
    day = start
    while day <= horizon.last:
        running += earned(case, agreement, day)
        before = running if day < horizon.first else before
        day += DAY
    return (floor(running / unit + Fraction(1, 2)) - floor(before / unit + Fraction(1, 2))) * unit


def servable(case: Case, agreement: Agreement) -> int:
    """Return the most that a schedule gives which has to do with no other agreement, and no minimum."""
    alone = replace(case.group, agreements=[replace(agreement, at_least=None)])
    owed = type(case.ledger)({name: n for name, n in case.ledger.items() if name == agreement.name})
    return max(len(one.assignments) for one in schedules_that_keep(alone, case.horizon, owed))


class Naive:
    """The naive values of every schedule of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.due = {one.name: self._due(one) for one in case.group.agreements}
        self.wishes = {one.name: self._wishes(one) for one in case.group.agreements}

    def _due(self, agreement: Agreement) -> int:
        owed = self.case.ledger.get(agreement.name, 0) + promised(self.case, agreement)
        return max(0, owed - max(0, owed - servable(self.case, agreement)))

    def _wishes(self, agreement: Agreement) -> int:
        there = 0
        for day, half in self.case.horizon.half_days:
            if agreement.prefers is not None and agreement.prefers.covers(day, half):
                people = [
                    one
                    for one in eligible(self.case.group, agreement)
                    if self._fits(agreement, one, day, half)
                ]
                there += min(len(people), agreement.at_once)
        return min(self.due[agreement.name], there)

    def _fits(self, agreement: Agreement, who: Employee, day: dt.date, half: Half) -> bool:
        group, halves = self.case.group, tuple(Half) if agreement.unit == "day" else (half,)
        never = agreement.never
        return in_force(agreement, day) and all(
            (never is None or not never.covers(day, one))
            and is_available(group, who, day, one)
            and is_open(group, member_of(group, agreement), day, one)
            for one in halves
        )

    def _of_members(self, amounts: dict[str, int]) -> Iterator[int]:
        for member in self.case.group.members:
            names = [one.name for one in self.case.group.agreements if one.member == member.name]
            yield sum(amounts[name] for name in names)

    def _leximin(self, missed: dict[str, int], whole: dict[str, int]) -> Values:
        pairs = list(zip(self._of_members(missed), self._of_members(whole), strict=True))
        ratios = [ceil(Fraction(1000 * part, of)) for part, of in pairs if of]
        return [*sorted(ratios, reverse=True), sum(part for part, of in pairs if of)]

    def fair_coverage(self, schedule: Schedule) -> Values:
        given = {name: sum(one.agreement == name for one in schedule.assignments) for name in self.due}
        return self._leximin({name: max(0, due - given[name]) for name, due in self.due.items()}, self.due)

    def no_idle_time(self, schedule: Schedule) -> Values:
        group, busy = self.case.group, {(one.employee, one.half_day) for one in schedule.assignments}
        idle = sum(
            is_available(group, who, *half_day) and (who.name, half_day) not in busy
            for who in group.employees
            for half_day in self.case.horizon.half_days
        )
        over = {}
        for agreement in group.agreements:
            given = sum(one.agreement == agreement.name for one in schedule.assignments)
            beyond = max(0, given - self.due[agreement.name])
            over[agreement.name] = beyond if agreement.at_most is not None else 0
        pairs = zip(self._of_members(over), self._of_members(self.due), strict=True)
        return [idle, max((ceil(Fraction(1000 * part, max(1, due))) for part, due in pairs), default=0)]

    def wishes_unmet(self, schedule: Schedule) -> Values:
        missed = {}
        for agreement in self.case.group.agreements:
            met = sum(
                agreement.prefers is not None and agreement.prefers.covers(one.date, one.half)
                for one in schedule.assignments
                if one.agreement == agreement.name
            )
            missed[agreement.name] = max(0, self.wishes[agreement.name] - met)
        return self._leximin(missed, self.wishes)

    def regularity(self, schedule: Schedule) -> Values:
        pairs = [(who, member) for who in self.case.group.employees for member in self.case.group.members]
        return [sum(self._on_other_weekdays(schedule, *pair) for pair in pairs)]

    def _on_other_weekdays(self, schedule: Schedule, who: Employee, member: Member) -> int:
        days, weeks, due = [0] * 7, set(), 0
        for agreement in self.case.group.agreements:
            if agreement.member == member.name and who in eligible(self.case.group, agreement):
                can = {at.date for at in self.case.horizon.half_days if self._fits(agreement, who, *at)}
                weeks |= {date.isocalendar()[:2] for date in can}
                due += self.due[agreement.name] if can else 0
        for date in {
            one.date for one in schedule.assignments if (one.employee, one.member) == (who.name, member.name)
        }:
            days[date.isoweekday() % 7] += 1
        usual = max(ceil(Fraction(due, 2 * len(weeks))), 1) if weeks else 7
        return sum(sorted(days)[: max(0, 7 - usual)])

    def few_transfers(self, schedule: Schedule) -> Values:
        places: dict[tuple[str, dt.date], set[str]] = {}
        for one in schedule.assignments:
            places.setdefault((one.employee, one.date), set()).add(one.member)
        return [sum(len(members) == 2 for members in places.values())]

    @property
    def of_goal(self) -> dict[str, Callable[[Schedule], Values]]:
        """By a goal's id, what counts its values."""
        return {
            "fair_coverage": self.fair_coverage,
            "no_idle_time": self.no_idle_time,
            "wishes": self.wishes_unmet,
            "regularity": self.regularity,
            "few_transfers": self.few_transfers,
        }
