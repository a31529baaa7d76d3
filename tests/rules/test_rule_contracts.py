import pytest
from hypothesis import given, settings

from gesched.rules import DEFAULT_RULES, Rule
from gesched.testing import Case, assert_rule_contract, cases, tiny_cases

RULES = pytest.mark.parametrize("rule", DEFAULT_RULES, ids=[rule.id for rule in DEFAULT_RULES])


@RULES
@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_rule_keeps_its_contract(rule: Rule, case: Case) -> None:
    assert_rule_contract(rule, case.group, case.horizon, case.ledger)


@RULES
@settings(max_examples=25, derandomize=True)
@given(case=cases(most_schedules=300))
def test_rule_keeps_its_contract_in_drawn_groups(rule: Rule, case: Case) -> None:
    assert_rule_contract(rule, case.group, case.horizon, case.ledger)


@pytest.mark.parametrize("rule", DEFAULT_RULES, ids=[rule.id for rule in DEFAULT_RULES])
def test_some_case_breaks_each_rule_and_some_schedule_keeps_it(rule: Rule) -> None:
    from gesched.testing import every_schedule

    verdicts = {
        bool(list(rule.check(schedule)))
        for case in tiny_cases()
        for schedule in every_schedule(case.group, case.horizon, case.ledger)
    }
    assert verdicts == {True, False}
