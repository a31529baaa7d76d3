"""What a dive holds: decisions that are taken in most of what the master problem chooses, more and more.

To hold single decisions leaves every employee a choice to the end, where whole plans leave the last ones none
(as fixing inter-tasks does in crew scheduling, against columns).
"""

from collections.abc import Sequence

import numpy as np

from gesched.engine.columns import Block, Chosen, Column
from gesched.engine.slices import OPEN
from gesched.model import Mask, Numbers

_CERTAIN = 0.95
"""Of a decision as good as taken: how much of it is chosen."""


class Fixings:
    """Decisions held at 1, such that each employee has a plan that takes all of its own.

    Parameters
    ----------
    blocks
        The employees' parts of a program.
    decisions
        For each variable of the program whether it may be held.
    part
        Each time one in so many is held, and whatever is as good as taken.

    Attributes
    ----------
    open_part
        Of the decisions that most plans take, the part not held.
    """

    def __init__(self, blocks: Sequence[Block], decisions: Mask, part: int) -> None:
        self._blocks = blocks
        self._part = part
        self._decisions = [decisions[block.program.numbers] for block in blocks]
        self._held = [np.zeros(len(one), bool) for one in self._decisions]
        self.open_part = 1.0

    def hold_more(self, chosen: Chosen, columns: Sequence[Column], likeliest: Sequence[Column]) -> list[int]:
        """Hold more of what each block's likeliest column takes; return the blocks where some of it is open.

        Parameters
        ----------
        chosen
            The best choice among ``columns``, which agree with what is held.
        columns
            All columns.
        likeliest
            For each block the column that is chosen most.
        """
        totals = [np.zeros(len(held)) for held in self._held]
        for place in np.flatnonzero(chosen.shares > 0).tolist():
            one = columns[place]
            totals[one.block] += chosen.shares[place] * one.values
        left = [
            np.flatnonzero((one.values == 1) & self._decisions[one.block] & ~self._held[one.block])
            for one in likeliest
        ]
        block_of = np.repeat(np.arange(len(left)), [len(one) for one in left])
        numbers = np.concatenate(left)
        taken = np.concatenate([total[one] for total, one in zip(totals, left, strict=True)])
        count = max(int(np.sum(taken > _CERTAIN)), -(-len(taken) // self._part))
        order = np.argsort(-taken, kind="stable")
        for place in order[:count].tolist():
            self._held[block_of[place]][numbers[place]] = True
        taken_by_all = sum(int(one.values @ may) for one, may in zip(likeliest, self._decisions, strict=True))
        self.open_part = (len(taken) - count) / max(1, taken_by_all)
        open_ones: list[int] = np.unique(block_of[order[count:]]).tolist()
        return open_ones

    def agrees(self, column: Column) -> bool:
        """Return whether a column takes all that is held of its block."""
        return bool(column.values[self._held[column.block]].all())

    def of(self, block: Block) -> Numbers:
        """Return for each of a block's variables the value at which it is held, or ``OPEN``."""
        return np.where(self._held[block.number], 1, OPEN)

    def of_all(self, variables: int) -> Numbers:
        """Return the same for a program of so many variables."""
        values = np.full(variables, OPEN)
        for block, held in zip(self._blocks, self._held, strict=True):
            values[block.program.numbers[held]] = 1
        return values
