"""Groups with relaxed rules, and levels in which goals are weighed against each other."""

from dataclasses import replace

from gesched.goals import (
    FairCoverage,
    FewTransfers,
    NoIdleTime,
    Regularity,
    RelaxedRules,
    Weighted,
    Wishes,
)
from gesched.rules import AgreementDays
from gesched.testing import Case, tiny_cases

COMFORT = Weighted({Regularity(): 3, FewTransfers(): 2}, id="comfort")
ALL = Weighted(
    {
        FairCoverage(): 7,
        NoIdleTime(): 1,
        Wishes(): 2,
        Regularity(): 3,
        FewTransfers(): 5,
        RelaxedRules(): 4,
    }
)


def with_relaxed_rules(case: Case) -> Case:
    """Return the case with rules of its first and last agreement that give way at different costs."""
    first, last = (case.group.agreements[place].name for place in (0, -1))
    rules = [
        AgreementDays(first, "week", at_most=0.5).relaxed(2),
        AgreementDays(last, "horizon", at_least=1).relaxed(3),
    ]
    return case._replace(group=replace(case.group, rules=rules))


def ruled_cases() -> list[Case]:
    return [with_relaxed_rules(case) for case in tiny_cases() if case.group.agreements]
