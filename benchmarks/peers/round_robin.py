"""As it is done in a spreadsheet: employee by employee, day by day, to whoever is most behind."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf

from groups import Planted

import gesched
from gesched import Agreement, Assignment, Half, HalfDay

_BREAK = 90
"""Minutes between morning and afternoon."""


def run(planted: Planted, seconds: float, seed: int) -> gesched.Schedule | None:  # noqa: ARG001 - as every peer
    """Return a calendar that keeps availability and caps, and looks at no blocks, gaps or minimums."""
    table = _Table(planted, random.Random(seed))
    return replace(planted.schedule, assignments=tuple(table.filled()))


class _Table:
    """A table that fills up, and what each agreement was given so far."""

    def __init__(self, planted: Planted, draw: random.Random) -> None:
        self.draw = draw
        self.group = planted.group
        self.problem = planted.schedule.problem
        self.given = Counter[object]()
        self.due = {one.agreement: one.due for one in self.problem.dues}

    def filled(self) -> list[Assignment]:
        people = list(self.group.employees)
        self.draw.shuffle(people)
        found: list[Assignment] = []
        for employee in people:
            number = self.problem.employee_number[employee.name]
            agreements = [
                (one, masks[number].tolist())
                for one, masks in zip(self.group.agreements, self.problem.assignable, strict=True)
                if number in masks
            ]
            for place in range(len(self.problem.horizon)):
                found += self._day(employee.name, place, agreements)
        return found

    def _day(
        self, employee: str, place: int, agreements: list[tuple[Agreement, list[bool]]]
    ) -> list[Assignment]:
        """Return an employee's day: all of it at one member, else each half where somebody takes it."""
        day, columns = self.problem.horizon.dates[place], (2 * place, 2 * place + 1)
        whole = self._given(employee, day, columns, agreements, "")
        if whole:
            return whole
        morning = self._given(employee, day, columns[:1], agreements, "")
        left = morning[0].member if morning else ""
        return morning + self._given(employee, day, columns[1:], agreements, left)

    def _given(
        self,
        employee: str,
        day: dt.date,
        columns: Sequence[int],
        agreements: list[tuple[Agreement, list[bool]]],
        left: str,
    ) -> list[Assignment]:
        """Give some half-days of a day to whoever is most behind, and not too far from the member left."""
        halves = [HalfDay(day, Half(column % 2)) for column in columns]
        able = [
            one
            for one, mask in agreements
            if all(mask[column] for column in columns)
            and one.unit.half_days <= len(halves)
            and self._fits(one, halves)
            and (not left or self._minutes(left, one.member) <= _BREAK)
        ]
        if not able:
            return []
        one = min(able, key=lambda one: (self._covered(one), one.name))
        return [self._give(one, employee, at) for at in halves]

    def _minutes(self, left: str, reached: str) -> int:
        return self.group.travel_minutes(self.group.member(left), self.group.member(reached))

    def _covered(self, one: Agreement) -> float:
        return self.given[one.name] / self.due[one.name] if self.due[one.name] else inf

    def _fits(self, one: Agreement, halves: list[HalfDay]) -> bool:
        """Return whether an agreement may be given some half-days, by its caps and its member's."""
        day, count = halves[0].date, len(halves)
        most = max(self.due[one.name], 0 if one.at_most is None else int(2 * one.at_most))
        caps = (
            (one.name, Fraction(most, 2)),
            ((one.name, day.isocalendar()[:2]), one.max_per_week),
            ((one.name, day.year, day.month), one.max_per_month),
        )
        at_once = self.group.member(one.member).at_once or inf
        return (
            all(cap is None or self.given[key] + count <= 2 * cap for key, cap in caps)
            and all(self.given[one.name, at] < one.at_once for at in halves)
            and all(self.given[one.member, at, "all"] < at_once for at in halves)
        )

    def _give(self, one: Agreement, employee: str, at: HalfDay) -> Assignment:
        day, half = at
        keys = (one.name, (one.name, day.isocalendar()[:2]), (one.name, day.year, day.month))
        self.given.update([*keys, (one.name, at), (one.member, at, "all")])
        return Assignment(day, half, employee, one.member, one.name)
