"""Column generation: a bound, and plans of all employees that go together, from plans of one each.

The master problem's dual values price what employees share; by these CP-SAT looks for each employee's best
plans, which make the master better, and so on. Where an employee's own rules are many, this relaxation is
far tighter than that of the rows. A dive makes it whole: some employees at a time are held at their likeliest
plan, and the others look for plans that go with these. As for staff rosters (Burke and Curtois 2014); prices
are smoothed (Wentges 1997).
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from gesched.engine.columns import FINE, Block, Chosen, Column, Master, taken_apart
from gesched.engine.relaxation import SCALE, weak_duality
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Slice, Strategy
from gesched.model import Numbers, Program

_LEAST_PRICING, _MOST_PRICING = 0.05, 0.2
"""Deterministic time to look for one employee's best plans, at first and later on.

A bound on these holds even where time ends before the best are found.
"""
_OTHERS = 4
"""How many plans besides the best one are taken over as well."""
_LEAST = 0.01
"""Deterministic time that each counts for at least."""
_ROUNDS, _SLOW = 3, 0.09
"""Where so many rounds gain less than this part, plans are looked for longer; then it is time for a dive."""
_GAIN = 0.02
"""What a round within a dive must gain to be followed by another one before more is held."""
_HELD, _CERTAIN = 8, 0.95
"""In each step of a dive one in so many employees is held, and whose plan is as good as chosen."""

Suspicion = Callable[[Program, Slice], bool]
"""Tells whether a program is called infeasible that is not."""


class Generation:
    """Column generation on a program, in rounds, each of them one slice.

    Parameters
    ----------
    program
        The program; it starts from a solution.
    owners
        For each variable the employee whom it concerns alone, or ``SHARED``.
    runner
        Does the slices; its clock says when to stop.
    seed
        CP-SAT's seed.
    is_wrong
        Is asked about each answer.

    Attributes
    ----------
    program
        The program.
    bound
        What the objective cannot go below; ``None`` while nothing is proven.
    exhausted
        Whether no plan was found any more that would make the master better.
    dived
        Whether plans of all together have been looked for.
    """

    def __init__(
        self, program: Program, owners: Numbers, runner: Runner, seed: int, is_wrong: Suspicion
    ) -> None:
        self.program = program
        self._blocks, self._rest = taken_apart(program, owners)
        self._master = Master(self._rest, len(self._blocks))
        self._runner = runner
        self._seed = seed
        self._is_wrong = is_wrong
        self._latest = [block.program.start for block in self._blocks]
        self._centre = np.zeros(len(self._rest.rows), np.int64)
        self._smooth = True
        self._pricing = _LEAST_PRICING
        self._spent = 0.0
        self.bound: int | None = None
        self.exhausted = False
        self.dived = False

    def plans(self, values: Numbers, tick: Callable[[], None], effort: float) -> Numbers | None:
        """Look for better plans; return all of them together where a dive got so far.

        Parameters
        ----------
        values
            The best solution known, to begin with.
        tick
            Called about ten times a second meanwhile.
        effort
            Deterministic time after which no other round is begun.

        Returns
        -------
        Numbers or None
            A value for each variable, of which the shared ones are as before.
        """
        self._add(block.column(values[block.program.numbers]) for block in self._blocks)
        self._spent = 0.0
        chosen = self._choose()
        history: list[float] = []
        while chosen is not None and not self.exhausted:
            history.append(chosen.value)
            if len(history) > _ROUNDS and history[-1 - _ROUNDS] - chosen.value < _SLOW * abs(chosen.value):
                if self._pricing >= _MOST_PRICING:
                    break
                self._pricing *= 2
                history.clear()
            if self._spent >= effort:
                return None
            chosen = self._round(chosen, self._blocks, tick)
        return None if chosen is None else self._dived(chosen, values, tick)

    def _dived(self, chosen: Chosen, values: Numbers, tick: Callable[[], None]) -> Numbers | None:
        """Make the best choice whole; ``None`` where that was broken off, or plans do not go together."""
        self.dived = True
        held: Chosen | None = chosen
        found = values.copy()
        try:
            while (blocks := self._open) and held is not None:
                for column in self._likeliest(held, len(blocks)):
                    self._master.hold(column)
                    one = self._master.columns[column]
                    found[self._blocks[one.block].program.numbers] = one.values
                held = self._recovered(self._choose(), tick)
        finally:
            self._master.let_go()
        return None if held is None else found

    def _recovered(self, chosen: Chosen | None, tick: Callable[[], None]) -> Chosen | None:
        """Look for plans that go with those held, as long as they bring down what holding these has cost."""
        gaining = True
        while chosen is not None and self._open and gaining:
            better = self._round(chosen, self._open, tick)
            gaining = better is not None and chosen.value - better.value > _GAIN * abs(chosen.value)
            chosen = better
        return chosen

    @property
    def _open(self) -> list[Block]:
        return [block for block in self._blocks if block.number not in self._master.held]

    def _likeliest(self, chosen: Chosen, count: int) -> list[int]:
        """Return columns to hold: of blocks that are open, those chosen most, one of each."""
        best: dict[int, int] = {}
        for column in np.argsort(-chosen.shares, kind="stable").tolist():
            block = self._master.columns[column].block
            if block not in self._master.held:
                best.setdefault(block, column)
        ranked = list(best.values())
        certain = sum(bool(chosen.shares[column] > _CERTAIN) for column in ranked)
        return ranked[: max(1, certain, count // _HELD)]

    def _round(self, chosen: Chosen, blocks: Sequence[Block], tick: Callable[[], None]) -> Chosen | None:
        """Look for plans of some employees that make the master better; return its choice from then on."""
        whole = len(blocks) == len(self._blocks)
        smoothed = (self._centre + chosen.multipliers) // 2
        multipliers = smoothed if whole and self._smooth else chosen.multipliers
        tasks = [
            CpSat(
                block.priced(multipliers, self._latest[block.number]),
                self._pricing,
                self._seed,
                Strategy.RELAXATION,
                others=_OTHERS,
            )
            for block in blocks
        ]
        results = self._runner.run(tasks, tick)
        if results is None:
            return None
        wrong = [self._is_wrong(task.program, found) for task, found in zip(tasks, results, strict=True)]
        if whole and not any(wrong) and all(len(found.values) for found in results):
            self._prove(multipliers, results)
        new = 0
        for block, found in zip(blocks, results, strict=True):
            self._spent += max(_LEAST, found.effort)
            columns = [block.column(one) for one in (found.values, *found.others) if len(one)]
            new += self._add(one for one in columns if self._is_worth_it(one, chosen))
            if len(found.values):
                self._latest[block.number] = found.values
        if whole and not new:
            self._look_harder()
        return self._choose()

    def _look_harder(self) -> None:
        """Where nothing was found: take prices as they are, then look for longer, or else give it up."""
        if self._smooth:
            self._smooth = False
        elif self._pricing < _MOST_PRICING:
            self._pricing *= 2
        else:
            self.exhausted = True

    def _is_worth_it(self, column: Column, chosen: Chosen) -> bool:
        worth = int(chosen.multipliers[column.rows] @ column.factors)
        return bool(column.cost * FINE - worth < chosen.prices[column.block])

    def _prove(self, multipliers: Numbers, results: Sequence[Slice]) -> None:
        """Note the bound that multipliers prove (Lagrange), and remember those that prove most."""
        scale = SCALE // FINE
        least = scale * sum(found.bound for found in results)
        bound = weak_duality(self._rest, multipliers * scale, least)
        if self.bound is None or bound > self.bound:
            self.bound, self._centre = bound, multipliers

    def _add(self, columns: Iterable[Column]) -> int:
        return sum([self._master.add(column) for column in columns])

    def _choose(self) -> Chosen | None:
        """Return the best choice; ``None`` where it is time to stop, too."""
        chosen = self._master.choose(self._runner.clock.remaining)
        return None if self._runner.clock.ending is not None else chosen
