"""Samples of the rules of who serves which members, how many at once, and how much."""

from house_samples import Sample, planned

from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Member
from gesched.rules import (
    Cover,
    EmployeeDays,
    MaxMembersPerDay,
    MaxMembersPerWeek,
    MaxWeekends,
    NeverSameDay,
    NeverSameEmployee,
)
from gesched.timeline import Horizon, french_holidays

ALWAYS = "Mon-Sun"
ONE = Employee("One", ALWAYS, skills={"web", "shop"})
TWO = Employee("Two", ALWAYS, skills={"web"})
LABELS = tuple(Member(f"Label {number}", ALWAYS) for number in (1, 2, 3))


def skilled(number: int) -> Agreement:
    return Agreement(f"Label {number}", skill="web", days=10, per="horizon", at_once=2, name=f"a{number}")


NAMED = Agreement("Label 1", employee="One", days=10, per="horizon", name="named")
SINGLE = Group("Paris Mix", [ONE], LABELS, [skilled(1)])
PAIR = Group("Paris Mix", [ONE, TWO], LABELS, [skilled(1)])
TWO_WAYS = Group("Paris Mix", [ONE, TWO], LABELS, [skilled(1), NAMED])
BETWEEN_TWO = Group("Paris Mix", [ONE, TWO], LABELS, [skilled(1), skilled(2)])
BETWEEN_THREE = Group("Paris Mix", [ONE], LABELS, [skilled(1), skilled(2), skilled(3)])
FESTIVAL = Group(
    "Paris Mix",
    [ONE, TWO],
    [Member("Label 1", "Mon-Fri", end="2027-05-07")],
    [skilled(1)],
    closures=[Closure("Label 1", "2027-05-07", first_half="PM")],
    holidays=french_holidays(),
)
BUSY = Group(
    "Paris Mix",
    [Employee("One", "Mon-Sat", skills={"web"}, start="2026-12-29")],
    LABELS,
    [skilled(1)],
    absences=[Absence("One", "2027-01-02", first_half="PM")],
    common_time=[CommonTime("2026-12-31", first_half="PM"), CommonTime("2027-01-01")],
    holidays=french_holidays(),
    year_start="01-02",
)

COVER = (
    Sample(
        "at least and at most one, under two agreements",
        Cover("Label 1", at_least=1, at_most=1),
        TWO_WAYS,
        Horizon("2028-02-29", "2028-02-29"),
    ),
    Sample(
        "with a skill that one of the two has, on a public holiday and before a closure",
        Cover("Label 1", at_least=1, skill="shop", when="Thu, Fri"),
        FESTIVAL,
        Horizon("2027-05-06", "2027-05-07"),
    ),
    Sample(
        "nobody with a skill, in the week in which summer time begins",
        Cover("Label 1", at_most=0, skill="shop", when="FREQ=WEEKLY;BYDAY=SU PM"),
        PAIR,
        Horizon("2027-03-27", "2027-03-28"),
    ),
    Sample(
        "more than there are, until the membership ends",
        Cover("Label 1", at_least=3),
        FESTIVAL,
        Horizon("2027-05-07", "2027-05-08"),
    ),
    Sample(
        "too few costs more than too many, on dates of which some lie elsewhere",
        Cover("Label 1", 1, 1, when="2027-01-04 AM, 2027-01-05, 2027-02-01", too_few=5, too_many=2),
        PAIR,
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "one side must hold, the other gives way",
        Cover("Label 1", 1, 1, too_many=0, weight=3),
        PAIR,
        Horizon("2027-01-04", "2027-01-05"),
    ),
)

