"""At most so many days of work a year, as in contracts by days (forfait en jours)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from gesched.findings import Ground, Violation
from gesched.group import Employee
from gesched.group.fields import Field, as_names, as_number
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, chosen
from gesched.rules._minutes import WorkingTime
from gesched.rules._worked import shifts
from gesched.schedule import Schedule
from gesched.timeline import Half, Per, Period, period_of, periods_between, round_half_up


@dataclass(frozen=True)
class YearlyDays(HouseRule):
    """Nobody works on more than so many days of a reference year; half-days count half, common time counts.

    In a year that the contract does not last through, the days are pro rata of the calendar days under
    contract, rounded to half-days, halves up. What was worked before the horizon counts.

    Parameters
    ----------
    days
        The most in a whole year, to the half.
    employees
        For each of these employees; empty means everybody.
    weight, source
        As in ``HouseRule``; each half-day too many is a unit of giving way.
    """

    days: Field[Fraction | float | str, Fraction] = Field(as_number)
    employees: Field[str | Iterable[str], frozenset[str]] = Field(as_names, default=())

    id = "yearly_days"
    title = "Nobody works on more than so many days a year."

    def post(self, model: RuleModel) -> None:
        """Limit the half-days of each year, the past as constants: one row an employee and year."""
        horizon, group = model.problem.horizon, model.problem.group
        years = periods_between(horizon.first, horizon.last, Per.YEAR, group.year_start, horizon)
        work = model.shared(WorkingTime)
        for name in chosen(self.employees, iter(model.problem.employee_number)):
            for year in years:
                most = round_half_up(2 * self.days * _part(group.employee(name), year))
                halves = [
                    (day, half) for day in year.dates for half in Half if work.may_work(name, day, half)
                ]
                if len(halves) <= most:
                    continue
                before = sum(day < horizon.first for day, _ in halves)
                worked = Linear.total(model.works(name, day, half) for day, half in halves)
                # What the past has used up is not this plan's doing: it may only add nothing.
                model.require(worked, None, max(most, before), self._ground(name, year, most))

    def _ground(self, employee: str, year: Period, most: int) -> Ground:
        words = f"{employee}, {year}: at most {most / 2:g} days of work"
        return self.ground((employee,), str(year), words)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every year with too many days; its amount is how many half-days too many."""
        horizon, year_start = schedule.horizon, schedule.group.year_start
        years = dict.fromkeys(period_of(day, Per.YEAR, year_start, horizon) for day in horizon.dates)
        for name in chosen(self.employees, (one.name for one in schedule.group.employees)):
            contract = schedule.group.employee(name).contract
            worked = [shift.half_day.date for shift in shifts(schedule, name)]
            for year in years:
                under_contract = sum(contract.covers(day, Half.AM) for day in year.dates)
                exact = 2 * self.days * under_contract / len(year.dates)
                most = round_half_up(exact)
                halves = Counter(day < horizon.first for day in worked if day in year)
                over = halves.total() - max(most, halves[True])
                if over > 0:
                    words = f"{name}, {year}: at most {most / 2:g} days of work, "
                    words += f"but {halves.total() / 2:g} are planned"
                    yield self.violation(schedule, (name,), year.first, year.last, over, words)


def _part(employee: Employee, year: Period) -> Fraction:
    """Return which part of a year's calendar days the contract lasts."""
    contract = year.overlap(employee.start or year.first, employee.end or year.last)
    days = 0 if contract is None else (contract.last - contract.first).days + 1
    return Fraction(days, (year.last - year.first).days + 1)
