"""When and how long employees worked, counted from a finished schedule; for checks, never for posting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gesched.group import Employee, Group, Unit
from gesched.rules.availability import absence_reasons, closure_reasons, reasons_but_common_time
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay, Horizon, Hours, dates_between

_MINUTE = dt.timedelta(minutes=1)


class Shift(NamedTuple):
    """A half-day worked: when it starts and ends (in UTC), and at which member; ``None`` is common time."""

    half_day: HalfDay
    start: dt.datetime
    end: dt.datetime
    member: str | None


def shifts(schedule: Schedule, employee: str) -> Sequence[Shift]:
    """Return the half-days that an employee works, as time passes, the past by its own group's hours."""
    found = []
    for planned in (schedule, *schedule.past.schedules):
        group, horizon = planned.group, planned.horizon
        at: dict[HalfDay, str | None] = dict.fromkeys(_common_half_days(group, employee, horizon))
        for half_day in horizon.half_days:
            one = planned.at.get((employee, *half_day))
            if one is not None:
                at[half_day] = one.member
        for half_day, member in at.items():
            start, end = _times(group, member, *half_day)
            found.append(Shift(half_day, start, end, member))
    return sorted(found)


def minutes_worked(schedule: Schedule, employee: str) -> Mapping[dt.date, int]:
    """Return, by date, how many minutes an employee works, travel at midday included; the past too."""
    found: defaultdict[dt.date, int] = defaultdict(int)
    mornings: dict[dt.date, str | None] = {}
    for shift in shifts(schedule, employee):
        day, half = shift.half_day
        found[day] += (shift.end - shift.start) // _MINUTE
        if half is Half.AM:
            mornings[day] = shift.member
        elif shift.member is not None and (before := mornings.get(day)) is not None:
            group = schedule.past.group_on(day) or schedule.group
            found[day] += group.travel_minutes(group.member(before), group.member(shift.member))
    return found


def minutes_possible(schedule: Schedule, employee: str, days: Iterable[dt.date]) -> int:
    """Return how many minutes an employee could work on some dates if there were nobody else, without travel.

    Only dates of the horizon count.
    """
    group, person = schedule.group, schedule.group.employee(employee)
    agreements = [one for one in group.agreements if person in group.eligible(one)]
    common = _common_half_days(group, employee, schedule.horizon)
    total = 0
    for day in days:
        if day not in schedule.horizon:
            continue
        best = {half: _length(group, None, day, half) for half in Half if HalfDay(day, half) in common}
        whole_days = [0]
        free = [half for half in Half if not any(absence_reasons(group, person, day, half))]
        for agreement in agreements if free else ():
            member = group.member(agreement.member)
            there = [
                half
                for half in free
                if agreement.takes(day, half) and not any(closure_reasons(group, member, day, half))
            ]
            if agreement.unit is Unit.HALF_DAY:
                best |= {
                    half: max(best.get(half, 0), _length(group, member.name, day, half)) for half in there
                }
            elif len(there) == len(Half):
                whole_days.append(sum(_length(group, member.name, day, half) for half in Half))
        total += max(sum(best.values()), *whole_days)
    return total


def _length(group: Group, member: str | None, day: dt.date, half: Half) -> int:
    start, end = _times(group, member, day, half)
    return (end - start) // _MINUTE


def _times(group: Group, member: str | None, day: dt.date, half: Half) -> tuple[dt.datetime, dt.datetime]:
    """Return when a half-day at a member, or in common time, starts and ends, in UTC."""
    host = None if member is None else group.member(member)
    hours = group.hours if host is None else group.hours_of(host)
    return _in_utc(hours, group.timezone if host is None else group.timezone_of(host), day, half)


@lru_cache(maxsize=1 << 17)
def _in_utc(hours: Hours, timezone: str, day: dt.date, half: Half) -> tuple[dt.datetime, dt.datetime]:
    zone = ZoneInfo(timezone)
    start, end = (dt.datetime.combine(day, time, zone).astimezone(dt.UTC) for time in hours.of(half))
    return start, end


def _common_half_days(group: Group, employee: str, horizon: Horizon) -> frozenset[HalfDay]:
    """Return the half-days in common time on which an employee, if known, would otherwise be available."""
    person = next((one for one in group.employees if one.name == employee), None)
    return frozenset() if person is None else frozenset(_common_time_of(group, person, horizon))


def _common_time_of(group: Group, person: Employee, horizon: Horizon) -> Iterator[HalfDay]:
    for common in group.common_time:
        if not common.concerns(person.name):
            continue
        last = horizon.last if common.last is None else min(common.last, horizon.last)
        for day in dates_between(max(common.first, horizon.first), last):
            for half in Half:
                is_meant = common.span.covers(day, half)
                if is_meant and not any(reasons_but_common_time(group, person, day, half)):
                    yield HalfDay(day, half)
