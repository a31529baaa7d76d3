"""Truth tables: what the rules of hours and days of work find in small plans, and what they refuse."""

from typing import Any

import pytest
from working_time_plans import LATE, TRAINING, WEEK, Finding, Table, check, days, found, group, plan

from gesched.errors import InputError
from gesched.group import Absence, CommonTime, Employee
from gesched.rules import (
    DailyRest,
    HouseRule,
    MaxDaysPerWeek,
    MaxHoursPerDay,
    MeanWeeklyHours,
    TravelFits,
    WeeklyRest,
    WorkedHours,
    YearlyDays,
)
from gesched.schedule import Schedule
from gesched.timeline import Horizon

PART = WorkedHours("week", at_most="30.8")
NEW = Employee("One", "Mon-Sun", start="2027-01-08")

DAYS: Table = {
    "twelve hours": (
        MaxHoursPerDay(10),
        plan("04 Mill; 05 Town", *WEEK),
        [found("2027-01-04", "2027-01-04", 120)],
    ),
    "the way counts, by its direction": (
        MaxHoursPerDay(10),
        plan("04 AM Town; 04 PM Mill; 05 AM Mill; 05 PM Town", *WEEK),
        [found("2027-01-04", "2027-01-04", 30), found("2027-01-05", "2027-01-05", 45)],
    ),
    "a way that nobody knows takes no time": (
        MaxHoursPerDay(9.5),
        plan("04 AM Mill; 04 PM Office", *WEEK),
        [],
    ),
    "common time has the group's hours": (
        MaxHoursPerDay(9.5),
        plan("06 AM Mill; 07 AM Mill", *WEEK, own=group(TRAINING)),
        [],
    ),
    "common time is work": (
        MaxHoursPerDay(9),
        plan("06 AM Mill; 07 AM Mill", *WEEK, own=group(TRAINING)),
        [found("2027-01-07", "2027-01-07", 30)],
    ),
    "common time of others is not": (
        MaxHoursPerDay(9),
        plan("07 AM Mill", *WEEK, own=group(CommonTime("2027-01-07", employees="Two"))),
        [],
    ),
    "the night in March is an hour short": (
        MaxHoursPerDay(8),
        plan("27 Bar; 28 Bar", "2027-03-27", "2027-03-28"),
        [found("2027-03-27", "2027-03-27", 60)],
    ),
    "the night in October is an hour long": (
        MaxHoursPerDay(9),
        plan("30 Bar; 31 Bar", "2027-10-30", "2027-10-31"),
        [found("2027-10-31", "2027-10-31", 60)],
    ),
    "others are not meant": (MaxHoursPerDay(1, "Two"), plan("04 Mill", *WEEK), []),
}

WORKED: Table = {
    "30 h 48 min": (PART, plan(days(4, 7, "Town"), *WEEK), [found(*WEEK, 72)]),
    "just below": (PART, plan("04 Mill; 05 Mill; 06 AM Mill", *WEEK), []),
    "with what was worked before": (
        PART,
        plan("07 Town; 08 Mill", "2027-01-07", "2027-01-11", LATE),
        [found("2027-01-07", "2027-01-10", 72)],
    ),
    "the past has used up more already: nothing may be added": (
        WorkedHours("week", at_most=10),
        plan("07 AM Town", "2027-01-07", "2027-01-11", LATE),
        [found("2027-01-07", "2027-01-10", 240)],
    ),
    "what the past alone has broken": (
        WorkedHours("week", at_most=10),
        plan("11 Town", "2027-01-07", "2027-01-11", LATE),
        [],
    ),
    "a minimum, with what was worked before": (
        WorkedHours("week", at_least=20, employees="One"),
        plan("07 AM Town", "2027-01-07", "2027-01-10", LATE),
        [found("2027-01-07", "2027-01-10", 240)],
    ),
    "a week that is not known as a whole": (
        WorkedHours("week", at_least=20, employees="One"),
        plan("", "2027-01-07", "2027-01-12"),
        [],
    ),
    "a contract that starts in the week, less than is asked can be worked: all is": (
        WorkedHours("week", at_least=40, employees="One"),
        plan("08 Mill; 09 AM Mill", *WEEK, own=group(employees=(NEW,))),
        [found(*WEEK, 18 * 60)],
    ),
    "all that can be worked": (
        WorkedHours("week", at_least=40, employees="One"),
        plan("08 Mill; 09 Mill; 10 Mill", *WEEK, own=group(employees=(NEW,))),
        [],
    ),
    "away, and in common time": (
        WorkedHours("horizon", at_least=40, employees="One"),
        plan("", "2027-01-07", "2027-01-08", own=group(TRAINING, absences=[Absence("One", "2027-01-08")])),
        [found("2027-01-07", "2027-01-08", 6 * 60)],
    ),
    "week 53": (
        WorkedHours("week", at_most=20),
        plan("2026-12-31 Mill; 2027-01-01 Mill; 2027-01-04 Mill", "2026-12-31", "2027-01-04"),
        [found("2026-12-31", "2027-01-03", 240)],
    ),
    "a month that ends on a leap day": (
        WorkedHours("month", at_most=10),
        plan("28 AM Mill; 29 AM Mill; 2028-03-01 AM Mill", "2028-02-28", "2028-03-01"),
        [found("2028-02-28", "2028-02-29", 120)],
    ),
    "a reference year": (
        WorkedHours("year", at_most=10),
        plan("31 AM Mill; 2027-09-01 AM Mill", "2027-08-31", "2027-09-01", own=group(year_start="09-01")),
        [],
    ),
}

