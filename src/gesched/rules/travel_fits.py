"""Whoever changes members at midday can get there in the break."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gesched.findings import Violation
from gesched.group import Group, Member
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule
from gesched.rules._minutes import WorkingTime
from gesched.schedule import Schedule
from gesched.timeline import Half


@dataclass(frozen=True)
class TravelFits(HouseRule):
    """Nobody changes members at midday where the way takes longer than the break.

    The break lasts from the end of the morning at the one to the start of the afternoon at the other, by
    their own hours, as clocks show them: sites between which somebody changes at midday share a time zone. It
    always holds in a group with trips or coordinates of sites.

    Parameters
    ----------
    weight, source
        As in ``HouseRule``; each change that does not fit is a unit of giving way.
    """

    id = "travel_fits"
    title = "Changes of member at midday leave enough time for the way."
    unit = "changes"

    def post(self, model: RuleModel) -> None:
        """Forbid the changes that do not fit: one row an employee, member left and day."""
        work, group = model.shared(WorkingTime), model.problem.group
        known: dict[frozenset[str], Mapping[str, Sequence[str]]] = {}
        for employee in group.employees:
            members = work.members(employee.name)
            key = frozenset(members)
            if key not in known:
                known[key] = {
                    one: [two for two in members if _is_too_far(group, one, two)] for one in members
                }
            for origin, too_far in known[key].items():
                if too_far:
                    self._forbid(model, employee.name, origin, too_far)

    def _forbid(self, model: RuleModel, employee: str, origin: str, too_far: Sequence[str]) -> None:
        words = f"{employee} changes at midday from {origin} only to where the break leaves time for the way"
        ground = self.ground((employee, origin), "", words)
        for day in model.problem.horizon.dates:
            morning = model.serves(employee, origin, day, Half.AM)
            if morning.terms:
                afternoon = (model.serves(employee, member, day, Half.PM) for member in too_far)
                model.require(morning + Linear.total(afternoon), None, 1, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every change that does not fit; its amount is 1."""
        late: dict[tuple[str, str], tuple[dt.time, int] | None] = {}
        for morning, afternoon in schedule.transfers:
            change = morning.member, afternoon.member
            if change not in late:
                late[change] = _late(schedule.group, *change)
            if (way := late[change]) is not None:
                noon, minutes = way
                words = f"{morning.employee} leaves {morning.member} at {noon:%H:%M} on {morning.date}: "
                words += f"{minutes} minutes to {afternoon.member} do not fit into the break"
                who = (morning.employee, morning.member)
                yield self.violation(schedule, who, morning.date, morning.date, 1, words)


def _late(group: Group, origin: str, target: str) -> tuple[dt.time, int] | None:
    """Return when one leaves for another member, and the minutes that it takes; ``None`` where they fit."""
    left, reached = group.member(origin), group.member(target)
    noon, minutes = group.hours_of(left).am[1], group.travel_minutes(left, reached)
    there = dt.datetime.combine(dt.date.min, noon) + dt.timedelta(minutes=minutes)
    fits = there <= dt.datetime.combine(dt.date.min, group.hours_of(reached).pm[0])
    return None if fits else (noon, minutes)


def _is_too_far(group: Group, origin: str, target: str) -> bool:
    """Return whether the break is shorter than the way from one member to another."""
    if origin == target:
        return False
    left, reached = group.member(origin), group.member(target)
    return group.travel_minutes(left, reached) > _break(group, left, reached)


def _break(group: Group, left: Member, reached: Member) -> int:
    noon, resume = group.hours_of(left).am[1], group.hours_of(reached).pm[0]
    return (resume.hour - noon.hour) * 60 + resume.minute - noon.minute
