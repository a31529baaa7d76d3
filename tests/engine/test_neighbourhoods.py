"""Parts of a schedule: never the same decision twice in a batch, of the size that proves to be right."""

from collections import Counter

import numpy as np
import pytest

from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Kind, Neighbourhoods, Part, Zone
from gesched.engine.slices import Slice, Status, Strategy
from gesched.goals import NoIdleTime, Regularity
from gesched.group import Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.timeline import Horizon

NOTHING = np.empty(0, np.int64)


def model_of(employees: int, weeks: int = 8) -> Model:
    group = Group(
        "Group",
        employees=[Employee(f"Employee {number}", works="Mon-Fri") for number in range(employees)],
        members=[Member(f"Label {number}") for number in range(employees + 1)],
        agreements=[
            Agreement(f"Label {number + more}", employee=f"Employee {number}", days=5, per="horizon")
            for number in range(employees)
            for more in (0, 1)
        ],
    )
    horizon = Horizon("2027-01-04", str(Horizon("2027-01-04", "2028-01-04").dates[7 * weeks - 1]))
    return Model(Problem(group, horizon), DEFAULT_RULES)


def batches(model: Model, seed: int, total: Linear) -> list[list[Part]]:
    drawn = Neighbourhoods(model, seed)
    costly = Incumbent(model).costly(total)
    return [drawn.draw(costly, 4) for _ in range(30)]


@pytest.mark.parametrize("employees", [1, 6])
def test_parts_of_a_batch_share_no_decision(employees: int) -> None:
    model = model_of(employees)
    cost = NoIdleTime().cost(model)
    for batch in batches(model, 0, cost):
        together = np.concatenate([part.decisions for part in batch])
        assert len(together)
        assert len(together) == len(set(together.tolist()))
        assert together.max() < len(model.cells)


