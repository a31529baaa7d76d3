"""Weighted levels: what may be weighed, where relaxed rules are counted, and what is best in all."""

from typing import Any

import pytest
from weighed_cases import ALL, COMFORT, ruled_cases

from gesched.audit import audit
from gesched.errors import InputError
from gesched.goals import (
    DEFAULT_GOALS,
    FairCoverage,
    FewTransfers,
    Goal,
    NoIdleTime,
    Regularity,
    RelaxedRules,
    ShortfallPenalty,
    WeighedGoal,
    Weighted,
    Wishes,
    goals_in_use,
)
from gesched.rules import gives_way, rules_in_use
from gesched.schedule import Schedule
from gesched.solving import solve
from gesched.testing import Case, schedules_that_keep


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "goals with their weights"),
        ([], "goals with their weights"),
        (Wishes(), "goals with their weights"),
        ([Wishes(), Regularity()], "goals with their weights"),
        ([(Wishes(), 1, 2)], "goals with their weights"),
        ({Wishes(): 0}, "a whole number of at least 1"),
        ({Wishes(): 1, Regularity(): -2}, "a whole number of at least 1|not negative"),
        ({Wishes(): 1.5}, "a whole number of at least 1"),
        ({Wishes(): True}, "a number"),
        ({Wishes(): None}, "a number"),
        ({Wishes(): 1_000_001}, "from 1 to 1,000,000"),
        ([(Wishes(), 1), (Wishes(), 2)], "goals of different ids"),
        ({Wishes(): 1, "regularity": 2}, "a goal that can be weighed"),
        ({Wishes: 1}, "a goal that can be weighed"),
        ({COMFORT: 1}, "a goal that can be weighed"),
    ],
)
def test_what_cannot_be_weighed_is_refused(parts: Any, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        Weighted(parts)


def test_parts_are_a_mapping_or_pairs() -> None:
    pairs = [(Wishes(), 3), (Regularity(), 1)]
    assert Weighted(dict(pairs)) == Weighted(pairs) == Weighted(iter(pairs))
    assert Weighted(pairs).parts == tuple(pairs)


@pytest.mark.parametrize(
    "goal", [*DEFAULT_GOALS, RelaxedRules(), ShortfallPenalty()], ids=lambda goal: goal.id
)
def test_every_goal_can_be_weighed(goal: Goal) -> None:
    assert isinstance(goal, WeighedGoal)
    for case in ruled_cases():
        schedule = Schedule(case.group, case.horizon, (), case.ledger)
        assert goal.cost_measure in {one.measure for one in goal.values(schedule)}


def relaxed_rules(case: Case) -> list[Any]:
    return [rule for rule in rules_in_use(case.group) if gives_way(rule)]


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ((Wishes(),), ["relaxed_rules", "wishes"]),
        ((), ["relaxed_rules"]),
        ((Wishes(), RelaxedRules()), ["wishes", "relaxed_rules"]),
        ((Wishes(), COMFORT), ["relaxed_rules", "wishes", "comfort"]),
        ((FairCoverage(), ALL), ["fair_coverage", "weighted"]),
    ],
)
def test_relaxed_rules_come_first_unless_they_stand_elsewhere(
    goals: tuple[Goal, ...], expected: list[str]
) -> None:
    assert [goal.id for goal in goals_in_use(goals, [])] == [goal.id for goal in goals]
    rules = relaxed_rules(ruled_cases()[0])
    assert rules
    found = goals_in_use(goals, rules)
    assert [goal.id for goal in found] == expected
    told = [one.rules for one in found if isinstance(one, RelaxedRules)]
    told += [
        one.rules
        for level in found
        if isinstance(level, Weighted)
        for one, _ in level.parts
        if isinstance(one, RelaxedRules)
    ]
    assert told == [tuple(rules)]


def test_the_sum_is_that_of_costs_times_weights() -> None:
    for case in ruled_cases():
        (weighted,) = goals_in_use([ALL], relaxed_rules(case))
        assert isinstance(weighted, Weighted)
        for schedule in list(schedules_that_keep(case.group, case.horizon, case.ledger))[:50]:
            counted = audit(schedule, goals=[goal for goal, _ in weighted.parts]).values
            costs = {name: {one.measure: one.value for one in counted[name]} for name in counted}
            total = (
                7 * costs["fair_coverage"]["total"]
                + costs["no_idle_time"]["idle"]
                + 2 * costs["wishes"]["total"]
                + 3 * costs["regularity"]["total"]
                + 5 * costs["few_transfers"]["total"]
                + 4 * costs["relaxed_rules"]["total"]
            )
            assert audit(schedule, goals=[ALL]).values == {"weighted": (("sum", total, "points"),)}


LEVELS: tuple[tuple[Goal, ...], ...] = (
    (ALL,),
    (FairCoverage(), COMFORT, Wishes()),
    (Weighted({RelaxedRules(): 1, NoIdleTime(): 1}), FewTransfers()),
    (COMFORT, Weighted({Wishes(): 1}, id="wished"), NoIdleTime()),
)


@pytest.mark.parametrize("levels", LEVELS, ids=lambda goals: "+".join(goal.id for goal in goals))
@pytest.mark.parametrize("case", ruled_cases(), ids=str)
def test_weighted_levels_are_solved_best_and_proven(case: Case, levels: tuple[Goal, ...]) -> None:
    goals = goals_in_use(levels, relaxed_rules(case))
    values = [
        [one.value for goal in goals for one in goal.values(schedule)]
        for schedule in schedules_that_keep(case.group, case.horizon, case.ledger)
    ]
    if not values:
        return
    first, last = case.horizon.first, case.horizon.last
    solved = solve(case.group, first, last, ledger=case.ledger, goals=levels, time_limit=None)
    assert solved.report is not None
    assert solved.report.proven
    assert [level.value for level in solved.report.levels] == min(values)
