"""Terms that a treasurer may well write, and that must neither lose a cent nor make one up."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from test_books import MONTHS, PAY, USES, closed, group, lines, schedule_of

from gesched.costs import (
    Airport,
    Books,
    Charge,
    CostItem,
    CostPool,
    CostTerms,
    LineKind,
    Price,
    Subsidy,
    VatRule,
    audit_costs,
    invoice_data,
    post_cost,
)
from gesched.costs.rates import Coefficient, HourScheme
from gesched.errors import InputError
from gesched.group import Member
from gesched.schedule import Schedule
from gesched.timeline import Horizon

TWO_YEARS = Schedule(group(), Horizon("2027-01-01", "2028-12-31"), ())


def shared(terms: CostTerms, months: list[str]) -> list[Decimal]:
    books = closed(terms, TWO_YEARS, months)
    return [sum((pool.amount for pool in one.pools), Decimal(0)) for one in books.closings]


def test_an_amount_with_one_date_is_shared_once() -> None:
    """A date that is not given is that of the other's year, not of the year that is closed."""
    pool = CostPool("Course", "1 000", key="equal", first="2027-03-01")
    terms = CostTerms(pools=[pool], subsidies=[Subsidy("City", 100, pool="Course", first="2027-03")])
    assert shared(terms, ["2027-02", "2027-03", "2028-01"]) == [0, 90, 0]
    late = CostTerms(pools=[CostPool("Course", "1 200", key="equal", first="2028-01-01")])
    assert shared(late, ["2027-12", "2028-01"]) == [0, 100]
    early = CostTerms(pools=[CostPool("Course", "1 200", key="equal", last="2027-12-31")])
    assert shared(early, ["2027-12", "2028-01"]) == [100, 0]
    yearly = CostTerms(pools=[CostPool("Rent", "1 200", key="equal")])
    assert shared(yearly, ["2027-12", "2028-01"]) == [100, 100]


@pytest.mark.parametrize(
    "make",
    [
        lambda: VatRule("taxable", 20),
        lambda: CostTerms(fee=5),
        lambda: CostItem("Web marketer 1", "charges", rate="42"),
        lambda: Charge("Fund", "guarantee fund", rate=2),
    ],
)
def test_percents_without_their_sign_are_refused(make: Any) -> None:
    with pytest.raises(InputError, match=r'at most 100 %, such as "20 %" or 0.2, got .*Write "\d+ %"'):
        make()


def test_rates_take_what_people_write_and_keep_it_exact() -> None:
    scheme = HourScheme(131.25, "100")
    assert (scheme.effective, scheme.assignable) == (Fraction("131.25"), Fraction(100))
    assert scheme.price("2400", 20) == Decimal("480.00")
    assert Coefficient(1.87, "billable").price("12.00") == Decimal("22.44")
    assert Coefficient("1,87").value == Fraction("1.87")
    with pytest.raises(InputError, match="hours above 0"):
        HourScheme(131.25, 0)
    with pytest.raises(InputError, match="no more than the 100 effective hours"):
        HourScheme(100, "131,25")


def test_a_coefficient_is_shown_as_it_was_given() -> None:
    assert Coefficient("1.87556", "paid").in_full == "1.87556 (paid hours)"
    assert [Coefficient(value).in_full for value in (2, 10, "1,50", "1/3")] == ["2", "10", "1.5", "0.3333"]
    price = Price(12, coefficient="1.87556", basis="billable")
    terms = CostTerms(prices=[price], billing="prices")
    line = closed(terms, schedule_of(USES), MONTHS[:1]).statements[0].lines[0]
    assert dict(line.figures)["coefficient"] == "1.87556 (billable hours)"


def test_a_charge_for_all_has_no_second_one_of_its_name() -> None:
    """Both would be asked for, and a deposit given back twice."""
    one, every = Charge("Deposit", "deposit", 100, member="Label 1"), Charge("Deposit", "deposit", 200)
    for charges in ([one, every], [every, one]):
        with pytest.raises(
            InputError, match=f"charges, row {charges.index(one)}, name: expected a name of its own"
        ):
            closed(CostTerms(charges=charges), schedule_of(USES), MONTHS[:1])
    apart = [one, Charge("Deposit", "deposit", 200, member="Label 2")]
    assert len(lines(closed(CostTerms(charges=apart), schedule_of(USES), MONTHS[:1]))) == 2


