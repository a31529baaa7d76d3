import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.costs import AllocationKey, ByWeights, CostPool, CostSplit, FixedPlusUse, Share, split_costs
from gesched.errors import InputError, InputProblem
from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Assignment, Schedule, TimeRecord
from gesched.timeline import Half, Horizon, Period

YEAR = Horizon("2027-01-01", "2027-12-31")
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


def schedule_of(members: int, uses: list[int] | None = None, order: Random | None = None) -> Schedule:
    """Label n is given its number of half-days, on the first days of the year."""
    numbers = list(range(1, members + 1))
    if order is not None:
        order.shuffle(numbers)
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1"), Employee("Web marketer 2")],
        members=[Member(f"Label {n}") for n in numbers],
        agreements=[Agreement(f"Label {n}", employee="Web marketer 1", days=n) for n in numbers],
    )
    hosts = [n for n, use in enumerate(uses or [], start=1) for _ in range(use)]
    assignments = [
        Assignment(
            YEAR.first + dt.timedelta(days=place // 2),
            Half(place % 2),
            "Web marketer 1",
            f"Label {n}",
            f"Label {n}: Web marketer 1",
        )
        for place, n in enumerate(hosts)
    ]
    return Schedule(group, YEAR, tuple(assignments))


def amounts(split: CostSplit) -> dict[tuple[str, str], Decimal]:
    return {(share.pool, share.member): share.amount for share in split.shares}


def borne(schedule: Schedule, pool: CostPool) -> list[str]:
    return [str(share.amount) for share in split_costs(schedule, [pool]).shares]


def problems_of(schedule: Schedule, *pools: CostPool) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as caught:
        split_costs(schedule, pools)
    return caught.value.problems


def test_ten_thousand_among_eleven() -> None:
    shares = borne(schedule_of(11), CostPool("Salary", "10 000,00", key="equal"))
    assert shares == ["909.10", *["909.09"] * 10]


@pytest.mark.parametrize(
    ("pool", "shares"),
    [
        (CostPool("A", 100, key="equal"), ["33.34", "33.33", "33.33"]),
        (CostPool("B", "4 321,07"), ["1728.43", "1728.43", "864.21"]),
        (CostPool("C", "-4321.07"), ["-1728.43", "-1728.43", "-864.21"]),
        (CostPool("Lawyer", 500, key="equal"), ["166.67", "166.67", "166.66"]),
        (CostPool("D", 60, key="commitment"), ["10.00", "20.00", "30.00"]),
        (CostPool("E", 12.3, key=ByWeights({"Label 3": 1})), ["0.00", "0.00", "12.30"]),
        (CostPool("F", 100, key=FixedPlusUse("30 %")), ["38.00", "38.00", "24.00"]),
        (CostPool("G", 100, first="2027-01-02"), ["0.00", "66.67", "33.33"]),
        (CostPool("H", 100, last="2027-01-01"), ["100.00", "0.00", "0.00"]),
        (CostPool("I", 0, first="2027-12-01"), ["0.00", "0.00", "0.00"]),
    ],
)
def test_known_splits(pool: CostPool, shares: list[str]) -> None:
    assert borne(schedule_of(3, [2, 2, 1]), pool) == shares


def test_fixed_plus_use_is_rounded_once() -> None:
    # Rounded apart, both cents would fall on the first member.
    shares = borne(schedule_of(3, [1, 1, 1]), CostPool("Stamps", "0.02", key=FixedPlusUse("50 %")))
    assert shares == ["0.01", "0.01", "0.00"]


@given(AMOUNTS, st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any), st.fractions(0, 1))
def test_fixed_plus_use_is_both_parts_within_a_cent(amount: Decimal, uses: list[int], part: Fraction) -> None:
    fixed = min(max(part, Fraction(1, 100)), Fraction(99, 100))
    split = split_costs(schedule_of(len(uses), uses), [CostPool("Rent", amount, key=FixedPlusUse(fixed))])
    for share, use in zip(split.shares, uses, strict=True):
        exact = Fraction(amount) * (fixed / len(uses) + (1 - fixed) * Fraction(use, sum(uses)))
        assert abs(Fraction(share.amount) - exact) < Fraction(1, 100)


