"""A proof by cases: branch and bound over few choices, with CP-SAT where the relaxation has made them all.

An employee's year is hard to prove for what it is to be regular: the linear relaxation comes on each weekday
by halves. Once usual weekdays are held, it says nearly all. So the tree (Land and Doig 1960) branches on
these alone, with reliability branching (Achterberg, Koch and Martin 2005); what is still open where the
relaxation takes all of them as a whole is left to CP-SAT.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from gesched.engine.pseudo_costs import Loss, PseudoCosts, Side, score
from gesched.engine.relaxation import Bounded, weak_duality
from gesched.engine.running import Begun
from gesched.engine.simplex import WarmSimplex
from gesched.engine.slices import OPEN, CpSat, Slice, Status, Strategy
from gesched.model import Numbers, Program

_TOLERANCE = 1e-6
_TRIED = 4
"""Choices of which both sides are tried before one is taken, where too little is known of them."""
_FIRST_QUESTION = 2.0
"""Deterministic time of the first question about a node; each further one has more."""
_GROWTH = 2.0
_SHORTEST, _LEAST = 0.5, 0.01
"""Deterministic time of a question, at least; and what it counts for, however soon it is answered."""

Held = tuple[Side, ...]


class Node(NamedTuple):
    """A case that is still open.

    Parameters
    ----------
    bound
        What the objective cannot go below there.
    number
        When it was made; of equal bounds, the first is taken first.
    held
        Choices, and at what.
    likely
        For each choice what the relaxation takes it for; empty where it found no optimum.
    asked
        Deterministic time of the last question about it.
    """

    bound: int
    number: int
    held: Held
    likely: tuple[float, ...]
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Tree:
    """What is proven so far, and what it takes to go on.

    Parameters
    ----------
    bound
        What the objective cannot go below.
    values
        The best solution known.
    effort
        Deterministic time, of the last time only.
    nodes
        The cases that are still open, those with the least bound first; none is a proof.
    losses
        What was learnt of choices.
    contradicted
        Whether CP-SAT called infeasible what has a solution.
    """

    bound: int
    values: Numbers
    effort: float
    nodes: tuple[Node, ...] = ()
    losses: tuple[tuple[Side, Loss], ...] = ()
    contradicted: bool = False

    @property
    def proven(self) -> bool:
        """Whether no solution is better than the best one known."""
        return not self.nodes

    @property
    def stuck(self) -> bool:
        """Whether there is no use in going on: CP-SAT calls infeasible what has a solution."""
        return len(self.nodes) > 0 and self.nodes[0].asked == math.inf

    def dealt(self, hands: int) -> "tuple[Tree, ...]":
        """Return trees that share its nodes, easy and hard ones each, where there are enough of them."""
        if hands > len(self.nodes):
            return (self,)
        dealt = (self.nodes[hand::hands] for hand in range(hands))
        return tuple(replace(self, bound=nodes[0].bound, nodes=nodes) for nodes in dealt)

    @classmethod
    def joined(cls, trees: "Sequence[Tree]", program: Program) -> "Tree":
        """Return trees of one program as one."""
        values = min((tree.values for tree in trees), key=program.value)
        most = program.value(values)
        nodes = tuple(sorted(node for tree in trees for node in tree.nodes if node.bound < most))
        learnt = sorted((one for tree in trees for one in tree.losses), key=lambda one: one[1].times)
        losses = dict(learnt)  # of each side, what is known best
        bound = min(tree.bound for tree in trees)
        return cls(bound, values, 0.0, nodes, tuple(losses.items()))


@dataclass(frozen=True, slots=True)
class Branching:
    """Branch and bound on a program, as a task that may go on from what it told before.

    Parameters
    ----------
    program
        What to prove; its start is a solution.
    choices
        The places of variables, 0 or 1 each, to branch on; there may be none.
    effort
        Deterministic time, about.
    seed
        CP-SAT's seed.
    before
        What it told before.
    """

    program: Program
    choices: Numbers
    effort: float
    seed: int
    before: Tree | None = None

    def begin(self, seconds: float | None) -> Begun[Tree]:
        """Return what branches, and what stops it; either way what is proven by then is told."""
        search = _Search(self, seconds)
        return search.go, search.stop


class _Search:
    def __init__(self, task: Branching, seconds: float | None) -> None:
        before = task.before
        if not task.program.holds(task.program.start):
            raise ValueError("branch and bound begins with a solution: what is no better is left out")
        if np.any(task.program.uppers[task.choices] != 1):
            raise ValueError("a choice is 0 or 1")
        self._task = task
        self._end = math.inf if seconds is None else time.monotonic() + seconds
        self._simplex = WarmSimplex(task.program)
        self._stops: list[Callable[[], object]] = [self._simplex.stop]
        self._stopped = False
        self._spent = 0.0
        self._contradicted = False
        self._nodes = [] if before is None else list(before.nodes)
        self._made = max((node.number for node in self._nodes), default=0)
        self._learnt = PseudoCosts() if before is None else PseudoCosts(dict(before.losses))
        self._values = task.program.start
        if before is not None and self._cost(before.values) < self._cost(self._values):
            self._values = before.values

    def stop(self) -> None:
        self._stopped = True
        for one in tuple(self._stops):
            one()

    def go(self) -> Tree:
        if self._task.before is None:
            nothing = weak_duality(self._task.program, np.zeros(len(self._task.program.rows), np.int64))
            heappush(self._nodes, self._node((), nothing))
        going_on = True
        while going_on and not (self._over or self._proven):
            node = heappop(self._nodes)
            going_on = self._split(node) if self._open_choices(node) else self._ask(node)
        most = self._cost(self._values)
        bound = most if self._proven else self._nodes[0].bound
        left = tuple(sorted(node for node in self._nodes if node.bound < most))
        losses = tuple(self._learnt.losses.items())
        return Tree(bound, self._values, self._effort, left, losses, self._contradicted)

    @property
    def _over(self) -> bool:
        return self._stopped or self._left <= 0 or self._effort >= self._task.effort

    @property
    def _seconds(self) -> float | None:
        return None if self._end == math.inf else max(0.0, self._left)

    @property
    def _left(self) -> float:
        """How many seconds are left."""
        return self._end - time.monotonic()

    @property
    def _effort(self) -> float:
        return self._spent + self._simplex.effort

    @property
    def _proven(self) -> bool:
        return not self._nodes or self._nodes[0].bound >= self._cost(self._values)

    def _cost(self, values: Numbers) -> int:
        return self._task.program.value(values)

    # Branching.

    def _open_choices(self, node: Node) -> list[tuple[int, float]]:
        """Return the choices that the relaxation makes by parts only, and what it takes them for."""
        if not node.likely:
            return []
        pairs = zip(self._task.choices.tolist(), node.likely, strict=True)
        return [(choice, likely) for choice, likely in pairs if _TOLERANCE < likely < 1 - _TOLERANCE]

    def _split(self, node: Node) -> bool:
        """Put both sides of a choice in a node's place; the node itself where that was stopped.

        Return whether to go on.
        """
        found: tuple[float, list[Node]] = (-1.0, [node])
        by_merit = sorted(self._open_choices(node), key=lambda one: -self._learnt.score(*one))
        for choice, likely in by_merit[:_TRIED]:
            known = self._learnt.is_reliable(choice)
            if known and self._learnt.score(choice, likely) <= found[0]:
                continue
            sides = [self._node((*node.held, (choice, value)), node.bound) for value in (0, 1)]
            if self._stopped or self._left <= 0:
                found = (0.0, [node])
                break
            losses = [self._loss(node, side) for side in sides]
            for value, (side, loss) in enumerate(zip(sides, losses, strict=True)):
                if side.likely:
                    self._learnt.note(choice, value, likely, loss)
            merit = score(*losses)
            if merit > found[0]:
                found = merit, sides
            if known:
                break
        for one in found[1]:
            heappush(self._nodes, one)
        return found[1] != [node]

    def _loss(self, node: Node, side: Node) -> int:
        """Return by how much a side is worse; one without an optimum, which may not be at all, by all."""
        return side.bound - node.bound if side.likely else self._cost(self._values) - node.bound

    def _node(self, held: Held, least: int) -> Node:
        """Return a node, by its relaxation."""
        self._made += 1
        seconds = self._seconds
        optimum = None if self._stopped or self._left <= 0 else self._simplex.optimum(dict(held), seconds)
        if optimum is None:
            return Node(least, self._made, held, ())
        program = self._task.program
        lowers, uppers = np.zeros_like(program.uppers), program.uppers.copy()
        for choice, value in held:
            lowers[choice] = uppers[choice] = value
        bound = Bounded.by(replace(program, uppers=uppers), optimum.duals, lowers).bound
        return Node(max(least, bound), self._made, held, tuple(optimum.values[self._task.choices].tolist()))

    # CP-SAT.

    def _ask(self, node: Node) -> bool:
        """Let CP-SAT prove what it can of a node, a second time for longer; return whether to go on.

        That there is nothing at all is believed if it says so twice, and no solution known is there.
        """
        left, wanted = self._task.effort - self._effort, max(_FIRST_QUESTION, _GROWTH * node.asked)
        effort = max(_SHORTEST, min(left, wanted))
        if effort <= node.asked:
            # The same in no more time would come to the same.
            heappush(self._nodes, node)
            return False
        held = np.full(len(self._task.program.uppers), OPEN)
        for choice, value in node.held:
            held[choice] = value
        # Where CP-SAT has no bound yet it tells 0: that is the node's own.
        program = replace(
            self._task.program, offset=self._task.program.offset - node.bound, start=self._values
        )
        question = CpSat(program, effort, self._task.seed, Strategy.FROM_BELOW, held)
        answer = self._answer(question)
        if answer.status is Status.INFEASIBLE:
            another = replace(question, seed=question.seed + 1, strategy=Strategy.RELAXATION, presolve=False)
            answer = self._answer(another)
            known = any(self._is_in(held, one) for one in (self._values, self._task.program.start))
            if answer.status is Status.INFEASIBLE and not known:
                return True
            self._contradicted |= known or len(answer.values) > 0
            effort = math.inf if answer.status is Status.INFEASIBLE else effort
        self._take(node._replace(asked=effort), answer)
        return effort < math.inf

    @staticmethod
    def _is_in(held: Numbers, values: Numbers) -> bool:
        return bool(np.all((held == OPEN) | (held == values)))

    def _answer(self, question: CpSat) -> Slice:
        asking, stop = question.begin(self._seconds)
        self._stops.append(stop)
        answer = asking()
        self._stops.remove(stop)
        self._spent += max(answer.effort, _LEAST)
        return answer

    def _take(self, node: Node, answer: Slice) -> None:
        """Put a node back, with what was found out about it."""
        if len(answer.values) and self._task.program.holds(answer.values):
            self._values = min(self._values, answer.values, key=self._cost)
        more = 0 if answer.status is Status.INFEASIBLE else max(0, answer.bound)
        heappush(self._nodes, node._replace(bound=node.bound + more))
