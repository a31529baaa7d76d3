"""Parts of a schedule: some weeks or some members, never all, and the rest is held."""

from itertools import islice

import pytest

from gesched.engine import Clock, Search
from gesched.engine import levels as search_levels
from gesched.engine.parts import parts_of
from gesched.findings import Ending
from gesched.goals import FewTransfers, Goal, Regularity
from gesched.group import Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.timeline import Horizon


def model_of(members: int, last: str, employees: int = 1) -> Model:
    group = Group(
        "Paris Mix",
        employees=[Employee(f"Web marketer {n}", skills={"web"}) for n in range(1, employees + 1)],
        members=[Member(f"Label {number}") for number in range(1, members + 1)],
        agreements=[
            Agreement(f"Label {number}", skill="web", days=2, at_least=2) for number in range(1, members + 1)
        ],
    )
    return Model(Problem(group, Horizon("2027-02-01", last)), DEFAULT_RULES)


def weeks_of(model: Model, part: frozenset[int]) -> set[int]:
    return {model.cells[number][2] // 14 for number in part}


def members_of(model: Model, part: frozenset[int]) -> set[int]:
    return {model.cells[number][0] for number in part}


def test_parts_are_of_weeks_in_a_row_and_of_members_in_turn() -> None:
    model = model_of(6, "2027-04-25")
    parts = list(islice(parts_of(model, 0), 40))
    for part in parts[::2]:
        weeks = weeks_of(model, part)
        assert len(weeks) == 5
        assert max(weeks) - min(weeks) == 4
        assert members_of(model, part) == set(range(6))
    for part in parts[1::2]:
        assert len(members_of(model, part)) == 3
        assert weeks_of(model, part) == set(range(12))
    assert frozenset[int]().union(*parts[::2]) == frozenset[int]().union(*parts[1::2])
    assert len(set(parts)) > 15


def test_the_same_seed_gives_the_same_parts_and_another_one_others() -> None:
    model = model_of(6, "2027-04-25")
    first, again, other = (list(islice(parts_of(model, seed), 10)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("members", "last", "kinds"), [(3, "2027-03-07", 0), (4, "2027-03-07", 1), (3, "2027-04-25", 1)]
)
def test_no_part_is_the_whole(members: int, last: str, kinds: int) -> None:
    model = model_of(members, last)
    parts = list(islice(parts_of(model, 0), 10))
    assert len(parts) == 10 * kinds
    assert all(len(part) < len(model.cells) for part in parts)


def test_weeks_of_a_large_group_are_of_some_employees() -> None:
    model = model_of(3, "2027-04-25", employees=12)
    for part in islice(parts_of(model, 0), 10):
        employees = {model.cells[number][1] for number in part}
        assert len(part) / len(employees) == 3 * 50
        assert len(employees) == 7


def reached(goal: Goal, seed: int, effort: int) -> tuple[int, Ending]:
    search = Search(model_of(6, "2027-03-28"), [goal], seed, Clock(None, effort))
    search.start(Linear())
    (level,), ending = search.improve()
    return level.value, ending


@pytest.mark.parametrize("goal", [Regularity(), FewTransfers()], ids=lambda goal: goal.id)
def test_parts_alone_make_a_schedule_better(goal: Goal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_levels, "_GLANCE", 1e-9)
    monkeypatch.setattr(search_levels, "relaxed_bound", lambda *_: None)
    first, _ = reached(goal, 0, 3)
    later, ending = reached(goal, 0, 16)
    assert later < first
    assert (later, ending) == reached(goal, 0, 16)