KEYS = st.sampled_from(["use", "commitment", "equal", FixedPlusUse("1/3"), ByWeights({"Label 2": 1})])


@given(st.lists(st.tuples(AMOUNTS, KEYS), max_size=4), st.randoms(use_true_random=False))
def test_shares_sum_and_order_never_matters(
    given_pools: list[tuple[Decimal, AllocationKey | str]], random: Random
) -> None:
    pools = [CostPool(f"Pool {n}", amount, key=key) for n, (amount, key) in enumerate(given_pools)]
    split = split_costs(schedule_of(4, [3, 0, 3, 1]), pools)
    for pool in pools:
        assert sum(share.amount for share in split.shares if share.pool == pool.name) == pool.amount
    shuffled = random.sample(pools, len(pools))
    assert amounts(split_costs(schedule_of(4, [3, 0, 3, 1], random), shuffled)) == amounts(split)


def test_ties_follow_the_stable_key_not_the_name() -> None:
    members = [Member("Label 1", key="b"), Member("Label 2", key="a")]
    schedule = Schedule(Group("Paris Mix", members=members), YEAR)
    assert borne(schedule, CostPool("Stamp", "0,01", key="equal")) == ["0.00", "0.01"]


def test_the_decimal_context_changes_nothing() -> None:
    pool = CostPool("Salary", "123 456 789,01", key="equal")
    expected = split_costs(schedule_of(7), [pool])
    with localcontext(prec=3):
        split = split_costs(schedule_of(7), [pool])
        assert split == expected
        pd.testing.assert_frame_equal(split.by_member(), expected.by_member())
        assert str(split) == str(expected)


def test_tables() -> None:
    pools = [CostPool("Salary", 100, employee="Web marketer 1"), CostPool("Subsidy", -30, key="equal")]
    split = split_costs(schedule_of(3, [1, 0, 3]), pools)
    frame = split.to_frame()
    assert list(frame.columns) == ["pool", "member", "key", "weight", "share", "amount"]
    assert frame.iloc[2].tolist() == ["Salary", "Label 3", "use", 3.0, 0.75, Decimal("75.00")]
    assert frame.iloc[3].tolist()[2:] == ["equal", 1.0, 1 / 3, Decimal("-10.00")]
    assert split.by_member().to_dict("list") == {
        "member": ["Label 1", "Label 2", "Label 3"],
        "total": [Decimal("15.00"), Decimal("-10.00"), Decimal("65.00")],
    }


def test_no_pools_make_empty_tables() -> None:
    split = split_costs(schedule_of(2), [])
    assert split.shares == ()
    assert split.to_frame().empty
    assert list(split.by_member().columns) == ["member", "total"]
    assert str(split).startswith("Cost split: 0.00; pools: 0")


def test_a_pool_of_nothing_needs_no_weights() -> None:
    frame = split_costs(schedule_of(2), [CostPool("Salary", 0)]).to_frame()
    assert frame["share"].tolist() == [0.0, 0.0]
    assert [str(amount) for amount in frame["amount"]] == ["0.00", "0.00"]


def test_shown_as_text_and_as_escaped_html() -> None:
    schedule = schedule_of(2)
    group = replace(schedule.group, members=[Member("Label <b>&1"), Member("Label 2")], agreements=[])
    split = split_costs(Schedule(group, YEAR), [CostPool("<script>", "2 469,13", key="equal")])
    assert str(split).splitlines()[0] == "Cost split: 2,469.13; pools: 1, members: 2"
    assert "1,234.57" in str(split)
    html = split._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "Label &lt;b&gt;&amp;1" in html


