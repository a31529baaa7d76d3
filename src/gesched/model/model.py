"""The CP model under construction: variables by meaning, rows with their grounds, derived expressions."""

import datetime as dt
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from gesched.errors import BadValue
from gesched.findings import Ground
from gesched.goals import FlowCosts, Lacking
from gesched.linear import NOTHING, Linear
from gesched.model.carving import alone, carve
from gesched.model.decisions import Decisions
from gesched.model.exclusions import Exclusions
from gesched.model.expressions import Expressions
from gesched.model.flow import Flow
from gesched.model.incidence import Numbers
from gesched.model.presence import Presence
from gesched.model.program import FAR, Program
from gesched.problem import Problem
from gesched.rules import Rule, gives_way
from gesched.schedule import Assignment, Past
from gesched.timeline import Half, HalfDay

_CROWD = 50
"""A crowd (see ``Problem.crowd``) beyond which relaxations have countless solutions that are as good."""

_Shared = TypeVar("_Shared")


class Posting(Enum):
    """How the rows of rules are posted."""

    HARD = "hard"
    SWITCHED = "switched"
    """Each ground has a switch: its rows hold where the switch is on. To find a smallest conflict."""

    ELASTIC = "elastic"
    """Each row has a slack. To find the cheapest repair."""


class Model(Expressions):
    """A CP-SAT model of a problem, spoken to in the problem's own numbers.

    Every variable is either a *decision* (an employee is assigned under an agreement on a half-day) or
    derived from those before it; so the decisions alone tell what any expression is worth.

    Parameters
    ----------
    problem
        What is to be planned; its candidates are the decisions.
    rules
        Posted in this order.
    posting
        How those that must hold are posted; relaxed ones are left out of a search for conflicts.
    past
        What was before the horizon.

    Attributes
    ----------
    switches
        The variable that switches a ground on, where rows are switched.
    slacks
        The variables by which a ground's rows give way, where rows are elastic.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Iterable[Rule],
        posting: Posting = Posting.HARD,
        past: Past | None = None,
    ) -> None:
        super().__init__()
        self._problem = problem
        self._posting = posting
        self.switches: dict[Ground, int] = {}
        self.slacks: dict[Ground, list[int]] = {}
        self._costs: list[Linear] = []
        self._past = Past(None) if past is None else past
        self._presence = Presence(self, self._past)
        self._shared: dict[object, Any] = {}
        self._decisions = Decisions.of(problem)
        self.uppers.extend([1] * len(self.cells))
        for numbers in self._decisions.together():
            self._add(Linear(tuple((number, 1) for number in numbers)), -FAR, 1)
        # Rows with a switch or a slack of their own stay as they are.
        self._exclusions = Exclusions() if posting is Posting.HARD else None
        for rule in rules:
            self._post(rule)
        self._post_exclusions()

    @property
    def problem(self) -> Problem:
        """What is to be planned."""
        return self._problem

    @property
    def past(self) -> Past:
        """What was before the horizon."""
        return self._past

    def shared(self, make: Callable[["Model"], _Shared]) -> _Shared:
        """Return what ``make`` gives for this model: made once, whoever asks."""
        if make not in self._shared:
            self._shared[make] = make(self)
        found: _Shared = self._shared[make]
        return found

    def _post(self, rule: Rule) -> None:
        before = len(self._costs)
        rule.post(self)
        if len(self._costs) > before and not gives_way(rule):
            advice = "Give the rule an attribute gives_way = True, or its grounds the weight 0."
            raise BadValue(rule.id, "a rule that says that it gives way, as its grounds do", advice)

    def _post_exclusions(self) -> None:
        exclusions, self._exclusions = self._exclusions, None
        if exclusions is not None:
            for clique in exclusions.cliques(self._decisions.half_days()):
                self._add(Linear.of(dict.fromkeys(clique, 1)), -FAR, 1)

    # Decisions.

    @property
    def cells(self) -> Numbers:
        """A row for every decision: its agreement's and employee's numbers, and its (first) half-day."""
        return self._decisions.cells

    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear:
        """Return on how many of these half-days the employee is assigned under the agreement.

        Nobody is assigned on one outside the horizon.
        """
        mine = self._decisions.tables[agreement].get(employee, ())
        numbers = [mine[column] for column in columns if 0 <= column < len(mine) and mine[column] >= 0]
        if len(numbers) < 2:  # by far the most frequent
            return Linear(((numbers[0], 1),)) if numbers else NOTHING
        return Linear.of(Counter(numbers))

    def given(self, agreement: int, tranche: int) -> Linear:
        """Return how many half-days are given under the agreement in a tranche of its dues."""

        def count() -> Linear:
            part = self._problem.dues[agreement].tranches[tranche].period
            columns = self._problem.columns_of(part)
            everybody = self._problem.candidates[agreement]
            return self._counted(Linear.total(self.assigned(agreement, one, columns) for one in everybody))

        return self._once("given", (agreement, tranche), count)

    def serves(self, employee: str, member: str, day: dt.date, half: Half | None = None) -> Linear:
        """Return 1 where the employee is at the member on that half-day; without a half, at all that day."""
        return self._presence.serves(employee, member, day, half)

    def works(self, employee: str, day: dt.date, half: Half | None = None) -> Linear:
        """Return 1 where the employee is at any member or in common time; without a half, at all that day."""
        return self._presence.works(employee, day, half)

    def flow_bound(self, costs: FlowCosts) -> int:
        """Return what costs, never below 0, cannot go below: as a flow of half-days to agreements."""
        return self._flow.least(costs)

    def lacking(self, tolerated: Sequence[int], *, wished: bool = False) -> Sequence[Lacking]:
        """Return what members lack in any schedule beyond what is tolerated of each: as a flow of half-days.

        Once the model must stop, it tells only what it was asked before.
        """
        return self._flow.lacking(tolerated, wished=wished, known=self.must_stop)

    @cached_property
    def _flow(self) -> Flow:
        return Flow(self._problem)

    # Rows.

    def require(self, total: Linear, lower: int | None, upper: int | None, because: Ground) -> None:
        """Post one row: ``lower <= total <= upper``, and why; where the ground has a weight, relaxed."""
        if because.weight:
            self._relax(total, lower, upper, because.weight)
            return
        if upper == 1 and self._exclusions is not None and self._is_pair(total):
            self._exclusions.add(total.terms[0][0], total.terms[1][0])
            upper = None
            if lower is None:  # by far the most frequent
                return
        least, most = self._range(total)
        if lower is not None and least < lower:
            self._row(total, lower, FAR, lower - least, because)
        if upper is not None and most > upper:
            self._row(total, -FAR, upper, most - upper, because)

    @property
    def relaxed(self) -> Linear:
        """What it costs in all that relaxed rules give way."""
        return Linear.total(self._costs)

    def _relax(self, total: Linear, lower: int | None, upper: int | None, weight: int) -> None:
        if self._posting is not Posting.HARD:
            return
        if lower is not None:
            self._costs.append(self.positive(total * -1 + lower) * weight)
        if upper is not None:
            self._costs.append(self.positive(total - upper) * weight)

    def _row(self, total: Linear, lower: int, upper: int, most: int, because: Ground) -> None:
        if self._posting is Posting.ELASTIC:
            slack = self._new(most)
            self.slacks.setdefault(because, []).append(slack)
            total = total + Linear.of({slack: 1 if upper == FAR else -1})
        elif self._posting is Posting.SWITCHED:
            if because not in self.switches:
                self.switches[because] = self._new(1)
            # Switched off, the row leaves room for the most by which it can be broken.
            room = Linear.of({self.switches[because]: -1}, 1) * most
            total = total + room if upper == FAR else total - room
        self._add(total, lower, upper)

    def _is_pair(self, total: Linear) -> bool:
        few = len(total.terms) == 2 and not total.constant
        return few and all(factor == 1 and number < len(self.cells) for number, factor in total.terms)

    # In and out of the solver.

    def program(
        self,
        total: Linear,
        kept: Iterable[tuple[Linear, int]] = (),
        values: Numbers | None = None,
        free: Numbers | None = None,
        *,
        settled: Numbers | None = None,
    ) -> Program:
        """Return what to give to a solver.

        Parameters
        ----------
        total
            What to minimise; a constant asks for any solution.
        kept
            Pairs of an expression and what it must not exceed.
        values
            Values to start from, one a variable; ``None`` is nobody anywhere.
        free
            Which decisions may differ from them; ``None`` is all, and all that is no decision.
        settled
            What stays as it is of all that is chosen among parts, such as the usual weekdays of visits: of
            the rest, a linear relaxation says nearly all.
        """
        start = self.completed() if values is None else values
        found = carve(self, free, start, total, kept, settled)
        return replace(found, crowded=self._problem.crowd > _CROWD)

    def alone(self, numbers: Numbers) -> Program:
        """Return what must hold of some variables, ascending, whatever the others are.

        Where it has no solution, there is no schedule.
        """
        return alone(self, numbers, numbers[numbers < len(self.cells)])

    def decided(self, taken: Iterable[int]) -> Numbers:
        """Return values of all variables where some decisions are taken, and no others."""
        values = np.zeros(len(self.uppers), np.int64)
        values[list(taken)] = 1
        self.define(values, self.derived)
        return values

    def taken(self, assignments: Iterable[Assignment]) -> list[int]:
        """Return the decisions that assignments stand for, as far as they can be taken here.

        An agreement that is not there gives way to any other under which the same two can meet.
        """
        may: defaultdict[tuple[int, str], list[tuple[str, array[int]]]] = defaultdict(list)
        for agreement, decisions in zip(self._problem.group.agreements, self._decisions.tables, strict=True):
            for employee, mine in decisions.items():
                may[employee, agreement.member].append((agreement.name, mine))
        place_of, halves = self._problem.employee_number, Counter[int]()
        for one in assignments:
            if one.employee not in place_of or one.date not in self._problem.horizon:
                continue
            column = self._problem.column(HalfDay(one.date, one.half))
            here = may.get((place_of[one.employee], one.member), ())
            found = [(name != one.agreement, mine[column]) for name, mine in here if mine[column] >= 0]
            halves.update(number for _, number in sorted(found)[:1])
        return [number for number, count in halves.items() if count == self._decisions.lengths[number]]

    def assignments(self, values: Numbers) -> tuple[Assignment, ...]:
        """Return the assignments that values of the variables stand for."""
        group, half_days = self._problem.group, self._problem.horizon.half_days
        found = []
        taken = np.flatnonzero(values[: len(self.cells)])
        # A list of each, not one of each decision, of which there may be a hundred thousand.
        columns = (*self.cells[taken].T.tolist(), self._decisions.lengths[taken].tolist())
        for place, employee, column, length in zip(*columns, strict=True):
            agreement, name = group.agreements[place], group.employees[employee].name
            for day, half in half_days[column : column + length]:
                found.append(Assignment(day, half, name, agreement.member, agreement.name))
        return tuple(sorted(found))
