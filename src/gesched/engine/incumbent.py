"""The best schedule found so far, and what expressions are worth in it."""

import logging
from collections.abc import Collection

import numpy as np

from gesched.engine.stages import Kept, Stage
from gesched.linear import Linear
from gesched.model import Model, Numbers, Program
from gesched.schedule import Assignment

_LOGGER = logging.getLogger("gesched")


class Incumbent:
    """The best schedule found so far, as values of a model's variables.

    Parameters
    ----------
    model
        The model.
    taken
        Decisions to begin with; where there are any, whether they are a schedule is known at once.

    Attributes
    ----------
    values
        A value for each variable; rows may be broken until ``stands``.
    stands
        Whether it is a schedule that keeps every rule.
    """

    def __init__(self, model: Model, taken: Collection[int] = ()) -> None:
        self.model = model
        self.values = model.decided(taken)
        self.stands = False
        self._broken: int | None = None
        if taken:
            self.breaches()

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The assignments that the values stand for."""
        return self.model.assignments(self.values)

    def value(self, total: Linear) -> int:
        """Return what an expression is worth."""
        self.values = self.model.completed(self.values)
        return self.model.sum_of(total).value(self.values)

    def program(
        self,
        total: Linear,
        kept: Kept = (),
        free: Numbers | None = None,
        *,
        settled: Numbers | None = None,
        eased: bool = True,
    ) -> Program:
        """Return what to give to a solver, to start from here; ``free`` are the decisions that may change.

        Until it stands, rows that are broken have slacks, where it may be ``eased``; ``settled`` is as of a
        model.
        """
        self.values = self.model.completed(self.values)
        program = self.model.program(total, kept, self.values, free, settled=settled)
        return program.eased() if eased and free is not None and not self.stands else program

    def costly(self, total: Linear) -> Numbers:
        """Return the variables that make an expression larger than it must be."""
        numbers, factors, _ = self.model.sum_of(total)
        return numbers[factors * self.values[numbers] > 0]

    def costs_little(self, total: Linear) -> bool:
        """Return whether an expression is larger than it must be by less than there are employees.

        To search around what it costs finds more, then, than to sweep over everybody.
        """
        numbers, factors, _ = self.model.sum_of(total)
        costs = np.maximum(0, factors * self.values[numbers])
        return int(costs.sum()) < len(self.model.problem.group.employees)

    @property
    def broken(self) -> int:
        """By how much rows are broken in all; counted once, and from then on where something changes."""
        if self._broken is None:
            self.values = self.model.completed(self.values)
            self._broken = 0 if self.stands else self.model.broken(self.values)
        return self._broken

    def breaches(self) -> Numbers:
        """Return the variables in rows that are broken; where there are none, it stands from now on."""
        self.values = self.model.completed(self.values)
        self.stands = self.stands or not self.broken
        return self.model.breaches(self.values)

    def begin(self, program: Program, found: Numbers) -> None:
        """Take over a first schedule that a solver found for the whole, unless it breaks a row."""
        new = self.model.changed(self.values, program.numbers, found)
        if self.model.holds(new):
            self.values, self.stands, self._broken = new, True, 0
        else:
            _LOGGER.warning("the solver's first schedule breaks a rule; it is not believed")

    def become(self, other: "Incumbent") -> None:
        """Be what another one is from now on, whether it stands or not."""
        self.values, self.stands, self._broken = other.values, other.stands, other.broken

    def take(
        self,
        program: Program,
        found: Numbers,
        stage: Stage,
        since: Numbers | None = None,
        *,
        claimed: bool = True,
    ) -> int | None:
        """Take over what a solver found for a program, counted again, where that is no worse for a stage.

        What was taken over since the program was made stays, if the two go together. Until it stands, to
        break less is better, whatever the total.

        Parameters
        ----------
        program, found
            The program, and a value for each of its variables.
        stage
            What must be no worse, what must not exceed what, and what decides where nothing is gained.
        since
            The values when the program was made; ``None`` is those of now.
        claimed
            Whether it is a solution, as a solver claims, and no mere guess.

        Returns
        -------
        int or None
            By how much less is broken now, or else less the total is; ``None`` where nothing was taken over.
        """
        fresh = since is None or since is self.values
        new = self.model.changed(self.values, program.numbers, found[: len(program.numbers)])
        touched = np.flatnonzero(new != self.values)
        fits = all(self.model.sum_of(one).value(new) <= most for one, most in stage.kept)
        mended = -self.model.broken(new, touched)
        if not self.stands:
            mended += self.model.broken(self.values, touched)
        if claimed and fresh and self.stands and (mended < 0 or not fits):
            _LOGGER.warning("an answer breaks a rule, or makes worse what was to be kept; it is not believed")
        gain = mended or self._saved(stage.total, new)
        if mended < 0 or not fits or gain < 0 or (not gain and self._saved(stage.tie, new) < 0):
            return None
        self._broken = self.broken - mended
        self.values, self.stands = new, not self._broken
        return gain

    def _saved(self, total: Linear, new: Numbers) -> int:
        """Return how much less an expression is in new values."""
        cost = self.model.sum_of(total)
        return cost.value(self.values) - cost.value(new)
