"""The bound of the linear relaxation holds, whatever floating point suggests."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from programs import program_of

from gesched.engine import Infeasible, Search, in_words_of_cp_sat, relaxation, ways
from gesched.engine.progress import Clock
from gesched.engine.relaxation import SCALE, Bounding, Relaxation, weak_duality
from gesched.engine.running import Runner, perform
from gesched.errors import WrongAnswer
from gesched.goals import DEFAULT_GOALS
from gesched.linear import Linear
from gesched.model import FAR, Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.testing import Case, tiny_cases

FEASIBLE = [case for case in tiny_cases() if case.group.agreements]


def model_of(case: Case) -> Model:
    return Model(Problem(case.group, case.horizon, case.ledger), DEFAULT_RULES)


def least(model: Model, total: Linear) -> int | None:
    solver = cp_model.CpSolver()
    status = solver.solve(in_words_of_cp_sat(model.program(total)))
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def relaxed_bound(model: Model, total: Linear) -> int | None:
    return perform(Relaxation(model.program(total)), None)


def given_in_all(model: Model) -> Linear:
    dues = model.problem.dues
    return Linear.total(
        model.given(number, tranche) * -1
        for number in range(len(dues))
        for tranche in range(len(dues[number].tranches))
    )


@pytest.mark.parametrize("case", FEASIBLE, ids=str)
def test_the_bound_is_below_the_least_and_near_it(case: Case) -> None:
    model = model_of(case)
    total = given_in_all(model)
    optimum = least(model, total)
    bound = relaxed_bound(model, total)
    if optimum is not None and bound is not None:
        assert optimum - len(model.uppers) <= bound <= optimum


@settings(max_examples=100, derandomize=True)
@given(data=st.data())
def test_any_multipliers_prove_a_bound_that_holds(data: st.DataObject) -> None:
    model = model_of(data.draw(st.sampled_from(FEASIBLE)))
    total = given_in_all(model)
    optimum = least(model, total)
    program = model.program(total)
    largest = data.draw(st.sampled_from([2**22, 2**60]))  # too large for 64 bits, too
    size = st.lists(st.integers(-largest, largest), min_size=len(program.rows), max_size=len(program.rows))
    bound = weak_duality(program, np.array(data.draw(size), np.int64))
    assert optimum is None or bound <= optimum


@settings(max_examples=100, derandomize=True)
@given(data=st.data())
def test_what_variables_must_be_at_least_counts(data: st.DataObject) -> None:
    program = program_of([2, 3, 1], [({0: 1, 1: 2}, 1, 5), ({1: 1, 2: -3}, -2, FAR)], {0: 5, 1: -4, 2: 3}, 7)
    lowers = [data.draw(st.integers(0, upper)) for upper in program.uppers.tolist()]
    some = product(*(range(low, high + 1) for low, high in zip(lowers, program.uppers.tolist(), strict=True)))
    values = [program.offset + int(program.costs @ one) for one in map(np.array, some) if program.holds(one)]
    multipliers = data.draw(st.lists(st.integers(-9 * SCALE, 9 * SCALE), min_size=2, max_size=2))
    found = weak_duality(program, np.array(multipliers), lowers=np.array(lowers))
    assert all(found <= value for value in values)
    assert found >= weak_duality(program, np.array(multipliers))


@pytest.mark.parametrize("case", FEASIBLE, ids=str)
def test_zones_raise_a_bound_and_never_above_what_holds(case: Case) -> None:
    model = model_of(case)
    total = given_in_all(model)
    easy, whole = model.program(Linear(total.terms[:1])), model.program(total)
    optimum, relaxed = least(model, total), relaxed_bound(model, total)
    employees = model.cells[:, 1]
    zones = [model.dependents(np.flatnonzero(employees == one)) for one in np.unique(employees)]
    found = [perform(Bounding(easy, whole, tuple(zones[:count])), None) for count in range(len(zones) + 1)]
    bounds = [None if one is None else one.bound for one in found]
    if optimum is None:
        return
    for before, after in pairwise(bounds):
        assert before is not None and after is not None
        assert before <= after <= optimum
    # A zone that is the whole says what the relaxation does, whatever it begins with.
    everything = (np.arange(len(model.uppers)),)
    alone = perform(Bounding(None, whole, everything), None)
    assert (None if alone is None else alone.bound) == relaxed


def test_once_stopped_the_other_zones_are_left_and_what_is_known_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = model_of(FEASIBLE[0])
    program = model.program(given_in_all(model))
    everything = np.arange(len(model.uppers))
    do, stop = Bounding(program, program, (everything, everything)).begin(None)
    looked_at: list[object] = []

    def look(*asked: object) -> None:
        looked_at.append(asked)
        stop()

    monkeypatch.setattr(relaxation, "_ascend", look)
    found = do()
    assert found is not None
    assert found.bound == relaxed_bound(model, given_in_all(model))
    assert len(looked_at) == 1


def test_a_flow_is_proven_by_its_relaxation() -> None:
    exact = 0
    for case in FEASIBLE:
        model = model_of(case)
        total = given_in_all(model)
        exact += relaxed_bound(model, total) == least(model, total)
    assert exact >= len(FEASIBLE) // 2


def test_a_bound_above_what_was_counted_is_a_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.relaxation.weak_duality", lambda *_, **__: 10**6)
    # A glance leaves nothing to relax where it proves all: here CP-SAT is given no time to.
    monkeypatch.setattr(ways, "_GLANCE", 1e-9)
    raised = 0
    for case in FEASIBLE:
        try:
            with Runner(Clock(None, 200)) as runner:
                search = Search(model_of(case), DEFAULT_GOALS, 0, runner)
                search.start(Linear())
                search.improve()
        except Infeasible:
            continue
        except WrongAnswer as wrong:
            assert "1000000 bounds it from below" in str(wrong)
            raised += 1
    assert raised
