"""The year-end adjustment, member by member: the months' costs together, shared by the whole time's keys."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gesched.costs.closing import MANAGEMENT_FEE, MonthLines
from gesched.costs.corrections import billed
from gesched.costs.currency import Currency
from gesched.costs.keys import AllocationKey, Equal, FixedPlusUse
from gesched.costs.month_pools import borne_by_somebody, month_pools
from gesched.costs.pools import CostPool
from gesched.costs.split import Share, shares_of
from gesched.costs.statements import ClosedPool, Closing, Line, LineKind
from gesched.costs.terms import Billing, CostTerms
from gesched.costs.vat import vat_on
from gesched.errors import BadValue, InputError, InputProblem
from gesched.schedule import TimeRecord
from gesched.timeline import Period

PRICES_BILLED = "prices billed"


@dataclass(frozen=True)
class _Billed:
    """What was billed over some months; in minor units."""

    pools: dict[str, int]
    shares: dict[tuple[str, str], int]
    prices: dict[tuple[str, str, Fraction], int]


def adjustments(
    closings: Sequence[Closing], terms: CostTerms, record: TimeRecord, months: Sequence[Period]
) -> MonthLines:
    """Return the lines that bring what was billed in some months to each member's share of their costs.

    Raises
    ------
    BadValue
        Prices that do not settle.
    InputError
        With every pool that cannot be shared.
    """
    if terms.billing is Billing.PRICES and not terms.settles:
        advice = "Set settles, or leave out the adjustment."
        raise BadValue(terms.settles, "terms by which prices are brought to costs (settles)", advice)
    whole = Period(months[0].first, months[-1].last)
    before = _billed(closings, terms.currency, months)
    _refuse_strangers(record, before)
    found = MonthLines(whole)
    problems: list[InputProblem] = []
    for pool in _pools(terms, record, months, before):
        try:
            _adjust(terms, found, borne_by_somebody(record, pool), record, before)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    for member in [one.name for one in record.group.members]:
        rest = [*_prices_back(terms, whole, member, before), *_fee(terms, whole, member, found)]
        if rest:
            found.lines[member] += rest
    return found


def _refuse_strangers(record: TimeRecord, before: _Billed) -> None:
    """Refuse a group without somebody who was billed, whose part would be lost."""
    known = {member.name for member in record.group.members}
    billed_to = {key[0] for key in (*before.shares, *before.prices)}
    if billed_to - known:
        raise InputError(
            InputProblem(
                "every member that was billed",
                name,
                "members",
                advice="Keep it in the group; give it an end.",
            )
            for name in sorted(billed_to - known)
        )


def _billed(closings: Sequence[Closing], currency: Currency, months: Sequence[Period]) -> _Billed:
    found = _Billed(defaultdict(int), defaultdict(int), defaultdict(int))
    for month in months:
        one = billed(closings, currency, month)
        for name, amount in one.pools.items():
            found.pools[name] += amount
        for key, amount in one.lines.items():
            if key.kind is LineKind.SHARE:
                found.shares[key.member, key.about] += amount
            elif key.kind is LineKind.USE:
                found.prices[key.member, key.category, key.vat_rate] += amount
    return found


def _pools(
    terms: CostTerms, record: TimeRecord, months: Sequence[Period], before: _Billed
) -> Iterator[CostPool]:
    """Yield each pool of all months together, with the amount that was closed, by its key over months."""
    first: dict[str, CostPool] = {}
    last: dict[str, CostPool] = {}
    for month in months:
        for one in month_pools(terms, record, month):
            if not one.is_borne:
                first.setdefault(one.pool.name, one.pool)
                last[one.pool.name] = one.pool
    for name, pool in first.items():
        amount = terms.currency.amount(before.pools.get(name, 0))
        yield replace(pool, amount=amount, key=_over_months(pool.key), last=last[name].last)


def _over_months(key: AllocationKey) -> AllocationKey:
    return key.over_months() if isinstance(key, Equal | FixedPlusUse) else key


def _adjust(terms: CostTerms, found: MonthLines, pool: CostPool, record: TimeRecord, before: _Billed) -> None:
    shares = shares_of(record, pool)
    weights = sum((share.weight for share in shares), Fraction(0))
    already = sum(before.shares.get((share.member, pool.name), 0) for share in shares)
    for share in shares:
        line = _line(terms, found.month, pool, share, weights, before)
        if line.amount:
            found.lines[share.member].append(line)
    amount = terms.currency.amount(terms.currency.units(pool.amount) - already)
    found.pools.append(ClosedPool(pool.name, str(found.month), amount, str(pool.key)))


def _line(
    terms: CostTerms, whole: Period, pool: CostPool, share: Share, weights: Fraction, before: _Billed
) -> Line:
    currency = terms.currency
    already = before.shares.get((share.member, pool.name), 0)
    figures = (
        ("pool", pool.name),
        ("pool_amount", str(pool.amount)),
        ("key", str(pool.key)),
        ("weight", str(share.weight)),
        ("weights", str(weights)),
        ("share", str(share.amount)),
        ("before", str(currency.amount(already))),
    )
    vat = vat_on(terms.vat, share.member, whole.last, LineKind.SHARE, pool.name)
    amount = currency.amount(currency.units(share.amount) - already)
    return Line(LineKind.SHARE, pool.name, str(whole), amount, *vat, "adjustment", figures)


def _prices_back(terms: CostTerms, whole: Period, member: str, before: _Billed) -> Iterator[Line]:
    """Yield what gives prices back, under each rate of VAT that they were billed with."""
    for (name, category, rate), paid in sorted(before.prices.items()):
        if name == member and paid:
            back = terms.currency.amount(-paid)
            yield Line(LineKind.USE, PRICES_BILLED, str(whole), back, category, rate, "prices_back")


def _fee(terms: CostTerms, whole: Period, member: str, found: MonthLines) -> Iterator[Line]:
    currency = terms.currency
    lines = found.lines.get(member, ())
    base = currency.amount(sum(currency.units(line.amount) for line in lines))
    if terms.fee is None or terms.billing is not Billing.AT_COST or not base:
        return
    kind, amount = LineKind.FEE, currency.rounded(terms.fee * Fraction(base))
    vat = vat_on(terms.vat, member, whole.last, kind, MANAGEMENT_FEE)
    figures = (("rate", str(terms.fee)), ("base", str(base)))
    yield Line(kind, MANAGEMENT_FEE, str(whole), amount, *vat, "fee", figures)
