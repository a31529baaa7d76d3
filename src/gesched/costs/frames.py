"""Statements as tables, with documented columns; amounts are exact decimals."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from gesched.costs.currency import Language
from gesched.costs.sentences import number, sentence
from gesched.costs.statements import Statement

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "statements": (
        *("statement", "kind", "member", "first", "last", "net", "vat", "total", "currency"),
        *("credit_note", "vat_rounding"),
    ),
    "lines": (
        *("statement", "member", "kind", "about", "month", "amount", "vat_category", "vat_rate"),
        *("refers_to", "explanation"),
    ),
    "shares": ("statement", "member", "pool", "month", "key", "weight", "weights", "pool_amount", "amount"),
    "days": ("statement", "member", "about", "date", "employee", "half_days", "hours", "rate", "amount"),
    "vat": ("statement", "member", "category", "rate", "base", "amount"),
}


def statement_frames(
    statements: Iterable[Statement], language: Language | str = "en"
) -> dict[str, pd.DataFrame]:
    """Return statements as tables.

    Parameters
    ----------
    statements
        ``books.statements``, or some of them.
    language
        The language of explanations, "en" or "fr".

    Returns
    -------
    dict of str to pandas.DataFrame
        ``statements``: a row a statement, with ``statement`` (its number), ``kind``, ``member``, ``first``
        and ``last`` (ISO dates), ``net``, ``vat``, ``total``, ``currency``, ``credit_note``,
        ``vat_rounding``.
        ``lines``: a row a line, with ``about`` (pool, employee or fee), ``month``, ``amount`` without VAT,
        ``vat_category`` (S, E or O), ``vat_rate`` (percent, text), ``refers_to``, ``explanation``.
        ``shares``: of lines that are shares of a pool, ``key``, ``weight`` and ``weights`` (text), and
        ``pool_amount``. ``days``: the dates behind lines, with ``half_days``, ``hours`` (text), ``rate`` (the
        mean of a half-day, for reading) and ``amount``. ``vat``: ``base`` and ``amount`` by category and
        ``rate``. Amounts are ``Decimal``, all else is text or Boolean.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
    for one in statements:
        _take(rows, one, language)
    return {
        name: pd.DataFrame(rows[name], columns=list(columns), dtype=object)
        for name, columns in COLUMNS.items()
    }


def _take(rows: dict[str, list[tuple[Any, ...]]], one: Statement, language: Language | str) -> None:
    who = (one.number, one.member)
    when = (one.number, str(one.kind), one.member, one.first.isoformat(), one.last.isoformat())
    amounts = (one.net, one.tax, one.total, one.currency.code)
    rows["statements"].append((*when, *amounts, one.is_credit_note, one.vat_rounding))
    for line in one.lines:
        words = sentence(line, language, one.currency)
        what = (str(line.kind), line.about, line.month, line.amount)
        rows["lines"].append((*who, *what, line.category, number(100 * line.vat_rate), line.refers_to, words))
        figures = dict(line.figures)
        if "weights" in figures:
            key = (figures["key"], figures["weight"], figures["weights"])
            of_pool = one.currency.read(figures["pool_amount"])
            rows["shares"].append((*who, line.about, line.month, *key, of_pool, line.amount))
    for day in one.days:
        times = (number(day.half_days), number(day.hours))
        where = (day.about, day.date.isoformat(), day.employee)
        rows["days"].append((*who, *where, *times, day.rate, day.amount))
    for vat in one.vat:
        rows["vat"].append((*who, vat.category, number(100 * vat.rate), vat.base, vat.amount))
