import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.costs import (
    Books,
    Charge,
    CostItem,
    CostPool,
    CostTerms,
    FixedPlusUse,
    Line,
    LineKind,
    Price,
    Statement,
    StatementKind,
    Subsidy,
    TimeRules,
    VatRule,
    audit_costs,
    split_costs,
)
from gesched.errors import BadValue, InputError
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.schedule import Actuals, Assignment, Schedule, TimeEntry, TimeRecord
from gesched.timeline import Half, Horizon, as_date

QUARTER = Horizon("2027-01-01", "2027-03-31")
MONTHS = ["2027-01", "2027-02", "2027-03"]
PAY = [
    CostItem("Web marketer 1", "gross pay", "2 400,00"),
    CostItem("Web marketer 1", "charges", rate="42 %"),
]


def group(**changes: Any) -> Group:
    members = [Member(f"Label {n}") for n in (1, 2, 3)]
    made = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1"), Employee("Web marketer 2")],
        members=members,
        agreements=[
            Agreement(f"Label {n}", employee=f"Web marketer {who}", days=n)
            for n in (1, 2, 3)
            for who in (1, 2)
        ],
    )
    return replace(made, **changes)


def schedule_of(uses: list[list[int]], of: Group | None = None) -> Schedule:
    """In month m, Label n is given uses[m][n - 1] half-days of the first web marketer, on the first days."""
    assignments = []
    for month, hosts in enumerate(uses, start=1):
        names = [n for n, use in enumerate(hosts, start=1) for _ in range(use)]
        for place, n in enumerate(names):
            day = dt.date(2027, month, 1) + dt.timedelta(days=place // 2)
            who = ("Web marketer 1", f"Label {n}", f"Label {n}: Web marketer 1")
            assignments.append(Assignment(day, Half(place % 2), *who))
    return Schedule(of or group(), QUARTER, tuple(assignments))


def closed(terms: CostTerms, schedule: Schedule, months: list[str] | None = None) -> Books:
    books = Books()
    for month in MONTHS if months is None else months:
        books = books.close(month, terms, schedule)
    return books


def lines(books: Books, kind: LineKind | None = None) -> list[tuple[str, str, str, Decimal]]:
    return [
        (one.member, line.about, line.month, line.amount)
        for one in books.statements
        for line in one.lines
        if kind in {None, line.kind}
    ]


def of(books: Books, number: str) -> Statement:
    (found,) = [one for one in books.statements if one.number == number]
    return found


USES = [[3, 2, 1], [1, 1, 1], [0, 4, 2]]


def test_a_month_at_cost() -> None:
    books = closed(CostTerms(costs=PAY), schedule_of(USES), ["2027-01"])
    assert lines(books) == [
        ("Label 1", "Web marketer 1", "2027-01", Decimal("1704.00")),
        ("Label 2", "Web marketer 1", "2027-01", Decimal("1136.00")),
        ("Label 3", "Web marketer 1", "2027-01", Decimal("568.00")),
    ]
    first = of(books, "2027-01: Label 1")
    assert [(day.date.day, *map(str, day[3:5]), str(day.amount)) for day in first.days] == [
        (1, "2", "7", "1136.00"),
        (2, "1", "7/2", "568.00"),
    ]
    assert {day.rate for day in first.days} == {Decimal("568.00")}
    assert (first.net, first.tax, first.total) == (Decimal("1704.00"), Decimal("0.00"), Decimal("1704.00"))
    assert books.result == 0
    assert audit_costs(books).ok


def test_closing_leaves_earlier_books_as_they_are() -> None:
    terms, schedule = CostTerms(costs=PAY), schedule_of(USES)
    one = Books().close("2027-01", terms, schedule)
    two = one.close("2027-02", terms, schedule)
    assert one.closed_months == two.closed_months[:1]
    assert two.closings[0] is one.closings[0]


def test_a_closed_month_is_never_changed() -> None:
    terms, schedule = CostTerms(costs=PAY), schedule_of(USES)
    books = closed(terms, schedule, ["2027-01"])
    with pytest.raises(BadValue, match=r"not closed yet.*correct=\[\"2027-01\"\]"):
        books.close("2027-01", terms, schedule)
    with pytest.raises(BadValue, match="within the schedule's horizon"):
        books.close("2027-04", terms, schedule)
    with pytest.raises(BadValue, match="a closed month to correct"):
        books.close("2027-02", terms, schedule, correct=["2027-03"])
    with pytest.raises(BadValue, match="in the currency of the books"):
        books.close("2027-02", CostTerms(currency="CHF"), schedule)


def test_a_correction_is_a_line_that_refers_to_the_month() -> None:
    schedule = schedule_of(USES)
    books = closed(CostTerms(costs=PAY), schedule, ["2027-01"])
    more = CostTerms(
        costs=[*PAY, CostItem("Web marketer 1", "benefits", "60,00", first="2027-01", last="2027-01")]
    )
    after = books.close("2027-02", more, schedule, correct=["2027-01"])
    changed = [line for one in after.closings[1].statements for line in one.lines if line.refers_to]
    assert [(line.refers_to, line.month, line.amount, line.how) for line in changed] == [
        ("2027-01: Label 1", "2027-01", Decimal("30.00"), "correction"),
        ("2027-01: Label 2", "2027-01", Decimal("20.00"), "correction"),
        ("2027-01: Label 3", "2027-01", Decimal("10.00"), "correction"),
    ]
    assert after.closings[0] == books.closings[0]
    assert after.result == 0
    assert audit_costs(after).ok
    third = after.close("2027-03", more, schedule, correct=["2027-01"])
    assert not [line for one in third.closings[2].statements for line in one.lines if line.refers_to]
    assert audit_costs(third).ok


def test_a_correction_by_timesheets_moves_costs_between_members() -> None:
    schedule, terms = schedule_of(USES), CostTerms(costs=PAY, vat=[VatRule("taxable", "20 %")])
    books = closed(terms, schedule, ["2027-01"])
    entries = [TimeEntry("2027-01-01", "Web marketer 1", "Label 3")]
    actuals = Actuals(schedule.group, Horizon("2027-01-01", "2027-01-31"), tuple(entries))
    after = books.close("2027-02", terms, schedule, actuals, correct=["2027-01"])
    change = {
        one.member: sum(line.amount for line in one.lines if line.refers_to)
        for one in after.closings[1].statements
    }
    assert change == {"Label 1": Decimal("-1704.00"), "Label 2": Decimal("-1136.00"), "Label 3": 2840}
    assert after.closings[1].statements[0].is_credit_note
    assert audit_costs(after).ok


def test_provisional_bills_are_taken_off() -> None:
    terms, plan = CostTerms(costs=PAY, vat=[VatRule("taxable", "20 %")]), schedule_of(USES)
    books = Books().provide("2027-01", terms, plan)
    assert {one.kind for one in books.statements} == {StatementKind.PROVISIONAL}
    assert books.result == 0
    worked = Actuals(plan.group, QUARTER, (TimeEntry("2027-01-01", "Web marketer 1", "Label 2"),))
    after = books.close("2027-01", terms, plan, worked)
    total = {one.member: Decimal(0) for one in after.statements}
    for one in after.statements:
        total[one.member] += one.total
    assert total == {"Label 1": 0, "Label 2": Decimal("4089.60"), "Label 3": 0}
    assert of(after, "2027-01: Label 1").is_credit_note
    assert audit_costs(after).ok
    with pytest.raises(BadValue, match="without provisional bills yet"):
        books.provide("2027-01", terms, plan)


def test_fees_deposits_memberships_and_the_fund() -> None:
    joined = group(
        members=[
            Member("Label 1", end="2027-02-28"),
            Member("Label 2", start="2027-02-01"),
            Member("Label 3"),
        ]
    )
    terms = CostTerms(
        costs=PAY,
        charges=[
            Charge("Membership", "membership", "50"),
            Charge("Deposit", "deposit", "200", member="Label 1"),
            Charge("Fund", "guarantee fund", "1,50"),
            Charge("Reserve", "fonds de garantie", rate="1 %"),
        ],
        fee_per_hour="0,80",
    )
    books = closed(terms, schedule_of([[2, 0, 2], [2, 2, 0], [0, 2, 0]], joined))
    assert lines(books, LineKind.MEMBERSHIP) == [
        ("Label 1", "Membership", "2027-01", Decimal("50.00")),
        ("Label 3", "Membership", "2027-01", Decimal("50.00")),
        ("Label 2", "Membership", "2027-02", Decimal("50.00")),
    ]
    assert lines(books, LineKind.DEPOSIT) == [
        ("Label 1", "Deposit", "2027-01", Decimal("200.00")),
        ("Label 1", "Deposit", "2027-02", Decimal("-200.00")),
    ]
    assert lines(books, LineKind.FEE)[0] == ("Label 1", "management fee", "2027-01", Decimal("5.60"))
    funds = {about: amount for _, about, _, amount in lines(books, LineKind.FUND)[:2]}
    assert funds == {"Fund": Decimal("3.00"), "Reserve": Decimal("17.04")}
    assert books.result == sum(amount for *_, amount in lines(books, LineKind.FEE))
    assert audit_costs(books).ok


def test_time_away_is_borne_by_the_declared_rules() -> None:
    away = group(absences=[Absence("Web marketer 1", "2027-01-11", "2027-01-29")])
    schedule = schedule_of([[2, 2, 0]], away)
    use = closed(CostTerms(costs=PAY), schedule, ["2027-01"])
    assert {about for _, about, _, _ in lines(use)} == {"Web marketer 1"}
    rules = TimeRules(leave="commitment", idle="group")
    books = closed(CostTerms(costs=PAY, time=rules), schedule, ["2027-01"])
    closing = books.closings[0]
    # 1 to 8 January has twelve half-days to work on; those of the 1st and 2nd, a Saturday, are given.
    pools = {pool.name: pool.amount for pool in closing.pools}
    assert sum(pools.values()) == Decimal("3408.00")
    assert closing.totals[0].borne == pools["Web marketer 1 (time away, by group)"] > 0
    assert books.result == -closing.totals[0].borne
    shared = {member for member, about, _, _ in lines(books) if "commitment" in about}
    assert shared == {"Label 1", "Label 2", "Label 3"}
    assert ("idle", "group") in dict(closing.statements[0].notes)["time"]
    assert audit_costs(books).ok


def test_nothing_tells_a_member_why_somebody_was_away() -> None:
    schedule = schedule_of(USES)
    sick = TimeEntry("2027-01-04", "Web marketer 1", activity="sick")
    used = TimeEntry("2027-01-05", "Web marketer 1", "Label 1")
    actuals = Actuals(schedule.group, Horizon("2027-01-01", "2027-01-31"), (sick, used))
    terms = CostTerms(costs=PAY, time=TimeRules(sick="equal"))
    statement = Books().close("2027-01", terms, schedule, actuals).statements[0]
    told = [line.about + str(line.figures) for line in statement.lines] + [str(statement.days)]
    assert not any("sick" in text or "Label 2" in text for text in told)


def test_a_month_in_which_an_employee_served_nobody_goes_by_commitment() -> None:
    books = closed(CostTerms(costs=PAY), schedule_of([[0, 0, 0]]), ["2027-01"])
    assert [amount for *_, amount in lines(books)] == [
        Decimal("568.00"),
        Decimal("1136.00"),
        Decimal("1704.00"),
    ]
    assert books.closings[0].pools[0].key == "commitment, as nobody bears anything by use"
    assert audit_costs(books).ok


def test_pools_of_a_year_go_by_months() -> None:
    terms = CostTerms(
        pools=[
            CostPool("Rent", "1 000", key="equal"),
            CostPool("Course", "100", first="2027-02-15", last="2027-03-15", key=FixedPlusUse("50 %")),
        ],
        subsidies=[Subsidy("City", "120", pool="Rent", first="2027-01", last="2027-03")],
    )
    books = closed(terms, schedule_of(USES))
    amounts = {(pool.name, pool.month): pool.amount for one in books.closings for pool in one.pools}
    assert amounts == {
        ("Rent", "2027-01"): Decimal("43.34"),
        ("Rent", "2027-02"): Decimal("43.34"),
        ("Rent", "2027-03"): Decimal("43.34"),
        ("Course", "2027-02"): Decimal("50.82"),
        ("Course", "2027-03"): Decimal("49.18"),
    }
    assert books.closings[0].totals[0].subsidies == Decimal("40.00")
    assert audit_costs(books).ok


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any), min_size=3, max_size=3),
    st.lists(st.integers(1, 10**7), min_size=3, max_size=3),
    st.sampled_from(["use", "commitment", "equal", FixedPlusUse("30 %")]),
)
@settings(max_examples=25)
def test_months_and_adjustment_are_the_year(uses: list[list[int]], cents: list[int], key: Any) -> None:
    """What months bill for a pool differs from the year's split by the adjustment lines, and nothing else."""
    schedule = schedule_of(uses)
    costs = [
        CostItem("Web marketer 1", "gross pay", Decimal(amount).scaleb(-2), first=month, last=month)
        for month, amount in zip(MONTHS, cents, strict=True)
    ]
    terms = CostTerms(costs=costs, key=key)
    books = closed(terms, schedule).adjust("2027-01", "2027-03", terms, schedule)
    billed = dict.fromkeys(["Label 1", "Label 2", "Label 3"], Decimal(0))
    for member, _, _, amount in lines(books):
        billed[member] += amount
    pool = CostPool("Year", Decimal(sum(cents)).scaleb(-2), key=key, employee="Web marketer 1")
    year = {share.member: share.amount for share in split_costs(schedule, [pool]).shares}
    assert billed == year
    assert books.result == 0
    assert audit_costs(books).ok


