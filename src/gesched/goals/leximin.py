"""Leximin: the worst ratio first, then the next worst, and so on; proven threshold by threshold.

A list of ratios is as small as possible, worst first, exactly where for every threshold, from the highest
down, as few parties as possible reach it. These counts only grow as the threshold falls, so a proof is
needed only where the count of the best schedule grows: at its own ratios.
"""

from collections.abc import Generator, Sequence
from typing import NamedTuple

from gesched.findings import LevelReport
from gesched.goals._base import Best, GoalModel, Objective, Outcome, Pursuit, Value, floored, per_mille
from gesched.goals._shortage import Shortage
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


def leximin(
    goal: str,
    model: GoalModel,
    parties: Sequence[Party],
    best: Best,
    shortage: Shortage,
    least_total: int = 0,
) -> Pursuit:
    """Pursue the worst ratio, the further ranks, then the total; report each.

    A flow tells what is lacking, and what the total cannot go below.
    """
    ranks = _Ranks(model, parties, best, shortage)
    if parties:
        worst = yield from _worst(model, parties, shortage.least_worst())
        yield from ranks.pursue(worst.value)
    missed = Objective("total", Linear.total(party.missed for party in parties))
    total = yield floored(missed, least_total)
    reports = ranks.reports(goal)
    # To prove how many reach the worst ratio is to prove that somebody must.
    if reports and not reports[0].proven:
        reports[0] = LevelReport(goal, _rank(0), reports[0].value, worst.bound, "‰", worst.prover)
    return (*reports, LevelReport(goal, "total", total.value, total.bound, "half-days", total.prover))


