"""What it costs to hold a choice, as learnt from relaxations (Benichou and others 1971)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_RELIABLE = 1
"""How often either side of a choice must have been tried before what is learnt is relied on."""
_LEAST = 1e-3
"""What a side counts for at least: a choice of which one side costs nothing still splits."""

Side = tuple[int, int]
"""A choice, by its place, and the value at which it is held."""


class Loss(NamedTuple):
    """What one side cost, for a whole step from where the relaxation was, added up; and how often."""

    total: float = 0.0
    times: int = 0


@dataclass
class PseudoCosts:
    """What holding choices at 0 or 1 made worse, for each by itself.

    Parameters
    ----------
    losses
        What was learnt before.
    """

    losses: dict[Side, Loss] = field(default_factory=dict)

    def note(self, choice: int, value: int, likely: float, loss: float) -> None:
        """Learn what it cost to hold a choice at a value, where the relaxation took it for a likely one."""
        total, times = self.losses.get((choice, value), Loss())
        self.losses[choice, value] = Loss(total + loss / abs(value - likely), times + 1)

    def is_reliable(self, choice: int) -> bool:
        """Return whether both sides of a choice were tried often enough."""
        return all(self.losses.get((choice, value), Loss()).times >= _RELIABLE for value in (0, 1))

    def score(self, choice: int, likely: float) -> float:
        """Return how much is to be expected of splitting by a choice."""
        return score(*(self._expected(choice, value) * abs(value - likely) for value in (0, 1)))

    def _expected(self, choice: int, value: int) -> float:
        """Return what a whole step costs; where that is not known, as much as others on average."""
        own = self.losses.get((choice, value))
        known = [own] if own else [loss for (_, side), loss in self.losses.items() if side == value]
        return _mean([loss.total / loss.times for loss in known])


def score(low: float, high: float) -> float:
    """Return how good a split is by what its sides cost: both count (the product rule, Achterberg 2007)."""
    return max(low, _LEAST) * max(high, _LEAST)


def _mean(some: Sequence[float]) -> float:
    return sum(some) / len(some) if some else 1.0
