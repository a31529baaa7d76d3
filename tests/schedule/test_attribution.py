import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.group import Agreement, Employee, Group, Ledger, Member
from gesched.schedule import Schedule
from gesched.timeline import Horizon

ONE, TWO = "Web marketer 1", "Web marketer 2"
JANUARY = Horizon("2027-01-01", "2027-01-31")
WINTER = Horizon("2027-01-01", "2027-02-28")
# Each promises a day, that is two half-days, a month; the one that names somebody stands in the middle.
BY_SKILL = {"skill": "web marketing", "days": 1, "name": "by skill"}
NAMED = {"employee": ONE, "days": 1, "name": "named"}
BY_ANOTHER = {"skill": "online shop", "days": 1, "name": "by another skill"}
ALL = (BY_SKILL, NAMED, BY_ANOTHER)

Row = tuple[str, str, str]


def group(*agreements: Mapping[str, Any]) -> Group:
    return Group(
        "Paris Mix",
        employees=[Employee(ONE, skills="web marketing; online shop"), Employee(TWO, skills="web marketing")],
        members=[Member("Label 1"), Member("Label 2")],
        agreements=[Agreement("Label 1", **words) for words in agreements],
    )


def half_days(count: int, first: str = "2027-01-04", employee: str = ONE) -> list[Row]:
    """Return one employee's first half-days from a date on, weekends left out."""
    begin = dt.date.fromisoformat(first)
    days = (begin + dt.timedelta(days=number) for number in range(count + 2))
    weekdays = [day for day in days if day.weekday() < 5]
    return list(islice(((str(day), half, employee) for day in weekdays for half in ("AM", "PM")), count))


def attributed(
    agreements: Sequence[Mapping[str, Any]],
    rows: Sequence[Row],
    horizon: Horizon = JANUARY,
    owed: Mapping[str, int] | None = None,
    told: Sequence[str | None] | None = None,
) -> list[str]:
    """Return the agreements that rows at Label 1 count for, in the order of time."""
    frame = pd.DataFrame(rows, columns=["date", "half", "employee"]).assign(member="Label 1")
    if told is not None:
        frame = frame.assign(agreement=pd.Series(told, dtype=object))
    made = Schedule.from_frame(group(*agreements), frame, horizon, ledger=Ledger(owed or {}))
    return [one.agreement for one in made.assignments]


def test_what_an_agreement_never_takes_or_has_no_season_for_counts_for_another() -> None:
    never = {**NAMED, "never": "Mon AM"}
    assert attributed((never, BY_SKILL), half_days(2)) == ["by skill", "named"]
    assert attributed(({**NAMED, "season": "Feb-Dec"}, BY_SKILL), half_days(2)) == ["by skill"] * 2


def test_named_first_then_by_skill_in_table_order_and_the_first_where_all_are_used_up() -> None:
    expected = ["named"] * 2 + ["by skill"] * 2 + ["by another skill"] * 2 + ["named"] * 2
    assert attributed(ALL, half_days(8)) == expected


def test_table_order_decides_among_skills() -> None:
    expected = ["named"] * 2 + ["by another skill"] * 2 + ["by skill"] * 2
    assert attributed([BY_ANOTHER, NAMED, BY_SKILL], half_days(6)) == expected


def test_somebody_else_counts_for_the_skills_they_have() -> None:
    assert attributed(ALL, half_days(4, employee=TWO)) == ["by skill"] * 4


def test_without_a_named_agreement_the_first_by_skill_takes_what_is_too_much() -> None:
    assert attributed([BY_SKILL], half_days(5)) == ["by skill"] * 5


def test_two_employees_share_one_limit_by_time() -> None:
    rows = [*half_days(2, employee=TWO), *half_days(4, "2027-01-06")]
    assert attributed(ALL, rows) == ["by skill"] * 2 + ["named"] * 2 + ["by another skill"] * 2


def test_a_shortfall_of_january_can_be_made_up_in_february() -> None:
    expected = ["named"] * 4 + ["by skill"] * 2
    assert attributed([NAMED, BY_SKILL], half_days(6, "2027-02-01"), WINTER) == expected


def test_nothing_counts_ahead_of_what_is_promised() -> None:
    rows = [*half_days(3), *half_days(3, "2027-02-01")]
    expected = ["named", "named", "by skill", "named", "named", "by skill"]
    assert attributed([NAMED, BY_SKILL], rows, WINTER) == expected


