"""Books in a file: versioned JSON that people can read, and that an audit counts again."""

import datetime as dt
import json
import os
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from gesched.costs import (
    Books,
    ClosedPool,
    Closing,
    CostTotals,
    Currency,
    Day,
    Line,
    LineKind,
    Statement,
    StatementKind,
    VatLine,
)
from gesched.costs.sentences import HOWS
from gesched.errors import DamagedFile, shown
from gesched.files import write_whole

_FORMAT = "gesched books"
_VERSION = 1


def save_books(books: Books, path: str | os.PathLike[str]) -> Path:
    """Write books to a file, whole or not at all.

    Parameters
    ----------
    books
        The books.
    path
        The file, usually ``.json``.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    content = {
        "format": _FORMAT,
        "version": _VERSION,
        "currency": books.currency.code,
        "closings": [_packed(closing) for closing in books.closings],
    }
    return write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())


def load_books(path: str | os.PathLike[str]) -> Books:
    """Read books that ``save_books`` wrote; they equal those saved.

    A file that somebody edited is read as it is: ``audit_costs`` tells what no longer adds up.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    DamagedFile
        The file is not there, is no such file, comes from a newer version, or holds something that is no
        amount, date or name where one should be.
    """
    name = os.fspath(path)
    try:
        kept = json.loads(Path(path).read_bytes(), parse_float=_refuse, parse_constant=_refuse)
    except OSError as error:
        raise DamagedFile(name, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise DamagedFile(name, f"it is not whole JSON with amounts as text ({error})") from error
    if not isinstance(kept, dict) or kept.get("format") != _FORMAT:
        raise DamagedFile(name, "these are no books that save_books wrote")
    if kept.get("version") != _VERSION:
        came = shown(kept.get("version"))
        raise DamagedFile(name, f"it has version {came}, and this gesched reads {_VERSION}; update gesched")
    try:
        reader = _Reader(Currency(kept["currency"]))
        return Books(tuple(reader.closing(one) for one in kept["closings"]), reader.currency)
    except Exception as error:  # whatever a file that no gesched wrote makes of the words
        raise DamagedFile(name, f"its content cannot be read: {error!r}") from error


def _refuse(number: str) -> None:
    raise ValueError(f"{number} is a number, where amounts stand as text")


def _packed(closing: Closing) -> dict[str, Any]:
    return {
        **{name: str(getattr(closing, name)) for name in ("kind", "first", "last", "fee")},
        "pools": [_row(pool._asdict()) for pool in closing.pools],
        "totals": [_row(one._asdict()) for one in closing.totals],
        "statements": [_packed_statement(one) for one in closing.statements],
    }


def _packed_statement(one: Statement) -> dict[str, Any]:
    plain = ("number", "kind", "member", "first", "last", "vat_rounding", "net", "tax", "total")
    return {
        **{name: str(getattr(one, name)) for name in plain},
        "lines": [_row(line._asdict()) for line in one.lines],
        "days": [_row(day._asdict()) for day in one.days],
        "vat": [_row(vat._asdict()) for vat in one.vat],
        "notes": [[how, dict(figures)] for how, figures in one.notes],
    }


def _row(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return dict(value)
    return value if isinstance(value, bool) else str(value)


class _Reader:
    """A reader of one file: texts to what they stand for."""

    def __init__(self, currency: Currency) -> None:
        self.currency = currency

    def closing(self, content: Mapping[str, Any]) -> Closing:
        return Closing(
            kind=StatementKind(content["kind"]),
            first=dt.date.fromisoformat(content["first"]),
            last=dt.date.fromisoformat(content["last"]),
            pools=tuple(self._pool(one) for one in content["pools"]),
            statements=tuple(self._statement(one) for one in content["statements"]),
            totals=tuple(self._totals(one) for one in content["totals"]),
            fee=self._amount(content["fee"]),
        )

    def _amount(self, text: str) -> Decimal:
        return self.currency.read(_text(text))

    def _pool(self, one: Mapping[str, Any]) -> ClosedPool:
        name, month, key = (_text(one[field]) for field in ("name", "month", "key"))
        return ClosedPool(name, month, self._amount(one["amount"]), key, bool(one["is_shared"]))

    def _totals(self, one: Mapping[str, Any]) -> CostTotals:
        amounts = (self._amount(one[name]) for name in ("costs", "subsidies", "borne"))
        return CostTotals(_text(one["month"]), *amounts)

    def _statement(self, one: Mapping[str, Any]) -> Statement:
        return Statement(
            number=_text(one["number"]),
            kind=StatementKind(one["kind"]),
            member=_text(one["member"]),
            first=dt.date.fromisoformat(one["first"]),
            last=dt.date.fromisoformat(one["last"]),
            lines=tuple(self._line(line) for line in one["lines"]),
            days=tuple(self._day(day) for day in one["days"]),
            vat=tuple(self._vat(vat) for vat in one["vat"]),
            vat_rounding=_text(one["vat_rounding"]),
            net=self._amount(one["net"]),
            tax=self._amount(one["tax"]),
            total=self._amount(one["total"]),
            currency=self.currency,
            notes=tuple((_how(how), _figures(figures)) for how, figures in one["notes"]),
        )

    def _line(self, one: Mapping[str, Any]) -> Line:
        return Line(
            kind=LineKind(one["kind"]),
            about=_text(one["about"]),
            month=_text(one["month"]),
            amount=self._amount(one["amount"]),
            category=_text(one["category"]),
            vat_rate=Fraction(_text(one["vat_rate"])),
            how=_how(one["how"]),
            figures=_figures(one["figures"]),
            refers_to=_text(one["refers_to"]),
        )

    def _day(self, one: Mapping[str, Any]) -> Day:
        return Day(
            about=_text(one["about"]),
            date=dt.date.fromisoformat(one["date"]),
            employee=_text(one["employee"]),
            half_days=Fraction(_text(one["half_days"])),
            hours=Fraction(_text(one["hours"])),
            rate=self._amount(one["rate"]),
            amount=self._amount(one["amount"]),
        )

    def _vat(self, one: Mapping[str, Any]) -> VatLine:
        base, amount = (self._amount(one[name]) for name in ("base", "amount"))
        return VatLine(_text(one["category"]), Fraction(_text(one["rate"])), base, amount)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {shown(value)}")
    return value


def _how(value: Any) -> str:
    if value not in HOWS:
        raise ValueError(f"expected the name of a sentence, got {shown(value)}")
    return _text(value)


def _figures(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(text)) for name, text in content.items())