def test_equal_shares_over_a_year_go_by_the_months_of_membership() -> None:
    left = group(members=[Member("Label 1", end="2027-01-31"), Member("Label 2"), Member("Label 3")])
    terms = CostTerms(pools=[CostPool("Rent", "1 200", key="equal")])
    schedule = schedule_of([[0, 0, 0]], left)
    books = closed(terms, schedule).adjust("2027-01", "2027-03", terms, schedule)
    adjusted = [amount for _, _, month, amount in lines(books) if " to " in month]
    # 100 a month: a third of January was 33.33; one of seven months of membership is 42.86 of 300.
    assert adjusted[0] == Decimal("42.86") - Decimal("33.34")
    assert sum(adjusted) == 0


def test_what_cannot_be_adjusted_is_refused() -> None:
    terms, schedule = CostTerms(costs=PAY), schedule_of(USES)
    books = closed(terms, schedule, ["2027-01"])
    with pytest.raises(BadValue, match="a closed month, got '2027-02'"):
        books.adjust("2027-01", "2027-02", terms, schedule)
    once = books.adjust("2027-01", "2027-01", terms, schedule)
    with pytest.raises(BadValue, match="no adjustment has yet"):
        once.adjust("2027-01", "2027-01", terms, schedule)
    prices = CostTerms(prices=[Price(10)], billing="prices", settles=False)
    with pytest.raises(BadValue, match="settles"):
        books.adjust("2027-01", "2027-01", prices, schedule)


