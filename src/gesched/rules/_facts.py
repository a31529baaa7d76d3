"""What a finished schedule says of who was where, the past included; for checks, never for posting."""

import datetime as dt
from collections.abc import Iterator

from gesched.group import Agreement, Group, Unit
from gesched.rules.availability import absence_reasons, closure_reasons, reasons_but_common_time
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, HalfDay, dates_between


def assignments_of(schedule: Schedule, employee: str) -> Iterator[Assignment]:
    """Yield an employee's assignments in the past and in the schedule."""
    for earlier in schedule.past.schedules:
        yield from (one for one in earlier.at.values() if one.employee == employee)
    yield from schedule.of_employee(employee)


def days_at(schedule: Schedule, employee: str, member: str) -> frozenset[dt.date]:
    """Return the dates on which an employee is at a member, the past included."""
    return frozenset(one.date for one in assignments_of(schedule, employee) if one.member == member)


def half_days_worked(schedule: Schedule, employee: str) -> frozenset[HalfDay]:
    """Return the half-days on which an employee is at any member or in common time, the past included."""
    worked = {one.half_day for one in assignments_of(schedule, employee)}
    for planned in (schedule, *schedule.past.schedules):
        if any(one.name == employee for one in planned.group.employees):
            first, last = planned.horizon.first, planned.horizon.last
            worked.update(_common_half_days(planned.group, employee, first, last))
    return frozenset(worked)


def days_worked(schedule: Schedule, employee: str) -> frozenset[dt.date]:
    """Return the dates on which an employee is at any member or in common time, the past included."""
    return frozenset(half_day.date for half_day in half_days_worked(schedule, employee))


def is_known(schedule: Schedule, day: dt.date) -> bool:
    """Return whether a date is planned, now or in the past."""
    return day in schedule.horizon or schedule.past.knows(day)


def possible(schedule: Schedule, agreement: Agreement, day: dt.date, half: Half) -> int:
    """Return how many employees could be assigned under an agreement on a half-day, at most ``at_once``."""
    halves = tuple(Half) if agreement.unit is Unit.DAY else (half,)
    group, member = schedule.group, schedule.group.member(agreement.member)
    if day not in schedule.horizon or not all(
        agreement.validity.covers(day, one) and not any(closure_reasons(group, member, day, one))
        for one in halves
    ):
        return 0
    there = (
        employee
        for employee in group.eligible(agreement)
        if not any(reason for one in halves for reason in absence_reasons(group, employee, day, one))
    )
    return min(len(list(there)), agreement.at_once)


def _common_half_days(group: Group, employee: str, first: dt.date, last: dt.date) -> Iterator[HalfDay]:
    """Yield the half-days in common time on which the employee would otherwise be available."""
    spans = [common.span for common in group.common_time if common.concerns(employee)]
    for day in dates_between(first, last) if spans else ():
        for half in Half:
            is_common = any(span.covers(day, half) for span in spans)
            if is_common and not any(reasons_but_common_time(group, group.employee(employee), day, half)):
                yield HalfDay(day, half)
