"""A group as DataFrames of text, and back."""

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from gesched.errors import BadValue, InputError, InputProblem, shown
from gesched.group import Group
from gesched.group.fields import as_name, names_text
from gesched.tables.cells import cell_text, number_text
from gesched.tables.headings import KINDS, REQUIRED_KINDS, SETTINGS, Kind
from gesched.tables.reading import group_of
from gesched.tables.rule_texts import rule_rows
from gesched.tables.sheets import Sheet, check_size
from gesched.timeline import FrenchHolidays, FrenchZone, HolidayZone, ListedZone, When, parse_when

_TEXT = object


def group_from_frames(frames: Mapping[str, pd.DataFrame], *, name: str | None = None) -> Group:
    """Make a group of DataFrames.

    Parameters
    ----------
    frames
        The tables by name, as in ``read_group``. Cells may be of any type: text, numbers, dates, lists of
        names; ``None``, NaN and NaT mean "not given". The index is not looked at.
    name
        The group's name; ``None`` takes the setting ``name`` of the table ``group``.

    Raises
    ------
    InputError
        With everything that is wrong in all tables; rows count from 0, by position.

    Examples
    --------
    >>> group = group_from_frames(
    ...     {
    ...         "employees": pd.DataFrame({"name": ["Web marketer 1"]}),
    ...         "members": pd.DataFrame({"name": ["Label 1"]}),
    ...         "agreements": pd.DataFrame(
    ...             {"member": ["Label 1"], "employee": ["Web marketer 1"], "days": [3.5]}
    ...         ),
    ...     },
    ...     name="Paris Mix",
    ... )
    >>> group.agreements[0].days
    Fraction(7, 2)
    """
    return group_of([_sheet_of(str(table), frame) for table, frame in frames.items()], name=name or "")


def _sheet_of(name: str, frame: object) -> Sheet:
    if not isinstance(frame, pd.DataFrame):
        problem = InputProblem("a DataFrame", frame, name, advice="Pass pandas.DataFrame(...).")
        return Sheet(name, "", problems=(problem,))
    try:
        check_size(name, "", len(frame), len(frame.columns))
    except InputError as error:
        return Sheet(name, "", problems=error.problems)
    header = tuple(str(column).strip() for column in frame.columns)
    rows = (tuple(map(cell_text, cells)) for cells in frame.itertuples(index=False, name=None))
    kept = tuple((number, row) for number, row in enumerate(rows) if any(map(str.strip, row)))
    return Sheet(name, "", header, None, kept)


def group_to_frames(group: Group) -> dict[str, pd.DataFrame]:
    """Return the tables of a group as DataFrames of text, from which ``group_from_frames`` makes it again.

    A column is there where it is required, or where some row says more than its default; a table where it is
    required, or has rows. Numbers are exact: ``3.5``, ``1/3``.

    Parameters
    ----------
    group
        A group without house rules of one's own making, which are Python objects and no table's matter.

    Raises
    ------
    InputError
        Something that no table can say: rules, patterns or a profile of working time of one's own.
    """
    problems: list[InputProblem] = []
    profile = group.working_time
    if profile is not None and not profile.is_as_known:
        expected = "a profile of working time that is known by its name"
        advice = "Write dataclasses.replace(group, working_time=...), and set your own again after reading."
        problems.append(InputProblem(expected, str(profile), "group", column="working_time", advice=advice))
    tables = {"group": list(_settings(group))}
    for kind in KINDS.values():
        if kind.word is not None:
            tables[kind.name] = list(_rows(kind, getattr(group, kind.name), problems))
    tables["rules"] = list(rule_rows(group, problems))
    tables["holidays"] = list(_holidays(group.holidays, problems))
    if problems:
        raise InputError(problems)
    return {
        name: _frame(KINDS[name], rows) for name, rows in tables.items() if rows or name in REQUIRED_KINDS
    }


