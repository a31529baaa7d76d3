"""What feeds mean: events, whole days, joined days, UIDs, privacy."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from feed_cases import (
    EMPLOYEE,
    LABELS,
    YEAR,
    assign,
    expected,
    group_of,
    plan_of,
    schedule_of,
    seen,
    times_of,
    values,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from gesched.calendars import FeedForm, calendar_of_employee, calendar_of_member
from gesched.errors import BadValue
from gesched.group import Absence, Agreement, Closure, Employee, Group, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

OTHER = "Web marketer 2"
MONDAY = "2027-01-04"
TUESDAY = "2027-01-05"


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw a schedule: anybody anywhere, half-day by half-day, in a fortnight with a change of the clocks."""
    sites = [Site("Réunion", timezone="Indian/Reunion"), Site("Dock", hours="7h-11h, 12h-16h")]
    members = [Member("Label 1"), Member("Label 2", site="Réunion"), Member("Label 3", site="Dock")]
    group = group_of([EMPLOYEE, OTHER], members, sites)
    horizon = Horizon("2027-03-22", "2027-04-04")
    slots = [(day, half, name) for day, half in horizon.half_days for name in (EMPLOYEE, OTHER)]
    hosts = draw(st.lists(st.sampled_from(["", *LABELS]), min_size=len(slots), max_size=len(slots)))
    plan = [
        assign(group, day, half.name, name, host)
        for (day, half, name), host in zip(slots, hosts, strict=True)
        if host
    ]
    return schedule_of(group, *plan, horizon=horizon)


@settings(max_examples=50)
@given(schedules())
def test_feeds_say_what_the_schedule_says(schedule: Schedule) -> None:
    group = schedule.group
    for member in group.members:
        wanted = expected(group, schedule.of_member(member.name), by="member")
        assert seen(calendar_of_member(schedule, member.name)) == wanted
    for employee in group.employees:
        wanted = expected(group, schedule.of_employee(employee.name), by="employee")
        assert seen(calendar_of_employee(schedule, employee.name)) == wanted


@settings(max_examples=50)
@given(schedules())
def test_joined_days_cover_the_same_dates(schedule: Schedule) -> None:
    for member in LABELS:
        apart = calendar_of_member(schedule, member)
        joined = calendar_of_member(schedule, member, form=FeedForm(join_days=True))
        assert _covered(joined) == _covered(apart)
        assert set(values(joined, "UID")) <= set(values(apart, "UID"))


def _covered(feed: bytes) -> list[tuple[str, str]]:
    covered: list[tuple[str, str]] = []
    for event in Calendar.from_ical(feed).walk("VEVENT"):
        start, end = times_of(event)
        days = 1 if isinstance(start, dt.datetime) else (end - start).days
        covered += [(str(start + dt.timedelta(days=step)), str(event["SUMMARY"])) for step in range(days)]
    return sorted(covered)


def test_a_whole_day_is_one_event_and_a_split_day_two() -> None:
    schedule = plan_of((MONDAY, "AM PM", "Label 1"), (TUESDAY, "AM", "Label 1"), (TUESDAY, "PM", "Label 2"))
    feed = calendar_of_employee(schedule, EMPLOYEE)
    assert values(feed, "DTSTART") == ["20270104", "20270105T083000", "20270105T133000"]
    assert values(feed, "DTEND") == ["20270105", "20270105T120000", "20270105T170000"]
    assert values(feed, "SUMMARY") == ["Label 1", "Label 1", "Label 2"]
    assert b"\r\nDTSTART;VALUE=DATE:20270104\r\n" in feed
    assert b"\r\nDTSTART;TZID=Europe/Paris:20270105T083000\r\n" in feed


def test_two_agreements_on_one_day_make_one_whole_day() -> None:
    agreements = [
        Agreement("Label 1", employee=EMPLOYEE, days=1, name="named"),
        Agreement("Label 1", skill="web marketing", days=1, name="skill"),
    ]
    employees = [Employee(EMPLOYEE, skills={"web marketing"})]
    group = Group("Paris Mix", employees, [Member("Label 1")], agreements)
    plan = [
        Assignment(dt.date(2027, 1, 4), Half.AM, EMPLOYEE, "Label 1", "named"),
        Assignment(dt.date(2027, 1, 4), Half.PM, EMPLOYEE, "Label 1", "skill"),
    ]
    assert values(calendar_of_member(schedule_of(group, plan), "Label 1"), "DTSTART") == ["20270104"]


