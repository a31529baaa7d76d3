"""Feeds that are published again: what changes, what stays to the byte, numbers that never go down."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from feed_cases import EMPLOYEE, LABELS, REVISED, assign, group_of, plan_of, schedule_of, unfolded, values
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.calendars import FeedForm, Privacy, calendar_of_employee, calendar_of_member
from gesched.calendars.revisions import Earlier, identity_in
from gesched.group import Absence, Employee, Member
from gesched.schedule import Schedule
from gesched.timeline import Horizon

HOUR = dt.timedelta(hours=1)
NO_NUMBER = re.compile(rb"(?:SEQUENCE|DTSTAMP|LAST-MODIFIED|X-GESCHED-DIGEST):.*")
Plan = tuple[tuple[str, str, str], ...]

DAYS = [f"2027-01-{day:02}" for day in range(4, 9)]
PLANS = st.lists(
    st.dictionaries(st.sampled_from(DAYS), st.sampled_from(["AM", "PM", "AM PM"]), max_size=5), max_size=5
)


def plan(days: dict[str, str], revised: dt.datetime | None) -> Schedule:
    return plan_of(*((day, halves, "Label 1") for day, halves in days.items()), revised=revised)


def earlier_of(content: bytes) -> Earlier:
    """Return what a feed was, whoever's it is."""
    return Earlier.read(content, identity_in(content) or "somebody's")


def blocks(feed: bytes) -> dict[str, bytes]:
    """Return the events of a feed by UID, as they are written."""
    found = re.findall(rb"BEGIN:VEVENT\r\n.*?\nEND:VEVENT\r\n", feed, re.DOTALL)
    return {re.findall(rb"UID:(.*)\r", block)[0].decode(): block for block in found}


def number(block: bytes) -> int:
    return int(re.findall(rb"\nSEQUENCE:(\d+)\r", block)[0])


def stamp(block: bytes) -> str:
    (one,) = {*re.findall(rb"\n(?:DTSTAMP|LAST-MODIFIED):(\S+)\r", block)}
    return str(one.decode())


@settings(max_examples=60)
@given(plans=PLANS, dated=st.booleans(), cancelled_days=st.sampled_from([0, 0, 1000]))
def test_numbers_grow_with_changes_and_only_then(
    plans: Sequence[dict[str, str]], dated: bool, cancelled_days: int
) -> None:
    form = FeedForm(cancelled_days=cancelled_days)
    feed: bytes | None = None
    seen: dict[str, bytes] = {}  # the last of every event, those that were dropped since included
    for turn, days in enumerate(plans):
        schedule = plan(days, REVISED + turn * HOUR if dated else None)
        after = calendar_of_member(schedule, "Label 1", form=form, earlier=feed)
        assert calendar_of_member(schedule, "Label 1", form=form, earlier=after) == after
        before = {} if feed is None else blocks(feed)
        for uid, block in blocks(after).items():
            if uid in before and NO_NUMBER.sub(b"", block) == NO_NUMBER.sub(b"", before[uid]):
                assert block == before[uid]
                continue
            assert uid not in seen or number(block) >= number(seen[uid])
            assert uid not in before or number(block) > number(before[uid])
            assert not dated or uid not in seen or number(block) > number(seen[uid])
            assert uid not in seen or stamp(block) >= stamp(seen[uid])
            if dated:
                assert stamp(block) == f"{REVISED + turn * HOUR:%Y%m%dT%H%M%SZ}"
        seen |= blocks(after)
        there = {uid for uid, block in blocks(after).items() if b"\nSTATUS:CANCELLED\r" not in block}
        fresh = blocks(calendar_of_member(schedule, "Label 1"))
        assert there == {*fresh}
        assert {*blocks(after)} == ({*seen} if cancelled_days else there)
        feed = after


def test_a_feed_that_has_not_changed_is_the_same_whatever_the_time_of_revision() -> None:
    first = calendar_of_member(plan({DAYS[0]: "AM"}, REVISED), "Label 1")
    again = calendar_of_member(plan({DAYS[0]: "AM"}, REVISED + 9 * HOUR), "Label 1", earlier=first)
    assert again == first


def test_an_event_that_comes_back_is_numbered_above_itself() -> None:
    feed, numbers = None, []
    for turn, day in enumerate(["AM", "PM", "", "PM"]):
        schedule = plan({DAYS[0]: day} if day else {}, REVISED + turn * HOUR / 60)
        feed = calendar_of_member(schedule, "Label 1", earlier=feed)
        numbers.append(values(feed, "SEQUENCE"))
    assert numbers == [["3658710"], ["3658711"], [], ["3658713"]]


