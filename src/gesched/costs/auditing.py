"""Whether books add up, counted again from their lines alone: files that somebody edited too."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import NamedTuple

import pandas as pd

from gesched.costs.books import Books
from gesched.costs.statements import Closing, LineKind, Statement, StatementKind, VatLine
from gesched.costs.vat import vat_lines


class CostFinding(NamedTuple):
    """Something that does not add up.

    Parameters
    ----------
    where
        The closing or the statement.
    what
        What should sum to what: names the pool, where it is one.
    expected, got
        The amounts, as text.
    """

    where: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True)
class CostAudit:
    """What an audit of books found; made by ``audit_costs``.

    Parameters
    ----------
    findings
        Everything that does not add up; nothing where all does.
    statements
        How many statements were counted again.
    """

    findings: tuple[CostFinding, ...]
    statements: int

    @property
    def ok(self) -> bool:
        """Whether everything adds up."""
        return not self.findings

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a table.

        Returns
        -------
        pandas.DataFrame
            ``where``, ``what``, ``expected``, ``got``, all text.
        """
        return pd.DataFrame(self.findings, columns=["where", "what", "expected", "got"], dtype=object)

    def __str__(self) -> str:
        if self.ok:
            return f"Audit of costs: {self.statements} statements, all adds up"
        return "\n".join([f"Audit of costs: {len(self.findings)} findings", *map(str, self.findings)])

    def _repr_html_(self) -> str:
        table = "" if self.ok else self.to_frame().to_html(index=False, border=0)
        return f"<p>{escape(str(self).splitlines()[0])}</p>{table}"


def audit_costs(books: Books) -> CostAudit:
    """Count books again: every pool, every statement, every month.

    Every pool's shares sum to it; every statement to its lines, with VAT as it is to be rounded; the dates
    behind a line to the line; a month's pools to the group's costs less subsidies; the shares of all
    statements to that too, less what the group bears; the fees to the fee that was closed. Numbers are
    unique, no month is closed twice, and what a line refers to is there.

    Parameters
    ----------
    books
        Any, read from a file too.
    """
    findings = list(_identities(books))
    for closing in books.closings:
        findings += _pools(books, closing)
        findings += _totals(books, closing)
        for statement in closing.statements:
            findings += _sums(books, statement)
            findings += _days(books, statement)
    return CostAudit(tuple(findings), len(books.statements))


def _where(closing: Closing) -> str:
    return f"{closing.period} {closing.kind}"


def _differs(where: str, what: str, expected: object, got: object) -> Iterator[CostFinding]:
    if expected != got:
        yield CostFinding(where, what, str(expected), str(got))


def _total(books: Books, amounts: Iterable[Decimal]) -> Decimal:
    return books.currency.amount(sum(map(books.currency.units, amounts)))


def _identities(books: Books) -> Iterator[CostFinding]:
    numbers = Counter(statement.number for statement in books.statements)
    for number, count in numbers.items():
        yield from _differs(number, "statements of this number", 1, count)
    closed = Counter((str(one.period), str(one.kind)) for one in books.closings)
    for (period, kind), count in closed.items():
        yield from _differs(f"{period} {kind}", "closings of this time", 1, count)
    for statement in books.statements:
        for line in statement.lines:
            if line.refers_to and line.refers_to not in numbers and line.refers_to != line.month:
                expected = "a statement of these books"
                yield from _differs(
                    statement.number, f"what {line.about!r} refers to", expected, line.refers_to
                )


def _pools(books: Books, closing: Closing) -> Iterator[CostFinding]:
    """Yield each pool whose shares do not sum to it."""
    shares: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for statement in closing.statements:
        for line in statement.lines:
            if line.kind is LineKind.SHARE:
                shares[line.about, line.month].append(line.amount)
    for pool in closing.pools:
        expected = pool.amount if pool.is_shared else books.currency.amount(0)
        got = _total(books, shares.pop((pool.name, pool.month), []))
        what = f"the shares of pool {pool.name!r} ({pool.month})"
        yield from _differs(_where(closing), what, expected, got)
    for (name, month), amounts in shares.items():
        got = _total(books, amounts)
        yield CostFinding(
            _where(closing), f"shares of pool {name!r} ({month})", "a pool of this name", str(got)
        )


def _totals(books: Books, closing: Closing) -> Iterator[CostFinding]:
    lines = [line for statement in closing.statements for line in statement.lines]
    fees = _total(books, (line.amount for line in lines if line.kind is LineKind.FEE))
    yield from _differs(_where(closing), "the management fees of all statements", closing.fee, fees)
    if closing.kind is StatementKind.ADJUSTMENT:
        return
    units = books.currency.units
    known = {one.month for one in closing.totals}
    for month in sorted({pool.month for pool in closing.pools} - known):
        yield CostFinding(_where(closing), f"the costs of {month}", "what its pools make", "none")
    for one in closing.totals:
        pools = [pool for pool in closing.pools if pool.month == one.month]
        paid = books.currency.amount(units(one.costs) - units(one.subsidies))
        what = f"the pools of {one.month}, which make its costs less subsidies"
        yield from _differs(_where(closing), what, paid, _total(books, (pool.amount for pool in pools)))
        if any(pool.is_shared for pool in pools):
            shares = (line.amount for line in lines if (line.kind, line.month) == (LineKind.SHARE, one.month))
            left = books.currency.amount(units(paid) - units(one.borne))
            what = f"the shares of {one.month}, which make its costs less subsidies and what the group bears"
            yield from _differs(_where(closing), what, left, _total(books, shares))


def _sums(books: Books, statement: Statement) -> Iterator[CostFinding]:
    net = _total(books, (line.amount for line in statement.lines))
    yield from _differs(statement.number, "the sum of its lines", net, statement.net)
    vat = vat_lines(statement.lines, statement.vat_rounding, books.currency)
    for expected, got in zip(vat, statement.vat, strict=False):
        name = f"VAT of {float(100 * expected.rate):g} %"
        yield from _differs(statement.number, name, _told(expected), _told(got))
    yield from _differs(statement.number, "the number of rates of VAT", len(vat), len(statement.vat))
    tax = _total(books, (one.amount for one in vat))
    yield from _differs(statement.number, "all VAT", tax, statement.tax)
    yield from _differs(statement.number, "its total", _total(books, (net, tax)), statement.total)


def _told(vat: VatLine) -> tuple[Decimal, Decimal, str, str]:
    return vat.base, vat.amount, vat.category, str(vat.rate)


def _days(books: Books, statement: Statement) -> Iterator[CostFinding]:
    """Yield each line that the dates behind it do not sum to."""
    days: defaultdict[str, list[Decimal]] = defaultdict(list)
    for day in statement.days:
        days[day.about].append(day.amount)
    month = str(statement.period)
    for about, amounts in days.items():
        lines = (
            line.amount
            for line in statement.lines
            if line.about == about and line.month == month and not line.refers_to
        )
        what = f"the dates behind {about!r}"
        yield from _differs(statement.number, what, _total(books, lines), _total(books, amounts))
