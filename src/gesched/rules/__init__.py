"""Rules: what must hold, each said twice."""

from collections.abc import Iterable
from dataclasses import replace

from gesched.errors import BadValue
from gesched.group import Group, GroupRule
from gesched.rules._base import Excuses, Rule, RuleModel, gives_way
from gesched.rules._house import HouseRule
from gesched.rules.agreement_days import AgreementDays
from gesched.rules.apart import Apart
from gesched.rules.availability import EmployeeAvailable, MemberOpen
from gesched.rules.blocks import Blocks
from gesched.rules.commitments import CommitmentLimits
from gesched.rules.consecutive_days import ConsecutiveDays
from gesched.rules.consecutive_days_off import ConsecutiveDaysOff
from gesched.rules.cover import Cover
from gesched.rules.coverage import AgreementCovers, AuthorisedMembers
from gesched.rules.daily_rest import DailyRest
from gesched.rules.employee_days import EmployeeDays
from gesched.rules.excluded_members import ExcludedMembers
from gesched.rules.fixed_days import FixedDays
from gesched.rules.forbidden_succession import ForbiddenSuccession
from gesched.rules.gaps import Gaps
from gesched.rules.max_days_per_week import MaxDaysPerWeek
from gesched.rules.max_hours_per_day import MaxHoursPerDay
from gesched.rules.max_members import MaxMembersPerDay, MaxMembersPerWeek
from gesched.rules.max_transfers import MaxTransfers
from gesched.rules.max_weekends import MaxWeekends
from gesched.rules.mean_weekly_hours import MeanWeeklyHours
from gesched.rules.never_days import NeverDays
from gesched.rules.never_same_day import NeverSameDay
from gesched.rules.never_same_employee import NeverSameEmployee
from gesched.rules.pinned import Pinned, pins_of
from gesched.rules.preferred_members import PreferredMembers
from gesched.rules.shape import AtOnce, WholeDays
from gesched.rules.terms import terms_of
from gesched.rules.together import Together
from gesched.rules.travel_fits import TravelFits
from gesched.rules.weekly_rest import WeeklyRest
from gesched.rules.worked_hours import WorkedHours
from gesched.rules.yearly_days import YearlyDays

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


HOUSE_RULES: tuple[type[HouseRule], ...] = (
    AgreementDays,
    FixedDays,
    NeverDays,
    Blocks,
    Gaps,
    ConsecutiveDays,
    ConsecutiveDaysOff,
    MaxTransfers,
    ForbiddenSuccession,
    Together,
    Apart,
    PreferredMembers,
    ExcludedMembers,
    Pinned,
    Cover,
    NeverSameEmployee,
    NeverSameDay,
    EmployeeDays,
    MaxWeekends,
    MaxMembersPerDay,
    MaxMembersPerWeek,
    TravelFits,
    MaxHoursPerDay,
    WorkedHours,
    MeanWeeklyHours,
    MaxDaysPerWeek,
    DailyRest,
    WeeklyRest,
    YearlyDays,
)
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
    InputError
        A rule names somebody whom the group does not know.
    """
    more = tuple(more)
    rules: dict[Rule, None] = dict.fromkeys((*DEFAULT_RULES, *terms_of(group)))
    always = {rule.id for rule in DEFAULT_RULES}
    own = len(group.rules)
    for place, rule in enumerate([*group.rules, *more]):
        if not isinstance(rule, Rule):
            raise BadValue(rule, "a rule (with id, title, source, post and check)")
        if rule.id in always:
            raise BadValue(rule.id, "a rule whose id no rule that always holds has", "Give it its own.")
        if not _is_hashable(rule):
            raise BadValue(rule.id, "a rule that can be hashed", "Make it a frozen dataclass.")
        if rule not in rules:
            rules[rule] = None
        elif place < own:
            raise BadValue(rule, "each rule once", "Delete one of the two.")
    if new := [rule for rule in more if isinstance(rule, GroupRule)]:
        replace(group, rules=(*group.rules, *new))  # a group checks the names of its rules
    return tuple(rules)


def _is_hashable(rule: object) -> bool:
    try:
        hash(rule)
    except TypeError:
        return False
    return True


__all__ = [
    "DEFAULT_RULES",
    "HOUSE_RULES",
    "AgreementCovers",
    "AgreementDays",
    "Apart",
    "AtOnce",
    "AuthorisedMembers",
    "Blocks",
    "CommitmentLimits",
    "ConsecutiveDays",
    "ConsecutiveDaysOff",
    "Cover",
    "DailyRest",
    "EmployeeAvailable",
    "EmployeeDays",
    "ExcludedMembers",
    "Excuses",
    "FixedDays",
    "ForbiddenSuccession",
    "Gaps",
    "HouseRule",
    "MaxDaysPerWeek",
    "MaxHoursPerDay",
    "MaxMembersPerDay",
    "MaxMembersPerWeek",
    "MaxTransfers",
    "MaxWeekends",
    "MeanWeeklyHours",
    "MemberOpen",
    "NeverDays",
    "NeverSameDay",
    "NeverSameEmployee",
    "Pinned",
    "PreferredMembers",
    "Rule",
    "RuleModel",
    "Together",
    "TravelFits",
    "WeeklyRest",
    "WholeDays",
    "WorkedHours",
    "YearlyDays",
    "gives_way",
    "pins_of",
    "rules_in_use",
]