def test_the_same_seed_draws_the_same() -> None:
    model = model_of(3)
    cost = NoIdleTime().cost(model)
    first, again, other = (
        [part.decisions.tolist() for batch in batches(model, seed, cost) for part in batch]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_where_nothing_can_be_decided_there_are_no_parts() -> None:
    model = Model(Problem(Group("Group"), Horizon("2027-01-04", "2027-01-04")), DEFAULT_RULES)
    assert Neighbourhoods(model, 0).draw(NOTHING, 4) == []
    assert list(Neighbourhoods(model, 0).sweep(1_500)) == []


def test_a_sweep_visits_every_decision_once() -> None:
    model = model_of(6, weeks=40)
    zones = list(Neighbourhoods(model, 0).sweep(1_500))
    assert len(zones) > 1
    assert sorted(np.concatenate(zones).tolist()) == list(range(len(model.cells)))


def regular(employees: int, weeks: int) -> Model:
    """Return a model in which usual weekdays are chosen."""
    model = model_of(employees, weeks)
    Regularity().cost(model)
    return model


def chosen_for(model: Model, zone: Zone) -> set[int]:
    """Return the employees for whom all of a zone may be chosen again."""
    assert zone.settled is not None
    again = np.setdiff1d(model.chosen, zone.settled)
    return set(Neighbourhoods(model, 0).owners()[again].tolist())


def test_zones_share_no_decision_and_few_of_their_employees_choose_again() -> None:
    model = regular(12, weeks=20)
    drawn = Neighbourhoods(model, 0)
    for _ in range(10):
        zones = drawn.zones(NOTHING, 2)
        together = np.concatenate([zone.decisions for zone in zones])
        assert len(zones) == 2
        assert len(together) == len(set(together.tolist()))
        for zone in zones:
            inside = {model.cells[number][1] for number in zone.decisions.tolist()}
            assert chosen_for(model, zone) <= inside
            assert len(chosen_for(model, zone)) == min(4, len(inside))


def test_the_first_zone_is_around_what_costs() -> None:
    model = regular(12, weeks=20)
    drawn = Neighbourhoods(model, 0)
    for number in (0, len(model.cells) - 1):
        (derived, *_) = np.setdiff1d(model.dependents(np.array([number])), [number]).tolist()
        for costly in (number, derived):
            first, second = drawn.zones(np.array([costly]), 2)
            assert {number} & set(model.dependents(first.decisions).tolist())
            assert not {number} & set(second.decisions.tolist())


def test_where_there_is_one_zone_only_others_choose_again_each_time() -> None:
    model = regular(1, weeks=20)
    drawn = Neighbourhoods(model, 0)
    drawn.again = 1.0
    first, second = drawn.zones(NOTHING, 2)
    assert first.decisions.tolist() == second.decisions.tolist() == list(range(len(model.cells)))
    assert chosen_for(model, first) == {0}


def test_of_an_easy_zone_more_choose_again_the_next_time() -> None:
    drawn = Neighbourhoods(regular(12, weeks=20), 0)
    sizes = []
    for status, effort in ((Status.OPTIMAL, 0.1), (Status.OPTIMAL, 0.9), (Status.FEASIBLE, 1.0)):
        drawn.learn_zone(Slice(status, 0, NOTHING, effort), 1.0)
        sizes.append(drawn.again)
    assert sizes == pytest.approx([4.8, 4.8, 3.84])
    for _ in range(30):
        drawn.learn_zone(Slice(Status.FEASIBLE, 0, NOTHING, 1.0), 1.0)
    assert drawn.again == 1.0
    for _ in range(30):
        drawn.learn_zone(Slice(Status.OPTIMAL, 0, NOTHING, 0.0), 1.0)
    assert drawn.again == 20.0


def decisions_of(parts: list[Part]) -> list[int]:
    return sorted(np.concatenate([part.decisions for part in parts]).tolist())


def test_everybody_is_assembled_once_or_whoever_is_left() -> None:
    model = model_of(6, weeks=40)
    neighbourhoods = Neighbourhoods(model, 0)
    parts = list(neighbourhoods.assembly())
    assert decisions_of(parts) == list(range(len(model.cells)))
    employees = [{model.cells[number][1] for number in part.decisions.tolist()} for part in parts]
    assert all(len(some) == 1 for some in employees)
    # The last variable is derived: it says nothing of whom it concerns.
    broken = np.array([number for number, cell in enumerate(model.cells) if cell[1] in {2, 4}][::7])
    left = list(neighbourhoods.assembly(np.append(broken, len(model.cells)), 3.0))
    assert {model.cells[number][1] for part in left for number in part.decisions.tolist()} == {2, 4}
    assert {part.effort for part in left} == {3.0}


def test_everybody_is_asked_for_any_schedule_soon_and_whoever_is_left_for_longer() -> None:
    model = model_of(6, weeks=40)
    neighbourhoods = Neighbourhoods(model, 0)
    parts = list(neighbourhoods.everybody())
    assert decisions_of(parts) == list(range(len(model.cells)))
    broken = np.array([number for number, cell in enumerate(model.cells) if cell[1] == 2][:1])
    (left,) = neighbourhoods.everybody(broken)
    assert {model.cells[number][1] for number in left.decisions.tolist()} == {2}
    assert {part.presolve for part in parts} == {False}
    assert left.presolve
    assert left.effort > max(part.effort for part in parts)
    assert list(neighbourhoods.everybody(broken[:0])) == []


def test_long_horizons_are_assembled_in_pieces_everybody_s_start_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = model_of(3, weeks=40)
    neighbourhoods = Neighbourhoods(model, 0)
    whole = list(neighbourhoods.assembly())
    assert {(part.strategy, part.effort) for part in whole} == {(Strategy.PSEUDO_COSTS, 0.5)}
    monkeypatch.setattr("gesched.engine.neighbourhoods._LARGEST_ASSEMBLED", 300)
    pieces = list(neighbourhoods.assembly())
    assert decisions_of(pieces) == list(range(len(model.cells)))
    assert {(part.strategy, part.effort) for part in pieces} == {(Strategy.IN_ORDER, 0.2)}
    begins = [min(model.cells[number][2] for number in part.decisions.tolist()) for part in pieces]
    assert begins == sorted(begins)
    again = neighbourhoods.assembly(np.arange(len(model.cells)), 3.0)
    assert {(part.strategy, part.effort) for part in again} == {(Strategy.PSEUDO_COSTS, 3.0)}


def test_employees_of_a_part_share_members() -> None:
    model = model_of(6)
    drawn = Neighbourhoods(model, 0)
    for _ in range(20):
        chosen = drawn.employees(0, 300.0)
        found = {model.cells[number][1] for number in np.flatnonzero(chosen).tolist()}
        assert found == set(range(min(found), max(found) + 1))  # each shares a member with the next


def test_a_large_part_keeps_what_is_near_in_time() -> None:
    model = model_of(1, weeks=40)
    drawn = Neighbourhoods(model, 0)
    chosen = np.flatnonzero(drawn.employees(0, 100.0))
    assert 100 <= len(chosen) < 150
    columns = {model.cells[number][2] for number in chosen.tolist()}
    assert max(columns) < 14 * 8


def test_what_is_easy_grows_and_what_is_hard_shrinks() -> None:
    drawn = Neighbourhoods(model_of(1), 0)
    kind = Kind("weeks", costly=False)
    part = Part(kind, np.arange(400), Strategy.RELAXATION)
    drawn.learn(part, 0, Slice(Status.FEASIBLE, 0, np.zeros(0, np.int64), part.effort))
    assert kind.size < 400
    for _ in range(3):
        drawn.learn(part, 3, Slice(Status.OPTIMAL, 0, np.zeros(0, np.int64), part.effort / 10))
    assert kind.size > 400


def test_what_gains_most_in_its_time_is_drawn_most() -> None:
    drawn = Neighbourhoods(model_of(4, weeks=20), 0)
    shapes: Counter[str] = Counter()
    for _ in range(150):
        for part in drawn.draw(NOTHING, 1):
            shapes[part.kind.shape] += 1
            # Members gain as much as weeks, in ten times their time.
            gain, effort = {"weeks": (9, 0.0), "members": (9, 1.0), "employees": (0, 0.0)}[part.kind.shape]
            drawn.learn(part, gain, Slice(Status.OPTIMAL, 0, np.zeros(0, np.int64), effort))
    assert shapes["weeks"] > 3 * shapes["members"]
    assert shapes["members"] > 3
    assert shapes["employees"] > 3
