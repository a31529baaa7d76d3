"""How each member fares: a row a member, with sums that agree."""

import datetime as dt

import pandas as pd

from gesched.fairness import fairness
from gesched.group import Absence, Agreement, Employee, Group, Ledger, Member
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

_COLUMNS = ["owed", "promised", "unservable", "due", "given", "short", "ratio", "beyond"]
_COLUMNS += ["wished", "met", "wish_ratio", "promise_share", "contested_share"]


def schedule_of(*rows: tuple[str, Half, int]) -> Schedule:
    """One employee, there for a week; Labels 1 and 2 wish for Mondays, Label 3 is promised nothing."""
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member(f"Label {number}") for number in (1, 2, 3)],
        agreements=[
            Agreement("Label 1", employee="Web marketer 1", days=1.5, prefers="Mon", name="of 1"),
            Agreement("Label 2", employee="Web marketer 1", days=9, prefers="Mon", at_most=10, name="of 2"),
        ],
        absences=[Absence("Web marketer 1", "2027-02-08", "2027-02-28")],
    )
    assignments = tuple(
        Assignment(dt.date.fromisoformat(day), half, "Web marketer 1", f"Label {number}", f"of {number}")
        for day, half, number in rows
    )
    horizon = Horizon("2027-02-01", "2027-02-28")
    return Schedule(group, horizon, assignments, Ledger({"of 1": -1, "of 2": 2}))


def test_columns_are_as_told_and_rows_are_the_members() -> None:
    frame = fairness(schedule_of())
    assert list(frame.columns) == _COLUMNS
    assert list(frame.index) == ["Label 1", "Label 2", "Label 3"]
    assert frame.index.name == "member"


def test_what_is_due_given_short_and_beyond() -> None:
    rows = [("2027-02-01", Half.AM, 1), ("2027-02-01", Half.PM, 2), ("2027-02-02", Half.AM, 1)]
    rows += [("2027-02-02", Half.PM, 1)]
    frame = fairness(schedule_of(*rows))
    assert frame["ratio"].iloc[2] is pd.NA
    first, second, third = frame[[*_COLUMNS[:6], "beyond"]].to_numpy().tolist()
    assert first == [-1, 3, 0, 2, 3, 0, 1]
    # Five days are there: ten half-days of the twenty that are owed and promised.
    assert second == [2, 18, 10, 10, 1, 9, 0]
    assert third == [0] * 7
    assert frame["ratio"].tolist()[:2] == [0, 900]


def test_wishes_and_contested_half_days() -> None:
    frame = fairness(schedule_of(("2027-02-01", Half.AM, 1), ("2027-02-02", Half.PM, 2)))
    assert frame["wished"].tolist() == [2, 2, 0]
    assert frame["met"].tolist() == [1, 0, 0]
    assert frame["wish_ratio"].tolist()[:2] == [500, 1000]
    assert frame["wish_ratio"].iloc[2] is pd.NA
    assert frame["contested_share"].tolist() == [1.0, 0.0, 0.0]
    assert frame["promise_share"].tolist() == [3 / 21, 18 / 21, 0.0]


def test_shares_sum_to_one_or_are_missing() -> None:
    frame = fairness(schedule_of(("2027-02-01", Half.AM, 1), ("2027-02-01", Half.PM, 2)))
    assert (frame["promise_share"].sum(), frame["contested_share"].sum()) == (1.0, 1.0)
    assert fairness(schedule_of())["contested_share"].isna().all()


def test_a_group_without_members_has_an_empty_table() -> None:
    frame = fairness(Schedule(Group("Paris Mix"), Horizon("2027-02-01", "2027-02-28")))
    assert frame.empty
    assert list(frame.columns) == _COLUMNS