def test_a_rule_of_vat_for_no_line_is_refused() -> None:
    terms = CostTerms(
        pools=[CostPool("Lawyer", 60, key="equal")], vat=[VatRule("taxable", "20 %", on="Lawer")]
    )
    with pytest.raises(InputError, match=r"vat, row 0, on: .*got 'Lawer'. Did you mean 'Lawyer'"):
        closed(terms, schedule_of(USES), MONTHS[:1])
    twice = CostTerms(costs=PAY, vat=[VatRule("taxable", "20 %"), VatRule("taxable", "10 %")])
    with pytest.raises(InputError, match="one rule for the same lines"):
        closed(twice, schedule_of(USES), MONTHS[:1])


def test_a_later_rule_of_vat_takes_the_place_of_an_earlier_one() -> None:
    rules = [VatRule("taxable", "20 %"), VatRule("taxable", "10 %", first="2027-02-01")]
    books = closed(CostTerms(costs=PAY, vat=rules), schedule_of(USES))
    assert [closing.statements[0].vat[0].rate for closing in books.closings] == [
        Fraction(1, 5),
        *[Fraction(1, 10)] * 2,
    ]


@pytest.mark.parametrize("on", ["share", "Web marketer 1"])
def test_a_margin_is_refused_where_only_costs_are_exempt(on: str) -> None:
    rules = [VatRule("exempt", on=on), VatRule("taxable", "20 %", on="fee")]
    with pytest.raises(InputError, match="article 261 B"):
        closed(CostTerms(costs=PAY, fee="5 %", vat=rules), schedule_of(USES), MONTHS[:1])
    dues = CostTerms(
        costs=PAY, fee="5 %", vat=[VatRule("taxable", "20 %"), VatRule("exempt", on="membership")]
    )
    assert closed(dues, schedule_of(USES), MONTHS[:1]).result == Decimal("170.40")


def test_a_statement_says_that_no_rule_of_vat_fits_its_member() -> None:
    terms = CostTerms(costs=PAY, vat=[VatRule("taxable", "20 %", member="Label 1")])
    books = closed(terms, schedule_of(USES), MONTHS[:1])
    told = {one.member: "no_vat" in dict(one.notes) for one in books.statements}
    assert told == {"Label 1": False, "Label 2": True, "Label 3": True}


@pytest.mark.parametrize("rounding", ["line", "total"])
def test_a_provisional_bill_is_taken_off_with_its_vat(rounding: str) -> None:
    """Three lines of 0.03 have 0.01 of VAT each by line, and 0.02 together."""
    pools = [CostPool(name, "1,08", key="equal") for name in ("Rent", "Phone", "Post")]
    terms = CostTerms(pools=pools, vat=[VatRule("taxable", "20 %")], vat_rounding=rounding)
    books = Books().provide("2027-01", terms, schedule_of(USES)).close("2027-01", terms, schedule_of(USES))
    assert {one.tax for one in books.closings[0].statements} == {
        Decimal("0.03" if rounding == "line" else "0.02")
    }
    assert {one.total for one in books.closings[1].statements} == {Decimal("0.00")}
    assert audit_costs(books).ok


def test_prices_are_given_back_at_the_rates_of_vat_that_they_had() -> None:
    rules = [VatRule("taxable", "20 %"), VatRule("taxable", "10 %", first="2027-02-01")]
    terms = CostTerms(prices=[Price(10)], billing="prices", vat=rules)
    schedule = schedule_of(USES)
    books = closed(terms, schedule).adjust(MONTHS[0], MONTHS[-1], terms, schedule)
    assert {one.member for one in books.closings[-1].statements} == {"Label 1", "Label 2", "Label 3"}
    for statement in books.closings[-1].statements:
        months = [one for one in books.statements if one.member == statement.member][:-1]
        assert statement.total == -sum(one.total for one in months)
    assert audit_costs(books).ok


