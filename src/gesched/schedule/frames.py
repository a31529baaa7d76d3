"""Schedules as tables, a row a half-day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Group, Ledger
from gesched.problem import Problem
from gesched.schedule.assignment import Assignment
from gesched.schedule.attribution import agreements_between, attributed
from gesched.schedule.checking import Entries
from gesched.timeline import Horizon

COLUMNS = ["date", "half", "employee", "member", "agreement"]
_TABLE = "schedule"


def to_frame(assignments: Iterable[Assignment]) -> pd.DataFrame:
    """Return assignments as a table.

    Returns
    -------
    pandas.DataFrame
        ``date`` (datetime64), ``half`` ("AM" or "PM"), ``employee``, ``member``, ``agreement``; in the order
        given.
    """
    rows = [(one.date, str(one.half), one.employee, one.member, one.agreement) for one in assignments]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def from_frame(
    group: Group, frame: pd.DataFrame, horizon: Horizon | None, ledger: Ledger
) -> tuple[Horizon, list[Assignment]]:
    """Return the horizon and the assignments of a table, read as ``Schedule.from_frame`` says."""
    problems = list(_wrong_columns(frame))
    if problems:
        raise InputError(problems)
    between = agreements_between(group)
    entries = Entries(group, horizon, _TABLE, between)
    for row, record in enumerate(_records(frame)):
        entries.take(row, record)
    if entries.problems:
        raise InputError(entries.problems)
    assignments = list(entries.found.values())
    try:
        horizon = _dates_of(assignments) if horizon is None else horizon
        return horizon, attributed(Problem(group, horizon, ledger), between, assignments)
    except BadValue as bad:  # too far apart, or in years without known holidays
        raise InputError(
            [InputProblem(bad.expected, bad.value, _TABLE, column="date", advice=bad.advice)]
        ) from None


def _wrong_columns(frame: object) -> Iterator[InputProblem]:
    if not isinstance(frame, pd.DataFrame):
        yield InputProblem("a DataFrame", frame, _TABLE, advice="Pass pandas.DataFrame(...).")
        return
    found = Counter(map(str, frame.columns))
    for column in COLUMNS:
        if found[column] > 1:
            yield InputProblem("one column of this name", found[column], _TABLE, column=column)
        elif not found[column] and column != COLUMNS[-1]:
            advice = nearest(column, found)
            yield InputProblem(
                "a column of this name", ", ".join(found), _TABLE, column=column, advice=advice
            )


def _records(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield the rows as ``Entries`` takes them: nothing given for an agreement leaves it open."""
    agreements = frame["agreement"] if "agreement" in frame.columns else [None] * len(frame)
    for *cells, agreement in zip(*(frame[column] for column in COLUMNS[:-1]), agreements, strict=True):
        yield *cells, "" if _is_blank(agreement) else agreement


def _is_blank(cell: Any) -> bool:
    if isinstance(cell, str):
        return not cell.strip()
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


def _dates_of(assignments: list[Assignment]) -> Horizon:
    if not assignments:
        raise InputError([InputProblem("at least one row, or a horizon", 0, _TABLE)])
    days = [one.date for one in assignments]
    return Horizon(min(days), max(days))
