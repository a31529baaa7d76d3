"""A group in which every rule is in use at once: it solves, and the answer keeps every rule."""

import sys
from pathlib import Path

import pytest

import gesched
from gesched.rules import HOUSE_RULES, rules_in_use

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_twenty_employees_and_thirty_members_for_a_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.delitem(sys.modules, "every_rule", raising=False)
    from every_rule import Planting

    planted = Planting(employees=20, members=30, weeks=13, seed=1).schedule()
    group, horizon = planted.group, planted.horizon
    assert {rule.id for rule in rules_in_use(group)} >= {kind.id for kind in HOUSE_RULES}
    assert gesched.audit(planted).ok
    solved = gesched.solve(group, horizon.first, horizon.last, effort=4, time_limit=None)
    found = gesched.audit(solved)
    assert found.ok
    assert len(solved.assignments) > 0
    assert solved.report is not None
    assert found.values["relaxed_rules"][0].value == solved.report.level("relaxed_rules", "total").value
