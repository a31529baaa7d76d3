"""Where more is promised than there is: by employee, by skill and for the group, by month and in all."""

from collections.abc import Iterator, Sequence

from gesched.findings import OverCommitment
from gesched.problem.problem import Problem
from gesched.timeline import Per, Period, periods_between


def over_commitments(problem: Problem) -> tuple[OverCommitment, ...]:
    """Return where the half-days promised and owed exceed those available, before any search.

    The time of some employees is set against the agreements that nobody else can serve: of each employee, of
    the holders of each skill, and of the whole group. Each month of the horizon is looked at, and the horizon
    as a whole (where what is owed from before counts too).

    Returns
    -------
    tuple of OverCommitment
        Employees first, then skills, then the group; each with its months in order, then the whole horizon.
    """
    return tuple(_found(problem))


def _found(problem: Problem) -> Iterator[OverCommitment]:
    group = problem.group
    for place, employee in enumerate(group.employees):
        yield from _compare(problem, "employee", employee.name, [place])
    for skill in sorted({one.skill for one in group.agreements if one.skill is not None}):
        holders = [place for place, one in enumerate(group.employees) if skill in one.skills]
        yield from _compare(problem, "skill", skill, holders)
    yield from _compare(problem, "group", group.name, range(len(group.employees)))


def _compare(problem: Problem, kind: str, name: str, places: Sequence[int]) -> Iterator[OverCommitment]:
    horizon = problem.horizon
    # An agreement with no eligible employee weighs on the whole group only.
    among = set(places)
    numbers = [
        number
        for number, masks in enumerate(problem.assignable)
        if masks.keys() <= among and (masks or kind == "group")
    ]
    whole = Period(horizon.first, horizon.last)
    for month in periods_between(whole.first, whole.last, Per.MONTH, problem.group.year_start, horizon):
        part = month.overlap(whole.first, whole.last)
        if part is not None and part != whole:
            agreements = (problem.group.agreements[number] for number in numbers)
            promised = sum(problem.promises.promised(agreement, part) for agreement in agreements)
            yield from _exceeds(problem, kind, name, promised, places, part)
    # What one agreement took in advance is no time for another.
    due = sum(max(0, one.owed + one.promised) for one in (problem.dues[number] for number in numbers))
    yield from _exceeds(problem, kind, name, due, places, whole)


def _exceeds(
    problem: Problem, kind: str, name: str, promised: int, places: Sequence[int], part: Period
) -> Iterator[OverCommitment]:
    begin, end = (2 * (day - problem.horizon.first).days for day in (part.first, part.last))
    available = sum(int(problem.available[place][begin : end + 2].sum()) for place in places)
    if promised > available:
        yield OverCommitment(kind, name, str(part), part.first, part.last, promised, available)
