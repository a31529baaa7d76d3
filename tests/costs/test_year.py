"""A year of Paris Mix closed month by month, from tables, with timesheets that differ from the plan."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from paris_mix_year import EXAMPLE, JOINER, LEAVER, MONTHS, YEAR, first_come, timesheets, year_group

from gesched.costs import Books, CostTerms, LineKind, StatementKind, audit_costs
from gesched.schedule import TimeRecord
from gesched.tables import load_books, read_costs, save_books

COSTS = EXAMPLE.parent / "paris_mix_costs"


@pytest.fixture(scope="module")
def year() -> tuple[Books, CostTerms, TimeRecord]:
    group = year_group()
    plan = first_come(group)
    terms = read_costs(COSTS, group)
    record = TimeRecord(plan, timesheets(plan))
    books = Books()
    for month in MONTHS:
        books = books.close(month, terms, record)
    return books.adjust(MONTHS[0], MONTHS[-1], terms, record), terms, record


def test_twelve_months_and_an_adjustment(year: tuple[Books, CostTerms, TimeRecord]) -> None:
    books, _, _ = year
    assert list(map(str, books.closed_months)) == MONTHS
    assert [one.kind for one in books.closings] == [StatementKind.MONTH] * 12 + [StatementKind.ADJUSTMENT]
    assert audit_costs(books).ok
    assert audit_costs(books).statements == len(books.statements) > 120


def test_members_pay_what_the_group_paid(year: tuple[Books, CostTerms, TimeRecord]) -> None:
    books, _, _ = year
    costs = sum(one.costs for closing in books.closings for one in closing.totals)
    subsidies = sum(one.subsidies for closing in books.closings for one in closing.totals)
    assert subsidies == Decimal("6000.00")
    fees = [one.fee for one in books.closings]
    assert books.result == sum(fees)
    shares = [
        line.amount
        for statement in books.statements
        for line in statement.lines
        if line.kind is LineKind.SHARE
    ]
    assert sum(shares) == costs - subsidies
    # Two posts with 42 % charges, coordination and legal advice.
    assert costs == 2 * 12 * Decimal("2400.00") * Decimal("1.42") + 12 * Decimal("180.00") * 2 + Decimal(
        "6500.00"
    )


def test_who_left_and_who_joined(year: tuple[Books, CostTerms, TimeRecord]) -> None:
    books, _, _ = year
    months = {
        name: [
            str(one.period)
            for one in books.statements
            if one.member == name and one.kind is StatementKind.MONTH
        ]
        for name in (LEAVER, JOINER)
    }
    assert months == {LEAVER: MONTHS[:5], JOINER: MONTHS[8:]}
    deposits = {
        name: [
            (line.month, line.amount)
            for one in books.statements
            for line in one.lines
            if one.member == name and line.kind is LineKind.DEPOSIT
        ]
        for name in (LEAVER, JOINER)
    }
    assert deposits == {
        LEAVER: [("2027-01", Decimal("300.00")), ("2027-05", Decimal("-300.00"))],
        JOINER: [("2027-09", Decimal("300.00"))],
    }


def test_books_go_into_a_file_and_come_back(
    year: tuple[Books, CostTerms, TimeRecord], tmp_path: Path
) -> None:
    books, _, _ = year
    assert load_books(save_books(books, tmp_path / "books.json")) == books


def test_timesheets_make_the_difference(year: tuple[Books, CostTerms, TimeRecord]) -> None:
    books, terms, record = year
    planned = Books().close("2027-01", terms, record.schedule)
    worked: Any = books.closings[0].statements
    assert {one.number for one in worked} == {one.number for one in planned.statements}
    assert [one.net for one in worked] != [one.net for one in planned.statements]
    assert record.horizon == YEAR
