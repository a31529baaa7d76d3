"""Leximin: the worst ratio first, then the next worst, and so on; proven threshold by threshold.

A list of ratios is as small as possible, worst first, exactly where for every threshold, from the highest down,
as few parties as possible reach it. These counts only grow as the threshold falls, so a proof is needed only
where the count of the best schedule grows: at its own ratios.
"""

from collections.abc import Generator, Sequence
from typing import NamedTuple

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Outcome, Pursuit, Value, per_mille
from gesched.linear import Linear

_LARGEST_WEIGHT = 1_000_000
"""Weights stay small enough for the floating point of a linear relaxation."""

_GUIDE_STEPS = 6
_GUIDE_GROWTH = 4


class Party(NamedTuple):
    """Who is compared: what it misses, as an expression, of what whole (at least 1)."""

    missed: Linear
    whole: int


def ranked_values(missed: Sequence[tuple[int, int]]) -> tuple[Value, ...]:
    """Return the measures of a finished schedule: "worst", "rank 2", ..., "total".

    Parameters
    ----------
    missed
        For each party, what it misses of what whole, in half-days.
    """
    ratios = sorted((per_mille(part, whole) for part, whole in missed), reverse=True)
    ranks = tuple(Value(_rank(place), ratio, "‰") for place, ratio in enumerate(ratios))
    return (*ranks, Value("total", sum(part for part, _ in missed), "half-days"))


def leximin(goal: str, model: GoalModel, parties: Sequence[Party], best: Best) -> Pursuit:
    """Pursue the worst ratio, the further ranks, then the total; report each."""
    ranks = _Ranks(model, parties, best)
    bounds: dict[int, int] = {}
    if parties:
        worst = yield Objective("worst", model.worst_per_mille(parties))
        yield from ranks.pursue(worst.value)
        bounds = {ratio: ratio for ratio in ranks.proven}
    total = yield Objective("total", Linear.total(party.missed for party in parties))
    reports = [
        LevelReport(goal, _rank(place), ratio, bounds.get(ratio, 0), "‰")
        for place, ratio in enumerate(sorted(ranks.ratios(), reverse=True))
    ]
    if parties:
        reports[0] = LevelReport(goal, _rank(0), worst.value, worst.bound, "‰")
    return (*reports, LevelReport(goal, "total", total.value, total.bound, "half-days"))


def _rank(place: int) -> str:
    return f"rank {place + 1}" if place else "worst"


class _Ranks:
    """The ranks below the worst, settled from the highest threshold down."""

    def __init__(self, model: GoalModel, parties: Sequence[Party], best: Best) -> None:
        self.proven: set[int] = set()
        self._model = model
        self._parties = parties
        self._best = best

    def ratios(self) -> list[int]:
        """Return the ratios of the best schedule, by party."""
        return [per_mille(self._best(party.missed), party.whole) for party in self._parties]

    def pursue(self, worst: int) -> Generator[Objective, Outcome, None]:
        """Settle thresholds from the worst ratio down."""
        last = worst + 1
        if len(self._parties) > 1:
            yield Objective("guide", self._guide(worst), keep=False, prove=False)
        while steps := self._ratios_below(last):
            yield self._keep(steps[0] + 1)
            known = yield Objective(
                "", self._count(steps[0]), self._least(steps[0]), keep=False, search=False
            )
            if known.proven:
                settled, proven = steps[:1], True
            else:
                settled, proven = yield from self._search(steps, last)
            for step in settled:
                yield self._keep(step + 1)
                yield self._keep(step, proven=proven)
                last = step
            if proven:
                self.proven.update(settled)

    def _search(
        self, steps: Sequence[int], last: int
    ) -> Generator[Objective, Outcome, tuple[list[int], bool]]:
        """Improve several thresholds in one objective; return the ratios settled, and whether proven."""
        chain = self._chain(steps)
        name = f"ranks from {steps[0]} ‰"
        outcome = yield Objective(name, self._weighted(chain), keep=False)
        lowest = self._lowest_settled(chain) if outcome.proven else chain[0]
        return [ratio for ratio in self._ratios_below(last) if ratio >= lowest], outcome.proven

    def _ratios_below(self, last: int) -> list[int]:
        """Return the different ratios of the best schedule above 0 and below the last, the highest first."""
        return sorted({ratio for ratio in self.ratios() if 0 < ratio < last}, reverse=True)

    def _guide(self, worst: int) -> Linear:
        """Return a convex penalty on ratios below the worst: near leximin, in one objective."""
        thresholds = [worst * place // _GUIDE_STEPS for place in range(1, _GUIDE_STEPS)]
        return Linear.total(
            self._count(threshold) * _GUIDE_GROWTH**place
            for place, threshold in enumerate(thresholds)
            if threshold > 0
        )

    def _chain(self, steps: Sequence[int]) -> list[int]:
        """Return the first steps, and above each further one its upper neighbour, while weights stay small."""
        base = self._base(steps[0])
        chain = [steps[0]]
        for step in steps[1:]:
            if base ** (len(chain) + 1) > _LARGEST_WEIGHT:
                break
            chain += [step + 1, step] if step + 1 < chain[-1] else [step]
        return chain

    def _base(self, threshold: int) -> int:
        """Return a weight by which one party outweighs all at the next lower threshold."""
        return len(self._parties) - self._least(threshold) + 1

    def _weighted(self, chain: Sequence[int]) -> Linear:
        base, least = self._base(chain[0]), self._least(chain[0])
        return Linear.total(
            (self._count(threshold) - least) * base**place
            for place, threshold in enumerate(reversed(chain))
        )

    def _least(self, threshold: int) -> int:
        """Return what a count cannot go below: that of the thresholds above, which are settled."""
        return self._best(self._count(threshold + 1))

    def _lowest_settled(self, chain: Sequence[int]) -> int:
        """Return the lowest threshold of a chain with no ratio of the best schedule between those above."""
        ratios, lowest = self.ratios(), chain[0]
        for threshold in chain[1:]:
            if any(threshold < ratio < lowest for ratio in ratios):
                break
            lowest = threshold
        return lowest

    def _keep(self, threshold: int, *, proven: bool = False) -> Objective:
        count = self._count(threshold)
        floor = self._best(count) if proven else self._least(threshold)
        return Objective("", count, floor, search=False)

    def _count(self, threshold: int) -> Linear:
        """Return how many parties' ratios reach a threshold."""
        return Linear.total(
            self._model.reaches(party.missed, (threshold - 1) * party.whole // 1000 + 1)
            for party in self._parties
        )
