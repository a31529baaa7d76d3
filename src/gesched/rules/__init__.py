"""Rules: what must hold, each said twice."""

from collections.abc import Iterable

from gesched.errors import BadValue
from gesched.group import Group
from gesched.rules._base import Rule, RuleModel, gives_way
from gesched.rules._house import HouseRule
from gesched.rules.agreement_days import AgreementDays
from gesched.rules.availability import EmployeeAvailable, MemberOpen
from gesched.rules.commitments import CommitmentLimits
from gesched.rules.coverage import AgreementCovers, AuthorisedMembers
from gesched.rules.shape import AtOnce, WholeDays
from gesched.rules.terms import terms_of

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


HOUSE_RULES: tuple[type[HouseRule], ...] = (AgreementDays,)
"""The kinds of rule that a group may add, in the order of the documentation."""


def rules_in_use(group: Group, more: Iterable[object] = ()) -> tuple[Rule, ...]:
    """Return the rules that always hold, those that terms of the group make, its own, and those given.

    Parameters
    ----------
    group
        The employer group.
    more
        Rules beside its own; one that the group has already is not taken twice.

    Raises
    ------
    BadValue
        Something that is no rule, a rule given twice, or one with the id of a rule that always holds.
    """
    rules: list[Rule] = [*DEFAULT_RULES, *terms_of(group)]
    always = {rule.id for rule in DEFAULT_RULES}
    own = len(group.rules)
    for place, rule in enumerate([*group.rules, *more]):
        if not isinstance(rule, Rule):
            raise BadValue(rule, "a rule (with id, title, source, post and check)")
        if rule.id in always:
            raise BadValue(rule.id, "a rule whose id no rule that always holds has", "Give it its own.")
        if rule not in rules:
            rules.append(rule)
        elif place < own:
            raise BadValue(rule, "each rule once", "Delete one of the two.")
    return tuple(rules)


__all__ = [
    "DEFAULT_RULES",
    "HOUSE_RULES",
    "AgreementCovers",
    "AgreementDays",
    "AtOnce",
    "AuthorisedMembers",
    "CommitmentLimits",
    "EmployeeAvailable",
    "HouseRule",
    "MemberOpen",
    "Rule",
    "RuleModel",
    "WholeDays",
    "gives_way",
    "rules_in_use",
]
