"""Runs of days in a finished schedule: for checks, never for posting."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from gesched.group import Employee
from gesched.rules._facts import could_visit
from gesched.rules.availability import absence_reasons, reasons_but_common_time
from gesched.schedule import Schedule
from gesched.timeline import Half

_ONE_DAY = dt.timedelta(days=1)


def runs_of(days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the first and the last date of every run of consecutive dates."""
    run: list[dt.date] = []
    for day in sorted(days):
        if run and day - run[-1] > _ONE_DAY:
            yield run[0], run[-1]
            run = []
        run.append(day)
    if run:
        yield run[0], run[-1]


def days_asked(schedule: Schedule, first: dt.date, fewest: int, may_go_on: Callable[[dt.date], bool]) -> int:
    """Return how many days are asked of a run: of one that began in the past, as many as it can still reach.

    Parameters
    ----------
    schedule
        The schedule.
    first
        The run's first date.
    fewest
        How many days a run has at least.
    may_go_on
        For a date of the horizon, whether a run can go on over it at all.
    """
    day = schedule.horizon.first
    if first >= day:
        return fewest
    while day in schedule.horizon and may_go_on(day) and (day - first).days < fewest:
        day += _ONE_DAY
    # Up to the horizon's end, it may go on beyond.
    return min((day - first).days, fewest) if day in schedule.horizon else fewest


def could_work(schedule: Schedule, employee: Employee, day: dt.date, half: Half | None = None) -> bool:
    """Return whether an employee is in common time, or could be assigned; without a half, at all that day."""
    return is_in_common_time(schedule, employee, day, half) or any(
        could_visit(schedule, agreement, employee, day, half)
        for agreement in schedule.group.agreements
        if agreement.employee == employee.name
        or (agreement.skill in employee.skills and employee.may_serve(agreement.member))
    )


def is_in_common_time(schedule: Schedule, employee: Employee, day: dt.date, half: Half | None = None) -> bool:
    """Return whether only common time keeps an employee from being assigned; without a half, on any."""
    group = schedule.group
    return any(
        any(absence_reasons(group, employee, day, one))
        and not any(reasons_but_common_time(group, employee, day, one))
        for one in (Half if half is None else (half,))
    )