def test_at_most_limits_each_period_alone() -> None:
    named = NAMED | {"at_most": "1.5"}
    rows = [*half_days(4), *half_days(6, "2027-02-01")]
    expected = ["named"] * 3 + ["by skill"] + ["named"] * 3 + ["by skill"] * 3
    assert attributed([named, BY_SKILL], rows, WINTER) == expected


@pytest.mark.parametrize(("owed", "room"), [(2, 4), (1, 3), (-1, 1), (-2, 0), (-9, 0)])
def test_the_ledger_moves_the_limit(owed: int, room: int) -> None:
    expected = ["named"] * room + ["by skill"] * 2
    assert attributed([NAMED, BY_SKILL], half_days(room + 2), owed={"named": owed}) == expected


def test_an_agreement_that_is_not_in_force_comes_last() -> None:
    later = NAMED | {"start": "2027-01-11"}
    assert attributed([later, BY_SKILL], half_days(2)) == ["by skill"] * 2
    assert attributed([later, BY_SKILL], half_days(6))[-2:] == ["by skill"] * 2
    assert attributed([later], half_days(2)) == ["named"] * 2


def test_an_agreement_that_has_ended_comes_last() -> None:
    ended = NAMED | {"end": "2027-01-04"}
    assert attributed([ended, BY_SKILL], half_days(2, "2027-01-05")) == ["by skill"] * 2


def test_what_is_told_counts_against_the_limit_first() -> None:
    rows = half_days(4)
    told = [None, "by skill", "", "named"]
    assert attributed([NAMED, BY_SKILL], rows, told=told) == ["named", "by skill", "by skill", "named"]


def test_what_is_told_for_february_leaves_less_for_january() -> None:
    rows = [*half_days(3), *half_days(3, "2027-02-01")]
    told = [None] * 3 + ["named"] * 3
    expected = ["named", "by skill", "by skill", "named", "named", "named"]
    assert attributed([NAMED, BY_SKILL], rows, WINTER, told=told) == expected


def test_other_columns_and_the_order_of_rows_make_no_difference() -> None:
    rows = half_days(8)
    assert attributed(ALL, rows[::-1]) == attributed(ALL, rows)


MOMENTS = st.tuples(
    st.dates(WINTER.first, WINTER.last).map(str), st.sampled_from(["AM", "PM"]), st.sampled_from([ONE, TWO])
)
CASES = st.tuples(
    st.lists(MOMENTS, max_size=14, unique=True),
    st.dictionaries(st.sampled_from(["named", "by skill"]), st.integers(-3, 3)),
    st.sampled_from([None, "1", "2.5"]),
)


@given(CASES, st.randoms())
@settings(max_examples=60)
def test_told_again_it_is_the_same_and_the_order_of_rows_makes_no_difference(case: Any, random: Any) -> None:
    rows, owed, at_most = case
    agreements = [BY_SKILL | {"at_most": at_most}, NAMED, BY_ANOTHER]
    found = attributed(agreements, sorted(rows), WINTER, owed)
    shuffled = random.sample(rows, len(rows))
    assert attributed(agreements, shuffled, WINTER, owed) == found
    assert attributed(agreements, sorted(rows), WINTER, owed, told=found) == found


@given(CASES)
@settings(max_examples=60)
def test_no_agreement_is_overdrawn_while_another_has_room(case: Any) -> None:
    """Of all that ONE gives, nothing exceeds a limit unless every limit is reached on the last date."""
    rows, owed, _ = case
    rows = sorted(row for row in rows if row[2] == ONE)
    found = attributed([NAMED, BY_SKILL], rows, WINTER, owed)
    caps = {
        name: [max(0, owed.get(name, 0) + 2 * month) for month in (1, 2)] for name in ("named", "by skill")
    }
    given = {name: [0, 0] for name in caps}
    for (day, _, _), name in zip(rows, found, strict=True):
        month = int(day[5:7]) - 1
        full = {one: sum(given[one][: month + 1]) >= caps[one][month] for one in caps}
        assert not full[name] or (name == "named" and all(full.values()))
        assert name == "named" or full["named"]
        given[name][month] += 1
