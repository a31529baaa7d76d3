"""Visits on fixed half-days, wherever anybody can come; elsewhere they are excused."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Excused, Violation
from gesched.group import Agreement, Group, Unit
from gesched.group.agreements import as_agreement_name
from gesched.group.fields import Field
from gesched.linear import Linear
from gesched.problem import Mask, Problem, pattern_mask
from gesched.rules._base import RuleModel
from gesched.rules._facts import possible
from gesched.rules._house import HouseRule
from gesched.rules.availability import closure_reasons
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay, When, parse_when


@dataclass(frozen=True)
class FixedDays(HouseRule):
    """Somebody comes under an agreement on every fixed half-day on which anybody can (jours fixes).

    Elsewhere the visit is excused: the report of a schedule says where, and why.

    Parameters
    ----------
    agreement
        Under which agreement.
    on
        The half-days: a weekly pattern, a recurrence such as the second Tuesday of each month, or dates.
    weight, source
        As in ``HouseRule``; a unit is a half-day without a visit.
    """

    agreement: Field[str, str] = Field(as_agreement_name)
    on: Field[str | When, When] = Field(parse_when)

    id = "fixed_days"
    title = "Fixed visits take place wherever anybody can come."

    def post(self, model: RuleModel) -> None:
        """Ask for somebody on every fixed half-day that can be served: one row each, one ground a date."""
        problem = model.problem
        number = problem.agreement_number[self.agreement]
        asked = pattern_mask(self.on, problem.horizon) & _served_by_any(problem, number)
        for column in np.flatnonzero(asked).tolist():
            day = problem.half_day(column).date
            ground = self.ground((self.agreement,), str(day), f"{self.agreement} has a fixed visit on {day}")
            there = (model.assigned(number, one, [column]) for one in problem.candidates[number])
            model.require(Linear.total(there), 1, None, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every fixed half-day on which somebody could come, and nobody does."""
        agreement = schedule.group.agreement(self.agreement)
        taken = {one.half_day for one in schedule.of_agreement(self.agreement)}
        for half_day in schedule.horizon.half_days:
            missing = half_day not in taken and self.on.covers(*half_day)
            if missing and possible(schedule, agreement, *half_day):
                day, words = (
                    half_day.date,
                    f"{self.agreement} has a fixed visit on {half_day}, but nobody comes",
                )
                yield self.violation(schedule, (self.agreement,), day, day, 1, words)

    def excused(self, problem: Problem) -> Iterator[Excused]:
        """Yield the fixed half-days, within the agreement's dates and season, on which nobody can come."""
        number = problem.agreement_number[self.agreement]
        agreement = problem.group.agreements[number]
        fixed = pattern_mask(self.on, problem.horizon) & problem.valid[number]
        for column in np.flatnonzero(fixed & ~_served_by_any(problem, number)).tolist():
            day, half = problem.half_day(column)
            words = _why_not(problem.group, agreement, HalfDay(day, half))
            yield Excused(self.agreement, day, str(half), words)


def _served_by_any(problem: Problem, number: int) -> Mask:
    """Return on which half-days any employee can be assigned under an agreement."""
    anybody = np.zeros(problem.columns, dtype=np.bool_)
    for mask in problem.assignable[number].values():
        anybody |= mask
    return anybody


def _why_not(group: Group, agreement: Agreement, half_day: HalfDay) -> str:
    """Return why nobody can come; never why an employee is absent."""
    day, half = half_day
    by_the_day = agreement.unit is Unit.DAY
    for one in sorted(Half, key=lambda other: other is not half) if by_the_day else [half]:
        if agreement.never is not None and agreement.never.covers(day, one):
            return f"half-days never taken are {agreement.never}"
        reason = next(closure_reasons(group, group.member(agreement.member), day, one), None)
        if reason is not None:
            return reason
    who = "nobody is" if agreement.employee is None else f"{agreement.employee} is not"
    return f"{who} available{' all day' * by_the_day}"
