"""More is promised than there is: by employee, skill and group, by month and in all, with exact figures."""

from typing import Any

from gesched.group import Absence, Agreement, Employee, Group, Ledger, Member
from gesched.problem import Problem, over_commitments
from gesched.timeline import Horizon

Row = tuple[str, str, str, int, int]


def found(
    agreements: list[Agreement], last: str, owed: dict[str, int] | None = None, **words: Any
) -> list[Row]:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", skills={"web"}), Employee("Web marketer 2", skills={"web"})],
        members=[Member(f"Label {number}") for number in range(1, 5)],
        agreements=agreements,
        **words,
    )
    problem = Problem(group, Horizon("2027-02-01", last), Ledger(owed or {}))
    return [
        (one.kind, one.name, one.period, one.promised, one.available) for one in over_commitments(problem)
    ]


def named(member: int, employee: int, days: float) -> Agreement:
    return Agreement(f"Label {member}", employee=f"Web marketer {employee}", days=days, name=f"of {member}")


def test_what_fits_is_not_reported() -> None:
    assert found([named(1, 1, 10), named(2, 1, 10)], "2027-02-28") == []


def test_one_employee_in_one_month() -> None:
    # February 2027 has 20 working days.
    assert found([named(1, 1, 12), named(2, 1, 9)], "2027-02-28") == [
        ("employee", "Web marketer 1", "2027-02", 42, 40)
    ]


def test_each_month_and_the_whole_horizon() -> None:
    # March has 23: over by one day in February, within in March, within in all.
    assert found([named(1, 1, 21)], "2027-03-31") == [("employee", "Web marketer 1", "2027-02", 42, 40)]
    assert found([named(1, 1, 24)], "2027-03-31") == [
        ("employee", "Web marketer 1", "2027-02", 48, 40),
        ("employee", "Web marketer 1", "2027-03", 48, 46),
        ("employee", "Web marketer 1", "2027-02-01 to 2027-03-31", 96, 86),
    ]


def test_a_skill_counts_those_who_are_named_too() -> None:
    by_skill = Agreement("Label 3", skill="web", days=5)
    assert found([named(1, 1, 18), named(2, 2, 18), by_skill], "2027-02-28") == [
        ("skill", "web", "2027-02", 82, 80),
        ("group", "Paris Mix", "2027-02", 82, 80),
    ]


def test_absences_count() -> None:
    away = [Absence("Web marketer 2", "2027-02-01", "2027-02-26")]
    by_skill = Agreement("Label 3", skill="web", days=20.5)
    assert found([by_skill], "2027-02-28", absences=away) == [
        ("skill", "web", "2027-02", 41, 40),
        ("group", "Paris Mix", "2027-02", 41, 40),
    ]


def test_what_is_owed_counts_in_the_whole_horizon_only() -> None:
    assert found([named(1, 1, 20)], "2027-03-31", {"of 1": 6}) == []
    assert found([named(1, 1, 20)], "2027-03-31", {"of 1": 7}) == [
        ("employee", "Web marketer 1", "2027-02-01 to 2027-03-31", 87, 86)
    ]


def test_what_one_took_in_advance_is_no_time_for_another() -> None:
    agreements = [named(1, 1, 20), named(2, 1, 1)]
    # The second is owed less than nothing; that makes no room for the first.
    rows = found(agreements, "2027-02-28", {"of 1": 1, "of 2": -10})
    assert rows == [("employee", "Web marketer 1", "2027-02", 41, 40)]
