"""Statements as pages to print or send: one file, no script, nothing fetched."""

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from gesched.costs import Language, Statement
from gesched.costs.currency import as_language
from gesched.costs.sentences import kind_text, number, rate_text, sentence, title, told
from gesched.files import write_whole
from gesched.html import Html, document, element, joined, table

_CSS = """
@page { size: A4; margin: 14mm }
:root { color-scheme: light }
body { background: #fff; color: #111; font: 14px/1.4 system-ui, sans-serif; margin: 16px auto;
  max-width: 900px }
h1 { font-size: 22px; margin: 0 0 2px; overflow-wrap: anywhere }
h2 { font-size: 15px; margin: 18px 0 4px; break-after: avoid }
.when { margin: 0 0 12px; color: #555; overflow-wrap: anywhere }
table { border-collapse: collapse; font-size: 13px; width: 100% }
th, td { text-align: left; padding: 3px 10px 3px 0; border-bottom: 1px solid #ddd; vertical-align: top;
  overflow-wrap: anywhere }
tr { break-inside: avoid }
.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; display: block }
.notes { color: #555; font-size: 12px }
"""
_WORDS = {
    "what": ("what", "objet"),
    "how": ("how it came about", "d'où vient le chiffre"),
    "amount": ("amount", "montant"),
    "date": ("date", "date"),
    "employee": ("employee", "salarié"),
    "half_days": ("half-days", "demi-journées"),
    "hours": ("hours", "heures"),
    "rate": ("mean per half-day", "moyenne par demi-journée"),
    "net": ("Total excluding VAT", "Total hors TVA"),
    "total": ("Total due", "Total à payer"),
    "back": ("Total given back", "Total rendu"),
    "days": ("Dates", "Dates"),
    "of": ("of", "de"),
    "vat": ("VAT", "TVA"),
    "outside": ("outside VAT", "hors champ de la TVA"),
    "exempt": ("exempt of VAT", "exonéré de TVA"),
}


def statement_page(
    statement: Statement, path: str | os.PathLike[str], seller: str, language: Language | str = "fr"
) -> Path:
    """Write a page with one member's statement: lines, dates, VAT, total, and how each figure came about.

    Parameters
    ----------
    statement
        The statement.
    path
        The file to write.
    seller
        The group's name.
    language
        "fr" or "en".

    Returns
    -------
    pathlib.Path
        The file written.
    """
    which = as_language(language)
    head = f"{title(statement, which)}: {statement.member}"
    body = joined(_Page(statement, which).parts(seller, head))
    page = document(f"{head}, {statement.number}", element("main", body), css=_CSS, lang=str(which))
    return write_whole(path, page.encode())


class _Page:
    def __init__(self, statement: Statement, language: Language) -> None:
        self._one = statement
        self._language = language

    def parts(self, seller: str, head: str) -> Iterator[Html]:
        one = self._one
        yield element("h1", element("bdi", head))
        subtitle = f"{seller}; {one.number}; {self._date(one.first)} - {self._date(one.last)}"
        yield element("p", element("bdi", subtitle), class_="when")
        yield self._lines()
        yield self._totals()
        if one.days:
            yield element("h2", self._word("days"))
            yield self._days()
        yield from (
            element("p", told(how, figures, self._language, one.currency), class_="notes")
            for how, figures in one.notes
        )

    def _word(self, name: str) -> str:
        return _WORDS[name][self._language is Language.FR]

    def _date(self, day: object) -> str:
        return f"{day:%d/%m/%Y}" if self._language is Language.FR else f"{day:%Y-%m-%d}"

    def _amount(self, amount: object) -> Html:
        return element("span", self._one.currency.text(amount, self._language), class_="amount")  # type: ignore[arg-type]

    def _lines(self) -> Html:
        rows = [
            (
                joined([kind_text(line.kind, self._language), ": ", element("bdi", line.about)]),
                element("bdi", sentence(line, self._language, self._one.currency)),
                self._amount(line.amount),
            )
            for line in self._one.lines
        ]
        return table([self._word("what"), self._word("how"), self._word("amount")], rows)

    def _totals(self) -> Html:
        one = self._one
        rows: list[tuple[object, Html]] = [(self._word("net"), self._amount(one.net))]
        for vat in one.vat:
            base = one.currency.text(vat.base, self._language)
            rows.append((f"{self._vat(vat.category, vat.rate)} ({base})", self._amount(vat.amount)))
        due = self._word("back" if one.is_credit_note else "total")
        rows.append((element("strong", due), element("strong", self._amount(one.total))))
        body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
        return element("table", element("tbody", *body))

    def _vat(self, category: str, rate: Fraction) -> str:
        if category == "S":
            return f"{self._word('vat')} {rate_text(rate, self._language)}"
        return self._word("exempt" if category == "E" else "outside")

    def _days(self) -> Html:
        names = ("date", "employee", "half_days", "hours", "rate", "amount")
        rows = [
            (
                self._date(day.date),
                element("bdi", day.employee),
                number(day.half_days, self._language),
                number(day.hours, self._language),
                self._amount(day.rate),
                self._amount(day.amount),
            )
            for day in self._one.days
        ]
        return table([self._word(name) for name in names], rows)
