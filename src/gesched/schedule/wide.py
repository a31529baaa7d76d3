"""Schedules as tables with a row an employee and a column a date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from gesched.errors import BadValue, InputError, InputProblem
from gesched.group import Group, Ledger
from gesched.schedule.assignment import Assignment
from gesched.schedule.attribution import Between, agreements_between, settled
from gesched.schedule.cell_texts import CellTexts, Place
from gesched.schedule.checking import Entries, is_blank
from gesched.schedule.facts import ScheduleFacts
from gesched.schedule.wide_headings import TABLE, Grid, Headings, heading_text, is_date_heading
from gesched.timeline import Half, Horizon, as_half


def is_wide(headings: Iterable[object]) -> bool:
    """Return whether a table with these headings has a column a date, and not a row a half-day."""
    names = [heading_text(heading) for heading in headings]
    return not {"date", "member"} & set(names) and any(map(is_date_heading, names))


def to_wide(schedule: ScheduleFacts) -> pd.DataFrame:
    """Return a schedule as a table with a row an employee and a column a date.

    Returns
    -------
    pandas.DataFrame
        ``employee``, then a column for each date of the horizon, all of it text.
    """
    between, cells = agreements_between(schedule.group), CellTexts(schedule.group)
    texts: dict[tuple[tuple[Half, Place], ...], str] = {}
    rows = []
    for employee in schedule.group.employees:
        row = [employee.name]
        for day in schedule.horizon.dates:
            there = ((half, schedule.at.get((employee.name, day, half))) for half in Half)
            places = tuple((half, _place(one, between)) for half, one in there if one is not None)
            if places not in texts:
                texts[places] = cells.written(dict(places))
            row.append(texts[places])
        rows.append(row)
    columns = ["employee", *map(str, schedule.horizon.dates)]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _place(one: Assignment, between: Between) -> Place:
    """Return where an assignment is; the agreement only where the member alone would not tell it."""
    possible = [agreement.name for agreement in between.get((one.employee, one.member), ())]
    return Place(one.member, "" if possible == [one.agreement] else one.agreement)


def read_wide(
    group: Group, grid: Grid, horizon: Horizon | None, ledger: Ledger, nowhere: Iterable[str] = ()
) -> tuple[Horizon, list[Assignment]]:
    """Return the horizon and the assignments of a wide table, read as ``Schedule.from_frame`` says.

    Raises
    ------
    InputError
        With everything that is wrong, each at its cell.
    """
    headings = Headings(grid)
    try:
        reader = _Rows(group, headings, horizon, CellTexts(group, nowhere))
    except BadValue as bad:
        raise InputError(
            [InputProblem(bad.expected, bad.value, column="nowhere", advice=bad.advice)]
        ) from None
    for number, cells in grid.rows:
        reader.take(number, cells)
    problems = [*headings.problems, *reader.all_problems()]
    if problems:
        raise InputError(sorted(problems, key=lambda problem: -1 if problem.row is None else problem.row))
    assignments = list(reader.entries.found.values())
    days = (column.date for column in headings.dates.values() if column.date is not None)
    try:
        return settled(group, reader.between, assignments, horizon, ledger, days)
    except BadValue as bad:  # too far apart, or in years without known holidays
        raise InputError([grid.problem(bad.expected, bad.value, advice=bad.advice)]) from None


class _Rows:
    """A reader of the rows below some headings: assignments, and what is wrong."""

    def __init__(self, group: Group, headings: Headings, horizon: Horizon | None, texts: CellTexts) -> None:
        self.between = agreements_between(group)
        self.entries = Entries(group, None, TABLE, self.between)
        self._group = group
        self._grid = headings.grid
        self._headings = headings
        self._horizon = horizon
        self._texts = texts
        self._problems: list[InputProblem] = []
        self._places: list[tuple[int, str]] = []
        self._outside: set[int] = set()
        self._rows: dict[tuple[str, Half | None], int] = {}

    def take(self, number: int, cells: Sequence[object]) -> None:
        """Read one row."""
        given = {at: cell for at, cell in enumerate(cells) if not is_blank(cell)}
        stray = next((cell for at, cell in given.items() if self._headings.is_unnamed(at)), None)
        if stray is not None:
            advice = "Give its column a heading, or delete it."
            self._refuse(number, "", BadValue(stray, "cells under headings only", advice))
        dates = {at: given[at] for at in self._headings.dates if at in given}
        if not dates and self._headings.employee not in given:
            return
        employee, half = self._employee(number, given), self._half(number, given)
        if employee is not None and self._is_first(number, employee, half):
            self._take_dates(number, employee, half, dates)
        else:  # names can be wrong all the same
            self._take_dates(number, None, half, dates)

    def _employee(self, number: int, given: Mapping[int, object]) -> str | None:
        at = self._headings.employee
        if at is None:
            return None
        try:
            return self._group.employee(_text(given.get(at, ""))).name
        except BadValue as bad:
            self._refuse(number, self._headings.names[at], bad)
            return None

    def _half(self, number: int, given: Mapping[int, object]) -> Half | None:
        at = self._headings.half
        if at is None:
            return None
        try:
            return as_half(given.get(at, ""))
        except BadValue as bad:
            self._refuse(number, self._headings.names[at], bad)
            return None

    def _is_first(self, number: int, employee: str, half: Half | None) -> bool:
        if self._headings.half is not None and half is None:  # told already
            return False
        earlier = self._rows.setdefault((employee, half), number)
        if earlier != number:
            what = "employee" if half is None else "employee and half"
            advice = f"Row {earlier} has it already: join the two."
            column = self._headings.names[self._headings.employee or 0]
            self._refuse(number, column, BadValue(employee, f"each {what} once", advice))
        return earlier == number

    def _take_dates(
        self, number: int, employee: str | None, half: Half | None, dates: Mapping[int, object]
    ) -> None:
        for at, cell in dates.items():
            column = self._headings.dates[at]
            try:
                places, wrong = self._texts.read(_text(cell), column.half if half is None else half)
            except BadValue as unread:
                places, wrong = {}, (unread,)
            for bad in wrong:
                self._refuse(number, column.heading, bad)
            if not places or column.date is None:
                continue
            if self._horizon is not None and column.date not in self._horizon:
                self._outside.add(at)
            elif employee is not None:
                for taken, place in places.items():
                    self.entries.take(len(self._places), (column.date, taken, employee, *place))
                    self._places.append((number, column.heading))

    def _refuse(self, number: int, column: str, bad: BadValue) -> None:
        self._problems.append(self._grid.problem(bad.expected, bad.value, number, column, bad.advice))

    def all_problems(self) -> Iterator[InputProblem]:
        """Yield what is wrong with the rows."""
        yield from self._problems
        for at in sorted(self._outside):
            column = self._headings.dates[at]
            expected = f"a date of the horizon ({self._horizon})"
            advice = "Mend the heading, or widen the horizon."
            yield self._grid.problem(expected, str(column.date), None, column.heading, advice)
        # One cell makes two entries, of which the same can be wrong.
        yield from dict.fromkeys(self._placed(problem) for problem in self.entries.problems)

    def _placed(self, problem: InputProblem) -> InputProblem:
        row, heading = self._places[problem.row or 0]
        return replace(problem, row=row, column=heading, source=self._grid.source)


def _text(cell: object) -> str:
    if isinstance(cell, BadValue):
        raise cell
    if not isinstance(cell, str):
        raise BadValue(cell, "a name (text)")
    return cell
