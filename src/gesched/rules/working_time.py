"""The limits of a profile of working time, and contracts by days, as rules."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from gesched.group import Group, WorkingTimeProfile
from gesched.rules._house import HouseRule
from gesched.rules.daily_rest import DailyRest
from gesched.rules.max_days_per_week import MaxDaysPerWeek
from gesched.rules.max_hours_per_day import MaxHoursPerDay
from gesched.rules.mean_weekly_hours import MeanWeeklyHours
from gesched.rules.weekly_rest import WeeklyRest
from gesched.rules.worked_hours import WorkedHours
from gesched.rules.yearly_days import YearlyDays
from gesched.timeline import Per

_A_MINUTE = Fraction(1, 60)


def working_time_terms(group: Group) -> Iterator[HouseRule]:
    """Yield the rules that working time makes: contracts by days, and the limits of the group's profile.

    Contracts by days keep the rests, but no limit of hours (Code du travail L3121-62).
    """
    yield from _contracts_by_days(group)
    profile = group.working_time
    if profile is None:
        return
    yield from _rests(profile)
    by_hours = frozenset(one.name for one in group.employees if one.days_per_year is None)
    if by_hours:
        everybody = len(by_hours) == len(group.employees)
        yield from _hours(profile, frozenset() if everybody else by_hours)
        yield from _part_time(group, profile)


def _contracts_by_days(group: Group) -> Iterator[HouseRule]:
    contracts: defaultdict[Fraction, set[str]] = defaultdict(set)
    for employee in group.employees:
        if employee.days_per_year is not None:
            contracts[employee.days_per_year].add(employee.name)
    limit = None if group.working_time is None else group.working_time.max_days_per_year
    source = "employment contract" if limit is None else f"employment contract, {limit.source}"
    for days, names in sorted(contracts.items()):
        yield YearlyDays(days, names, source=source)


def _rests(profile: WorkingTimeProfile) -> Iterator[HouseRule]:
    days, daily, weekly = profile.max_days_per_week, profile.daily_rest_hours, profile.weekly_rest_hours
    if days is not None:
        yield MaxDaysPerWeek(int(days.value), source=days.source)
    if daily is not None:
        yield DailyRest(daily.value, source=daily.source)
    if weekly is not None:
        yield WeeklyRest(weekly.value, source=weekly.source)


def _hours(profile: WorkingTimeProfile, employees: frozenset[str]) -> Iterator[HouseRule]:
    day, week = profile.max_day_hours, profile.max_week_hours
    mean, weeks = profile.mean_week_hours, profile.mean_weeks
    if day is not None:
        yield MaxHoursPerDay(day.value, employees, source=day.source)
    if week is not None:
        yield WorkedHours(Per.WEEK, None, week.value, employees, source=week.source)
    if mean is not None and weeks is not None:
        yield MeanWeeklyHours(mean.value, int(weeks.value), employees, source=mean.source)


def _part_time(group: Group, profile: WorkingTimeProfile) -> Iterator[HouseRule]:
    """Yield what limits the weeks of part-time contracts: below full time, and little above the contract."""
    full, extra = profile.full_time_hours, profile.part_time_extra
    contracts: defaultdict[Fraction, set[str]] = defaultdict(set)
    for employee in group.employees:
        hours = employee.weekly_hours
        if hours is not None and full is not None and hours < full.value:
            contracts[hours].add(employee.name)
    for hours, names in sorted(contracts.items()):
        limits = [] if full is None else [(full.value - _A_MINUTE, full.source)]
        limits += [] if extra is None else [(hours * (1 + extra.value), extra.source)]
        most, source = min(limits)
        yield WorkedHours(Per.WEEK, None, most, names, source=source)