def test_two_employees_at_one_member_are_two_events() -> None:
    group = group_of([EMPLOYEE, OTHER], LABELS)
    plan = [assign(group, MONDAY, half, name, "Label 1") for half, name in (("AM", EMPLOYEE), ("PM", OTHER))]
    feed = calendar_of_member(schedule_of(group, *plan), "Label 1")
    assert values(feed, "SUMMARY") == [EMPLOYEE, OTHER]
    assert values(feed, "DTSTART") == ["20270104T083000", "20270104T133000"]


def test_days_are_joined_over_dates_in_a_row_only() -> None:
    whole = [(f"2027-01-{day:02}", "AM PM", "Label 1") for day in (4, 5, 6, 7, 8, 11, 12, 15)]
    schedule = plan_of(*whole, ("2027-01-13", "AM", "Label 1"), ("2027-01-14", "AM PM", "Label 2"))
    feed = calendar_of_member(schedule, "Label 1", form=FeedForm(join_days=True))
    assert values(feed, "DTSTART") == ["20270104", "20270111", "20270113T083000", "20270115"]
    assert values(feed, "DTEND") == ["20270109", "20270113", "20270113T120000", "20270116"]
    apart = values(calendar_of_member(schedule, "Label 1"), "UID")
    assert values(feed, "UID") == [apart[place] for place in (0, 5, 7, 8)]


def test_days_of_several_employees_are_joined_apart() -> None:
    group = group_of([EMPLOYEE, OTHER], LABELS)
    plan = [
        assign(group, day, "AM PM", name, "Label 1")
        for day in (MONDAY, TUESDAY)
        for name in (EMPLOYEE, OTHER)
    ]
    feed = calendar_of_member(schedule_of(group, *plan), "Label 1", form=FeedForm(join_days=True))
    assert values(feed, "SUMMARY") == [EMPLOYEE, OTHER]
    assert values(feed, "DTEND") == ["20270106", "20270106"]


# Who an event is.


def test_a_morning_that_becomes_a_whole_day_stays_the_same_event() -> None:
    morning, day = plan_of((MONDAY, "AM", "Label 1")), plan_of((MONDAY, "AM PM", "Label 1"))
    one, other = calendar_of_member(morning, "Label 1"), calendar_of_member(day, "Label 1")
    assert values(one, "UID") == values(other, "UID")
    one, other = calendar_of_employee(morning, EMPLOYEE), calendar_of_employee(day, EMPLOYEE)
    assert values(one, "UID") == values(other, "UID")


def test_every_event_has_its_own_uid() -> None:
    group = group_of([EMPLOYEE, OTHER], LABELS)
    days = [day for day in YEAR.dates if day.weekday() < 5]
    plan = [
        assign(group, day, half, name, LABELS[(turn + shift + place) % 3])
        for turn, day in enumerate(days)
        for shift, name in enumerate((EMPLOYEE, OTHER))
        for place, half in enumerate(("AM", "PM"))
    ]
    schedule = schedule_of(group, *plan)
    feeds = [calendar_of_member(schedule, name) for name in LABELS]
    feeds += [calendar_of_employee(schedule, name) for name in (EMPLOYEE, OTHER)]
    uids = [uid for feed in feeds for uid in values(feed, "UID")]
    assert len(uids) == len(set(uids)) == 2 * len(schedule.assignments)


def _uids(group: Group, employee: str, member: str) -> list[str]:
    schedule = schedule_of(group, assign(group, MONDAY, "AM", employee, member))
    return values(calendar_of_member(schedule, member), "UID") + values(
        calendar_of_employee(schedule, employee), "UID"
    )


