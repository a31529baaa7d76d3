"""What was proven of objectives, each while something was kept."""

from functools import reduce

from gesched.engine.stages import Bound, Kept, Stage
from gesched.linear import Linear
from gesched.model import FAR


class Bounds:
    """The best bounds so far, by objective and what was kept: a proof never answers another question."""

    def __init__(self) -> None:
        self._proven: dict[tuple[Linear, Kept], Bound] = {}

    def note(self, stage: Stage, bound: Bound | None) -> None:
        """Remember what was proven of a stage, if anything was."""
        if bound is not None:
            self._proven[stage.key] = _higher(self._proven.get(stage.key, bound), bound)

    def of(self, stage: Stage) -> Bound:
        """Return what the objective cannot go below.

        What was proven while less was kept, or less strictly, holds all the more now.
        """
        kept = dict(stage.kept)
        proven = (
            bound
            for (total, before), bound in self._proven.items()
            if total == stage.objective.total and all(kept.get(one, FAR) <= most for one, most in before)
        )
        return reduce(_higher, proven, stage.floor)


def _higher(one: Bound, other: Bound) -> Bound:
    """Return the bound that says more; the first where both say the same."""
    return other if other.least > one.least else one
