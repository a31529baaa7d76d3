"""What ways of going on with a stage brought value and bound nearer by, for their time."""

from collections.abc import Iterable
from enum import Enum

from gesched.engine.stages import Kept, Stage
from gesched.linear import Linear

_LEAST_SHARE = 0.2
"""How much of the time of two ways either has, at least."""
_NEGLECTED = 0.1
"""How little of the time of both is too little for either way of improving."""
_HALF_LIFE = 20.0
"""Deterministic time after which what a way gained counts for half."""


class Way(Enum):
    """Ways that are chosen among by what they gained."""

    PARTS = "part by part"
    ZONES = "zones near the best schedule"
    SEARCH = "a search of the whole, beside parts"
    PROOF = "a proof"


_IMPROVING = Way.PARTS, Way.ZONES


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


class Turns:
    """Which of two ways of improving is next: the one that gained more, the other now and then.

    What is gained counts as a part of what it was before, so that ties count beside what they decide. Either
    way is tried on each stage anew: of strict levels, zones often gain most for those below.
    """

    def __init__(self) -> None:
        self._key: tuple[Linear, Kept] | None = None
        self._gained: dict[Way, tuple[float, float]] = {}

    def next(self, stage: Stage) -> Way:
        """Return the way that is next."""
        if stage.key != self._key:
            self._key, self._gained = stage.key, {}
        untried = [way for way in _IMPROVING if way not in self._gained]
        if untried:
            return untried[0]
        total = sum(effort for _, effort in self._gained.values())
        neglected = [way for way, (_, effort) in self._gained.items() if effort < _NEGLECTED * total]
        return neglected[0] if neglected else max(_IMPROVING, key=self._rate)

    def note(self, way: Way, changes: Iterable[tuple[int, int]], effort: float) -> None:
        """Remember what a way made of values; what it did long ago counts for less and less.

        Parameters
        ----------
        way
            The way.
        changes
            Of each value, what it was before and what it is now: the less the better.
        effort
            Deterministic time.
        """
        stays = 0.5 ** (effort / _HALF_LIFE)
        self._gained = {one: (gain * stays, spent * stays) for one, (gain, spent) in self._gained.items()}
        gain, spent = self._gained.get(way, (0.0, 0.0))
        gain += sum((before - after) / max(1, abs(before)) for before, after in changes)
        self._gained[way] = gain, spent + effort

    def _rate(self, way: Way) -> float:
        gain, spent = self._gained[way]
        return gain / spent if spent else 0.0
