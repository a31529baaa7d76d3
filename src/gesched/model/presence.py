"""Who is where, by name and date, as expressions: the past as constants, the horizon as variables."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from gesched.linear import Linear
from gesched.problem import Mask, Problem
from gesched.schedule import Past
from gesched.timeline import Half, HalfDay

_ALWAYS = Linear(constant=1)
_NEVER = Linear()


class _Variables(Protocol):
    @property
    def problem(self) -> Problem: ...
    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear: ...
    def either(self, parts: Sequence[Linear]) -> Linear: ...


class _Candidates(NamedTuple):
    """What the model may use of an employee at a member: under which agreements, and on which half-days."""

    employee: int
    agreements: tuple[int, ...]
    columns: Mask


class Presence:
    """Where employees are, half-day by half-day and day by day; each expression is 0 or 1.

    Parameters
    ----------
    variables
        The model.
    past
        What was before the horizon.
    """

    def __init__(self, variables: _Variables, past: Past) -> None:
        self._variables = variables
        self._problem = variables.problem
        self._past = past
        self._first = variables.problem.horizon.first
        self._places = len(variables.problem.horizon)
        self._days: dict[tuple[str, str | None, dt.date], Linear] = {}
        self._halves: dict[tuple[str, str | None], Sequence[Linear]] = {}

    @cached_property
    def _candidates(self) -> Mapping[tuple[str, str | None], _Candidates]:
        """From an employee and a member (``None`` is any) to what the model may use of the two."""
        group = self._problem.group
        found: dict[tuple[str, str | None], _Candidates] = {}
        for number, masks in enumerate(self._problem.candidates):
            for at, mask in masks.items():
                if mask.any():
                    for member in (group.agreements[number].member, None):
                        key = group.employees[at].name, member
                        known = found.get(key)
                        both = mask if known is None else known.columns | mask
                        found[key] = _Candidates(at, (*(known.agreements if known else ()), number), both)
        return found

    def serves(self, employee: str, member: str | None, day: dt.date, half: Half | None) -> Linear:
        """Return 1 where the employee is at the member (``None`` is any); ``half`` ``None`` is the day."""
        if half is not None:
            return self._half(employee, member, day, half)
        key = (employee, member, day)
        if key not in self._days:
            halves = [self._half(employee, member, day, half) for half in Half]
            self._days[key] = self._variables.either(halves)
        return self._days[key]

    def works(self, employee: str, day: dt.date, half: Half | None) -> Linear:
        """Return 1 where the employee is at any member or in common time."""
        halves = tuple(Half) if half is None else (half,)
        if any(self._in_common_time(employee, day, one) for one in halves):
            return _ALWAYS
        return self.serves(employee, None, day, half)

    def _half(self, employee: str, member: str | None, day: dt.date, half: Half) -> Linear:
        place = (day - self._first).days
        if not 0 <= place < self._places:
            was = self._past.at(employee, day, half)
            return _ALWAYS if was is not None and member in {None, was.member} else _NEVER
        key = employee, member
        if key not in self._halves:
            self._halves[key] = self._by_column(self._candidates.get(key))
        halves = self._halves[key]
        return halves[2 * place + half] if halves else _NEVER

    def _by_column(self, here: _Candidates | None) -> Sequence[Linear]:
        """Return an expression for each half-day of the horizon; none where the two can never meet."""
        if here is None:
            return ()
        halves = [_NEVER] * self._problem.columns
        for column in here.columns.nonzero()[0].tolist():
            halves[column] = Linear.total(
                self._variables.assigned(one, here.employee, (column,)) for one in here.agreements
            )
        return halves

    def _in_common_time(self, employee: str, day: dt.date, half: Half) -> bool:
        if day not in self._problem.horizon:
            return self._past.in_common_time(employee, day, half)
        if not self._problem.group.common_time:
            return False
        number = self._problem.employee_number[employee]
        return bool(self._problem.common[number][self._problem.column(HalfDay(day, half))])