def _settings(group: Group) -> Iterator[dict[str, str]]:
    for setting in SETTINGS:
        value = getattr(group, setting)
        if setting == "holidays":
            value = "france" if isinstance(value, FrenchHolidays) else None if value else "none"
        if value is not None:
            text = number_text(value) if isinstance(value, Fraction) else str(value)
            yield {"setting": setting, "value": text}


def _rows(kind: Kind, words: tuple[Any, ...], problems: list[InputProblem]) -> Iterator[dict[str, str]]:
    for number, word in enumerate(words):
        row: dict[str, str] = {}
        for column in kind.columns:
            try:
                row[column] = _text(getattr(word, column), getattr(kind.word, column, None))
            except BadValue as bad:
                problems.append(InputProblem(bad.expected, bad.value, kind.name, number, column, bad.advice))
        yield row


def _text(value: Any, default: Any) -> str:
    """Return a field's value as text that reads back to the same value, where nothing means the default."""
    if value is None or (default == () and not value):
        return ""
    if isinstance(value, bool):
        return _flag_text(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, frozenset):
        return names_text(str(item) for item in value)
    text = str(value)
    if isinstance(value, dt.date | int):
        return text
    if isinstance(value, When) and parse_when(text) != value:
        raise BadValue(shown(value), "a pattern, recurrence or dates that can be written as text")
    return text


def _holidays(holidays: Mapping[str, HolidayZone], problems: list[InputProblem]) -> Iterator[dict[str, str]]:
    if isinstance(holidays, FrenchHolidays):
        return
    for name, zone in holidays.items():
        row = dict.fromkeys(KINDS["holidays"].columns, "") | {"zone": name}
        try:
            is_writable = as_name(name) == name and isinstance(zone, FrenchZone | ListedZone)
        except BadValue:
            is_writable = False
        if not is_writable:
            expected = "a zone of listed dates, or of french_holidays(), under a plain name"
            problems.append(InputProblem(expected, name, "holidays", column="zone"))
        elif isinstance(zone, FrenchZone):
            yield row | {"french_zone": zone.zone}
        elif isinstance(zone, ListedZone):
            yield from ([row] if not zone.named else _dates(row, zone))


def _dates(row: dict[str, str], zone: ListedZone) -> Iterator[dict[str, str]]:
    for day, name in zone.named:
        yield row | {"date": day.isoformat(), "name": name}


def _frame(kind: Kind, rows: list[dict[str, str]]) -> pd.DataFrame:
    columns = [column for column in kind.columns if column in kind.required or _is_used(kind, column, rows)]
    cells = [[row[column] for column in columns] for row in rows]
    return pd.DataFrame(cells, columns=columns, dtype=_TEXT)


def _is_used(kind: Kind, column: str, rows: list[dict[str, str]]) -> bool:
    """Return whether some row says more in a column than what is read where nothing is given."""
    default = "" if kind.word is None else _default_text(getattr(kind.word, column))
    return any(row[column] not in {"", default} for row in rows)


def _default_text(default: Any) -> str:
    if isinstance(default, bool):
        return _flag_text(default)
    return "" if default == () else cell_text(default)


def _flag_text(flag: bool) -> str:
    return "yes" if flag else "no"


def errors_to_frame(error: InputError) -> pd.DataFrame:
    """Return the problems of an input as a table, one row each, to sort, filter or send back.

    Parameters
    ----------
    error
        What reading raised.

    Returns
    -------
    pandas.DataFrame
        ``source`` (file or sheet, else table), ``row``, ``column``, ``value``, ``expected``, ``advice``.
    """
    rows = [
        (
            problem.source or problem.table,
            problem.row,
            problem.column,
            cell_text(problem.value),
            problem.expected,
            problem.advice,
        )
        for problem in error.problems
    ]
    frame = pd.DataFrame(rows, columns=["source", "row", "column", "value", "expected", "advice"])
    return frame.astype({"row": "Int64"})
