"""One objective of one goal, and what must not get worse meanwhile."""

from typing import NamedTuple

from gesched.engine.incumbent import Kept
from gesched.goals import Objective
from gesched.linear import Linear


class Stage(NamedTuple):
    """One objective of one goal, and what must not get worse meanwhile."""

    goal: str
    objective: Objective
    kept: Kept = ()

    @property
    def total(self) -> Linear:
        """What to minimise."""
        return self.objective.total

    @property
    def key(self) -> tuple[Linear, Kept]:
        """What it has in common with stages that ask the same."""
        return self.objective.total, self.kept

    @property
    def floor(self) -> int:
        """What the objective cannot go below, before any search; a constant is its own floor."""
        total = self.objective.total
        return self.objective.floor if total.terms else total.constant
