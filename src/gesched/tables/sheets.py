"""A table as it came from a file or a DataFrame: a header and rows of text, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from gesched.errors import BadValue, InputError, InputProblem
from gesched.tables.cells import Cell

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_BYTES = 50_000_000

Numbered = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A raw table.

    Parameters
    ----------
    name
        The file's stem, the sheet's or the frame's name.
    source
        Where it stands, for messages; empty for a DataFrame.
    header
        The headings as written, trimmed.
    header_row
        The row of the header; ``None`` where rows are counted from 0 and the header is none of them.
    rows
        Row numbers and cells; rows without any text are left out.
    problems
        What could not be read. A sheet with problems of its own has no rows.
    """

    name: str
    source: str
    header: tuple[str, ...] = ()
    header_row: int | None = None
    rows: tuple[Numbered, ...] = ()
    problems: tuple[InputProblem, ...] = ()


def sheet_of(name: str, source: str, numbered: Iterable[Numbered], most_columns: int = MOST_COLUMNS) -> Sheet:
    """Make a table of numbered rows, the first of which with any text is the header.

    Parameters
    ----------
    name, source
        As in ``Sheet``.
    numbered
        The rows.
    most_columns
        How many columns it may have.

    Raises
    ------
    InputError
        No header, or too many rows or columns.
    """
    header: tuple[str, ...] = ()
    header_row = None
    kept: list[Numbered] = []
    for number, cells in numbered:
        row = trimmed(cells)
        if not row:
            continue
        check_size(name, source, len(kept), len(row), most_columns)
        if header_row is None:
            header_row, header = number, _header(name, source, number, row)
        else:
            kept.append((number, row))
    if header_row is None:
        advice = "Write the column names in the first row, or delete the table."
        raise InputError([InputProblem("a header row", "", name, source=source, advice=advice)])
    return Sheet(name, source, header, header_row, tuple(kept))


def _header(name: str, source: str, number: int, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return the headings as written, each on one line."""
    unread = [cell for cell in cells if isinstance(cell, BadValue)]
    if unread:
        raise InputError(
            InputProblem(cell.expected, cell.value, name, number, advice=cell.advice, source=source)
            for cell in unread
        )
    return tuple(" ".join(cell.split()) for cell in cells if isinstance(cell, str))


def trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells up to the last that holds anything but blanks."""
    length = len(cells)
    while length and is_blank(cells[length - 1]):
        length -= 1
    return cells[:length]


def is_blank(cell: Cell) -> bool:
    """Return whether nothing is given in a cell."""
    return isinstance(cell, str) and not cell.strip()


def check_size(name: str, source: str, rows: int, columns: int, most_columns: int = MOST_COLUMNS) -> None:
    """Refuse a table that cannot be meant.

    Raises
    ------
    InputError
        More rows or columns than a group can need.
    """
    for count, most, what in ((rows, MOST_ROWS, "rows"), (columns, most_columns, "columns")):
        if count > most:
            expected = f"at most {most:,} {what}"
            advice = f"Delete what is not part of the table; it has at least {count:,} {what}."
            raise InputError([InputProblem(expected, count, name, source=source, advice=advice)])
