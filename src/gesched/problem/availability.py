"""Who could be where: causes that close half-days, painted from the words as columns of Boolean arrays."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gesched.group import Agreement, Employee, Group, Member
from gesched.timeline import HolidayZone, Horizon, Span, When

Mask = NDArray[np.bool_]


class Cause(NamedTuple):
    """One reason why half-days are closed.

    Parameters
    ----------
    words
        The reason as a sentence; never why somebody is absent.
    when
        The dates concerned, in words.
    closed
        The half-days of the horizon that it closes, as one entry a half-day.
    """

    words: str
    when: str
    closed: Mask


def employee_causes(group: Group, employee: Employee, horizon: Horizon) -> Iterator[Cause]:
    """Yield why an employee is not available: contract, weekly pattern, holidays, absences, common time."""
    yield from _other_causes(group, employee, horizon)
    name = employee.name
    for common in group.common_time:
        if common.concerns(name):
            words = f"{name} is in common time {common.span}"
            yield Cause(words, str(common.span), _in(common.span, horizon))


def _other_causes(group: Group, employee: Employee, horizon: Horizon) -> Iterator[Cause]:
    """Yield why an employee is not available, common time aside."""
    name = employee.name
    yield Cause(f"{name} is under contract {employee.contract}", "", ~_in(employee.contract, horizon))
    yield Cause(f"{name} works {employee.works}", "", ~pattern_mask(employee.works, horizon))
    zone = group.zone_of(employee)
    if zone is not None:
        closed = _holidays(zone, employee.works_holidays, horizon)
        yield Cause(f"{name} is off on public holidays", "", closed)
    for absence in group.absences_of(name):
        yield Cause(f"{name} is away {absence.span}", str(absence.span), _in(absence.span, horizon))


def member_causes(group: Group, member: Member, horizon: Horizon) -> Iterator[Cause]:
    """Yield why a member cannot host: membership, weekly opening, holidays of its site's zone, closures."""
    name = member.name
    yield Cause(f"{name} is a member {member.membership}", "", ~_in(member.membership, horizon))
    yield Cause(f"{name} opens {member.opens}", "", ~pattern_mask(member.opens, horizon))
    zone = group.zone_of(group.site_of(member))
    if zone is not None:
        closed = _holidays(zone, member.works_holidays, horizon)
        yield Cause(f"{name} is closed on public holidays", "", closed)
    for closure in group.closures_of(name):
        yield Cause(f"{name} is closed {closure.span}", str(closure.span), _in(closure.span, horizon))


def common_mask(group: Group, employee: Employee, horizon: Horizon) -> Mask:
    """Return on which half-days an employee is in common time, and would be available but for it."""
    common = np.zeros(2 * len(horizon), dtype=np.bool_)
    spans = [common_time.span for common_time in group.common_time if common_time.concerns(employee.name)]
    if not spans:
        return common
    for span in spans:
        common |= _in(span, horizon)
    return common & _open(_other_causes(group, employee, horizon), horizon)


def employee_mask(group: Group, employee: Employee, horizon: Horizon) -> Mask:
    """Return on which half-days of a horizon an employee is available, as one entry a half-day."""
    return _open(employee_causes(group, employee, horizon), horizon)


def member_mask(group: Group, member: Member, horizon: Horizon) -> Mask:
    """Return on which half-days of a horizon a member can host, as one entry a half-day."""
    return _open(member_causes(group, member, horizon), horizon)


def agreement_causes(agreement: Agreement, horizon: Horizon) -> Iterator[Cause]:
    """Yield why an agreement is not in force: its dates, its season."""
    dates = Span(agreement.start, agreement.end)
    yield Cause(f"{agreement.name} is in force {dates}", str(dates), ~_in(dates, horizon))
    if agreement.season is not None:
        when = f"every year from {agreement.season}"
        closed = ~pattern_mask(agreement.season, horizon)
        yield Cause(f"{agreement.name} is in force {when}", when, closed)


def validity_mask(agreement: Agreement, horizon: Horizon) -> Mask:
    """Return on which half-days of a horizon an agreement is in force, as one entry a half-day."""
    return _open(agreement_causes(agreement, horizon), horizon)


def pattern_mask(when: When, horizon: Horizon) -> Mask:
    """Return which half-days of a horizon a pattern covers, as one entry a half-day."""
    return np.fromiter((when.covers(day, half) for day, half in horizon.half_days), dtype=np.bool_)


def whole_days(mask: Mask) -> Mask:
    """Return the mask less the half-days whose other half is not in it."""
    return np.repeat(mask.reshape(-1, 2).all(axis=1), 2)


def _open(causes: Iterable[Cause], horizon: Horizon) -> Mask:
    mask = np.ones(2 * len(horizon), dtype=np.bool_)
    for cause in causes:
        mask &= ~cause.closed
    return mask


def _in(span: Span, horizon: Horizon) -> Mask:
    mask = np.zeros(2 * len(horizon), dtype=np.bool_)
    begin, end = 0, 2 * len(horizon)
    if span.first is not None:
        begin = min(max(2 * (span.first - horizon.first).days + span.first_half, 0), end)
    if span.last is not None:
        end = min(max(2 * (span.last - horizon.first).days + span.last_half + 1, begin), end)
    mask[begin:end] = True
    if span.when is not None:
        for column in range(begin, end):
            mask[column] = span.when.covers(*horizon.half_days[column])
    return mask


def _holidays(zone: HolidayZone, worked: Collection[object], horizon: Horizon) -> Mask:
    days = (day in zone and day not in worked for day in horizon.dates)
    return np.repeat(np.fromiter(days, dtype=np.bool_), 2)
