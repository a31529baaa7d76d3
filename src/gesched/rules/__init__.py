"""Rules: what must hold, each said twice."""

from collections.abc import Iterable

from gesched.errors import BadValue
from gesched.rules._base import Rule, RuleModel
from gesched.rules.availability import EmployeeAvailable, MemberOpen
from gesched.rules.commitments import CommitmentLimits
from gesched.rules.coverage import AgreementCovers, AuthorisedMembers
from gesched.rules.shape import AtOnce, WholeDays

DEFAULT_RULES: tuple[Rule, ...] = (
    EmployeeAvailable(),
    MemberOpen(),
    AgreementCovers(),
    AuthorisedMembers(),
    WholeDays(),
    AtOnce(),
    CommitmentLimits(),
)
"""The rules that always hold, in the order in which they are posted and checked."""


def rules_in_use(*more: Iterable[object]) -> tuple[Rule, ...]:
    """Return the rules that always hold, and then those given.

    Raises
    ------
    BadValue
        Something that is no rule, or two rules of one id.
    """
    rules = list(DEFAULT_RULES)
    ids = {rule.id for rule in rules}
    for rule in (rule for some in more for rule in some):
        if not isinstance(rule, Rule):
            raise BadValue(rule, "a rule (with id, title, source, post and check)")
        if rule.id in ids:
            raise BadValue(rule.id, "a rule whose id no other rule has", "Give it an id of its own.")
        ids.add(rule.id)
        rules.append(rule)
    return tuple(rules)


__all__ = [
    "DEFAULT_RULES",
    "AgreementCovers",
    "AtOnce",
    "AuthorisedMembers",
    "CommitmentLimits",
    "EmployeeAvailable",
    "MemberOpen",
    "Rule",
    "RuleModel",
    "WholeDays",
    "rules_in_use",
]
