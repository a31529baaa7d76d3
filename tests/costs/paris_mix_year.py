"""A year of Paris Mix as it was planned, and as it went: who left, who joined, and what was swapped."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from gesched.group import Group
from gesched.problem import Problem
from gesched.schedule import Actuals, Assignment, Schedule, TimeEntry
from gesched.tables import read_group
from gesched.timeline import Half, Horizon

EXAMPLE = Path(__file__).parents[2] / "examples" / "paris_mix"
YEAR = Horizon("2027-01-01", "2027-12-31")
MONTHS = [f"2027-{month:02}" for month in range(1, 13)]
LEAVER, JOINER = "Label 11", "Label 10"


def year_group() -> Group:
    """Label 11 leaves at the end of May, Label 10 joins in September."""
    group = read_group(EXAMPLE)
    return replace(
        group,
        members=[
            replace(one, end=dt.date(2027, 5, 31))
            if one.name == LEAVER
            else replace(one, start=dt.date(2027, 9, 1))
            if one.name == JOINER
            else one
            for one in group.members
        ],
    )


def first_come(group: Group, horizon: Horizon = YEAR) -> Schedule:
    """Each agreement in turn takes the first half-days that are free, up to what it is promised by month."""
    problem = Problem(group, horizon)
    taken: set[tuple[int, int]] = set()
    given = []
    for number, agreement in enumerate(group.agreements):
        for tranche in problem.promises.tranches(agreement):
            left = tranche.promised
            for employee, mask in problem.assignable[number].items():
                for column in mask.nonzero()[0].tolist():
                    day, half = problem.half_day(column)
                    if left and day in tranche.period and (employee, column) not in taken:
                        taken.add((employee, column))
                        left -= 1
                        who = group.employees[employee].name
                        given.append(Assignment(day, half, who, agreement.member, agreement.name))
    return Schedule(group, horizon, tuple(given))


def timesheets(schedule: Schedule) -> Actuals:
    """Return what happened: every tenth half-day was idle, every thirteenth sick, one told by hours."""
    entries = []
    for place, one in enumerate(schedule.assignments):
        if place % 13 == 5:
            entries.append(TimeEntry(one.date, one.employee, half=one.half, activity="sick"))
        elif place % 10 != 3:
            hours = "2,5" if place % 17 == 1 and one.half is Half.PM else None
            entries.append(TimeEntry(one.date, one.employee, one.member, half=one.half, hours=hours))
    return Actuals(schedule.group, schedule.horizon, tuple(entries))