def test_keys_outlive_names() -> None:
    before = group_of([EMPLOYEE], ["Label 1"])
    members, employees = [Member("Label One", key="Label 1")], [Employee("Marketer", key=EMPLOYEE)]
    after = group_of(employees, members, name="Paris Mix & Co", key="Paris Mix")
    assert _uids(before, EMPLOYEE, "Label 1") == _uids(after, "Marketer", "Label One")


@pytest.mark.parametrize(
    ("employee", "member", "name"),
    [(OTHER, "Label 1", "Paris Mix"), (EMPLOYEE, "Label 2", "Paris Mix"), (EMPLOYEE, "Label 1", "Lyon Mix")],
)
def test_other_names_make_other_events(employee: str, member: str, name: str) -> None:
    one = _uids(group_of([EMPLOYEE], ["Label 1"]), EMPLOYEE, "Label 1")
    assert not set(one) & set(_uids(group_of([employee], [member], name=name), employee, member))


def test_names_with_separators_are_told_apart() -> None:
    pairs = [("a, b", "c"), ("a", "b, c"), ('a", "b', "c"), ("a", 'b", "c'), ("a|b", "c"), ("a", "b|c")]
    uids = {uid for pair in pairs for uid in _uids(group_of([pair[0]], [pair[1]]), *pair)}
    assert len(uids) == 2 * len(pairs)


def test_a_newcomer_with_an_old_name_is_somebody_else() -> None:
    renamed, newcomer = Employee("Marketer", key=EMPLOYEE), Employee(EMPLOYEE)
    group = group_of([renamed, newcomer], ["Label 1"])
    assert not set(_uids(group, "Marketer", "Label 1")) & set(_uids(group, EMPLOYEE, "Label 1"))


# What a feed does not say.


@pytest.mark.parametrize("join_days", [False, True])
def test_a_members_feed_shows_no_other_member(join_days: bool) -> None:
    plan = [
        (f"2027-01-{day:02}", halves, member)
        for day, halves, member in (
            (4, "AM", "Label 1"),
            (4, "PM", "Label 2"),
            (5, "AM PM", "Label 3"),
            (6, "AM PM", "Label 1"),
        )
    ]
    schedule = plan_of(*plan)
    for member in LABELS:
        feed = calendar_of_member(schedule, member, form=FeedForm(join_days=join_days))
        assert [name for name in LABELS if name.encode() in feed] == [member]


def test_feeds_do_not_say_why_someone_is_away() -> None:
    group = replace(
        group_of([EMPLOYEE], LABELS),
        absences=[Absence(EMPLOYEE, "2027-02-01", "2027-02-05", reason="sick leave")],
        closures=[Closure("Label 1", "2027-03-01", "2027-03-05", reason="stocktaking")],
    )
    schedule = schedule_of(group, assign(group, MONDAY, "AM", EMPLOYEE, "Label 1"))
    feeds = calendar_of_member(schedule, "Label 1") + calendar_of_employee(schedule, EMPLOYEE)
    assert b"sick" not in feeds
    assert b"stocktaking" not in feeds
    assert b"202702" not in feeds


@pytest.mark.parametrize("feed_of", [calendar_of_member, calendar_of_employee])
def test_unknown_names_are_refused(feed_of: Callable[[Schedule, str], bytes]) -> None:
    with pytest.raises(BadValue, match="Web marketer 9"):
        feed_of(plan_of(), "Web marketer 9")


@pytest.mark.parametrize("day", ["1970-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_years_that_readers_cannot_tell_are_refused(day: str) -> None:
    schedule = schedule_of(group_of([EMPLOYEE], LABELS), horizon=Horizon(day, day))
    with pytest.raises(BadValue, match=r"1971 to 2199.*Check the years"):
        calendar_of_member(schedule, "Label 1")


@pytest.mark.parametrize("day", ["1971-01-01", "2199-12-31"])
def test_the_first_and_the_last_year_are_written(day: str) -> None:
    group = group_of([EMPLOYEE], LABELS)
    plan = assign(group, day, "AM PM", EMPLOYEE, "Label 1")
    for halves in (plan, plan[:1], plan[1:]):
        schedule = schedule_of(group, halves, horizon=Horizon(day, day))
        assert seen(calendar_of_member(schedule, "Label 1")) == expected(group, halves, by="member")
