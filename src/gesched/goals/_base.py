"""What a goal is, and what it may ask of a model."""

import datetime as dt
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable

from gesched.findings import LevelReport
from gesched.goals._flows import FlowCosts, Lacking
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Schedule

_Shared = TypeVar("_Shared")


class Value(NamedTuple):
    """What a schedule reaches on one measure of a goal; the less, the better."""

    measure: str
    value: int
    unit: str


class Outcome(NamedTuple):
    """What the search reached on an expression, and what it is proven, by what, that nothing can go below.

    Where it was never ``tried``, neither was what would come after it.
    """

    value: int
    bound: int
    prover: str = ""
    tried: bool = True

    @property
    def proven(self) -> bool:
        """Whether nothing less is possible, given what is kept."""
        return self.bound >= self.value


class Objective(NamedTuple):
    """What to make as small as possible next, given all that is kept from before.

    Parameters
    ----------
    name
        For progress reports.
    total
        The expression to minimise.
    floor
        What it is known not to go below, whatever schedule keeps what is kept.
    keep
        Whether what is reached must not get worse from here on.
    search
        Whether to look for better; else what is known is told.
    prove
        Whether a proof is worth the time; a guide only wants a good schedule.
    by_parts
        Whether to improve it part by part rather than by the linear relaxation, which says little of it.
    prover
        What proves the floor.
    """

    name: str
    total: Linear
    floor: int = 0
    keep: bool = True
    search: bool = True
    prove: bool = True
    by_parts: bool = False
    prover: str = "counting"


def floored(objective: Objective, least: int) -> Objective:
    """Return an objective that is known not to go below a bound of a flow, where that says anything."""
    return objective._replace(floor=least, prover="network flow") if least > objective.floor else objective


Pursuit = Generator[Objective, Outcome, tuple[LevelReport, ...]]
"""A goal at work: it yields objectives in strict order, is sent what each reached, and returns its report."""

Best = Callable[[Linear], int]
"""What an expression is worth in the best schedule found so far."""


class GoalModel(Protocol):
    """A model under construction, as a goal sees it. Numbers are those of the problem.

    Every derived expression is a function of the schedule; asking for one twice gives the same.
    """

    @property
    def problem(self) -> Problem:
        """What is to be planned."""
        ...

    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear:
        """Return on how many of these half-days the employee is assigned under the agreement."""
        ...

    def given(self, agreement: int, tranche: int) -> Linear:
        """Return how many half-days are given under the agreement in a tranche of its dues."""
        ...

    def serves(self, employee: str, member: str, day: dt.date) -> Linear:
        """Return 1 where the employee is at the member at all that day, else 0."""
        ...

    @property
    def relaxed(self) -> Linear:
        """What it costs in all that relaxed rules give way."""
        ...

    def positive(self, total: Linear) -> Linear:
        """Return ``max(0, total)``."""
        ...

    def reaches(self, total: Linear, least: int) -> Linear:
        """Return 1 where ``total >= least``, else 0."""
        ...

    def beyond_largest(self, parts: Sequence[Linear], largest: int) -> Linear:
        """Return what parts, none below 0, add up to without so many of the largest of them."""
        ...

    def worst_per_mille(self, parts: Iterable[tuple[Linear, int]]) -> Linear:
        """Return the largest of ``1000 * part / whole`` over pairs of part and whole, rounded up."""
        ...

    def shared(self, make: Callable[["GoalModel"], _Shared]) -> _Shared:
        """Return what ``make`` gives for this model: made once, whoever asks, and however often."""
        ...

    def flow_bound(self, costs: FlowCosts) -> int:
        """Return what costs, never below 0, cannot go below: as a flow of half-days to agreements."""
        ...

    def lacking(self, tolerated: Sequence[int], *, wished: bool = False) -> Sequence[Lacking]:
        """Return what members lack in any schedule beyond what is tolerated of each: as a flow of half-days.

        Parameters
        ----------
        tolerated
            For each member, in the group's order, of how many half-days it may be short.
        wished
            Whether only half-days count that the agreement wishes for, of as many as it can wish.
        """
        ...


@runtime_checkable
class Goal(Protocol):
    """What should be as good as possible; goals stand in strict priority order.

    It says what it measures twice: as objectives for the solver, and as values of a finished schedule. One
    whose values can be below 0 has an attribute ``least_value``, what none of them goes below: that is their
    bound where there is no time to pursue it.
    """

    @property
    def id(self) -> str:
        """A short name, unique among the goals in use."""
        ...

    @property
    def title(self) -> str:
        """The goal in one sentence, for a coordinator."""
        ...

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        """Yield objectives in strict order; return a report with the measures that ``values`` gives."""
        ...

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        """Return what a finished schedule reaches, measure by measure, in strict order."""
        ...


@runtime_checkable
class WeighedGoal(Goal, Protocol):
    """A goal that can be weighed against others in one level: one of its measures stands for it."""

    @property
    def cost_measure(self) -> str:
        """Which of the measures that ``values`` gives."""
        ...

    @property
    def by_parts(self) -> bool:
        """Whether it is improved part by part (see ``Objective``)."""
        ...

    def cost(self, model: GoalModel) -> Linear:
        """Return that measure as an expression, never below 0."""
        ...


def per_mille(part: int, whole: int) -> int:
    """Return ``1000 * part / whole``, rounded up to a whole number."""
    return -(-1000 * part // whole)
