"""Whatever somebody edits in a file of books, the audit says where it no longer adds up."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_books import PAY, USES, closed, schedule_of

from gesched.costs import Books, CostPool, CostTerms, VatRule, audit_costs
from gesched.errors import DamagedFile
from gesched.tables import load_books, save_books

TERMS = CostTerms(
    costs=PAY,
    pools=[CostPool("Rent", "1 200", key="equal")],
    vat=[VatRule("taxable", "20 %")],
    fee="5 %",
)
Edit = Callable[[dict[str, Any]], None]


def books() -> Books:
    schedule = schedule_of(USES)
    return closed(TERMS, schedule).adjust("2027-01", "2027-03", TERMS, schedule)


def edited(folder: Path, edit: Edit) -> list[str]:
    path = save_books(books(), folder / "books.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    return list(map(str, audit_costs(load_books(path)).findings))


def statement(content: dict[str, Any], closing: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = content["closings"][closing]["statements"][0]
    return found


def share_of_rent(content: dict[str, Any]) -> None:
    next(line for line in statement(content)["lines"] if line["about"] == "Rent")["amount"] = "33.33"


def test_books_that_nobody_edited_add_up(tmp_path: Path) -> None:
    assert edited(tmp_path, lambda _: None) == []
    audit = audit_costs(books())
    assert audit.ok
    assert str(audit) == "Audit of costs: 12 statements, all adds up"
    assert audit.to_frame().empty
    assert "all adds up" in audit._repr_html_()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (share_of_rent, "the shares of pool 'Rent' (2027-01): expected 100.00, got 99.99"),
        (share_of_rent, "2027-01: Label 1: the sum of its lines"),
        (
            lambda content: content["closings"][1]["pools"][0].update(amount="1.00"),
            "the shares of pool 'Web marketer 1' (2027-02): expected 1.00, got 3408.00",
        ),
        (
            lambda content: content["closings"][1]["pools"].pop(),
            "shares of pool 'Rent' (2027-02): expected a pool of this name, got 100.00",
        ),
        (
            lambda content: content["closings"][0]["totals"][0].update(costs="3508.01"),
            "the pools of 2027-01, which make its costs less subsidies: expected 3508.01, got 3508.00",
        ),
        (
            lambda content: content["closings"][0]["totals"][0].update(borne="1.00"),
            "the shares of 2027-01, which make its costs less subsidies and what the group bears",
        ),
        (lambda content: content["closings"][0].update(fee="0.00"), "the management fees of all statements"),
        (lambda content: statement(content).update(net="0.00"), "the sum of its lines"),
        (lambda content: statement(content).update(tax="0.00"), "all VAT"),
        (lambda content: statement(content).update(total="0.00"), "its total"),
        (lambda content: statement(content)["vat"][0].update(amount="0.01"), "VAT of 20 %"),
        (lambda content: statement(content)["vat"].clear(), "the number of rates of VAT"),
        (lambda content: statement(content)["days"].pop(), "the dates behind 'Web marketer 1'"),
        (lambda content: statement(content).update(number="2027-01: Label 2"), "statements of this number"),
        (
            lambda content: statement(content)["lines"][0].update(refers_to="2026-12: Label 1"),
            "what 'Web marketer 1' refers to: expected a statement of these books, got 2026-12: Label 1",
        ),
        (
            lambda content: content["closings"].append(content["closings"][0]),
            "2027-01 month: closings of this time: expected 1, got 2",
        ),
        (
            lambda content: content["closings"][3]["statements"].pop(),
            "the shares of pool 'Web marketer 1' (2027-01-01 to 2027-03-31): expected 0.00",
        ),
    ],
)
def test_what_no_longer_adds_up_is_named(tmp_path: Path, edit: Edit, told: str) -> None:
    assert any(told in finding for finding in edited(tmp_path, edit)), edited(tmp_path, edit)


def test_findings_are_a_table_and_escaped(tmp_path: Path) -> None:
    path = save_books(books(), tmp_path / "books.json")
    text = path.read_text(encoding="utf-8").replace('"name": "Rent"', '"name": "<script>"')
    path.write_text(text, encoding="utf-8")
    audit = audit_costs(load_books(path))
    assert list(audit.to_frame().columns) == ["where", "what", "expected", "got"]
    assert len(audit.to_frame()) == len(audit.findings) > 0
    assert "<script>" not in audit._repr_html_()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace('"3408.00"', "3408.00", 1), "amounts as text"),
        (lambda text: text.replace('"3408.00"', '"3408.001"', 1), "cannot be read"),
        (lambda text: text.replace('"3408.00"', "3408", 1), "cannot be read"),
        (lambda text: text.replace('"how": "share"', '"how": "told"', 1), "the name of a sentence"),
        (lambda text: text.replace("2027-01-31", "2027-02-31", 1), "cannot be read"),
        (lambda text: text[:-30], "not whole JSON"),
        (lambda text: text.replace("gesched books", "gesched schedule"), "no books"),
        (lambda text: text.replace('"version": 1', '"version": 2'), "version 2"),
    ],
)
def test_files_that_are_no_books_are_refused(tmp_path: Path, change: Callable[[str], str], told: str) -> None:
    path = save_books(books(), tmp_path / "books.json")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(DamagedFile, match=told):
        load_books(path)
    with pytest.raises(DamagedFile):
        load_books(tmp_path / "nothing.json")


def test_an_edited_category_of_vat_and_lost_totals_are_found() -> None:
    terms = CostTerms(costs=PAY, vat=[VatRule("taxable", "20 %")])
    books = closed(terms, schedule_of(USES), ["2027-01"])
    closing = books.closings[0]
    first, *rest = closing.statements
    vat = (first.vat[0]._replace(category="E"),)
    edited = replace(closing, statements=(replace(first, vat=vat), *rest), totals=())
    found = audit_costs(replace(books, closings=(edited,))).findings
    assert [(one.where, one.what) for one in found] == [
        ("2027-01 month", "the costs of 2027-01"),
        ("2027-01: Label 1", "VAT of 20 %"),
    ]