def test_every_problem_of_every_pool_at_once() -> None:
    problems = problems_of(
        schedule_of(3, [1, 1, 1]),
        CostPool("Salary", 10, employee="Web marketer 11"),
        CostPool("Rent", 10, first="2026-12-01", last="2028-01-31"),
        CostPool("Lawyer", 10, key=ByWeights({"Label 33": 1, "Labl 1": 1})),
        CostPool("Salary", 10, employee="Web marketer 2"),
        CostPool("Coach", 10, key=FixedPlusUse("20 %"), last="2027-06-30", first="2027-06-01"),
    )
    places = {(problem.table, problem.row, problem.column) for problem in problems}
    assert places == {
        ("pools", 0, "employee"),
        *(("pools", 1, column) for column in ("first", "last")),
        ("pools", 2, "key"),
        *(("pools", 3, column) for column in ("name", "key")),
        ("pools", 4, "key"),
    }
    assert [problem.value for problem in problems if problem.row == 2] == ["Label 33", "Labl 1"]
    advice = {problem.row: problem.advice for problem in problems}
    assert advice[0].startswith("Did you mean 'Web marketer")


def test_a_period_outside_the_horizon_names_pool_and_horizon() -> None:
    (problem,) = problems_of(schedule_of(1, [1]), CostPool("Rent", 10, last="2028-01-31"))
    assert str(problem).startswith(
        "pools, row 0, last: expected a date for pool 'Rent' within the horizon (2027-01-01"
    )


def test_nobody_used_the_employee() -> None:
    pool = CostPool("Salary", 10, employee="Web marketer 2", first="2027-02-01", last="2027-02-28")
    (problem,) = problems_of(schedule_of(1, [1]), pool)
    assert str(problem) == (
        "pools, row 0, key: expected a key by which some member bears pool 'Salary' "
        "(a cost of Web marketer 2, 2027-02), got 'use'. By this key every member weighs nothing then; "
        'take key="equal" or other dates.'
    )


def test_only_keys_that_weigh_are_advised() -> None:
    (problem,) = problems_of(schedule_of(1), CostPool("Rent", 10, key=FixedPlusUse("20 %")))
    assert problem.advice.endswith('take key="commitment" or key="equal" or other dates.')


def test_what_is_no_pool_is_refused() -> None:
    (problem,) = problems_of(schedule_of(1), "Rent")  # type: ignore[arg-type]
    assert problem.expected == "a CostPool"


@dataclass(frozen=True)
class ByHeart:
    weights: Mapping[str, object]

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, int]:
        assert record.schedule.horizon == YEAR
        assert (period, employee) == (Period(YEAR.first, YEAR.last), None)
        return self.weights  # type: ignore[return-value]


def test_a_key_of_one_s_own() -> None:
    assert borne(schedule_of(2), CostPool("Rent", 9, key=ByHeart({" Label 2": 2, "Label 1": 1}))) == [
        "3.00",
        "6.00",
    ]


@pytest.mark.parametrize("weights", [{"Label 1": -1}, {"Label 1": 0.5}, {"Label 9": 1}])
def test_a_wrong_key_of_one_s_own_is_named(weights: Mapping[str, object]) -> None:
    (problem,) = problems_of(schedule_of(2), CostPool("Rent", 9, key=ByHeart(weights)))
    assert (problem.table, problem.row, problem.column) == ("pools", 0, "key")


def test_a_split_that_does_not_add_up_is_refused() -> None:
    pool = CostPool("Rent", 10)
    with pytest.raises(InputError, match=r"shares of 'Rent' that sum to 10\.00, got '9.99'"):
        CostSplit((pool,), (Share("Rent", "Label 1", Fraction(1), Decimal("9.99")),))
    with pytest.raises(InputError, match="shares of a pool of the split, got 'Rnt'"):
        CostSplit((), (Share("Rnt", "Label 1", Fraction(1), Decimal("9.99")),))


def test_every_bad_field_of_a_pool_at_once() -> None:
    with pytest.raises(InputError) as caught:
        CostPool("", "1,234.56", key="used", first="2027-02-30")
    assert [problem.column for problem in caught.value.problems] == ["name", "amount", "key", "first"]
    with pytest.raises(InputError, match="last: expected a date not before 2027-02-01"):
        CostPool("Rent", 1, first="2027-02-01", last="2027-01-31")
