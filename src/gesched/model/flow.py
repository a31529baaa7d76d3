"""Half-days as a flow from employees to members: a bound within a second or so, whatever the size."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from gesched.goals import FlowCosts
from gesched.model.incidence import Numbers
from gesched.problem import Problem

_SINK = 0
_ANY = 2**40
"""More than ever flows anywhere."""


class _Arc(NamedTuple):
    """Where so many half-days may flow at most, and how many of them that gives, to any or as wished."""

    tail: int
    head: int
    most: int
    given: int = 0
    wished: int = 0


class Flow:
    """What the half-days of a problem could be given to, as a network.

    They flow from their employee, those of the same choice together, to an agreement in the tranche that they
    fall in; from one tranche to the next, as far as commitments allow; and to the member, as far as they are
    due, or beyond that to nobody in particular. What keeps the rules that always hold is such a flow: none
    of it costs less than the cheapest one.

    Parameters
    ----------
    problem
        The problem; its candidates flow.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._arcs: list[_Arc] = []
        self._nodes = _SINK
        self._supply = 0
        self._known: dict[FlowCosts, int] = {}
        self._source = self._new()
        self._members = {name: self._new() for name in problem.agreements_of}
        tranches = [self._add_agreement(number) for number in range(len(problem.dues))]
        choices: dict[int, list[Numbers]] = {}
        for number, masks in enumerate(problem.candidates):
            wished = problem.wished[number]
            for employee, mask in masks.items():
                choice = np.where(mask, 2 * tranches[number], 0)
                if wished is not None:
                    choice[mask & wished] += 1
                choices.setdefault(employee, []).append(choice)
        for of_employee in choices.values():
            self._add_employee(of_employee)

    def least(self, costs: FlowCosts) -> int:
        """Return what costs, never below 0, cannot go below; 0 where they are too large to be counted."""
        if costs not in self._known:
            self._known[costs] = max(0, self._least(costs))
        return self._known[costs]

    def _new(self) -> int:
        self._nodes += 1
        return self._nodes

    def _add_agreement(self, number: int) -> Numbers:
        """Add an agreement; return where the half-days of each column enter, 0 where they do not."""
        agreement, dues = self._problem.group.agreements[number], self._problem.dues[number]
        member, entry = self._members[agreement.member], np.zeros(self._problem.columns, np.int64)
        given, caps = self._new(), dues.running_caps
        nodes = [self._new() for _ in dues.tranches]
        for place, (node, tranche) in enumerate(zip(nodes, dues.tranches, strict=True)):
            entry[self._problem.columns_of(tranche.period)] = node
            if caps is None:
                self._arcs.append(_Arc(node, given, _ANY if tranche.at_most is None else tranche.at_most))
            else:
                self._arcs.append(_Arc(node, (*nodes, given)[place + 1], caps[place]))
        self._arcs += (_Arc(given, member, dues.due), _Arc(given, _SINK, _ANY), _Arc(member, _SINK, dues.due))
        return entry

    def _add_employee(self, choices: Sequence[Numbers]) -> None:
        """Add an employee's half-days: for each agreement, twice where they enter, and 1 if wished."""
        kinds, counts = np.unique(np.stack(choices), axis=1, return_counts=True)
        for kind, count in zip(kinds.T.tolist(), counts.tolist(), strict=True):
            if any(kind):
                node = self._new()
                self._supply += count
                self._arcs += (_Arc(self._source, node, count), _Arc(node, _SINK, count))
                self._arcs += [_Arc(node, one // 2, count, 1, one % 2) for one in kind if one]

    def _least(self, costs: FlowCosts) -> int:
        tails, heads, most, given, wished = np.array(self._arcs, np.int64).reshape(-1, len(_Arc._fields)).T
        # A member is short of what does not reach it: to be paid in any case, and got back for each half-day.
        short = [
            (node, points, end - begin)
            for node, steps in zip(self._members.values(), costs.short, strict=False)
            for (points, end), begin in zip(steps, (0, *(end for _, end in steps)), strict=False)
        ]
        members, points, widths = np.array(short, np.int64).reshape(-1, 3).T
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate([tails, members]),
            np.concatenate([heads, np.full_like(members, _SINK)]),
            np.concatenate([most, widths]),
            np.concatenate([costs.given * given + costs.wished * wished, -points]),
        )
        flow.set_node_supply(self._source, self._supply)
        flow.set_node_supply(_SINK, -self._supply)
        if flow.solve() != flow.OPTIMAL:
            return 0
        return costs.constant + int(points @ widths) + int(flow.optimal_cost())
