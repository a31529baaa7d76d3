import csv
import html
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from test_books import PAY, USES, closed, group, schedule_of

from gesched.costs import (
    Books,
    Charge,
    CostPool,
    CostTerms,
    Price,
    Statement,
    VatRule,
    en16931_fields,
    invoice_data,
    sentence,
    statement_frames,
)
from gesched.costs.frames import COLUMNS
from gesched.costs.sentences import HOWS, number, rate_text, title, told
from gesched.display import statement_page
from gesched.errors import BadValue
from gesched.group import Agreement, Member
from gesched.schedule import Assignment, Schedule
from gesched.tables import write_statements

HOSTILE = ["=cmd()", "<script>alert(1)</script>", '../x; "y"', "😀 Été", "R&D" + "x" * 290]
EVERYTHING = CostTerms(
    costs=PAY,
    pools=[CostPool("Rent", "1 000", key="equal")],
    charges=[
        Charge("M", "membership", "50"),
        Charge("N", "membership", rate="10 %", base="100"),
        Charge("D", "deposit", rate="1/12", base="2 040"),
        Charge("E", "deposit", "10", member="Label 1"),
        Charge("F", "guarantee fund", "1"),
        Charge("G", "guarantee fund", rate="1 %"),
    ],
    vat=[VatRule("taxable", "20 %"), VatRule("taxable", "5,5 %", on="membership")],
    fee="5 %",
)


def every_how() -> Books:
    """Books whose lines use every sentence."""
    schedule = schedule_of(
        USES, group(members=[Member("Label 1", end="2027-03-31"), Member("Label 2"), Member("Label 3")])
    )
    books = Books().provide("2027-01", EVERYTHING, schedule)
    books = books.close("2027-01", EVERYTHING, schedule)
    more = replace(EVERYTHING, costs=PAY[:1], fee=None, fee_per_hour="1")
    books = books.close("2027-02", more, schedule, correct=["2027-01"]).close("2027-03", more, schedule)
    return books.adjust("2027-01", "2027-03", more, schedule)


def priced() -> Books:
    prices = [Price("12", coefficient="1,87", member="Label 1"), Price("80", "day")]
    terms = CostTerms(
        costs=PAY, prices=prices, billing="prices", vat=[VatRule("exempt")], vat_rounding="line"
    )
    schedule = schedule_of(USES)
    return closed(terms, schedule).adjust("2027-01", "2027-03", terms, schedule)


BOOKS = every_how()
PRICED = priced()


def test_every_sentence_is_told_in_both_languages() -> None:
    used = set()
    for one in (*BOOKS.statements, *PRICED.statements, *closed(CostTerms(), schedule_of(USES)).statements):
        for line in one.lines:
            used.add(line.how)
            english, french = sentence(line), sentence(line, "fr")
            assert english != french
            assert "{" not in english + french
        used |= {how for how, _ in one.notes}
        for how, figures in one.notes:
            assert told(how, figures) != told(how, figures, "fr")
    rare = {"no_vat", "worked"}
    assert HOWS - used == rare
    assert all(told(how, ()) != told(how, (), "fr") for how in rare)


def test_sentences() -> None:
    first = next(one for one in BOOKS.statements if one.number == "2027-01: Label 1")
    assert sentence(first.lines[0]) == "Share of Web marketer 1 (€3,408.00), by use: 3 of 6."
    assert sentence(first.lines[0], "fr").replace("\u202f", " ").replace("\u00a0", " ") == (
        "Part de Web marketer 1 (3 408,00 €), clé : usage : 3 sur 6."
    )
    assert sentence(next(line for line in first.lines if line.about == "D")) == (
        "Guarantee deposit, 1/12 of €2,040.00, given back when membership ends."
    )
    assert told(*first.notes[1]) == (
        "Idle time is borne by use, leave by use, sickness by use, common time by use."
    )


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [(Fraction(7, 2), "3.5", "3,5"), (Fraction(1, 3), "≈ 0.3333", "≈ 0,3333"), (Fraction(100), "100", "100")],
)
def test_numbers(value: Fraction, english: str, french: str) -> None:
    assert (number(value), number(value, "fr")) == (english, french)


def test_rates_and_titles() -> None:
    assert rate_text(Fraction(11, 200), "fr") == "5,5\u00a0%"
    assert rate_text(Fraction(1, 12)) == "1/12"
    titles = {title(one, "fr") for one in BOOKS.statements}
    assert {"Relevé", "Facture provisionnelle", "Régularisation annuelle (avoir)"} <= titles


