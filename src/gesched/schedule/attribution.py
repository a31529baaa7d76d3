"""Under which agreement a half-day counts, where a hand-made table does not say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gesched.group import Agreement
from gesched.problem import Dues, Problem
from gesched.schedule.assignment import Assignment
from gesched.timeline import Half, HalfDay, Period


class Visit(NamedTuple):
    """An employee at a member for a half-day; visits sort by time, then employee."""

    half_day: HalfDay
    employee: str
    member: str


def attributed(problem: Problem, visits: Sequence[Visit]) -> list[Assignment | None]:
    """Return each visit under an agreement, in the order given; ``None`` where no agreement is between the two.

    In the order of time, a visit counts for the agreement that names the employee, up to its cap, then for those
    by skill, in table order. Where all are used up, or none is in force, it counts for the first, for the audit
    to find.
    """
    given: Counter[tuple[str, Period]] = Counter()
    found: dict[Visit, Assignment | None] = {}
    for visit in sorted(visits):
        choice = next(_choices(problem, visit, given), None)
        found[visit] = None
        if choice is not None:
            period = _period(problem.dues[problem.agreement_number[choice.name]], visit.half_day)
            if period is not None:
                given[choice.name, period] += 1
            day, half = visit.half_day
            found[visit] = Assignment(day, half, visit.employee, visit.member, choice.name)
    return [found[visit] for visit in visits]


def _choices(problem: Problem, visit: Visit, given: Counter[tuple[str, Period]]) -> Iterator[Agreement]:
    """Yield the agreements that a visit can count for, the best first."""
    numbers = [
        number
        for number in problem.agreements_of[visit.member]
        if any(one.name == visit.employee for one in problem.group.eligible(problem.group.agreements[number]))
    ]
    numbers.sort(key=lambda number: problem.group.agreements[number].employee is None)
    agreements = [problem.group.agreements[number] for number in numbers]
    in_force = [one for one in agreements if one.validity.covers(visit.half_day.date, Half.AM)]
    for agreement in in_force:
        if _has_room(problem.dues[problem.agreement_number[agreement.name]], visit.half_day, given):
            yield agreement
    yield from in_force
    yield from agreements


def _has_room(dues: Dues, half_day: HalfDay, given: Counter[tuple[str, Period]]) -> bool:
    """Return whether one more half-day stays within an agreement's limit so far."""
    so_far = 0
    for place, tranche in enumerate(dues.tranches):
        so_far += given[dues.agreement, tranche.period]
        if half_day.date in tranche.period:
            if tranche.at_most is not None:
                return given[dues.agreement, tranche.period] < tranche.at_most
            return dues.running_caps is not None and so_far < dues.running_caps[place]
    return False


def _period(dues: Dues, half_day: HalfDay) -> Period | None:
    return next((one.period for one in dues.tranches if half_day.date in one.period), None)
