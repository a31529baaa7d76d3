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
        self._days: dict[tuple[str, str | None, dt.date], Linear] = {}

    @cached_property
    def _agreements(self) -> Mapping[tuple[str, str | None], Sequence[int]]:
        """From an employee and a member (``None`` is any) to the numbers of agreements that may be used."""
        found: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
        group = self._problem.group
        for number, masks in enumerate(self._problem.candidates):
            for at, mask in masks.items():
                if mask.any():
                    found[group.employees[at].name, group.agreements[number].member].append(number)
                    found[group.employees[at].name, None].append(number)
        return dict(found)

    def serves(self, employee: str, member: str | None, day: dt.date, half: Half | None) -> Linear:
        """Return 1 where the employee is at the member (``None`` is any); ``half`` ``None`` is the day."""
        if half is not None:
            return self._half(employee, member, HalfDay(day, half))
        key = (employee, member, day)
        if key not in self._days:
            halves = [self._half(employee, member, HalfDay(day, half)) for half in Half]
            self._days[key] = self._variables.either(halves)
        return self._days[key]

    def works(self, employee: str, day: dt.date, half: Half | None) -> Linear:
        """Return 1 where the employee is at any member or in common time."""
        halves = tuple(Half) if half is None else (half,)
        if any(self._in_common_time(employee, HalfDay(day, one)) for one in halves):
            return _ALWAYS
        return self.serves(employee, None, day, half)

    def _half(self, employee: str, member: str | None, half_day: HalfDay) -> Linear:
        if half_day.date not in self._problem.horizon:
            was = self._past.at(employee, *half_day)
            return _ALWAYS if was is not None and member in {None, was.member} else _NEVER
        number, column = self._problem.employee_number[employee], self._problem.column(half_day)
        agreements = self._agreements.get((employee, member), ())
        return Linear.total(self._variables.assigned(one, number, [column]) for one in agreements)

    def _in_common_time(self, employee: str, half_day: HalfDay) -> bool:
        if half_day.date in self._problem.horizon:
            number = self._problem.employee_number[employee]
            return bool(self._problem.common[number][self._problem.column(half_day)])
        return self._past.in_common_time(employee, *half_day)
