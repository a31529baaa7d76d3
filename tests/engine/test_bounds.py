"""Bounds answer the question that they were proven for, and stricter ones."""

from gesched.engine.bounds import Bounds
from gesched.engine.stages import Bound, Kept, Stage
from gesched.goals import Objective
from gesched.linear import Linear

SHORT, IDLE = (Linear.of({number: 1}) for number in range(2))


def stage(total: Linear, kept: Kept = ()) -> Stage:
    return Stage("goal", Objective("objective", total), kept)


def test_what_was_proven_while_less_was_kept_holds_on() -> None:
    bounds = Bounds()
    bounds.note(stage(SHORT, ((IDLE, 5),)), Bound(3, "a relaxation"))
    bounds.note(stage(SHORT, ((IDLE, 5),)), None)
    assert bounds.of(stage(SHORT, ((IDLE, 4),))) == (3, "a relaxation")
    # With more room for what is kept, or nothing kept, it may be less; another total is another question.
    for other in (stage(SHORT, ((IDLE, 6),)), stage(SHORT), stage(IDLE, ((IDLE, 5),))):
        assert bounds.of(other) == (0, "counting")


def test_the_higher_bound_counts_and_the_first_of_equals() -> None:
    bounds = Bounds()
    for bound in (Bound(3, "a relaxation"), Bound(3, "CP-SAT"), Bound(2, "CP-SAT")):
        bounds.note(stage(SHORT), bound)
        assert bounds.of(stage(SHORT)) == (3, "a relaxation")
    bounds.note(stage(SHORT), Bound(4, "CP-SAT"))
    assert bounds.of(stage(SHORT)) == (4, "CP-SAT")
