"""Data of an invoice under the names of EN 16931, as Factur-X and UBL want it; not an invoice itself.

Source: EN 16931-1:2017, the semantic model of the core invoice; its business terms are named BT-1 and so on.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

import pandas as pd

from gesched.costs.currency import Language
from gesched.costs.sentences import kind_text, number, sentence
from gesched.costs.statements import Line, Statement, StatementKind
from gesched.costs.vat import EXEMPT, EXEMPTION, OUTSIDE
from gesched.errors import BadValue

EN_16931: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "BT-1": ("Invoice number", "statement"),
        "BT-3": (
            "Invoice type code",
            "380; of a credit note 381, of a provisional bill 325 (UNTDID 1001)",
        ),
        "BT-5": ("Invoice currency code", "currency"),
        "BT-25": ("Preceding Invoice reference", "refers_to of the lines"),
        "BT-27": ("Seller name", "the group's name"),
        "BT-44": ("Buyer name", "member"),
        "BT-73": ("Invoicing period start date", "first"),
        "BT-74": ("Invoicing period end date", "last"),
        "BT-106": ("Sum of Invoice line net amount", "net"),
        "BT-109": ("Invoice total amount without VAT", "net"),
        "BT-110": ("Invoice total VAT amount", "vat"),
        "BT-112": ("Invoice total amount with VAT", "total"),
        "BT-115": ("Amount due for payment", "total"),
        "BT-116": ("VAT category taxable amount", "vat: base"),
        "BT-117": ("VAT category tax amount", "vat: amount"),
        "BT-118": ("VAT category code", "vat: category"),
        "BT-119": ("VAT category rate", "vat: rate"),
        "BT-120": ("VAT exemption reason text", "where the category is E or O"),
        "BT-126": ("Invoice line identifier", "the place of the line"),
        "BT-129": ("Invoiced quantity", "1; below zero for what is given back"),
        "BT-130": ("Invoiced quantity unit of measure code", "C62, one"),
        "BT-131": ("Invoice line net amount", "lines: amount"),
        "BT-146": ("Item net price", "lines: amount, never below zero"),
        "BT-151": ("Invoiced item VAT category code", "lines: vat_category"),
        "BT-152": ("Invoiced item VAT rate", "lines: vat_rate"),
        "BT-153": ("Item name", "lines: kind and about"),
        "BT-154": ("Item description", "lines: explanation"),
    }
)


def en16931_fields() -> pd.DataFrame:
    """Return the mapping of statements to EN 16931.

    Returns
    -------
    pandas.DataFrame
        ``term`` ("BT-1"), ``name`` (of the standard), ``source`` (where in ``statement_frames``).
    """
    rows = [(term, name, source) for term, (name, source) in EN_16931.items()]
    return pd.DataFrame(rows, columns=["term", "name", "source"])


def invoice_data(
    statement: Statement, seller: str, language: Language | str = "fr"
) -> dict[str, pd.DataFrame]:
    """Return the data of one statement under the names of EN 16931.

    In a credit note amounts are turned, as the standard wants them above zero there. What only the group
    knows is left out: dates of issue and payment, addresses, identifiers.

    Parameters
    ----------
    statement
        Rounded by the "total", as the standard reckons VAT.
    seller
        The group's name.
    language
        The language of names and descriptions.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``invoice`` (one row), ``vat`` (a row a category and rate) and ``lines``; columns are business terms,
        such as ``BT-1``; all cells are text.

    Raises
    ------
    BadValue
        VAT was rounded line by line, which may differ from the standard's by cents.
    """
    if statement.vat_rounding != "total":
        advice = 'Set vat_rounding="total" in the terms.'
        raise BadValue(statement.vat_rounding, 'a statement whose VAT is rounded by the "total"', advice)
    made = _Writer(statement, language)
    tables = {
        "invoice": [made.invoice(seller)],
        "vat": list(made.vat()),
        "lines": [made.line(place, line) for place, line in enumerate(statement.lines, start=1)],
    }
    return {name: pd.DataFrame(rows, dtype=object) for name, rows in tables.items()}


_REASONS = {EXEMPT: EXEMPTION, OUTSIDE: "outside the scope of VAT"}


def _rate(category: str, rate: Fraction) -> str:
    """Return a rate in percent; none outside VAT, as rules BR-O-05 and BR-48 of the standard have it."""
    return "" if category == OUTSIDE else number(100 * rate)


class _Writer:
    def __init__(self, statement: Statement, language: Language | str) -> None:
        self._one = statement
        self._language = language
        self._sign = -1 if statement.is_credit_note else 1

    def _amount(self, amount: object) -> str:
        units = self._one.currency.units(amount)  # type: ignore[arg-type]
        return str(self._one.currency.amount(self._sign * units))

    def invoice(self, seller: str) -> dict[str, str]:
        one = self._one
        provisional = "325" if one.kind is StatementKind.PROVISIONAL else "380"
        return {
            "BT-1": one.number,
            "BT-3": "381" if one.is_credit_note else provisional,
            "BT-5": one.currency.code,
            "BT-25": "; ".join(dict.fromkeys(line.refers_to for line in one.lines if line.refers_to)),
            "BT-27": seller,
            "BT-44": one.member,
            "BT-73": one.first.isoformat(),
            "BT-74": one.last.isoformat(),
            "BT-106": self._amount(one.net),
            "BT-109": self._amount(one.net),
            "BT-110": self._amount(one.tax),
            "BT-112": self._amount(one.total),
            "BT-115": self._amount(one.total),
        }

    def vat(self) -> Iterator[dict[str, str]]:
        for one in self._one.vat:
            yield {
                "BT-116": self._amount(one.base),
                "BT-117": self._amount(one.amount),
                "BT-118": one.category,
                "BT-119": _rate(one.category, one.rate),
                "BT-120": _REASONS.get(one.category, ""),
            }

    def line(self, place: int, line: Line) -> dict[str, str]:
        currency = self._one.currency
        units = self._sign * currency.units(line.amount)
        return {
            "BT-126": str(place),
            "BT-129": "-1" if units < 0 else "1",
            "BT-130": "C62",
            "BT-131": str(currency.amount(units)),
            "BT-146": str(currency.amount(abs(units))),
            "BT-151": line.category,
            "BT-152": _rate(line.category, line.vat_rate),
            "BT-153": f"{kind_text(line.kind, self._language)}: {line.about}",
            "BT-154": sentence(line, self._language, currency),
        }
