"""What holding a choice costs is learnt from what it did cost, for each side by itself."""

import pytest

from gesched.engine.pseudo_costs import Loss, PseudoCosts, score


def test_a_loss_counts_for_a_whole_step() -> None:
    learnt = PseudoCosts()
    learnt.note(3, 0, 0.25, 5)
    learnt.note(3, 0, 0.5, 5)
    learnt.note(3, 1, 0.25, 6)
    assert learnt.losses == {(3, 0): Loss(30.0, 2), (3, 1): Loss(8.0, 1)}
    assert learnt.score(3, 0.5) == pytest.approx(15 / 2 * 8 / 2)


def test_what_is_not_known_of_a_choice_is_taken_from_the_others() -> None:
    learnt = PseudoCosts()
    assert learnt.score(1, 0.5) == pytest.approx(1 / 4)
    learnt.note(2, 1, 0.5, 2)
    learnt.note(3, 1, 0.5, 4)
    assert learnt.score(1, 0.5) == pytest.approx(1 / 2 * 6 / 2)


def test_both_sides_must_have_been_tried() -> None:
    learnt = PseudoCosts()
    learnt.note(1, 0, 0.5, 2)
    assert not learnt.is_reliable(1)
    learnt.note(1, 1, 0.5, 0)
    assert learnt.is_reliable(1)
    assert not learnt.is_reliable(2)


def test_of_equal_sums_the_one_that_costs_on_both_sides_is_better() -> None:
    assert score(5, 5) > score(9, 1) > score(10, 0) > score(0, 0) > 0
