"""What must not matter does not: order of tables, names, and, for promises by the week, which week it is."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from enumerated import competing
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import NoSchedule
from gesched.goals import DEFAULT_GOALS
from gesched.group import Group, Ledger
from gesched.solving import solve
from gesched.testing import Case, cases, reversed_group
from gesched.timeline import Horizon

MANY = settings(max_examples=40, derandomize=True)


def best(case: Case, seed: int = 0) -> tuple[int, ...] | None:
    """Return the proven values of all levels, or ``None`` where there is no schedule."""
    first, last = case.horizon.first, case.horizon.last
    try:
        schedule = solve(case.group, first, last, time_limit=None, ledger=case.ledger, seed=seed)
    except NoSchedule:
        return None
    assert schedule.report is not None
    assert schedule.report.proven
    return tuple(measure.value for goal in DEFAULT_GOALS for measure in goal.values(schedule))


def renamed(group: Group, name: Callable[[str], str]) -> Group:
    """Rename every employee, member and agreement, wherever they are named."""

    def names(found: frozenset[str] | None) -> Any:
        return None if found is None else [name(one) for one in found]

    return replace(
        group,
        employees=[
            replace(one, name=name(one.name), authorised_members=names(one.authorised_members))
            for one in group.employees
        ],
        members=[replace(one, name=name(one.name)) for one in group.members],
        agreements=[
            replace(
                one,
                member=name(one.member),
                employee=None if one.employee is None else name(one.employee),
                name=name(one.name),
            )
            for one in group.agreements
        ],
        absences=[replace(one, employee=name(one.employee)) for one in group.absences],
        closures=[replace(one, member=name(one.member)) for one in group.closures],
        common_time=[replace(one, employees=names(one.employees)) for one in group.common_time],
    )


def moved(case: Case, by: dt.timedelta) -> Case:
    """Move every date of a group by as much."""

    def later(words: Any, *fields: str) -> list[Any]:
        return [
            replace(word, **{name: day + by for name in fields if (day := getattr(word, name)) is not None})
            for word in words
        ]

    group = replace(
        case.group,
        employees=later(case.group.employees, "start", "end"),
        members=later(case.group.members, "start", "end"),
        agreements=later(case.group.agreements, "start", "end"),
        absences=later(case.group.absences, "first", "last"),
        closures=later(case.group.closures, "first", "last"),
    )
    return case._replace(group=group, horizon=Horizon(case.horizon.first + by, case.horizon.last + by))


@MANY
@given(case=st.one_of(competing(), cases()))
def test_the_order_of_tables_does_not_matter(case: Case) -> None:
    assert best(case._replace(group=reversed_group(case.group))) == best(case)


@MANY
@given(case=st.one_of(competing(), cases()))
def test_names_do_not_matter(case: Case) -> None:
    def name(old: str) -> str:
        # Their order is another one, too.
        return f"{old[::-1]} été".strip()

    ledger = Ledger({name(agreement): half_days for agreement, half_days in case.ledger.items()})
    assert best(case._replace(group=renamed(case.group, name), ledger=ledger)) == best(case)


@MANY
@given(case=competing(), weeks=st.integers(-60, 120))
def test_promises_by_the_week_are_the_same_in_any_week(case: Case, weeks: int) -> None:
    assert best(moved(case, dt.timedelta(weeks=weeks))) == best(case)


@MANY
@given(case=competing(), seed=st.integers(1, 2**31 - 1))
def test_the_seed_does_not_change_what_is_best(case: Case, seed: int) -> None:
    assert best(case, seed) == best(case)


def test_what_is_compared_is_not_all_alike() -> None:
    seen = set()

    @settings(MANY)
    @given(case=competing())
    def note(case: Case) -> None:
        seen.add(best(case))

    note()
    assert len(seen) > 15
