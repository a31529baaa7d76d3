"""Visits under an agreement, day by day: for posting, never for checks."""

import datetime as dt

from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.timeline import Half, HalfDay

_ONE_DAY = dt.timedelta(days=1)


def counted_days(model: RuleModel, back: int, *, bridges: bool) -> list[dt.date]:
    """Return the dates of the horizon, and so many before it, but none before the first that is known.

    Parameters
    ----------
    model
        The model.
    back
        How many dates before the horizon.
    bridges
        Whether dates that are no working days of the group are left out.
    """
    group, horizon = model.problem.group, model.problem.horizon
    earlier: list[dt.date] = []
    day, first = horizon.first, model.past.first or horizon.first
    while day > first and len(earlier) < back:
        day -= _ONE_DAY
        if not bridges or group.is_working_day(day):
            earlier.append(day)
    return earlier[::-1] + [one for one in horizon.dates if not bridges or group.is_working_day(one)]


def visit(model: RuleModel, agreement: int, day: dt.date, employee: int | None = None) -> Linear | None:
    """Return 1 where an employee (``None`` is anybody) comes on a date; ``None`` where it is not known."""
    problem, past = model.problem, model.past
    if day in problem.horizon:
        morning = problem.column(HalfDay(day, Half.AM))
        halves = [morning], [morning + 1]
        who = problem.candidates[agreement] if employee is None else (employee,)
        return model.either(model.assigned(agreement, one, half) for one in who for half in halves)
    if not past.knows(day):
        return None
    name = problem.group.agreements[agreement].name
    if employee is None:
        return Linear(constant=int(past.given(name, day) > 0))
    was = (past.at(problem.group.employees[employee].name, day, half) for half in Half)
    return Linear(constant=int(any(one is not None and one.agreement == name for one in was)))
