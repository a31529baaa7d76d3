"""The words that describe an employer group: frozen, validated, cross-referenced."""

from gesched.group.agreements import Agreement, Commitment, Unit
from gesched.group.checking import GroupRule, Parts, cross_check, unknown_name
from gesched.group.group import Group
from gesched.group.ledger import Ledger
from gesched.group.members import Closure, Member, Site
from gesched.group.people import Absence, CommonTime, Employee

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
    "Member",
    "Parts",
    "Site",
    "Unit",
    "cross_check",
    "unknown_name",
]
