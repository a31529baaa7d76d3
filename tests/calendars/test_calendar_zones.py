"""Clock times and time zones, on both sides of each change of the clocks."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from feed_cases import EMPLOYEE, assign, expected, group_of, schedule_of, seen, unfolded, values

from gesched.calendars import calendar_of_employee, calendar_of_member
from gesched.calendars.zones import Observance, observances_of
from gesched.group import Group, Member, Site
from gesched.schedule import Schedule
from gesched.timeline import Horizon

RULED = ["Europe/Paris", "Europe/Dublin", "America/Miquelon", "America/New_York", "Australia/Lord_Howe"]
FIXED = [
    "Africa/Dakar",
    "Indian/Reunion",
    "America/Cayenne",
    "Pacific/Noumea",
    "Pacific/Marquesas",
    "Asia/Kolkata",
]
UNRULED = ["Africa/Casablanca", "America/Santiago", "Africa/Cairo", "America/Nuuk", "UTC", "Etc/UTC"]
FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 12, 31)


def _at(zone: str, hours: str = "08:30-12:00, 13:30-17:00") -> Group:
    return group_of([EMPLOYEE], [Member("Label 1", site="Dock")], [Site("Dock", timezone=zone, hours=hours)])


def _schedule(group: Group, *days: str, half: str = "AM", horizon: Horizon | None = None) -> Schedule:
    plan = [assign(group, day, half, EMPLOYEE, "Label 1") for day in days]
    return schedule_of(group, *plan, horizon=horizon or Horizon(FIRST, LAST))


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Europe/Paris", "2027-03-26", "2027-03-29"),
        ("Europe/Paris", "2027-10-29", "2027-11-01"),
        ("America/Miquelon", "2027-03-12", "2027-03-15"),
        ("America/Miquelon", "2027-11-05", "2027-11-08"),
        ("Australia/Lord_Howe", "2027-04-02", "2027-04-05"),
        ("Indian/Reunion", "2027-03-26", "2027-03-29"),
        ("Africa/Dakar", "2027-03-26", "2027-03-29"),
    ],
)
def test_the_morning_starts_at_half_past_eight_all_year(zone: str, friday: str, monday: str) -> None:
    feed = calendar_of_member(_schedule(_at(zone), friday, monday), "Label 1")
    wanted = [f"{day.replace('-', '')}T083000" for day in (friday, monday)]
    assert values(feed, "DTSTART") == wanted
    assert feed.count(f"\r\nDTSTART;TZID={zone}:".encode()) == 2


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Africa/Cairo", "2027-04-26T08:30:00+02:00", "2027-05-03T08:30:00+03:00"),
        ("America/Santiago", "2027-04-02T08:30:00-03:00", "2027-04-05T08:30:00-04:00"),
        ("UTC", "2027-03-26T08:30:00+00:00", "2027-03-29T08:30:00+00:00"),
    ],
)
def test_zones_without_a_yearly_rule_are_written_in_utc(zone: str, friday: str, monday: str) -> None:
    feed = calendar_of_member(_schedule(_at(zone), friday[:10], monday[:10]), "Label 1")
    moments = [dt.datetime.fromisoformat(text).astimezone(dt.UTC) for text in (friday, monday)]
    assert values(feed, "DTSTART") == [f"{moment:%Y%m%dT%H%M%SZ}" for moment in moments]
    assert b"TZID" not in feed


def _offset_by(observances: tuple[Observance, ...], moment: dt.datetime) -> dt.timedelta:
    """Return the offset that a VTIMEZONE gives at a moment, by dateutil's reading of its rules."""
    onsets = []
    for one in observances:
        clock = (moment + one.before).replace(tzinfo=None)
        latest = rrulestr(one.rule, dtstart=one.onset).before(clock, inc=True) if one.rule else one.onset
        if latest is not None and latest <= clock:
            onsets.append((latest - one.before, one.after))
    return max(onsets)[1]


