"""Visits of an employee in blocks: so many days in a row."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gesched.findings import Ground, Violation
from gesched.group import Employee
from gesched.group.agreements import as_agreement_name
from gesched.group.fields import Field, as_count, as_flag, optional, problem
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._facts import could_visit, days_in_order, visits_under
from gesched.rules._house import HouseRule
from gesched.rules._visits import counted_days, visit
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay

_NEVER = Linear()


@dataclass(frozen=True)
class Blocks(HouseRule):
    """An employee's visits under an agreement are at least, or at most, so many days in a row.

    A day counts where the employee comes in any half; days before the horizon count too. A minimum is not
    asked of blocks that may have begun before all that is known, or may go on after the horizon; a block that
    began before the horizon is asked for as many days as it can still reach.

    Parameters
    ----------
    agreement
        Under which agreement.
    shortest, longest
        Days in a row, at least and at most; ``None`` where nothing is said.
    bridges
        Whether dates that are no working days of the group (weekends, public holidays) are left out: Friday
        and Monday are then in a row, and what is given between them does not count.
    weight, source
        As in ``HouseRule``; a unit is a window of days that is too full, or a day that is missing.
    """

    agreement: Field[str, str] = Field(as_agreement_name)
    shortest: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    longest: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    bridges: Field[bool | int | str, bool] = Field(as_flag, default=True)

    id = "blocks"
    title = "An employee's visits under an agreement are at least, or at most, so many days in a row."
    unit = "days"

    def _check(self) -> None:
        if self.shortest is None and self.longest is None:
            problem(self, "longest", "shortest or longest", None, "Give one of the two.")
        if self.shortest is not None and self.longest is not None and self.longest < self.shortest:
            problem(self, "longest", f"at least {self.shortest} days, as shortest says", self.longest)

    def post(self, model: RuleModel) -> None:
        """Limit every window of one day more, and forbid every shorter block: one row each."""
        group = model.problem.group
        number = model.problem.agreement_number[self.agreement]
        back = max(self.shortest or 0, self.longest or 0) + 1
        days = counted_days(model, back, bridges=self.bridges)
        for employee in group.eligible(group.agreements[number]):
            at = model.problem.employee_number[employee.name]
            came = [visit(model, number, day, at) for day in days]
            if self.longest is not None:
                ground = self._ground(employee, _words("most", self.longest))
                _limit(model, days, came, self.longest, ground)
            if self.shortest is not None:
                ground = self._ground(employee, _words("least", self.shortest))
                can_come = _may_come(model, number, at, days)
                _ask(model, days, came, can_come, self.shortest, ground)

    def _ground(self, employee: Employee, limit: str) -> Ground:
        words = f"{employee.name} comes {limit} under {self.agreement}"
        return self.ground((self.agreement, employee.name), "", words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day too many, and for every block too short."""
        agreement = schedule.group.agreement(self.agreement)
        came: defaultdict[str, set[dt.date]] = defaultdict(set)
        for one in visits_under(schedule, self.agreement):
            came[one.employee].add(one.date)
        days = list(days_in_order(schedule, bridges=self.bridges))
        for employee in schedule.group.eligible(agreement):
            for block in _blocks(days, came[employee.name]):
                yield from self._too_long(schedule, employee, block)
                yield from self._too_short(schedule, employee, block)

    def _too_long(self, schedule: Schedule, employee: Employee, block: "_Block") -> Iterator[Violation]:
        for place, day in enumerate(block.days):
            if self.longest is not None and place >= self.longest and day in schedule.horizon:
                since = block.days[place - self.longest]
                yield self._broken(schedule, employee, (since, day), 1, _words("most", self.longest))

    def _too_short(self, schedule: Schedule, employee: Employee, block: "_Block") -> Iterator[Violation]:
        if self.shortest is None or not block.began or block.after not in schedule.horizon:
            return
        asked = self.shortest
        if block.days[0] < schedule.horizon.first:
            asked = self._reach(schedule, employee, block)
        if len(block.days) < asked:
            dates = block.days[0], block.days[-1]
            missing = asked - len(block.days)
            yield self._broken(schedule, employee, dates, missing, _words("least", self.shortest))

    def _reach(self, schedule: Schedule, employee: Employee, block: "_Block") -> int:
        """Return how many days a block that began before the horizon is asked for."""
        agreement = schedule.group.agreement(self.agreement)
        most = self.shortest or 0
        reached = sum(day < schedule.horizon.first for day in block.days)
        for day, _ in days_in_order(schedule, bridges=self.bridges):
            if day >= schedule.horizon.first and reached < most:
                if not could_visit(schedule, agreement, employee, day):
                    return reached
                reached += 1
        return most

    def _broken(
        self,
        schedule: Schedule,
        employee: Employee,
        dates: tuple[dt.date, dt.date],
        amount: int,
        limit: str,
    ) -> Violation:
        first, last = dates
        words = f"{employee.name} comes in a row from {first} to {last} under {self.agreement}, but {limit}"
        return self.violation(schedule, (self.agreement, employee.name), first, last, amount, words)


def _words(limit: str, days: int) -> str:
    return f"at {limit} {days} day{'s' * (days != 1)} in a row"


# For posting.


def _limit(
    model: RuleModel, days: Sequence[dt.date], came: Sequence[Linear | None], longest: int, because: Ground
) -> None:
    window: list[Linear] = []
    for day, one in zip(days, came, strict=True):
        # Where a day is not known, or nobody can come, no window is full.
        window = [] if one is None or one == _NEVER else [*window[-longest:], one]
        if len(window) > longest and day >= model.problem.horizon.first:
            model.require(Linear.total(window), None, longest, because)


def _may_come(model: RuleModel, agreement: int, employee: int, days: Sequence[dt.date]) -> list[bool]:
    """Return on which days an employee could be assigned; for those before the horizon, ``True``."""
    horizon, mask = model.problem.horizon, model.problem.assignable[agreement][employee]
    columns = (model.problem.column(HalfDay(day, Half.AM)) if day in horizon else None for day in days)
    return [column is None or bool(mask[column : column + 2].any()) for column in columns]


def _ask(
    model: RuleModel,
    days: Sequence[dt.date],
    came: Sequence[Linear | None],
    can_come: Sequence[bool],
    shortest: int,
    because: Ground,
) -> None:
    """Forbid each block of fewer days than asked, by its first day and its length: one row each."""
    first = model.problem.horizon.first
    for place in range(1, len(days)):
        before, asked = came[place - 1], shortest
        if days[place] < first and False in can_come[place : place + shortest]:
            asked = can_come[place : place + shortest].index(False)
        total = Linear() if before is None else before * -1
        places = slice(place, place + asked)
        for length, (day, after) in enumerate(zip(days[places], came[places], strict=True)):
            if before is None or after is None:
                break
            missing = asked - length
            if length and day >= first:
                model.require((total - after) * missing, None, (length - 1) * missing, because)
            if after == _NEVER:
                break
            total = total + after


# For checks.


class _Block(NamedTuple):
    """Days in a row; whether the day before them is known; the day after, ``None`` after the horizon."""

    days: list[dt.date]
    began: bool
    after: dt.date | None


def _blocks(days: Sequence[tuple[dt.date, bool]], came: set[dt.date]) -> Iterator[_Block]:
    block: list[dt.date] = []
    began = was_known = False
    for day, is_known in days:
        if is_known and day in came:
            began = began if block else was_known
            block.append(day)
        elif block:
            yield _Block(block, began, day)
            block = []
        was_known = is_known
    if block:
        yield _Block(block, began, None)
