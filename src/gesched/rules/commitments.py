"""What is given stays within what was promised: not ahead of it, not under a minimum, not over a maximum."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gesched.findings import Ground, Violation
from gesched.group import Agreement, Group
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.rules._base import RuleModel
from gesched.rules._facts import given_between
from gesched.rules.availability import absence_reasons
from gesched.schedule import Schedule
from gesched.timeline import Half, Horizon, Per, Period, Span, period_of, reference_year

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class CommitmentLimits:
    """Every period gives its minimum; nothing is given ahead of promises, or beyond a stated maximum."""

    id: str = "commitment_limits"
    title: str = "Agreements get their minimum, and no more than is promised so far or than their maximum."
    source: str = "agreement"

    def post(self, model: RuleModel) -> None:
        """Limit what is given, by tranche or as a running total: one row a limit."""
        for number, dues in enumerate(model.problem.dues):
            caps = dues.running_caps
            so_far = Linear()
            for place, tranche in enumerate(dues.tranches):
                given = model.given(number, place)
                so_far = so_far + given
                name, when = dues.agreement, tranche.period
                if tranche.at_least:
                    ground = self._ground(name, when, "at least", tranche.at_least)
                    model.require(given, tranche.at_least, None, ground)
                if tranche.at_most is not None:
                    ground = self._ground(name, when, "at most", tranche.at_most)
                    model.require(given, None, tranche.at_most, ground)
                if caps is not None:
                    ground = self._ground(name, when, "by its end no more than promised so far,", caps[place])
                    model.require(so_far, None, caps[place], ground)

    def _ground(self, name: str, when: Period, limit: str, half_days: int) -> Ground:
        words = f"{name}, {when}: {limit} {half_days / 2:g} days"
        return Ground(self.id, (name,), str(when), words, self.source)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every limit broken; its amount is by how many half-days."""
        stages = schedule.problem.shared(_stages)
        for agreement in schedule.group.agreements:
            dates = [one.date for one in schedule.of_agreement(agreement.name)]
            owed = schedule.ledger.get(agreement.name, 0)
            due, given = owed, 0
            for stage in stages[agreement.name]:
                here = given_between(dates, Period(stage.first, stage.last))
                due += stage.promised
                given += here
                yield from self._compare(agreement, stage, here, given, max(due, 0))

    def _compare(
        self, agreement: Agreement, stage: "_Stage", here: int, given: int, due: int
    ) -> Iterator[Violation]:
        if stage.least is not None and here < stage.least:
            yield self._violation(agreement, stage, "at least", stage.least, here, stage.least - here)
        if stage.most is not None and here > stage.most:
            yield self._violation(agreement, stage, "at most", stage.most, here, here - stage.most)
        if stage.most is None and given > due:
            limit = "by its end no more than promised so far,"
            yield self._violation(agreement, stage, limit, due, given, given - due)

    def _violation(
        self, agreement: Agreement, stage: "_Stage", limit: str, half_days: int, given: int, amount: int
    ) -> Violation:
        when = Period(stage.first, stage.last)
        words = f"{agreement.name}, {when}: {limit} {half_days / 2:g} days, but {given / 2:g} are given"
        return Violation(self.id, (agreement.name,), stage.first, stage.last, amount, words, self.source)


@dataclass(frozen=True, slots=True)
class _Stage:
    """One period as the check sees it: read off day by day."""

    first: dt.date
    last: dt.date
    promised: int
    least: int | None
    most: int | None


def _stages(problem: Problem) -> Mapping[str, tuple[_Stage, ...]]:
    """Return the stages of each agreement, by name."""
    return {
        agreement.name: tuple(_stages_of(agreement, problem.group, problem.horizon))
        for agreement in problem.group.agreements
    }


def _stages_of(agreement: Agreement, group: Group, horizon: Horizon) -> Iterator[_Stage]:
    """Walk the days from which the promise adds up to the horizon's last, and yield each period met in it."""
    day = _begin(agreement, group, horizon)
    in_force = agreement.validity, group.member(agreement.member).membership
    contracts = [employee.contract for employee in group.eligible(agreement)]
    exact, rounded = Fraction(0), 0
    while day <= horizon.last:
        period = period_of(day, agreement.per, group.year_start, horizon)
        working = sum(group.is_working_day(date) for date in period.dates if _in_season(agreement, date))
        each, units = _for_each(agreement, working), 0
        first, active = None, 0
        while day <= min(period.last, horizon.last):
            if day == horizon.first or (first is None and day > horizon.first):
                first, rounded, active = day, _rounded(agreement, exact + each * units), 0
            # For pro rata: a working day with everything in force.
            counts = (
                group.is_working_day(day)
                and _is_valid(in_force, day)
                and any(one.covers(day, Half.AM) for one in contracts)
            )
            if agreement.share is None:
                units += counts
            elif _is_valid(in_force, day):
                units += _available(group, agreement, day)
            active += counts
            day += _DAY
        exact += each * units
        if first is not None:
            limits = _limits(agreement, Fraction(2 * active, max(working, 1)))
            yield _Stage(first, day - _DAY, _rounded(agreement, exact) - rounded, *limits)


def _for_each(agreement: Agreement, working: int) -> Fraction:
    """Return the half-days promised for each working day of a period or, with a share, each one available."""
    if agreement.share is not None:
        return agreement.share
    return Fraction(0) if agreement.days is None or not working else 2 * agreement.days / working


def _begin(agreement: Agreement, group: Group, horizon: Horizon) -> dt.date:
    if agreement.per is Per.HORIZON:
        return horizon.first
    start = reference_year(horizon.first, group.year_start).first
    return start if agreement.start is None else min(agreement.start, horizon.last)


def _limits(agreement: Agreement, share_of_period: Fraction) -> tuple[int | None, int | None]:
    """Return the least and the most half-days of a period, in whole units: down, and up."""
    unit, least, most = agreement.unit.half_days, agreement.at_least, agreement.at_most
    down = None if least is None else int(least * share_of_period / unit) * unit
    if most is None:
        return down, None
    up = int(most * share_of_period / unit)
    return down, (up if up * unit == most * share_of_period else up + 1) * unit


def _rounded(agreement: Agreement, exact: Fraction) -> int:
    """Return exact half-days in whole units, halves up."""
    unit = agreement.unit.half_days
    whole, rest = divmod(exact, unit)
    return (int(whole) + (2 * rest >= unit)) * unit


def _in_season(agreement: Agreement, day: dt.date) -> bool:
    return agreement.season is None or agreement.season.covers(day, Half.AM)


def _is_valid(in_force: Iterable[Span], day: dt.date) -> bool:
    return all(span.covers(day, Half.AM) for span in in_force)


def _available(group: Group, agreement: Agreement, day: dt.date) -> int:
    """Return how many half-days the eligible employees are available on a date."""
    return sum(
        next(absence_reasons(group, employee, day, half), None) is None
        for employee in group.eligible(agreement)
        for half in Half
    )
