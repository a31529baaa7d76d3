"""Column generation: a bound, and plans of all employees that go together, from plans of one each.

The master problem's dual values price what employees share; by these CP-SAT looks for each employee's best
plans, which make the master better, and so on. Where an employee's own rules are many, this relaxation is
far tighter than that of the rows. A dive makes it whole: decisions that most plans take are held, more and
more of them, and everybody looks for plans that go with these. As for staff rosters (Burke and Curtois 2014);
prices are smoothed (Wentges 1997).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from gesched.engine.columns import FINE, Block, Chosen, Column, Master, taken_apart
from gesched.engine.fixings import Fixings
from gesched.engine.pricing import Pricing
from gesched.engine.relaxation import SCALE, weak_duality
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Slice, Strategy
from gesched.model import Mask, Numbers, Program

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
_GAIN = 0.005
"""What a round within a dive must gain to be followed by another one before more is held.

There is no dive either that could not gain as much.
"""
_PARTS = (5, 8, 4)
"""One in so many decisions is held in each step of a dive, of one dive after the other."""
_MOST_DIVES = 6
"""Dives one after the other."""
_LEADS = ((Strategy.PORTFOLIO, 0.5), (Strategy.RELAXATION, 0.125))
"""How CP-SAT best goes on from within a dive, when no more than a part of the decisions is open."""
_WORTH_A_DIVE = 16
"""Rounds that a dive takes about the time of: after fewer there is none, unless they gained little."""

Suspicion = Callable[[Program, Slice], bool]
"""Tells whether a program is called infeasible that is not."""


class Proven(NamedTuple):
    """What is proven by prices of what employees share.

    Parameters
    ----------
    bound
        What the objective cannot go below.
    multipliers
        The prices: of each shared row, in ``FINE``.
    least
        What each employee's plan costs at these, at least, in ``FINE``.
    """

    bound: int
    multipliers: Numbers
    least: tuple[int, ...]


class Generation:
    """Column generation on a program, in rounds, each of them one slice.

    Parameters
    ----------
    program
        The program; it starts from a solution.
    owners
        For each variable the employee whom it concerns alone, or ``SHARED``.
    decisions
        For each variable whether a dive may hold it: these are 0 or 1, and the others follow from them.
    runner
        Does the slices; its clock says when to stop.
    seed
        CP-SAT's seed.
    is_wrong
        Is asked about each answer.
    windows
        In which of the variables plans are looked for, one window after the other, before all of them.
    besides
        What of the program's cost is not to be gained, as it is of what is held.

    Attributes
    ----------
    program
        The program.
    blocks, rest
        The program taken apart.
    proven
        The bound and what it rests on; ``None`` while nothing is proven.
    exhausted
        Whether no plan was found any more that would make the master better.
    spent
        Deterministic time since it was last called.
    dived
        How often plans of all together were looked for in that time.
    leads
        What the latest dive held for a while, as values of all variables: where to look for better ones.
    """

    def __init__(
        self,
        program: Program,
        owners: Numbers,
        decisions: Mask,
        runner: Runner,
        seed: int,
        is_wrong: Suspicion,
        windows: Sequence[Mask] = (),
        besides: int = 0,
    ) -> None:
        self.program = program
        self._decisions = decisions
        self.blocks, self.rest = taken_apart(program, owners)
        self._master = Master(self.rest, len(self.blocks))
        self._runner = runner
        self._seed = seed
        self._is_wrong = is_wrong
        self._windows = windows
        self._besides = besides
        self._latest = [block.program.start for block in self.blocks]
        self._smooth = True
        self._pricing = _LEAST_PRICING
        self.spent = 0.0
        self.proven: Proven | None = None
        self.exhausted = False
        self.dived = 0
        self._dives = 0
        self._rounds_spent = 0.0
        self.leads: dict[Strategy, Numbers] = {}

    @property
    def bound(self) -> int | None:
        """What the objective cannot go below; ``None`` while nothing is proven."""
        return None if self.proven is None else self.proven.bound

    @property
    def columns(self) -> Sequence[Column]:
        """All plans that the master chooses among."""
        return self._master.columns

    def plans(
        self, values: Numbers, tick: Callable[[], None], effort: float, *, proves: bool = True
    ) -> Numbers | None:
        """Look for better plans; return all of them together where a dive got so far.

        Parameters
        ----------
        values
            The best solution known, to begin with.
        tick
            Called about ten times a second meanwhile.
        effort
            Deterministic time after which no other round is begun.
        proves
            Whether to go on for the bound alone, where it says that there is little to gain.

        Returns
        -------
        Numbers or None
            A value for each variable, of which the shared ones are as before.
        """
        self._add(block.column(values[block.program.numbers]) for block in self.blocks)
        self.spent, self.dived = 0.0, 0
        chosen, rounds = self._choose(tick), 0
        history: list[float] = []
        while chosen is not None and not self.exhausted:
            history.append(chosen.value)
            slow = _SLOW * abs(chosen.value - self._besides)
            if len(history) > _ROUNDS and history[-1 - _ROUNDS] - chosen.value < slow:
                if self._pricing < _MOST_PRICING:
                    self._pricing *= 2
                    history.clear()
                elif self._promises(chosen.value, values):
                    break
            if not proves and self.bound is not None and not self._promises(self.bound, values):
                return None
            if self.spent >= effort:
                if rounds < _WORTH_A_DIVE:
                    return None
                break
            chosen = self._round(chosen, self.blocks, tick)
            rounds += 1
        self._rounds_spent = self.spent
        return None if chosen is None else self._dived(chosen, values, tick)

    @property
    def may_dive_again(self) -> bool:
        """Whether dives have taken less time so far than rounds before: each ends elsewhere."""
        return 0 < self.dived < _MOST_DIVES and self.spent < 2 * self._rounds_spent

    def dive_again(self, values: Numbers, tick: Callable[[], None]) -> Numbers | None:
        """Return plans as ``plans`` does, of another dive, if it could gain anything."""
        chosen = self._choose(tick)
        return None if chosen is None else self._dived(chosen, values, tick)

    def _promises(self, least: float, values: Numbers) -> bool:
        """Return whether it is enough less than a solution costs for a dive to be worth its time."""
        cost = self.program.value(values)
        return cost - least > _GAIN * abs(cost - self._besides)

    def _dived(self, chosen: Chosen, values: Numbers, tick: Callable[[], None]) -> Numbers | None:
        """Make the best choice whole, if that promises anything.

        ``None`` is where it was broken off, too, or where plans do not go together.
        """
        if not self._promises(chosen.value, values):
            return None
        self.dived += 1
        self._dives += 1
        try:
            plans = self._whole(chosen, tick)
        finally:
            self._master.bar(())
        if plans is None:
            return None
        found = values.copy()
        for plan in plans:
            found[self.blocks[plan.block].program.numbers] = plan.values
        return found

    def _whole(self, chosen: Chosen, tick: Callable[[], None]) -> Sequence[Column] | None:
        """Hold more and more decisions, and look for plans that go with these, until nothing is open."""
        step = _PARTS[(self._dives - 1) % len(_PARTS)]
        fixings = Fixings(self.blocks, self._decisions, step)
        self.leads.clear()
        while True:
            plans = self._likeliest(chosen)
            self._latest = [plan.values for plan in plans]
            blocks = [self.blocks[place] for place in fixings.hold_more(chosen, self._master.columns, plans)]
            for strategy, part in _LEADS:
                if fixings.open_part <= part:
                    self.leads.setdefault(strategy, fixings.of_all(len(self.program.uppers)))
            columns = enumerate(self._master.columns)
            self._master.bar([place for place, column in columns if not fixings.agrees(column)])
            going_on = self._recovered(self._choose(tick), blocks, fixings, tick)
            if going_on is None:
                return None
            chosen = going_on
            if not blocks:
                return self._together(plans, tick)

    def _together(self, plans: Sequence[Column], tick: Callable[[], None]) -> Sequence[Column] | None:
        """Return plans if they go together."""
        columns = enumerate(self._master.columns)
        self._master.bar([place for place, column in columns if column is not plans[column.block]])
        return None if self._choose(tick) is None else plans

    def _recovered(
        self, chosen: Chosen | None, blocks: Sequence[Block], fixings: Fixings, tick: Callable[[], None]
    ) -> Chosen | None:
        """Look for plans that go with what is held, as long as they bring down what holding it has cost."""
        gaining = bool(blocks)
        while chosen is not None and gaining:
            better = self._round(chosen, blocks, tick, fixings)
            least = _GAIN * abs(chosen.value - self._besides)
            gaining = better is not None and chosen.value - better.value > least
            chosen = better
        return chosen

    def _likeliest(self, chosen: Chosen) -> list[Column]:
        """Return for each block the column chosen most."""
        best: dict[int, Column] = {}
        for place in np.argsort(-chosen.shares, kind="stable").tolist():
            column = self._master.columns[place]
            best.setdefault(column.block, column)
        return [best[block.number] for block in self.blocks]

    def _round(
        self,
        chosen: Chosen,
        blocks: Sequence[Block],
        tick: Callable[[], None],
        fixings: Fixings | None = None,
    ) -> Chosen | None:
        """Look for plans that make the master better, of some or all; return its choice from then on."""
        whole = fixings is None
        centre = 0 if self.proven is None else self.proven.multipliers
        smoothed: Numbers = (centre + chosen.multipliers) // 2
        multipliers = smoothed if whole and self._smooth else chosen.multipliers
        tasks = [
            Pricing(
                CpSat(
                    block.priced(multipliers, self._latest[block.number]),
                    self._pricing,
                    self._seed,
                    Strategy.RELAXATION,
                    held=None if fixings is None else fixings.of(block),
                    others=_OTHERS,
                    words=block.words,
                ),
                self._decisions[block.program.numbers],
                tuple(window[block.program.numbers] for window in self._windows),
            )
            for block in blocks
        ]
        results = self._runner.run(tasks, tick)
        if results is None:
            return None
        asked = zip((task.whole.program for task in tasks), results, strict=True)
        wrong = [self._is_wrong(program, found) for program, found in asked]
        if whole and not any(wrong) and all(len(found.values) for found in results):
            self._prove(multipliers, results)
        new = 0
        for block, found in zip(blocks, results, strict=True):
            self.spent += max(_LEAST, found.effort)
            columns = [block.column(one) for one in (found.values, *found.others) if len(one)]
            new += self._add(one for one in columns if self._is_worth_it(one, chosen))
            if len(found.values):
                self._latest[block.number] = found.values
        if whole and not new:
            self._look_harder()
        return self._choose(tick)

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
        bound = weak_duality(self.rest, multipliers * scale, least)
        if self.proven is None or bound > self.proven.bound:
            self.proven = Proven(bound, multipliers, tuple(found.bound for found in results))

    def _add(self, columns: Iterable[Column]) -> int:
        return sum([self._master.add(column) for column in columns])

    def _choose(self, tick: Callable[[], None]) -> Chosen | None:
        """Return the best choice; ``None`` where it is time to stop, too."""
        chosen = self._runner.here(self._master, tick)
        return None if self._runner.clock.ending is not None else chosen
