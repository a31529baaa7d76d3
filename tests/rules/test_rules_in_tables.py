"""Every sample of a house rule can be written to a table and read back."""

from dataclasses import replace

import pytest
from house_samples import Sample
from test_house_contracts import SAMPLES

from gesched.tables import group_from_frames, group_to_frames


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_rule_comes_back_from_its_table(sample: Sample) -> None:
    for rule in (sample.rule, sample.rule.relaxed(3)):
        group = replace(sample.group, rules=[rule])
        assert group_from_frames(group_to_frames(group)).rules == (rule,)
