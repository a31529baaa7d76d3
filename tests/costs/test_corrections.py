"""Closed months reckoned again, where terms, prices or VAT have changed."""

from decimal import Decimal

import pytest
from test_books import MONTHS, PAY, USES, closed, schedule_of

from gesched.costs import Books, CostItem, CostTerms, Line, Price, VatRule, audit_costs
from gesched.errors import BadValue


def corrections(books: Books) -> list[Line]:
    return [line for one in books.closings[-1].statements for line in one.lines if line.refers_to]


def test_a_month_is_corrected_once_however_often_it_is_named() -> None:
    schedule = schedule_of(USES)
    books = closed(CostTerms(costs=PAY), schedule, MONTHS[:1])
    more = CostTerms(
        costs=[*PAY, CostItem("Web marketer 1", "benefits", 60, first="2027-01", last="2027-01")]
    )
    after = books.close("2027-02", more, schedule, correct=["2027-01", "01/2027"])
    assert sum(line.amount for line in corrections(after)) == 60
    assert after.result == 0
    assert audit_costs(after).ok


def test_one_month_to_correct_need_not_stand_in_a_list() -> None:
    schedule, terms = schedule_of(USES), CostTerms(costs=PAY)
    books = closed(terms, schedule, MONTHS[:1])
    assert books.close("2027-02", terms, schedule, correct="2027-01").closings[:1] == books.closings
    with pytest.raises(BadValue, match="a closed month to correct, got '2027-03'"):
        books.close("2027-02", terms, schedule, correct="2027-03")


def test_a_price_that_changed_within_a_month_is_no_difference() -> None:
    """Two prices of one employee make two lines of one month; both count when it is reckoned again."""
    prices = [Price(10, last="2027-01-01"), Price(20, first="2027-01-02")]
    terms, schedule = (
        CostTerms(prices=prices, billing="prices"),
        schedule_of([[4, 0, 0], [2, 0, 0], [0, 0, 2]]),
    )
    books = closed(terms, schedule, MONTHS[:1])
    assert [line.amount for line in books.statements[0].lines] == [70, 140]
    after = books.close("2027-02", terms, schedule, correct=["2027-01"])
    assert corrections(after) == []
    assert audit_costs(after).ok


def test_a_rate_of_vat_that_was_wrong_is_corrected() -> None:
    schedule = schedule_of(USES)
    wrong, right = (CostTerms(costs=PAY, vat=[VatRule("taxable", rate)]) for rate in ("10 %", "20 %"))
    books = closed(wrong, schedule, MONTHS[:1])
    after = books.close("2027-02", right, schedule, correct=["2027-01"])
    first = after.closings[-1].statements[0]
    changed = [line for line in first.lines if line.refers_to]
    assert [(str(line.amount), str(line.vat_rate)) for line in changed] == [
        ("-1704.00", "1/10"),
        ("1704.00", "1/5"),
    ]
    total = sum(one.tax for one in after.statements if one.member == "Label 1")
    assert total == Decimal("0.2") * sum(one.net for one in after.statements if one.member == "Label 1")
    assert after.result == 0
    assert audit_costs(after).ok
    third = after.close("2027-03", right, schedule, correct=["2027-01"])
    assert corrections(third) == []


def test_prices_that_were_brought_to_costs_are_not_billed_again() -> None:
    schedule, vat = schedule_of(USES), [VatRule("exempt")]
    terms = CostTerms(costs=PAY, prices=[Price(10)], billing="prices", vat=vat)
    books = closed(terms, schedule, MONTHS[:2]).adjust(MONTHS[0], MONTHS[1], terms, schedule)
    assert books.result == 0
    dearer = CostTerms(costs=PAY, prices=[Price(12)], billing="prices", vat=vat)
    with pytest.raises(BadValue, match="no adjustment has brought to costs, got '2027-01'"):
        books.close(MONTHS[2], dearer, schedule, correct=MONTHS[0])


def test_months_to_adjust_come_in_their_order() -> None:
    terms, schedule = CostTerms(costs=PAY), schedule_of(USES)
    with pytest.raises(BadValue, match=r"a last month not before 2027-03, got '2027-01'\. Turn the two"):
        closed(terms, schedule).adjust("2027-03", "2027-01", terms, schedule)