def test_a_board_may_change_from_prices_to_costs_within_a_year() -> None:
    schedule = schedule_of(USES)
    prices = CostTerms(costs=PAY, prices=[Price(10)], billing="prices")
    books = closed(prices, schedule, MONTHS[:1])
    for month in MONTHS[1:]:
        books = books.close(month, CostTerms(costs=PAY), schedule)
    assert audit_costs(books).ok
    for terms in (prices, CostTerms(costs=PAY)):
        after = books.adjust(MONTHS[0], MONTHS[-1], terms, schedule)
        assert after.result == 0
        assert audit_costs(after).ok


def test_a_year_is_not_adjusted_without_who_was_billed() -> None:
    books = closed(CostTerms(costs=PAY), schedule_of(USES))
    few = group(members=[Member("Label 1"), Member("Label 2")], agreements=[])
    with pytest.raises(InputError, match=r"every member that was billed, got 'Label 3'\. Keep it"):
        books.adjust(
            MONTHS[0], MONTHS[-1], CostTerms(costs=PAY), Schedule(few, schedule_of(USES).horizon, ())
        )


def test_memberships_are_no_line_kind_of_their_own_in_vat() -> None:
    terms = CostTerms(charges=[Charge("Dues", "membership", 50)], vat=[VatRule("taxable", "20 %", on="Dues")])
    books = closed(terms, schedule_of(USES), MONTHS[:1])
    assert lines(books, LineKind.MEMBERSHIP)[0][3] == 50
    assert books.statements[0].tax == 10


def test_a_deposit_is_given_back_though_the_terms_no_longer_name_it() -> None:
    leaving = group(members=[Member("Label 1", end="2027-02-28"), Member("Label 2"), Member("Label 3")])
    schedule = schedule_of(USES, leaving)
    books = closed(CostTerms(charges=[Charge("Deposit", "deposit", 100)]), schedule, MONTHS[:1])
    for month in MONTHS[1:]:
        books = books.close(month, CostTerms(), schedule)
    assert [line for line in lines(books) if line[0] == "Label 1"] == [
        ("Label 1", "Deposit", "2027-01", Decimal("100.00")),
        ("Label 1", "Deposit", "2027-02", Decimal("-100.00")),
    ]
    assert len(lines(books)) == 4


@pytest.mark.parametrize(
    ("word", "given", "told"),
    [
        (CostTerms, {"costs": None}, "a list of CostItem objects, got None"),
        (CostTerms, {"costs": PAY[0]}, "a list of CostItem objects"),
        (CostTerms, {"time": "use"}, "rules of time, got 'use'"),
        (Airport, {"needs": [1]}, "weights by member"),
        (Airport, {"needs": {"Label 1": 1, "Label 1 ": 2}}, "one weight for each member"),
    ],
)
def test_what_is_no_list_or_table_is_told(word: Any, given: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        word(**given)


def test_subsidies_of_a_post_are_read_as_amounts() -> None:
    cost = post_cost(PAY, "Web marketer 1", "2027-01", {"City": "1 000,00"})
    assert cost.total == Decimal("2408.00")
    assert list(cost.to_frame()["amount"]) == [Decimal("2400.00"), Decimal("1008.00"), Decimal("-1000.00")]


def test_invoice_data_has_no_rate_outside_vat() -> None:
    terms = CostTerms(
        costs=PAY, charges=[Charge("Deposit", "deposit", 100)], vat=[VatRule("taxable", "20 %")]
    )
    data = invoice_data(closed(terms, schedule_of(USES), MONTHS[:1]).statements[0], "Paris Mix")
    assert list(data["lines"]["BT-152"]) == ["20", ""]
    assert dict(zip(data["vat"]["BT-118"], data["vat"]["BT-119"], strict=True)) == {"O": "", "S": "20"}
    assert list(data["vat"]["BT-120"]) == ["outside the scope of VAT", ""]
