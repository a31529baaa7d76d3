"""Groups for the tests of solve(): a hard year, and a small quarter."""

import random

from gesched.goals import DEFAULT_GOALS
from gesched.group import Absence, Agreement, Closure, Employee, Group, Member
from gesched.timeline import french_holidays

QUICK = DEFAULT_GOALS[:3]
"""Goals whose values are proven in a moment; visits and transfers may take long."""

WEB = ["Web marketer 1", "Web marketer 2"]


def paris_mix(load: float = 1.0) -> Group:
    """Two employees for eleven members, named or by skill, with wishes, absences, closures and minimums."""
    draw = random.Random(1)
    members = [f"Label {number}" for number in range(1, 12)]
    weights = [draw.uniform(1.4, 8) for _ in members]
    factor = load * 2 * 227 / 12 / sum(weights)
    agreements = []
    for member, weight in zip(members, weights, strict=True):
        days, wish = round(weight * factor, 1), draw.choice(["Mon", "Tue", "Mon Tue", "Thu", None])
        if draw.random() < 0.6:
            employee, least = draw.choice(WEB), round(days / 2, 1)
            agreements.append(Agreement(member, employee=employee, days=days, prefers=wish, at_least=least))
        else:
            agreements.append(Agreement(member, skill="web", days=days, prefers=wish))
    return Group(
        "Paris Mix",
        employees=[Employee(name, skills={"web"}) for name in WEB],
        members=[Member(name) for name in members],
        agreements=agreements,
        absences=[
            Absence(WEB[0], "2027-08-02", "2027-08-20"),
            Absence(WEB[1], "2027-07-19", "2027-08-06"),
            Absence(WEB[0], "2027-12-24", "2027-12-31"),
        ],
        closures=[Closure(name, "2027-08-02", "2027-08-20") for name in members[::2]],
        holidays=french_holidays(),
    )


def small() -> Group:
    """Two employees for five members over a quarter; solved to a proof in a moment."""
    agreements = [
        Agreement("Label 1", employee=WEB[0], days=8, prefers="Mon Tue"),
        Agreement("Label 2", employee=WEB[0], days=9.3, prefers="Mon"),
        Agreement("Label 3", skill="web", days=10.5, unit="day"),
        Agreement("Label 4", skill="web", share="10 %", prefers="Thu"),
        Agreement("Label 5", employee=WEB[1], days=6, at_least=3, at_most=9),
    ]
    return Group(
        "Paris Mix",
        employees=[Employee(name, skills={"web"}) for name in WEB],
        members=[Member(f"Label {number}") for number in range(1, 6)],
        agreements=agreements,
        absences=[Absence(WEB[1], "2027-02-08", "2027-02-19")],
        closures=[Closure("Label 3", "2027-03-01", "2027-03-05")],
        holidays=french_holidays(),
    )