@settings(max_examples=60)
@given(plans=PLANS, dated=st.booleans())
def test_numbers_grow_where_the_time_of_revision_stays(plans: Sequence[dict[str, str]], dated: bool) -> None:
    """Such as where several revisions are of one minute; events that were dropped have had numbers too."""
    feed: bytes | None = None
    seen: dict[str, bytes] = {}
    for days in [*plans, dict.fromkeys(DAYS, "AM PM")]:
        schedule = plan(days, REVISED if dated else None)
        after = calendar_of_member(schedule, "Label 1", earlier=feed)
        assert calendar_of_member(schedule, "Label 1", earlier=after) == after
        for uid, block in blocks(after).items():
            assert block == seen.get(uid) or number(block) > (number(seen[uid]) if uid in seen else -1)
        seen |= blocks(after)
        feed = after


def test_revisions_within_a_minute_are_counted() -> None:
    first = calendar_of_member(plan({DAYS[0]: "AM"}, REVISED), "Label 1")
    second = calendar_of_member(plan({DAYS[0]: "PM"}, REVISED), "Label 1", earlier=first)
    third = calendar_of_member(plan({DAYS[0]: "AM"}, REVISED), "Label 1", earlier=second)
    assert [values(feed, "SEQUENCE") for feed in (second, third)] == [["3658711"], ["3658712"]]