def test_tables_of_statements_have_the_columns_that_are_said() -> None:
    frames = statement_frames(BOOKS.statements)
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == dict(COLUMNS)
    lines = frames["lines"]
    for one in BOOKS.statements:
        ours = lines[lines["statement"] == one.number]
        assert sum(ours["amount"]) == one.net
        assert type(ours["amount"].iloc[0]) is Decimal
    assert {type(amount) for frame in frames.values() for amount in frame.get("amount", ())} == {Decimal}
    empty = statement_frames([])
    assert all(frame.empty for frame in empty.values())


# What an invoice's data must add up to, by EN 16931: BR-CO-10, -13, -14, -15, -17.
@pytest.mark.parametrize("one", BOOKS.statements, ids=lambda one: one.number)
def test_invoice_data_keep_the_rules_of_the_standard(one: Statement) -> None:
    data = invoice_data(one, "Paris Mix", "en")
    invoice = data["invoice"].iloc[0]
    sums = {
        name: [Decimal(text) for text in data[table][name]]
        for table, name in (("lines", "BT-131"), ("lines", "BT-129"), ("lines", "BT-146"), ("vat", "BT-117"))
    }
    assert sum(sums["BT-131"]) == Decimal(invoice["BT-106"]) == Decimal(invoice["BT-109"])
    assert sum(sums["BT-117"]) == Decimal(invoice["BT-110"])
    assert Decimal(invoice["BT-109"]) + Decimal(invoice["BT-110"]) == Decimal(invoice["BT-112"]) >= 0
    for net, quantity, price in zip(sums["BT-131"], sums["BT-129"], sums["BT-146"], strict=True):
        assert net == quantity * price
        assert price >= 0
    for vat in data["vat"].to_dict("records"):
        exact = Fraction(vat["BT-116"]) * Fraction(vat["BT-119"] or 0) / 100
        assert abs(Fraction(vat["BT-117"]) - exact) <= Fraction(1, 200)
    expected = "325" if one.kind == "provisional" else "380"
    assert invoice["BT-3"] == ("381" if one.is_credit_note else expected)


def test_invoice_data_use_the_names_of_the_mapping_table() -> None:
    known = set(en16931_fields()["term"])
    used = {
        name for frame in invoice_data(BOOKS.statements[0], "Paris Mix").values() for name in frame.columns
    }
    assert used == known
    exempt = next(one for one in PRICED.statements)
    with pytest.raises(BadValue, match="VAT is rounded"):
        invoice_data(exempt, "Paris Mix")
    reasons = invoice_data(replace(exempt, vat_rounding="total"), "Paris Mix")["vat"]["BT-120"]
    assert "261 B" in reasons.iloc[0]