TWO_WEEKS = ("2027-01-04", "2027-01-17")
BEFORE = plan("28 Town; 29 Town", "2026-12-28", "2027-01-03")
MEAN: Table = {
    "the first window reaches back": (
        MeanWeeklyHours(10, 2),
        plan("04 Town", *TWO_WEEKS, BEFORE),
        [found("2027-01-04", "2027-01-10", 240)],
    ),
    "the last window": (
        MeanWeeklyHours(10, 2),
        plan("05 AM Town; 11 Town; 17 Town; 16 PM Town", *TWO_WEEKS, BEFORE),
        [found(*TWO_WEEKS, 240)],
    ),
    "the horizon ends in a week": (
        MeanWeeklyHours(10, 2),
        plan("10 Mill; 11 AM Mill; 12 AM Town", "2027-01-10", "2027-01-12"),
        [found("2027-01-10", "2027-01-12", 120)],
    ),
    "the past alone has used up a window: nothing may be added": (
        MeanWeeklyHours(7.5, 2),
        plan("04 AM Town; 11 Mill", *TWO_WEEKS, BEFORE),
        [found("2027-01-04", "2027-01-10", 240), found(*TWO_WEEKS, 60)],
    ),
    "two weeks in balance": (
        MeanWeeklyHours(10, 2),
        plan("04 AM Town; 11 Town; 12 Town", *TWO_WEEKS, BEFORE),
        [],
    ),
    "over the turn of the year, 44 h": (
        MeanWeeklyHours(44, 2),
        plan("; ".join(f"2026-12-{day} Mill" for day in range(21, 28)), "2026-12-21", "2027-01-03"),
        [],
    ),
    "and one hour more": (
        MeanWeeklyHours(44, 2),
        plan(
            "; ".join(f"2026-12-{day} Mill" for day in range(21, 28))
            + "; 2027-01-03 AM Town; 2027-01-02 Town",
            "2026-12-21",
            "2027-01-03",
        ),
        [found("2026-12-21", "2027-01-03", 480)],
    ),
}

WEEKS: Table = {
    "seven days": (MaxDaysPerWeek(), plan(days(4, 10, "Town"), *WEEK), [found(*WEEK, 1)]),
    "six days, half-days too": (MaxDaysPerWeek(), plan(days(4, 8, "Town") + "; 10 PM Town", *WEEK), []),
    "common time makes a day of work": (
        MaxDaysPerWeek(3),
        plan(days(4, 6, "Town"), *WEEK, own=group(TRAINING)),
        [found(*WEEK, 1)],
    ),
    "with days before": (
        MaxDaysPerWeek(2),
        plan("07 AM Town; 08 AM Town; 11 Town", "2027-01-07", "2027-01-12", LATE),
        [found("2027-01-07", "2027-01-10", 1)],
    ),
    "more days before than there may be": (
        MaxDaysPerWeek(0),
        plan("07 AM Town", "2027-01-07", "2027-01-12", LATE),
        [found("2027-01-07", "2027-01-10", 1)],
    ),
    "week 53 ends with Sunday": (
        MaxDaysPerWeek(3),
        plan(
            "2027-01-01 Town; 2027-01-02 Town; 2027-01-03 Town; 2027-01-04 Town", "2026-12-28", "2027-01-04"
        ),
        [],
    ),
}

