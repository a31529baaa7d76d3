"""Schedules made in a spreadsheet: a row a half-day, or a row an employee and a column a date."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from gesched.errors import InputError, InputProblem, escaped, nearest
from gesched.group import Group, Ledger
from gesched.schedule import Assignment, Schedule
from gesched.schedule.checking import is_blank
from gesched.schedule.frames import read_rows
from gesched.schedule.wide import is_wide, read_wide
from gesched.schedule.wide_headings import TABLE, Grid, is_date_heading, is_employee_heading
from gesched.tables.cells import Cell
from gesched.tables.csv_files import csv_rows, refusal
from gesched.tables.folders import BOOK_SUFFIXES, CSV_SUFFIXES
from gesched.tables.headings import SCHEDULE_COLUMNS, nearest_schedule_column, schedule_column_of
from gesched.tables.sheets import Numbered, Sheet, sheet_of
from gesched.tables.workbooks import UNMERGE, is_left_out, read_raw_sheet
from gesched.timeline import Horizon

# As many columns as a spreadsheet has: forty years of dates.
_MOST_COLUMNS = 16_384
_MOST_ROWS_ABOVE = 50
_REQUIRED = SCHEDULE_COLUMNS[:-1]
# What a table with a row a half-day has, and a wide one has not.
_ONLY_LONG = frozenset({"date", "member"})


def read_schedule(
    path: str | os.PathLike[str],
    group: Group,
    horizon: Horizon | None = None,
    *,
    sheet: str | None = None,
    ledger: Ledger | None = None,
    history: Schedule | None = None,
    nowhere: Iterable[str] = (),
    encoding: str | None = None,
) -> Schedule:
    """Read a schedule from a CSV file or a sheet of an Excel workbook, made by hand or not.

    The table has a row a half-day, with the columns ``date``, ``half``, ``employee``, ``member`` and perhaps
    ``agreement``, or a row an employee and a column a date, as ``Schedule.from_frame`` describes. French
    headings are read too. Titles may stand above the header; columns whose headings start with ``_`` or ``#``
    are left out.

    Parameters
    ----------
    path
        The file: .csv, .tsv, .xlsx or .xlsm.
    group
        The employer group.
    horizon
        The dates planned; ``None`` takes those from the first date of the table to the last.
    sheet
        The sheet of a workbook; ``None`` takes the first.
    ledger
        What was owed before.
    history
        A schedule before the horizon.
    nowhere
        In a wide table: what cells say of those who are nowhere, such as "off", in any case.
    encoding
        The encoding of a CSV file; ``None`` finds out, as ``read_group`` does.

    Returns
    -------
    Schedule
        The schedule.

    Raises
    ------
    InputError
        With everything that cannot be read or is ill formed: file or sheet, row and column as the spreadsheet
        counts and names them, value, what was expected, and advice.
    MissingExtra
        A workbook, and the package openpyxl is not installed.
    """
    owed = Ledger() if ledger is None else ledger
    table = _table_of(Path(path), sheet, encoding)
    grid = Grid(table.header, table.rows, table.header_row, table.source)
    if is_wide(_column_of(heading) or heading for heading in table.header):
        horizon, assignments = read_wide(group, grid, horizon, owed, nowhere)
    else:
        horizon, assignments = _read_long(group, grid, horizon, owed)
    return Schedule(group, horizon, tuple(assignments), owed, history)


def _table_of(place: Path, sheet: str | None, encoding: str | None) -> Sheet:
    """Return the table in a file, below the titles that stand above its header."""
    source = escaped(place.name or str(place))
    suffix = place.suffix.lower()
    if not place.is_file() or suffix not in {*CSV_SUFFIXES, *BOOK_SUFFIXES}:
        raise refusal(source, "a .csv or .xlsx file", *_what_else(place))
    if suffix in CSV_SUFFIXES:
        rows = list(csv_rows(place, source, encoding, _rate))
        header = _header_of(rows, source)
    else:
        source, rows, merged = read_raw_sheet(place, sheet)
        header = _header_of(rows, source)
        inside = next((text for text, last in merged if last >= header), None)
        if inside is not None:
            raise refusal(source, "no merged cells", inside, UNMERGE)
    below = (numbered for numbered in rows if numbered[0] >= header)
    return sheet_of(TABLE, source, below, _MOST_COLUMNS)


def _what_else(place: Path) -> tuple[str, str]:
    """Return what a path leads to instead of a table, and what to do."""
    if place.is_file():
        if place.suffix.lower() == ".json":
            return ".json", "load_schedule reads what save_schedule wrote."
        if place.suffix.lower() == ".ics":
            return ".ics", "read_calendars reads a schedule from calendars."
        return place.suffix or "a file", "Save it as .xlsx or as CSV."
    if place.is_dir():
        return "a folder", "Pass the file itself."
    try:
        return "nothing", nearest(place.name, [other.name for other in place.parent.iterdir()])
    except OSError:
        return "nothing", f"There is no folder {str(place.parent)!r} either."


def _rate(records: Iterator[Sequence[str]]) -> tuple[int, ...]:
    """Return how much of a header the best of the first records is, for finding the separator of a file."""
    first = list(islice(filter(any, records), _MOST_ROWS_ABOVE))
    return (*max(map(_fits, first), default=(0, 0, 0)), max(map(len, first), default=0))


def _fits(cells: Sequence[Cell]) -> tuple[int, int, int]:
    """Return how much a row is like a header; the greatest of a file's first rows is it."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    named = {_column_of(text) for text in texts} & {*_REQUIRED}
    employees = sum(map(is_employee_heading, texts))
    dates = sum(map(is_date_heading, texts))
    if dates == 1 and not employees and not is_blank(cells[0]):  # a row below the header has one too
        dates = 0
    return len(named) if named & _ONLY_LONG and len(named) > 1 else 0, dates, employees


