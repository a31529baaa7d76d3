"""Samples of the rules of working time and travel."""

from dataclasses import replace

from house_samples import Sample, planned

from gesched.group import Agreement, CommonTime, Employee, Group, Member, Site, Trip
from gesched.rules import (
    DailyRest,
    MaxDaysPerWeek,
    MaxHoursPerDay,
    MeanWeeklyHours,
    TravelFits,
    WeeklyRest,
    WorkedHours,
    YearlyDays,
)
from gesched.timeline import Horizon

ONE, TWO = Employee("One", skills={"web"}, works="Mon-Sun"), Employee("Two", skills={"web"}, works="Mon-Sun")
SITES = (
    Site("Usual", latitude=45.76, longitude=4.84),
    Site("Long", hours="07:00-13:00, 13:30-19:00", latitude="45,80", longitude="4,84"),
    Site("Night", hours="00:00-04:00, 18:00-23:00"),
    Site("Early", hours="05:00-09:00, 10:00-14:00", timezone="Indian/Reunion", latitude=-21, longitude=55),
)
TRIPS = (Trip("Usual", "Long", 40), Trip("Long", "Usual", 75), Trip("Long", "Night", 20))
LABELS = (
    Member("Label 1", opens="Mon-Sun", site="Usual"),
    Member("Label 2", opens="Mon-Sun", site="Long"),
    Member("Label 3", opens="Mon-Sun", site="Night"),
    Member("Label 4", opens="Mon-Sun", site="Early"),
    Member("Label 5", opens="Mon-Sun"),
    Member("Label 6", opens="Mon-Sun", site="Usual"),
)


def promised(*numbers: int, employee: str = "One", **words: str) -> list[Agreement]:
    return [
        Agreement(f"Label {number}", employee=employee, days=30, per="horizon", name=f"at {number}", **words)
        for number in numbers
    ]


def group(
    *agreements: Agreement, employees: tuple[Employee, ...] = (ONE,), common: tuple[CommonTime, ...] = ()
) -> Group:
    return Group(
        "Paris Mix", employees, LABELS, agreements, sites=SITES, trips=TRIPS, common_time=common, speed=60
    )


USUAL = group(*promised(1))
LONG = group(*promised(2))
NIGHT = group(*promised(3))
FAR = group(*promised(1, 2))
OTHERS = group(*promised(1, employee="Two"), employees=(TWO,))

_DAYS = (
    Sample(
        "two sites, the way back longer than the way there",
        MaxHoursPerDay("9.75"),
        FAR,
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "in common time, a site of the group's hours, ways as the crow flies",
        MaxHoursPerDay(7.5),
        group(*promised(4, 5), common=(CommonTime("2027-01-05", first_half="PM"),)),
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "the night in March is an hour short",
        MaxHoursPerDay(8.5, {"One"}),
        NIGHT,
        Horizon("2027-03-27", "2027-03-29"),
    ),
    Sample(
        "the night in October is an hour long", MaxHoursPerDay(9), NIGHT, Horizon("2027-10-30", "2027-11-01")
    ),
)

