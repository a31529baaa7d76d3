"""How fair a schedule is, a row a member; and what time nobody has."""

from collections.abc import Iterator

import pandas as pd

from gesched.goals import per_mille, wishes_met
from gesched.group import Unit
from gesched.problem import Dues, Problem
from gesched.schedule import Schedule

_COLUMNS = ["member", "owed", "promised", "unservable", "due", "given", "short", "ratio", "beyond"]
_COLUMNS += ["wished", "met", "wish_ratio"]


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
    frame = pd.DataFrame(_rows(schedule), columns=_COLUMNS).set_index("member")
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


def idle_time(schedule: Schedule) -> pd.DataFrame:
    """Return who is idle when, and whether that could be avoided.

    Idle time (intermission) is available, reserved for nobody, and still paid. It is *avoidable* where some
    member could take it: open, authorised, and under what it may be given by then.

    Parameters
    ----------
    schedule
        The schedule.

    Returns
    -------
    pandas.DataFrame
        A row an idle half-day: ``date`` (datetime64), ``half`` ("AM" or "PM"), ``employee``, ``avoidable``
        (bool).
    """
    columns = ["date", "half", "employee", "avoidable"]
    frame = pd.DataFrame(_idle(schedule), columns=columns)
    return frame.assign(date=pd.to_datetime(frame["date"]), avoidable=frame["avoidable"].astype(bool))


def _idle(schedule: Schedule) -> Iterator[tuple[object, ...]]:
    problem = schedule.problem
    idle = {
        (place, column)
        for place, (employee, mask) in enumerate(
            zip(schedule.group.employees, problem.available, strict=True)
        )
        for column in mask.nonzero()[0].tolist()
        if (employee.name, *problem.half_day(column)) not in schedule.at
    }
    for place, column in sorted(idle, key=lambda at: (at[1], at[0])):
        day, half = problem.half_day(column)
        avoidable = any(
            _could_take(schedule, number, place, column, idle) for number in range(len(problem.dues))
        )
        yield day, str(half), schedule.group.employees[place].name, avoidable


def _could_take(schedule: Schedule, number: int, place: int, column: int, idle: set[tuple[int, int]]) -> bool:
    """Return whether an agreement could take one more visit of an idle employee."""
    problem, agreement = schedule.problem, schedule.group.agreements[number]
    mask = problem.assignable[number].get(place)
    visit = [column] if agreement.unit is Unit.HALF_DAY else [column - column % 2, column - column % 2 + 1]
    if mask is None or not all(mask[one] and (place, one) in idle for one in visit):
        return False
    there = [problem.column(one.half_day) for one in schedule.of_agreement(agreement.name)]
    if any(there.count(one) >= agreement.at_once for one in visit):
        return False
    return _has_room(problem.dues[number], there, column, len(visit), problem)


def _has_room(dues: Dues, there: list[int], column: int, more: int, problem: Problem) -> bool:
    """Return whether an agreement may be given more on a half-day, and still what it was given later."""
    so_far, caps = 0, dues.running_caps
    day = problem.half_day(column).date
    for place, tranche in enumerate(dues.tranches):
        here = sum(problem.half_day(one).date in tranche.period for one in there)
        so_far += here
        if tranche.at_most is not None and day in tranche.period:
            return here + more <= tranche.at_most
        if caps is not None and day <= tranche.period.last and so_far + more > caps[place]:
            return False
    return caps is not None
