"""Rows to words: every row is tried, and what is wrong with one is told at its cell."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gesched.errors import BadValue, InputError, InputProblem
from gesched.group import unknown_name
from gesched.group.fields import as_name, as_names, plain_name
from gesched.tables.headings import Kind
from gesched.tables.intake import Intake, Row, Table

# Which columns name whom, and what that is called there; a skill is known by the employees who have it.
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("agreements", "member", "members"),
    ("agreements", "employee", "employees"),
    ("agreements", "skill", "skills"),
    ("absences", "employee", "employees"),
    ("closures", "member", "members"),
    ("common_time", "employees", "employees"),
    ("employees", "authorised_members", "members"),
    ("employees", "excluded_members", "members"),
    ("members", "site", "sites"),
    ("trips", "site", "sites"),
    ("trips", "to", "sites"),
)
_LISTS = ("authorised_members", "employees", "excluded_members", "skills")
_NAMED = ("employees", "members", "sites")


@dataclass(slots=True)
class Words:
    """The words of one table that could be read, where each stands, and what is wrong with the others.

    Parameters
    ----------
    words
        What could be read.
    numbers
        The row of each.
    failed
        Rows with something wrong in some cell.
    skipped
        Rows that are wrong as a whole, such as those with too many cells.
    problems
        What is wrong with them.
    """

    words: list[Any] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    failed: list[Row] = field(default_factory=list)
    skipped: list[Row] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)


def read_words(table: Table) -> Words:
    """Make a word of every row of a table."""
    read = Words(skipped=list(table.skipped))
    assert table.kind.word is not None, table.kind.name  # noqa: S101 - only tables of words come here
    for row in table.rows:
        problems = list(unread_cells(table, row))
        word, wrong = _word_of(table.kind, row)
        problems += (_placed(problem, table, row) for problem in wrong)
        if problems or word is None:
            read.failed.append(row)
            read.problems += problems
        else:
            read.words.append(word)
            read.numbers.append(row.number)
    return read


def unread_cells(table: Table, row: Row) -> Iterator[InputProblem]:
    """Yield a problem for each cell that cannot be read whatever it should be."""
    for column, cell in row.cells.items():
        if isinstance(cell, BadValue):
            yield table.problem(cell.expected, cell.value, row.number, column, cell.advice)


def _word_of(kind: Kind, row: Row) -> tuple[Any, list[InputProblem]]:
    """Return the word that a row makes, or what is wrong with it."""
    given = {column: cell for column, cell in row.cells.items() if isinstance(cell, str)}
    required = {column: "" for column in kind.required if column not in given}
    assert kind.word is not None, kind.name  # noqa: S101 - only tables of words come here
    try:
        return kind.word(**required, **given), []
    except InputError as error:
        if len(given) == len(row.cells):
            return None, list(error.problems)
        # Without the cells that cannot be read, only what is wrong with a single other cell is certain.
        certain = (problem for problem in error.problems if problem.column in given)
        return None, [problem for problem in certain if given[problem.column] == problem.value]


def _placed(problem: InputProblem, table: Table, row: Row) -> InputProblem:
    return table.problem(problem.expected, problem.value, row.number, problem.column, problem.advice)


def names_of(rows: Iterable[Row], columns: Iterable[str]) -> Iterator[str]:
    """Yield what rows that cannot be read might name: as written, and without what may be wrong with it."""
    for row in rows:
        for column in columns:
            cell = row.cells.get(column)
            yield from _names_in(row, column)
            if isinstance(cell, str):
                for part in (cell, *re.split(r"[;|\n]", cell)):
                    yield from _spellings(part)


def _spellings(name: str) -> Iterator[str]:
    written = plain_name(name)
    yield written
    visible = "".join(letter for letter in written if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})
    yield visible.strip()
    yield " ".join(written.split())


def names_referred_to(words: Mapping[str, Words], table: str) -> Iterator[str]:
    """Yield every name that the words of other tables look up in this one."""
    for other, column, target in REFERENCES:
        if other in words and (target == table or (target, table) == ("skills", "employees")):
            for word in words[other].words:
                named = getattr(word, column)
                yield from () if named is None else (named,) if isinstance(named, str) else named


def unknown_in_failed(
    intake: Intake, words: Mapping[str, Words], also_known: Collection[str]
) -> Iterator[InputProblem]:
    """Yield a problem for each unknown name in a row that makes no word for another reason."""
    known = {table: {word.name for word in read.words} for table, read in words.items() if table in _NAMED}
    employees = words["employees"].words if "employees" in words else ()
    known["skills"] = {skill for employee in employees for skill in employee.skills}
    for table, column, target in REFERENCES:
        names = known.get(target, set())
        sources = {target, "employees"} if target == "skills" else {target}
        is_looked_up = table in words and not sources & intake.unread
        for row in words[table].failed if is_looked_up else ():
            for name in _names_in(row, column):
                if name not in names and name not in also_known:
                    problem = unknown_name(table, row.number, column, name, names)
                    yield _placed(problem, intake.tables[table], row)


def _names_in(row: Row, column: str) -> list[str]:
    """Return the names in a cell; none where they cannot be read, which is told already."""
    cell = row.cells.get(column)
    if not isinstance(cell, str):
        return []
    try:
        return sorted(as_names(cell)) if column in _LISTS else [as_name(cell)]
    except BadValue:
        return []
