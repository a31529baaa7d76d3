"""The rules that trips, contracts and a profile of working time make; and what comes of them in a plan."""

from collections import Counter
from typing import Any

import pytest
from house_samples import planned
from working_time_plans import GROUP, ONE, SITES, TRIPS

from gesched.audit import audit
from gesched.errors import NoSchedule
from gesched.group import Agreement, Employee, Group, Member, Site, working_time_profile
from gesched.model import Model
from gesched.problem import Problem
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
    rules_in_use,
)
from gesched.solving import solve
from gesched.timeline import Half, Horizon

TWO, PART, NEARLY = Employee("Two"), Employee("Three", weekly_hours=28), Employee("Four", weekly_hours=34)
BY_DAYS = Employee("Five", days_per_year=200)
CODE = working_time_profile("code_du_travail")


def article(number: str) -> str:
    return f"Code du travail {number}"


def made(*employees: Employee, **words: Any) -> list[HouseRule]:
    group = Group("Mix", employees, **words)
    return [rule for rule in rules_in_use(group) if isinstance(rule, HouseRule)]


RESTS = [
    MaxDaysPerWeek(6, source=article("L3132-1")),
    DailyRest(11, source=article("L3131-1")),
    WeeklyRest(35, source=article("L3132-2")),
]


def hours(*names: str) -> list[HouseRule]:
    return [
        MaxHoursPerDay(10, names, source=article("L3121-18")),
        WorkedHours("week", None, 48, names, source=article("L3121-20")),
        MeanWeeklyHours(44, 12, names, source=article("L3121-22")),
    ]


def test_without_a_profile_no_limit_holds() -> None:
    assert made(TWO, PART) == []


@pytest.mark.parametrize("name", ["code_du_travail", "ccneac_1285"])
def test_what_a_profile_makes(name: str) -> None:
    assert made(TWO, working_time=name) == [*RESTS, *hours()]


def test_part_time_stays_near_the_contract_and_below_full_time() -> None:
    full = [Employee("Six", weekly_hours=35), Employee("Seven", weekly_hours=39)]
    assert made(TWO, PART, NEARLY, *full, working_time=CODE) == [
        *RESTS,
        *hours(),
        WorkedHours("week", None, "30.8", "Three", source=article("L3123-28")),
        WorkedHours("week", None, "2099/60", "Four", source=article("L3123-9, L3121-27")),
    ]


def test_contracts_by_days_keep_the_rests_only() -> None:
    source = "employment contract, Code du travail L3121-64"
    assert made(TWO, BY_DAYS, working_time=CODE) == [
        YearlyDays(200, "Five", source=source),
        *RESTS,
        *hours("Two"),
    ]
    assert made(BY_DAYS, working_time=CODE) == [YearlyDays(200, "Five", source=source), *RESTS]
    assert made(TWO, BY_DAYS) == [YearlyDays(200, "Five", source="employment contract")]


def test_limits_of_ones_own() -> None:
    own = CODE.with_limits(
        max_day_hours=12, mean_week_hours=None, weekly_rest_hours=None, part_time_extra="1/3", source="accord"
    )
    limits = [
        rule for rule in made(PART, working_time=own) if rule.id not in {"max_days_per_week", "daily_rest"}
    ]
    assert limits == [
        MaxHoursPerDay(12, source="accord"),
        WorkedHours("week", None, 48, source=article("L3121-20")),
        WorkedHours("week", None, "2099/60", "Three", source=article("L3123-9, L3121-27")),
    ]
    out: dict[str, Any] = dict.fromkeys(CODE.limits)
    nothing = CODE.with_limits(**out)
    assert made(PART, TWO, working_time=nothing) == []


def test_travel_holds_where_anything_is_known_of_it() -> None:
    travel = TravelFits(source="travel times")
    assert made(sites=[Site("A"), Site("B")]) == []
    assert made(sites=[Site("A", latitude=45, longitude=5)]) == [travel]
    assert made(sites=SITES, trips=TRIPS) == [travel]


def takes(number: int, days: float, **words: Any) -> Agreement:
    return Agreement(f"Label {number}", employee="One", days=days, per="week", **words)


def test_a_plan_of_part_time_stays_below_its_hours() -> None:
    part = Employee("One", weekly_hours=28)
    group = Group(
        "Mix", [part], [Member("Label 1"), Member("Label 2")], [takes(1, 3), takes(2, 2)], working_time=CODE
    )
    schedule = solve(group, "2027-01-04", "2027-01-17", time_limit=None)
    weeks = Counter(one.date.isocalendar()[1] for one in schedule.assignments)
    assert weeks == {1: 8, 2: 8}  # of 3 h 30 min each
    assert audit(schedule).ok


def test_a_plan_with_ways_leaves_time_for_them() -> None:
    hosts = [Member("Label 1", site="Town"), Member("Label 2", site="Mill")]
    group = Group("Mix", [ONE], hosts, [takes(1, 2.5), takes(2, 2.5)], sites=SITES, trips=TRIPS)
    schedule = solve(group, "2027-01-08", "2027-01-14", time_limit=None)
    changes = [
        one.date
        for one in schedule.of_member("Label 2")
        if (at := schedule.at.get(("One", one.date, Half.PM))) is not None
        and one.half is Half.AM
        and at.member == "Label 1"
    ]
    assert (len(schedule.assignments), changes) == (10, [])
    assert audit(schedule).ok


def test_a_conflict_names_the_article() -> None:
    group = Group("Mix", [ONE], [Member("Label 1", "Mon-Sun")], [takes(1, 7, at_least=7)], working_time=CODE)
    with pytest.raises(NoSchedule) as caught:
        solve(group, "2027-01-04", "2027-01-10", time_limit=None)
    assert "[Code du travail L3132-" in str(caught.value.conflict)


def test_a_long_day_is_told_with_its_article() -> None:
    long = Site("Long", hours="8h-14h, 15h-21h")
    group = Group(
        "Mix", [ONE], [Member("Label 1", site="Long")], [takes(1, 5)], sites=[long], working_time=CODE
    )
    schedule = planned(group, "2027-01-04 One@Label 1: One", "2027-01-04", "2027-01-04")
    found = [one for one in audit(schedule).violations if one.source.startswith("Code du travail")]
    assert [(one.amount, one.unit, one.source) for one in found] == [(120, "minutes", article("L3121-18"))]


RULES: list[HouseRule] = [
    MaxHoursPerDay(1),
    WorkedHours("week", at_least=2, at_most=3),
    MeanWeeklyHours(1, 4),
    MaxDaysPerWeek(0),
    DailyRest(24),
    WeeklyRest(120),
    YearlyDays(1),
    TravelFits(),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_past_of_other_people_at_other_places(rule: HouseRule) -> None:
    old = Group(
        "Old",
        [Employee("Zero", "Mon-Sun")],
        [Member("Gone", "Mon-Sun", site="Far")],
        [Agreement("Gone", employee="Zero", days=9, per="week", name="old")],
        sites=[Site("Far", hours="6h-10h, 11h-15h", timezone="Indian/Reunion")],
    )
    history = planned(old, "2027-01-04 Zero@old; 2027-01-05 Zero@old", "2027-01-02", "2027-01-06")
    dates = ("2027-01-07", "2027-01-10")
    schedules = [planned(GROUP, plan, *dates, history) for plan in ("", "2027-01-07 One@MillO")]
    Model(Problem(GROUP, Horizon(*dates)), [rule], past=schedules[0].past)
    who = {name for schedule in schedules for violation in rule.check(schedule) for name in violation.who}
    assert who <= {"One", "Two"}