_WORKED = (
    Sample(
        "from a Thursday to a Monday, part of the first week used",
        WorkedHours("week", at_least=20, at_most="25,5"),
        USUAL,
        Horizon("2027-01-07", "2027-01-11"),
        planned(USUAL, "2027-01-04 One@at 1; 2027-01-05 AM One@at 1", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "the past has used up the month, with travel, by hours of its own",
        WorkedHours("month", at_most=20),
        FAR,
        Horizon("2027-01-08", "2027-01-09"),
        planned(
            FAR,
            "2027-01-04 One@at 2; 2027-01-05 AM One@at 1; 2027-01-05 PM One@at 2",
            "2027-01-04",
            "2027-01-05",
        ),
    ),
    Sample(
        "whole days and half-days, a contract that starts in the week, common time",
        WorkedHours("horizon", at_least=18, at_most=30),
        group(
            *promised(2, unit="day"),
            *promised(1),
            employees=(Employee("One", works="Mon-Sun", start="2027-01-06"),),
            common=(CommonTime("2027-01-06", first_half="PM"),),
        ),
        Horizon("2027-01-05", "2027-01-07"),
    ),
    Sample(
        "week 53, and employees whom the past does not know",
        WorkedHours("week", at_least=7, at_most=10),
        group(*promised(1), employees=(ONE, TWO)),
        Horizon("2027-01-03", "2027-01-04"),
        planned(OTHERS, "2026-12-28 Two@at 1", "2026-12-28", "2027-01-02"),
    ),
    Sample(
        "a reference year that ends on a leap day",
        WorkedHours("year", at_most=8),
        Group("Paris Mix", [ONE], LABELS, promised(1), sites=SITES, year_start="03-01"),
        Horizon("2028-02-28", "2028-03-01"),
    ),
)

_MEAN = (
    Sample(
        "the first window and the last, from a Thursday",
        MeanWeeklyHours(15, 2),
        USUAL,
        Horizon("2027-01-07", "2027-01-11"),
        planned(USUAL, "2026-12-30 One@at 1; 2027-01-04 One@at 1", "2026-12-28", "2027-01-06"),
    ),
    Sample(
        "week 53, and a past that has used up all",
        MeanWeeklyHours(10, 3),
        USUAL,
        Horizon("2026-12-31", "2027-01-04"),
        planned(
            USUAL,
            "2026-12-21 One@at 1",
            "2026-12-21",
            "2026-12-30",
            planned(
                LONG,
                "2026-12-14 One@at 2; 2026-12-15 One@at 2; 2026-12-16 AM One@at 2",
                "2026-12-14",
                "2026-12-18",
            ),
        ),
    ),
    Sample(
        "no past at all, one week", MeanWeeklyHours(20, 1, {"One"}), FAR, Horizon("2027-01-09", "2027-01-11")
    ),
)

_WEEK = (
    Sample(
        "from a Thursday to a Monday, with days of common time",
        MaxDaysPerWeek(4),
        group(*promised(1), common=(CommonTime("2027-01-10", first_half="PM"),)),
        Horizon("2027-01-07", "2027-01-11"),
        planned(USUAL, "2027-01-04 One@at 1; 2027-01-05 AM One@at 1", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "week 53, and a past that has worked too much",
        MaxDaysPerWeek(2),
        USUAL,
        Horizon("2027-01-02", "2027-01-05"),
        planned(
            USUAL,
            "2026-12-28 One@at 1; 2026-12-29 One@at 1; 2026-12-31 PM One@at 1",
            "2026-12-28",
            "2027-01-01",
        ),
    ),
    Sample("the week of a leap day", MaxDaysPerWeek(1), USUAL, Horizon("2028-02-28", "2028-03-01")),
)

_DAILY = (
    Sample("an evening and the morning after", DailyRest(13), FAR, Horizon("2027-01-05", "2027-01-07")),
    Sample(
        "the night in March is an hour short",
        DailyRest("12,5", {"One"}),
        group(*promised(2)),
        Horizon("2027-03-27", "2027-03-29"),
        planned(LONG, "2027-03-26 PM One@at 2", "2027-03-26", "2027-03-26"),
    ),
    Sample(
        "the night in October is an hour long",
        DailyRest(12.5),
        LONG,
        Horizon("2027-10-29", "2027-10-31"),
    ),
    Sample(
        "nights at a site, common time, and a past of other hours",
        DailyRest(11),
        group(*promised(3), common=(CommonTime("2027-10-31", first_half="PM"),)),
        Horizon("2027-10-31", "2027-11-02"),
        planned(LONG, "2027-10-30 One@at 2", "2027-10-30", "2027-10-30"),
    ),
    Sample("another time zone", DailyRest(12), group(*promised(2, 4)), Horizon("2027-01-05", "2027-01-07")),
    Sample("a day between is no rest enough", DailyRest(24), NIGHT, Horizon("2027-03-27", "2027-03-29")),
)

_WEEKLY = (
    Sample(
        "from a Thursday, early and late, with common time",
        WeeklyRest(41),
        group(*promised(1), common=(CommonTime("2027-01-08", first_half="PM"),)),
        Horizon("2027-01-07", "2027-01-11"),
        planned(
            USUAL,
            "2027-01-04 One@at 1; 2027-01-05 One@at 1; 2027-01-06 PM One@at 1",
            "2027-01-04",
            "2027-01-06",
        ),
    ),
    Sample(
        "a week that has ended, and what comes after it",
        WeeklyRest(36.5),
        FAR,
        Horizon("2027-01-11", "2027-01-13"),
        planned(
            FAR,
            "; ".join(f"2027-01-{day:02} One@at 2" for day in range(4, 10)),
            "2027-01-04",
            "2027-01-10",
        ),
    ),
    Sample(
        "the past alone has spoilt one week, the night in March the next",
        WeeklyRest(35.5),
        group(*promised(1, 2)),
        Horizon("2027-03-27", "2027-03-29"),
        planned(
            LONG,
            "; ".join(f"2027-03-{day:02} One@at 2" for day in range(15, 27)),
            "2027-03-15",
            "2027-03-26",
        ),
    ),
    Sample(
        "no whole day off, in another time zone",
        WeeklyRest(),
        group(*promised(3, 4)),
        Horizon("2027-01-08", "2027-01-10"),
        planned(
            group(*promised(4)),
            "; ".join(f"2027-01-{day:02} One@at 4" for day in (2, 4, 5, 6, 7)),
            "2027-01-02",
            "2027-01-07",
        ),
    ),
)

_YEARLY = (
    Sample(
        "a year that ends, and one that the contract does not last through",
        YearlyDays(11),
        group(*promised(1), employees=(Employee("One", works="Mon-Sun", end="2027-01-02"),)),
        Horizon("2026-12-30", "2027-01-02"),
        planned(
            USUAL, "; ".join(f"2026-12-{day} One@at 1" for day in range(10, 20)), "2026-12-10", "2026-12-29"
        ),
    ),
    Sample(
        "a contract that starts in the week, common time",
        YearlyDays(30, {"One"}),
        Group(
            "Paris Mix",
            [Employee("One", works="Mon-Sun", start="2027-08-25", days_per_year=61), TWO],
            LABELS,
            promised(1),
            common_time=[CommonTime("2027-08-31", first_half="PM")],
            sites=SITES,
            year_start="09-01",
        ),
        Horizon("2027-08-31", "2027-09-01"),
    ),
    Sample(
        "the last day of a contract tips the scale",
        YearlyDays("45.7"),
        group(*promised(1), employees=(Employee("One", works="Mon-Sun", end="2027-01-02"),)),
        Horizon("2027-01-01", "2027-01-02"),
    ),
    Sample(
        "the past has used up the year",
        YearlyDays("1,5"),
        USUAL,
        Horizon("2028-02-28", "2028-03-01"),
        planned(USUAL, "2028-02-21 One@at 1; 2028-02-22 One@at 1", "2028-02-21", "2028-02-25"),
    ),
)

_TRAVEL = (
    Sample("there, but not back", TravelFits(), FAR, Horizon("2027-01-04", "2027-01-06")),
    Sample(
        "a way that just fits the break, and one that just does not",
        TravelFits(),
        replace(FAR, trips=(Trip("Usual", "Long", 90), Trip("Long", "Usual", 31))),
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "as the crow flies, nothing known, and hours that overlap",
        TravelFits(),
        group(*promised(2, 4, 5)),
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "two who change, and a site of two members",
        TravelFits(),
        group(
            *(Agreement(f"Label {n}", skill="web", days=30, per="horizon", at_once=2) for n in (1, 2, 6)),
            employees=(ONE, TWO),
        ),
        Horizon("2027-01-04", "2027-01-04"),
    ),
)

SAMPLES: tuple[Sample, ...] = (
    *_DAYS,
    *_WORKED,
    *_MEAN,
    *_WEEK,
    *_DAILY,
    *_WEEKLY,
    *_YEARLY,
    *_TRAVEL,
)
