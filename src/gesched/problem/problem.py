"""A group and a horizon as arrays: what can be assigned at all, what is promised, what is wished."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from gesched.group import Group, Ledger
from gesched.problem.availability import (
    Mask,
    common_mask,
    employee_mask,
    member_mask,
    pattern_mask,
    validity_mask,
    whole_days,
)
from gesched.problem.promises import Dues, Promises, servable
from gesched.timeline import Half, HalfDay, Horizon, Period

_Shared = TypeVar("_Shared")


class Offer(Enum):
    """Which half-days a model may use; the rules forbid, row by row, what the offer leaves in."""

    ASSIGNABLE = "assignable"
    """What can be assigned at all: the least, for solving."""

    ELIGIBLE = "eligible"
    """Every half-day of every eligible employee: to explain conflicts."""

    EVERYTHING = "everything"
    """Every half-day of every employee under every agreement: to prove the rules."""


@dataclass(frozen=True)
class Problem:
    """What is to be planned.

    Employees, members and agreements are numbered as in the group's tables, half-days as in
    ``horizon.half_days`` ("columns": twice the day's place, plus the half).

    Parameters
    ----------
    group
        The employer group.
    horizon
        The dates planned for.
    ledger
        What is owed from before.
    offer
        Which half-days a model may use.
    """

    group: Group
    horizon: Horizon
    ledger: Ledger = field(default_factory=Ledger)
    offer: Offer = Offer.ASSIGNABLE

    def shared(self, make: Callable[["Problem"], _Shared]) -> _Shared:
        """Return what ``make``, a function of a module, gives: made once, for all schedules that answer this.

        It is known by the function, and does not go along where the problem is pickled.
        """
        known = self._shared
        if make not in known:
            known[make] = make(self)
        found: _Shared = known[make]
        return found

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "_shared"}

    @cached_property
    def _shared(self) -> dict[object, Any]:
        return {}

    @property
    def columns(self) -> int:
        """How many half-days the horizon has."""
        return 2 * len(self.horizon)

    def column(self, half_day: HalfDay) -> int:
        """Return the column of a half-day of the horizon."""
        return 2 * (half_day.date - self.horizon.first).days + half_day.half

    def columns_of(self, period: Period) -> range:
        """Return the columns of a period that lies in the horizon."""
        return range(
            self.column(HalfDay(period.first, Half.AM)), self.column(HalfDay(period.last, Half.PM)) + 1
        )

    def half_day(self, column: int) -> HalfDay:
        """Return the half-day of a column."""
        return HalfDay(self.horizon.dates[column // 2], Half(column % 2))

    @cached_property
    def employee_number(self) -> Mapping[str, int]:
        """From an employee's name to its number."""
        return {employee.name: number for number, employee in enumerate(self.group.employees)}

    @cached_property
    def agreement_number(self) -> Mapping[str, int]:
        """From an agreement's name to its number."""
        return {agreement.name: number for number, agreement in enumerate(self.group.agreements)}

    @cached_property
    def available(self) -> tuple[Mask, ...]:
        """For each employee, on which half-days the employee is available."""
        return tuple(employee_mask(self.group, one, self.horizon) for one in self.group.employees)

    @cached_property
    def common(self) -> tuple[Mask, ...]:
        """For each employee, on which half-days the employee works in common time."""
        return tuple(common_mask(self.group, one, self.horizon) for one in self.group.employees)

    @cached_property
    def open(self) -> Mapping[str, Mask]:
        """For each member, by name, on which half-days it can host."""
        return {member.name: member_mask(self.group, member, self.horizon) for member in self.group.members}

    @cached_property
    def valid(self) -> tuple[Mask, ...]:
        """For each agreement, on which half-days it is in force."""
        return tuple(validity_mask(agreement, self.horizon) for agreement in self.group.agreements)

    @cached_property
    def wished(self) -> tuple[Mask | None, ...]:
        """For each agreement, which half-days are wished; ``None`` where nothing is."""
        wishes = (agreement.prefers for agreement in self.group.agreements)
        return tuple(None if when is None else pattern_mask(when, self.horizon) for when in wishes)

    @cached_property
    def assignable(self) -> tuple[Mapping[int, Mask], ...]:
        """For each agreement, by employee number, on which half-days the employee can be assigned under it.

        Employees who are not eligible are left out; so are half-days without their other half, where the
        agreement takes whole days.
        """
        return tuple(self._assignable(number) for number in range(len(self.group.agreements)))

    def _assignable(self, number: int) -> Mapping[int, Mask]:
        agreement = self.group.agreements[number]
        hosted = self.open[agreement.member] & self.valid[number]
        if agreement.never is not None:
            hosted = hosted & ~pattern_mask(agreement.never, self.horizon)
        masks = {}
        for employee in self.group.eligible(agreement):
            at = self.employee_number[employee.name]
            mask = hosted & self.available[at]
            masks[at] = whole_days(mask) if agreement.unit.half_days == 2 else mask
        return masks

    @cached_property
    def candidates(self) -> tuple[Mapping[int, Mask], ...]:
        """For each agreement, by employee number, which half-days the model may use.

        Of those assignable, not what falls in a period that may be given nothing: what the limits of
        commitments would forbid.
        """
        if self.offer is Offer.ASSIGNABLE:
            return tuple(self._candidates(number) for number in range(len(self.assignable)))
        every = np.ones(self.columns, dtype=np.bool_)
        if self.offer is Offer.ELIGIBLE:
            return tuple(dict.fromkeys(masks, every) for masks in self.assignable)
        return tuple(dict.fromkeys(range(len(self.group.employees)), every) for _ in self.assignable)

    def _candidates(self, number: int) -> Mapping[int, Mask]:
        dues, masks = self.dues[number], self.assignable[number]
        most = dues.running_caps or [tranche.at_most for tranche in dues.tranches]
        unit = self.group.agreements[number].unit.half_days
        for tranche, limit in zip(dues.tranches, most, strict=True):
            if limit is not None and limit < unit:
                shut = np.isin(np.arange(self.columns), self.columns_of(tranche.period))
                masks = {employee: mask & ~shut for employee, mask in masks.items()}
        return masks

    @cached_property
    def crowd(self) -> float:
        """How many could be there, times where each of them could be: the mean of all candidates.

        Where every agreement names its employee, that is under how many agreements one can be at a time;
        where ten of the same skill are shared by twenty members, it is two hundred.
        """
        busy = np.zeros((len(self.group.employees), self.columns), np.int64)
        for masks in self.candidates:
            for employee, mask in masks.items():
                busy[employee] += mask
        instead = 0
        for masks in self.candidates:
            there = np.sum(list(masks.values()), axis=0)
            instead += sum(int((there * busy[employee])[mask].sum()) for employee, mask in masks.items())
        return instead / max(1, int(busy.sum()))

    @cached_property
    def promises(self) -> Promises:
        """What the agreements promise."""
        return Promises(self.group, self.horizon)

    @cached_property
    def dues(self) -> tuple[Dues, ...]:
        """For each agreement, what it is due."""
        found = []
        for number, agreement in enumerate(self.group.agreements):
            owed = self.ledger.get(agreement.name, 0)
            tranches = self.promises.tranches(agreement)
            most = servable(agreement, owed, tranches, self.assignable[number], self.horizon)
            found.append(Dues(agreement.name, owed, tranches, most))
        return tuple(found)

    @cached_property
    def wishable(self) -> tuple[int, ...]:
        """For each agreement, how many half-days it can wish: at most what is due, or can be assigned."""
        return tuple(self._wishable(number) for number in range(len(self.dues)))

    def _wishable(self, number: int) -> int:
        wished = self.wished[number]
        if wished is None:
            return 0
        there = np.sum([mask & wished for mask in self.assignable[number].values()], axis=0)
        at_once = self.group.agreements[number].at_once
        return min(self.dues[number].due, int(np.minimum(there, at_once).sum()))

    @cached_property
    def agreements_of(self) -> Mapping[str, tuple[int, ...]]:
        """For each member, by name, the numbers of its agreements."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, agreement in enumerate(self.group.agreements):
            numbers[agreement.member].append(number)
        return {member.name: tuple(numbers[member.name]) for member in self.group.members}
