"""What the words of a group must say about each other."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, runtime_checkable

from gesched.errors import InputProblem, nearest
from gesched.group.agreements import Agreement
from gesched.group.members import Closure, Member, Site
from gesched.group.people import Absence, CommonTime, Employee
from gesched.group.profiles import WorkingTimeProfile
from gesched.group.travel import Trip
from gesched.timeline import Half, HolidayZone, Span, YearStart, have_a_date

_ANY_HALF = Half.AM


@dataclass(frozen=True)
class Parts:
    """The words that make a group, before they are one; fields as in ``Group``."""

    employees: Sequence[Employee] = ()
    members: Sequence[Member] = ()
    agreements: Sequence[Agreement] = ()
    sites: Sequence[Site] = ()
    absences: Sequence[Absence] = ()
    closures: Sequence[Closure] = ()
    common_time: Sequence[CommonTime] = ()
    trips: Sequence[Trip] = ()
    rules: Sequence["GroupRule"] = ()
    holidays: Mapping[str, HolidayZone] = field(default_factory=dict)
    zone: str | None = None
    working_time: WorkingTimeProfile | None = None
    year_start: YearStart = field(default_factory=YearStart)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


@runtime_checkable
class GroupRule(Protocol):
    """What a group must know of a house rule: its id, whom it names, and itself without one of them."""

    @property
    def id(self) -> str:
        """A short name for the kind of rule."""
        ...

    def names(self) -> Collection[str]:
        """Return the employees, members and agreements that the rule names."""
        ...

    def without(self, name: str) -> "GroupRule | None":
        """Return the rule without one of them; ``None`` where nothing is left of it."""
        ...


@runtime_checkable
class NamesByColumn(Protocol):
    """A house rule that tells whom it names in which field; fields begin with the kind they name."""

    def named(self) -> Mapping[str, Collection[str]]:
        """Return, for each field that names anybody, the names."""
        ...

    def without_kind(self, kind: str, name: str) -> GroupRule | None:
        """Return the rule without somebody in its fields of a kind; ``None`` where nothing is left of it."""
        ...


def cross_check(parts: Parts, also_known: Iterable[str] = ()) -> list[InputProblem]:
    """Return everything that the words of a group get wrong about each other.

    Parameters
    ----------
    parts
        The words.
    also_known
        Names of words that could not be read for another reason: they are not reported as unknown again.

    Returns
    -------
    list
        The problems: ``table`` is the field of the group, ``row`` the place in it, counted from 0.
    """
    return list(_Check(parts, frozenset(also_known)).problems())


def unknown_name(table: str, row: int, column: str, name: str, known: Iterable[str]) -> InputProblem:
    """Return the problem that a column names somebody, a site or a skill that is not known."""
    kinds = {"site": "a site", "skill": "a skill that some employee has", "agreement": "an agreement"}
    kinds |= {"names": "an employee, member or agreement", "member": "a member"}
    kinds |= {"to": "a site"} if column == "to" else {}
    expected = next((kind for word, kind in kinds.items() if word in column), "an employee")
    advice = nearest(name, known) or "Add it, or mend the name."
    return InputProblem(f"{expected} of the group", name, table, row, column, advice)


class _Check:
    def __init__(self, parts: Parts, also_known: frozenset[str]) -> None:
        self.parts = parts
        self.also_known = also_known
        self.employees = {employee.name: employee for employee in parts.employees}
        self.members = {member.name: member for member in parts.members}
        self.skills = frozenset(skill for employee in parts.employees for skill in employee.skills)
        self.kinds: Mapping[str, Collection[str]] = {
            "employee": self.employees,
            "member": self.members,
            "agreement": {agreement.name for agreement in parts.agreements},
            "skill": self.skills,
        }
        self.anybody = frozenset(name for kind in self.kinds.values() for name in kind)

    def problems(self) -> Iterator[InputProblem]:
        parts = self.parts
        yield from self._unique("employees", parts.employees)
        yield from self._unique("members", parts.members)
        yield from self._unique("sites", parts.sites)
        yield from self._people()
        yield from self._places()
        for row, agreement in enumerate(parts.agreements):
            yield from self._agreement(row, agreement)
        alike = list(self._alike())
        yield from alike
        told = {problem.row for problem in alike}  # that they have the same name as well goes without saying
        same = self._unique("agreements", parts.agreements)
        yield from (problem for problem in same if problem.row not in told)
        for row, absence in enumerate(parts.absences):
            yield from self._known("absences", row, "employee", absence.employee, self.employees)
        for row, closure in enumerate(parts.closures):
            yield from self._known("closures", row, "member", closure.member, self.members)
        for row, common in enumerate(parts.common_time):
            for name in sorted(common.employees):
                yield from self._known("common_time", row, "employees", name, self.employees)
        yield from self._trips()
        yield from self._contracts_by_days()
        for row, rule in enumerate(parts.rules):
            yield from self._rule(row, rule)

    def _rule(self, row: int, rule: GroupRule) -> Iterator[InputProblem]:
        """Yield a problem for each name that is not known, of the kind that the rule's field begins with."""
        columns = rule.named() if isinstance(rule, NamesByColumn) else {"names": rule.names()}
        for column, names in columns.items():
            known = next((kind for word, kind in self.kinds.items() if column.startswith(word)), self.anybody)
            for name in sorted(names):
                yield from self._known("rules", row, column, name, known)

    def _unique(self, table: str, words: Sequence[_Named]) -> Iterator[InputProblem]:
        columns: tuple[tuple[str, Callable[[_Named], str | None]], ...] = (
            ("name", lambda word: word.name),
            ("key", lambda word: getattr(word, "key", None)),
        )
        for column, read in columns:
            seen: dict[str, int] = {}
            for row, word in enumerate(words):
                value = read(word)
                if value is not None and seen.setdefault(value, row) != row:
                    expected = f"a {column} that no other of the {table} has"
                    advice = "Two entries have it; delete one or tell them apart."
                    yield InputProblem(expected, value, table, row, column, advice)

    def _known(
        self, table: str, row: int, column: str, name: str | None, known: Collection[str]
    ) -> Iterator[InputProblem]:
        if name is not None and name not in known and name not in self.also_known:
            yield unknown_name(table, row, column, name, known)

    def _zone(self, table: str, row: int | None, zone: str | None) -> Iterator[InputProblem]:
        if zone is not None and self.parts.holidays and zone not in self.parts.holidays:
            advice = nearest(zone, self.parts.holidays)
            yield InputProblem("a holiday zone of the group", zone, table, row, "zone", advice)

    def _people(self) -> Iterator[InputProblem]:
        for row, employee in enumerate(self.parts.employees):
            yield from self._zone("employees", row, employee.zone)
            for name in sorted(employee.authorised_members or ()):
                yield from self._known("employees", row, "authorised_members", name, self.members)
            for name in sorted(employee.excluded_members):
                yield from self._known("employees", row, "excluded_members", name, self.members)

    def _places(self) -> Iterator[InputProblem]:
        yield from self._zone("group", None, self.parts.zone)
        for row, site in enumerate(self.parts.sites):
            yield from self._zone("sites", row, site.zone)
        names = {site.name for site in self.parts.sites}
        for row, member in enumerate(self.parts.members):
            yield from self._known("members", row, "site", member.site, names)

    def _trips(self) -> Iterator[InputProblem]:
        names = {site.name for site in self.parts.sites}
        seen: set[tuple[str, str]] = set()
        for row, trip in enumerate(self.parts.trips):
            yield from self._known("trips", row, "site", trip.site, names)
            yield from self._known("trips", row, "to", trip.to, names)
            if (trip.site, trip.to) in seen:
                expected = f"only one trip from {trip.site!r} to {trip.to!r}"
                yield InputProblem(expected, trip.to, "trips", row, "to", "Delete one of the two.")
            seen.add((trip.site, trip.to))

    def _contracts_by_days(self) -> Iterator[InputProblem]:
        """Yield problems where a contract by days is at odds with the profile of working time."""
        profile, by_days = self.parts.working_time, False
        most = None if profile is None else profile.max_days_per_year
        for row, employee in enumerate(self.parts.employees):
            days = employee.days_per_year
            by_days = by_days or days is not None
            if days is not None and most is not None and days > most.value:
                advice = "Mend it, or give the group a profile with another limit (with_limits)."
                value = f"{float(days):g}"
                yield InputProblem(f"at most {most}", value, "employees", row, "days_per_year", advice)
        year_start = None if profile is None else profile.year_start
        if by_days and year_start is not None and year_start != self.parts.year_start:
            expected = f"{year_start}, as {profile} counts the days of a year"
            advice = "Mend it, or take days_per_year out."
            yield InputProblem(expected, str(self.parts.year_start), "group", None, "year_start", advice)

    def _agreement(self, row: int, agreement: Agreement) -> Iterator[InputProblem]:
        yield from self._known("agreements", row, "member", agreement.member, self.members)
        yield from self._known("agreements", row, "employee", agreement.employee, self.employees)
        yield from self._known("agreements", row, "skill", agreement.skill, self.skills)
        member = self.members.get(agreement.member)
        if member is not None:
            yield from _within(row, agreement, member)
        employee = self.employees.get(agreement.employee or "")
        if employee is not None:
            yield from _servable(row, agreement, employee)

    def _alike(self) -> Iterator[InputProblem]:
        groups: dict[tuple[str, str | None, str | None], list[tuple[int, Agreement]]] = {}
        for row, agreement in enumerate(self.parts.agreements):
            key = (agreement.member, agreement.employee, agreement.skill)
            groups.setdefault(key, []).append((row, agreement))
        for alike in groups.values():
            for place, (row, later) in enumerate(alike):
                if any(_meet(earlier.validity, later.validity) for _, earlier in islice(alike, place)):
                    what = later.employee or later.skill
                    expected = f"only one agreement at a time of {later.member!r} and {what!r}"
                    advice = "Join the two, or let one end before the other starts."
                    yield InputProblem(expected, later.name, "agreements", row, "member", advice)


