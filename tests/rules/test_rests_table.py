"""Truth tables: what the rules of rest and travel find in small plans."""

import pytest
from working_time_plans import TRAINING, WEEK, Finding, Table, check, days, found, group, plan

from gesched.rules import DailyRest, HouseRule, TravelFits, WeeklyRest
from gesched.schedule import Schedule

EVENING = plan("26 Mill", "2027-03-26", "2027-03-26")
DAILY: Table = {
    "from the bar to town": (
        DailyRest(),
        plan("05 PM Bar; 06 AM Town; 07 PM Bar; 08 PM Town", *WEEK),
        [found("2027-01-05", "2027-01-06", 1)],
    ),
    "from night to night": (
        DailyRest(),
        plan("05 Bar; 06 Bar", *WEEK),
        [found("2027-01-05", "2027-01-06", 1)],
    ),
    "eleven hours at the mill": (DailyRest(), plan("05 Mill; 06 Mill", *WEEK), []),
    "but not in the night in March": (
        DailyRest(),
        plan("26 Mill; 27 Mill; 28 Mill; 29 Mill", "2027-03-26", "2027-03-29"),
        [found("2027-03-27", "2027-03-28", 1)],
    ),
    "and twelve in the night in October": (
        DailyRest(12),
        plan("29 Mill; 30 Mill; 31 Mill", "2027-10-29", "2027-10-31"),
        [found("2027-10-29", "2027-10-30", 1)],
    ),
    "the day starts earlier in the east": (
        DailyRest(),
        plan("05 PM Mill; 06 AM Island", *WEEK),
        [found("2027-01-05", "2027-01-06", 1)],
    ),
    "the evening before": (
        DailyRest(11.5),
        plan("27 AM Mill", "2027-03-27", "2027-03-28", EVENING),
        [found("2027-03-27", "2027-03-27", 1)],
    ),
    "within a day nothing is asked": (DailyRest(24), plan("05 Town", *WEEK), []),
    "training counts": (
        DailyRest(16),
        plan("08 AM Town", *WEEK, own=group(TRAINING)),
        [found("2027-01-07", "2027-01-08", 1)],
    ),
}

SIX = "; ".join(f"{day:02} Mill" for day in range(4, 10))
WEEKLY: Table = {
    "seven days": (WeeklyRest(), plan(days(4, 10, "Town"), *WEEK), [found(*WEEK, 1)]),
    "Sunday off": (WeeklyRest(), plan(SIX + "; 11 Mill", "2027-01-04", "2027-01-11"), []),
    "Sunday off, between two late days": (
        WeeklyRest(35.5),
        plan(SIX + "; 11 Mill", "2027-01-04", "2027-01-11"),
        [found(*WEEK, 1)],
    ),
    "a Sunday of 23 hours": (
        WeeklyRest(),
        plan(days(22, 27, "Mill") + "; 29 Mill", "2027-03-22", "2027-03-29"),
        [found("2027-03-22", "2027-03-28", 1)],
    ),
    "a Sunday of 25 hours": (
        WeeklyRest(36),
        plan(days(25, 30, "Mill") + "; 2027-11-01 Mill", "2027-10-25", "2027-11-01"),
        [],
    ),
    "from noon to evening is no day off": (
        WeeklyRest(28),
        plan(days(4, 8, "Town") + "; 09 AM Town; 10 PM Bar", *WEEK),
        [found(*WEEK, 1)],
    ),
    "a day off between two nights": (
        WeeklyRest(),
        plan("04 Town; 05 Town; 06 Town; 07 Town; 08 Town; 09 PM Bar; 11 AM Bar", "2027-01-04", "2027-01-11"),
        [found(*WEEK, 1)],
    ),
    "a week that is not known as a whole": (
        WeeklyRest(),
        plan(days(4, 9, "Town"), "2027-01-04", "2027-01-09"),
        [],
    ),
    "what comes after a week that has ended": (
        WeeklyRest(35.5),
        plan("11 Mill", "2027-01-11", "2027-01-12", plan(SIX, *WEEK)),
        [found("2027-01-11", "2027-01-11", 1)],
    ),
    "what the past alone has spoilt": (
        WeeklyRest(),
        plan("11 Mill", "2027-01-11", "2027-01-12", plan(days(4, 10, "Town"), *WEEK)),
        [],
    ),
    "the rest of a week of which the past is the first half": (
        WeeklyRest(),
        plan(
            days(7, 10, "Town"),
            "2027-01-07",
            "2027-01-10",
            plan(days(4, 6, "Town"), "2027-01-04", "2027-01-06"),
        ),
        [found("2027-01-07", "2027-01-10", 1)],
    ),
}

TRAVEL: Table = {
    "there is time on the way there": (TravelFits(), plan("04 AM Town; 04 PM Mill", *WEEK), []),
    "none on the way back": (
        TravelFits(),
        plan("04 AM Mill; 04 PM Town", *WEEK),
        [found("2027-01-04", "2027-01-04", 1, "One", "Mill")],
    ),
    "a way of its own is not known": (TravelFits(), plan("04 AM Mill; 04 PM Office", *WEEK), []),
    "56 km as the crow flies": (
        TravelFits(),
        plan("04 AM Town; 04 PM Village", *WEEK),
        [found("2027-01-04", "2027-01-04", 1, "One", "Town")],
    ),
    "in an hour at 60 km/h": (
        TravelFits(),
        plan("04 AM Town; 04 PM Village", *WEEK, own=group(speed=60)),
        [],
    ),
    "the next morning": (TravelFits(), plan("04 PM Mill; 05 AM Town", *WEEK), []),
    "hours that overlap": (
        TravelFits(),
        plan("04 AM Mill; 04 PM Island", *WEEK, own=group(hours="8h-12h, 12h-16h")),
        [],
    ),
    "in two places at once": (
        TravelFits(),
        plan("04 AM Mill; 04 PM Office", *WEEK, own=group(hours="8h-12h, 12h-16h")),
        [found("2027-01-04", "2027-01-04", 1, "One", "Mill")],
    ),
}

TABLES = {
    f"{rule.id}: {name}": (rule, schedule, expected)
    for table in (DAILY, WEEKLY, TRAVEL)
    for name, (rule, schedule, expected) in table.items()
}


@pytest.mark.parametrize(("rule", "schedule", "expected"), TABLES.values(), ids=TABLES)
def test_what_is_found(rule: HouseRule, schedule: Schedule, expected: list[Finding]) -> None:
    check(rule, schedule, expected)


WORDS: list[tuple[Table, str, str]] = [
    (
        DAILY,
        "but not in the night in March",
        "One rests at least 11 h between two days of work, but 10 h from 2027-03-27 PM to 2027-03-28 AM",
    ),
    (WEEKLY, "seven days", "One, 2027-W01: no day off in a rest of at least 35 h"),
    (
        TRAVEL,
        "none on the way back",
        "One leaves Mill at 13:00 on 2027-01-04: 45 minutes to Town do not fit into the break",
    ),
]


@pytest.mark.parametrize(("table", "name", "words"), WORDS)
def test_it_is_said_for_a_coordinator(table: Table, name: str, words: str) -> None:
    rule, schedule, _ = table[name]
    assert [one.words for one in rule.check(schedule)] == [words]
