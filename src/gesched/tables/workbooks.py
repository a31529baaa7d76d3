"""Excel workbooks (.xlsx): one sheet, one table."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gesched.errors import BadValue, InputError, MissingExtra, escaped
from gesched.tables.archives import check_archive
from gesched.tables.cells import Cell, cell_text
from gesched.tables.csv_files import read_bytes, refusal
from gesched.tables.headings import table_of
from gesched.tables.sheets import Numbered, Sheet, check_size, sheet_of, trimmed

_ROWS_OF_A_SHEET = 1_048_576
_MOST_CELLS = 20_000_000
_EXCEL_DIGITS = 15
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


def read_workbook(path: Path) -> list[Sheet]:
    """Read the sheets of a workbook; a sheet that cannot be read is one with a problem.

    Sheets whose names start with ``_`` or ``#`` are left out, as are empty ones that are no table. Formulas
    are not computed, nor their last results trusted: such a cell is refused, and so are merged ones.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        The file as a whole cannot be read.
    MissingExtra
        The package openpyxl is not installed.
    """
    package = openpyxl()
    source = escaped(path.name)
    content = read_bytes(path, source)
    check_archive(content, source)
    with _refused(source):
        book = package.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            sheets = [_read_sheet(sheet, source) for sheet in book.worksheets if not is_left_out(sheet.title)]
        finally:
            book.close()
    return [sheet for sheet in sheets if sheet is not None]


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


def _read_sheet(sheet: Any, book: str) -> Sheet | None:
    source = f"{book}, sheet {escaped(sheet.title)}"
    is_known = table_of(sheet.title) is not None
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
    with sheet._get_source() as part:  # there is no public way, when reading only
        merged = _MERGED.search(part.read())
    if merged:
        advice = "Unmerge them, and write the value into each."
        raise refusal(source, "no merged cells", merged[1].decode("ascii", "replace"), advice)


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