@pytest.mark.parametrize("zone", RULED + FIXED)
def test_rules_give_the_offsets_of_the_zone(zone: str) -> None:
    observances = observances_of(zone, FIRST, LAST)
    assert observances is not None
    assert len(observances) == (2 if zone in RULED else 1)
    for hour in _hours_to_check(zone):
        moment = dt.datetime(2027, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        assert _offset_by(observances, moment) == moment.astimezone(ZoneInfo(zone)).utcoffset(), moment


def _hours_to_check(zone: str) -> Iterator[int]:
    """Yield hours of the year, spread out, and each one where the offset changes."""
    start = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    moments = [(start + dt.timedelta(hours=hour)).astimezone(ZoneInfo(zone)) for hour in range(365 * 24)]
    for hour in range(1, len(moments)):
        if hour % 101 == 0:
            yield hour
        elif moments[hour].utcoffset() != moments[hour - 1].utcoffset():
            yield from (hour - 1, hour)


@pytest.mark.parametrize("zone", RULED + FIXED)
def test_a_zone_is_the_same_in_the_feeds_of_every_year(zone: str) -> None:
    feeds = [observances_of(zone, dt.date(year, 2, 1), dt.date(year, 2, 28)) for year in (2009, 2027, 2060)]
    assert feeds[0] == feeds[1] == feeds[2]


@pytest.mark.parametrize("zone", UNRULED)
def test_zones_that_no_yearly_rule_tells_have_none(zone: str) -> None:
    assert observances_of(zone, FIRST, LAST) is None


def test_a_rule_is_not_used_before_it_was_one() -> None:
    assert observances_of("Europe/Paris", dt.date(1996, 5, 1), LAST) is not None
    assert observances_of("Europe/Paris", dt.date(1996, 1, 1), LAST) is None
    assert observances_of("America/New_York", dt.date(2006, 6, 1), LAST) is None


@pytest.mark.parametrize(
    ("hours", "day", "start", "end"),
    [
        ("01:15-02:15, 08:00-09:00", "2027-03-28", "20270328T001500Z", "20270328T011500Z"),
        ("02:15-02:45, 08:00-09:00", "2027-03-28", "20270328T001500Z", "20270328T014500Z"),
        ("02:30-03:00, 08:00-09:00", "2027-03-28", "20270328T003000Z", "20270328T010000Z"),
        ("01:15-02:15, 08:00-09:00", "2027-10-31", "20271030T231500Z", "20271031T011500Z"),
        ("02:15-03:00, 08:00-09:00", "2027-10-31", "20271031T001500Z", "20271031T020000Z"),
        ("01:15-02:00, 08:00-09:00", "2027-03-28", "20270328T001500Z", "20270328T010000Z"),
        ("01:15-01:45, 08:00-09:00", "2027-03-28", "20270328T011500", "20270328T014500"),
        ("03:00-04:00, 08:00-09:00", "2027-10-31", "20271031T030000", "20271031T040000"),
    ],
)
def test_times_that_the_clocks_skip_or_repeat_are_written_in_utc(
    hours: str, day: str, start: str, end: str
) -> None:
    feed = calendar_of_member(_schedule(_at("Europe/Paris", hours), day), "Label 1")
    assert (values(feed, "DTSTART"), values(feed, "DTEND")) == ([start], [end])


def test_an_employees_feed_has_the_hours_and_zone_of_each_member() -> None:
    sites = [
        Site("Saint-Denis", timezone="Indian/Reunion", hours="7h30-11h30, 12h30-16h"),
        Site("Saint-Pierre", timezone="America/Miquelon"),
    ]
    members = [
        Member("Label 1", site="Saint-Denis"),
        Member("Label 2", site="Saint-Pierre"),
        Member("Label 3"),
    ]
    group = group_of([EMPLOYEE], members, sites, hours="9h-12h, 14h-18h")
    plan = [assign(group, f"2027-06-0{day}", "PM", EMPLOYEE, f"Label {day}") for day in (1, 2, 3)]
    feed = calendar_of_employee(schedule_of(group, *plan), EMPLOYEE)
    assert values(feed, "DTSTART") == ["20270601T123000", "20270602T140000", "20270603T140000"]
    zones = [line for line in unfolded(feed) if line.startswith("TZID:")]
    assert zones == ["TZID:America/Miquelon", "TZID:Europe/Paris", "TZID:Indian/Reunion"]
    assert seen(feed) == expected(group, [one for some in plan for one in some], by="employee")
