"""No idle time: everybody is paid, so everybody should be somewhere."""

from dataclasses import dataclass
from typing import ClassVar

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Pursuit, Value, floored, per_mille
from gesched.goals._flows import FlowCosts
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule


@dataclass(frozen=True)
class NoIdleTime:
    """As few available half-days unassigned as can be; then what is given above promises is spread.

    A member's excess ratio is what it is given beyond what it is due over what it is due (at least one
    half-day); only agreements with an explicit maximum can have any.
    """

    id: str = "no_idle_time"
    title: str = "Available time is used, and what goes beyond promises is spread."

    cost_measure: ClassVar[str] = "idle"
    by_parts: ClassVar[bool] = False

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        """Yield the idle half-days, then the worst excess ratio."""
        problem = model.problem
        unused = Objective("idle", model.shared(self.cost))
        idle = yield floored(unused, model.flow_bound(self.flow_costs(problem)))
        excesses = []
        for numbers in problem.agreements_of.values():
            capped = [n for n in numbers if problem.dues[n].running_caps is None]
            due = sum(problem.dues[number].due for number in numbers)
            if capped:
                over = (model.positive(_given(model, n) - problem.dues[n].due) for n in capped)
                excesses.append((Linear.total(over), max(1, due)))
        excess = yield Objective("worst excess", model.worst_per_mille(excesses))
        return (
            LevelReport(self.id, "idle", idle.value, idle.bound, "half-days", idle.prover),
            LevelReport(self.id, "worst excess", excess.value, excess.bound, "‰", excess.prover),
        )

    def cost(self, model: GoalModel) -> Linear:
        """Return the idle half-days."""
        given = Linear.total(_given(model, number) for number in range(len(model.problem.dues)))
        return _available(model.problem) - given

    def flow_costs(self, problem: Problem) -> FlowCosts:
        """Return one point for each available half-day that is not given."""
        return FlowCosts(_available(problem), given=-1)

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return the idle half-days and the worst excess ratio, counted from the schedule."""
        problem, half_days = schedule.problem, schedule.horizon.half_days
        idle = 0
        for employee, mask in zip(schedule.group.employees, problem.available, strict=True):
            busy = {(one.date, one.half) for one in schedule.of_employee(employee.name)}
            idle += sum(half_days[column] not in busy for column in mask.nonzero()[0].tolist())
        due: dict[str, int] = {}
        over: dict[str, int] = {}
        for agreement, dues in zip(schedule.group.agreements, problem.dues, strict=True):
            due[agreement.member] = due.get(agreement.member, 0) + dues.due
            beyond = schedule.given[agreement.name] - dues.due if agreement.at_most is not None else 0
            over[agreement.member] = over.get(agreement.member, 0) + max(0, beyond)
        worst = max((per_mille(half_days, max(1, due[name])) for name, half_days in over.items()), default=0)
        return (Value("idle", idle, "half-days"), Value("worst excess", worst, "‰"))


def _available(problem: Problem) -> int:
    return sum(int(mask.sum()) for mask in problem.available)


def _given(model: GoalModel, number: int) -> Linear:
    tranches = range(len(model.problem.dues[number].tranches))
    return Linear.total(model.given(number, tranche) for tranche in tranches)
