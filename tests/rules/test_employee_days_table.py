"""Truth tables: what the rules of how much employees work find in small plans."""

import pytest
from house_samples import planned
from members_plans import FRI, GROUP, MON, SAT, SUN, THU, TUE, WED, Table, before, found, group, week

from gesched.group import Absence, CommonTime, Employee
from gesched.rules import EmployeeDays, MaxWeekends
from gesched.schedule import Schedule

SHORT = group(
    employees=[Employee("One", start=WED, skills={"web"}), Employee("Two", skills={"web"})],
    absences=[Absence("Two", MON, WED, last_half="AM")],
    common_time=[CommonTime(FRI, first_half="PM", employees={"One"})],
    holidays={"here": [THU]},
)

EMPLOYEE_DAYS: Table = {
    "at most two days a week, whatever the member": (
        EmployeeDays("week", at_most=2),
        week(f"{MON} One@1; {TUE} AM One@2; {TUE} PM One@3; {SUN} One@1; {MON} Two@1"),
        [(("One",), MON, SUN, 2)],
    ),
    "for one employee only": (
        EmployeeDays("week", at_most=0.5, employees={"Two"}),
        week(f"{MON} One@1; {MON} Two@1"),
        [(("Two",), MON, SUN, 1)],
    ),
    "common time is work": (
        EmployeeDays("week", at_least=1, at_most=1, employees={"One"}),
        week(f"{WED} One@1", SHORT),
        [(("One",), MON, SUN, 1)],
    ),
    "no more is asked than there is time for": (
        EmployeeDays("week", at_least=5),
        week(f"{WED} One@1; {WED} PM Two@1", SHORT),
        [(("One",), MON, SUN, 1), (("Two",), MON, SUN, 2)],
    ),
    "a week that is not known in full asks for nothing": (
        EmployeeDays("week", at_least=5),
        planned(GROUP, "", TUE, SAT),
        [],
    ),
    "a week whose start is known counts it": (
        EmployeeDays("week", at_least=3, employees={"One"}),
        planned(GROUP, f"{WED} One@1", WED, SUN, before(f"{MON} One@2", MON, TUE)),
        [(("One",), WED, SUN, 2)],
    ),
    "what the past has used up is not this plan's doing": (
        EmployeeDays("week", at_most=1, employees={"One"}),
        planned(GROUP, f"{WED} AM One@1", WED, SUN, before(f"{MON} One@2; {TUE} One@2", MON, TUE)),
        [(("One",), WED, SUN, 1)],
    ),
    "and it may add nothing": (
        EmployeeDays("week", at_most=1, employees={"One"}),
        planned(GROUP, "", WED, SUN, before(f"{MON} One@2; {TUE} One@2", MON, TUE)),
        [],
    ),
    "months, over the end of one": (
        EmployeeDays("month", at_most=1, employees={"One"}),
        planned(GROUP, "2027-01-30 One@1; 2027-01-31 One@1; 2027-02-01 One@1", "2027-01-30", "2027-02-02"),
        [(("One",), "2027-01-30", "2027-01-31", 2)],
    ),
    "the reference year": (
        EmployeeDays("year", at_most=1, employees={"One"}),
        planned(group(year_start="02-01"), "2027-01-31 One@1; 2027-02-01 One@1", "2027-01-31", "2027-02-02"),
        [],
    ),
    "the horizon, known by itself": (
        EmployeeDays("horizon", at_least=1.5, employees={"One"}),
        planned(GROUP, f"{THU} One@1", THU, FRI, before(f"{WED} One@1", WED, WED)),
        [(("One",), THU, FRI, 1)],
    ),
}

AUGUST = "2027-08-01"
"""A Sunday."""


def july(plan: str) -> Schedule:
    return planned(GROUP, plan, "2027-07-01", "2027-07-31")


def august(plan: str, past: str = "") -> Schedule:
    return planned(GROUP, plan, AUGUST, "2027-08-31", july(past))


MAX_WEEKENDS: Table = {
    "Saturday and Sunday are one weekend": (
        MaxWeekends(1),
        august("2027-08-07 One@1; 2027-08-08 AM One@1; 2027-08-09 One@1"),
        [],
    ),
    "three weekends, of which one is half a Sunday": (
        MaxWeekends(1),
        august("2027-08-07 One@1; 2027-08-15 PM One@2; 2027-08-28 One@1; 2027-08-07 Two@1"),
        [(("One",), AUGUST, "2027-08-31", 2)],
    ),
    "the Sunday of a weekend that began before": (
        MaxWeekends(1),
        august(f"{AUGUST} One@1; 2027-08-07 One@1", "2027-07-31 One@1; 2027-07-24 One@1"),
        [(("One",), AUGUST, "2027-08-31", 1)],
    ),
    "the Saturday before counts, even without the Sunday": (
        MaxWeekends(1),
        august("2027-08-07 One@1", "2027-07-31 AM One@1"),
        [(("One",), AUGUST, "2027-08-31", 1)],
    ),
    "that Saturday is not this plan's doing": (
        MaxWeekends(0),
        august(f"{AUGUST} One@1", "2027-07-31 One@1"),
        [],
    ),
    "that Sunday belongs to July": (
        MaxWeekends(1, "month"),
        august(f"{AUGUST} One@1; 2027-08-07 One@1", "2027-07-04 One@1; 2027-07-24 One@1"),
        [(("One",), AUGUST, AUGUST, 1)],
    ),
    "a quarter that began before": (
        MaxWeekends(2, "quarter", employees={"One"}),
        august(
            "2027-08-07 One@1; 2027-08-07 Two@1; 2027-08-15 Two@1; 2027-08-22 Two@1",
            "2027-07-04 One@1; 2027-07-10 One@1; 2027-07-18 One@1",
        ),
        [(("One",), AUGUST, "2027-08-31", 1)],
    ),
    "the year, of which nothing more is known": (MaxWeekends(1, "year"), august("2027-08-07 One@1"), []),
    "common time": (
        MaxWeekends(0, "year"),
        week("", group(common_time=[CommonTime(SAT, first_half="PM", employees={"Two"})])),
        [(("Two",), MON, SUN, 1)],
    ),
}

TABLE = EMPLOYEE_DAYS | MAX_WEEKENDS


WORDS = {
    "common time is work": "One, 2027-W01: at most 1 day of work, but 1.5 are planned",
    "no more is asked than there is time for": "One, 2027-W01: at least 5 days of work, but 1.5 are planned",
    "that Sunday belongs to July": "One, 2027-07: at most 1 weekend of work, but 3 are planned",
}


@pytest.mark.parametrize("name", TABLE)
def test_what_a_rule_finds(name: str) -> None:
    rule, schedule, expected = TABLE[name]
    assert found(rule, schedule) == sorted(expected)


def test_the_words() -> None:
    words = {name: next(iter(TABLE[name][0].check(TABLE[name][1]))).words for name in WORDS}
    assert words == WORDS
