"""Under which agreement a half-day counts, where a hand-made table does not say."""

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from gesched.group import Agreement, Group, Ledger
from gesched.problem import Dues, Problem
from gesched.schedule.assignment import Assignment
from gesched.timeline import Horizon

Between = Mapping[tuple[str, str], Sequence[Agreement]]


def agreements_between(group: Group) -> Between:
    """Return the agreements by employee and member: those that name the employee first, then by skill."""
    found: defaultdict[tuple[str, str], list[Agreement]] = defaultdict(list)
    for agreement in sorted(group.agreements, key=lambda one: one.employee is None):
        for employee in group.eligible(agreement):
            found[employee.name, agreement.member].append(agreement)
    return dict(found)


def attributed(problem: Problem, between: Between, assignments: Sequence[Assignment]) -> list[Assignment]:
    """Return the assignments in the order given, each under an agreement, where ``""`` stood for none.

    Those under an agreement already are counted first. In the order of time, each of the others counts for
    the agreement that names the employee, up to its cap, then for those by skill, in table order. Where all
    are used up, or none is in force, it counts for the first, for the audit to find.
    """
    accounts = {dues.agreement: _Account(dues) for dues in problem.dues}
    for one in assignments:
        if one.agreement:
            accounts[one.agreement].give(one)
    found: dict[Assignment, Assignment] = {}
    for one in sorted(one for one in assignments if not one.agreement):
        possible = between[one.employee, one.member]
        in_force = [agreement for agreement in possible if agreement.takes(one.date, one.half)]
        with_room = (agreement for agreement in in_force if accounts[agreement.name].has_room(one))
        choice = next(chain(with_room, in_force, possible)).name
        accounts[choice].give(one)
        found[one] = one._replace(agreement=choice)
    return [found.get(one, one) for one in assignments]


def settled(
    group: Group,
    between: Between,
    assignments: Sequence[Assignment],
    horizon: Horizon | None,
    ledger: Ledger,
    days: Iterable[dt.date],
) -> tuple[Horizon, list[Assignment]]:
    """Return the horizon, where none is given that of some days, and the assignments as ``attributed``.

    Raises
    ------
    BadValue
        The days are too far apart, or in years without known holidays.
    """
    if horizon is None:
        known = list(days)
        horizon = Horizon(min(known), max(known))
    return horizon, attributed(Problem(group, horizon, ledger), between, assignments)


class _Account:
    """What is given under one agreement so far, by period."""

    def __init__(self, dues: Dues) -> None:
        self.tranches = dues.tranches
        self.caps = dues.running_caps
        self.given: Counter[int] = Counter()
        self._firsts = [tranche.period.first for tranche in dues.tranches]

    def give(self, one: Assignment) -> None:
        place = self._place(one)
        if place is not None:
            self.given[place] += 1

    def has_room(self, one: Assignment) -> bool:
        """Return whether one more half-day stays within the agreement's limits."""
        place = self._place(one)
        if place is None:
            return False
        at_most, caps = self.tranches[place].at_most, self.caps
        if at_most is not None or caps is None:
            return at_most is not None and self.given[place] < at_most
        running = sum(self.given[earlier] for earlier in range(place))
        for later in range(place, len(caps)):  # what is given here counts in every later total
            running += self.given[later]
            if running >= caps[later]:
                return False
        return True

    def _place(self, one: Assignment) -> int | None:
        place = bisect_right(self._firsts, one.date) - 1
        return place if place >= 0 and one.date in self.tranches[place].period else None
