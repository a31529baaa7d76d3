"""A group to files: all of them, or none."""

import datetime as dt
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from gesched.errors import BadValue, InputError, InputProblem
from gesched.files import write_whole
from gesched.group import Group
from gesched.tables.csv_files import csv_bytes
from gesched.tables.folders import BOOK_SUFFIXES, CSV_SUFFIXES, table_files
from gesched.tables.frames import group_to_frames
from gesched.tables.headings import table_of
from gesched.tables.workbooks import openpyxl

NUMBERS = frozenset(
    {"days", "share", "at_least", "at_most", "at_once", "weekly_hours", "days_per_year"}
    | {"latitude", "longitude", "minutes", "weight"}
    | {"min_per_week", "max_per_week", "min_per_month", "max_per_month"}
    | {"shortest_block", "longest_block", "smallest_gap", "largest_gap"}
)
DATES = frozenset({"start", "end", "first", "last", "date"})
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?")
_FIRST_SAFE_YEAR = 1901
_LONGEST_CELL = 32_767
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WIDEST = 60


def write_group(group: Group, path: str | os.PathLike[str]) -> Path:
    """Write a group to a folder of CSV files, or to one Excel workbook, which ``read_group`` reads back.

    CSV files are UTF-8 with a byte order mark, separated by semicolons, with decimal commas: French Excel
    opens them with a double click, pandas with ``read_csv(file, sep=";", decimal=",", dtype=str)``. Text that
    a spreadsheet would run as a formula stands behind an apostrophe, which ``read_group`` takes off again;
    in workbooks, such text is typed as text.

    Parameters
    ----------
    group
        A group without house rules of one's own making, and without a profile of working time of its own.
    path
        A folder, made where missing, or a file that ends in ``.xlsx``. Table files that are already in the
        folder are replaced, under their French names too; other files in it stay as they are.

    Returns
    -------
    pathlib.Path
        What was written.

    Raises
    ------
    InputError
        The group says something that no table can; nothing is written.
    MissingExtra
        A workbook, and the package openpyxl is not installed.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    frames = group_to_frames(group)
    problems = list(_unwritable(frames))
    if problems:
        raise InputError(problems)
    if suffix in BOOK_SUFFIXES[:1]:
        return write_whole(target, _book_bytes(frames))
    if suffix in {*CSV_SUFFIXES, *BOOK_SUFFIXES, ".xls", ".ods"} or (target.exists() and not target.is_dir()):
        raise BadValue(str(path), "a folder, or a file that ends in .xlsx", "Leave the suffix out.")
    _replace_tables(target, {f"{name}.csv": _csv_bytes(frame) for name, frame in frames.items()})
    return target


def _unwritable(frames: Mapping[str, pd.DataFrame]) -> Iterator[InputProblem]:
    """Yield a problem for each text that a spreadsheet would cut or refuse."""
    for name, frame in frames.items():
        for column in frame.columns:
            for row, text in enumerate(frame[column]):
                if len(text) > _LONGEST_CELL:
                    expected = f"a cell of at most {_LONGEST_CELL:,} characters, not {len(text):,}"
                    yield InputProblem(expected, text, name, row, column, "Shorten it.")
                elif found := _UNWRITABLE.search(text):
                    advice = f"Delete character {found.start() + 1} (U+{ord(found[0]):04X})."
                    yield InputProblem("text without control characters", text, name, row, column, advice)


def _csv_bytes(frame: pd.DataFrame) -> bytes:
    is_number = [column in NUMBERS for column in frame.columns]
    rows = (
        [cell.replace(".", ",") if number else cell for cell, number in zip(row, is_number, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    )
    return csv_bytes(list(frame.columns), rows)


def _replace_tables(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Put all files in place of the tables in a folder; whatever fails, the old ones are there again."""
    home = folder if folder.exists() else folder.parent
    home.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=home))
    try:
        fresh, kept = staging / "fresh", staging / "kept"
        kept.mkdir()
        for name, content in contents.items():
            write_whole(fresh / name, content)
        if home is folder:
            _swap(folder, fresh, kept)
        else:
            fresh.replace(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _swap(folder: Path, fresh: Path, kept: Path) -> None:
    moved: list[tuple[Path, Path]] = []
    try:
        for old in _old_tables(folder):
            _move(old, kept / old.name, moved)
        for new in sorted(fresh.iterdir()):
            _move(new, folder / new.name, moved)
    except BaseException:
        for origin, place in reversed(moved):
            place.replace(origin)
        raise


def _move(origin: Path, place: Path, moved: list[tuple[Path, Path]]) -> None:
    origin.replace(place)
    moved.append((origin, place))


def _old_tables(folder: Path) -> list[Path]:
    return [file for file in table_files(sorted(folder.iterdir())) if table_of(file.stem) and file.is_file()]


def _book_bytes(frames: Mapping[str, pd.DataFrame]) -> bytes:
    package = openpyxl()
    book = package.Workbook()
    book.remove(book.active)
    for name, frame in frames.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, column in enumerate(frame.columns, start=1):
            heading = sheet.cell(1, at, column)
            heading.font = package.styles.Font(bold=True)
            texts = list(frame[column])
            widest = max([len(column), *(len(text) for text in texts)])
            sheet.column_dimensions[heading.column_letter].width = min(widest, _WIDEST) + 2
            for row, text in enumerate(texts, start=2):
                if text:
                    _fill(sheet.cell(row, at), column, text)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(cell: Any, column: str, text: str) -> None:
    """Fill a cell with a number or a date where the column holds these, else with text that stays text."""
    if column in NUMBERS and _DECIMAL.fullmatch(text):
        cell.value = float(text) if "." in text else int(text)
    elif column in DATES and dt.date.fromisoformat(text).year >= _FIRST_SAFE_YEAR:
        cell.value = dt.date.fromisoformat(text)
    else:
        cell.value = text
        cell.data_type = "s"  # whatever openpyxl takes it for: a formula, an error
        cell.number_format = "@"
        cell.quotePrefix = True  # so that it stays text when somebody edits it
