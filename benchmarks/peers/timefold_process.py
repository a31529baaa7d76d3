"""Choose an agreement for each half-day with Timefold, and write down what was chosen."""
# ruff: noqa: ARG005 - a stream gives every part of a tuple

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass
class Offer:
    number: int
    member: int
    whole: bool
    due: int
    most: int
    least: int
    week: int
    month: int
    month_least: int
    at_once: int
    hosts: int
    far: list[int]
    member_due: int


def shortfall(short: int, due: int) -> int:
    points = 10 * short + 15 * max(0, short - due * 20 // 1000) + 35 * max(0, short - due * 50 // 1000)
    return points + 90 * max(0, short - due * 100 // 1000) + 250 * max(0, short - due * 200 // 1000)


@planning_entity
@dataclass
class Slot:
    id: Annotated[str, PlanningId]
    employee: int
    column: int
    week: int
    month: int
    afternoon: bool
    twin: str
    wished: list[int]
    fixed: list[int]
    offers: Annotated[list[Offer], ValueRangeProvider] = field(default_factory=list)
    offer: Annotated[Offer | None, PlanningVariable(allows_unassigned=True)] = None


@planning_solution
@dataclass
class Plan:
    slots: Annotated[list[Slot], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = None


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    count, hard = ConstraintCollectors.count(), HardSoftScore.ONE_HARD
    return [
        factory.for_each_including_unassigned(Slot)
        .filter(lambda slot: slot.offer is None)
        .penalize(HardSoftScore.of_soft(6))
        .as_constraint("idle"),
        factory.for_each(Slot)
        .filter(lambda slot: slot.offer.number in slot.wished)
        .reward(HardSoftScore.of_soft(3))
        .as_constraint("wishes"),
        factory.for_each(Slot)
        .filter(lambda slot: slot.offer.number in slot.fixed)
        .reward(hard)
        .as_constraint("fixed"),
        factory.for_each(Slot)
        .group_by(lambda slot: slot.offer, count)
        .filter(lambda offer, given: given > offer.most)
        .penalize(hard, lambda offer, given: given - offer.most)
        .as_constraint("most"),
        factory.for_each(Slot)
        .group_by(lambda slot: slot.offer, count)
        .reward(hard, lambda offer, given: min(given, offer.least))
        .as_constraint("least"),
        factory.for_each(Slot)
        .group_by(lambda slot: slot.offer, lambda slot: slot.week, count)
        .filter(lambda offer, week, given: offer.week >= 0 and given > offer.week)
        .penalize(hard, lambda offer, week, given: given - offer.week)
        .as_constraint("week"),
        factory.for_each(Slot)
        .group_by(lambda slot: slot.offer, lambda slot: slot.month, count)
        .filter(lambda offer, month, given: offer.month >= 0 and given > offer.month)
        .penalize(hard, lambda offer, month, given: given - offer.month)
        .as_constraint("month"),
        factory.for_each(Slot)
        .group_by(lambda slot: slot.offer, lambda slot: slot.month, count)
        .reward(hard, lambda offer, month, given: min(given, offer.month_least))
        .as_constraint("least of a month"),
        *between(factory),
    ]


def between(factory: ConstraintFactory) -> list[Constraint]:
    """Return the constraints on two half-days of a day, and on who is where at a time."""
    count, hard = ConstraintCollectors.count(), HardSoftScore.ONE_HARD
    twin = Joiners.equal(lambda slot: slot.twin, lambda slot: slot.id)
    return [
        factory.for_each(Slot)
        .filter(lambda slot: slot.offer.whole)
        .if_not_exists(Slot, twin, Joiners.equal(lambda slot: slot.offer))
        .penalize(hard)
        .as_constraint("whole days"),
        factory.for_each(Slot)
        .filter(lambda slot: not slot.afternoon)
        .join(Slot, twin)
        .filter(lambda one, two: one.offer.member != two.offer.member)
        .penalize(HardSoftScore.of_soft(3))
        .as_constraint("transfers"),
        factory.for_each(Slot)
        .filter(lambda slot: not slot.afternoon)
        .join(Slot, twin)
        .filter(lambda one, two: two.offer.member in one.offer.far)
        .penalize(hard)
        .as_constraint("too far"),
        factory.for_each(Slot)
        .group_by(lambda slot: slot.offer, lambda slot: slot.column, count)
        .filter(lambda offer, column, there: there > offer.at_once)
        .penalize(hard)
        .as_constraint("at once"),
        factory.for_each(Slot)
        .filter(lambda slot: slot.offer.hosts > 0)
        .group_by(
            lambda slot: slot.offer.member, lambda slot: slot.offer.hosts, lambda slot: slot.column, count
        )
        .filter(lambda member, hosts, column, there: there > hosts)
        .penalize(hard)
        .as_constraint("hosts"),
        factory.for_each(Slot)
        .group_by(
            lambda slot: slot.offer.member,
            lambda slot: slot.offer.member_due,
            count,
        )
        .reward(
            HardSoftScore.ONE_SOFT,
            lambda member, due, given: shortfall(due, due) - shortfall(max(0, due - given), due),
        )
        .as_constraint("shortfall"),
    ]


def main(source: str, target: str, seconds: str, seed: str) -> None:
    begun = time.perf_counter()
    asked = json.loads(Path(source).read_text(encoding="utf-8"))
    offers = [Offer(number, **words) for number, words in enumerate(asked["offers"])]
    slots = []
    for words in asked["slots"]:
        mine = [offers[number] for number in words.pop("offers")]
        key, other = (f"{words['employee']} {column}" for column in (words["column"], words["column"] ^ 1))
        slots.append(Slot(key, twin=other, offers=mine, **words))
    left = max(0.1, float(seconds) - (time.perf_counter() - begun))
    config = SolverConfig(
        solution_class=Plan,
        entity_class_list=[Slot],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=constraints),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left))),
        random_seed=int(seed),
    )
    plan = SolverFactory.create(config).build_solver().solve(Plan(slots))
    chosen = [
        (slot.employee, slot.column, slot.offer.number) for slot in plan.slots if slot.offer is not None
    ]
    Path(target).write_text(json.dumps(chosen), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
