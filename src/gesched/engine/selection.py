"""A choice among many plans of each employee: those that cost hardly more than the best.

Where no column makes the master better any more, a better schedule may need some that do not. But none of
these costs more, beyond its employee's best and at the prices that prove the bound, than the schedule known
is above it. CP-SAT tells those that cost little more, and a MIP solver chooses among them, as is done with
routes of vehicles (Baldacci, Christofides and Mingozzi 2008).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gesched.engine.columns import FINE, Block, Column
from gesched.engine.generation import Generation, Proven
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Slice, Status
from gesched.model import Numbers, Program, Rows

_PARTS = 2**10
"""At first, plans may cost more than the best by one of so many parts of the gap; then by two, and so on."""
_TELLING = 1.0
"""Deterministic time to tell one employee's plans, at most."""
_LEAST = 0.01
"""Deterministic time that each counts for at least."""
_UNEVEN = 2
"""How many times as many plans as on average are told of one employee at a time, at most."""


@dataclass(frozen=True)
class Choice:
    """The choice of one plan of each employee, together with what they share.

    Parameters
    ----------
    program
        The choice as a program, which starts from a solution; the plans are its first variables.
    columns
        The plans.
    blocks, rest
        What the whole was taken apart into.
    """

    program: Program
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    rest: Program

    def whole(self, values: Numbers, found: Numbers) -> Numbers:
        """Return values of the whole: those given, but for the plans chosen, and for what is shared.

        Parameters
        ----------
        values
            For each variable of the whole what it is worth.
        found
            For each variable of the choice the same.
        """
        changed = values.copy()
        plans, shared = np.split(found, [len(self.columns)])
        for place in np.flatnonzero(plans).tolist():
            column = self.columns[place]
            changed[self.blocks[column.block].program.numbers] = column.values
        changed[self.rest.numbers] = shared
        return changed


class Selection:
    """Plans to choose among, more and more of them.

    Parameters
    ----------
    generation
        Of columns of which none would help any more.
    proven
        What the bound rests on, and so what plans are priced by.
    runner
        Looks for plans.
    seed
        CP-SAT's seed.
    """

    def __init__(self, generation: Generation, proven: Proven, runner: Runner, seed: int) -> None:
        self._generation = generation
        self._proven = proven
        self._runner = runner
        self._seed = seed
        self._columns: dict[tuple[int, bytes], Column] = {}
        # For each employee, beyond the best, what all plans cost at most that are told.
        self._told = [0] * len(generation.blocks)

    def is_complete(self, values: Numbers) -> bool:
        """Return whether all plans are told that a better solution than this one could be made of."""
        return min(self._told) >= self._gap(values)

    def _gap(self, values: Numbers) -> int:
        return FINE * (self._generation.program.value(values) - self._proven.bound)

    def choice(self, values: Numbers, most: int, effort: float, tick: Callable[[], None]) -> Choice | None:
        """Return the choice among more plans than before; ``None`` where there are none, or no time.

        Parameters
        ----------
        values
            A solution, to start from.
        most
            As soon as there are so many plans, no more are looked for.
        effort
            Deterministic time after which no more are looked for either.
        tick
            Called about ten times a second meanwhile.
        """
        before = len(self._columns)
        self._add(self._generation.columns)
        blocks: Sequence[Block] = self._generation.blocks
        gap = self._gap(values)
        each = max(1, _UNEVEN * most // len(blocks))
        while blocks and len(self._columns) < most and effort > 0:
            blocks = [block for block in blocks if self._told[block.number] < gap]
            allowed = [max(1, 2 * self._told[block.number], gap // _PARTS) for block in blocks]
            asked = [self._question(block, more, each) for block, more in zip(blocks, allowed, strict=True)]
            results = self._runner.run(asked, tick)
            if results is None or self._runner.clock.ending is not None:
                return None
            effort -= sum(max(_LEAST, found.effort) for found in results)
            answers = zip(blocks, allowed, results, strict=True)
            # Of whom there are more than are told, or who take too long, there are enough for now.
            blocks = [block for block, more, found in answers if self._note(block, more, found, each)]
            tick()
        return self._among(values) if len(self._columns) > before else None

    def _note(self, block: Block, allowed: int, found: Slice, most: int) -> bool:
        """Remember plans that were told; return whether these are all that there are."""
        self._add(block.column(one) for one in (found.values, *found.others) if len(one))
        told_all = found.status in {Status.OPTIMAL, Status.INFEASIBLE} and len(found.others) < most
        if told_all:
            self._told[block.number] = allowed
        return told_all

    def _question(self, block: Block, allowed: int, most: int) -> CpSat:
        """Return the question which plans of an employee cost no more than is allowed beyond the best."""
        priced = block.priced(self._proven.multipliers, block.program.start)
        least = self._proven.least[block.number]
        upper = min(least + allowed, int(np.maximum(0, priced.costs) @ priced.uppers))
        rows = priced.rows.with_row(priced.costs, least, upper)
        program = replace(priced, rows=rows, costs=np.zeros_like(priced.costs))
        return CpSat(program, _TELLING, self._seed, others=most, every=True)

    def _add(self, columns: Iterable[Column]) -> None:
        for one in columns:
            self._columns.setdefault(one.key, one)

    def _among(self, values: Numbers) -> Choice:
        """Return the choice among all plans, and those of a solution."""
        blocks, rest = self._generation.blocks, self._generation.rest
        now = [block.column(values[block.program.numbers]) for block in blocks]
        self._add(now)
        columns, taken = tuple(self._columns.values()), {one.key for one in now}
        plans = np.array([key in taken for key in self._columns], np.int64)
        program = Program(
            np.arange(len(plans) + len(rest.uppers)),
            np.concatenate([np.ones_like(plans), rest.uppers]),
            _rows(columns, rest, len(blocks)),
            np.concatenate([np.array([one.cost for one in columns]), rest.costs]),
            rest.offset,
            np.concatenate([plans, values[rest.numbers]]),
        )
        return Choice(program, columns, blocks, rest)


def _rows(columns: tuple[Column, ...], rest: Program, blocks: int) -> Rows:
    """Return that one plan of each block is chosen, and what must hold of them together."""
    plans, of_each = np.arange(len(columns)), [len(one.rows) for one in columns]
    row_of_entry = np.concatenate(
        [
            np.array([one.block for one in columns]),
            *(blocks + one.rows for one in columns),
            blocks + rest.rows.row_of_entry(),
        ]
    )
    places = np.concatenate([plans, np.repeat(plans, of_each), len(plans) + rest.rows.columns])
    once = np.ones(len(plans), np.int64)
    factors = np.concatenate([once, *(one.factors for one in columns), rest.rows.factors])
    order, count = np.argsort(row_of_entry, kind="stable"), blocks + len(rest.rows)
    return Rows(
        np.cumsum(np.bincount(row_of_entry, minlength=count)),
        places[order],
        factors[order],
        np.concatenate([once[:blocks], rest.rows.lowers]),
        np.concatenate([once[:blocks], rest.rows.uppers]),
        np.arange(count),
    )
