"""A closed month reckoned again: only the differences are billed, as lines that refer to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from gesched.costs.closing import MonthLines, month_lines
from gesched.costs.currency import Currency
from gesched.costs.statements import ClosedPool, Closing, Line, LineKind, Statement, StatementKind
from gesched.costs.terms import CostTerms
from gesched.schedule import TimeRecord
from gesched.timeline import Period

_RECKONED = frozenset({LineKind.SHARE, LineKind.USE, LineKind.FEE, LineKind.FUND})


class Key(NamedTuple):
    """What lines have in common that are one amount: under another rate of VAT it is another amount."""

    member: str
    kind: LineKind
    about: str
    category: str
    vat_rate: Fraction


def _key(member: str, line: Line) -> Key:
    return Key(member, line.kind, line.about, line.category, line.vat_rate)


@dataclass
class Billed:
    """What was billed for one month so far, corrections included; amounts in minor units."""

    lines: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    last: dict[Key, Line] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    pools: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    keys: dict[str, ClosedPool] = field(default_factory=dict)
    totals: list[int] = field(default_factory=lambda: [0, 0, 0])


def billed(closings: Iterable[Closing], currency: Currency, month: Period) -> Billed:
    """Return what was billed for a month."""
    found = Billed()
    for closing in closings:
        if closing.kind is not StatementKind.PROVISIONAL:
            _add_costs(found, closing, currency, str(month))
            for statement in closing.statements:
                if closing.kind is StatementKind.MONTH and closing.period == month:
                    found.numbers[statement.member] = statement.number
                _add_lines(found, statement, currency, str(month))
    return found


def _add_costs(found: Billed, closing: Closing, currency: Currency, month: str) -> None:
    for one in closing.totals:
        if one.month == month:
            for place, amount in enumerate((one.costs, one.subsidies, one.borne)):
                found.totals[place] += currency.units(amount)
    for pool in closing.pools:
        if pool.month == month:
            found.pools[pool.name] += currency.units(pool.amount)
            found.keys[pool.name] = pool


def _add_lines(found: Billed, statement: Statement, currency: Currency, month: str) -> None:
    for line in statement.lines:
        if line.month == month and line.kind in _RECKONED:
            key = _key(statement.member, line)
            found.lines[key] += currency.units(line.amount)
            found.last[key] = line


def corrected(
    found: MonthLines, closings: tuple[Closing, ...], terms: CostTerms, record: TimeRecord, month: Period
) -> None:
    """Add to a month what another, closed one comes to by now, less what was billed for it."""
    before = billed(closings, terms.currency, month)
    now = month_lines(terms, record, month)
    lines: dict[Key, Line] = {}
    amounts: defaultdict[Key, int] = defaultdict(int)  # a price that changed within the month makes two lines
    for member, some in now.lines.items():
        for line in some:
            key = _key(member, line)
            lines[key] = line
            amounts[key] += terms.currency.units(line.amount)
    for key in dict.fromkeys([*before.lines, *lines]):
        new = amounts[key]
        change = new - before.lines.get(key, 0)
        if change:
            line = lines.get(key) or before.last[key]
            found.lines[key.member].append(_difference(terms.currency, before, key, line, new, change, month))
    _change_pools(found, before, now, terms.currency)
    totals = now.totals.get(str(month), [0, 0, 0])
    found.totals[str(month)] = [new - old for new, old in zip(totals, before.totals, strict=True)]


def _difference(
    currency: Currency, before: Billed, key: Key, line: Line, new: int, change: int, month: Period
) -> Line:
    number = before.numbers.get(key.member, str(month))
    figures = (
        ("number", number),
        ("about", line.about),
        ("before", str(currency.amount(new - change))),
        ("now", str(currency.amount(new))),
    )
    return line._replace(amount=currency.amount(change), how="correction", figures=figures, refers_to=number)


def _change_pools(found: MonthLines, before: Billed, now: MonthLines, currency: Currency) -> None:
    fresh = {pool.name: pool for pool in now.pools}
    for name in dict.fromkeys([*before.pools, *fresh]):
        pool = fresh.get(name) or before.keys[name]
        new = currency.units(fresh[name].amount) if name in fresh else 0
        change = new - before.pools.get(name, 0)
        found.pools.append(pool._replace(amount=currency.amount(change)))