PRICED = CostTerms(costs=PAY, prices=[Price("150", "day")], billing="prices", vat=[VatRule("exempt")])


def test_prices_are_brought_to_costs_at_the_end_of_the_year() -> None:
    schedule = schedule_of(USES)
    books = closed(PRICED, schedule)
    assert books.result == Decimal("150") * 15 / 2 - 3 * Decimal("3408.00")
    after = books.adjust("2027-01", "2027-03", PRICED, schedule)
    assert after.result == 0
    assert {vat.category for one in after.statements for vat in one.vat} == {"E"}
    assert audit_costs(after).ok


def test_the_price_that_says_most_counts() -> None:
    terms = CostTerms(
        prices=[
            Price("100", "day"),
            Price("90", "day", member="Label 1"),
            Price("60", "half-day", employee="Web marketer 1", last="2027-01-31"),
            Price("14", "hour", coefficient="1,5", agreement="Label 3: Web marketer 1", basis="paid"),
        ],
        billing="prices",
    )
    books = closed(terms, schedule_of([[2, 1, 1], [2, 1, 1]]), ["2027-01", "2027-02"])
    assert lines(books) == [
        ("Label 1", "Web marketer 1, by the half-day", "2027-01", Decimal("120.00")),
        ("Label 2", "Web marketer 1, by the half-day", "2027-01", Decimal("60.00")),
        ("Label 3", "Web marketer 1 (Label 3: Web marketer 1)", "2027-01", Decimal("73.50")),
        ("Label 1", "Web marketer 1, by the day", "2027-02", Decimal("90.00")),
        ("Label 2", "Web marketer 1, by the day", "2027-02", Decimal("50.00")),
        ("Label 3", "Web marketer 1 (Label 3: Web marketer 1)", "2027-02", Decimal("73.50")),
    ]
    assert audit_costs(books).ok