NEVER_SAME_EMPLOYEE = (
    Sample(
        "nothing known, over the end of a year",
        NeverSameEmployee({"Label 1", "Label 2"}),
        BETWEEN_THREE,
        Horizon("2026-12-31", "2027-01-01"),
    ),
    Sample(
        "one of the two served long ago",
        NeverSameEmployee({"Label 1", "Label 2"}),
        BETWEEN_TWO,
        Horizon("2027-01-04", "2027-01-04"),
        planned(
            BETWEEN_TWO,
            "",
            "2026-06-01",
            "2026-12-31",
            planned(BETWEEN_TWO, "2025-01-06 AM One@a2", "2025-01-01", "2025-12-31"),
        ),
    ),
    Sample(
        "two of three served already: no further one",
        NeverSameEmployee({"Label 1", "Label 2", "Label 3"}),
        BETWEEN_THREE,
        Horizon("2027-01-07", "2027-01-08"),
        planned(BETWEEN_THREE, "2027-01-04 One@a1; 2027-01-05 PM One@a2", "2027-01-04", "2027-01-06"),
    ),
)

NEVER_SAME_DAY = (
    Sample(
        "by the same of two employees",
        NeverSameDay({"Label 1", "Label 2"}),
        BETWEEN_TWO,
        Horizon("2027-10-31", "2027-10-31"),
    ),
    Sample(
        "three members, on two days",
        NeverSameDay("Label 1; Label 2; Label 3"),
        BETWEEN_THREE,
        Horizon("2026-12-31", "2027-01-01"),
    ),
    Sample(
        "whoever comes",
        NeverSameDay({"Label 1", "Label 2"}, by_anyone=True),
        BETWEEN_TWO,
        Horizon("2028-02-29", "2028-02-29"),
    ),
    Sample(
        "three members, whoever comes",
        NeverSameDay({"Label 1", "Label 2", "Label 3"}, by_anyone=True),
        Group("Paris Mix", [ONE, TWO], LABELS, [skilled(1), skilled(2), skilled(3)]),
        Horizon("2027-01-04", "2027-01-04"),
    ),
)

