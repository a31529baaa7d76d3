"""Who is where, by name and date, as expressions: the past as constants, the horizon as variables."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Past
from gesched.timeline import Half, HalfDay

_ALWAYS = Linear(constant=1)
_NEVER = Linear()


class _Variables(Protocol):
    @property
    def problem(self) -> Problem: ...
    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear: ...
    def either(self, parts: Sequence[Linear]) -> Linear: ...


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

    @cached_property
    def _candidates(self) -> Mapping[tuple[str, str | None], Sequence[tuple[int, int]]]:
        """From an employee and a member (``None`` is any) to the agreements of the two, and the employee."""
        group = self._problem.group
        found: defaultdict[tuple[str, str | None], list[tuple[int, int]]] = defaultdict(list)
        for number, masks in enumerate(self._problem.candidates):
            for at, mask in masks.items():
                if mask.any():
                    for member in (group.agreements[number].member, None):
                        found[group.employees[at].name, member].append((number, at))
        return dict(found)

    def serves(self, employee: str, member: str | None, day: dt.date, half: Half | None) -> Linear:
        """Return 1 where the employee is at the member (``None`` is any); ``half`` ``None`` is the day."""
        if half is not None:
            return self._half(employee, member, day, half)
        return self._variables.either([self._half(employee, member, day, half) for half in Half])

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
        here, column = self._candidates.get((employee, member), ()), (2 * place + half,)
        return Linear.total(self._variables.assigned(agreement, at, column) for agreement, at in here)

    def _in_common_time(self, employee: str, day: dt.date, half: Half) -> bool:
        if day not in self._problem.horizon:
            return self._past.in_common_time(employee, day, half)
        if not self._problem.group.common_time:
            return False
        number = self._problem.employee_number[employee]
        return bool(self._problem.common[number][self._problem.column(HalfDay(day, half))])
