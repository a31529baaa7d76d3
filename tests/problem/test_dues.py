"""What is due, what of it cannot be served, and the running caps, with the ledger above and below zero."""

from typing import Any

import pytest

from gesched.group import Absence, Agreement, Closure, Employee, Group, Ledger, Member
from gesched.problem import Dues, Problem
from gesched.timeline import Horizon

_FIRST = "2027-01-01", "2027-03-31"


def dues_of(owed: int = 0, absences: Any = (), closures: Any = (), **words: Any) -> Dues:
    taken: dict[str, Any] = {"employee": "Web marketer 1", "days": 2, **words}
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", skills={"web"}), Employee("Web marketer 2", skills={"web"})],
        members=[Member("Label 1")],
        agreements=[Agreement("Label 1", name="first", **taken)],
        absences=absences,
        closures=closures,
    )
    return Problem(group, Horizon(*_FIRST), Ledger({"first": owed})).dues[0]


@pytest.mark.parametrize(
    ("owed", "caps", "due"),
    [
        (0, (4, 8, 12), 12),
        (3, (7, 11, 15), 15),
        (-3, (1, 5, 9), 9),
        (-6, (0, 2, 6), 6),
        (-12, (0, 0, 0), 0),
        (-20, (0, 0, 0), 0),
    ],
)
def test_the_ledger_moves_caps_and_what_is_due(owed: int, caps: tuple[int, ...], due: int) -> None:
    dues = dues_of(owed)
    assert (dues.promised, dues.running_caps, dues.due, dues.unservable) == (12, caps, due, 0)


def test_a_maximum_replaces_the_running_caps() -> None:
    dues = dues_of(at_most=3)
    assert dues.running_caps is None
    assert (dues.servable, dues.due) == (18, 12)


def test_what_nobody_could_give_is_unservable() -> None:
    away = [Absence("Web marketer 1", "2027-01-01", "2027-03-30")]
    dues = dues_of(absences=away)
    assert (dues.servable, dues.due, dues.unservable) == (2, 2, 10)


def test_what_is_missed_early_can_be_served_later_but_not_ahead() -> None:
    early = [Closure("Label 1", "2027-01-01", "2027-02-28")]
    late = [Closure("Label 1", "2027-02-01", "2027-03-31")]
    assert dues_of(closures=early).servable == 12
    assert dues_of(closures=late).servable == 4


def test_a_maximum_by_period_cannot_be_made_up() -> None:
    early = [Closure("Label 1", "2027-01-01", "2027-02-28")]
    dues = dues_of(closures=early, at_most=3)
    assert (dues.servable, dues.due, dues.unservable) == (6, 6, 6)


def test_an_odd_half_day_owed_cannot_be_served_in_whole_days() -> None:
    dues = dues_of(3, unit="day")
    assert (dues.servable, dues.due, dues.unservable) == (14, 14, 1)


@pytest.mark.parametrize(("at_once", "servable"), [(1, 128), (2, 256)])
def test_by_skill_as_many_as_may_come_at_once(at_once: int, servable: int) -> None:
    dues = dues_of(employee=None, skill="web", days=100, at_once=at_once)
    assert dues.servable == servable
