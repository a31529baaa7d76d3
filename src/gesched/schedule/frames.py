"""Schedules as tables, a row a half-day."""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Group, Ledger
from gesched.group.fields import Field, as_name, optional, raise_problems
from gesched.problem import Problem
from gesched.schedule.assignment import Assignment
from gesched.schedule.attribution import Visit, attributed
from gesched.timeline import Half, HalfDay, Horizon, as_date, as_half

COLUMNS = ["date", "half", "employee", "member", "agreement"]


def to_frame(assignments: Iterable[Assignment]) -> pd.DataFrame:
    """Return assignments as a table.

    Returns
    -------
    pandas.DataFrame
        ``date`` (datetime64), ``half`` ("AM" or "PM"), ``employee``, ``member``, ``agreement``; in the order given.
    """
    rows = [(one.date, str(one.half), one.employee, one.member, one.agreement) for one in assignments]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(date=pd.to_datetime(frame["date"]))


@dataclass(frozen=True)
class _Row:
    date: Field[object, dt.date] = Field(as_date)
    half: Field[object, Half] = Field(as_half)
    employee: Field[str, str] = Field(as_name)
    member: Field[str, str] = Field(as_name)
    agreement: Field[str | None, str | None] = Field(optional(as_name), default=None)

    def __post_init__(self) -> None:
        raise_problems(self)


def from_frame(
    group: Group, frame: pd.DataFrame, horizon: Horizon | None, ledger: Ledger
) -> tuple[Horizon, list[Assignment]]:
    """Read assignments from a table with the columns of ``to_frame``; ``agreement`` may be missing or blank.

    Parameters
    ----------
    group
        The employer group.
    frame
        A row a half-day.
    horizon
        The dates planned; ``None`` takes those from the first date of the table to the last.
    ledger
        What was owed before.

    Raises
    ------
    InputError
        With everything that cannot be read; rows are counted from 0.
    """
    problems = list(_missing_columns(frame))
    rows: dict[int, _Row] = {}
    if not problems:
        for place, record in enumerate(frame.to_dict("records")):
            found = list(_read(group, place, record, rows))
            problems.extend(found)
    if horizon is None and not rows and not problems:
        problems.append(InputProblem("at least one row, or a horizon", len(frame), "schedule"))
    if problems:
        raise InputError(problems)
    if horizon is None:
        days = [row.date for row in rows.values()]
        horizon = Horizon(min(days), max(days))
    return horizon, _attributed(Problem(group, horizon, ledger), rows)


def _missing_columns(frame: pd.DataFrame) -> Iterator[InputProblem]:
    for column in COLUMNS[:-1]:
        if column not in frame.columns:
            advice = nearest(column, map(str, frame.columns))
            yield InputProblem("this column", None, "schedule", column=column, advice=advice)


def _read(
    group: Group, place: int, record: Mapping[Hashable, object], rows: dict[int, _Row]
) -> Iterator[InputProblem]:
    """Read one row into ``rows``; yield what is wrong with it."""
    cells: dict[str, Any] = {column: record[column] for column in COLUMNS[:-1]}
    agreement = record.get("agreement")
    if isinstance(agreement, str) and agreement.strip():
        cells["agreement"] = agreement
    try:
        row = _Row(**cells)
    except InputError as error:
        yield from (replace(problem, table="schedule", row=place) for problem in error.problems)
        return
    known = True
    for column, find in (("employee", group.employee), ("member", group.member)):
        try:
            find(getattr(row, column))
        except BadValue as bad:
            known = False
            yield InputProblem(bad.expected, bad.value, "schedule", place, column, bad.advice)
    if known:
        rows[place] = row


def _attributed(problem: Problem, rows: Mapping[int, _Row]) -> list[Assignment]:
    visits = [Visit(HalfDay(row.date, row.half), row.employee, row.member) for row in rows.values()]
    found = attributed(problem, visits)
    problems, assignments = [], []
    for (place, row), one in zip(rows.items(), found, strict=True):
        if row.agreement is not None:
            assignments.append(Assignment(row.date, row.half, row.employee, row.member, row.agreement))
        elif one is not None:
            assignments.append(one)
        else:
            expected = f"a member that has an agreement for {row.employee!r}"
            advice = "Add an agreement, or mend the name."
            problems.append(InputProblem(expected, row.member, "schedule", place, "member", advice))
    if problems:
        raise InputError(problems)
    return assignments
