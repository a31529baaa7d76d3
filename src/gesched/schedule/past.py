"""What was before a horizon: a schedule's history, and the history's history."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from gesched.group import Group
from gesched.problem import Problem
from gesched.schedule.assignment import Assignment
from gesched.timeline import Half, HalfDay, Horizon


class Earlier(Protocol):
    """A schedule, as those after it see it; each fact is described in ``Schedule``."""

    @property
    def group(self) -> Group: ...  # noqa: D102
    @property
    def horizon(self) -> Horizon: ...  # noqa: D102
    @property
    def problem(self) -> Problem: ...  # noqa: D102
    @property
    def at(self) -> Mapping[tuple[str, dt.date, Half], Assignment]: ...  # noqa: D102
    @property
    def history(self) -> "Earlier | None": ...  # noqa: D102


class Past:
    """What is known of the time before a horizon; it feeds windows that reach back, and nothing else.

    Parameters
    ----------
    history
        The schedule before; its own history is followed too.
    """

    def __init__(self, history: Earlier | None) -> None:
        self.schedules: tuple[Earlier, ...] = tuple(_chain(history))
        """The schedules before, the latest first."""

    @property
    def first(self) -> dt.date | None:
        """The first date of which something is known; ``None`` where there is no past."""
        return min((one.horizon.first for one in self.schedules), default=None)

    def knows(self, day: dt.date) -> bool:
        """Return whether a date before the horizon was planned."""
        return self._on(day) is not None

    def at(self, employee: str, day: dt.date, half: Half) -> Assignment | None:
        """Return where an employee was on a half-day."""
        earlier = self._on(day)
        return None if earlier is None else earlier.at.get((employee, day, half))

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every assignment of the past."""
        return tuple(one for earlier in self.schedules for one in earlier.at.values())

    @cached_property
    def _by_employee(self) -> Mapping[str, Sequence[Assignment]]:
        found: defaultdict[str, list[Assignment]] = defaultdict(list)
        for one in self.assignments:
            found[one.employee].append(one)
        return dict(found)

    def of_employee(self, employee: str) -> Sequence[Assignment]:
        """Return an employee's assignments in the past."""
        return self._by_employee.get(employee, ())

    @cached_property
    def _by_agreement(self) -> Mapping[str, Sequence[Assignment]]:
        found: defaultdict[str, list[Assignment]] = defaultdict(list)
        for one in self.assignments:
            found[one.agreement].append(one)
        return dict(found)

    def of_agreement(self, agreement: str) -> Sequence[Assignment]:
        """Return the assignments of the past under an agreement."""
        return self._by_agreement.get(agreement, ())

    @cached_property
    def _given(self) -> Counter[tuple[str, dt.date]]:
        return Counter((one.agreement, one.date) for one in self.assignments)

    def given(self, agreement: str, day: dt.date) -> int:
        """Return how many half-days were given under an agreement on a date."""
        return self._given[agreement, day]

    def members_of(self, employee: str) -> Collection[str]:
        """Return the members that an employee ever served."""
        return {one.member for one in self.of_employee(employee)}

    def in_common_time(self, employee: str, day: dt.date, half: Half) -> bool:
        """Return whether an employee was in common time on a half-day."""
        earlier = self._on(day)
        if earlier is None or not earlier.group.common_time:
            return False
        number = earlier.problem.employee_number.get(employee)
        if number is None:
            return False
        return bool(earlier.problem.common[number][earlier.problem.column(HalfDay(day, half))])

    def has_agreement(self, name: str, day: dt.date) -> bool:
        """Return whether a date is known, and the group had an agreement of this name then."""
        group = self.group_on(day)
        return group is not None and any(one.name == name for one in group.agreements)

    def group_on(self, day: dt.date) -> Group | None:
        """Return the group as it was on a date; ``None`` where it is not known."""
        earlier = self._on(day)
        return None if earlier is None else earlier.group

    def _on(self, day: dt.date) -> Earlier | None:
        return next((one for one in self.schedules if day in one.horizon), None)


def _chain(history: Earlier | None) -> Iterator[Earlier]:
    while history is not None:
        yield history
        history = history.history
