"""What feeds look like: titles, descriptions, languages, alarms, addresses, provisional days."""

import datetime as dt
import re
from typing import Any

import pytest
from feed_cases import EMPLOYEE, assign, group_of, schedule_of, unfolded, values
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.calendars import FeedForm, calendar_of_employee, calendar_of_member
from gesched.calendars.events import _COLOURS
from gesched.errors import InputError
from gesched.group import Agreement, Group, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half

MONDAY, TUESDAY = "2027-01-04", "2027-01-05"


def schedule(member: str = "Label 1", employee: str = EMPLOYEE) -> Schedule:
    site = Site("Dock", address="1, quay", latitude="48.8566", longitude="-2.3522")
    group = group_of([employee], [Member(member, site="Dock")], [site])
    rows = [assign(group, MONDAY, "AM PM", employee, member), assign(group, TUESDAY, "PM", employee, member)]
    return schedule_of(group, *rows)


def test_titles_and_descriptions_follow_templates() -> None:
    form = FeedForm(
        titles={"member": "{employee}, {half} {{{site}}}"},
        description="{group}: {employee}\n{agreement}",
        language="fr",
    )
    feed = calendar_of_member(schedule(), "Label 1", form=form)
    assert values(feed, "SUMMARY") == [
        r"Web marketer 1\, journée {Dock}",
        r"Web marketer 1\, après-midi {Dock}",
    ]
    assert values(feed, "DESCRIPTION") == [r"Paris Mix: Web marketer 1\n0/0"] * 2
    assert values(calendar_of_employee(schedule(), EMPLOYEE, form=form), "SUMMARY") == ["Label 1"] * 2


def test_a_title_that_would_be_empty_is_the_usual_one() -> None:
    group = group_of([EMPLOYEE], ["Label 1"])
    hosted = schedule_of(group, assign(group, MONDAY, "AM", EMPLOYEE, "Label 1"))
    feed = calendar_of_member(hosted, "Label 1", form=FeedForm(titles={"member": "{site} "}))
    assert values(feed, "SUMMARY") == [EMPLOYEE]


@pytest.mark.parametrize(
    "template",
    [
        "{employee.__class__}",
        "{employee[0]}",
        "{0}",
        "{}",
        "{name}",
        "{employee!r}",
        "{employee:>9}",
        "{",
        "}",
    ],
)
def test_templates_that_reach_further_are_refused(template: str) -> None:
    with pytest.raises(InputError, match="expected a template"):
        FeedForm(titles={"member": template})
    with pytest.raises(InputError, match="expected a template"):
        FeedForm(description=template)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "de"),
        ("privacy", "public"),
        ("titles", "x"),
        ("titles", {"members": ""}),
        ("titles", {"boss": "x"}),
        ("url", "javascript:alert(1)"),
        ("url", "https://example.org/\r\nBEGIN:VALARM"),
        ("url", "https://exämple.org"),
        ("url", "https://"),
        ("url", "https://[x"),
        ("url", f"https://example.org/{'x' * 2000}"),
        ("alarm_minutes", -1),
        ("cancelled_days", 1.5),
        ("past_days", "some"),
        ("refresh_hours", 0),
        ("confirmed_until", "tomorrow"),
        ("join_days", "perhaps"),
    ],
)
def test_what_cannot_be_meant_is_refused(field: str, value: Any) -> None:
    with pytest.raises(InputError) as raised:
        FeedForm(**{field: value})
    (problem,) = raised.value.problems
    assert problem.column == field


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError, match="2 problems"):
        FeedForm(language="de", refresh_hours=0)


def test_days_after_the_last_confirmed_one_are_tentative() -> None:
    for until, wanted in (
        (MONDAY, ["CONFIRMED", "TENTATIVE"]),
        ("2026-12-31", ["TENTATIVE"] * 2),
        (None, ["CONFIRMED"] * 2),
    ):
        feed = calendar_of_member(schedule(), "Label 1", form=FeedForm(confirmed_until=until))
        assert values(feed, "STATUS") == wanted


def test_a_stretch_of_days_is_tentative_where_one_of_them_is() -> None:
    group = group_of([EMPLOYEE], ["Label 1"])
    rows = [assign(group, day, "AM PM", EMPLOYEE, "Label 1") for day in (MONDAY, TUESDAY)]
    form = FeedForm(join_days=True, confirmed_until=MONDAY)
    assert values(calendar_of_member(schedule_of(group, *rows), "Label 1", form=form), "STATUS") == [
        "TENTATIVE"
    ]


def test_places_addresses_alarms_and_colours_are_written() -> None:
    form = FeedForm(url="https://example.org/p?a=1;b,c", alarm_minutes=90, refresh_hours=12, shows_busy=False)
    feed = calendar_of_employee(schedule(), EMPLOYEE, form=form)
    lines = unfolded(feed)
    start = lines.index("SUMMARY:Label 1")
    assert lines[start : lines.index("END:VEVENT")] == [
        "SUMMARY:Label 1",
        r"LOCATION:Dock\, 1\, quay",
        "GEO:48.856600;-2.352200",
        "URL:https://example.org/p?a=1;b,c",
        "CATEGORIES:Label 1",
        f"COLOR:{values(feed, 'COLOR')[0]}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT90M",
        "DESCRIPTION:Label 1",
        "END:VALARM",
        f"X-GESCHED-DIGEST:{values(feed, 'X-GESCHED-DIGEST')[0]}",
    ]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert values(feed, "COLOR")[0] in _COLOURS
    own = unfolded(calendar_of_member(schedule(), "Label 1"))
    assert f"COLOR:{values(feed, 'COLOR')[0]}" in own[: own.index("BEGIN:VEVENT")]


def test_two_agreements_of_a_pair_are_named_for_reading_back() -> None:
    agreements = [
        Agreement("Label 1", employee=EMPLOYEE, days=1, end=MONDAY, name=f"a, {MONDAY}"),
        Agreement("Label 1", employee=EMPLOYEE, days=1, start=TUESDAY, name=f"a, {TUESDAY}"),
    ]
    group = Group("Paris Mix", schedule().group.employees, [Member("Label 1")], agreements)
    day = dt.date(2027, 1, 5)
    rows = [
        Assignment(day, half, EMPLOYEE, "Label 1", one.name)
        for half, one in zip(Half, agreements, strict=True)
    ]
    feed = calendar_of_member(schedule_of(group, rows), "Label 1")
    assert values(feed, "X-GESCHED-AGREEMENT") == [rf"a\, {MONDAY},a\, {TUESDAY}"]
    assert b"X-GESCHED-AGREEMENT" not in calendar_of_member(schedule(), "Label 1")


ANY_TEMPLATE = st.lists(
    st.sampled_from(
        ["{employee}", "{member}", "{site}", "{half}", "\n", ",", ";", "\\", "BEGIN:VALARM", "é🎪" * 30, "{{"]
    ),
    min_size=1,
).map("".join)


@settings(max_examples=50)
@given(title=ANY_TEMPLATE, description=ANY_TEMPLATE)
def test_no_template_injects_a_line(title: str, description: str) -> None:
    plain = FeedForm(titles={"member": "x"}, description="x", alarm_minutes=5)
    form = FeedForm(titles={"member": title + "x"}, description=description + "x", alarm_minutes=5)
    kinds, wanted = (
        [re.split("[:;]", line)[0] for line in unfolded(calendar_of_member(schedule(), "Label 1", form=one))]
        for one in (form, plain)
    )
    assert kinds == wanted
