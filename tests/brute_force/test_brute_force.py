"""What solve() calls best is the best there is: the values of all levels, against full enumeration."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from enumerated import competing, days, eligible_choices, eligible_values, how_many, keeping
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gesched.errors import NoSchedule
from gesched.findings import Conflict, Ending, Ground
from gesched.goals import DEFAULT_GOALS
from gesched.group import Ledger
from gesched.schedule import Schedule
from gesched.solving import solve
from gesched.testing import Case, Row, cases, schedules_that_keep, tiny_cases

MOST = 1_500
MOST_ELIGIBLE = 7_000
FILTERED = [HealthCheck.filter_too_much, HealthCheck.too_slow]

Vector = tuple[int, ...]


def vector(schedule: Schedule) -> Vector:
    return tuple(measure.value for goal in DEFAULT_GOALS for measure in goal.values(schedule))


def solved(case: Case, **words: int) -> Schedule:
    horizon = case.horizon
    return solve(
        case.group,
        horizon.first,
        horizon.last,
        time_limit=None,
        ledger=case.ledger,
        seed=words.get("seed", 0),
    )


def assert_best(case: Case, values: Sequence[Vector]) -> None:
    schedule = solved(case)
    report = schedule.report
    assert report is not None
    assert vector(schedule) == min(values)
    assert tuple(level.value for level in report.levels) == min(values)
    assert all(level.proven and level.bound == level.value for level in report.levels)
    assert report.ending is Ending.PROVEN


def assert_conflict(case: Case, conflict: object) -> None:
    """Show by enumeration that the grounds clash, that any one fewer would not, and what repairs cost."""
    assert isinstance(conflict, Conflict)
    model, found = eligible_values(case)
    rows: dict[Ground, list[Row]] = defaultdict(list)
    for row in model.posted:
        rows[row.because].append(row)
    assert conflict.minimal
    assert set(conflict.grounds) <= set(rows)
    broken_sets, cheapest = set(), None
    for values in found:
        broken = frozenset(
            ground for ground in conflict.grounds if any(row.amount(values) for row in rows[ground])
        )
        broken_sets.add(broken)
        cost = sum(row.amount(values) for row in model.posted)
        cheapest = cost if cheapest is None else min(cheapest, cost)
    assert frozenset[Ground]() not in broken_sets, "some schedule satisfies all of the grounds"
    assert all(frozenset({ground}) in broken_sets for ground in conflict.grounds), "a ground too many"
    assert [repair.amount for repair in conflict.repairs] == [cheapest]


def assert_answered(case: Case, values: Sequence[Vector]) -> int:
    """Hold what solve() answers against the values of every schedule; return how many grounds clash."""
    if values:
        assert_best(case, values)
        return 0
    with pytest.raises(NoSchedule) as raised:
        solved(case)
    conflict = raised.value.conflict
    assert_conflict(case, conflict)
    assert isinstance(conflict, Conflict)
    return len(conflict.grounds)


def test_the_values_of_all_levels_are_the_best_there_are() -> None:
    kinds: Counter[str] = Counter()

    @settings(max_examples=200, derandomize=True, suppress_health_check=FILTERED)
    @given(case=st.one_of(competing(), competing(), cases(most_schedules=20_000)))
    def compare(case: Case) -> None:
        of_days = days(case)
        assume(how_many(of_days) <= MOST)
        values = [vector(schedule) for schedule in keeping(case, of_days)]
        assume(values or how_many(eligible_choices(case)) <= MOST_ELIGIBLE)
        assert_answered(case, values)
        kinds["compared"] += 1
        kinds["a choice"] += len(set(values)) >= 5
        kinds["somebody is short"] += bool(values) and min(values)[0] > 0

    compare()
    assert kinds["compared"] >= 200
    assert kinds["a choice"] >= 40
    assert kinds["somebody is short"] >= 10


def test_conflicts_clash_and_are_minimal() -> None:
    sizes: Counter[int] = Counter()

    @settings(max_examples=100, derandomize=True, suppress_health_check=FILTERED)
    @given(case=st.one_of(competing(), cases()))
    def compare(case: Case) -> None:
        demanding = [
            replace(one, days=2 * one.days, at_least=2 * one.days, at_most=None)
            for one in case.group.agreements
            if one.days
        ]
        case = case._replace(group=replace(case.group, agreements=demanding), ledger=Ledger())
        of_days = days(case)
        assume(how_many(of_days) <= MOST)
        values = [vector(schedule) for schedule in keeping(case, of_days)]
        assume(values or how_many(eligible_choices(case)) <= MOST_ELIGIBLE)
        sizes[assert_answered(case, values)] += 1

    compare()
    assert sum(number for size, number in sizes.items() if size) >= 10
    assert len(sizes) >= 3, "conflicts of several sizes, and groups without"


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_days_are_enough_to_enumerate_from(case: Case) -> None:
    by_days = {schedule.assignments for schedule in keeping(case, days(case))}
    assert by_days == {one.assignments for one in schedules_that_keep(case.group, case.horizon, case.ledger)}


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_the_picked_groups_are_solved_best(case: Case) -> None:
    assert_answered(case, [vector(schedule) for schedule in keeping(case, days(case))])
