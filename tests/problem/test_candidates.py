"""What the model may use: of what can be assigned, not what no schedule could have."""

from typing import Any

import numpy as np
import pytest

from gesched.group import Agreement, Employee, Group, Ledger, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Offer, Problem
from gesched.rules import DEFAULT_RULES
from gesched.testing import every_solution
from gesched.timeline import Horizon


def problem_of(*agreements: Agreement, owed: int = 0, offer: Offer = Offer.ASSIGNABLE) -> Problem:
    group = Group("Paris Mix", [Employee("Web marketer 1")], [Member("Label 1")], list(agreements))
    horizon = Horizon("2027-01-28", "2027-02-03")
    return Problem(group, horizon, Ledger({"Label 1": owed}), offer)


def agreement(**words: Any) -> Agreement:
    return Agreement("Label 1", employee="Web marketer 1", name="Label 1", **words)


def used(problem: Problem) -> list[str]:
    (mask,) = problem.candidates[0].values()
    return [str(problem.half_day(column)) for column in np.flatnonzero(mask).tolist()]


def test_where_nothing_may_be_given_nothing_is_tried() -> None:
    assert used(problem_of(agreement(days=0, at_most=0, per="horizon"))) == []
    assert len(used(problem_of(agreement(days=0, at_most=0.5, per="horizon")))) == 10


def test_half_a_day_is_nothing_where_days_are_whole() -> None:
    part = problem_of(agreement(days=1, per="horizon", unit="day"), owed=-1)
    assert part.dues[0].running_caps == (1,)
    assert used(part) == []


def test_months_whose_running_total_is_nothing_are_left_out() -> None:
    # Two half-days of January were taken in advance; February's promise is the first to be given.
    ahead = problem_of(agreement(days=5), owed=-2)
    assert ahead.dues[0].running_caps is not None
    assert ahead.dues[0].running_caps[0] == 0
    assert {text[:10] for text in used(ahead)} == {"2027-02-01", "2027-02-02", "2027-02-03"}


def test_what_is_left_out_is_in_no_schedule() -> None:
    limits: list[dict[str, Any]] = [{"days": 0, "at_most": 0, "per": "horizon"}, {"days": 1, "per": "month"}]
    for words in limits:
        found = [
            every_solution(Model(problem_of(agreement(**words), owed=-1, offer=offer), DEFAULT_RULES))
            for offer in Offer
        ]
        assert found[0] == found[1] == found[2]


def by_skill(people: int, members: int) -> Group:
    return Group(
        "Paris Mix",
        [Employee(f"Web marketer {number}", skills="web marketing") for number in range(people)],
        [Member(f"Label {number}") for number in range(members)],
        [Agreement(f"Label {number}", skill="web marketing", days=5) for number in range(members)],
    )


@pytest.mark.parametrize(("people", "members"), [(1, 1), (1, 5), (4, 1), (3, 4)])
def test_a_crowd_is_who_could_be_there_times_where_each_could_be(people: int, members: int) -> None:
    assert Problem(by_skill(people, members), Horizon("2027-01-28", "2027-02-03")).crowd == people * members


def test_a_crowd_is_counted_half_day_by_half_day() -> None:
    # Alone the whole week but for Monday morning, when somebody else could be there instead.
    group = Group(
        "Paris Mix",
        [Employee("Web marketer 1", skills="a"), Employee("Web marketer 2", skills="a", works="Mon AM")],
        [Member("Label 1")],
        [Agreement("Label 1", skill="a", days=5)],
    )
    assert Problem(group, Horizon("2027-02-01", "2027-02-07")).crowd == (9 * 1 + 2 * 2) / 11
    assert problem_of(agreement(days=0, at_most=0, per="horizon")).crowd == 0


@pytest.mark.parametrize(("people", "members"), [(7, 7), (7, 8), (1, 8)])
def test_programs_of_a_crowd_and_their_parts_are_crowded(people: int, members: int) -> None:
    model = Model(Problem(by_skill(people, members), Horizon("2027-01-28", "2027-02-03")), DEFAULT_RULES)
    whole = model.program(model.given(0, 0))
    every = np.ones(len(whole.numbers), np.bool_), np.ones(len(whole.rows), np.bool_)
    for program in (
        whole,
        whole.part(*every),
        whole.eased(),
        model.program(Linear(), free=whole.numbers[:5]),
    ):
        assert program.crowded is (people * members > 50)
