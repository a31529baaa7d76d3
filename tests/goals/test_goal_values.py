"""Goal values of every schedule that keeps the rules, recounted naively from the words."""

import pytest
from hypothesis import given, settings
from naive_goals import Naive

from gesched.goals import DEFAULT_GOALS
from gesched.testing import Case, cases, schedules_that_keep, tiny_cases


def assert_same_values(case: Case) -> None:
    naive = Naive(case).of_goal
    for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
        for goal in DEFAULT_GOALS:
            values = [measure.value for measure in goal.values(schedule)]
            assert values == naive[goal.id](schedule), (goal.id, schedule.assignments)


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_values_are_those_counted_naively(case: Case) -> None:
    assert_same_values(case)


@settings(max_examples=60, derandomize=True)
@given(case=cases(most_schedules=500))
def test_values_are_those_counted_naively_in_drawn_groups(case: Case) -> None:
    assert_same_values(case)


def test_the_cases_tell_the_goals_values_apart() -> None:
    seen: dict[str, set[tuple[int, ...]]] = {goal.id: set() for goal in DEFAULT_GOALS}
    for case in tiny_cases():
        for schedule in schedules_that_keep(case.group, case.horizon, case.ledger):
            for goal in DEFAULT_GOALS:
                seen[goal.id].add(tuple(measure.value for measure in goal.values(schedule)))
    assert all(len(seen[goal]) >= 8 for goal in ("fair_coverage", "no_idle_time", "wishes"))
    assert all({0, 1, 2} <= {value for (value,) in seen[goal]} for goal in ("regularity", "few_transfers"))
    assert max(value[1] for value in seen["no_idle_time"]) > 0, "no case gives beyond what is due"
