"""Who could be where: half-days of a horizon as columns of Boolean arrays, painted from the words."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gesched.group import Agreement, Employee, Group, Member
from gesched.timeline import HolidayZone, Horizon, Span, When

Mask = NDArray[np.bool_]


def employee_mask(group: Group, employee: Employee, horizon: Horizon) -> Mask:
    """Return on which half-days an employee is available.

    Within the contract, in the weekly pattern, no public holiday of the employee's zone (save those
    worked), no absence, no common time.

    Returns
    -------
    numpy.ndarray of bool
        One entry a half-day of the horizon, in order.
    """
    mask = _pattern(employee.works, horizon)
    _keep(mask, horizon, employee.contract)
    _drop_holidays(mask, horizon, group.zone_of(employee), employee.works_holidays)
    _drop(mask, horizon, (absence.span for absence in group.absences if absence.employee == employee.name))
    _drop(mask, horizon, (common.span for common in group.common_time if common.concerns(employee.name)))
    return mask


def member_mask(group: Group, member: Member, horizon: Horizon) -> Mask:
    """Return on which half-days a member can host: member, open, no holiday of its site's zone.

    Returns
    -------
    numpy.ndarray of bool
        One entry a half-day of the horizon, in order.
    """
    mask = _pattern(member.opens, horizon)
    _keep(mask, horizon, member.membership)
    _drop_holidays(mask, horizon, group.zone_of(group.site_of(member)), member.works_holidays)
    _drop(mask, horizon, (closure.span for closure in group.closures if closure.member == member.name))
    return mask


def validity_mask(agreement: Agreement, horizon: Horizon) -> Mask:
    """Return on which half-days an agreement is in force, as one entry a half-day of the horizon."""
    mask = np.ones(2 * len(horizon), dtype=np.bool_)
    _keep(mask, horizon, agreement.validity)
    return mask


def whole_days(mask: Mask) -> Mask:
    """Return the mask less the half-days whose other half is not in it."""
    return np.repeat(mask.reshape(-1, 2).all(axis=1), 2)


def _pattern(when: When, horizon: Horizon) -> Mask:
    return np.fromiter((when.covers(day, half) for day, half in horizon.half_days), dtype=np.bool_)


def _keep(mask: Mask, horizon: Horizon, span: Span) -> None:
    begin, end = _columns(horizon, span)
    mask[:begin] = False
    mask[end:] = False


def _drop(mask: Mask, horizon: Horizon, spans: Iterable[Span]) -> None:
    half_days = horizon.half_days
    for span in spans:
        for column in range(*_columns(horizon, span)):
            if mask[column] and span.covers(*half_days[column]):
                mask[column] = False


def _drop_holidays(mask: Mask, horizon: Horizon, zone: HolidayZone | None, worked: frozenset[object]) -> None:
    if zone is None:
        return
    for place, day in enumerate(horizon.dates):
        if mask[2 * place : 2 * place + 2].any() and day in zone and day not in worked:
            mask[2 * place : 2 * place + 2] = False


def _columns(horizon: Horizon, span: Span) -> tuple[int, int]:
    """Return the first column of a span and the one behind its last, clipped to the horizon."""
    begin, end = 0, 2 * len(horizon)
    if span.first is not None:
        begin = min(max(2 * (span.first - horizon.first).days + span.first_half, 0), end)
    if span.last is not None:
        after = 2 * (span.last - horizon.first).days + span.last_half + 1
        end = min(max(after, begin), end)
    return begin, end