def test_time_without_a_price_is_named() -> None:
    terms = CostTerms(prices=[Price(1, member="Label 1")], billing="prices")
    with pytest.raises(InputError) as caught:
        closed(terms, schedule_of(USES))
    assert [one.value for one in caught.value.problems] == [
        "Web marketer 1 at Label 2 on 2027-01-02",
        "Web marketer 1 at Label 3 on 2027-01-03",
    ]


def test_a_coefficient_without_hours_is_warned_of() -> None:
    terms = CostTerms(prices=[Price("12", coefficient="1,87")], billing="prices")
    (warning,) = terms.warnings
    assert "1.87 has no basis of hours" in warning
    statement = closed(terms, schedule_of(USES), ["2027-01"]).statements[0]
    assert "no_basis" in dict(statement.notes)
    assert CostTerms(prices=[Price("12", coefficient="1,87", basis="paid")]).warnings == ()


@pytest.mark.parametrize(
    "terms",
    [
        CostTerms(costs=PAY, fee="5 %", vat=[VatRule("exempt", member="Label 2")]),
        CostTerms(costs=PAY, fee_per_hour="1", vat=[VatRule("exempt")]),
        replace(PRICED, settles=False),
        CostTerms(costs=PAY, time=TimeRules(idle="group"), vat=[VatRule("exempt")]),
    ],
)
def test_a_margin_is_refused_where_vat_is_exempt(terms: CostTerms) -> None:
    with pytest.raises(InputError, match=r"261 B .* exactly its share") as caught:
        closed(terms, schedule_of(USES), ["2027-01"])
    assert caught.value.problems[0].advice