HALF_YEAR = Employee("One", "Mon-Sun", start="2027-07-02")
YEARLY: Table = {
    "a day and a half": (YearlyDays(1.5), plan("04 Town; 05 Town", *WEEK), [found(*WEEK, 1)]),
    "pro rata of 183 days, halves up": (
        YearlyDays(2),
        plan("08 Town; 09 AM Town", "2027-07-02", "2027-07-31", own=group(employees=(HALF_YEAR,))),
        [found("2027-07-02", "2027-07-31", 1)],
    ),
    "218 days pro rata of 184 days are 110": (
        YearlyDays(218),
        plan(
            "; ".join(f"{day} Town" for day in map(str, Horizon("2027-07-01", "2027-12-31").dates[:111])),
            "2027-07-01",
            "2027-12-31",
            own=group(employees=(Employee("One", "Mon-Sun", start="2027-07-01"),)),
        ),
        [found("2027-07-01", "2027-12-31", 2)],
    ),
    "what was worked before counts": (
        YearlyDays(1.5),
        plan("07 Town", "2027-01-07", "2027-01-12", LATE),
        [found("2027-01-07", "2027-01-12", 1)],
    ),
    "all was worked before": (
        YearlyDays(0.5),
        plan("07 AM Town", "2027-01-07", "2027-01-12", LATE),
        [found("2027-01-07", "2027-01-12", 1)],
    ),
    "a reference year ends": (
        YearlyDays(1),
        plan("31 Town; 2027-09-01 Town", "2027-08-31", "2027-09-01", own=group(year_start="09-01")),
        [],
    ),
}

TABLES = {
    f"{rule.id}: {name}": (rule, schedule, expected)
    for table in (DAYS, WORKED, MEAN, WEEKS, YEARLY)
    for name, (rule, schedule, expected) in table.items()
}


@pytest.mark.parametrize(("rule", "schedule", "expected"), TABLES.values(), ids=TABLES)
def test_what_is_found(rule: HouseRule, schedule: Schedule, expected: list[Finding]) -> None:
    check(rule, schedule, expected)


WORDS: list[tuple[Table, str, str]] = [
    (DAYS, "twelve hours", "One works at most 10 h a day, but 12 h on 2027-01-04"),
    (WORKED, "30 h 48 min", "One, 2027-W01: at most 30 h 48 min of work, but 32 h are planned"),
    (
        MEAN,
        "the first window reaches back",
        "One, 2026-12-28 to 2027-01-10: at most 10 h a week on average, but 24 h are planned in 2 weeks",
    ),
    (WEEKS, "seven days", "One, 2027-W01: at most 6 days of work, but 7 are planned"),
    (
        YEARLY,
        "a day and a half",
        "One, 2027-01-01 to 2027-12-31: at most 1.5 days of work, but 2 are planned",
    ),
]


@pytest.mark.parametrize(("table", "name", "words"), WORDS)
def test_it_is_said_for_a_coordinator(table: Table, name: str, words: str) -> None:
    rule, schedule, _ = table[name]
    assert [one.words for one in rule.check(schedule)] == [words]


@pytest.mark.parametrize(
    ("kind", "given", "column", "expected"),
    [
        (MaxHoursPerDay, {"hours": "ten"}, "hours", "a number that is not negative"),
        (WorkedHours, {"per": "week"}, "at_most", "at_least or at_most"),
        (WorkedHours, {"per": "week", "at_least": 9, "at_most": 8}, "at_most", "at least 9 hours"),
        (WorkedHours, {"per": "fortnight", "at_most": 8}, "per", "a kind of period"),
        (MeanWeeklyHours, {"hours": 44, "weeks": 0}, "weeks", "a whole number of at least 1"),
        (MaxDaysPerWeek, {"days": 5.5}, "days", "a whole number of at least 0"),
        (DailyRest, {"hours": 25}, "hours", "at most 24 hours"),
        (WeeklyRest, {"hours": "121"}, "hours", "at most 120 hours"),
        (YearlyDays, {"days": -1}, "days", "a number that is not negative"),
        (TravelFits, {"weight": -1}, "weight", "a number that is not negative"),
    ],
)
def test_bad_parameters_are_refused(
    kind: type[HouseRule], given: dict[str, Any], column: str, expected: str
) -> None:
    with pytest.raises(InputError) as caught:
        kind(**given)
    assert [problem.column for problem in caught.value.problems] == [column]
    assert expected in caught.value.problems[0].expected