def _within(row: int, agreement: Agreement, member: Member) -> Iterator[InputProblem]:
    """Yield problems where an agreement reaches beyond the membership."""
    advice = "Mend the agreement's date or the membership's."
    if agreement.start is not None and not member.membership.covers(agreement.start, _ANY_HALF):
        expected = f"a date within the membership of {member.name!r}"
        yield InputProblem(expected, str(agreement.start), "agreements", row, "start", advice)
    if agreement.end is not None and not member.membership.covers(agreement.end, _ANY_HALF):
        expected = f"a date within the membership of {member.name!r}"
        yield InputProblem(expected, str(agreement.end), "agreements", row, "end", advice)


def _servable(row: int, agreement: Agreement, employee: Employee) -> Iterator[InputProblem]:
    """Yield problems where a named employee can never serve."""
    if agreement.member in employee.excluded_members:
        expected = f"a member that {employee.name!r} does not exclude"
        advice = "Take the member out of the employee's excluded_members, or name another employee."
        yield InputProblem(expected, agreement.member, "agreements", row, "member", advice)
    elif not employee.may_serve(agreement.member):
        expected = f"a member that the contract of {employee.name!r} authorises"
        advice = "Add the member to the employee's authorised_members, or name another employee."
        yield InputProblem(expected, agreement.member, "agreements", row, "member", advice)
    if not _meet(agreement.validity, employee.contract):
        expected = f"dates that meet the contract of {employee.name!r}"
        advice = "Mend the agreement's dates or the contract's."
        yield InputProblem(expected, str(agreement.validity), "agreements", row, "start", advice)


def _meet(one: Span, other: Span) -> bool:
    """Return whether two stretches, each perhaps in a season only, have a date in common."""
    firsts = [span.first for span in (one, other) if span.first is not None]
    lasts = [span.last for span in (one, other) if span.last is not None]
    seasons = (span.when for span in (one, other))
    return have_a_date(max(firsts, default=None), min(lasts, default=None), seasons)
