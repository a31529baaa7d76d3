"""Every house rule keeps its contract, hard and relaxed, on every well-formed schedule of tiny groups."""

import pytest
import samples_agreements
import samples_employees
import samples_members
import samples_places
import samples_working_time
from house_samples import Sample

from gesched.rules import HOUSE_RULES, HouseRule
from gesched.schedule import Schedule
from gesched.testing import assert_rule_contract, every_schedule

SAMPLES: tuple[Sample, ...] = (
    *samples_agreements.SAMPLES,
    *samples_employees.SAMPLES,
    *samples_members.SAMPLES,
    *samples_places.SAMPLES,
    *samples_working_time.SAMPLES,
)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_house_rule_keeps_its_contract(sample: Sample) -> None:
    assert_rule_contract(sample.rule, sample.group, sample.horizon, history=sample.history)


@pytest.mark.parametrize("kind", HOUSE_RULES, ids=lambda kind: kind.id)
def test_some_schedule_breaks_each_house_rule_and_some_keeps_it(kind: type[HouseRule]) -> None:
    verdicts = {
        any(sample.rule.check(schedule))
        for sample in SAMPLES
        if type(sample.rule) is kind
        for schedule in _schedules(sample)
    }
    assert verdicts == {True, False}


def _schedules(sample: Sample) -> list[Schedule]:
    return list(every_schedule(sample.group, sample.horizon, history=sample.history))


def test_house_rules_have_ids_and_titles_of_their_own() -> None:
    assert (
        len({kind.id for kind in HOUSE_RULES})
        == len({kind.title for kind in HOUSE_RULES})
        == len(HOUSE_RULES)
    )
