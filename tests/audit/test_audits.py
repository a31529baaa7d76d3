"""Hand-made schedules held against the rules, and how the audit shows what it found."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from gesched.audit import Audit, audit
from gesched.errors import InputError
from gesched.goals import DEFAULT_GOALS, FairCoverage
from gesched.group import Absence, Agreement, Closure, Employee, Group, Member
from gesched.rules import NeverSameDay
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

_HOSTILE = '<script>alert("1")</script> & co'


def hand_made(*rows: tuple[str, Half, int], member: str = "Label 1") -> Schedule:
    """Label 1 takes two whole days of the first employee, Label 2 one day of the second."""
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1"), Employee("Web marketer 2", authorised_members={"Label 2"})],
        members=[Member(member), Member("Label 2")],
        agreements=[
            Agreement(member, employee="Web marketer 1", days=2, unit="day", name="first"),
            Agreement("Label 2", employee="Web marketer 2", days=1, name="second"),
        ],
        absences=[Absence("Web marketer 1", "2027-02-03", reason="operation")],
        closures=[Closure(member, "2027-02-04")],
    )
    assignments = tuple(
        Assignment(
            dt.date.fromisoformat(day),
            half,
            f"Web marketer {number}",
            member if number == 1 else "Label 2",
            "first" if number == 1 else "second",
        )
        for day, half, number in rows
    )
    return Schedule(group, Horizon("2027-02-01", "2027-02-28"), assignments)


def broken() -> Audit:
    return audit(
        hand_made(
            ("2027-02-03", Half.AM, 1),
            ("2027-02-03", Half.PM, 1),
            ("2027-02-04", Half.AM, 1),
            ("2027-02-05", Half.AM, 1),
            ("2027-02-05", Half.PM, 1),
            ("2027-02-06", Half.AM, 2),
        )
    )


def test_a_schedule_that_keeps_every_rule() -> None:
    found = audit(hand_made(("2027-02-01", Half.AM, 1), ("2027-02-01", Half.PM, 1)))
    assert found.ok
    assert found.to_frame().empty
    assert str(found).splitlines()[0] == "No rule is broken."
    assert list(found.values) == [goal.id for goal in DEFAULT_GOALS]


def test_every_rule_broken_is_named_with_its_dates_and_amount() -> None:
    found = broken()
    assert not found.ok
    frame = found.to_frame()
    assert list(frame.columns) == [
        "rule",
        "who",
        "first",
        "last",
        "amount",
        "unit",
        "weight",
        "words",
        "source",
    ]
    assert frame["rule"].value_counts().to_dict() == {
        "employee_available": 3,
        "member_open": 2,
        "whole_days": 1,
        "commitment_limits": 1,
    }
    ahead = frame[frame["rule"] == "commitment_limits"].iloc[0]
    assert (ahead["who"], ahead["amount"]) == ("first", 1)
    assert (ahead["first"], ahead["last"]) == (dt.date(2027, 2, 1), dt.date(2027, 2, 28))


def test_the_text_counts_and_lists_what_is_broken() -> None:
    lines = str(broken()).splitlines()
    assert lines[0] == "7 violations:"
    assert len([line for line in lines if line.startswith("  - ")]) == 7
    assert "operation" not in str(broken())
    one = audit(hand_made(("2027-02-01", Half.AM, 1)))
    assert str(one).splitlines()[0] == "1 violation:"
    assert "fair_coverage: worst 750 ‰" not in str(one)


def test_goal_values_are_counted_from_the_schedule() -> None:
    found = audit(hand_made(("2027-02-01", Half.AM, 1), ("2027-02-01", Half.PM, 1)), goals=[FairCoverage()])
    assert [(one.measure, one.value) for one in found.values["fair_coverage"]] == [
        ("worst", 1000),
        ("rank 2", 500),
        ("total", 4),
    ]


def test_the_html_is_escaped() -> None:
    found = audit(hand_made(("2027-02-04", Half.AM, 1), member=_HOSTILE))
    markup = found._repr_html_()
    assert "<script" not in markup
    root = ET.fromstring(markup)  # noqa: S314 - our own output
    assert _HOSTILE in "".join(root.itertext())
    assert len(root.findall(".//table")) == 2
    assert len(ET.fromstring(audit(hand_made())._repr_html_()).findall(".//table")) == 1  # noqa: S314


def test_a_rule_that_names_nobody_of_the_group_is_refused_with_the_nearest_name() -> None:
    schedule = hand_made()
    told = r"rules, row 0, members: expected a member of the group, got 'Label 9'. Did you mean 'Label"
    with pytest.raises(InputError, match=told):
        audit(schedule, rules=[NeverSameDay({"Label 1", "Label 9"})])
