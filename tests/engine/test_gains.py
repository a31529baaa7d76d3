"""What gained more has more time, and neither way goes without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.engine.gains import Gains, Turns, Way
from gesched.engine.stages import Stage
from gesched.goals import Objective
from gesched.linear import Linear

STAGE = Stage("weighted", Objective("sum", Linear(((0, 1),))))
OTHER = Stage("weighted", Objective("sum", Linear(((0, 2),))))


def test_what_was_not_tried_is_not_known() -> None:
    gains = Gains()
    assert gains.rate(STAGE, Way.PROOF) is None
    gains.note(STAGE, Way.PROOF, 6, 2.0)
    assert gains.rate(STAGE, Way.PROOF) == 3.0
    assert gains.rate(STAGE, Way.PARTS) is None
    assert gains.rate(OTHER, Way.PROOF) is None
    gains.note(STAGE, Way.PROOF, 1, 2.0)
    assert gains.rate(STAGE, Way.PROOF) == 0.5


@pytest.mark.parametrize(
    ("proof", "parts", "share"),
    [(None, None, 0.5), (0, 0, 0.5), (0, 7, 0.2), (7, 0, 0.8), (5, 5, 0.5), (6, 4, 0.6), (1, None, 0.8)],
)
def test_time_is_shared_as_gains_are(proof: int | None, parts: int | None, share: float) -> None:
    gains = Gains()
    for way, gain in ((Way.PROOF, proof), (Way.PARTS, parts)):
        if gain is not None:
            gains.note(STAGE, way, gain, 2.0)
    assert gains.share(STAGE, Way.PROOF, Way.PARTS) == pytest.approx(share)


@given(proof=st.integers(0, 10**6), parts=st.integers(0, 10**6))
def test_two_shares_are_the_whole(proof: int, parts: int) -> None:
    gains = Gains()
    gains.note(STAGE, Way.PROOF, proof, 3.0)
    gains.note(STAGE, Way.PARTS, parts, 5.0)
    one, other = gains.share(STAGE, Way.PROOF, Way.PARTS), gains.share(STAGE, Way.PARTS, Way.PROOF)
    assert one + other == pytest.approx(1)
    assert min(one, other) >= 0.2


def taken(
    turns: Turns, rates: dict[Way, float], count: int, value: int = 1_000_000, stage: Stage = STAGE
) -> list[Way]:
    """Return the ways that are gone, where each makes a value less by such a part in its time."""
    gone = []
    for _ in range(count):
        gone.append(turns.next(stage))
        turns.note(gone[-1], [(value, round(value * (1 - rates[gone[-1]]))), (7, 7)], 1.0)
    return gone


@pytest.mark.parametrize("best", [Way.PARTS, Way.ZONES])
def test_either_way_is_tried_then_mostly_the_better_one(best: Way) -> None:
    gone = taken(Turns(), {Way.PARTS: 0.1, Way.ZONES: 0.1, best: 0.9}, 60)
    assert set(gone[:2]) == {Way.PARTS, Way.ZONES}
    assert 50 < gone.count(best) < 60


def test_where_nothing_is_gained_neither_goes_without() -> None:
    gone = taken(Turns(), {Way.PARTS: 0.0, Way.ZONES: 0.0}, 60)
    assert min(gone.count(way) for way in (Way.PARTS, Way.ZONES)) > 4


def test_what_a_way_gained_long_ago_is_forgotten() -> None:
    turns = Turns()
    taken(turns, {Way.PARTS: 0.9, Way.ZONES: 0.0}, 20)
    gone = taken(turns, {Way.PARTS: 0.0, Way.ZONES: 0.1}, 300)
    assert gone[-50:].count(Way.ZONES) > 40


def test_what_is_gained_counts_as_a_part_of_what_it_was() -> None:
    turns = Turns()
    taken(turns, {Way.PARTS: 0.02, Way.ZONES: 0.2}, 20, 10**9)
    assert taken(turns, {Way.PARTS: 0.02, Way.ZONES: 0.2}, 9, 100).count(Way.ZONES) > 7
    turns.note(Way.PARTS, [(0, 0)], 1.0)
    assert turns.next(STAGE) is Way.ZONES


def test_what_decides_ties_counts_as_well() -> None:
    turns = Turns()
    turns.next(STAGE)
    turns.note(Way.PARTS, [(100, 99), (100, 100)], 1.0)
    turns.note(Way.ZONES, [(100, 100), (100, 90)], 1.0)
    assert turns.next(STAGE) is Way.ZONES


def test_either_way_is_tried_on_another_stage_anew() -> None:
    turns = Turns()
    taken(turns, {Way.PARTS: 0.0, Way.ZONES: 0.9}, 20)
    gone = taken(turns, {Way.PARTS: 0.9, Way.ZONES: 0.0}, 9, stage=OTHER)
    assert set(gone[:2]) == {Way.PARTS, Way.ZONES}
    assert gone.count(Way.PARTS) > 6
