"""How fair a schedule is: a row a member."""

from collections.abc import Iterator

import pandas as pd

from gesched.goals import per_mille, wishes_met
from gesched.schedule import Schedule


def fairness(schedule: Schedule) -> pd.DataFrame:
    """Return how each member fares; the solver has no part in it.

    Parameters
    ----------
    schedule
        The schedule.

    Returns
    -------
    pandas.DataFrame
        A row a member, by name; half-days save where another unit is said:

        - ``owed``, ``promised``: from before the horizon, and in it; ``unservable``: what of both could not
          be given even without competitors; ``due``: the rest;
        - ``given``; ``short``: due and not given, by agreement, never netted; ``ratio``: short over due, in
          per mille, rounded up (missing where nothing is due); ``beyond``: given above what is due;
        - ``wished``: what could be wished for; ``met``: what of it was given; ``wish_ratio``: what was not,
          in per mille, rounded up;
        - ``promise_share``: the part of all promises; ``contested_share``: the part of the half-days that
          several members wished for and one of them got.
    """
    frame = pd.DataFrame(_rows(schedule)).set_index("member")
    contested = _contested(schedule)
    promised, won = frame["promised"].sum(), sum(contested.values())
    frame["promise_share"] = frame["promised"] / promised if promised else float("nan")
    got = pd.Series(contested, dtype="float64").reindex(frame.index, fill_value=0.0)
    frame["contested_share"] = got / won if won else float("nan")
    return frame


def _rows(schedule: Schedule) -> Iterator[dict[str, object]]:
    wishes = {member: (wanted, met) for member, wanted, met in wishes_met(schedule)}
    for member, numbers in schedule.problem.agreements_of.items():
        dues = [schedule.problem.dues[number] for number in numbers]
        given = [schedule.given[one.agreement] for one in dues]
        due = sum(one.due for one in dues)
        short = sum(max(0, one.due - count) for one, count in zip(dues, given, strict=True))
        wanted, met = wishes[member]
        yield {
            "member": member,
            "owed": sum(one.owed for one in dues),
            "promised": sum(one.promised for one in dues),
            "unservable": sum(one.unservable for one in dues),
            "due": due,
            "given": sum(given),
            "short": short,
            "ratio": pd.NA if due == 0 else per_mille(short, due),
            "beyond": sum(max(0, count - one.due) for one, count in zip(dues, given, strict=True)),
            "wished": wanted,
            "met": met,
            "wish_ratio": pd.NA if wanted == 0 else per_mille(wanted - met, wanted),
        }


def _contested(schedule: Schedule) -> dict[str, int]:
    """Return by member the half-days it got that it and another member wished for, with the same employee."""
    problem = schedule.problem
    wishing: dict[tuple[int, int], set[str]] = {}
    for number, agreement in enumerate(schedule.group.agreements):
        wished = problem.wished[number]
        if wished is None:
            continue
        for employee, mask in problem.assignable[number].items():
            for column in (mask & wished).nonzero()[0].tolist():
                wishing.setdefault((employee, column), set()).add(agreement.member)
    won = dict.fromkeys(problem.agreements_of, 0)
    for one in schedule.assignments:
        at = (problem.employee_number[one.employee], problem.column(one.half_day))
        members = wishing.get(at, set())
        won[one.member] += len(members) > 1 and one.member in members
    return won
