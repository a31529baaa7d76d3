"""For each rule, small plans in words, and what is wrong with them: who, from when to when, by how much."""

import datetime as dt
from typing import Any

import pytest

from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Ledger, Member, Site
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

ONE, TWO = "Web marketer 1", "Web marketer 2"
MON, TUE, WED = "2027-01-04", "2027-01-05", "2027-01-06"
Expected = tuple[str, tuple[str, ...], str, str, int]


def group(*agreements: Agreement, **words: Any) -> Group:
    words.setdefault("employees", [Employee(ONE, skills={"web"}), Employee(TWO, skills={"web"})])
    words.setdefault("members", [Member("Label 1"), Member("Label 2")])
    return Group("Paris Mix", agreements=agreements, **words)


def named(member: str = "Label 1", **words: Any) -> Agreement:
    return Agreement(member, employee=ONE, name="named", **{"days": 10, "per": "horizon", **words})


def skilled(member: str = "Label 1", **words: Any) -> Agreement:
    return Agreement(member, skill="web", name="skilled", **{"days": 10, "per": "horizon", **words})


def planned(
    of: Group, plan: str, first: str = MON, last: str = WED, owed: dict[str, int] | None = None
) -> Schedule:
    """Read a plan: "2027-01-04 AM 1 named; 2027-01-04 2 skilled" (whole days where no half is given)."""
    assignments = []
    for item in filter(None, (part.strip() for part in plan.split(";"))):
        day, *halves, employee, agreement = item.split()
        assignments += [
            Assignment(
                dt.date.fromisoformat(day),
                half,
                f"Web marketer {employee}",
                of.agreement(agreement).member,
                agreement,
            )
            for half in ([Half[half] for half in halves] or Half)
        ]
    return Schedule(of, Horizon(first, last), tuple(assignments), Ledger(owed or {}))


AVAILABLE, OPEN = "employee_available", "member_open"
COVERS, AUTHORISED = "agreement_covers", "authorised_members"
SHAPE, ONCE, LIMITS = "whole_days", "at_once", "commitment_limits"

