"""Excel workbooks (.xlsx): one sheet, one table."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from gesched.errors import BadValue, InputError, MissingExtra, escaped, nearest
from gesched.tables.archives import check_archive
from gesched.tables.cells import Cell, cell_text
from gesched.tables.csv_files import read_bytes, refusal
from gesched.tables.headings import GROUP, Vocabulary, plain
from gesched.tables.sheets import Numbered, Sheet, check_size, sheet_of, trimmed

_ROWS_OF_A_SHEET = 1_048_576
_MOST_CELLS = 20_000_000
_EXCEL_DIGITS = 15
UNMERGE = "Unmerge them, and write the value into each."
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref=["\x27]([^"\x27]{1,40})')


def openpyxl() -> Any:
    """Return the package openpyxl.

    Raises
    ------
    MissingExtra
        It is not installed.
    """
    try:
        import openpyxl as package  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise MissingExtra("openpyxl", "excel") from None
    return package


def read_workbook(path: Path, vocabulary: Vocabulary = GROUP) -> list[Sheet]:
    """Read the sheets of a workbook; a sheet that cannot be read is one with a problem.

    Sheets whose names start with ``_`` or ``#`` are left out, as are empty ones that are no table. Formulas
    are not computed, nor their last results trusted: such a cell is refused, and so are merged ones.

    Parameters
    ----------
    path
        The file.
    vocabulary
        Which tables there are.

    Raises
    ------
    InputError
        The file as a whole cannot be read.
    MissingExtra
        The package openpyxl is not installed.
    """
    source = escaped(path.name)
    with _opened(path, source) as worksheets:
        sheets = [_read_sheet(sheet, source, vocabulary) for sheet in worksheets]
    return [sheet for sheet in sheets if sheet is not None]


class RawSheet(NamedTuple):
    """A sheet whose header is still to be found.

    Parameters
    ----------
    source
        Where it stands, for messages.
    rows
        Its rows.
    merged
        The ranges of merged cells, such as "A1:C1", each with its last row.
    """

    source: str
    rows: list[Numbered]
    merged: list[tuple[str, int]]


def read_raw_sheet(path: Path, title: str | None = None) -> RawSheet:
    """Read one sheet of a workbook, by its title, or the first.

    Raises
    ------
    InputError
        The file cannot be read, or has no such sheet.
    MissingExtra
        The package openpyxl is not installed.
    """
    source = escaped(path.name)
    with _opened(path, source) as worksheets:
        found = next(iter(worksheets), None)
        if title is not None:
            alike = [sheet for sheet in worksheets if plain(sheet.title) == plain(title)]
            found = next((sheet for sheet in alike if sheet.title == title), next(iter(alike), None))
        if found is None:
            known = [sheet.title for sheet in worksheets]
            raise refusal(source, "a sheet of this name", title or "no sheet", nearest(title or "", known))
        place = f"{source}, sheet {escaped(found.title)}"
        merged = [(text, int(re.findall(r"[0-9]+", text)[-1])) for text in _merged(found)]
        return RawSheet(place, list(_rows(found, place)), merged)


@contextmanager
def _opened(path: Path, source: str) -> Iterator[list[Any]]:
    """Open a workbook, and give its sheets but those that are left out."""
    package = openpyxl()
    content = read_bytes(path, source)
    check_archive(content, source)
    with _refused(source):
        book = package.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            yield [sheet for sheet in book.worksheets if not is_left_out(sheet.title)]
        finally:
            book.close()


def is_left_out(name: str) -> bool:
    """Return whether a file or sheet of this name is no table of the group."""
    return name.lstrip().startswith(("_", "#"))


@contextmanager
def _refused(source: str) -> Iterator[None]:
    """Turn whatever openpyxl makes of a damaged workbook into one error, and its warnings into nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InputError:
        raise
    except Exception as error:
        advice = "Open it in Excel or LibreOffice, and save it as .xlsx again."
        raise refusal(source, "an .xlsx workbook that is not damaged", str(error)[:200], advice) from error


def _read_sheet(sheet: Any, book: str, vocabulary: Vocabulary) -> Sheet | None:
    source = f"{book}, sheet {escaped(sheet.title)}"
    is_known = vocabulary.table_of(sheet.title) is not None
    try:
        if is_known:
            _check_merged(sheet, source)
        return sheet_of(sheet.title, source, _rows(sheet, source))
    except InputError as error:
        if not is_known and not any(trimmed(row) for _, row in _rows(sheet, source)):
            return None
        return Sheet(sheet.title, source, problems=error.problems)


def _rows(sheet: Any, source: str) -> Iterator[Numbered]:
    """Yield the rows as far as cells are really there; what the file says of its size is not believed."""
    sheet.reset_dimensions()
    seen = 0
    rows = sheet.iter_rows(max_row=_ROWS_OF_A_SHEET)
    for number, cells in enumerate(rows, start=1):
        seen += len(cells)
        if seen > _MOST_CELLS:
            check_size(sheet.title, source, rows=0, columns=len(cells))
            raise refusal(source, f"at most {_MOST_CELLS:,} cells", f"{seen:,}", "Delete the empty rows.")
        if cells:
            yield number, tuple(_cell(cell) for cell in cells)


def _check_merged(sheet: Any, source: str) -> None:
    """Refuse merged cells, of which openpyxl would give the first and leave the others empty."""
    merged = next(_merged(sheet), None)
    if merged is not None:
        raise refusal(source, "no merged cells", merged, UNMERGE)


def _merged(sheet: Any) -> Iterator[str]:
    """Yield the ranges of merged cells."""
    with sheet._get_source() as part:  # there is no public way, when reading only
        content = part.read()
    yield from (match[1].decode("ascii", "replace") for match in _MERGED.finditer(content))


def _cell(cell: Any) -> Cell:
    """Return what a cell holds, or why it cannot be read."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        formula = getattr(value, "text", value)
        came = formula if isinstance(formula, str) else "a data table"
        return BadValue(came, "a value, not a formula", "Copy the cells, and paste them as values.")
    if cell.data_type == "e":
        return BadValue(str(value), "a value, not an error", "Mend the cell in the workbook.")
    if isinstance(value, float):
        return cell_text(float(f"{value:.{_EXCEL_DIGITS}g}"))  # what the spreadsheet itself shows
    return cell_text(value)
