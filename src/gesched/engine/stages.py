"""One objective of one goal, and what must not get worse meanwhile."""

from typing import NamedTuple

from gesched.goals import Objective
from gesched.linear import Linear

Kept = tuple[tuple[Linear, int], ...]
"""Expressions, and what each must not exceed."""

ALL_LEVELS = "all levels at once"
"""The name of the sum that improving begins with, and that decides ties."""

_FAR_ABOVE = 10_000
"""How much more an objective weighs than what decides a tie."""
_LARGEST_FACTOR = 10**10


class Bound(NamedTuple):
    """What an objective cannot go below, and what proved it."""

    least: int
    prover: str


class Stage(NamedTuple):
    """One objective of one goal, and what must not get worse meanwhile."""

    goal: str
    objective: Objective
    kept: Kept = ()
    tie: Linear = Linear()
    """What is to be small besides: of schedules that are as good, the one where this is less is better."""

    @property
    def aim(self) -> Linear:
        """What to minimise, and far below it what decides a tie: no bound can be read off it."""
        if not self.tie.terms:
            return self.total
        largest = max((abs(factor) for _, factor in self.total.terms), default=1)
        return self.total * max(1, min(_FAR_ABOVE, _LARGEST_FACTOR // largest)) + self.tie

    @property
    def total(self) -> Linear:
        """What to minimise."""
        return self.objective.total

    @property
    def at_any_cost(self) -> "Stage":
        """The same with nothing to minimise."""
        return Stage(self.goal, Objective(self.objective.name, Linear(), prove=False))

    @property
    def key(self) -> tuple[Linear, Kept]:
        """What it has in common with stages that ask the same."""
        return self.objective.total, self.kept

    @property
    def shape(self) -> tuple[Linear, tuple[Linear, ...]]:
        """What it has in common with stages that ask the same, however much is kept."""
        return self.objective.total, tuple(total for total, _ in self.kept)

    @property
    def floor(self) -> Bound:
        """What the objective cannot go below, before any search; a constant is its own floor."""
        asked = self.objective
        if not asked.total.terms:
            return Bound(asked.total.constant, "counting")
        return Bound(asked.floor, asked.prover)
