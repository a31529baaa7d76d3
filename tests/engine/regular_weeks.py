"""A group for which usual weekdays are to be chosen."""

from typing import Any

from gesched.goals import NoIdleTime, Regularity, ShortfallPenalty, Weighted
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.timeline import Horizon

REGULAR = Weighted({ShortfallPenalty(): 1, NoIdleTime(): 6, Regularity(): 4})


def regular_weeks(**words: Any) -> Model:
    """Three weeks of two employees, each at four members, for more or fewer days than there are.

    All agreements may be given further words.
    """
    days = {"Web marketer 1": (3, 6.5, 2.5, 4), "Web marketer 2": (2.5, 5.5, 5.5, 5.5)}
    group = Group(
        "Paris Mix",
        employees=[Employee(name) for name in days],
        members=[Member(f"Label {number}") for number in range(1, 5)],
        agreements=[
            Agreement(
                f"Label {number}", employee=employee, days=due, name=f"Label {number}: {employee}", **words
            )
            for employee, all_due in days.items()
            for number, due in enumerate(all_due, 1)
        ],
        absences=[Absence("Web marketer 1", "2027-01-06"), Absence("Web marketer 2", "2027-01-20")],
    )
    return Model(Problem(group, Horizon("2027-01-04", "2027-01-24")), DEFAULT_RULES)
