"""What makes a schedule well formed: known names, the member's own agreement, one place at a time."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

import pandas as pd

from gesched.errors import BadValue, InputProblem
from gesched.group import Group
from gesched.schedule.assignment import Assignment
from gesched.schedule.attribution import Between
from gesched.timeline import Half, HalfDay, Horizon, as_date, as_half


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class Entries:
    """A reader of rows: what could be read, by row, and everything that is wrong.

    Parameters
    ----------
    group
        The employer group.
    horizon
        The dates planned; ``None`` where any date will do.
    table
        What holds the rows, for messages.
    between
        The agreements by employee and member, where a row may leave its agreement open (``""``).
    """

    def __init__(
        self, group: Group, horizon: Horizon | None, table: str, between: Between | None = None
    ) -> None:
        self.found: dict[int, Assignment] = {}
        self.problems: list[InputProblem] = []
        self._group = group
        self._horizon = horizon
        self._table = table
        self._between = between
        self._taken: dict[tuple[str, dt.date, Half], int] = {}
        self._readers: Mapping[str, Callable[[Any], Any]] = {
            "date": as_date,
            "half": as_half,
            "employee": _name_by(group.employee),
            "member": _name_by(group.member),
            "agreement": self._agreement,
        }

    def take(self, row: int, record: Sequence[object]) -> None:
        """Read one row: date, half, employee, member, agreement."""
        cells: dict[str, Any] = {}
        problems: list[InputProblem] = []
        for (column, read), value in zip(self._readers.items(), record, strict=True):
            try:
                if isinstance(value, BadValue):  # a cell that cannot be read, whatever it should be
                    raise value
                cells[column] = read(value)
            except BadValue as bad:
                problems.append(InputProblem(bad.expected, bad.value, self._table, row, column, bad.advice))
        problems += self._disagreements(row, cells)
        if problems:
            self.problems += problems
        else:
            self.found[row] = Assignment(**cells)

    def _agreement(self, value: object) -> str:
        return "" if value == "" and self._between is not None else _name_by(self._group.agreement)(value)

    def _disagreements(self, row: int, cells: Mapping[str, Any]) -> Iterator[InputProblem]:
        """Yield what the cells that could be read get wrong about each other, the horizon and other rows."""
        if cells.keys() >= {"member", "agreement"}:
            yield from self._wrong_agreement(row, cells)
        if "date" in cells and self._horizon is not None and cells["date"] not in self._horizon:
            advice = "Mend the date, or widen the horizon."
            expected = f"a date of the horizon ({self._horizon})"
            yield InputProblem(expected, str(cells["date"]), self._table, row, "date", advice)
        if cells.keys() >= {"date", "half", "employee"}:
            when = HalfDay(cells["date"], cells["half"])
            earlier = self._taken.setdefault((cells["employee"], *when), row)
            if earlier != row:
                value = f"{cells['employee']} on {when}"
                advice = f"Row {earlier} has it already; delete one of the two."
                yield InputProblem("one place for one half-day", value, self._table, row, "employee", advice)

    def _wrong_agreement(self, row: int, cells: Mapping[str, Any]) -> Iterator[InputProblem]:
        member, agreement = cells["member"], cells["agreement"]
        if agreement:
            if self._group.agreement(agreement).member != member:
                expected = f"an agreement of {member!r}"
                yield InputProblem(
                    expected, agreement, self._table, row, "agreement", "Name the member's own."
                )
        elif "employee" in cells and (cells["employee"], member) not in (self._between or {}):
            expected = f"a member that has an agreement for {cells['employee']!r}"
            advice = "Add an agreement, or mend the name."
            yield InputProblem(expected, member, self._table, row, "member", advice)


def _name_by(find: Callable[[str], _Named]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise BadValue(value, "a name (text)")
        return find(value).name

    return read


def are_well_formed(group: Group, horizon: Horizon, assignments: Sequence[Assignment]) -> bool:
    """Return whether assignments are as a reader would leave them, so that none has to be read."""
    people = {employee.name for employee in group.employees}
    own = {(agreement.member, agreement.name) for agreement in group.agreements}
    return all(
        type(one) is Assignment
        and type(one.date) is dt.date
        and type(one.half) is Half
        and type(one.employee) is type(one.member) is type(one.agreement) is str
        and horizon.first <= one.date <= horizon.last
        and one.employee in people
        and (one.member, one.agreement) in own
        for one in assignments
    ) and all(one[:3] != after[:3] for one, after in pairwise(sorted(assignments)))


def is_blank(cell: Any) -> bool:
    """Return whether nothing is given in a cell: no text, ``None``, NaN or NaT."""
    if isinstance(cell, str):
        return not cell.strip()
    if isinstance(cell, Decimal):  # pandas cannot be asked about one that signals
        return cell.is_nan()
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))
