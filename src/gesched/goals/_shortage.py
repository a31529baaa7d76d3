"""How few can be short of how much, by what a flow says they lack together: bounds of ranks."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from gesched.goals._flows import Lacking

_THRESHOLDS = 100
"""At how many thresholds from the worst ratio down it is asked what lacks, at most, in any case."""

Ask = Callable[[Sequence[int]], Sequence[Lacking]]
"""From how many half-days each member may miss to what some miss beyond that, together, in any schedule."""

_Numbers = npt.NDArray[np.int64]


class Shortage:
    """What members miss in any schedule, threshold by threshold.

    Parameters
    ----------
    wholes
        Of how many half-days each member's ratio is, in the group's order; 0 is of who is not compared.
    ask
        Tells what lacks.
    """

    def __init__(self, wholes: Sequence[int], ask: Ask) -> None:
        self._wholes = np.array(wholes, np.int64)
        self._ask = ask
        self._known: dict[int, Sequence[Lacking]] = {}

    def least_worst(self) -> int:
        """Return the ratio beyond which nobody need miss anything."""
        return bisect_left(
            range(1000), True, key=lambda ratio: not self._ask(self._below(ratio + 1).tolist())
        )

    def look_from(self, worst: int) -> None:
        """Ask at thresholds from the worst ratio down, until everybody must reach one."""
        self._known = {}
        everybody = int(np.count_nonzero(self._wholes))
        for threshold in range(worst, 0, -max(1, -(-worst // _THRESHOLDS))):
            if self.fewest(threshold, [worst] * everybody) >= everybody:
                break

    def fewest(self, ratio: int, caps: Sequence[int]) -> int:
        """Return how few members reach a ratio.

        Parameters
        ----------
        ratio
            The ratio, above 0.
        caps
            What ratio each rank has at most, the worst first; one more than there are is told where all these
            together cannot miss what is lacking.
        """
        below = self._below(ratio)
        if ratio not in self._known:
            self._known[ratio] = self._ask(below.tolist())
        counts = (
            _taking_over(half_days, below[list(members)], self._wholes[list(members)], caps)
            for half_days, members in self._known[ratio]
        )
        return min(sum(counts), len(caps) + 1)

    def bounds(self, ratios: Sequence[int]) -> list[int]:
        """Return what each rank cannot go below, where those before it have these ratios at most.

        Of each rank, its own ratio is asked for as well.
        """
        found = [0] * len(ratios)
        for threshold in sorted({*self._known, *ratios} - {0}):
            reaching = self.fewest(threshold, ratios)
            found[:reaching] = [threshold] * min(reaching, len(found))
        return found

    def _below(self, threshold: int) -> _Numbers:
        """Return how many half-days each member can miss without reaching a threshold."""
        return (threshold - 1) * self._wholes // 1000


def _taking_over(lacking: int, tolerated: _Numbers, wholes: _Numbers, caps: Sequence[int]) -> int:
    """Return how few can miss what is lacking beyond what is tolerated; one more than the caps if none can.

    No more is missed above one cap than by as many as have higher ones; nor in all than under the first one.
    """

    def limits(cap: int) -> _Numbers:
        return np.maximum(tolerated, cap * wholes // 1000)

    above, limit = 0, limits(caps[0]) if caps else tolerated
    most = limit - tolerated
    for count, (higher, cap) in enumerate(zip([*caps[:1], *caps], caps, strict=False)):
        if cap < higher:
            above, limit = above + _largest(limit - limits(cap), count), limits(cap)
        beyond = above + _largest(limit - tolerated, count + 1)
        if min(beyond, _largest(most, count + 1)) >= lacking:
            return count + 1
    return len(caps) + 1


def _largest(numbers: _Numbers, count: int) -> int:
    """Return what so many of the largest numbers add up to."""
    return int(np.sort(numbers)[::-1][:count].sum())
