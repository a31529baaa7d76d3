"""Tools for testing rules and goals, your own included: strategies, tiny groups, contracts.

Needs the extra ``test``. A rule of your own is tested like those of the package::

    @pytest.mark.parametrize("case", tiny_cases(), ids=str)
    def test_my_rule(case):
        assert_rule_contract(MyRule(), case.group, case.horizon, case.ledger)
"""

from gesched.testing.cases import Case, tiny_cases
from gesched.testing.contracts import RecordingModel, Row, assert_rule_contract, assert_valid, reversed_group
from gesched.testing.enumeration import every_schedule, every_solution
from gesched.testing.goals import assert_goal_contract, schedules_that_keep
from gesched.testing.strategies import cases, groups, horizons, ledgers, schedules

__all__ = [
    "Case",
    "RecordingModel",
    "Row",
    "assert_goal_contract",
    "assert_rule_contract",
    "assert_valid",
    "cases",
    "every_schedule",
    "every_solution",
    "groups",
    "horizons",
    "ledgers",
    "reversed_group",
    "schedules",
    "schedules_that_keep",
    "tiny_cases",
]
