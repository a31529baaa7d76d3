from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import InputError
from gesched.group import Absence, Agreement, CommonTime, Employee, Group, Member, Site
from gesched.schedule import Activity, Actuals, Assignment, Schedule, Source, TimeEntry, TimeRecord
from gesched.timeline import Half, Horizon, Period, as_date

WEEK = Horizon("2027-01-04", "2027-01-08")
ALL = Period(WEEK.first, WEEK.last)
MONDAY = as_date("2027-01-04")


def group() -> Group:
    return Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1"), Employee("Web marketer 2", works="Mon-Wed")],
        members=[Member("Label 1"), Member("Label 2", site="Site 1"), Member("Label 3")],
        sites=[Site("Site 1", hours="09:00-12:00, 13:00-17:00")],
        agreements=[
            Agreement("Label 1", employee="Web marketer 1", days=2, per="week"),
            Agreement("Label 2", employee="Web marketer 1", days=1, per="week"),
        ],
        absences=[Absence("Web marketer 1", "2027-01-08")],
        common_time=[CommonTime("2027-01-07", first_half="PM", last_half="PM")],
    )


def on(day: str, half: Half, member: str) -> Assignment:
    return Assignment(as_date(day), half, "Web marketer 1", member, f"{member}: Web marketer 1")


PLAN = Schedule(
    group(),
    WEEK,
    (
        on("2027-01-04", Half.AM, "Label 1"),
        on("2027-01-04", Half.PM, "Label 1"),
        on("2027-01-05", Half.AM, "Label 2"),
    ),
)


