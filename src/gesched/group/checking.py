"""What the words of a group must say about each other."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, runtime_checkable

from gesched.errors import InputProblem, nearest
from gesched.group.agreements import Agreement
from gesched.group.members import Closure, Member, Site
from gesched.group.people import Absence, CommonTime, Employee
from gesched.timeline import Half, HolidayZone

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
    rules: Sequence["GroupRule"] = ()
    holidays: Mapping[str, HolidayZone] = field(default_factory=dict)
    zone: str | None = None


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
class _NamesByColumn(Protocol):
    def named(self) -> Mapping[str, Collection[str]]: ...


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

        for row, rule in enumerate(parts.rules):
            yield from self._rule(row, rule)

    def _rule(self, row: int, rule: GroupRule) -> Iterator[InputProblem]:
        """Yield a problem for each name that is not known, of the kind that the rule's field begins with."""
        kinds: Mapping[str, Collection[str]] = {
            "employee": self.employees,
            "member": self.members,
            "agreement": {agreement.name for agreement in self.parts.agreements},
            "skill": self.skills,
        }
        anybody = frozenset(name for kind in kinds.values() for name in kind)
        columns = rule.named() if isinstance(rule, _NamesByColumn) else {"names": rule.names()}
        for column, names in columns.items():
            known = next((kind for word, kind in kinds.items() if column.startswith(word)), anybody)
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

    def _places(self) -> Iterator[InputProblem]:
        yield from self._zone("group", None, self.parts.zone)
        for row, site in enumerate(self.parts.sites):
            yield from self._zone("sites", row, site.zone)
        names = {site.name for site in self.parts.sites}
        for row, member in enumerate(self.parts.members):
            yield from self._known("members", row, "site", member.site, names)

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
                if any(_meet(earlier, later) for _, earlier in islice(alike, place)):
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
    if not employee.may_serve(agreement.member):
        expected = f"a member that the contract of {employee.name!r} authorises"
        advice = "Add the member to the employee's authorised_members, or name another employee."
        yield InputProblem(expected, agreement.member, "agreements", row, "member", advice)
    if _apart(agreement.start, agreement.end, employee.start, employee.end):
        expected = f"dates that meet the contract of {employee.name!r}"
        advice = "Mend the agreement's dates or the contract's."
        value = f"{agreement.start} to {agreement.end}"
        yield InputProblem(expected, value, "agreements", row, "start", advice)


def _meet(earlier: Agreement, later: Agreement) -> bool:
    return not _apart(earlier.start, earlier.end, later.start, later.end)


def _apart(start: dt.date | None, end: dt.date | None, start2: dt.date | None, end2: dt.date | None) -> bool:
    ends_before = end is not None and start2 is not None and end < start2
    starts_after = start is not None and end2 is not None and end2 < start
    return ends_before or starts_after
