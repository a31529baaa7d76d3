"""Standalone pages to print: the whole schedule for the coordinator, a member's own days for the member."""

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gesched.files import write_whole
from gesched.group import Employee, Member
from gesched.html import Html, document, element, joined, table
from gesched.schedule import Assignment, Schedule
from gesched.schedule.calendar_html import (
    WEEKDAYS,
    Cell,
    Kind,
    calendar_table,
    days_text,
    kinds_of,
    legend,
    marks,
    month_name,
)
from gesched.schedule.views import calendars_html, summary_html
from gesched.timeline import Half, HalfDay

_CSS = """
@page { size: A4; margin: 12mm }
:root { color-scheme: light }
body { background: #fff; color: #111; font: 14px/1.35 system-ui, sans-serif; margin: 16px auto;
  max-width: 900px; print-color-adjust: exact; -webkit-print-color-adjust: exact }
h1 { font-size: 22px; margin: 0 0 2px; overflow-wrap: anywhere }
h2 { font-size: 15px; margin: 18px 0 4px; break-after: avoid }
.when { margin: 0 0 12px; color: #555 }
table.days { border-collapse: collapse; font-size: 13px; width: 100% }
.days th, .days td { text-align: left; padding: 2px 14px 2px 0; border-bottom: 1px solid #ddd;
  vertical-align: top; overflow-wrap: anywhere }
.days tr { break-inside: avoid }
@media print { main { zoom: 0.79 } body { margin: 0 } }
"""


def write_page(schedule: Schedule, path: str | os.PathLike[str]) -> Path:
    """Write a page with the facts and every employee's calendar, for the coordinator to print or send.

    The page stands alone: one file, no script, nothing fetched. It never says why someone is away.

    Parameters
    ----------
    schedule
        The schedule.
    path
        The file to write.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    name = schedule.group.name
    body = [_heading(name, str(schedule.horizon)), summary_html(schedule), calendars_html(schedule)]
    return _write(f"{name}, {schedule.horizon}", body, path)


def member_page(schedule: Schedule, member: str, path: str | os.PathLike[str]) -> Path:
    """Write a page for one member: its own days as calendars and as a list, and nothing of the others'.

    Where an employee is not at the member, the page says only whether the member is open.

    Parameters
    ----------
    schedule
        The schedule.
    member
        The member's name.
    path
        The file to write.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    BadValue
        No such member.
    """
    host = schedule.group.member(member)
    own = schedule.of_member(host.name)
    subtitle = f"{schedule.group.name}, {schedule.horizon}: {days_text(len(own))} days"
    body = [_heading(host.name, subtitle), *_member_parts(schedule, host, own)]
    return _write(f"{host.name}: {schedule.group.name}, {schedule.horizon}", body, path)


def _write(title: str, body: Sequence[Html], path: str | os.PathLike[str]) -> Path:
    return write_whole(path, document(title, element("main", *body), css=_CSS).encode())


def _heading(title: str, subtitle: str) -> Html:
    return joined([element("h1", element("bdi", title)), element("p", subtitle, class_="when")])


def _member_parts(schedule: Schedule, host: Member, own: Sequence[Assignment]) -> Iterator[Html]:
    """Yield the legend, a calendar for every employee who comes, and the list of days."""
    if not own:
        yield element("p", "No days in this time.")
        return
    counts = {one.name: sum(item.employee == one.name for item in own) for one in schedule.group.employees}
    coming = [one for one in schedule.group.employees if counts[one.name]]
    known = marks(one.name for one in coming)
    calendars = {one.name: _member_cells(schedule, host, one) for one in coming}
    yield legend(known, counts, kinds_of(calendars.values()))
    for name, cells in calendars.items():
        calendar = calendar_table(schedule.horizon, cells, known, f"Calendar of {name}")
        yield element("section", element("h2", element("bdi", name)), calendar, style="break-inside:avoid")
    yield element("h2", "Days")
    yield _list_of_days(schedule, host, own)


def _member_cells(schedule: Schedule, host: Member, employee: Employee) -> tuple[Cell, ...]:
    """Return what a member may know of an employee's half-days: its own, and when it is closed itself."""
    is_open = schedule.problem.open[host.name]
    cells = []
    for half_day, hosts in zip(schedule.horizon.half_days, is_open, strict=True):
        assignment = schedule.at.get((employee.name, *half_day))
        if assignment is not None and assignment.member == host.name:
            cells.append(Cell(Kind.GIVEN, employee.name))
        else:
            cells.append(Cell(Kind.OPEN, Kind.OPEN.value) if hosts else _closed(schedule, host, half_day))
    return tuple(cells)


def _closed(schedule: Schedule, host: Member, half_day: HalfDay) -> Cell:
    zone = schedule.group.zone_of(schedule.group.site_of(host))
    holiday = None if zone is None else zone.name_of(half_day.date)
    if holiday is None or half_day.date in host.works_holidays:
        return Cell(Kind.CLOSED, Kind.CLOSED.value)
    return Cell(Kind.HOLIDAY, holiday)


def _list_of_days(schedule: Schedule, host: Member, own: Sequence[Assignment]) -> Html:
    """Return a table with a row for each employee and date, and the clock times of its half-days."""
    hours = schedule.group.hours_of(host)
    ordered = sorted(own, key=lambda one: (one.date, one.employee, one.half))
    rows = []
    for (date, employee), items in groupby(ordered, key=lambda one: (one.date, one.employee)):
        halves = [one.half for one in items]
        clock = ", ".join("{:%H:%M}-{:%H:%M}".format(*hours.of(half)) for half in halves)
        words = "whole day" if halves == list(Half) else "morning" if halves == [Half.AM] else "afternoon"
        when = f"{WEEKDAYS[date.weekday()]} {date.day} {month_name(date)}"
        rows.append((when, words, clock, employee))
    return table(["date", "half-days", "hours", "employee"], rows, class_="days")
