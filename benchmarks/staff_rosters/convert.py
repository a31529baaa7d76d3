"""An instance as a group: shift types are members, open in the mornings, which last as long as the shift."""

import datetime as dt
from collections.abc import Iterator

from instance import Instance, Person, Request, Roster

import gesched
from gesched import Half

FIRST = dt.date(2027, 1, 4)
"""A Monday."""


def to_group(instance: Instance) -> gesched.Group:
    """Return the group, its rules hard, its requests and cover relaxed by their weights."""
    shifts = instance.shifts.values()
    return gesched.Group(
        instance.name,
        employees=[gesched.Employee(employee_of(person.name), works="Mon-Sun") for person in instance.staff],
        sites=[gesched.Site(shift.name, hours=_hours(shift.minutes)) for shift in shifts],
        members=[gesched.Member(shift.name, opens="Mon-Sun AM", site=shift.name) for shift in shifts],
        agreements=[one for person in instance.staff for one in _agreements(person)],
        absences=[
            gesched.Absence(employee_of(person.name), date_of(day))
            for person in instance.staff
            for day in person.days_off
        ],
        works="Mon-Sun",
        # Where clocks change, a shift of that night would have an hour more or less.
        timezone="UTC",
        rules=list(_rules(instance)),
    )


def to_schedule(group: gesched.Group, instance: Instance, roster: Roster) -> gesched.Schedule:
    """Return a roster as a schedule, whatever rules it breaks."""
    return gesched.Schedule(
        group,
        gesched.Horizon(FIRST, date_of(instance.days - 1)),
        tuple(
            gesched.Assignment(date_of(day), Half.AM, employee_of(person), shift, agreement_of(person, shift))
            for (person, day), shift in roster.items()
        ),
    )


def date_of(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


def employee_of(person: str) -> str:
    """Return a name that no shift has: instances use one letter for either."""
    return f"Employee {person}"


def agreement_of(person: str, shift: str) -> str:
    return f"{shift}: {person}"


def _hours(minutes: int) -> gesched.Hours:
    end = dt.time(minutes // 60, minutes % 60)
    return gesched.Hours((dt.time(0, 0), end), (dt.time(23, 58), dt.time(23, 59)))


def _agreements(person: Person) -> Iterator[gesched.Agreement]:
    for shift, most in person.most_of.items():
        # A shift is a half-day, so that many half-days are the most.
        yield gesched.Agreement(
            shift,
            employee=employee_of(person.name),
            days=0,
            at_most=most / 2,
            per="horizon",
            name=agreement_of(person.name, shift),
        )


def _rules(instance: Instance) -> Iterator[gesched.HouseRule]:
    for shift in instance.shifts.values():
        for after in shift.never_followed_by:
            yield gesched.ForbiddenSuccession(shift.name, after)
    for person in instance.staff:
        who = {employee_of(person.name)}
        yield gesched.WorkedHours(
            "horizon",
            at_least=f"{person.fewest_minutes}/60",
            at_most=f"{person.most_minutes}/60",
            employees=who,
        )
        yield gesched.ConsecutiveDays(person.most_in_a_row, person.fewest_in_a_row, employees=who)
        yield gesched.ConsecutiveDaysOff(person.fewest_off, employees=who)
        yield gesched.MaxWeekends(person.most_weekends, employees=who)
    for request in instance.on:
        yield _pinned(request, stands=True)
    for request in instance.off:
        yield _pinned(request, stands=False)
    for cover in instance.cover:
        yield gesched.Cover(
            cover.shift,
            at_least=cover.wanted,
            at_most=cover.wanted,
            when=f"{date_of(cover.day)} AM",
            too_few=cover.too_few,
            too_many=cover.too_many,
        )


def _pinned(request: Request, *, stands: bool) -> gesched.HouseRule:
    rule = gesched.Pinned(
        employee_of(request.person), request.shift, f"{date_of(request.day)} AM", stands=stands
    )
    return rule.relaxed(request.weight)
