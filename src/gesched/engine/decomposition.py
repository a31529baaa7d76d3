"""A bound of the whole from a bound of each employee's part (Lagrangian decomposition; Geoffrion 1974).

What employees share is priced by the linear relaxation's multipliers; then each is a problem of its own, and
small. Far more is proven of these, one by one, than of all at once: a tree search of the whole would have to
go through every combination of what is open for each.
"""

from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.branching import Branching, Tree
from gesched.engine.columns import FINE, STEEPEST, Block, taken_apart
from gesched.engine.relaxation import SCALE, weak_duality
from gesched.engine.running import Begun, Successive
from gesched.model import Numbers, Program

_LARGEST_PRODUCT, _LARGEST_OWN = 2**50, 2**50
"""The most that a price comes to in a row, and the largest multiplier of a row of one employee alone."""

Place = tuple[int, int]
"""A part, and the place of a tree among those of its proof."""


@dataclass(frozen=True, slots=True)
class InTurn:
    """Questions about parts, one after the other, as one task.

    Parameters
    ----------
    questions
        About which part and tree, and what to ask.
    effort
        Deterministic time after which no other is begun.
    """

    questions: tuple[tuple[Place, Branching], ...]
    effort: float

    def begin(self, seconds: float | None) -> Begun[dict[Place, Tree]]:
        """Return what asks, and tells the answers it got to by their places; and what stops it."""
        successive = Successive(seconds)

        def ask() -> dict[Place, Tree]:
            found: dict[Place, Tree] = {}
            for place, question in self.questions:
                if sum(one.effort for one in found.values()) >= self.effort:
                    break
                if (answer := successive.do(question)) is None:
                    break
                found[place] = answer
            return found

        return ask, successive.stop


@dataclass
class _Part:
    """One employee's part at the multipliers, and what is proven of it so far, in ``FINE``."""

    block: Block
    program: Program
    choices: Numbers
    relaxed: int
    trees: tuple[Tree, ...] = ()
    asked: int = 0

    @property
    def proven(self) -> bool:
        """Whether all is proven."""
        return len(self.trees) > 0 and all(tree.proven for tree in self.trees)

    @property
    def stuck(self) -> bool:
        """Whether CP-SAT contradicts itself about what is left."""
        return any(tree.stuck for tree in self.trees)

    @property
    def least(self) -> int:
        """What it cannot go below."""
        return max(self.relaxed, min((tree.bound for tree in self.trees), default=self.relaxed))

    def gap(self, values: Numbers) -> int:
        """Return by how much values of all variables are above what is proven."""
        return self.program.value(values[self.block.program.numbers]) - self.least


class Decomposition:
    """A program taken apart by employees, and what is proven of each.

    Parameters
    ----------
    program
        The program.
    owners
        For each variable the employee whom it concerns alone, or ``SHARED``.
    multipliers
        For each row the linear relaxation's, in ``SCALE``.
    chosen
        Variables, by their places, that choose among parts, such as the usual weekdays of visits.

    Attributes
    ----------
    program
        The program.
    """

    def __init__(self, program: Program, owners: Numbers, multipliers: Numbers, chosen: Numbers) -> None:
        self.program = program
        useful = program.rows.useful(multipliers)
        blocks, self._rest = taken_apart(program, owners)
        prices = useful[program.rows.places(self._rest.rows.origins)] // (SCALE // FINE)
        # Any prices prove a bound; those of steep rows must leave room for sums in whole numbers.
        most = min(STEEPEST, _LARGEST_PRODUCT // max(1, int(np.abs(program.rows.factors).max(initial=1))))
        self._prices = np.clip(prices, -most, most)
        self._parts = []
        for block in blocks:
            priced = block.priced(self._prices, block.program.start)
            own = np.clip(useful[program.rows.places(priced.rows.origins)], -_LARGEST_OWN, _LARGEST_OWN)
            choices = np.flatnonzero(np.isin(block.program.numbers, chosen))
            self._parts.append(_Part(block, priced, choices, weak_duality(priced, own * FINE)))

    @property
    def bound(self) -> int:
        """What the whole cannot go below."""
        finer = SCALE // FINE
        return weak_duality(self._rest, self._prices * finer, finer * sum(part.least for part in self._parts))

    @property
    def exhausted(self) -> bool:
        """Whether all that can be is proven of every part; others' prices might prove more of the whole."""
        return all(part.proven or part.stuck for part in self._parts)

    def open_parts(self, values: Numbers) -> list[int]:
        """Return the parts of which not all is proven: those asked least first, then the widest gap.

        Parameters
        ----------
        values
            For each variable what it is worth in the best solution known.
        """
        places = [place for place, part in enumerate(self._parts) if not (part.proven or part.stuck)]
        return sorted(places, key=lambda at: (self._parts[at].asked, -self._parts[at].gap(values)))

    def questions(
        self, part: int, values: Numbers, effort: float, seed: int, abreast: int
    ) -> list[tuple[Place, Branching]]:
        """Deal out what is open of a part, and return what to ask about it next.

        Parameters
        ----------
        part
            Its place.
        values
            For each variable of the whole what it is worth in a solution.
        effort
            Deterministic time of each question.
        seed
            CP-SAT's seed.
        abreast
            How many questions, where there are as many cases.
        """
        one = self._parts[part]
        program = replace(one.program, start=values[one.block.program.numbers])
        if one.trees:
            one.trees = Tree.joined(one.trees, program).dealt(abreast)
        before = one.trees or (None,)
        return [
            ((part, tree), Branching(program, one.choices, effort, seed, so_far))
            for tree, so_far in enumerate(before)
        ]

    def planned(self, part: int, answer: Tree, values: Numbers) -> Numbers | None:
        """Return values of all variables, with those of a part as in the best solution that is told of it.

        ``None`` is where that is no better than the part is already, at its prices.
        """
        program, numbers = self._parts[part].program, self._parts[part].block.program.numbers
        if program.value(answer.values) >= program.value(values[numbers]):
            return None
        found = values.copy()
        found[numbers] = answer.values
        return found

    def note(self, place: Place, answer: Tree) -> None:
        """Remember what was proven of a part."""
        number, tree = place
        part = self._parts[number]
        part.asked += 1
        part.trees = (*part.trees[:tree], answer, *part.trees[tree + 1 :])
