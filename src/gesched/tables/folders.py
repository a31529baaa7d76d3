"""Groups in files: a folder of CSV files, or one workbook."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gesched.errors import InputProblem, escaped, nearest
from gesched.group import Group
from gesched.tables.csv_files import read_csv, refusal
from gesched.tables.headings import GROUP, Vocabulary
from gesched.tables.reading import group_of
from gesched.tables.sheets import Sheet
from gesched.tables.workbooks import is_left_out, read_workbook

CSV_SUFFIXES = (".csv", ".tsv")
BOOK_SUFFIXES = (".xlsx", ".xlsm")


def read_group(path: str | os.PathLike[str], *, encoding: str | None = None) -> Group:
    """Read a group from a folder of CSV files, or from one Excel workbook.

    Each file or sheet is a table: ``employees``, ``members`` and ``agreements``, which are required;
    ``sites``, ``absences``, ``closures``, ``common_time``, ``holidays`` (zone, date, name); and ``group``
    (setting, value), with the settings name, holidays ("france" or "none"), zone, works, hours, timezone,
    year_start and key. The first row holds the column names: the fields of ``Employee`` and so on. French
    names do as well (``adhérents.csv``, ``salarié``, ``au moins``); case, accents and underscores make
    no difference. Files and sheets whose names start with ``_`` or ``#`` are left out.

    Parameters
    ----------
    path
        The folder, or the .xlsx file. Its name is the group's where no setting gives one.
    encoding
        The encoding of CSV files; ``None`` finds out: UTF-8, UTF-16 with a byte order mark, else cp1252.

    Returns
    -------
    Group
        The group.

    Raises
    ------
    InputError
        With everything that is wrong in all tables: file or sheet, row and column as the spreadsheet counts
        and names them, value, what was expected, and advice.
    MissingExtra
        A workbook, and the package openpyxl is not installed.

    Notes
    -----
    Cells are read as text, "NA" and "null" included; an empty one is not given. In CSV files, an apostrophe
    before ``=``, ``+``, ``-``, ``@``, a tab or a line break, as ``write_group`` sets it, is not part of the
    text. Formulas, error values and merged cells are refused.
    """
    source, sheets, fallback, problems = read_tables(path, encoding, GROUP)
    return group_of(sheets, source, fallback_name=fallback, problems=problems)


class RawTables(NamedTuple):
    """The tables in a folder or a workbook: what they came from, and what else is wrong there."""

    source: str
    sheets: Sequence[Sheet]
    name: str
    problems: Sequence[InputProblem]


def read_tables(path: str | os.PathLike[str], encoding: str | None, vocabulary: Vocabulary) -> RawTables:
    """Read the tables in a folder of CSV files, or in one workbook.

    Parameters
    ----------
    path
        The folder or the .xlsx file.
    encoding
        The encoding of CSV files; ``None`` finds out.
    vocabulary
        Which tables there are.

    Raises
    ------
    InputError
        The folder or file as a whole cannot be read.
    """
    place = Path(path)
    source = escaped(place.name or str(place))
    if place.is_dir():
        return _read_folder(place, source, encoding, vocabulary)
    if not place.exists():
        raise refusal(source, "a folder of CSV files, or an .xlsx file", "nothing", _who_is_there(place))
    if place.suffix.lower() not in BOOK_SUFFIXES or not place.is_file():
        advice = "Pass the folder that holds the CSV files, or save the workbook as .xlsx."
        raise refusal(source, "a folder of CSV files, or an .xlsx file", place.suffix or "a file", advice)
    return RawTables(source, read_workbook(place, vocabulary), place.stem, ())


def _read_folder(folder: Path, source: str, encoding: str | None, vocabulary: Vocabulary) -> RawTables:
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file())
    except OSError as error:
        advice = "Check that you may read it."
        raise refusal(source, "a folder that can be opened", error.strerror, advice) from None
    sheets = [read_csv(file, encoding, vocabulary) for file in table_files(files)]
    return RawTables(source, sheets, folder.resolve().name, tuple(_other_formats(files, vocabulary)))


def table_files(files: Iterable[Path]) -> list[Path]:
    """Return the files that are tables by their suffix, and not left out by name."""
    tables = (file for file in files if file.suffix.lower() in CSV_SUFFIXES)
    return [file for file in tables if not is_left_out(file.name) and not file.name.startswith(".")]


def _other_formats(files: Iterable[Path], vocabulary: Vocabulary) -> Iterator[InputProblem]:
    """Yield a problem for each file that is a table by its name, and no CSV file: nobody means to lose it."""
    for file in files:
        name = vocabulary.table_of(file.stem)
        if name is not None and file.suffix.lower() not in CSV_SUFFIXES:
            advice = "Save it as CSV, or start its name with _ to leave it out."
            yield InputProblem("a CSV file", file.suffix, name, source=escaped(file.name), advice=advice)


def _who_is_there(place: Path) -> str:
    try:
        return nearest(place.name, [other.name for other in place.parent.iterdir()]) or "The folder is empty."
    except OSError:
        return f"There is no folder {str(place.parent)!r} either."