EMPLOYEE_DAYS = (
    Sample(
        "a horizon from a Thursday to a Monday, in the middle of a week known",
        EmployeeDays("week", at_least=2, at_most=2.5),
        SINGLE,
        Horizon("2027-01-07", "2027-01-11"),
        planned(SINGLE, "2027-01-04 One@a1; 2027-01-05 AM One@a1", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "week 53, with common time, a holiday and an absence, of which the start is known",
        EmployeeDays("week", at_least=5),
        BUSY,
        Horizon("2026-12-31", "2027-01-04"),
        planned(BUSY, "2026-12-29 PM One@a1", "2026-12-28", "2026-12-30"),
    ),
    Sample(
        "no more than can be assigned: a member that is closed, another by whole days, common time",
        EmployeeDays("week", at_least=4),
        Group(
            "Paris Mix",
            [Employee("One", works="Fri-Sun, Mon AM")],
            [Member("Label 1", opens="Fri-Sun"), Member("Label 2", opens="Mon-Sun")],
            [
                Agreement("Label 1", employee="One", days=9, per="horizon", name="a1"),
                Agreement("Label 2", employee="One", days=9, per="horizon", name="a2", unit="day"),
            ],
            closures=[Closure("Label 1", "2027-01-09", last_half="AM"), Closure("Label 2", "2027-01-10")],
            common_time=[CommonTime("2027-01-08", last_half="AM")],
        ),
        Horizon("2027-01-08", "2027-01-10"),
        planned(SINGLE, "", "2027-01-04", "2027-01-07"),
    ),
    Sample(
        "less than common time takes",
        EmployeeDays("year", at_most=0),
        BUSY,
        Horizon("2026-12-31", "2027-01-02"),
    ),
    Sample(
        "a week that the past has used up, for one of two",
        EmployeeDays("week", at_most=0.5, employees={"Two"}),
        PAIR,
        Horizon("2027-01-09", "2027-01-10"),
        planned(PAIR, "2027-01-08 Two@a1", "2027-01-04", "2027-01-08"),
    ),
    Sample(
        "the horizon, half a day at least",
        EmployeeDays("horizon", at_least="1/3", at_most="4/3"),
        PAIR,
        Horizon("2028-02-28", "2028-02-29"),
    ),
)

MAX_WEEKENDS = (
    Sample("two weekends of a horizon", MaxWeekends(1), SINGLE, Horizon("2027-01-03", "2027-01-09")),
    Sample(
        "the Sunday after a Saturday worked",
        MaxWeekends(0),
        PAIR,
        Horizon("2027-08-01", "2027-08-02"),
        planned(PAIR, "2027-07-24 One@a1; 2027-07-31 PM One@a1", "2027-07-01", "2027-07-31"),
    ),
    Sample(
        "a Sunday that belongs to the month before, in which others were worked",
        MaxWeekends(1, "month"),
        PAIR,
        Horizon("2027-08-01", "2027-08-02"),
        planned(PAIR, "2027-07-25 AM One@a1; 2027-07-31 PM Two@a1", "2027-07-01", "2027-07-31"),
    ),
    Sample(
        "a year that starts on a Sunday, and what the past has used up in it",
        MaxWeekends(1, "year", employees={"One"}),
        Group("Paris Mix", [ONE], LABELS, [skilled(1)], year_start="01-03"),
        Horizon("2027-01-16", "2027-01-18"),
        planned(
            SINGLE, "2027-01-03 One@a1; 2027-01-09 One@a1; 2027-01-10 One@a1", "2027-01-01", "2027-01-15"
        ),
    ),
    Sample(
        "common time on a Saturday",
        MaxWeekends(0, "quarter"),
        Group("Paris Mix", [ONE], LABELS, [skilled(1)], common_time=[CommonTime("2027-01-09")]),
        Horizon("2027-01-08", "2027-01-11"),
    ),
)

MAX_MEMBERS = (
    Sample("one a day", MaxMembersPerDay(1), BETWEEN_THREE, Horizon("2027-03-27", "2027-03-28")),
    Sample(
        "one a day, for one of two employees",
        MaxMembersPerDay(1, employees={"Two"}),
        BETWEEN_TWO,
        Horizon("2028-02-29", "2028-02-29"),
    ),
    Sample(
        "a member under two agreements is one",
        MaxMembersPerDay(1),
        Group("Paris Mix", [ONE], LABELS, [skilled(1), NAMED, skilled(2)]),
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "never more than two a day", MaxMembersPerDay(2), BETWEEN_THREE, Horizon("2027-01-04", "2027-01-04")
    ),
    Sample(
        "one a week, over the end of week 53",
        MaxMembersPerWeek(1),
        Group("Paris Mix", [ONE], LABELS, [skilled(1), skilled(2)]),
        Horizon("2027-01-02", "2027-01-04"),
        planned(BETWEEN_THREE, "2026-12-31 PM One@a2", "2026-12-28", "2027-01-01"),
    ),
    Sample(
        "two a week, from a Thursday",
        MaxMembersPerWeek(2),
        BETWEEN_THREE,
        Horizon("2027-01-07", "2027-01-08"),
        planned(BETWEEN_THREE, "2027-01-01 One@a2; 2027-01-05 One@a1", "2026-12-28", "2027-01-06"),
    ),
    Sample(
        "more served in the week already than may be",
        MaxMembersPerWeek(1, employees={"One"}),
        BETWEEN_THREE,
        Horizon("2027-01-07", "2027-01-08"),
        planned(BETWEEN_THREE, "2027-01-04 AM One@a1; 2027-01-04 PM One@a2", "2027-01-04", "2027-01-06"),
    ),
)

SAMPLES: tuple[Sample, ...] = (
    *COVER,
    *NEVER_SAME_EMPLOYEE,
    *NEVER_SAME_DAY,
    *EMPLOYEE_DAYS,
    *MAX_WEEKENDS,
    *MAX_MEMBERS,
)
