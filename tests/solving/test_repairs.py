"""A way out costs as much as the cheapest schedule that breaks rules, counted out over all of them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import NoSchedule
from gesched.findings import Conflict
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Schedule
from gesched.solving import solve
from gesched.testing import Case, every_schedule, strategies, tiny_cases

_WEIGHTS = {"minutes": 1}
"""What a unit counts for; any other, as much as the minutes of a half-day."""


def cost(schedule: Schedule) -> int:
    """Return what a schedule gives way by, as repairs are weighed."""
    broken = (violation for rule in DEFAULT_RULES for violation in rule.check(schedule))
    return sum(_WEIGHTS.get(one.unit, 210) * one.amount for one in broken)


def is_eligible(schedule: Schedule) -> bool:
    group = schedule.group
    serve = {one.name: {who.name for who in group.eligible(one)} for one in group.agreements}
    return all(one.employee in serve[one.agreement] for one in schedule.assignments)


def cheapest(case: Case) -> int:
    """Return what the schedule costs that breaks least."""
    every = every_schedule(case.group, case.horizon, case.ledger)
    return min(cost(one) for one in every if is_eligible(one))


def assert_way_out(case: Case, least: int) -> None:
    first, last = case.horizon.first, case.horizon.last
    with pytest.raises(NoSchedule) as raised:
        solve(case.group, first, last, ledger=case.ledger, time_limit=None)
    conflict = raised.value.conflict
    assert isinstance(conflict, Conflict)
    assert conflict.minimal
    assert conflict.grounds
    [repair] = conflict.repairs
    assert (repair.cheapest, repair.enough) == (True, True)
    gives = zip(repair.grounds, repair.amounts, strict=True)
    assert sum(_WEIGHTS.get(one.unit, 210) * amount for one, amount in gives) == least


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_a_way_out_of_a_tiny_group_costs_what_the_cheapest_schedule_does(case: Case) -> None:
    if least := cheapest(case):
        assert_way_out(case, least)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(case=strategies.cases(max_days=2, most_schedules=300), half_days=st.integers(1, 3))
def test_a_way_out_of_drawn_groups_costs_what_the_cheapest_schedule_does(case: Case, half_days: int) -> None:
    words: dict[str, Any] = {
        "days": half_days / 2,
        "share": None,
        "per": "horizon",
        "at_most": None,
        "unit": "half-day",
    }
    agreements = [replace(one, at_least=half_days / 2, **words) for one in case.group.agreements]
    bound = case._replace(group=replace(case.group, agreements=agreements))
    if least := cheapest(bound):
        assert_way_out(bound, least)
