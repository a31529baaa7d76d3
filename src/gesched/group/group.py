"""The employer group: all its words together."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from gesched.errors import BadValue, InputError, nearest, shown
from gesched.group.agreements import Agreement, Number
from gesched.group.checking import GroupRule, NamesByColumn, Parts, cross_check
from gesched.group.fields import Field, as_name, optional, plain_name, raise_problems
from gesched.group.members import Closure, Member, Site, as_timezone
from gesched.group.people import Absence, CommonTime, Employee
from gesched.group.profiles import WorkingTimeProfile, as_profile
from gesched.group.travel import Trip, as_speed, minutes_by_air
from gesched.timeline import (
    DEFAULT_HOURS,
    Half,
    HolidayZone,
    Hours,
    When,
    YearStart,
    as_holidays,
    as_year_start,
    parse_when,
)

_Word = TypeVar("_Word")


def _all(kind: type[_Word]) -> Callable[[Iterable[_Word]], tuple[_Word, ...]]:
    def read(words: Iterable[_Word]) -> tuple[_Word, ...]:
        kept = tuple(words)
        for word in kept:
            if not isinstance(word, kind):
                raise BadValue(word, f"only {kind.__name__} objects")
        return kept

    return read


def _as_rules(rules: Iterable[GroupRule]) -> tuple[GroupRule, ...]:
    kept = tuple(rules)
    for rule in kept:
        if not isinstance(rule, GroupRule):
            raise BadValue(rule, "rules (with id, names and without)")
    return kept


@dataclass(frozen=True)
class Group:
    """An employer group (groupement d'employeurs): all the data that a plan is made from.

    Parameters
    ----------
    name
        The group's name.
    employees, members, agreements
        Who is shared, among whom, and what was promised. Names are keys.
    sites, absences, closures, common_time
        Places of work; when employees are away, members closed, and time is the group's own.
    rules
        House rules, beside those that always hold.
    holidays
        Public holidays: ``french_holidays()``, or zone -> dates; ``None`` means none.
    zone
        The group's holiday zone; ``None`` is the first of ``holidays``: the mainland for
        France, else by the alphabet.
    works
        Working days for pro rata, less the zone's holidays.
    hours, timezone
        Clock times of the half-days and the IANA time zone, where a site says nothing else.
    year_start
        First day of the reference year: "09-01", (9, 1).
    trips
        How long the way between two sites takes, where it is known.
    speed
        In km/h as the crow flies, for other ways between sites with coordinates.
    working_time
        The limits of working time: a profile, or the name of one, such as "code_du_travail"; with ``None``,
        no such limit holds.
    key
        A stable identifier that outlives a change of name; ``None`` takes the name.

    Raises
    ------
    InputError
        With everything that the words get wrong about each other.
    """

    name: Field[str, str] = Field(as_name)
    employees: Field[Iterable[Employee], tuple[Employee, ...]] = Field(_all(Employee), default=())
    members: Field[Iterable[Member], tuple[Member, ...]] = Field(_all(Member), default=())
    agreements: Field[Iterable[Agreement], tuple[Agreement, ...]] = Field(_all(Agreement), default=())
    sites: Field[Iterable[Site], tuple[Site, ...]] = Field(_all(Site), default=())
    absences: Field[Iterable[Absence], tuple[Absence, ...]] = Field(_all(Absence), default=())
    closures: Field[Iterable[Closure], tuple[Closure, ...]] = Field(_all(Closure), default=())
    common_time: Field[Iterable[CommonTime], tuple[CommonTime, ...]] = Field(_all(CommonTime), default=())
    rules: Field[Iterable[GroupRule], tuple[GroupRule, ...]] = Field(_as_rules, default=())
    holidays: Field[Mapping[str, Any] | None, Mapping[str, HolidayZone]] = Field(as_holidays, default=None)
    zone: Field[str | None, str | None] = Field(optional(as_name), default=None)
    works: Field[str | When, When] = Field(parse_when, default="Mon-Fri")
    hours: Field[str | Hours, Hours] = Field(Hours.parse, default=DEFAULT_HOURS)
    timezone: Field[str, str] = Field(as_timezone, default="Europe/Paris")
    year_start: Field[YearStart | tuple[int, int] | str, YearStart] = Field(
        as_year_start, default=YearStart()
    )
    trips: Field[Iterable[Trip], tuple[Trip, ...]] = Field(_all(Trip), default=())
    speed: Field[Number, Fraction] = Field(as_speed, default=Fraction(40))
    working_time: Field[WorkingTimeProfile | str | None, WorkingTimeProfile | None] = Field(
        optional(as_profile), default=None
    )
    key: Field[str | None, str | None] = Field(optional(as_name), default=None)

    def __post_init__(self) -> None:
        raise_problems(self)
        names = (field.name for field in fields(Parts))
        problems = cross_check(Parts(**{name: getattr(self, name) for name in names}))
        if problems:
            raise InputError(problems)

    # Names to words.

    @cached_property
    def _employees(self) -> dict[str, Employee]:
        return {employee.name: employee for employee in self.employees}

    @cached_property
    def _members(self) -> dict[str, Member]:
        return {member.name: member for member in self.members}

    @cached_property
    def _agreements(self) -> dict[str, Agreement]:
        return {agreement.name: agreement for agreement in self.agreements}

    @cached_property
    def _sites(self) -> dict[str, Site]:
        return {site.name: site for site in self.sites}

    def employee(self, name: str) -> Employee:
        """Return the employee of this name, or raise ``BadValue`` with the nearest name."""
        return _found(self._employees, name, "an employee")

    def member(self, name: str) -> Member:
        """Return the member of this name, or raise ``BadValue`` with the nearest name."""
        return _found(self._members, name, "a member")

    def agreement(self, name: str) -> Agreement:
        """Return the agreement of this name, or raise ``BadValue`` with the nearest name."""
        return _found(self._agreements, name, "an agreement")

    def eligible(self, agreement: Agreement) -> tuple[Employee, ...]:
        """Return who can be assigned under an agreement, by name or skill, in table order."""
        if agreement.employee is not None:
            return (self.employee(agreement.employee),)
        asked = (agreement.skill, agreement.member)
        if asked not in self._skilled:
            self._skilled[asked] = tuple(
                employee
                for employee in self.employees
                if agreement.skill in employee.skills and employee.may_serve(agreement.member)
            )
        return self._skilled[asked]

    @cached_property
    def _skilled(self) -> dict[tuple[str | None, str], tuple[Employee, ...]]:
        """From a skill and a member to who can be assigned: whatever was asked for so far."""
        return {}

    @cached_property
    def _absences(self) -> dict[str, tuple[Absence, ...]]:
        return _grouped(self.absences, lambda one: one.employee)

    @cached_property
    def _closures(self) -> dict[str, tuple[Closure, ...]]:
        return _grouped(self.closures, lambda one: one.member)

    def absences_of(self, employee: str) -> tuple[Absence, ...]:
        """Return an employee's absences, in table order."""
        return self._absences.get(employee, ())

    def closures_of(self, member: str) -> tuple[Closure, ...]:
        """Return a member's closures, in table order."""
        return self._closures.get(member, ())

    # Places.

    def site_of(self, member: Member) -> Site | None:
        """Return the member's site, or ``None`` where it has none of its own."""
        return None if member.site is None else self._sites[member.site]

    def zone_of(self, place: Employee | Site | None) -> HolidayZone | None:
        """Return the holidays of an employee or site, else the group's; ``None`` where there are none."""
        own = None if place is None else place.zone
        return self._zone if own is None or not self.holidays else self.holidays[own]

    @cached_property
    def _zone(self) -> HolidayZone | None:
        if not self.holidays:
            return None
        return self.holidays[next(iter(self.holidays)) if self.zone is None else self.zone]

    def hours_of(self, member: Member) -> Hours:
        """Return the clock times of half-days at a member."""
        site = self.site_of(member)
        return site.hours if site is not None and site.hours is not None else self.hours

    def timezone_of(self, member: Member) -> str:
        """Return the IANA time zone at a member."""
        site = self.site_of(member)
        return site.timezone if site is not None and site.timezone is not None else self.timezone

    @cached_property
    def _travel(self) -> dict[tuple[str, str], int]:
        """From two sites to the minutes between them: the trips, and whatever was asked for since."""
        back = {(trip.to, trip.site): trip.minutes for trip in self.trips}
        return back | {(trip.site, trip.to): trip.minutes for trip in self.trips}

    def travel_minutes(self, member: Member, other: Member) -> int:
        """Return how long the way from one member to another takes, in whole minutes, rounded up.

        That is the trip between their sites, in this direction or else the other; else the way as the crow
        flies, at the group's speed; else, on the same site or where nothing is known, 0.
        """
        start, end = self.site_of(member), self.site_of(other)
        if start is None or end is None or start.name == end.name:
            return 0
        way = (start.name, end.name)
        if way not in self._travel:
            here, there = start.point, end.point
            if here is None or there is None:
                return 0
            self._travel[way] = minutes_by_air(here, there, self.speed)
        return self._travel[way]

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether a date counts for pro rata: a working day of the group, and no holiday."""
        if day not in self._working_days:
            zone = self.zone_of(None)
            works = self.works.covers(day, Half.AM) or self.works.covers(day, Half.PM)
            self._working_days[day] = works and not (zone is not None and day in zone)
        return self._working_days[day]

    @cached_property
    def _working_days(self) -> dict[dt.date, bool]:
        """Whether a date is a working day: whatever was asked for so far."""
        return {}

    # What if: each returns a new group.

    def without_member(self, name: str) -> "Group":
        """Return the group as if this member had never joined: its agreements and closures go with it."""
        gone = self.member(name).name
        return replace(
            self,
            members=[member for member in self.members if member.name != gone],
            agreements=[agreement for agreement in self.agreements if agreement.member != gone],
            closures=[closure for closure in self.closures if closure.member != gone],
            employees=[_unlisted(employee, gone) for employee in self.employees],
            rules=_rules_without(
                self.rules,
                member=[gone],
                agreement=[one.name for one in self.agreements if one.member == gone],
            ),
        )

    def without_employee(self, name: str) -> "Group":
        """Return the group without this employee: agreements that name them and absences go with them.

        Agreements and rules by a skill that nobody else has go too; common time of nobody else as well.
        """
        gone = self.employee(name).name
        employees = [employee for employee in self.employees if employee.name != gone]
        skills = frozenset[str]().union(*(employee.skills for employee in employees))
        kept = [
            agreement
            for agreement in self.agreements
            if agreement.employee != gone and (agreement.skill is None or agreement.skill in skills)
        ]
        lost = [agreement.name for agreement in self.agreements if agreement not in kept]
        return replace(
            self,
            employees=employees,
            agreements=kept,
            absences=[absence for absence in self.absences if absence.employee != gone],
            common_time=[
                replace(common, employees=common.employees - {gone})
                for common in self.common_time
                if common.employees != {gone}
            ],
            rules=_rules_without(
                self.rules, employee=[gone], agreement=lost, skill=self.employee(name).skills - skills
            ),
        )

    def without_agreement(self, name: str) -> "Group":
        """Return the group without this agreement."""
        gone = self.agreement(name)
        kept = [agreement for agreement in self.agreements if agreement != gone]
        return replace(self, agreements=kept, rules=_rules_without(self.rules, agreement=[gone.name]))

    def with_member(self, member: Member, *agreements: Agreement) -> "Group":
        """Return the group with one more member, and its agreements."""
        return replace(self, members=[*self.members, member], agreements=[*self.agreements, *agreements])

    def with_employee(self, employee: Employee) -> "Group":
        """Return the group with one more employee."""
        return replace(self, employees=[*self.employees, employee])

    def with_agreement(self, agreement: Agreement) -> "Group":
        """Return the group with one more agreement; one of the same name is replaced in its place."""
        if agreement.name not in self._agreements:
            return replace(self, agreements=[*self.agreements, agreement])
        return replace(
            self,
            agreements=[agreement if old.name == agreement.name else old for old in self.agreements],
        )

    def with_absence(self, absence: Absence) -> "Group":
        """Return the group with one more absence."""
        return replace(self, absences=[*self.absences, absence])

    def with_closure(self, closure: Closure) -> "Group":
        """Return the group with one more closure."""
        return replace(self, closures=[*self.closures, closure])


def _grouped(words: Iterable[_Word], key: Callable[[_Word], str]) -> dict[str, tuple[_Word, ...]]:
    found: dict[str, list[_Word]] = {}
    for word in words:
        found.setdefault(key(word), []).append(word)
    return {name: tuple(some) for name, some in found.items()}


def _found(words: Mapping[str, _Word], name: str, kind: str) -> _Word:
    if isinstance(name, str) and name in words:
        return words[name]
    key = plain_name(name) if isinstance(name, str) else shown(name)
    if key not in words:
        raise BadValue(name, f"{kind} of the group", nearest(key, words))
    return words[key]


def _unlisted(employee: Employee, member: str) -> Employee:
    listed = employee.authorised_members
    return replace(
        employee,
        authorised_members=None if listed is None else listed - {member},
        excluded_members=employee.excluded_members - {member},
    )


def _rules_without(rules: Iterable[GroupRule], **gone: Iterable[str]) -> list[GroupRule]:
    """Return the rules without those who are gone, by kind: an employee may be called like a member."""
    kept = list(rules)
    for kind, names in gone.items():
        for name in names:
            kept = [left for rule in kept if (left := _rule_without(rule, kind, name)) is not None]
    return kept


def _rule_without(rule: GroupRule, kind: str, name: str) -> GroupRule | None:
    if isinstance(rule, NamesByColumn):
        return rule.without_kind(kind, name)
    return rule.without(name) if name in rule.names() else rule