def test_vat_by_member_date_line_and_rounding() -> None:
    rules = [
        VatRule("taxable", "20 %"),
        VatRule("taxable", "10 %", on="fee", first="2027-02-01"),
        VatRule("exempt", member="Label 3", last="2026-12-31"),
        VatRule("exempt", on="membership"),
    ]
    terms = CostTerms(costs=PAY, vat=rules, fee="5 %", charges=[Charge("M", "membership", "0.01")])
    books = closed(terms, schedule_of(USES), ["2027-01", "2027-02"])
    january, february = of(books, "2027-01: Label 3"), of(books, "2027-02: Label 3")
    assert [tuple(vat) for vat in january.vat] == [
        ("E", 0, Decimal("0.01"), Decimal("0.00")),
        ("S", Fraction(1, 5), Decimal("596.40"), Decimal("119.28")),
    ]
    assert [(vat.rate, vat.amount) for vat in february.vat] == [
        (Fraction(1, 10), Decimal("5.68")),
        (Fraction(1, 5), Decimal("227.20")),
    ]
    assert audit_costs(books).ok


def test_vat_rounded_by_line_differs_by_cents() -> None:
    pools = [CostPool(f"Pool {n}", "0.09", key="equal") for n in range(10)]
    by_line, by_total = (
        closed(
            CostTerms(
                pools=[replace(p, first=as_date("2027-01-01"), last=as_date("2027-01-31")) for p in pools],
                vat=[VatRule("taxable", "20 %")],
                vat_rounding=rounding,
            ),
            schedule_of(USES),
            ["2027-01"],
        )
        for rounding in ("line", "total")
    )
    assert (by_line.statements[0].tax, by_total.statements[0].tax) == (Decimal("0.10"), Decimal("0.06"))
    assert audit_costs(by_line).ok
    assert audit_costs(by_total).ok