def test_csv_files(tmp_path: Path) -> None:
    folder = write_statements(BOOKS.statements, tmp_path / "out", "fr")
    assert sorted(file.name for file in folder.iterdir()) == sorted(f"{name}.csv" for name in COLUMNS)
    with (folder / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert sum(Decimal(row["amount"].replace(",", ".")) for row in rows) == sum(
        one.net for one in BOOKS.statements
    )


def test_other_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"a folder, or a file that ends in \.xlsx"):
        write_statements(BOOKS.statements, tmp_path / "x.csv")
    other = replace(BOOKS.statements[0], currency=BOOKS.statements[0].currency.__class__("CHF"))
    with pytest.raises(BadValue, match="in one currency"):
        write_statements([BOOKS.statements[0], other], tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


class Reckoner:
    """Reckons the formulas that we write, and no others, exactly, as a spreadsheet shows them."""

    def __init__(self, path: Path) -> None:
        self.book = pytest.importorskip("openpyxl").load_workbook(path)

    def value(self, sheet: str, cell: str) -> Any:
        found = self.book[sheet][cell].value
        is_formula = self.book[sheet][cell].data_type == "f"
        return self.rounded(sheet, found[1:]) if is_formula else found

    def column(self, place: str) -> list[Any]:
        sheet, _, cells = place.partition("!")
        first, last = cells.replace("$", "").split(":")
        return [self.value(sheet, f"{first[0]}{row}") for row in range(int(first[1:]), int(last[1:]) + 1)]

    def rounded(self, sheet: str, text: str) -> Decimal:
        found = re.fullmatch(r"ROUND\((.*),(\d)\)", text)
        assert found is not None, text
        return half_up(self.exact(sheet, found[1]), int(found[2]))

    def exact(self, sheet: str, text: str) -> Fraction:
        if found := re.fullmatch(r"SUM\((\w)(\d+):\w(\d+)\)", text):
            rows = range(int(found[2]), int(found[3]) + 1)
            return sum((exactly(self.value(sheet, f"{found[1]}{row}")) for row in rows), Fraction(0))
        if found := re.fullmatch(r"SUMIF\((.*?),\$A(\d+),(.*?)\)", text):
            wanted = self.value(sheet, f"A{found[2]}")
            pairs = zip(self.column(found[1]), self.column(found[3]), strict=True)
            return sum((exactly(amount) for no, amount in pairs if no == wanted), Fraction(0))
        chosen = r"SUMPRODUCT\(\((.*?)=\$A(\d+)\)\*\((.*?)=(\w+)\)\*\((.*?)=(\w+)\)\*(.*)\)"
        if found := re.fullmatch(chosen, text):
            wanted = [self.value(sheet, cell) for cell in (f"A{found[2]}", found[4], found[6])]
            keys = zip(*(self.column(found[place]) for place in (1, 3, 5)), strict=True)
            amounts = self.amounts(sheet, found[7])
            return sum(
                (amount for key, amount in zip(keys, amounts, strict=True) if [*key] == wanted), Fraction(0)
            )
        if found := re.fullmatch(r"(\w+)\+(\w+)", text):
            return exactly(self.value(sheet, found[1])) + exactly(self.value(sheet, found[2]))
        found = re.fullmatch(r"(\w+)\*(\w+)/100", text)
        assert found is not None, text
        return exactly(self.value(sheet, found[1])) * exactly(self.value(sheet, found[2])) / 100

    def amounts(self, sheet: str, text: str) -> list[Fraction]:
        found = re.fullmatch(r"ROUND\((.*?)\*(\w+)/100,(\d)\)", text)
        if found is None:
            return list(map(exactly, self.column(text)))
        rate = exactly(self.value(sheet, found[2])) / 100
        return [exactly(half_up(exactly(one) * rate, int(found[3]))) for one in self.column(found[1])]


def exactly(value: Any) -> Fraction:
    return Fraction(str(value))


def half_up(exact: Fraction, digits: int) -> Decimal:
    units = int(abs(exact) * 10**digits + Fraction(1, 2))
    return Decimal(units if exact >= 0 else -units).scaleb(-digits)


@pytest.mark.parametrize("books", [BOOKS, PRICED], ids=["total", "line"])
def test_totals_of_workbooks_are_live_and_agree(books: Books, tmp_path: Path) -> None:
    made = Reckoner(write_statements(books.statements, tmp_path / "out.xlsx"))
    sheet = made.book["statements"]
    at = {cell.value: cell.column_letter for cell in sheet[1]}
    for row, one in enumerate(books.statements, start=2):
        for column, amount in (("net", one.net), ("vat", one.tax), ("total", one.total)):
            assert sheet[f"{at[column]}{row}"].data_type == "f"
            assert made.value("statements", f"{at[column]}{row}") == amount
    last = len(books.statements) + 2
    assert made.value("statements", f"{at['total']}{last}") == sum(one.total for one in books.statements)
    made.book["lines"]["G2"].value = 0
    assert (
        made.value("statements", f"{at['net']}2")
        == books.statements[0].net - books.statements[0].lines[0].amount
    )


def hostile() -> Statement:
    made = group(
        members=[Member(name) for name in HOSTILE],
        agreements=[Agreement(HOSTILE[0], employee="Web marketer 1", days=1, name="A")],
    )
    first = schedule_of(USES).assignments[0]
    given = Assignment(first.date, first.half, first.employee, HOSTILE[0], "A")
    schedule = Schedule(made, schedule_of(USES).horizon, (given,))
    pools = [CostPool(f"{name} rent", "1 000", key="equal") for name in HOSTILE]
    pools.append(CostPool("'=1+1", "12", key="equal"))
    return closed(CostTerms(costs=PAY, pools=pools), schedule, ["2027-01"]).statements[-1]


def test_odd_names_reach_every_file_escaped(tmp_path: Path) -> None:
    one = replace(hostile(), member="=cmd()")
    page = statement_page(one, tmp_path / "page.html", "<b>Group</b>", "en").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; rent" in page
    folder = write_statements([one], tmp_path / "csv")
    text = (folder / "statements.csv").read_text(encoding="utf-8-sig")
    assert ";'=cmd();" in text
    book = pytest.importorskip("openpyxl").load_workbook(write_statements([one], tmp_path / "x.xlsx"))
    for sheet in book:
        live = [cell.value for row in sheet for cell in row if cell.data_type == "f"]
        assert all(formula.startswith("=ROUND(") for formula in live)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages(language: str, tmp_path: Path) -> None:
    one = next(one for one in BOOKS.statements if one.number == "2027-02: Label 1")
    page = statement_page(one, tmp_path / "page.html", "Paris Mix", language).read_text(encoding="utf-8")
    assert one.currency.text(one.total, language) in page
    for line in one.lines:
        assert html.escape(sentence(line, language), quote=True) in page
    assert "Label 2" not in page
    assert f'lang="{language}"' in page
