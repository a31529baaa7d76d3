"""Statements in files: CSV tables, or a workbook whose totals are formulas."""

import datetime as dt
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from gesched.costs import Language, Statement, statement_frames
from gesched.errors import BadValue
from gesched.files import write_whole
from gesched.tables.csv_files import csv_bytes
from gesched.tables.folders import BOOK_SUFFIXES, CSV_SUFFIXES
from gesched.tables.workbooks import openpyxl

_NO = "no"
_SHEETS = ("statements", "lines", "shares", "days", "vat")
_DATES = frozenset({"first", "last", "date"})
_NUMBERS = frozenset({"rate", "vat_rate", "half_days", "hours"})
_AMOUNTS = frozenset({"net", "vat", "total", "amount", "base", "rate", "pool_amount"})
_WIDTH = 18


def write_statements(
    statements: Iterable[Statement], path: str | os.PathLike[str], language: Language | str = "en"
) -> Path:
    """Write statements as CSV tables in a folder, or as an Excel workbook with live totals.

    The tables are those of ``statement_frames``. CSV files have decimal commas and semicolons; text that a
    spreadsheet would run stands behind an apostrophe. In a workbook each table is a sheet, with ``no``, the
    number of the statement in the file, before it; each statement's net, VAT and total, and the sums below,
    are formulas over the lines, and agree with ours.

    Parameters
    ----------
    statements
        ``books.statements``, or some of them, all in one currency.
    path
        A folder, made where missing, or a file that ends in ``.xlsx``.
    language
        The language of explanations, "en" or "fr".

    Returns
    -------
    pathlib.Path
        What was written.

    Raises
    ------
    BadValue
        A file of another kind, or statements in several currencies.
    MissingExtra
        A workbook, and the package openpyxl is not installed.
    """
    target, made = Path(path), tuple(statements)
    currencies = sorted({one.currency.code for one in made})
    if len(currencies) > 1:
        raise BadValue(
            ", ".join(currencies), "statements in one currency", "Write those of each by themselves."
        )
    frames = statement_frames(made, language)
    suffix = target.suffix.lower()
    if suffix in BOOK_SUFFIXES[:1]:
        return write_whole(target, _Book(made, frames).content())
    if suffix in {*CSV_SUFFIXES, *BOOK_SUFFIXES, ".xls", ".ods"} or (target.exists() and not target.is_dir()):
        raise BadValue(str(path), "a folder, or a file that ends in .xlsx", "Leave the suffix out.")
    for name, frame in frames.items():
        rows = ([_csv_text(cell) for cell in row] for row in frame.itertuples(index=False, name=None))
        write_whole(target / f"{name}.csv", csv_bytes(list(frame.columns), rows, _AMOUNTS))
    return target