def test_an_undated_schedule_is_dated_by_the_clock_where_it_changes_something() -> None:
    first = calendar_of_member(plan({DAYS[0]: "AM"}, None), "Label 1")
    assert (values(first, "SEQUENCE"), values(first, "DTSTAMP")) == (["0"], ["20270101T000000Z"])
    assert calendar_of_member(plan({DAYS[0]: "AM"}, None), "Label 1", earlier=first) == first
    gone = calendar_of_member(plan({}, None), "Label 1", earlier=first)
    back = calendar_of_member(plan({DAYS[0]: "PM"}, None), "Label 1", earlier=gone)
    minutes = (dt.datetime.now(dt.UTC) - dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(minutes=1)
    assert minutes - 5 < int(values(back, "SEQUENCE")[0]) <= minutes


@pytest.mark.parametrize("earlier", [None, b"", b"BEGIN:VCALENDAR", b"SEQUENCE:99999999999999\r\n"])
def test_a_lost_feed_is_numbered_above_what_it_was(earlier: bytes | None) -> None:
    first = calendar_of_member(plan({DAYS[0]: "AM", DAYS[1]: "AM"}, REVISED), "Label 1")
    later = calendar_of_member(plan({DAYS[0]: "PM"}, REVISED + HOUR), "Label 1", earlier=first)
    again = calendar_of_member(plan({DAYS[0]: "AM"}, REVISED + 2 * HOUR), "Label 1", earlier=earlier)
    assert min(map(number, blocks(again).values())) > max(map(number, blocks(later).values()))


@settings(max_examples=100)
@given(data=st.data(), dated=st.booleans())
def test_a_damaged_feed_is_found_out_and_numbers_stay_safe(data: st.DataObject, dated: bool) -> None:
    when = REVISED if dated else None
    first = calendar_of_member(plan({DAYS[0]: "AM"}, when), "Label 1")
    feed = calendar_of_member(plan({DAYS[0]: "PM", DAYS[1]: "AM"}, when), "Label 1", earlier=first)
    at = data.draw(st.integers(0, len(feed) - 1))
    damage = data.draw(st.sampled_from(["cut", "changed", "lines"]))
    damaged = {
        "cut": feed[:at],
        "changed": feed[:at] + bytes([feed[at] ^ 1]) + feed[at + 1 :],
        "lines": feed.replace(b"\r\n", b"\n"),
    }[damage]
    found = earlier_of(damaged)
    is_harmless = (damage == "changed" and at < feed.index(b"BEGIN:VEVENT") - 2) or at >= len(feed) - 2
    assert is_harmless or found.complaint
    assert not (found.complaint and found.events)
    again = calendar_of_member(plan({DAYS[0]: "AM"}, when), "Label 1", earlier=damaged)
    unchanged = {*blocks(again).values()} & {*blocks(feed).values()}
    assert not (found.complaint and unchanged)
    changed = [number(block) for block in blocks(again).values() if block not in unchanged]
    assert min(changed) > max(map(number, blocks(feed).values()))
    assert not earlier_of(again).complaint


def test_what_is_not_of_gesched_is_not_taken_for_an_earlier_feed() -> None:
    feed = calendar_of_member(plan({DAYS[0]: "AM"}, None), "Label 1")
    other = b"\r\n".join(line for line in feed.split(b"\r\n") if not line.startswith(b"X-GESCHED"))
    assert earlier_of(feed).complaint == ""
    assert earlier_of(other).complaint == "it is no feed that gesched wrote"


# Names that look like lines of a calendar do not confuse what is read back.


@pytest.mark.parametrize(
    "name",
    ["END:VEVENT", "BEGIN:VEVENT", "STATUS:CANCELLED", "a\\nEND:VEVENT", "SEQUENCE:9999999", "é" * 300],
)
def test_names_that_look_like_lines_are_only_names(name: str) -> None:
    group = group_of([name], [Member("Label 1")], name=name)
    schedule = schedule_of(group, assign(group, DAYS[0], "AM", name, "Label 1"))
    feed = calendar_of_member(schedule, "Label 1")
    earlier = earlier_of(feed)
    assert [event.block for event in earlier.events.values()] == list(blocks(feed).values())
    assert [event.is_cancelled for event in earlier.events.values()] == [False]
    assert calendar_of_member(schedule, "Label 1", earlier=feed) == feed
    gone = calendar_of_member(replace(schedule, assignments=()), "Label 1", earlier=feed)
    assert blocks(gone) == {}


# Who an event is, over the years.


def test_reordering_and_renaming_by_key_keep_events_to_the_byte() -> None:
    group = group_of([EMPLOYEE, "Web marketer 2"], LABELS)
    rows = [
        assign(group, DAYS[0], "AM", EMPLOYEE, "Label 1"),
        assign(group, DAYS[1], "PM", EMPLOYEE, "Label 2"),
    ]
    before = calendar_of_employee(schedule_of(group, *rows), EMPLOYEE)
    turned = replace(
        group,
        employees=group.employees[::-1],
        members=group.members[::-1],
        agreements=group.agreements[::-1],
    )
    assert calendar_of_employee(schedule_of(turned, *rows[::-1]), EMPLOYEE, earlier=before) == before
    renamed = group_of([Employee("Marketer", key=EMPLOYEE)], LABELS)
    rows = [assign(renamed, DAYS[0], "AM", "Marketer", "Label 1")]
    after = calendar_of_employee(schedule_of(renamed, *rows), "Marketer", earlier=before)
    (uid,) = blocks(after)
    assert blocks(after)[uid] == blocks(before)[uid]
    assert "NAME:Paris Mix: Marketer" in unfolded(after)


# Dates of which the schedule says nothing.

JANUARY, FEBRUARY = Horizon("2027-01-01", "2027-01-31"), Horizon("2027-02-01", "2027-02-28")


def test_days_outside_the_horizon_stay_to_the_byte() -> None:
    group = group_of([EMPLOYEE], LABELS)
    january = schedule_of(group, assign(group, DAYS[0], "AM PM", EMPLOYEE, "Label 1"), horizon=JANUARY)
    february = schedule_of(group, assign(group, "2027-02-01", "AM", EMPLOYEE, "Label 1"), horizon=FEBRUARY)
    before = calendar_of_member(january, "Label 1")
    after = calendar_of_member(february, "Label 1", earlier=before)
    assert values(after, "DTSTART") == ["20270104", "20270201T083000"]
    assert before[before.index(b"BEGIN:VEVENT") : before.index(b"END:VCALENDAR")] in after
    forgotten = calendar_of_member(february, "Label 1", earlier=before, form=FeedForm(past_days=27))
    assert values(forgotten, "DTSTART") == ["20270201T083000"]
    kept = calendar_of_member(february, "Label 1", earlier=before, form=FeedForm(past_days=28))
    assert values(kept, "DTSTART") == ["20270104", "20270201T083000"]
    again = calendar_of_member(replace(january, assignments=()), "Label 1", earlier=after)
    assert values(again, "DTSTART") == ["20270201T083000"]


def test_joined_days_that_reach_into_the_horizon_end_where_it_begins() -> None:
    group, form = group_of([EMPLOYEE], LABELS), FeedForm(join_days=True)
    both = Horizon("2027-01-01", "2027-02-28")
    days = ["2027-01-30", "2027-01-31", "2027-02-01"]
    rows = [assign(group, day, "AM PM", EMPLOYEE, "Label 1") for day in days]
    before = calendar_of_member(schedule_of(group, *rows, horizon=both), "Label 1", form=form)
    later = schedule_of(group, rows[2][:1], horizon=FEBRUARY, revised=REVISED + HOUR)
    after = calendar_of_member(later, "Label 1", form=form, earlier=before)
    assert values(before, "DTEND") == ["20270202"]
    assert values(after, "DTEND") == ["20270201", "20270201T120000"]
    assert len({*values(after, "SEQUENCE"), *values(before, "SEQUENCE")}) == 2


def test_joined_days_that_reach_beyond_the_horizon_go_on_after_it() -> None:
    group, form = group_of([EMPLOYEE], LABELS), FeedForm(join_days=True)
    days = Horizon("2027-01-30", "2027-03-02").dates
    rows = [assign(group, str(day), "AM PM", EMPLOYEE, "Label 1") for day in days]
    both = Horizon("2027-01-01", "2027-03-31")
    before = calendar_of_member(schedule_of(group, *rows, horizon=both), "Label 1", form=form)
    assert (values(before, "DTSTART"), values(before, "DTEND")) == (["20270130"], ["20270303"])
    later = schedule_of(group, rows[3][:1], horizon=FEBRUARY, revised=REVISED + HOUR)
    after = calendar_of_member(later, "Label 1", form=form, earlier=before)
    assert values(after, "DTSTART") == ["20270130", "20270202T083000", "20270301"]
    assert values(after, "DTEND") == ["20270201", "20270202T120000", "20270303"]
    assert len({*values(after, "UID")}) == 3
    assert calendar_of_member(later, "Label 1", form=form, earlier=after) == after
    whole = schedule_of(group, *rows, horizon=both, revised=REVISED + 2 * HOUR)
    again = calendar_of_member(whole, "Label 1", form=form, earlier=after)
    assert (values(again, "UID"), values(again, "DTEND")) == (values(before, "UID"), ["20270303"])
    january = schedule_of(group, *rows[:2], horizon=JANUARY, revised=REVISED + 3 * HOUR)
    cut = calendar_of_member(january, "Label 1", form=form, earlier=again)
    assert values(cut, "DTSTART") == ["20270130", "20270201"]
    assert values(cut, "DTEND") == ["20270201", "20270303"]
    assert values(cut, "UID")[0] == values(before, "UID")[0]


# Cancelled events.


def test_cancelled_events_stay_for_as_long_as_asked() -> None:
    form = FeedForm(cancelled_days=7)
    first = calendar_of_member(plan({DAYS[0]: "AM", DAYS[1]: "AM"}, REVISED), "Label 1", form=form)
    steps = [(1, ["CONFIRMED", "CANCELLED"]), (7, ["CONFIRMED", "CANCELLED"]), (8, ["CONFIRMED"])]
    feed = first
    for days, wanted in steps:
        schedule = plan({DAYS[0]: "AM"}, REVISED + dt.timedelta(days=days))
        feed = calendar_of_member(schedule, "Label 1", form=form, earlier=feed)
        assert values(feed, "STATUS") == wanted
    cancelled = calendar_of_member(plan({}, REVISED + HOUR), "Label 1", form=form, earlier=first)
    assert {number(block) for block in blocks(cancelled).values()} == {
        number(next(iter(blocks(first).values()))) + 60
    }
    back = calendar_of_member(
        plan({DAYS[0]: "AM"}, REVISED + 2 * HOUR), "Label 1", form=form, earlier=cancelled
    )
    assert values(back, "STATUS") == ["CONFIRMED", "CANCELLED"]
    vanished = calendar_of_member(plan({}, REVISED + 3 * HOUR), "Label 1", earlier=cancelled)
    assert blocks(vanished) == {}


def test_nothing_that_one_level_of_privacy_tells_gets_into_another() -> None:
    """Days outside the horizon stay, but not where they tell more than the feed may."""
    group = replace(group_of([EMPLOYEE], LABELS), absences=[Absence(EMPLOYEE, DAYS[1], reason="sick leave")])
    january = schedule_of(group, assign(group, DAYS[0], "AM PM", EMPLOYEE, "Label 1"), horizon=JANUARY)
    february = schedule_of(group, horizon=FEBRUARY, revised=REVISED + HOUR)
    forms = [FeedForm(privacy=privacy) for privacy in Privacy]
    for before, after in permutations(forms, 2):
        feed = calendar_of_employee(january, EMPLOYEE, form=before)
        assert blocks(feed)
        again = calendar_of_employee(february, EMPLOYEE, form=after, earlier=feed)
        assert blocks(again) == {}
        same = calendar_of_employee(february, EMPLOYEE, form=before, earlier=feed)
        assert blocks(same) == blocks(feed)


def test_a_feed_of_somebody_else_is_not_taken_for_ones_own() -> None:
    schedule = plan_of((DAYS[0], "AM", "Label 1"))
    other = calendar_of_member(schedule, "Label 1")
    feed = calendar_of_member(schedule, "Label 2", earlier=other)
    assert blocks(feed) == {}
