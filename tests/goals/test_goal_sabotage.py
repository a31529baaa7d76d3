"""The contract must be able to fail: goals broken on purpose are found out, by the right clause."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from weighed_cases import with_relaxed_rules

from gesched.findings import LevelReport
from gesched.goals import (
    FairCoverage,
    FewTransfers,
    FlowCosts,
    Goal,
    GoalModel,
    NoIdleTime,
    Objective,
    Outcome,
    Pursuit,
    Regularity,
    RelaxedRules,
    ShortfallPenalty,
    Value,
    Weighted,
    Wishes,
)
from gesched.goals.relaxed_rules import CheckedRule
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule
from gesched.testing import assert_goal_contract, tiny_cases

Values = Callable[[Goal, Schedule], tuple[Value, ...]]


@dataclass(frozen=True)
class Sabotaged:
    goal: Goal
    objective: Callable[[Objective], Objective | None] = lambda objective: objective
    report: Callable[[LevelReport], LevelReport] = lambda level: level
    counting: Values = lambda goal, schedule: goal.values(schedule)

    @property
    def id(self) -> str:
        return self.goal.id

    @property
    def title(self) -> str:
        return self.goal.title

    def pursue(self, model: GoalModel, best: Callable[[Linear], int]) -> Pursuit:
        pursuit, outcome = self.goal.pursue(model, best), None
        while True:
            try:
                objective = next(pursuit) if outcome is None else pursuit.send(outcome)
            except StopIteration as finished:
                return tuple(self.report(level) for level in finished.value)
            changed = self.objective(objective)
            if changed is None:
                outcome = Outcome(best(objective.total), best(objective.total))
            else:
                outcome = yield changed

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        return self.counting(self.goal, schedule)


def one_more(goal: Goal, schedule: Schedule) -> tuple[Value, ...]:
    return tuple(measure._replace(value=measure.value + 1) for measure in goal.values(schedule))


def mornings(goal: Goal, schedule: Schedule) -> tuple[Value, ...]:
    kept = tuple(one for one in schedule.assignments if not one.half)
    return goal.values(replace(schedule, assignments=kept))


def by_the_table(goal: Goal, schedule: Schedule) -> tuple[Value, ...]:
    first = schedule.of_agreement(schedule.group.agreements[0].name)
    return tuple(measure._replace(value=measure.value + len(first)) for measure in goal.values(schedule))


def keeps_nothing_of(name: str) -> Callable[[Objective], Objective]:
    return lambda objective: objective._replace(keep=objective.keep and objective.name != name)


def skips(name: str) -> Callable[[Objective], Objective | None]:
    return lambda objective: None if objective.name == name else objective


def floored(objective: Objective) -> Objective:
    return objective._replace(floor=objective.floor + 1)


def backwards(objective: Objective) -> Objective:
    return objective._replace(total=objective.total * -1, floor=-1_000_000)


@dataclass(frozen=True)
class Doubled(Wishes):
    def cost(self, model: GoalModel) -> Linear:
        return super().cost(model) * 2


@dataclass(frozen=True)
class ByTheWorst(FairCoverage):
    cost_measure: ClassVar[str] = "worst"


@dataclass(frozen=True)
class Unruled(RelaxedRules):
    def with_rules(self, rules: Sequence[CheckedRule]) -> RelaxedRules:  # noqa: ARG002 - that is the point
        return self


@dataclass(frozen=True)
class Flat(ShortfallPenalty):
    def cost(self, model: GoalModel) -> Linear:
        return FairCoverage().cost(model)


COMPETE = "two members compete"
MIDDAY = "one usual weekday or two, and changes at midday"
COMFORT = Weighted({Regularity(): 3, FewTransfers(): 2})
POINTS = ShortfallPenalty([(1, 500), (3, None)])
PAYS = "less would be short in all, if the second worst-off were worse off"
SABOTAGES = {
    "counted one more": (Sabotaged(FairCoverage(), counting=one_more), COMPETE, "reports .* counts"),
    "afternoons not counted": (Sabotaged(Wishes(), counting=mornings), COMPETE, "reports .* counts"),
    "counted by the order of a table": (
        Sabotaged(NoIdleTime(), counting=by_the_table),
        COMPETE,
        "tables are reversed",
    ),
    "a measure skipped": (Sabotaged(NoIdleTime(), skips("idle")), COMPETE, "is reached by"),
    "a measure not kept": (Sabotaged(FairCoverage(), keeps_nothing_of("")), PAYS, "is reached by"),
    "a floor too high": (Sabotaged(NoIdleTime(), floored), COMPETE, "has the floor|is bounded by"),
    "the more the better": (Sabotaged(NoIdleTime(), backwards), COMPETE, "reports .* counts"),
    "a bound too high": (
        Sabotaged(NoIdleTime(), report=lambda level: replace(level, bound=level.value + 1)),
        COMPETE,
        "is bounded by",
    ),
    "a bound never proven": (
        Sabotaged(FairCoverage(), report=lambda level: replace(level, bound=-1)),
        COMPETE,
        "are not",
    ),
    "visits of afternoons not counted": (
        Sabotaged(Regularity(), counting=mornings),
        MIDDAY,
        "reports .* counts",
    ),
    "changes to the afternoon not counted": (
        Sabotaged(FewTransfers(), counting=mornings),
        MIDDAY,
        "reports .* counts",
    ),
    "visits with a floor too high": (Sabotaged(Regularity(), floored), MIDDAY, "has the floor|is bounded by"),
    "visits never pursued": (Sabotaged(Regularity(), skips("total")), MIDDAY, "is reached by"),
    "the more transfers the better": (Sabotaged(FewTransfers(), backwards), MIDDAY, "reports .* counts"),
    "points counted one more": (Sabotaged(POINTS, counting=one_more), COMPETE, "reports .* counts"),
    "points of mornings alone": (Sabotaged(POINTS, counting=mornings), COMPETE, "reports .* counts"),
    "points never pursued": (Sabotaged(POINTS, skips("penalty")), COMPETE, "is reached by"),
    "a sum counted one more": (Sabotaged(COMFORT, counting=one_more), MIDDAY, "reports .* counts"),
    "a sum never pursued": (Sabotaged(COMFORT, skips("sum")), MIDDAY, "is reached by"),
}


@pytest.mark.parametrize(("goal", "name", "told"), SABOTAGES.values(), ids=SABOTAGES)
def test_a_sabotaged_goal_breaks_its_contract(goal: Sabotaged, name: str, told: str) -> None:
    case = next(case for case in tiny_cases() if case.name == name)
    assert_goal_contract(goal.goal, case.group, case.horizon, case.ledger)
    with pytest.raises(AssertionError, match=told):
        assert_goal_contract(goal, case.group, case.horizon, case.ledger)


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        (Doubled(), r"wishes: it weighs in with \d+, but its total is \d+"),
        (Weighted({Doubled(): 1}), "reports .* counts"),
        (ByTheWorst(), "fair_coverage: it weighs in with .*, but its worst is 1000"),
        (Flat([(1, 500), (3, None)]), r"reports .* counts|shortfall_penalty: it weighs in with"),
        (Unruled(), r"relaxed_rules: it weighs in with \d+, but its total is 0"),
    ],
    ids=["twice its cost", "twice its cost, weighed", "another measure", "one slope", "rules not known"],
)
def test_a_goal_that_weighs_in_with_a_wrong_number_breaks_its_contract(goal: Goal, told: str) -> None:
    case = with_relaxed_rules(next(case for case in tiny_cases() if case.name == COMPETE))
    with pytest.raises(AssertionError, match=told):
        assert_goal_contract(goal, case.group, case.horizon, case.ledger)


@dataclass(frozen=True)
class Dearer(FairCoverage):
    def flow_costs(self, problem: Problem) -> FlowCosts:
        return super().flow_costs(problem) * 2


def test_a_goal_that_costs_more_as_a_flow_than_as_a_schedule_breaks_its_contract() -> None:
    case = next(case for case in tiny_cases() if case.name == COMPETE)
    with pytest.raises(AssertionError, match="every flow costs 2 at least, but its total is 1"):
        assert_goal_contract(Dearer(), case.group, case.horizon, case.ledger)
