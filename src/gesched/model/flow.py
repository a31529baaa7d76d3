"""Half-days as a flow from employees to members: a bound soon, whatever the size."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from gesched.goals import FlowCosts, Lacking
from gesched.model.incidence import Numbers, connected
from gesched.problem import Problem

_SINK = 0
_ANY = 2**40
"""More than ever flows anywhere."""
_COUNTABLE = 2**60
"""The most that a sum of costs may come to: OR-Tools counts in 64 bits, and says nothing where these end."""


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
        self._known_lacking: dict[tuple[bool, tuple[int, ...]], tuple[Lacking, ...]] = {}
        self._last_arcs: list[int] = []
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

    def lacking(
        self, tolerated: Sequence[int], *, wished: bool = False, known: bool = False
    ) -> tuple[Lacking, ...]:
        """Return what members lack beyond what is tolerated, in each part of the network that cannot get it.

        Parameters
        ----------
        tolerated, wished
            As a goal asks (see ``GoalModel``).
        known
            Whether only what was asked before is told; nothing of all else.
        """
        asked = wished, tuple(tolerated)
        if asked not in self._known_lacking:
            if known:
                return ()
            found = self._lacking(np.array(tolerated, np.int64), wished=wished)
            self._known_lacking[asked] = tuple(found)
        return self._known_lacking[asked]

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
        self._last_arcs.append(len(self._arcs))
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

    @cached_property
    def _columns(self) -> Numbers:
        """The arcs, a field a row."""
        columns: Numbers = np.array(self._arcs, np.int64).reshape(-1, len(_Arc._fields)).T
        return columns

    @cached_property
    def _wished(self) -> Numbers:
        """The ends of arcs, and how many half-days that an agreement wishes for may flow there at most."""
        tails, heads, most, given, wished = self._columns
        allowed = np.where(given > wished, 0, most)
        allowed[self._last_arcs] = self._problem.wishable
        return np.stack([tails, heads, allowed])

    def _least(self, costs: FlowCosts) -> int:
        short = _bands(self._members.values(), costs)
        if _largest(costs, short, self._supply) > _COUNTABLE:
            return 0
        nodes, points, widths = np.array(short, np.int64).reshape(-1, 3).T
        # What does not reach a member is paid in any case, and got back for each half-day that does.
        bands = np.stack([nodes, np.full_like(nodes, _SINK), widths, -points], axis=1)
        tails, heads, most, given, wished = self._columns
        arcs = np.stack([tails, heads, most, costs.given * given + costs.wished * wished], axis=1)
        paid = costs.constant + int(points @ widths)
        if costs.given or costs.wished or len(np.unique(points[points > 0])) > 1:
            back = self._cheapest(np.concatenate([arcs, bands]))
        else:
            # Where all that counts has one price, as much as can be of that is the cheapest, found sooner.
            reached = self._most(np.concatenate([arcs[heads != _SINK], bands[points > 0]]))
            back = None if reached is None else -int(points.max(initial=0)) * reached
        return 0 if back is None else paid + back

    def _lacking(self, tolerated: Numbers, *, wished: bool) -> Iterator[Lacking]:
        """Yield the parts of the network to which no more can flow, where as much as can be flows there.

        It is the side of a smallest cut from which the sink can still be reached.
        """
        members, inner = np.array(list(self._members.values())), self._wished if wished else self._columns[:3]
        # What flows from agreements to their members at most is what these ask for in all.
        asked = np.zeros(self._nodes + 1, np.int64)
        np.add.at(asked, *inner[1:, self._last_arcs])
        needed = np.maximum(0, asked[members] - tolerated)
        inner = inner[:, inner[1] != _SINK]
        flow = SimpleMaxFlow()
        flow.add_arcs_with_capacity(*inner)
        to_sink = flow.add_arcs_with_capacity(members, np.full_like(members, _SINK), needed)
        if flow.solve(self._source, _SINK) != flow.OPTIMAL:
            return
        lacking = needed - flow.flows(to_sink)
        is_short = np.zeros(self._nodes + 1, np.bool_)
        is_short[flow.get_sink_side_min_cut()] = True
        within = inner[:2, is_short[inner[0]] & is_short[inner[1]]]
        part = connected(len(is_short), within)[members]
        for one in np.unique(part[lacking > 0]):
            here = np.flatnonzero(part == one)
            yield Lacking(int(lacking[here].sum()), tuple(here.tolist()))

    def _cheapest(self, arcs: Numbers) -> int | None:
        """Return what the cheapest flow costs; ``None`` where OR-Tools cannot count it."""
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(*arcs.T)
        flow.set_node_supply(self._source, self._supply)
        flow.set_node_supply(_SINK, -self._supply)
        return int(flow.optimal_cost()) if flow.solve() == flow.OPTIMAL else None

    def _most(self, arcs: Numbers) -> int | None:
        """Return how much flows at most; ``None`` where OR-Tools cannot count it."""
        flow = SimpleMaxFlow()
        flow.add_arcs_with_capacity(*arcs.T[:3])
        return int(flow.optimal_flow()) if flow.solve(self._source, _SINK) == flow.OPTIMAL else None


def _bands(members: Iterable[int], costs: FlowCosts) -> list[tuple[int, int, int]]:
    """Return for each step of each member its node, the points of a half-day, and how many there are."""
    if not costs.short:
        return []
    return [
        (node, points, end - begin)
        for node, steps in zip(members, costs.short, strict=True)
        for (points, end), begin in zip(steps, (0, *(end for _, end in steps)), strict=False)
    ]


def _largest(costs: FlowCosts, short: Iterable[tuple[int, int, int]], supply: int) -> int:
    """Return what no sum of costs exceeds."""
    flowing = (abs(costs.given) + abs(costs.wished)) * supply
    return abs(costs.constant) + flowing + sum(points * width for _, points, width in short)
