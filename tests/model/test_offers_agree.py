"""With every rule posted, it makes no difference how much the model is offered beforehand."""

import pytest
from hypothesis import given, settings

from gesched.model import Model
from gesched.problem import Offer
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, cases, every_solution, schedules_that_keep, tiny_cases


def assert_offers_agree(case: Case) -> None:
    keeping = {one.assignments for one in schedules_that_keep(case.group, case.horizon, case.ledger)}
    for offer in Offer:
        assert every_solution(Model(case.problem(offer), DEFAULT_RULES)) == keeping, offer


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_offers_agree(case: Case) -> None:
    assert_offers_agree(case)


@settings(max_examples=60, derandomize=True)
@given(case=cases(most_schedules=500))
def test_offers_agree_in_drawn_groups(case: Case) -> None:
    assert_offers_agree(case)
