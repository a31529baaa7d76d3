"""Schedules as tables, a row a half-day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Group, Ledger
from gesched.schedule.assignment import Assignment
from gesched.schedule.attribution import agreements_between, settled
from gesched.schedule.checking import Entries, is_blank
from gesched.schedule.wide import is_wide, read_wide
from gesched.schedule.wide_headings import TABLE, Grid
from gesched.timeline import Horizon

COLUMNS = ["date", "half", "employee", "member", "agreement"]


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
    group: Group, frame: pd.DataFrame, horizon: Horizon | None, ledger: Ledger, nowhere: Iterable[str] = ()
) -> tuple[Horizon, list[Assignment]]:
    """Return the horizon and the assignments of a table, read as ``Schedule.from_frame`` says."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError([InputProblem("a DataFrame", frame, TABLE, advice="Pass pandas.DataFrame(...).")])
    if is_wide(frame.columns):
        rows = list(enumerate(frame.itertuples(index=False, name=None)))
        return read_wide(group, Grid(list(frame.columns), rows), horizon, ledger, nowhere)
    problems = list(_wrong_columns(frame))
    if problems:
        raise InputError(problems)
    return read_rows(group, enumerate(_records(frame)), horizon, ledger)


def read_rows(
    group: Group, rows: Iterable[tuple[int, Sequence[object]]], horizon: Horizon | None, ledger: Ledger
) -> tuple[Horizon, list[Assignment]]:
    """Return the horizon and the assignments of numbered rows in the order of ``COLUMNS``.

    An agreement ``""`` is left open.

    Raises
    ------
    InputError
        With everything that is wrong; columns are those of ``COLUMNS``.
    """
    between = agreements_between(group)
    entries = Entries(group, horizon, TABLE, between)
    for row, record in rows:
        entries.take(row, record)
    if entries.problems:
        raise InputError(entries.problems)
    assignments = list(entries.found.values())
    if horizon is None and not assignments:
        raise InputError([InputProblem("at least one row, or a horizon", 0, TABLE)])
    try:
        return settled(group, between, assignments, horizon, ledger, (one.date for one in assignments))
    except BadValue as bad:  # too far apart, or in years without known holidays
        raise InputError(
            [InputProblem(bad.expected, bad.value, TABLE, column="date", advice=bad.advice)]
        ) from None


def _wrong_columns(frame: pd.DataFrame) -> Iterator[InputProblem]:
    found = Counter(map(str, frame.columns))
    for column in COLUMNS:
        if found[column] > 1:
            yield InputProblem("one column of this name", found[column], TABLE, column=column)
        elif not found[column] and column != COLUMNS[-1]:
            advice = nearest(column, found)
            yield InputProblem("a column of this name", ", ".join(found), TABLE, column=column, advice=advice)


def _records(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield the rows as ``Entries`` takes them: nothing given for an agreement leaves it open."""
    agreements = frame["agreement"] if "agreement" in frame.columns else [None] * len(frame)
    for *cells, agreement in zip(*(frame[column] for column in COLUMNS[:-1]), agreements, strict=True):
        yield *cells, "" if is_blank(agreement) else agreement
