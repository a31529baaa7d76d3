"""Feeds read back: what was written, and what somebody changed by hand since."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from feed_cases import EMPLOYEE, LABELS, REVISED, YEAR, assign, group_of, plan_of, schedule_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.calendars import (
    FeedForm,
    FeedKind,
    calendar_of_employee,
    calendar_of_member,
    read_calendars,
    write_calendars,
)
from gesched.errors import InputError, InputProblem
from gesched.group import Absence, Agreement, Closure, Group, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

OTHER = "Web marketer 2"
MONDAY, TUESDAY = "2027-01-04", "2027-01-05"
FORTNIGHT = Horizon("2027-03-22", "2027-04-04")
ODD = ["Label, 1; \\n", '"Label" 2 🎪', "Label 1"]


def group() -> Group:
    """Return a group of odd names, places with hours of their own, and a pair with two agreements."""
    sites = [Site("Réunion", timezone="Indian/Reunion"), Site("Dock", hours="7h-11h, 12h-16h")]
    members = [Member(ODD[0]), Member(ODD[1], site="Réunion"), Member(ODD[2], site="Dock")]
    group = group_of([EMPLOYEE, OTHER], members, sites, name="Paris, Mix")
    second = Agreement(ODD[0], skill="web", days=3, name="by skill, too")
    employees = [replace(one, skills={"web"}) for one in group.employees]
    return replace(
        group,
        employees=employees,
        agreements=[*group.agreements, second],
        absences=[Absence(EMPLOYEE, "2027-03-29", "2027-03-30", reason="leave")],
        closures=[Closure(ODD[2], "2027-03-31", reason="stocktaking")],
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    words = group()
    slots = [(half_day, name) for half_day in FORTNIGHT.half_days for name in (EMPLOYEE, OTHER)]
    under = st.sampled_from([None, None, *words.agreements])
    chosen = draw(st.lists(under, min_size=len(slots), max_size=len(slots)))
    plan = [
        Assignment(*half_day, name, agreement.member, agreement.name)
        for (half_day, name), agreement in zip(slots, chosen, strict=True)
        if agreement is not None and agreement.employee in {None, name}
    ]
    return Schedule(words, FORTNIGHT, tuple(plan), revised=REVISED)


FORMS = [
    FeedForm(),
    FeedForm(join_days=True, language="fr", alarm_minutes=30, description="{agreement}\n{employee}"),
    FeedForm(titles={"member": "{half}: {employee}", "employee": "{member} ({half})", "group": "{half}"}),
    FeedForm(privacy="coordinator", shows_busy=False, confirmed_until=FORTNIGHT.first),
]


@settings(max_examples=25)
@given(
    schedule=schedules(), form=st.sampled_from(FORMS), kind=st.sampled_from(["members", "employees", "group"])
)
def test_what_was_written_reads_back(
    schedule: Schedule, form: FeedForm, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("feeds")
    write_calendars(schedule, folder, feeds=kind, form=form, tokens=True)
    back = read_calendars(folder / kind, schedule.group, FORTNIGHT, form=form, revised=REVISED)
    assert back == schedule


def test_all_kinds_together_read_back_once(tmp_path: Path) -> None:
    schedule = plan_of((MONDAY, "AM PM", "Label 1"), (TUESDAY, "PM", "Label 2"))
    for path in write_calendars(schedule, tmp_path / "all", feeds=FeedKind).paths:
        (tmp_path / f"{path.parent.name}-{path.name}").write_bytes(path.read_bytes())
    assert read_calendars(tmp_path, schedule.group, YEAR, revised=REVISED) == schedule


# Changed by hand in a client, which may keep nothing but what everybody knows.


def bare(feed: bytes) -> bytes:
    """Return a feed as a client exports it that drops what it does not know."""
    dropped = (b"X-GESCHED", b"X-PUBLISHED", b"REFRESH", b"CATEGORIES", b"COLOR", b"NAME")
    return b"\r\n".join(line for line in feed.split(b"\r\n") if not line.startswith(dropped))


def feed_of(*plan: tuple[str, str, str]) -> tuple[Group, bytes]:
    schedule = plan_of(*plan)
    return schedule.group, calendar_of_employee(schedule, EMPLOYEE)


def rows(schedule: Schedule) -> list[tuple[str, str, str]]:
    return [(str(one.date), str(one.half), one.member) for one in schedule.assignments]


@pytest.mark.parametrize("changed_by", [bytes, bare])
@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (b"20270104T083000", b"20270104T091500", [(MONDAY, "AM", "Label 1")]),
        (b"20270104T120000", b"20270104T170000", [(MONDAY, "AM", "Label 1"), (MONDAY, "PM", "Label 1")]),
        (b":20270104T", b":20270105T", [(TUESDAY, "AM", "Label 1")]),
        (b"20270104T083000", b"20270104T114500", []),
        (b"SUMMARY:Label 1", b"SUMMARY:Label 2", [(MONDAY, "AM", "Label 2")]),
        (b"STATUS:CONFIRMED", b"STATUS:CANCELLED", []),
        (b"STATUS:CONFIRMED", b"STATUS:TENTATIVE", [(MONDAY, "AM", "Label 1")]),
        (b"TZID=Europe/Paris", b"TZID=Romance Standard Time", [(MONDAY, "AM", "Label 1")]),
    ],
)
def test_what_was_changed_counts(
    changed_by: Callable[[bytes], bytes], old: bytes, new: bytes, wanted: list[tuple[str, str, str]]
) -> None:
    group, feed = feed_of((MONDAY, "AM", "Label 1"))
    edited = changed_by(feed.replace(old, new))
    assert rows(read_calendars(edited, group, YEAR)) == wanted


def test_a_feed_that_says_nothing_of_its_owner_is_told_whose_it_is() -> None:
    group, feed = feed_of((MONDAY, "AM", "Label 1"))
    nameless = bare(feed).replace(b"X-WR-CALNAME:", b"X-WR-CALDESC:")
    assert rows(read_calendars(nameless, group, YEAR, employee=EMPLOYEE)) == [(MONDAY, "AM", "Label 1")]
    with pytest.raises(InputError, match="a title that tells one employee and one member, got 'Label 1'"):
        read_calendars(nameless, group, YEAR)


def test_a_new_event_needs_but_a_name_and_may_recur() -> None:
    group, feed = feed_of()
    when = b"DTSTART:20270104T130000\r\nDURATION:PT4H\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
    new = b"BEGIN:VEVENT\r\n" + when + b"SUMMARY:Label 2\r\nEND:VEVENT\r\n"
    edited = feed.replace(b"END:VCALENDAR", new + b"END:VCALENDAR")
    assert rows(read_calendars(edited, group, YEAR)) == [
        (MONDAY, "PM", "Label 2"),
        (TUESDAY, "PM", "Label 2"),
    ]


def test_two_places_at_once_are_told_with_both_lines() -> None:
    group, feed = feed_of((MONDAY, "AM", "Label 1"), (MONDAY, "PM", "Label 2"))
    edited = feed.replace(b"20270104T133000", b"20270104T083000")
    with pytest.raises(InputError) as raised:
        read_calendars(edited, group, YEAR)
    (problem,) = raised.value.problems
    lines = [number for number, line in enumerate(edited.split(b"\r\n"), 1) if line == b"BEGIN:VEVENT"]
    assert problem.row == lines[1]
    assert f"Line {lines[0]} of calendar has another" in problem.advice


def test_unknown_titles_are_told_or_skipped() -> None:
    group, feed = feed_of((MONDAY, "AM", "Label 1"), (TUESDAY, "AM", "Label 2"))
    edited = bare(feed).replace(b"SUMMARY:Label 1", b"SUMMARY:Lable 1")
    with pytest.raises(
        InputError, match=r"line \d+, SUMMARY: expected a title .* got 'Lable 1'. Did you mean 'Label 1'"
    ):
        read_calendars(edited, group, YEAR)
    problems: list[InputProblem] = []
    read = read_calendars(edited, group, YEAR, on_problem=problems.append)
    assert rows(read) == [(TUESDAY, "AM", "Label 2")]
    assert len(problems) == 1


def test_a_member_without_an_agreement_is_told_with_its_line() -> None:
    group, feed = feed_of((MONDAY, "AM", "Label 1"))
    smaller = replace(group, agreements=[one for one in group.agreements if one.member != "Label 2"])
    with pytest.raises(
        InputError, match=r"calendar, line \d+, VEVENT: expected a member that has an agreement"
    ):
        read_calendars(feed.replace(b"SUMMARY:Label 1", b"SUMMARY:Label 2"), smaller, YEAR)


def test_days_outside_the_horizon_are_left_out() -> None:
    group, feed = feed_of((MONDAY, "AM PM", "Label 1"), (TUESDAY, "AM PM", "Label 1"))
    assert rows(read_calendars(feed, group, Horizon(TUESDAY, TUESDAY))) == [
        (TUESDAY, "AM", "Label 1"),
        (TUESDAY, "PM", "Label 1"),
    ]


def test_what_was_read_back_publishes_as_the_feed_that_it_was() -> None:
    schedule = plan_of((MONDAY, "AM PM", "Label 1"), (TUESDAY, "PM", "Label 2"))
    feed = calendar_of_employee(schedule, EMPLOYEE)
    again = read_calendars(feed, schedule.group, YEAR, revised=REVISED + dt.timedelta(days=1))
    assert calendar_of_employee(again, EMPLOYEE, earlier=feed) == feed


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Miquelon", "Australia/Lord_Howe"])
def test_hours_that_the_clocks_skip_or_repeat_read_back(zone: str) -> None:
    site = Site("Night shift", timezone=zone, hours="01:15-02:15, 02:45-03:00")
    words = group_of([EMPLOYEE], [Member("Label 1", site="Night shift")], [site])
    plan = [
        assign(words, day, Half(turn % 2).name, EMPLOYEE, "Label 1") for turn, day in enumerate(YEAR.dates)
    ]
    schedule = schedule_of(words, *plan)
    feed = calendar_of_member(schedule, "Label 1")
    assert read_calendars(feed, words, YEAR, revised=REVISED) == schedule


def test_labels_of_a_feed_are_read_in_either_language() -> None:
    words = group_of([EMPLOYEE], LABELS)
    feed = (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270104\nSUMMARY:Web marketer 1 chez Label 1\n"
    )
    read = read_calendars(feed + b"END:VEVENT\nEND:VCALENDAR", words, YEAR)
    assert rows(read) == [(MONDAY, "AM", "Label 1"), (MONDAY, "PM", "Label 1")]