def totals(
    record: TimeRecord, source: Source = Source.ACTUAL, employee: str = "Web marketer 1"
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in record.spent(ALL, employee, source):
        name = one.member or str(one.activity)
        before = found.get(name, (0, 0))
        found[name] = (before[0] + one.half_days, before[1] + one.hours)
    return found


def actuals(*entries: TimeEntry, first: str = "2027-01-04", last: str = "2027-01-08") -> Actuals:
    return Actuals(group(), Horizon(first, last), entries)


def test_planned_time() -> None:
    record = TimeRecord(PLAN)
    assert totals(record) == {
        "Label 1": (2, 7),
        "Label 2": (1, 3),
        "common": (1, Fraction(7, 2)),
        "leave": (2, 7),
        "idle": (4, 14),
    }
    assert {one.agreement for one in record.spent(ALL) if one.member} == {
        "Label 1: Web marketer 1",
        "Label 2: Web marketer 1",
    }
    assert totals(record, employee="Web marketer 2") == {"idle": (6, 21)}


def test_timesheets_replace_the_plan_on_their_dates() -> None:
    told = actuals(
        TimeEntry("2027-01-04", "Web marketer 1", "Label 2"),
        TimeEntry("2027-01-05", "Web marketer 1", half="AM", activity="maladie"),
        first="2027-01-04",
        last="2027-01-05",
    )
    record = TimeRecord(PLAN, told)
    assert totals(record) == {
        "Label 2": (2, 7),
        "sick": (1, Fraction(7, 2)),
        "idle": (4, 14),
        "common": (1, Fraction(7, 2)),
        "leave": (2, 7),
    }
    assert totals(record, Source.PLANNED) == totals(TimeRecord(PLAN))


def test_hours_and_half_days() -> None:
    told = actuals(
        TimeEntry("2027-01-04", "Web marketer 1", "Label 1", hours="5,25"),
        TimeEntry("2027-01-04", "Web marketer 1", "Label 3", hours=2),
        TimeEntry("2027-01-05", "Web marketer 1", "Label 1", half="AM", hours=4),
    )
    found = totals(TimeRecord(PLAN, told))
    assert found["Label 1"] == (Fraction(5, 2), Fraction("9.25"))
    assert found["Label 3"] == (Fraction(4, 7), 2)
    # A day told by hours is told wholly; of the 5th, the afternoon is not.
    assert found["idle"] == (1 + 2 + 1, Fraction(7, 2) * 4)


def test_a_member_that_the_plan_did_not_foresee_counts() -> None:
    told = actuals(TimeEntry("2027-01-04", "Web marketer 2", "Label 3", half="PM"))
    assert totals(TimeRecord(PLAN, told), employee="Web marketer 2")["Label 3"] == (1, Fraction(7, 2))


def test_replacing_the_planned_past() -> None:
    told = actuals(
        TimeEntry("2027-01-04", "Web marketer 1", "Label 2", half="AM"),
        TimeEntry("2027-01-04", "Web marketer 1", half="PM", activity="idle"),
        first="2027-01-04",
        last="2027-01-04",
    )
    assert told.replacing(PLAN).assignments == (
        on("2027-01-04", Half.AM, "Label 2"),
        on("2027-01-05", Half.AM, "Label 2"),
    )
    assert told.replacing(replace(PLAN, report=None)).group == PLAN.group


def test_hours_fill_halves_for_replanning() -> None:
    told = actuals(
        TimeEntry("2027-01-04", "Web marketer 1", "Label 1", hours=2),
        TimeEntry("2027-01-04", "Web marketer 1", "Label 2", hours=5),
        TimeEntry("2027-01-05", "Web marketer 1", "Label 1", hours=1),
    )
    assert [(day.day, half, member) for day, half, _, member in told.half_days()] == [
        (4, Half.AM, "Label 2"),
        (4, Half.PM, "Label 1"),
    ]


def test_replanning_needs_an_agreement() -> None:
    told = actuals(TimeEntry("2027-01-04", "Web marketer 1", "Label 3", half="AM"))
    with pytest.raises(
        InputError, match="a member that has an agreement for 'Web marketer 1', got 'Label 3'"
    ):
        told.replacing(PLAN)


def test_every_wrong_line_at_once() -> None:
    with pytest.raises(InputError) as caught:
        actuals(
            TimeEntry("2027-01-04", "Web marketer 1", "Label 9"),
            TimeEntry("2027-01-04", "Web marketer 1", half="AM", activity="leave"),
            TimeEntry("2027-02-04", "Web marketer 5", "Label 1"),
            TimeEntry("2027-01-05", "Web marketer 1", "Label 1", hours=20),
            TimeEntry("2027-01-05", "Web marketer 1", "Label 2", hours=5),
        )
    assert [(one.row, one.column) for one in caught.value.problems] == [
        (0, "member"),
        (1, "half"),
        (2, "employee"),
        (2, "date"),
        (4, "hours"),
    ]


def test_a_record_of_another_group_is_refused() -> None:
    other = Group("Other", employees=[Employee("Nurse 1")], members=[Member("Clinic 1")])
    told = Actuals(other, WEEK, (TimeEntry("2027-01-04", "Nurse 1", "Clinic 1"),))
    with pytest.raises(InputError) as caught:
        TimeRecord(PLAN, told)
    assert [one.column for one in caught.value.problems] == ["employee", "member"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({}, "member"),
        ({"activity": "member"}, "member"),
        ({"member": "Label 1", "activity": "leave"}, "member"),
        ({"member": "Label 1", "hours": 0}, "hours"),
        ({"member": "Label 1", "hours": 25}, "hours"),
        ({"activity": "holiday"}, "activity"),
        ({"member": "Label 1", "half": "noon"}, "half"),
        ({"member": "Label 1", "date": "4 January"}, "date"),
    ],
)
def test_lines_that_mean_nothing_are_refused(cells: dict[str, Any], column: str) -> None:
    given = {"date": "2027-01-04", "employee": "Web marketer 1", **cells}
    with pytest.raises(InputError) as caught:
        TimeEntry(**given)
    assert [one.column for one in caught.value.problems] == [column]


@given(st.sets(st.tuples(st.integers(0, 4), st.sampled_from(Half), st.sampled_from(["Label 1", "Label 2"]))))
@settings(max_examples=40)
def test_no_half_day_is_lost_or_counted_twice(chosen: set[tuple[int, Half, str]]) -> None:
    """Whatever timesheets by half-days say, the week has as many half-days as the employee works."""
    halves = {(day, half): member for day, half, member in chosen}
    entries = [
        TimeEntry(WEEK.dates[day], "Web marketer 1", member, half=half)
        for (day, half), member in halves.items()
    ]
    record = TimeRecord(PLAN, actuals(*entries))
    spent = record.spent(ALL, "Web marketer 1")
    assert sum(one.half_days for one in spent) == 10
    assert sum(one.activity is Activity.MEMBER for one in spent) == len(halves)
    assert actuals(*entries) == actuals(*reversed(entries))
