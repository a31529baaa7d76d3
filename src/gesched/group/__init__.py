"""The words that describe an employer group: frozen, validated, cross-referenced."""

from gesched.group.agreements import Agreement, Commitment, Unit
from gesched.group.checking import GroupRule, Parts, cross_check, unknown_name
from gesched.group.group import Group
from gesched.group.ledger import Ledger
from gesched.group.members import Closure, Member, Site
from gesched.group.people import Absence, CommonTime, Employee
from gesched.group.profiles import Limit, WorkingTimeProfile, working_time_profile
from gesched.group.travel import Trip

__all__ = [
    "Absence",
    "Agreement",
    "Closure",
    "Commitment",
    "CommonTime",
    "Employee",
    "Group",
    "GroupRule",
    "Ledger",
    "Limit",
    "Member",
    "Parts",
    "Site",
    "Trip",
    "Unit",
    "WorkingTimeProfile",
    "cross_check",
    "unknown_name",
    "working_time_profile",
]