def test_everything_wrong_with_terms_at_once() -> None:
    terms = CostTerms(
        costs=[CostItem("Web marketer 9", "gross pay", 1)],
        pools=[CostPool("Rent", 1), CostPool("Rent", 2)],
        subsidies=[Subsidy("City", 1, pool="Rnt")],
        prices=[Price(1, agreement="None", skill="web")],
        charges=[Charge("Fee", "membership", 1, member="Label 9")],
        vat=[VatRule("exempt", member="Label 8")],
    )
    with pytest.raises(InputError) as caught:
        Books().close("2027-01", terms, schedule_of(USES))
    assert {(one.table, one.row, one.column) for one in caught.value.problems} == {
        ("costs", 0, "employee"),
        ("pools", 1, "name"),
        ("subsidies", 0, "pool"),
        ("prices", 0, "agreement"),
        ("prices", 0, "skill"),
        ("charges", 0, "member"),
        ("vat", 0, "member"),
    }


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (lambda: CostItem("A", "gross pay"), "amount"),
        (lambda: CostItem("A", "gross pay", rate="5 %"), "rate"),
        (lambda: CostItem("A", "charges", 1, "5 %"), "amount"),
        (lambda: CostItem("A", "chargs", 1), "component"),
        (lambda: CostItem("A", "charges", 1, first="2027-02", last="2027-01"), "last"),
        (lambda: Subsidy("A", 1), "employee"),
        (lambda: Subsidy("A", 1, employee="A", pool="B"), "employee"),
        (lambda: Subsidy("A", -1, employee="A"), "amount"),
        (lambda: Price(1, "day", coefficient=2), "per"),
        (lambda: Charge("A", "deposit", rate="1/12"), "base"),
        (lambda: Charge("A", "deposit", 1, base=2), "base"),
        (lambda: Charge("A", "membership"), "amount"),
        (lambda: VatRule("taxable"), "rate"),
        (lambda: VatRule("exempt", "20 %"), "rate"),
        (lambda: TimeRules(idle="nobody"), "idle"),
        (lambda: CostTerms(fee="5 %", fee_per_hour=1), "fee"),
        (lambda: CostTerms(pools=[CostPool("A", 1, currency="CHF")]), "pools"),
        (lambda: CostTerms(pools=["A"]), "pools"),  # type: ignore[list-item]
    ],
)
def test_words_that_mean_nothing_are_refused(make: Any, column: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert [one.column for one in caught.value.problems] == [column]


def test_order_of_members_and_lines_changes_no_share() -> None:
    schedule = schedule_of(USES)
    turned = replace(schedule.group, members=tuple(reversed(schedule.group.members)))
    again = Schedule(turned, QUARTER, tuple(reversed(schedule.assignments)))
    terms = CostTerms(costs=PAY, pools=[CostPool("Rent", "100,01", key="equal")], fee="3 %")
    assert closed(terms, schedule) == closed(replace(terms, costs=PAY[::-1]), again)


def test_a_record_has_its_timesheets_already() -> None:
    schedule, terms = schedule_of(USES), CostTerms(costs=PAY)
    told = Actuals(schedule.group, QUARTER)
    record = TimeRecord(schedule, told)
    by_record, by_both = (
        Books().close("2027-01", terms, record),
        Books().close("2027-01", terms, schedule, told),
    )
    assert by_record == by_both
    assert by_record.statements[0].notes[0] == ("worked", ())
    assert closed(terms, schedule, ["2027-01"]).statements[0].notes[0] == ("planned", ())
    with pytest.raises(BadValue, match="either a record of time"):
        Books().close("2027-01", terms, record, told)


def test_lines_are_plain_data() -> None:
    (line, *_) = closed(CostTerms(costs=PAY), schedule_of(USES)).statements[0].lines
    assert isinstance(line, Line)
    assert dict(line.figures)["key"] == "use"
