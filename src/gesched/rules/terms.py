"""Terms of the group's words, such as an agreement's most days a week, as rules."""

from collections.abc import Iterator

from gesched.group import Agreement, Group
from gesched.rules._house import HouseRule
from gesched.rules.agreement_days import AgreementDays
from gesched.timeline import Per


def terms_of(group: Group) -> Iterator[HouseRule]:
    """Yield the rules that terms of a group's words make, in table order."""
    for agreement in group.agreements:
        yield from _of_agreement(agreement)


def _of_agreement(agreement: Agreement) -> Iterator[HouseRule]:
    name = agreement.name
    limits = (
        (Per.WEEK, agreement.min_per_week, agreement.max_per_week),
        (Per.MONTH, agreement.min_per_month, agreement.max_per_month),
    )
    for per, least, most in limits:
        if least is not None or most is not None:
            yield AgreementDays(name, per, least, most, source="agreement")
