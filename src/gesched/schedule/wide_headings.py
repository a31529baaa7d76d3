"""The headings of a wide schedule: which column is the employee, which are dates."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gesched.errors import BadValue, InputProblem
from gesched.group.fields import plain_name
from gesched.schedule.checking import is_blank
from gesched.timeline import Half, WeeklyPattern, as_date, as_half

TABLE = "schedule"
_EMPLOYEE = frozenset(
    ("employee", "employé", "employée", "salarié", "salariée", "salarié(e)", "salarié·e", "name", "nom")
)
_HALF = frozenset(("half", "half-day", "demi-journée", "demi journée"))
# What pandas calls a column without a heading.
_UNNAMED = re.compile(r"Unnamed: [0-9]+")
_DATE = re.compile(
    r"(?:([^\W\d_]+)\.?,? +)?([0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4})(?:[ T]00:00:00)?(?: +([^\W\d_].*))?"
)
_ADVICE = 'Write it as "2027-01-31", "31/01/2027" or "2027-01-31 AM"; start a heading with _ to leave it out.'


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it came: headings, and rows with their numbers.

    Parameters
    ----------
    headings
        Of any type.
    rows
        Numbers and cells; a ``BadValue`` is a cell that cannot be read.
    header_row
        The row of the headings; ``None`` where rows are counted from 0 and the header is none of them.
    source
        The file or sheet; empty where there is none.
    """

    headings: Sequence[object]
    rows: Sequence[tuple[int, Sequence[object]]]
    header_row: int | None = None
    source: str = ""

    def problem(
        self, expected: str, value: object, row: int | None = None, column: str = "", advice: str = ""
    ) -> InputProblem:
        """Return a problem with the table; without a row, with its header."""
        at = self.header_row if row is None else row
        return InputProblem(expected, value, TABLE, at, column, advice, self.source)


class DateColumn(NamedTuple):
    """A column of a date, or of half a date; ``None`` is a date that cannot be read."""

    heading: str
    date: dt.date | None
    half: Half | None


class Headings:
    """What the columns of a wide schedule are, and what is wrong with them.

    Parameters
    ----------
    grid
        The table.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.problems: list[InputProblem] = []
        self.dates: dict[int, DateColumn] = {}
        self.employee: int | None = None
        self.half: int | None = None
        self.names = [heading_text(heading) for heading in grid.headings]
        if self.names and not self.names[0] and not any(map(is_employee_heading, self.names)):
            self.names[0] = "employee"
        self._taken: dict[tuple[dt.date, Half], str] = {}
        for at, name in enumerate(self.names):
            self._take(at, name)
        if self.employee is None:
            advice = 'Call the first column "employee".'
            self._refuse("a column of employees", ", ".join(filter(None, self.names))[:200], "", advice)
        if self.half is not None:
            self._refuse_halves()

    def is_unnamed(self, at: int) -> bool:
        """Return whether a column has no heading."""
        return at >= len(self.names) or not self.names[at]

    def _take(self, at: int, name: str) -> None:
        if is_date_heading(name):
            self._take_date(at, name)
        elif name.casefold() in _EMPLOYEE and self.employee is None:
            self.employee = at
        elif name.casefold() in _HALF and self.half is None:
            self.half = at
        elif name and not name.startswith(("_", "#")):
            self._refuse("a date", name, name, _ADVICE)

    def _take_date(self, at: int, name: str) -> None:
        try:
            day, half = read_heading(name)
        except BadValue as bad:
            self._refuse(bad.expected, bad.value, name, bad.advice)
            self.dates[at] = DateColumn(name, None, None)
            return
        halves = tuple(Half) if half is None else (half,)
        earlier = next((self._taken[day, one] for one in halves if (day, one) in self._taken), None)
        if earlier is not None:
            advice = f"The column {earlier!r} has it already: delete one of the two."
            self._refuse("each date once", name, name, advice)
        self._taken.update(dict.fromkeys(((day, one) for one in halves), name))
        self.dates[at] = DateColumn(name, day if earlier is None else None, half)

    def _refuse_halves(self) -> None:
        for column in self.dates.values():
            if column.half is not None:
                advice = "The rows say the half already: leave it out in the heading."
                self._refuse("a date without a half", column.heading, column.heading, advice)

    def _refuse(self, expected: str, value: object, column: str, advice: str) -> None:
        self.problems.append(self.grid.problem(expected, value, column=column, advice=advice))


def heading_text(heading: object) -> str:
    """Return a heading on one line; empty where there is none."""
    if isinstance(heading, str):
        text = " ".join(plain_name(heading).split())
        return "" if _UNNAMED.fullmatch(text) else text
    if is_blank(heading):
        return ""
    return as_date(heading).isoformat() if isinstance(heading, dt.date) else str(heading)


def is_employee_heading(heading: object) -> bool:
    """Return whether a heading says that a column holds the employee."""
    return heading_text(heading).casefold() in _EMPLOYEE


def is_date_heading(heading: object) -> bool:
    """Return whether a heading looks like a date, be it one that exists or not."""
    return bool(_DATE.fullmatch(heading_text(heading)))


def read_heading(text: str) -> tuple[dt.date, Half | None]:
    """Read a date, alone or with its weekday before it and a half after it.

    Raises
    ------
    BadValue
        No such date, another weekday, or no half.

    Examples
    --------
    >>> read_heading("lun. 04/01/2027 matin")
    (datetime.date(2027, 1, 4), <Half.AM: 0>)
    """
    parts = _DATE.fullmatch(text)
    if parts is None:
        raise BadValue(text, "a date", _ADVICE)
    day = as_date(parts[2])
    if parts[1] is not None and not WeeklyPattern.parse(parts[1]).covers(day, Half.AM):
        raise BadValue(text, f"the weekday of {day}", f"It is a {day:%A}: mend the date or the weekday.")
    return day, None if parts[3] is None else as_half(parts[3])