def _csv_text(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    return ("yes" if cell else "no") if isinstance(cell, bool) else str(cell)


class _Book:
    """A workbook in the making."""

    def __init__(self, statements: Sequence[Statement], frames: Mapping[str, pd.DataFrame]) -> None:
        self._package = openpyxl()
        self._statements = statements
        self._frames = frames
        self._digits = statements[0].currency.exponent if statements else 2
        self._format = "#,##0" + ("." + "0" * self._digits if self._digits else "")
        self._places = [place for place, one in enumerate(statements) for _ in one.vat]
        self._number = {one.number: place for place, one in enumerate(statements, start=1)}

    def content(self) -> bytes:
        """Return the file."""
        book = self._package.Workbook()
        book.remove(book.active)
        for name in _SHEETS:
            self._fill(book.create_sheet(name), name)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def _fill(self, sheet: Any, name: str) -> None:
        frame = self._frames[name]
        sheet.freeze_panes = "A2"
        for at, column in enumerate([_NO, *frame.columns], start=1):
            heading = sheet.cell(1, at, column)
            heading.font = self._package.styles.Font(bold=True)
            sheet.column_dimensions[heading.column_letter].width = 60 if column == "explanation" else _WIDTH
        columns = list(map(str, frame.columns))
        for row, cells in enumerate(frame.itertuples(index=False, name=None), start=2):
            sheet.cell(row, 1, self._number[cells[0]])
            formulas = self._formulas(name, row)
            for at, (column, value) in enumerate(zip(columns, cells, strict=True), start=2):
                if column in formulas:
                    self._put_amount(sheet.cell(row, at), formulas[column])
                else:
                    self._put(sheet.cell(row, at), column, value)
        if name in {"statements", "lines", "vat"} and len(frame):
            self._sums(sheet, name, len(frame) + 2)

    def _formulas(self, name: str, row: int) -> Mapping[str, str]:
        """Return the cells of a row that are formulas, by column."""
        if name == "statements":
            net, vat = self._cell(name, "net", row), self._cell(name, "vat", row)
            return {
                "net": self._rounded(self._sum_of("lines", row)),
                "vat": self._rounded(self._sum_of("vat", row)),
                "total": self._rounded(f"{net}+{vat}"),
            }
        return self._formulas_of_vat(row) if name == "vat" else {}

    def _sum_of(self, name: str, row: int) -> str:
        """Return the sum of the amounts of another sheet that belong to the statement in a row."""
        return f"SUMIF({self._range(name, _NO)},$A{row},{self._range(name, 'amount')})"

    def _formulas_of_vat(self, row: int) -> Mapping[str, str]:
        """Return base and amount of VAT over the lines of its statement, category and rate."""
        category, rate = self._cell("vat", "category", row), self._cell("vat", "rate", row)
        chosen = (
            f"({self._range('lines', _NO)}=$A{row})*({self._range('lines', 'vat_category')}={category})"
            f"*({self._range('lines', 'vat_rate')}={rate})"
        )
        amounts = self._range("lines", "amount")
        base = self._rounded(f"SUMPRODUCT({chosen}*{amounts})")
        is_by_line = self._statements[self._places[row - 2]].vat_rounding == "line"
        by_line = f"SUMPRODUCT({chosen}*ROUND({amounts}*{rate}/100,{self._digits}))"
        by_total = f"{self._cell('vat', 'base', row)}*{rate}/100"
        return {"base": base, "amount": self._rounded(by_line if is_by_line else by_total)}

    def _rounded(self, formula: str) -> str:
        return f"=ROUND({formula},{self._digits})"

    def _at(self, name: str, column: str) -> str:
        columns = [_NO, *self._frames[name].columns]
        return str(self._package.utils.get_column_letter(columns.index(column) + 1))

    def _cell(self, name: str, column: str, row: int) -> str:
        return f"{self._at(name, column)}{row}"

    def _range(self, name: str, column: str) -> str:
        letter = self._at(name, column)
        return f"{name}!${letter}$2:${letter}${len(self._frames[name]) + 1}"

    def _sums(self, sheet: Any, name: str, row: int) -> None:
        """Write the sums of the columns of amounts below them."""
        amounts = {"net", "vat", "total", "amount", "base"}
        for at, column in enumerate([_NO, *self._frames[name].columns], start=1):
            if column in amounts:
                letter = self._at(name, column)
                cell = sheet.cell(row, at)
                self._put_amount(cell, self._rounded(f"SUM({letter}2:{letter}{row - 1})"))
                cell.font = self._package.styles.Font(bold=True)

    def _put_amount(self, cell: Any, value: Decimal | str) -> None:
        cell.value = value
        cell.number_format = self._format

    def _put(self, cell: Any, column: str, value: Any) -> None:
        """Fill a cell with an amount, a number, a date, or text that stays text."""
        if isinstance(value, Decimal):
            self._put_amount(cell, value)
        elif isinstance(value, bool):
            cell.value = "yes" if value else "no"
        elif column in _DATES:
            cell.value = dt.date.fromisoformat(value)
        elif column in _NUMBERS and not value.startswith("≈"):
            cell.value = Decimal(value)
        else:
            cell.value = value
            cell.data_type = "s"
            cell.number_format = "@"
            cell.quotePrefix = True