def _worst(model: GoalModel, parties: Sequence[Party], least: int) -> Generator[Objective, Outcome, Outcome]:
    """Pursue the worst ratio: by itself, then by what each party misses beyond the bound proven of it.

    The worst ratio alone says nothing of the second worst, which is in the way as well.
    """
    asked = floored(Objective("worst", model.worst_per_mille(parties)), least)
    worst = yield asked
    if worst.proven or not worst.bound:
        return worst
    beyond = (model.positive(missed - worst.bound * whole // 1000) for missed, whole in parties)
    name = f"beyond {worst.bound} ‰"
    yield Objective(name, Linear.total(beyond), keep=False, prove=False, by_parts=True)
    return (yield asked._replace(search=False))


def _rank(place: int) -> str:
    return f"rank {place + 1}" if place else "worst"


class _Ranks:
    """The ranks below the worst, settled from the highest threshold down."""

    def __init__(self, model: GoalModel, parties: Sequence[Party], best: Best, shortage: Shortage) -> None:
        self._proven: dict[int, str] = {}
        # Whether as many reach the last threshold whatever keeps what is kept: as long as it is proven.
        self._exact = True
        self._model = model
        self._parties = parties
        self._best = best
        self._shortage = shortage
        # What is known of each rank, the worst first, as it is kept: its ratio at most.
        self._caps: list[int] = []

    def ratios(self) -> list[int]:
        """Return the ratios of the best schedule, by party."""
        return [per_mille(self._best(party.missed), party.whole) for party in self._parties]

    def reports(self, goal: str) -> list[LevelReport]:
        """Return how good each rank is."""
        ratios = sorted(self.ratios(), reverse=True)
        reports = []
        for place, (ratio, least) in enumerate(zip(ratios, self._shortage.bounds(ratios), strict=True)):
            bound, prover = least, "network flow" * (least > 0)
            if ratio in self._proven or not ratio:
                bound, prover = ratio, self._proven.get(ratio, "counting")
            reports.append(LevelReport(goal, _rank(place), ratio, bound, "‰", prover))
        return reports

    def pursue(self, worst: int) -> Generator[Objective, Outcome, None]:
        """Settle thresholds from the worst ratio down.

        What is kept depends on the ratios alone, never on the way to them: so what is proven is known again.
        """
        last = worst + 1
        self._shortage.look_from(worst)
        self._caps = [worst] * len(self._parties)
        if len(self._parties) > 1:
            yield Objective("guide", self._guide(worst), keep=False, prove=False)
        while steps := self._ratios_below(last):
            known = yield floored(
                Objective("", self._pair(steps[0]), keep=False, search=False), self._least_pair(steps[0])
            )
            if known.proven:
                settled, outcome = steps[:1], known
            else:
                settled, outcome = yield from self._search(steps, last)
                if not outcome.tried:
                    break
            for step in settled:
                pair = self._pair(step)
                if outcome.proven:
                    # The next walk's chain may have other thresholds further down: this one stays known.
                    yield Objective("", pair, self._best(pair), search=False, prover=outcome.prover)
                    self._proven[step] = outcome.prover
                    # No fewer reach it, and no more: who comes after these is below it.
                    reaching = self._best(self._count(step))
                    self._caps[reaching:] = [step - 1] * (len(self._caps) - reaching)
                else:
                    yield Objective("", pair, search=False)
                last, self._exact = step, outcome.proven
        # Who misses nothing must not pay for the total: no fewer miss something than reach the last ratio.
        floor, prover = self._settled(last), self._proven.get(last, "counting")
        yield Objective("", self._count(1), floor, search=False, prover=prover)

    def _search(
        self, steps: Sequence[int], last: int
    ) -> Generator[Objective, Outcome, tuple[list[int], Outcome]]:
        """Improve several thresholds in one objective; return the ratios settled, and what is proven."""
        chain = self._chain(steps, last)
        name = f"ranks from {steps[0]} ‰"
        asked = Objective(name, self._weighted(chain, last), keep=False)
        outcome = yield floored(asked, self._least_weighted(chain, last))
        lowest = self._lowest_settled(chain, last) if outcome.proven else steps[0]
        return [ratio for ratio in self._ratios_below(last) if ratio >= lowest], outcome

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

    def _chain(self, steps: Sequence[int], last: int) -> list[int]:
        """Return the first steps, each with its upper neighbour before it, while weights stay small.

        A neighbour that is the last threshold needs no place, where its count is exact.
        """
        base, chain, above = self._base(last), list[int](), last if self._exact else last + 1
        for step in steps:
            further = [step + 1, step] if step + 1 < above else [step]
            if chain and base ** (len(chain) + len(further) - 1) > _LARGEST_WEIGHT:
                break
            chain, above = chain + further, step
        return chain

    def _base(self, last: int) -> int:
        """Return a weight by which one party outweighs all at the next lower threshold."""
        return len(self._parties) - self._settled(last) + 1

    def _settled(self, last: int) -> int:
        """Return how many reach the last threshold at least, whatever keeps what is kept."""
        return self._best(self._count(last)) if self._exact else 0

    def _weighted(self, chain: Sequence[int], last: int) -> Linear:
        """Return the counts of a chain's thresholds beyond the last one's, the highest first by far."""
        base, settled = self._base(last), self._settled(last)
        return Linear.total(
            (self._count(threshold) - settled) * base**place
            for place, threshold in enumerate(reversed(chain))
        )

    def _least_weighted(self, chain: Sequence[int], last: int) -> int:
        """Return what the weighted counts of a chain cannot go below."""
        base, settled = self._base(last), self._settled(last)
        return sum(
            max(0, self._least_count(threshold) - settled) * base**place
            for place, threshold in enumerate(reversed(chain))
        )

    def _lowest_settled(self, chain: Sequence[int], last: int) -> int:
        """Return the lowest threshold of a chain with no ratio of the best schedule between those above.

        Of a ratio found at the first one, nothing is known of how few can be above it, unless the last
        threshold is exact.
        """
        ratios, lowest = self.ratios(), last
        if not self._exact and chain[0] < last and chain[0] in ratios:
            return last
        for threshold in chain:
            if any(threshold < ratio < lowest for ratio in ratios):
                break
            lowest = threshold
        return lowest

    def _pair(self, step: int) -> Linear:
        """Return the counts above a step and at it, the first outweighing the second."""
        return self._count(step + 1) * (len(self._parties) + 1) + self._count(step)

    def _least_pair(self, step: int) -> int:
        """Return what the counts of a pair cannot go below."""
        return self._least_count(step + 1) * (len(self._parties) + 1) + self._least_count(step)

    def _least_count(self, threshold: int) -> int:
        """Return how few reach a threshold, by what is lacking."""
        return min(len(self._parties), self._shortage.fewest(threshold, self._caps))

    def _count(self, threshold: int) -> Linear:
        """Return how many parties' ratios reach a threshold."""
        return Linear.total(
            self._model.reaches(party.missed, (threshold - 1) * party.whole // 1000 + 1)
            for party in self._parties
        )
