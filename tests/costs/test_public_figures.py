"""Figures that public sources give, each reckoned by the library."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from gesched.costs import (
    EUR,
    Books,
    Charge,
    Coefficient,
    CostItem,
    CostPool,
    CostTerms,
    HourScheme,
    Price,
    Subsidy,
    VatRule,
    airport_values,
    coefficient,
    largest_remainder,
    shapley_values,
)
from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon, as_date

MONTH = Horizon("2027-01-01", "2027-01-31")
GESTICULTEURS = HourScheme(Fraction("131.25"), Fraction(100))


def one_day(half_days: int = 2) -> Schedule:
    """One employee, one member, some half-days of 3.5 hours."""
    group = Group(
        "A group",
        employees=[Employee("Employee 1")],
        members=[Member("Member 1")],
        agreements=[Agreement("Member 1", employee="Employee 1", days=5)],
    )
    days = [(as_date(f"2027-01-{4 + place // 2:02}"), Half(place % 2)) for place in range(half_days)]
    return Schedule(
        group,
        MONTH,
        tuple(Assignment(*day, "Employee 1", "Member 1", "Member 1: Employee 1") for day in days),
    )


def test_price_by_coefficient_with_vat() -> None:
    # rhinfoge.fr: 12.00 an hour gross x 1.87 = 22.44 excluding VAT, 26.93 including 20 %.
    price = Coefficient(Fraction("1.87")).price("12,00")
    assert price == Decimal("22.44")
    assert EUR.rounded(Fraction(price) * Fraction(6, 5)) == Decimal("26.93")
    terms = CostTerms(
        prices=[Price("12,00", coefficient="1,87", basis="billable")],
        vat=[VatRule("taxable", "20 %")],
        billing="prices",
    )
    (statement,) = Books().close("2027-01", terms, one_day(2)).statements
    assert statement.net == 7 * Decimal("22.44")


@pytest.mark.parametrize(
    ("paid", "billable", "fee", "shown"),
    [(1820, 1575, "10 %", "1.805"), (1820, 1200, "5 %", "2.261")],
)
def test_coefficients_of_hours(paid: int, billable: int, fee: str, shown: str) -> None:
    # (1 + charges) x paid hours / billable hours x (1 + fee), with 42 % charges.
    assert str(coefficient("42 %", paid, billable, fee)) == f"{shown} (billable hours)"


@pytest.mark.parametrize(
    ("hours", "price"), [(20, "480.00"), (25, "600.00"), (30, "720.00"), (100, "2400.00")]
)
def test_gesticulteurs_prices(hours: int, price: str) -> None:
    # Gesticulteurs: hour rate = monthly gross / 131.25; billed hours = dedicated x 1.3125.
    assert GESTICULTEURS.price("2 400,00", hours) == Decimal(price)
    assert GESTICULTEURS.billed(hours) == hours * Fraction("1.3125")


@pytest.mark.parametrize(
    ("part", "assignable", "common"),
    [
        ("100 %", "100.00", "31.25"),
        ("90 %", "90.00", "28.13"),
        ("80 %", "80.00", "25.00"),
        ("70 %", "70.00", "21.88"),
        ("60 %", "60.00", "18.75"),
        ("50 %", "50.00", "15.63"),
    ],
)
def test_gesticulteurs_part_time(part: str, assignable: str, common: str) -> None:
    assert GESTICULTEURS.hours_of(part) == (Decimal(assignable), Decimal(common))


@pytest.mark.parametrize(
    ("cost", "with_fee", "deposit"), [("2040", "2142.00", "170.00"), ("9556", "10033.80", "796.33")]
)
def test_handball_league(cost: str, with_fee: str, deposit: str) -> None:
    # The employer group of a handball league: loaded cost less subsidies, plus 5 %; membership 30 or 50;
    # a guarantee deposit of a twelfth of the planned pay.
    terms = CostTerms(
        costs=[CostItem("Employee 1", "gross pay", str(int(cost) + 500))],
        subsidies=[Subsidy("Region", "500", employee="Employee 1", first="2027-01", last="2027-01")],
        charges=[
            Charge("Membership", "membership", "30"),
            Charge("Deposit", "deposit", rate="1/12", base=cost),
        ],
        fee="5 %",
    )
    books = Books().close("2027-01", terms, one_day())
    (statement,) = books.statements
    amounts = {str(line.kind): line.amount for line in statement.lines}
    assert amounts["share"] == Decimal(cost)
    assert amounts["share"] + amounts["fee"] == Decimal(with_fee)
    assert amounts["deposit"] == Decimal(deposit)
    assert amounts["membership"] == Decimal("30.00")


def test_damier_lawyer() -> None:
    # Le Damier: 500 a year for several appointments with a lawyer or an accountant.
    terms = CostTerms(pools=[CostPool("Lawyer", "500", key="equal")])
    schedule = Schedule(replace(one_day().group), Horizon("2027-01-01", "2027-12-31"))
    books = Books()
    for month in range(1, 13):
        books = books.close(f"2027-{month:02}", terms, schedule)
    assert sum(statement.net for statement in books.statements) == 500


def test_cents() -> None:
    assert largest_remainder(1_000_000, [1] * 11) == [90910, *[90909] * 10]
    assert largest_remainder(10_000, [1, 1, 1]) == [3334, 3333, 3333]
    assert largest_remainder(432_107, [2, 2, 1]) == [172_843, 172_843, 86_421]


def test_airport() -> None:
    # The airport game of the literature: costs 1500, 2200, 3000; proportional 672, 985, 1343.
    needs = {"A": 1500, "B": 2200, "C": 3000}
    assert list(airport_values(needs).values()) == [500, 850, 1650]
    whole = shapley_values(needs, lambda names: max(needs[name] for name in names))
    assert list(whole.values()) == [500, 850, 1650]
    proportional = [round(Fraction(3000 * need, sum(needs.values()))) for need in needs.values()]
    assert proportional == [672, 985, 1343]
