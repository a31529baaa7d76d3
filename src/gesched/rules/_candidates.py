"""Who could be where, and what is known: for posting, never for checks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from gesched.problem import Mask, Problem
from gesched.rules._base import RuleModel
from gesched.timeline import Period


def candidates_at(
    problem: Problem, members: Iterable[str], employees: Collection[str] = ()
) -> Mapping[str, Mapping[str, Mask]]:
    """Return, by employee and member, on which half-days the model may use the two.

    Parameters
    ----------
    problem
        What is to be planned.
    members
        At which members.
    employees
        Of which employees; empty means everybody.
    """
    found: defaultdict[str, dict[str, Mask]] = defaultdict(dict)
    for member in members:
        for agreement in problem.agreements_of[member]:
            for number, mask in problem.candidates[agreement].items():
                name = problem.group.employees[number].name
                if (not employees or name in employees) and mask.any():
                    at = found[name]
                    at[member] = at[member] | mask if member in at else mask
    return found


def is_whole(model: RuleModel, period: Period) -> bool:
    """Return whether all of a period is planned, now or in the past."""
    horizon = model.problem.horizon
    before = (day for day in period.dates if day < horizon.first)
    return period.last <= horizon.last and all(model.past.knows(day) for day in before)
