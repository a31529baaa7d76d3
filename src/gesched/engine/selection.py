"""A choice among many plans of each employee: those that cost hardly more than the best.

Where no column makes the master better any more, a better schedule may need some that do not, but none that
costs more at the master's prices, beyond its employee's best, than the schedule known is above the bound.
CP-SAT tells those that cost little more, and a MIP solver chooses among them, as is done with routes of
vehicles (Baldacci, Christofides and Mingozzi 2008).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from gesched.engine.columns import FINE, Block, Column
from gesched.engine.generation import Generation, Proven
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Slice, Status
from gesched.model import Numbers, Program, Rows

_FIRST = 2**10
"""At first, plans may cost this part of the gap more than the best; then twice as much, and so on."""
_TELLING = 2.0
"""Deterministic time to tell one employee's plans."""
_UNEVEN = 3
"""How many times as many plans as on average are told of one employee, at most."""


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
        self._allowed = 0

    def is_complete(self, values: Numbers) -> bool:
        """Return whether there is nothing more to be told that could make a solution better."""
        return self._allowed >= self._gap(values)

    def _gap(self, values: Numbers) -> int:
        return FINE * (self._generation.program.value(values) - self._proven.bound)

    def choice(self, values: Numbers, most: int, tick: Callable[[], None]) -> Program | None:
        """Return the choice among more plans than before, as a program.

        Parameters
        ----------
        values
            A solution, to start from.
        most
            As soon as there are so many plans, no more are looked for.
        tick
            Called about ten times a second meanwhile.

        Returns
        -------
        Program or None
            Plans are its first variables; ``None`` where no others were found, or that was broken off.
        """
        blocks, before = self._generation.blocks, len(self._columns)
        each = _UNEVEN * most // len(blocks)
        self._add(self._generation.columns)
        while blocks and len(self._columns) < most and not self.is_complete(values):
            self._allowed = max(1, 2 * self._allowed, self._gap(values) // _FIRST)
            results = self._runner.run([self._question(block, each) for block in blocks], tick)
            if results is None:
                return None
            answers = list(zip(blocks, results, strict=True))
            for block, found in answers:
                self._add(block.column(one) for one in (found.values, *found.others) if len(one))
            # Of whom there are more than can be told, others would be told the next time.
            blocks = tuple(block for block, found in answers if _is_all(found, each))
        return self._program(values) if len(self._columns) > before else None

    def chosen(self, values: Numbers, found: Numbers) -> Numbers:
        """Return values of all variables: those given, but for the plans chosen, and for what is shared.

        Parameters
        ----------
        values
            For each variable what it is worth.
        found
            For each variable of the latest choice the same.
        """
        whole, columns, rest = values.copy(), list(self._columns.values()), self._generation.rest
        plans, shared = np.split(found, [len(columns)])
        for place in np.flatnonzero(plans).tolist():
            column = columns[place]
            whole[self._generation.blocks[column.block].program.numbers] = column.values
        whole[rest.numbers] = shared
        return whole

    def _question(self, block: Block, most: int) -> CpSat:
        """Return the question which plans of an employee cost no more than is allowed beyond the best."""
        priced = block.priced(self._proven.multipliers, block.program.start)
        least = self._proven.least[block.number]
        rows = priced.rows.with_row(priced.costs, least, least + self._allowed)
        program = replace(priced, rows=rows, costs=np.zeros_like(priced.costs))
        return CpSat(program, _TELLING, self._seed, others=most, every=True)

    def _add(self, columns: Iterable[Column]) -> None:
        for one in columns:
            self._columns.setdefault(_key(one), one)

    def _program(self, values: Numbers) -> Program:
        """Return the choice of one plan each, together with what is shared, which starts from a solution."""
        blocks, rest = self._generation.blocks, self._generation.rest
        now = [block.column(values[block.program.numbers]) for block in blocks]
        self._add(now)
        columns, once = list(self._columns.values()), np.ones(len(blocks), np.int64)
        taken = {_key(one) for one in now}
        of_each = [len(one.rows) for one in columns]
        row_of_entry = np.concatenate(
            [
                np.array([one.block for one in columns]),
                *(len(blocks) + one.rows for one in columns),
                len(blocks) + rest.rows.row_of_entry(),
            ]
        )
        places = np.concatenate(
            [
                np.arange(len(columns)),
                np.repeat(np.arange(len(columns)), of_each),
                len(columns) + rest.rows.columns,
            ]
        )
        factors = np.concatenate(
            [np.ones(len(columns), np.int64), *(one.factors for one in columns), rest.rows.factors]
        )
        order = np.argsort(row_of_entry, kind="stable")
        count = len(blocks) + len(rest.rows)
        rows = Rows(
            np.cumsum(np.bincount(row_of_entry, minlength=count)),
            places[order],
            factors[order],
            np.concatenate([once, rest.rows.lowers]),
            np.concatenate([once, rest.rows.uppers]),
            np.arange(count),
        )
        return Program(
            np.arange(len(columns) + len(rest.uppers)),
            np.concatenate([np.ones(len(columns), np.int64), rest.uppers]),
            rows,
            np.concatenate([np.array([one.cost for one in columns]), rest.costs]),
            rest.offset,
            np.concatenate([np.array([_key(one) in taken for one in columns]), values[rest.numbers]]),
        )


def _is_all(found: Slice, most: int) -> bool:
    return found.status in {Status.OPTIMAL, Status.INFEASIBLE} and len(found.others) < most


def _key(column: Column) -> tuple[int, bytes]:
    return column.block, column.values.tobytes()
