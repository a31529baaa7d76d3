"""A rest of so many hours in a row in each week."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gesched.errors import BadValue
from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_names, as_number
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._candidates import is_whole
from gesched.rules._facts import is_known
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import duration
from gesched.rules._rests import CloseWork
from gesched.rules._worked import Shift, shifts
from gesched.schedule import Schedule
from gesched.timeline import Horizon, Period

_MOST_HOURS = 120
_A_MINUTE, _A_WEEK = dt.timedelta(minutes=1), dt.timedelta(weeks=1)
# Work that lies further away does not cut a rest short, in whatever time zone.
_FAR = 10


def as_hours_of_rest(value: Fraction | float | str) -> Fraction:
    """Read a number of hours, at most five days."""
    hours = as_number(value)
    if hours > _MOST_HOURS:
        raise BadValue(value, f"at most {_MOST_HOURS} hours")
    return hours


@dataclass(frozen=True)
class WeeklyRest(HouseRule):
    """Each ISO week has a day off in a rest of at least so many hours in a row.

    The rest lasts from the last work before that day to the first work after it, in hours of real time; it
    may begin in the week before and end in the week after. A rest counts only where it holds a whole calendar
    day of the week; a long rest from noon to noon does not. Weeks that are not planned as a whole, now or
    before, are left out; so are those that the past alone has spoilt.

    Parameters
    ----------
    hours
        The least, in hours.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each week without such a rest is a unit of giving way.
    """

    hours: Field[Fraction | float | str, Fraction] = Field(as_hours_of_rest, default=35)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "weekly_rest"
    title = "Each week has a day off in a rest of at least so many hours."
    unit = "weeks"

    def post(self, model: RuleModel) -> None:
        """Ask for a rest in each week in which one is not certain: one row an employee and week."""
        close, horizon = CloseWork(model, self._minutes), model.problem.horizon
        weeks = [week for week in _weeks(horizon) if is_whole(model, week)]
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            around = close.around(employee)
            for week in weeks:
                is_sure = any(
                    day not in around and not close.work.may_work(employee, day) for day in week.dates
                )
                if not is_sure and self._is_left(model, close, employee, week):
                    rests = (_rest_on(model, close, employee, day) for day in week.dates)
                    model.require(model.either(rests), 1, None, self._ground(employee, week))

    def _is_left(self, model: RuleModel, close: CloseWork, employee: str, week: Period) -> bool:
        """Return whether the past alone leaves a rest in a week."""
        first = model.problem.horizon.first
        for day in week.dates:
            gone = (pair for pair in close.around(employee).get(day, ()) if pair[1] < first)
            is_free = day >= first or model.works(employee, day) == Linear()
            if is_free and not any(True for pair in gone for _ in close.pairs(employee, *pair)):
                return True
        return False

    @property
    def _minutes(self) -> int:
        return int(-(-60 * self.hours // 1))

    def _ground(self, employee: str, week: Period) -> Ground:
        words = f"{employee}, {week}: a day off in a rest of at least {duration(self._minutes)}"
        return self.ground((employee,), str(week), words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every week without a rest; its amount is 1."""
        weeks = [
            week for week in _weeks(schedule.horizon) if all(is_known(schedule, day) for day in week.dates)
        ]
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            worked = shifts(schedule, name)
            before = [shift for shift in worked if shift.half_day.date < schedule.horizon.first]
            all_days, past_days = _by_date(worked), _by_date(before)
            for week in weeks:
                if not self._has_rest(all_days, week) and self._has_rest(past_days, week):
                    words = f"{name}, {week}: no day off in a rest of at least {duration(self._minutes)}"
                    yield self.violation(schedule, (name,), week.first, week.last, 1, words)

    def _has_rest(self, days: dict[dt.date, tuple[dt.datetime, dt.datetime]], week: Period) -> bool:
        for day in week.dates:
            if day in days:
                continue
            near = range(1, _FAR + 1)
            ends = [days[at][1] for n in near if (at := day - dt.timedelta(days=n)) in days]
            starts = [days[at][0] for n in near if (at := day + dt.timedelta(days=n)) in days]
            if not ends or not starts or (min(starts) - max(ends)) // _A_MINUTE >= 60 * self.hours:
                return True
        return False


def _rest_on(model: RuleModel, close: CloseWork, employee: str, day: dt.date) -> Linear:
    """Return 1 where a day is off, and the work before and after it far enough apart."""
    spoilt = [model.works(employee, day)]
    for pair in close.around(employee).get(day, ()):
        spoilt += (close.work.both(*both) for both in close.pairs(employee, *pair))
    return 1 - model.either(spoilt)


def _weeks(horizon: Horizon) -> Iterator[Period]:
    """Yield the ISO weeks that work in the horizon can spoil, those just before it included."""
    monday = horizon.first - dt.timedelta(days=horizon.first.weekday()) - 2 * _A_WEEK
    while monday <= horizon.last:
        yield Period(monday, monday + dt.timedelta(days=6))
        monday += _A_WEEK


def _by_date(worked: Sequence[Shift]) -> dict[dt.date, tuple[dt.datetime, dt.datetime]]:
    """Return, by date, when its work starts and ends."""
    found: dict[dt.date, tuple[dt.datetime, dt.datetime]] = {}
    for shift in worked:
        start, end = found.get(shift.half_day.date, (shift.start, shift.end))
        found[shift.half_day.date] = min(start, shift.start), max(end, shift.end)
    return found