TABLE: dict[str, tuple[Schedule, list[Expected]]] = {
    "nothing planned": (planned(group(named()), ""), []),
    "all well": (planned(group(named()), f"{MON} 1 named; {WED} PM 1 named"), []),
    "before the contract and after it": (
        planned(
            group(named(), employees=[Employee(ONE, start=TUE, end=TUE)]),
            f"{MON} PM 1 named; {TUE} 1 named; {WED} AM 1 named",
        ),
        [(AVAILABLE, (ONE,), MON, MON, 1), (AVAILABLE, (ONE,), WED, WED, 1)],
    ),
    "off by the weekly pattern": (
        planned(
            group(named(), employees=[Employee(ONE, works="Mon AM, Tue, Wed PM")]),
            f"{MON} 1 named; {WED} PM 1 named",
        ),
        [(AVAILABLE, (ONE,), MON, MON, 1)],
    ),
    "on a holiday of the employee's zone, not of the group's": (
        planned(
            group(
                named(),
                employees=[Employee(ONE, zone="alsace")],
                holidays={"metropole": [MON], "alsace": [TUE]},
                zone="metropole",
                members=[Member("Label 1", works_holidays=MON)],
            ),
            f"{MON} 1 named; {TUE} PM 1 named",
        ),
        [(AVAILABLE, (ONE,), TUE, TUE, 1)],
    ),
    "away by half-days, and every Wednesday morning": (
        planned(
            group(
                named(),
                absences=[
                    Absence(ONE, MON, TUE, first_half="PM", last_half="AM"),
                    Absence(ONE, "2026-01-01", "2027-12-31", when="Wed AM"),
                    Absence(TWO, MON, WED),
                ],
            ),
            f"{MON} 1 named; {TUE} 1 named; {WED} 1 named",
        ),
        [(AVAILABLE, (ONE,), day, day, 1) for day in (MON, TUE, WED)],
    ),
    "in common time, while away: two reasons": (
        planned(
            group(
                named(),
                absences=[Absence(ONE, MON)],
                common_time=[CommonTime(MON, first_half="PM"), CommonTime(MON, employees={TWO})],
            ),
            f"{MON} PM 1 named",
        ),
        [(AVAILABLE, (ONE,), MON, MON, 1)] * 2,
    ),
    "outside the membership": (
        planned(
            group(named(), members=[Member("Label 1", start=TUE, end=TUE)]),
            f"{MON} AM 1 named; {TUE} 1 named; {WED} PM 1 named",
        ),
        [(OPEN, ("Label 1",), MON, MON, 1), (OPEN, ("Label 1",), WED, WED, 1)],
    ),
    "shut by the weekly opening, and closed": (
        planned(
            group(
                named(),
                members=[Member("Label 1", opens="Mon AM, Tue-Wed")],
                closures=[Closure("Label 1", WED, last_half="AM")],
            ),
            f"{MON} 1 named; {WED} 1 named",
        ),
        [(OPEN, ("Label 1",), MON, MON, 1), (OPEN, ("Label 1",), WED, WED, 1)],
    ),
    "on a holiday of the site, though the employee works": (
        planned(
            group(
                named(),
                employees=[Employee(ONE, works_holidays=f"{MON}; {TUE}")],
                members=[Member("Label 1", site="Site 1", works_holidays=TUE)],
                sites=[Site("Site 1", zone="alsace")],
                holidays={"metropole": [WED], "alsace": [MON, TUE]},
                zone="alsace",
            ),
            f"{MON} PM 1 named; {TUE} PM 1 named",
        ),
        [(OPEN, ("Label 1",), MON, MON, 1)],
    ),
    "before the agreement and after it": (
        planned(group(named(start=TUE, end=TUE)), f"{MON} PM 1 named; {TUE} 1 named; {WED} AM 1 named"),
        [(COVERS, ("named",), MON, MON, 1), (COVERS, ("named",), WED, WED, 1)],
    ),
    "out of season, and before the agreement as well": (
        planned(
            group(named(start=TUE, season="01-06 to 12-31")),
            f"{MON} AM 1 named; {TUE} PM 1 named; {WED} 1 named",
        ),
        [(COVERS, ("named",), day, day, 1) for day in (MON, MON, TUE)],
    ),
    "a month that gives less than the minimum of its days in season": (
        planned(
            group(named(days=2, per="month", at_least=2, season="01-05 to 01-05")),
            f"{TUE} AM 1 named",
        ),
        [(LIMITS, ("named",), MON, WED, 3)],
    ),
    "somebody else than named, somebody without the skill": (
        planned(
            group(named(), skilled("Label 2"), employees=[Employee(ONE, skills={"web"}), Employee(TWO)]),
            f"{MON} AM 2 named; {MON} PM 2 skilled; {TUE} 1 skilled",
        ),
        [(COVERS, ("named",), MON, MON, 1), (COVERS, ("skilled",), MON, MON, 1)],
    ),
    "at a member that the contract does not list": (
        planned(
            group(
                skilled(),
                employees=[
                    Employee(ONE, skills={"web"}, authorised_members={"Label 2"}),
                    Employee(TWO, skills={"web"}, authorised_members={"Label 1"}),
                ],
            ),
            f"{MON} AM 1 skilled; {TUE} AM 2 skilled",
        ),
        [(AUTHORISED, (ONE, "Label 1"), MON, MON, 1)],
    ),
    "half a day of whole days": (
        planned(
            group(skilled(unit="day", at_once=2)),
            f"{MON} AM 1 skilled; {MON} PM 2 skilled; {TUE} 1 skilled; {WED} PM 1 skilled",
        ),
        [
            (SHAPE, ("skilled",), MON, MON, 1),
            (SHAPE, ("skilled",), MON, MON, 1),
            (SHAPE, ("skilled",), WED, WED, 1),
        ],
    ),
    "two where one at once is taken, on the first and the last half-day": (
        planned(
            group(skilled()),
            f"{MON} AM 1 skilled; {MON} AM 2 skilled; {WED} PM 1 skilled; {WED} PM 2 skilled",
        ),
        [(ONCE, ("skilled",), MON, MON, 1), (ONCE, ("skilled",), WED, WED, 1)],
    ),
    "three where one at once is taken: two too many": (
        planned(
            group(skilled(), employees=[Employee(f"Web marketer {n}", skills={"web"}) for n in (1, 2, 3)]),
            f"{TUE} AM 1 skilled; {TUE} AM 2 skilled; {TUE} AM 3 skilled",
        ),
        [(ONCE, ("skilled",), TUE, TUE, 2)],
    ),
    "more than promised": (
        planned(group(named(days=1)), f"{MON} 1 named; {TUE} 1 named; {WED} AM 1 named"),
        [(LIMITS, ("named",), MON, WED, 3)],
    ),
    "more than promised, but owed": (
        planned(group(named(days=1)), f"{MON} 1 named; {TUE} 1 named", owed={"named": 2}),
        [],
    ),
    "no more than promised, but taken in advance": (
        planned(group(named(days=1)), f"{MON} 1 named", owed={"named": -1}),
        [(LIMITS, ("named",), MON, WED, 1)],
    ),
    "given ahead of the second week, then as due": (
        planned(group(named(days=0.5, per="week", start=MON)), f"{MON} 1 named", last="2027-01-11"),
        # Half a half-day by 11 January is none: 1/5 of the second week's.
        [(LIMITS, ("named",), MON, "2027-01-10", 1), (LIMITS, ("named",), "2027-01-11", "2027-01-11", 1)],
    ),
    "made up for in the second week": (
        planned(group(named(days=5, per="week", start=MON)), "2027-01-11 1 named", last="2027-01-11"),
        [],
    ),
    "less than the minimum of the first and of the last week": (
        planned(
            group(named(days=5, per="week", at_least=2.5, start=MON)), f"{MON} AM 1 named", last="2027-01-12"
        ),
        # All five half-days of the first week; two working days of five are two half-days.
        [(LIMITS, ("named",), MON, "2027-01-10", 4), (LIMITS, ("named",), "2027-01-11", "2027-01-12", 2)],
    ),
    "more than the maximum, less than the minimum, each week apart": (
        planned(
            group(named(days=1, per="week", at_least=1, at_most=1.5, start=MON)),
            f"{MON} 1 named; {TUE} 1 named",
            last="2027-01-15",
        ),
        [(LIMITS, ("named",), MON, "2027-01-10", 1), (LIMITS, ("named",), "2027-01-11", "2027-01-15", 2)],
    ),
    "a maximum rounded up to whole days, a promise rounded to the nearest": (
        planned(group(named(days=1.25, at_most=1.25, unit="day")), f"{MON} 1 named; {TUE} 1 named"),
        [],
    ),
    "a quarter of the time there": (
        # Eight half-days are available until Thursday; one on Friday is not.
        planned(
            group(named(days=None, share=0.25), absences=[Absence(ONE, "2027-01-08")]),
            f"{MON} 1 named; {TUE} AM 1 named",
            last="2027-01-08",
        ),
        [(LIMITS, ("named",), MON, "2027-01-08", 1)],
    ),
}


@pytest.mark.parametrize(("schedule", "expected"), TABLE.values(), ids=TABLE)
def test_violations_of_a_plan(schedule: Schedule, expected: list[Expected]) -> None:
    found = [
        (one.rule, one.who, str(one.first), str(one.last), one.amount)
        for rule in DEFAULT_RULES
        for one in rule.check(schedule)
    ]
    assert sorted(found) == sorted(expected)


def test_every_rule_has_a_truth_table() -> None:
    shown = {rule for _, expected in TABLE.values() for rule, *_ in expected}
    assert shown == {rule.id for rule in DEFAULT_RULES}


def test_a_violation_says_what_is_wrong_in_words() -> None:
    schedule = planned(group(skilled()), f"{TUE} PM 1 skilled; {TUE} PM 2 skilled")
    words = [str(one) for rule in DEFAULT_RULES for one in rule.check(schedule)]
    assert words == ["skilled takes at most 1 at once, but 2 come on 2027-01-05 PM [agreement]"]
