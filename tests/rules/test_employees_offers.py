"""With a rule on employees posted too, it makes no difference how much the model is offered beforehand."""

import pytest
import samples_employees
import samples_places
from house_samples import Sample

from gesched.model import Model
from gesched.problem import Offer, Problem
from gesched.rules import rules_in_use
from gesched.schedule import Past
from gesched.testing import every_solution

SAMPLES = (*samples_employees.SAMPLES, *samples_places.SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_offers_agree(sample: Sample) -> None:
    rules, past = rules_in_use(sample.group, [sample.rule]), Past(sample.history)
    problems = (Problem(sample.group, sample.horizon, offer=offer) for offer in Offer)
    first, *others = (every_solution(Model(problem, rules, past=past)) for problem in problems)
    assert all(other == first for other in others)
