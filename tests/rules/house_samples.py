"""What samples of house rules are made of: a rule, a tiny group, and what was before."""

import datetime as dt
from typing import NamedTuple

from gesched.group import Group
from gesched.rules import HouseRule
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon


class Sample(NamedTuple):
    """A house rule, and the tiny group in which it is shown, on every well-formed schedule."""

    name: str
    rule: HouseRule
    group: Group
    horizon: Horizon
    history: Schedule | None = None

    def __str__(self) -> str:
        return f"{self.rule.id}: {self.name}"


def planned(group: Group, plan: str, first: str, last: str, history: Schedule | None = None) -> Schedule:
    """Read a plan: "2027-01-04 AM Anna Label 1; 2027-01-05 Anna Label 1" (whole days where no half is given).

    The employee and the agreement are written by name, with ``@`` between them.
    """
    assignments = []
    for item in filter(None, (part.strip() for part in plan.split(";"))):
        when, _, agreement = item.partition("@")
        day, *rest = when.split()
        halves = [Half[rest.pop(0)]] if rest[0] in Half.__members__ else list(Half)
        found = group.agreement(agreement.strip())
        assignments += [
            Assignment(dt.date.fromisoformat(day), half, " ".join(rest), found.member, found.name)
            for half in halves
        ]
    return Schedule(group, Horizon(first, last), tuple(assignments), history=history)
