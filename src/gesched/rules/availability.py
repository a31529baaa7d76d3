"""Employees and members are there, or they are not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gesched.findings import Ground, Violation
from gesched.group import Employee, Group, Member
from gesched.problem import Cause, Problem, employee_causes, member_causes
from gesched.rules._base import RuleModel
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half


@dataclass(frozen=True)
class EmployeeAvailable:
    """Nobody is assigned outside their contract and pattern, on holidays, when away or in common time."""

    id: str = "employee_available"
    title: str = "Employees are assigned only when they are available."
    source: str = "employment contract"

    def post(self, model: RuleModel) -> None:
        """Forbid every candidate half-day that a cause closes: one row a half-day and cause."""
        group, horizon = model.problem.group, model.problem.horizon
        for number, employee in enumerate(group.employees):
            for cause in employee_causes(group, employee, horizon):
                ground = Ground(self.id, (employee.name,), cause.when, cause.words, self.source)
                for agreement, masks in enumerate(model.problem.candidates):
                    if number in masks:
                        _forbid(model, agreement, number, cause, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every assignment and reason against it."""
        group = schedule.group
        clear = schedule.problem.shared(_clear)["employee"]
        for one in schedule.assignments:
            if _when(one) not in clear[one.employee]:
                reasons = absence_reasons(group, group.employee(one.employee), one.date, one.half)
                yield from _violations(self, one, one.employee, reasons, clear)


@dataclass(frozen=True)
class MemberOpen:
    """Nobody is assigned to a member outside its membership and opening, on its holidays or closures."""

    id: str = "member_open"
    title: str = "Members host only when they are members and open."
    source: str = "membership"

    def post(self, model: RuleModel) -> None:
        """Forbid every candidate half-day that a cause closes: one row a half-day and cause."""
        problem = model.problem
        for member in problem.group.members:
            for cause in member_causes(problem.group, member, problem.horizon):
                ground = Ground(self.id, (member.name,), cause.when, cause.words, self.source)
                for agreement in problem.agreements_of[member.name]:
                    for employee in problem.candidates[agreement]:
                        _forbid(model, agreement, employee, cause, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every assignment and reason against it."""
        group = schedule.group
        clear = schedule.problem.shared(_clear)["member"]
        for one in schedule.assignments:
            if _when(one) not in clear[one.member]:
                reasons = closure_reasons(group, group.member(one.member), one.date, one.half)
                yield from _violations(self, one, one.member, reasons, clear)


def _forbid(model: RuleModel, agreement: int, employee: int, cause: Cause, ground: Ground) -> None:
    candidates = model.problem.candidates[agreement][employee]
    for column in np.flatnonzero(candidates & cause.closed).tolist():
        model.require(model.assigned(agreement, employee, [column]), None, 0, ground)


_Clear = defaultdict[str, set[int]]
"""By name, when nothing is against somebody: a memory, which grows with each check."""


def _when(one: Assignment) -> int:
    """Return the half-day as a number, as there are hundreds of thousands to remember."""
    return 2 * one.date.toordinal() + one.half


def _clear(_: Problem) -> Mapping[str, _Clear]:
    """Return one memory for employees, and one for members."""
    return {"employee": defaultdict(set), "member": defaultdict(set)}


def _violations(
    rule: EmployeeAvailable | MemberOpen, one: Assignment, name: str, reasons: Iterator[str], clear: _Clear
) -> Iterator[Violation]:
    """Yield a violation for each reason; where there is none, remember that."""
    is_clear = True
    for reason in reasons:
        is_clear = False
        words = f"{one.employee} is assigned to {one.member} on {one.half_day}, but {reason}"
        yield Violation(rule.id, (name,), one.date, one.date, 1, words, rule.source)
    if is_clear:
        clear[name].add(_when(one))


def absence_reasons(group: Group, employee: Employee, day: dt.date, half: Half) -> Iterator[str]:
    """Yield why an employee is not available on a half-day; nothing where they are."""
    yield from reasons_but_common_time(group, employee, day, half)
    for common in group.common_time:
        if common.span.covers(day, half) and common.concerns(employee.name):
            yield f"{employee.name} is in common time"


def reasons_but_common_time(group: Group, employee: Employee, day: dt.date, half: Half) -> Iterator[str]:
    """Yield why an employee can neither be assigned on a half-day nor be in common time."""
    name = employee.name
    yield from _out_of_dates(employee.start, employee.end, day, "the contract")
    if not employee.works.covers(day, half):
        yield f"{name} works {employee.works}"
    zone = group.zone_of(employee)
    if zone is not None and day in zone and day not in employee.works_holidays:
        yield f"{day} is a public holiday of {name} ({zone.name_of(day)})"
    for absence in group.absences_of(name):
        if absence.span.covers(day, half):
            yield f"{name} is away"


def closure_reasons(group: Group, member: Member, day: dt.date, half: Half) -> Iterator[str]:
    """Yield why a member cannot host on a half-day; nothing where it can."""
    name = member.name
    yield from _out_of_dates(member.start, member.end, day, "the membership")
    if not member.opens.covers(day, half):
        yield f"{name} opens {member.opens}"
    zone = group.zone_of(group.site_of(member))
    if zone is not None and day in zone and day not in member.works_holidays:
        yield f"{day} is a public holiday of {name} ({zone.name_of(day)})"
    for closure in group.closures_of(name):
        if closure.span.covers(day, half):
            yield f"{name} is closed"


def _out_of_dates(start: dt.date | None, end: dt.date | None, day: dt.date, what: str) -> Iterator[str]:
    if start is not None and day < start:
        yield f"{what} starts on {start}"
    if end is not None and day > end:
        yield f"{what} ended on {end}"
