"""At most so many hours of work a week on average, in any so many weeks in a row."""

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_count, as_names, as_number
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import WorkingTime, duration
from gesched.rules._worked import minutes_worked
from gesched.schedule import Schedule
from gesched.timeline import Period

_A_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True)
class MeanWeeklyHours(HouseRule):
    """Nobody works more than so many hours a week on average, in any so many ISO weeks in a row.

    A window is looked at where its last week touches the horizon: one that reaches beyond the horizon holds
    nothing more, since what is not known counts nothing. What was worked before the horizon counts. Common
    time and travel at midday count as well.

    Parameters
    ----------
    hours
        The most, in hours a week; counted in whole minutes over the window.
    weeks
        How many weeks a window has.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each minute too many in a window is a unit of giving way.
    """

    hours: Field[Fraction | float | str, Fraction] = Field(as_number)
    weeks: Field[int | str, int] = Field(as_count, default=12)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "mean_weekly_hours"
    title = "Nobody works more than so many hours a week on average, in any so many weeks in a row."
    unit = "minutes"

    def post(self, model: RuleModel) -> None:
        """Limit the minutes of each window: one row an employee and window that could have too many."""
        horizon, work = model.problem.horizon, model.shared(WorkingTime)
        begin = _monday(horizon.first) - (self.weeks - 1) * _A_WEEK
        count = (_monday(horizon.last) - begin) // _A_WEEK + 1
        weeks = [_week(begin + place * _A_WEEK) for place in range(count)]
        for employee in chosen(self.employees, iter(model.problem.employee_number)):
            most = [work.most(employee, week.dates) for week in weeks]
            totals: dict[int, Linear] = {}
            for last in range(self.weeks - 1, count):
                window = range(last - self.weeks + 1, last + 1)
                if sum(most[place] for place in window) <= 60 * self.hours * self.weeks:
                    continue
                for place in window:
                    if place not in totals:
                        totals[place] = work.minutes(employee, weeks[place].dates)
                # What the past has used up is not this plan's doing: it may only add nothing.
                before = sum(work.before(employee, weeks[place].dates) for place in window)
                limit = max(int(60 * self.hours * self.weeks), before)
                ground = self._ground(employee, Period(weeks[window[0]].first, weeks[last].last))
                model.require(Linear.total(totals[place] for place in window), None, limit, ground)

    def _ground(self, employee: str, window: Period) -> Ground:
        words = f"{employee}, {window}: at most {self._mean} a week on average"
        return self.ground((employee,), str(window), words)

    @property
    def _mean(self) -> str:
        return duration(int(60 * self.hours))

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every window with too many hours; its amount is in minutes of the window."""
        horizon = schedule.horizon
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            worked, past = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
            for day, minutes in minutes_worked(schedule, name).items():
                worked[day.isocalendar()[:2]] += minutes
                past[day.isocalendar()[:2]] += minutes * (day < horizon.first)
            window: deque[tuple[int, int]] = deque(maxlen=self.weeks)
            for sunday in _sundays(horizon.first, horizon.last, self.weeks):
                window.append(sunday.isocalendar()[:2])
                total, before = (sum(count[week] for week in window) for count in (worked, past))
                over = total - max(before, 60 * self.hours * self.weeks // 1)
                if sunday >= horizon.first and over > 0:
                    yield self._broken(schedule, name, sunday, total, over)

    def _broken(self, schedule: Schedule, name: str, last: dt.date, total: int, over: int) -> Violation:
        window = Period(last - self.weeks * _A_WEEK + dt.timedelta(days=1), last)
        words = f"{name}, {window}: at most {self._mean} a week on average, "
        words += f"but {duration(total)} are planned in {self.weeks} weeks"
        return self.violation(schedule, (name,), window.first, window.last, over, words)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _week(monday: dt.date) -> Period:
    return Period(monday, monday + dt.timedelta(days=6))


def _sundays(first: dt.date, last: dt.date, weeks: int) -> Iterator[dt.date]:
    """Yield the Sundays that end the weeks of all windows, in order."""
    sunday = first + dt.timedelta(days=6 - first.weekday()) - (weeks - 1) * _A_WEEK
    while sunday < last + _A_WEEK:
        yield sunday
        sunday += _A_WEEK
