"""Terms of the group's words, such as an agreement's most days a week, as rules."""

from collections.abc import Iterator

from gesched.group import Agreement, Employee, Group
from gesched.rules._house import HouseRule
from gesched.rules.agreement_days import AgreementDays
from gesched.rules.blocks import Blocks
from gesched.rules.cover import Cover
from gesched.rules.excluded_members import ExcludedMembers
from gesched.rules.fixed_days import FixedDays
from gesched.rules.gaps import Gaps
from gesched.rules.never_days import NeverDays
from gesched.rules.travel_fits import TravelFits
from gesched.rules.working_time import working_time_terms
from gesched.timeline import Per


def terms_of(group: Group) -> Iterator[HouseRule]:
    """Yield the rules that terms of a group's words make, in table order."""
    for member in group.members:
        if member.at_once is not None:
            yield Cover(member.name, at_most=member.at_once, source="member")
    for employee in group.employees:
        yield from _of_employee(employee)
    for agreement in group.agreements:
        yield from _of_agreement(agreement)
    if group.trips or any(site.point is not None for site in group.sites):
        yield TravelFits(source="travel times")
    yield from working_time_terms(group)


def _of_employee(employee: Employee) -> Iterator[HouseRule]:
    if employee.excluded_members:
        yield ExcludedMembers(employee.excluded_members, {employee.name}, source="employee")


def _of_agreement(agreement: Agreement) -> Iterator[HouseRule]:
    name = agreement.name
    limits = (
        (Per.WEEK, agreement.min_per_week, agreement.max_per_week),
        (Per.MONTH, agreement.min_per_month, agreement.max_per_month),
    )
    for per, least, most in limits:
        if least is not None or most is not None:
            yield AgreementDays(name, per, least, most, source="agreement")
    if agreement.on is not None:
        yield FixedDays(name, agreement.on, source="agreement")
    if agreement.never is not None:
        yield NeverDays(name, agreement.never, source="agreement")
    shortest, longest, bridges = agreement.shortest_block, agreement.longest_block, agreement.bridges
    if shortest is not None or longest is not None:
        yield Blocks(name, shortest, longest, bridges, source="agreement")
    smallest, largest = agreement.smallest_gap, agreement.largest_gap
    if smallest is not None or largest is not None:
        yield Gaps(name, smallest, largest, bridges, source="agreement")
