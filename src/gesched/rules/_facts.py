"""What a finished schedule says of who was where, the past included; for checks, never for posting."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from gesched.group import Agreement, Employee, Group, Unit
from gesched.rules.availability import absence_reasons, closure_reasons, reasons_but_common_time
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, HalfDay, Period, dates_between


def assignments_of(schedule: Schedule, employee: str) -> Iterator[Assignment]:
    """Yield an employee's assignments in the past and in the schedule."""
    yield from schedule.past.of_employee(employee)
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


def given_between(dates: Sequence[dt.date], period: Period) -> int:
    """Return how many dates, which are in order and one for each half-day given, lie in a period."""
    return bisect_right(dates, period.last) - bisect_left(dates, period.first)


def is_known(schedule: Schedule, day: dt.date) -> bool:
    """Return whether a date is planned, now or in the past."""
    return day in schedule.horizon or schedule.past.knows(day)


def visits_under(schedule: Schedule, agreement: str) -> Iterator[Assignment]:
    """Yield the assignments under an agreement in the past and in the schedule."""
    yield from schedule.past.of_agreement(agreement)
    yield from schedule.of_agreement(agreement)


def days_in_order(schedule: Schedule, *, bridges: bool) -> Iterator[tuple[dt.date, bool]]:
    """Yield every date up to the horizon's last, and whether it is known.

    Parameters
    ----------
    schedule
        The schedule; its past begins with the first date known.
    bridges
        Whether dates that are no working days of the group are left out.
    """
    first = schedule.past.first or schedule.horizon.first
    for day in dates_between(first, schedule.horizon.last):
        if not bridges or schedule.group.is_working_day(day):
            yield day, is_known(schedule, day)


def possible(schedule: Schedule, agreement: Agreement, day: dt.date, half: Half) -> int:
    """Return how many employees could be assigned under an agreement on a half-day, at most ``at_once``."""
    if not _hosts(schedule, agreement, day, half):
        return 0
    eligible = schedule.group.eligible(agreement)
    there = (one for one in eligible if _is_there(schedule, agreement, one, day, half))
    return min(len(list(there)), agreement.at_once)


def could_visit(
    schedule: Schedule, agreement: Agreement, employee: Employee, day: dt.date, half: Half | None = None
) -> bool:
    """Return whether an eligible employee could be assigned under an agreement; without a half, on any."""
    return any(
        _hosts(schedule, agreement, day, one) and _is_there(schedule, agreement, employee, day, one)
        for one in (Half if half is None else (half,))
    )


def _hosts(schedule: Schedule, agreement: Agreement, day: dt.date, half: Half) -> bool:
    group, member = schedule.group, schedule.group.member(agreement.member)
    return day in schedule.horizon and all(
        agreement.takes(day, one) and not any(closure_reasons(group, member, day, one))
        for one in _halves(agreement, half)
    )


def _is_there(schedule: Schedule, agreement: Agreement, employee: Employee, day: dt.date, half: Half) -> bool:
    halves = _halves(agreement, half)
    return not any(reason for one in halves for reason in absence_reasons(schedule.group, employee, day, one))


def _halves(agreement: Agreement, half: Half) -> tuple[Half, ...]:
    return tuple(Half) if agreement.unit is Unit.DAY else (half,)


def _common_half_days(group: Group, employee: str, first: dt.date, last: dt.date) -> Iterator[HalfDay]:
    """Yield the half-days in common time on which the employee would otherwise be available."""
    spans = [common.span for common in group.common_time if common.concerns(employee)]
    for day in dates_between(first, last) if spans else ():
        for half in Half:
            is_common = any(span.covers(day, half) for span in spans)
            if is_common and not any(reasons_but_common_time(group, group.employee(employee), day, half)):
                yield HalfDay(day, half)
