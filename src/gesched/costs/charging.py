"""Membership fees and deposits: what is asked for once, and given back when membership ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from gesched.costs.statements import Closing, Line, LineKind, StatementKind
from gesched.costs.terms import Charge, ChargeKind, CostTerms
from gesched.costs.vat import vat_on
from gesched.group import Group, Member
from gesched.timeline import Period, reference_year


def charges_of(
    terms: CostTerms, group: Group, month: Period, closings: Iterable[Closing]
) -> Iterator[tuple[str, Line]]:
    """Yield each member's membership fees and deposits of a month, as far as no earlier month has them."""
    earlier = [
        (statement.member, statement.first, line)
        for closing in closings
        if closing.kind is not StatementKind.PROVISIONAL
        for statement in closing.statements
        for line in statement.lines
        if line.kind in {LineKind.MEMBERSHIP, LineKind.DEPOSIT}
    ]
    yield from _left(terms, group, month, [(name, line) for name, _, line in earlier])
    year = reference_year(month.first, group.year_start)
    for charge in terms.charges:
        for member in group.members:
            if charge.kind is ChargeKind.FUND or charge.member not in {None, member.name}:
                continue
            before = [
                line.amount
                for name, first, line in earlier
                if (name, line.about, str(line.kind)) == (member.name, charge.name, str(charge.kind))
                and (charge.kind is ChargeKind.DEPOSIT or first in year)
            ]
            if charge.kind is ChargeKind.MEMBERSHIP:
                yield from _fee(terms, charge, member, month, year, is_paid=bool(before))
            else:
                yield from _deposit(terms, charge, member, month, before)


def _left(
    terms: CostTerms, group: Group, month: Period, earlier: Iterable[tuple[str, Line]]
) -> Iterator[tuple[str, Line]]:
    """Yield what is given back of deposits that the terms no longer name: they are members' money."""
    asked = [charge for charge in terms.charges if charge.kind is ChargeKind.DEPOSIT]
    held: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for name, line in earlier:
        is_asked = any(one.name == line.about and one.member in {None, name} for one in asked)
        if line.kind is LineKind.DEPOSIT and not is_asked:
            held[name, line.about].append(line.amount)
    for member in group.members:
        for (name, about), before in held.items():
            if name == member.name:
                yield from _back(terms, member, month, about, sum(map(terms.currency.units, before)))


def _is_member(member: Member, period: Period) -> bool:
    is_begun = member.start is None or member.start <= period.last
    return is_begun and (member.end is None or member.end >= period.first)


def _fee(
    terms: CostTerms, charge: Charge, member: Member, month: Period, year: Period, *, is_paid: bool
) -> Iterator[tuple[str, Line]]:
    if not is_paid and _is_member(member, month):
        kind, name = LineKind.MEMBERSHIP, charge.name
        vat = vat_on(terms.vat, member.name, month.last, kind, name)
        figures = (("year", f"{year.first} to {year.last}"), *_rated(charge))
        how = "membership" if charge.rate is None else "membership_rate"
        yield member.name, Line(kind, name, str(month), charge.once, *vat, how, figures)


def _deposit(
    terms: CostTerms, charge: Charge, member: Member, month: Period, before: list[Decimal]
) -> Iterator[tuple[str, Line]]:
    kind, name = LineKind.DEPOSIT, charge.name
    vat = vat_on(terms.vat, member.name, month.last, kind, name)
    held = sum(map(terms.currency.units, before))
    if not before and _is_member(member, month):
        how = "deposit" if charge.rate is None else "deposit_rate"
        yield member.name, Line(kind, name, str(month), charge.once, *vat, how, _rated(charge))
        held = terms.currency.units(charge.once)
    yield from _back(terms, member, month, name, held)


def _back(
    terms: CostTerms, member: Member, month: Period, name: str, held: int
) -> Iterator[tuple[str, Line]]:
    """Yield what gives back a deposit, in minor units, once membership has ended."""
    if held and member.end is not None and member.end <= month.last:
        kind, back = LineKind.DEPOSIT, terms.currency.amount(-held)
        vat = vat_on(terms.vat, member.name, month.last, kind, name)
        figures = (("end", str(member.end)),)
        yield member.name, Line(kind, name, str(month), back, *vat, "deposit_back", figures)


def _rated(charge: Charge) -> tuple[tuple[str, str], ...]:
    return () if charge.rate is None else (("rate", str(charge.rate)), ("base", str(charge.base)))
