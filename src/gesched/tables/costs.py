"""The tables of costs, and timesheets: read whole, with everything wrong in all of them told at once."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gesched.costs import CostTerms
from gesched.costs.checking import misfits
from gesched.errors import BadValue, InputError, InputProblem, escaped, nearest
from gesched.group import Group
from gesched.schedule import Actuals
from gesched.tables.cost_headings import COSTS, TIMESHEETS
from gesched.tables.cost_rows import NamedKeys, TermSettings, cost_words
from gesched.tables.csv_files import read_csv, refusal
from gesched.tables.folders import BOOK_SUFFIXES, CSV_SUFFIXES, read_tables
from gesched.tables.intake import Intake, take_in
from gesched.tables.sheets import Sheet, sheet_of
from gesched.tables.words import Words, read_words
from gesched.tables.workbooks import read_raw_sheet
from gesched.timeline import Horizon

_NOT_WORDS = ("terms", "keys")


def read_costs(path: str | os.PathLike[str], group: Group, *, encoding: str | None = None) -> CostTerms:
    """Read what a group's money follows, from a folder of CSV files or an Excel workbook.

    The tables are ``terms`` (setting, value), ``costs``, ``pools``, ``subsidies``, ``prices``, ``charges``,
    ``vat`` and ``keys`` (name, kind, member, weight); each may be left out. Their columns are the fields of
    ``CostTerms``, ``CostItem``, ``CostPool``, ``Subsidy``, ``Price``, ``Charge`` and ``VatRule``; ``costs``
    may have a ``month`` in place of ``first`` and ``last``. French names do as well. A key is "use",
    "use (hours)", "use (planned)", "commitment", "equal", "30 % fixed + use", or a name of the table
    ``keys``, whose kind is "weights" or "airport".

    Parameters
    ----------
    path
        The folder, or the .xlsx file.
    group
        The group whose employees, members and agreements the tables name.
    encoding
        The encoding of CSV files; ``None`` finds out.

    Returns
    -------
    CostTerms
        All of it.

    Raises
    ------
    InputError
        With everything that is wrong in all tables: file or sheet, row and column, value, and advice.
    MissingExtra
        A workbook, and the package openpyxl is not installed.
    """
    source, sheets, _, problems = read_tables(path, encoding, COSTS)
    if not sheets and not problems:
        raise refusal(source, "at least one table of costs", "none", f"Known: {', '.join(COSTS.kinds)}.")
    return _Assembly(take_in(sheets, source, COSTS), group, problems).terms()


class _Assembly:
    """Terms in the making."""

    def __init__(self, intake: Intake, group: Group, problems: Sequence[InputProblem]) -> None:
        self._intake = intake
        self._group = group
        self._settings = TermSettings(intake.tables.get("terms"))
        self._keys = NamedKeys(intake.tables.get("keys"))
        currency = self._settings.currency
        self._words = {
            name: cost_words(table, self._keys.known, currency)
            for name, table in intake.tables.items()
            if name not in _NOT_WORDS
        }
        self._problems = [
            *problems,
            *intake.problems,
            *self._settings.problems,
            *self._keys.problems,
            *self._strangers(),
            *(problem for words in self._words.values() for problem in words.problems),
        ]

    def terms(self) -> CostTerms:
        """Return the terms, or raise everything that is wrong."""
        words: dict[str, Any] = {name: read.words for name, read in self._words.items()}
        made: CostTerms | None = None
        try:
            made = self._settings.terms(words, self._keys.known)
        except InputError as error:
            self._problems += error.problems
        self._problems += self._misfits(made or CostTerms(**self._words_alone(words)))
        if self._problems or made is None:
            raise InputError(sorted(self._problems, key=_place))
        return made

    def _words_alone(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Return the words for a check of names, where the settings are wrong."""
        try:
            currency = self._settings.currency
            CostTerms(**words, currency=currency)
        except InputError:
            return {}
        return {**words, "currency": currency}

    def _misfits(self, terms: CostTerms) -> Iterator[InputProblem]:
        """Yield what the words get wrong about the group, placed where they stand."""
        pools = self._words.get("pools", Words())
        is_unsure = bool(pools.failed or pools.skipped or "pools" in self._intake.unread)
        for problem in misfits(terms, self._group):
            if problem.column == "pool" and is_unsure:
                continue
            row = None if problem.row is None else self._words[problem.table].numbers[problem.row]
            table = self._intake.tables[problem.table]
            yield table.problem(problem.expected, problem.value, row, problem.column, problem.advice)

    def _strangers(self) -> Iterator[InputProblem]:
        table = self._intake.tables.get("keys")
        for row, name in self._keys.members:
            try:
                self._group.member(name)
            except BadValue as bad:
                if table is not None:
                    yield table.problem(bad.expected, bad.value, row, "member", bad.advice)


