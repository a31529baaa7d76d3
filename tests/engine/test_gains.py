"""What gained more has more time, and neither way goes without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.engine.gains import Gains, Way
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
