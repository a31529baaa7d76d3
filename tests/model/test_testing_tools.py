import builtins
import importlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import BadValue, MissingExtra
from gesched.group import Unit
from gesched.schedule import Schedule
from gesched.testing import Case, assert_valid, cases, every_schedule, groups, horizons, schedules, tiny_cases
from gesched.timeline import Horizon, Per


@pytest.fixture(scope="module")
def named() -> Mapping[str, Case]:
    return {case.name: case for case in tiny_cases()}


def test_every_schedule_is_every_choice_of_every_half_day(named: Mapping[str, Case]) -> None:
    case = named["two members compete"]
    found = {one.assignments for one in every_schedule(case.group, case.horizon)}
    assert len(found) == 3**4
    assert sorted({len(assignments) for assignments in found}) == [0, 1, 2, 3, 4]


def test_too_many_schedules_are_refused_with_their_number(named: Mapping[str, Case]) -> None:
    case = named["two members compete"]
    with pytest.raises(BadValue, match="at most 20000 well-formed schedules, got 59049"):
        next(every_schedule(case.group, Horizon("2027-01-04", "2027-01-08")))
    with pytest.raises(BadValue, match="at most 80"):
        next(every_schedule(case.group, case.horizon, most=80))


def test_a_schedule_that_breaks_a_rule_is_not_valid(named: Mapping[str, Case]) -> None:
    case = named["two members compete"]
    verdicts = []
    for schedule in every_schedule(case.group, case.horizon):
        try:
            assert_valid(schedule)
        except AssertionError as error:
            verdicts.append(str(error))
    # No more than three and two half-days: 71 of 81 keep to it.
    assert len(verdicts) == 10
    assert "2027-01-04 to 2027-01-05: by its end no more than promised so far, 1.5 days, but 2" in str(
        verdicts
    )


@settings(max_examples=50)
@given(data=st.data())
def test_drawn_schedules_are_well_formed_and_reach_every_agreement(data: st.DataObject) -> None:
    horizon = data.draw(horizons())
    group = data.draw(groups(horizon))
    schedule = data.draw(schedules(group, horizon))
    assert isinstance(schedule, Schedule)
    assert len(schedule.assignments) <= len(group.employees) * len(horizon.half_days)


WORDS = [
    *("absences", "closures", "common_time", "holidays", "zone"),
    *(
        f"employees.{name}"
        for name in ("skills", "start", "end", "zone", "authorised_members", "works_holidays")
    ),
    *(f"members.{name}" for name in ("site", "start", "end", "works_holidays")),
    *(f"agreements.{name}" for name in ("employee", "skill", "share", "at_least", "at_most", "prefers")),
    *(f"agreements.{name}" for name in ("start", "end")),
]


def uses(case: Case, word: str) -> bool:
    table, _, column = word.partition(".")
    words = getattr(case.group, table)
    return any(getattr(one, column) for one in words) if column else bool(words)


def test_every_word_is_drawn() -> None:
    drawn: set[str] = set()

    @settings(max_examples=300, derandomize=True)
    @given(case=cases())
    def draw(case: Case) -> None:
        drawn.update(word for word in WORDS if uses(case, word))
        drawn.update(f"at once {one.at_once}" for one in case.group.agreements)
        drawn.update(f"unit {one.unit}, per {one.per}" for one in case.group.agreements)
        drawn.update("owed" if half_days > 0 else "taken" for half_days in case.ledger.values())

    draw()
    units = {f"unit {unit}, per {per}" for unit in Unit for per in Per}
    assert drawn >= {*WORDS, *units, "at once 1", "at once 2", "owed", "taken"}


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refusing(name: str, *rest: Any, **more: Any) -> ModuleType:
        if name.startswith("hypothesis"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "gesched.testing.strategies")
    monkeypatch.setattr(builtins, "__import__", refusing)
    with pytest.raises(MissingExtra, match=r"pip install 'gesched\[test\]'"):
        importlib.import_module("gesched.testing.strategies")
