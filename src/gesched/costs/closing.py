"""The lines of one month, as its terms, the plan and the timesheets make them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from gesched.costs.days import days_of
from gesched.costs.keys import ByUse, TimeUnit
from gesched.costs.month_pools import MonthPool, borne_by_somebody, month_pools
from gesched.costs.pricing import priced
from gesched.costs.split import shares_of
from gesched.costs.statements import ClosedPool, Day, Line, LineKind
from gesched.costs.terms import Billing, ChargeKind, CostTerms
from gesched.costs.vat import vat_on
from gesched.errors import InputError, InputProblem
from gesched.schedule import Activity, TimeRecord
from gesched.timeline import Period


@dataclass
class MonthLines:
    """What a month comes to, by member, before it is closed.

    Parameters
    ----------
    month
        The calendar month.
    lines, days
        By member.
    pools
        What was shared, or not.
    totals
        What each month cost the group: costs, subsidies, borne by the group; in minor units, by month.
    """

    month: Period
    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    days: dict[str, list[Day]] = field(default_factory=lambda: defaultdict(list))
    pools: list[ClosedPool] = field(default_factory=list)
    totals: dict[str, list[int]] = field(default_factory=dict)


MANAGEMENT_FEE = "management fee"


class Use(NamedTuple):
    """How much time a member used."""

    half_days: Fraction
    hours: Fraction


NO_USE = Use(Fraction(0), Fraction(0))


def use_by_member(record: TimeRecord, period: Period) -> dict[str, Use]:
    """Return what each member used in a period."""
    found: dict[str, Use] = {}
    for one in record.spent(period):
        if one.activity is Activity.MEMBER:
            before = found.get(one.member, NO_USE)
            found[one.member] = Use(before.half_days + one.half_days, before.hours + one.hours)
    return found


def month_lines(terms: CostTerms, record: TimeRecord, month: Period) -> MonthLines:
    """Return shares or prices, fees and the guarantee fund of a month.

    Raises
    ------
    InputError
        With every pool that cannot be shared, or time without a price.
    """
    found = MonthLines(month)
    is_shared = terms.billing is Billing.AT_COST
    problems: list[InputProblem] = []
    for given in month_pools(terms, record, month):
        is_borne = given.is_borne or not is_shared
        one = given if is_borne else replace(given, pool=borne_by_somebody(record, given.pool))
        _count(terms, found, one, is_shared)
        if not is_borne:
            try:
                _share(terms, record, found, one)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    if not is_shared:
        for member, line, days in priced(terms, record, month):
            found.lines[member].append(line)
            found.days[member] += days
    use = use_by_member(record, month)
    for name in [member.name for member in record.group.members]:
        fees = list(_fees(terms, month, name, found.lines.get(name, ()), use.get(name, NO_USE)))
        if fees:
            found.lines[name] += fees
    return found


def _count(terms: CostTerms, found: MonthLines, one: MonthPool, is_shared: bool) -> None:
    units = terms.currency.units
    totals = found.totals.setdefault(str(found.month), [0, 0, 0])
    totals[0] += units(one.loaded)
    totals[1] += units(one.subsidised)
    totals[2] += units(one.pool.amount) if one.is_borne else 0
    key = "borne by the group" if one.is_borne else str(one.pool.key)
    is_shared = is_shared and not one.is_borne
    found.pools.append(ClosedPool(one.pool.name, str(found.month), one.pool.amount, key, is_shared))


def _share(terms: CostTerms, record: TimeRecord, found: MonthLines, one: MonthPool) -> None:
    pool, month = one.pool, found.month
    shares = shares_of(record, pool)
    weights = sum((share.weight for share in shares), Fraction(0))
    for share in shares:
        if not share.weight and not share.amount:
            continue
        figures = (
            ("pool", pool.name),
            ("pool_amount", str(pool.amount)),
            ("key", str(pool.key)),
            ("weight", str(share.weight)),
            ("weights", str(weights)),
        )
        category, rate = vat_on(terms.vat, share.member, month.last, LineKind.SHARE, pool.name)
        line = Line(
            *(LineKind.SHARE, pool.name, str(month), share.amount, category, rate),
            *("share", figures),
        )
        found.lines[share.member].append(line)
        if isinstance(pool.key, ByUse) and pool.employee is not None:
            spent = record.spent(pool.period(record.horizon), pool.employee, pool.key.source)
            ours = [time for time in spent if time.member == share.member]
            by_hour = pool.key.unit is TimeUnit.HOUR
            found.days[share.member] += days_of(
                terms.currency, pool.name, share.amount, ours, by_hour=by_hour
            )


def _fees(terms: CostTerms, month: Period, member: str, lines: Sequence[Line], use: Use) -> Iterator[Line]:
    """Yield the management fee and the guarantee fund of a member that has costs or use in the month."""
    units, currency = terms.currency.units, terms.currency
    base = currency.amount(sum(units(line.amount) for line in lines))

    def line(kind: LineKind, about: str, amount: Decimal, how: str, *figures: tuple[str, str]) -> Line:
        vat = vat_on(terms.vat, member, month.last, kind, about)
        return Line(kind, about, str(month), amount, *vat, how, figures)

    if terms.fee is not None and lines:
        amount = currency.rounded(terms.fee * Fraction(base))
        yield line(
            LineKind.FEE, "management fee", amount, "fee", ("rate", str(terms.fee)), ("base", str(base))
        )
    if terms.fee_per_hour is not None and use.hours:
        amount = currency.rounded(Fraction(terms.fee_per_hour) * use.hours)
        told = (("price", str(terms.fee_per_hour)), ("hours", str(use.hours)))
        yield line(LineKind.FEE, MANAGEMENT_FEE, amount, "fee_hours", *told)
    for charge in terms.charges:
        if charge.kind is not ChargeKind.FUND or charge.member not in {None, member}:
            continue
        if charge.rate is not None and lines:
            amount = currency.rounded(charge.rate * Fraction(base))
            told = (("rate", str(charge.rate)), ("base", str(base)))
            yield line(LineKind.FUND, charge.name, amount, "fund", *told)
        elif charge.amount is not None and use.half_days:
            amount = currency.rounded(Fraction(charge.amount) * use.half_days)
            told = (("price", str(charge.amount)), ("half_days", str(use.half_days)))
            yield line(LineKind.FUND, charge.name, amount, "fund_use", *told)
