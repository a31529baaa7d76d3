"""A group of two employees and three members, and plans of it in words."""

from typing import Any

from house_samples import planned

from gesched.group import Agreement, Employee, Group, Member
from gesched.rules import HouseRule
from gesched.schedule import Schedule

Expected = tuple[tuple[str, ...], str, str, int]
"""Of a violation: who, first, last, amount."""

Table = dict[str, tuple[HouseRule, Schedule, list[Expected]]]

L1, L2, L3 = "Label 1", "Label 2", "Label 3"
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2027-01-{day:02}" for day in range(4, 11))
NEXT_MON = "2027-01-11"


def group(**more: Any) -> Group:
    """Return two employees, of whom one can keep shop, and three members with an agreement each: 1, 2, 3."""
    words = {
        "employees": [
            Employee("One", "Mon-Sun", skills={"web", "shop"}),
            Employee("Two", "Mon-Sun", skills={"web"}),
        ],
        "members": [Member(name, "Mon-Sun") for name in (L1, L2, L3)],
        "agreements": [
            Agreement(f"Label {n}", skill="web", days=9, per="horizon", at_once=2, name=str(n))
            for n in (1, 2, 3)
        ],
    }
    return Group("Paris Mix", **{**words, **more})


GROUP = group()


def week(plan: str, of: Group = GROUP, history: Schedule | None = None) -> Schedule:
    return planned(of, plan, MON, SUN, history)


def before(plan: str, first: str = "2026-12-28", last: str = "2027-01-03", of: Group = GROUP) -> Schedule:
    return planned(of, plan, first, last)


def found(rule: HouseRule, schedule: Schedule) -> list[Expected]:
    """Return what a rule finds, in order."""
    return sorted((one.who, str(one.first), str(one.last), one.amount) for one in rule.check(schedule))
