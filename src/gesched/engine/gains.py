"""What ways of going on with a stage brought value and bound nearer by, for their time."""

from enum import Enum

from gesched.engine.stages import Kept, Stage
from gesched.linear import Linear

_LEAST_SHARE = 0.2
"""How much of the time of two ways either has, at least."""


class Way(Enum):
    """Ways that are chosen among by what they gained."""

    PARTS = "part by part"
    SEARCH = "a search of the whole, beside parts"
    PROOF = "a proof"


class Gains:
    """Remembers what each way gained the last time that it was gone on a stage."""

    def __init__(self) -> None:
        self._rates: dict[tuple[tuple[Linear, Kept], Way], float] = {}

    def note(self, stage: Stage, way: Way, gain: int, effort: float) -> None:
        """Remember by how much value and bound got nearer, and in how much deterministic time."""
        self._rates[stage.key, way] = gain / effort

    def rate(self, stage: Stage, way: Way) -> float | None:
        """Return what a way gained for its time; ``None`` where it has not been gone."""
        return self._rates.get((stage.key, way))

    def share(self, stage: Stage, one: Way, other: Way) -> float:
        """Return how much of the time of two ways one is to have: the more, the more it gained."""
        mine, theirs = self.rate(stage, one) or 0.0, self.rate(stage, other) or 0.0
        if not mine and not theirs:
            return 0.5
        return min(max(mine / (mine + theirs), _LEAST_SHARE), 1 - _LEAST_SHARE)