def _header_of(rows: Sequence[Numbered], source: str) -> int:
    """Return the number of the row that is the header.

    Raises
    ------
    InputError
        There is none.
    """
    written = (numbered for numbered in rows if not all(map(is_blank, numbered[1])))
    first = list(islice(written, _MOST_ROWS_ABOVE))
    if not first:
        raise refusal(source, "a header row", "", "Write the column names in the first row.")
    number, cells = max(first, key=lambda numbered: _fits(numbered[1]))
    if not any(_fits(cells)):
        expected = "a header with dates, or with the columns date, half, employee and member"
        came = ", ".join(cell for cell in cells if isinstance(cell, str) and not is_blank(cell))
        raise refusal(source, expected, came, 'Write dates as "2027-01-31" or "31/01/2027".', number)
    return number


def _column_of(heading: str) -> str | None:
    return None if is_left_out(heading) else schedule_column_of(heading)


def _read_long(
    group: Group, grid: Grid, horizon: Horizon | None, ledger: Ledger
) -> tuple[Horizon, list[Assignment]]:
    """Return the horizon and the assignments of a table with a row a half-day."""
    places: dict[str, int] = {}
    problems = [*_wrong_headings(grid, places), *_stray_cells(grid)]
    if any(column not in places for column in _REQUIRED):
        raise InputError(problems)
    try:
        read = read_rows(group, _records(grid, places), horizon, ledger)
    except InputError as error:
        written = {column: str(grid.headings[at]) for column, at in places.items()}
        problems += (
            replace(one, column=written.get(one.column, one.column), source=grid.source)
            for one in error.problems
        )
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.row or 0))
    return read


def _wrong_headings(grid: Grid, places: dict[str, int]) -> Iterator[InputProblem]:
    """Note where each column stands, and yield what is wrong with the headings."""
    meant: set[str | None] = set()
    for at, heading in enumerate(map(str, grid.headings)):
        if not heading or is_left_out(heading):
            continue
        column = _column_of(heading)
        if column is None:
            advice, probably = nearest_schedule_column(heading)
            meant.add(probably)
            advice = f"{advice} Start the heading with _ to leave it out."
            yield grid.problem("a column of a schedule", heading, None, heading, advice)
        elif column in places:
            advice = f"The column {grid.headings[places[column]]!r} says the same: delete one of the two."
            yield grid.problem(f"one column {column!r}", heading, None, heading, advice)
        else:
            places[column] = at
    for column in _REQUIRED:
        if column not in places and column not in meant:
            came = ", ".join(filter(None, map(str, grid.headings)))
            advice = "Add the column, or mend its heading."
            yield grid.problem(f"a column {column!r}", came, None, column, advice)


def _stray_cells(grid: Grid) -> Iterator[InputProblem]:
    unnamed = {at for at, heading in enumerate(grid.headings) if not heading}
    for number, cells in grid.rows:
        stray = [
            cell
            for at, cell in enumerate(cells)
            if (at in unnamed or at >= len(grid.headings)) and not is_blank(cell)
        ]
        if stray:
            advice = "Text that holds the separator needs double quotes; a column needs a heading."
            yield grid.problem("cells under headings only", stray[0], number, advice=advice)


def _records(grid: Grid, places: Mapping[str, int]) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the rows in the order of the columns; an agreement that is not given is left open."""
    ats = [places.get(column) for column in SCHEDULE_COLUMNS]
    for number, cells in grid.rows:
        record = tuple("" if at is None or at >= len(cells) else cells[at] for at in ats)
        if not all(map(is_blank, record)):
            *given, agreement = record
            yield number, (*given, "" if is_blank(agreement) else agreement)