def _place(problem: InputProblem) -> tuple[str, int]:
    return problem.source or problem.table, -1 if problem.row is None else problem.row


def read_actuals(
    path: str | os.PathLike[str],
    group: Group,
    horizon: Horizon | None = None,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Actuals:
    """Read timesheets from a CSV file or a sheet of an Excel workbook.

    The table has a row a half-day, day or number of hours, with the columns ``date``, ``employee``,
    ``member``, ``half``, ``hours`` and ``activity`` ("common", "leave", "sick" or "idle", where somebody was
    at no member). With neither half nor hours, the whole day is meant. French names do as well.

    Parameters
    ----------
    path
        The file: .csv, .tsv, .xlsx or .xlsm.
    group
        The group whose employees and members it names.
    horizon
        The dates for which the timesheets are complete; ``None`` takes those from the first row to the last.
    sheet
        The sheet of a workbook; ``None`` takes the first.
    encoding
        The encoding of a CSV file; ``None`` finds out.

    Returns
    -------
    Actuals
        The timesheets.

    Raises
    ------
    InputError
        With everything that is wrong: file or sheet, row and column, value, and advice.
    MissingExtra
        A workbook, and the package openpyxl is not installed.
    """
    raw = _sheet_at(Path(path), sheet, encoding)
    intake = take_in([replace(raw, name="timesheets")], raw.source, TIMESHEETS)
    table = intake.tables.get("timesheets")
    if table is None:
        raise InputError(intake.problems)
    words = read_words(table)
    problems = [*intake.problems, *words.problems]
    if not words.words and not problems and horizon is None:
        problems.append(table.problem("at least one row, or a horizon", "a header only"))
    try:
        days = [entry.date for entry in words.words]
        known = horizon or (Horizon(min(days), max(days)) if days else None)
        made = Actuals(group, known, tuple(words.words)) if known is not None else None
    except InputError as error:
        made = None
        for one in error.problems:
            row = None if one.row is None else words.numbers[one.row]
            problems.append(table.problem(one.expected, one.value, row, one.column, one.advice))
    if problems or made is None:
        raise InputError(sorted(problems, key=_place))
    return made


def _sheet_at(place: Path, title: str | None, encoding: str | None) -> Sheet:
    source = escaped(place.name or str(place))
    suffix = place.suffix.lower()
    if not place.is_file() or suffix not in {*CSV_SUFFIXES, *BOOK_SUFFIXES}:
        came = (place.suffix or "a file") if place.is_file() else "a folder" if place.is_dir() else "nothing"
        raise refusal(source, "a .csv or .xlsx file", came, _near(place))
    if suffix in CSV_SUFFIXES:
        found = read_csv(place, encoding, TIMESHEETS)
        if found.problems:
            raise InputError(found.problems)
        return found
    raw = read_raw_sheet(place, title)
    return sheet_of("timesheets", raw.source, raw.rows)


def _near(place: Path) -> str:
    try:
        return nearest(place.name, [other.name for other in place.parent.iterdir()])
    except OSError:
        return f"There is no folder {str(place.parent)!r} either."
