"""So many hours of rest between the work of one day and that of another."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, product

from gesched.errors import BadValue
from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_names, as_number
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import duration
from gesched.rules._rests import CloseWork
from gesched.rules._worked import Shift, shifts
from gesched.schedule import Schedule

_A_DAY = 24
# Work that lies further back is never too close, in whatever time zone.
_FAR = dt.timedelta(days=4)


def as_hours_of_a_day(value: Fraction | float | str) -> Fraction:
    """Read a number of hours, at most a day."""
    hours = as_number(value)
    if hours > _A_DAY:
        raise BadValue(value, f"at most {_A_DAY} hours")
    return hours


@dataclass(frozen=True)
class DailyRest(HouseRule):
    """Between the work of one day and that of a later day lie at least so many hours.

    They are hours of real time: in the nights when clocks change too, and between sites in other time zones.
    Each site's hours say when work starts and ends; common time has the group's.

    Parameters
    ----------
    hours
        The least, in hours.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each pair of half-days that are too close is a unit of giving way.
    """

    hours: Field[Fraction | float | str, Fraction] = Field(as_hours_of_a_day, default=11)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "daily_rest"
    title = "Between two days of work lie at least so many hours."
    unit = "rests"

    def post(self, model: RuleModel) -> None:
        """Forbid half-days of different dates that are too close: few hours make any such pair possible."""
        close = CloseWork(model, self._minutes)
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            ground = self._ground(employee)
            for day, later in close.dates(employee):
                # What the past alone has broken is not this plan's doing.
                if later < model.problem.horizon.first:
                    continue
                for worked, too_close in close.pairs(employee, day, later):
                    model.require(worked + too_close, None, 1, ground)

    @property
    def _minutes(self) -> int:
        return int(-(-60 * self.hours // 1))

    def _ground(self, employee: str) -> Ground:
        words = f"{employee} rests at least {duration(self._minutes)} between two days of work"
        return self.ground((employee,), "", words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every two half-days that are too close; its amount is 1."""
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            near: list[Shift] = []
            for day, found in groupby(shifts(schedule, name), lambda shift: shift.half_day.date):
                today = list(found)
                if near and day in schedule.horizon:
                    # That a day is far enough from all before it is quickly seen.
                    rest = min(shift.start for shift in today) - max(shift.end for shift in near)
                    for before, after in product(near, today) if self._is_short(rest) else ():
                        yield from self._too_close(schedule, name, before, after)
                near = [shift for shift in near if day - shift.half_day.date < _FAR] + today

    def _is_short(self, rest: dt.timedelta) -> bool:
        return rest // dt.timedelta(minutes=1) < 60 * self.hours

    def _too_close(self, schedule: Schedule, name: str, before: Shift, after: Shift) -> Iterator[Violation]:
        rest = after.start - before.end
        if self._is_short(rest):
            least, minutes = duration(self._minutes), max(0, rest // dt.timedelta(minutes=1))
            words = f"{name} rests at least {least} between two days of work, "
            words += f"but {duration(minutes)} from {before.half_day} to {after.half_day}"
            first, last = before.half_day.date, after.half_day.date
            yield self.violation(schedule, (name,), first, last, 1, words)
