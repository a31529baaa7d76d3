"""Fair coverage: what is due and not given is shared as evenly as can be."""

from dataclasses import dataclass
from typing import ClassVar

from gesched.goals._base import Best, GoalModel, Pursuit, Value
from gesched.goals._flows import FlowCosts, due_by_member
from gesched.goals._shortage import Shortage
from gesched.goals.leximin import Party, leximin, ranked_values
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule


@dataclass(frozen=True)
class FairCoverage:
    """Compare the members' shortfall ratios, worst first, then the total short.

    A member's ratio is what it is short of over what it is due, summed over its agreements, never netted;
    members with nothing due are left out.
    """

    id: str = "fair_coverage"
    title: str = "What cannot be given is shared fairly: the worst-off member first, then the next."

    cost_measure: ClassVar[str] = "total"
    by_parts: ClassVar[bool] = False

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        """Yield the worst ratio, the further ranks, then the total short."""
        total = model.flow_bound(self.flow_costs(model.problem))
        shortage = Shortage(due_by_member(model.problem), model.lacking)
        return (yield from leximin(self.id, model, parties(model), best, shortage, total))

    def cost(self, model: GoalModel) -> Linear:
        """Return the total short."""
        return Linear.total(party.missed for party in parties(model))

    def flow_costs(self, problem: Problem) -> FlowCosts:
        """Return one point for each half-day short."""
        return FlowCosts(short=tuple(((1, due),) for due in due_by_member(problem)))

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the sorted ratios and the total short, counted from the schedule."""
        return ranked_values(shortfalls(schedule))


def shortfalls(schedule: Schedule) -> list[tuple[int, int]]:
    """Return for each member with anything due what it is short of, and what it is due, in half-days."""
    due: dict[str, int] = {}
    short: dict[str, int] = {}
    for agreement, dues in zip(schedule.group.agreements, schedule.problem.dues, strict=True):
        missing = max(0, dues.due - len(schedule.of_agreement(agreement.name)))
        due[agreement.member] = due.get(agreement.member, 0) + dues.due
        short[agreement.member] = short.get(agreement.member, 0) + missing
    return [(short[name], whole) for name, whole in due.items() if whole]


def parties(model: GoalModel) -> list[Party]:
    """Return each member with anything due: what it is short of, and what it is due."""
    of_members = zip(model.problem.agreements_of.values(), due_by_member(model.problem), strict=True)
    return [
        Party(Linear.total(_short(model, number) for number in numbers), due)
        for numbers, due in of_members
        if due
    ]


def _short(model: GoalModel, number: int) -> Linear:
    dues = model.problem.dues[number]
    given = Linear.total(model.given(number, tranche) for tranche in range(len(dues.tranches)))
    return model.positive(dues.due - given)
