import datetime as dt
import pickle
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from gesched.errors import BadValue, InputError
from gesched.group import Employee, Group, Limit, WorkingTimeProfile, working_time_profile
from gesched.tables import group_from_frames, group_to_frames
from gesched.timeline import YearStart

CODE = working_time_profile("code_du_travail")
CCNEAC = working_time_profile("ccneac_1285")


def test_the_code_du_travail() -> None:
    assert {name: (limit.value, limit.source) for name, limit in CODE.limits.items()} == {
        "max_days_per_week": (6, "Code du travail L3132-1"),
        "weekly_rest_hours": (35, "Code du travail L3132-2"),
        "daily_rest_hours": (11, "Code du travail L3131-1"),
        "max_day_hours": (10, "Code du travail L3121-18"),
        "max_week_hours": (48, "Code du travail L3121-20"),
        "mean_week_hours": (44, "Code du travail L3121-22"),
        "mean_weeks": (12, "Code du travail L3121-22"),
        "full_time_hours": (35, "Code du travail L3123-9, L3121-27"),
        "part_time_extra": (Fraction(1, 10), "Code du travail L3123-28"),
        "max_days_per_year": (218, "Code du travail L3121-64"),
        "year_hours": (1607, "Code du travail L3121-41"),
    }
    assert CODE.year_start is None
    assert CODE.as_of >= dt.date(2026, 1, 1)


def test_what_arts_and_culture_add() -> None:
    added = {name: limit for name, limit in CCNEAC.limits.items() if CODE.limits.get(name) != limit}
    assert {name: str(limit) for name, limit in added.items()} == {
        "year_hours": "1575 hours (CCNEAC (IDCC 1285))",
        "plan_notice_days": "21 days (CCNEAC (IDCC 1285))",
        "change_notice_days": "7 days (CCNEAC (IDCC 1285))",
    }
    assert CCNEAC.year_start == YearStart(9, 1)


@pytest.mark.parametrize("name", ["code_du_travail", " Code du travail ", "CODE_DU_TRAVAIL"])
def test_profiles_by_name(name: str) -> None:
    assert working_time_profile(name) is CODE
    assert Group("G", working_time=name).working_time == CODE


@pytest.mark.parametrize(
    ("name", "advice"), [("code_travail", "Did you mean 'code_du_travail'?"), (1285, "Known: 'ccneac_1285'")]
)
def test_profiles_that_nobody_knows(name: Any, advice: str) -> None:
    with pytest.raises(BadValue, match="a profile of working time") as caught:
        working_time_profile(name)
    assert caught.value.advice.startswith(advice)


def test_limits_of_ones_own() -> None:
    own = CODE.with_limits(max_day_hours=12, weekly_rest_hours=None, mean_week_hours="46", source="avenant 3")
    assert str(own.max_day_hours) == "12 hours (avenant 3)"
    assert own.mean_week_hours == Limit(46, "hours", "avenant 3")
    assert own.weekly_rest_hours is None
    assert own.max_week_hours == CODE.max_week_hours
    assert (own.name, CODE.is_as_known, own.is_as_known) == ("code_du_travail", True, False)
    given = Limit(9, "hours", "contract")
    assert CODE.with_limits(max_day_hours=given).max_day_hours is given
    assert CODE.with_limits(mean_week_hours=None).mean_weeks == CODE.mean_weeks
    assert str(Limit("7,5", "hours")) == "7.5 hours"


@pytest.mark.parametrize(
    ("limits", "columns"),
    [
        ({"max_day_hours": 25, "max_days_per_week": 8}, ["max_days_per_week", "max_day_hours"]),
        ({"mean_weeks": "11,5"}, ["mean_weeks"]),
        ({"mean_weeks": None}, ["mean_weeks"]),
        ({"mean_weeks": 0}, ["mean_weeks"]),
        ({"part_time_extra": 10}, ["part_time_extra"]),
    ],
)
def test_limits_that_make_no_sense(limits: dict[str, Any], columns: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        CODE.with_limits(**limits)
    assert [problem.column for problem in caught.value.problems] == columns


def test_limits_that_are_none() -> None:
    with pytest.raises(BadValue, match="Did you mean 'max_day_hours'"):
        CODE.with_limits(max_days_hours=10)
    with pytest.raises(InputError, match="a Limit, got 10"):
        WorkingTimeProfile("own", "2027-01-01", max_day_hours=10)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"weekly_hours": 0}, "weekly_hours"),
        ({"weekly_hours": 169}, "weekly_hours"),
        ({"days_per_year": 0}, "days_per_year"),
        ({"days_per_year": "217,25"}, "days_per_year"),
        ({"days_per_year": 367}, "days_per_year"),
        ({"weekly_hours": 35, "days_per_year": 218}, "days_per_year"),
    ],
)
def test_contracts_that_are_none(given: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError) as caught:
        Employee("One", **given)
    assert [problem.column for problem in caught.value.problems] == [column]


BY_DAYS = Employee("One", days_per_year="217,5")


def test_contracts_by_days_keep_to_the_profile() -> None:
    assert Group("G", [BY_DAYS], working_time=CODE).employees == (BY_DAYS,)
    much = replace(BY_DAYS, days_per_year=230)
    with pytest.raises(InputError, match=r"One|at most 218 days \(Code du travail L3121-64\)") as caught:
        Group("G", [Employee("Two"), much], working_time=CODE)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column, problem.value) == (
        "employees",
        1,
        "days_per_year",
        "230",
    )
    assert Group("G", [much], working_time=CODE.with_limits(max_days_per_year=235)).employees == (much,)
    assert Group("G", [much]).working_time is None


def test_contracts_by_days_need_the_year_of_the_profile() -> None:
    assert Group("G", [Employee("One")], working_time=CCNEAC).year_start == YearStart(1, 1)
    assert Group("G", [BY_DAYS], working_time=CCNEAC, year_start="09-01").working_time == CCNEAC
    with pytest.raises(InputError) as caught:
        Group("G", [BY_DAYS], working_time=CCNEAC)
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("group", None, "year_start")
    assert problem.expected == "09-01, as ccneac_1285 counts the days of a year"


def test_tables_tell_the_name_of_a_profile() -> None:
    group = Group("G", [BY_DAYS, Employee("Two", weekly_hours="28")], working_time="code_du_travail")
    frames = group_to_frames(group)
    settings = dict(frames["group"].itertuples(index=False, name=None))
    assert settings["working_time"] == "code_du_travail"
    assert frames["employees"]["weekly_hours"].tolist() == ["", "28"]
    assert group_from_frames(frames) == group
    with pytest.raises(InputError, match="known by its name") as caught:
        group_to_frames(replace(group, working_time=CODE.with_limits(max_day_hours=12)))
    assert [problem.column for problem in caught.value.problems] == ["working_time"]


def test_profiles_are_values() -> None:
    assert pickle.loads(pickle.dumps(CCNEAC)) == CCNEAC  # noqa: S301 - our own
    assert len({CODE, CCNEAC, CODE.with_limits()}) == 2
    with pytest.raises(AttributeError):
        CODE.name = "mine"  # type: ignore[misc]
