"""Each employee's part is bounded by itself: what these come to is a bound that holds, and a better one."""

import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from generated import GOAL, STARTING, least, model_of, quiet
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import program_of
from regular_weeks import REGULAR, regular_weeks

from gesched.engine import Clock, Runner
from gesched.engine.branching import Branching, Node, Tree
from gesched.engine.columns import SHARED
from gesched.engine.decomposition import Decomposition, InTurn, Place
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.engine.relaxation import SCALE, Bounded, weak_duality
from gesched.engine.running import perform
from gesched.engine.simplex import Simplex
from gesched.goals import Weighted
from gesched.model import FAR, Model, Numbers, Program
from gesched.testing import Case

NONE = np.empty(0, np.int64)


def decomposition_of(
    model: Model, multipliers: Numbers | None = None, goal: Weighted = GOAL
) -> Decomposition:
    program = model.program(goal.cost(model))
    if multipliers is None:
        optimum = Simplex(None).optimum(program)
        assert optimum is not None
        multipliers = np.rint(optimum.duals * SCALE).astype(np.int64)
    owners = Neighbourhoods(model, 0).owners()[program.numbers]
    chosen = np.flatnonzero(np.isin(program.numbers, model.chosen))
    return Decomposition(program, owners, multipliers, chosen)


def ask_all(decomposition: Decomposition, effort: float = 10.0, abreast: int = 1) -> None:
    start = decomposition.program.start
    for part in decomposition.open_parts(start):
        for place, question in decomposition.questions(part, start, effort, 0, abreast):
            decomposition.note(place, perform(question, None))


@pytest.mark.parametrize("case", STARTING, ids=str)
def test_parts_that_are_proven_bound_the_whole_better_than_the_relaxation(case: Case) -> None:
    model = model_of(case)
    decomposition = decomposition_of(model)
    relaxed = decomposition.bound
    ask_all(decomposition)
    assert decomposition.exhausted
    assert relaxed <= decomposition.bound <= least(model, GOAL.cost(model))


@settings(max_examples=60, derandomize=True)
@given(data=st.data())
def test_whatever_the_prices_the_bound_holds(data: st.DataObject) -> None:
    model = model_of(data.draw(st.sampled_from(STARTING)))
    rows = len(model.program(GOAL.cost(model)).rows)
    some = st.lists(st.integers(-9 * SCALE, 9 * SCALE), min_size=rows, max_size=rows)
    multipliers = np.array(data.draw(some), np.int64)
    decomposition = decomposition_of(model, multipliers)
    before = decomposition.bound
    # Prices lose what is finer than they are told in: at most a unit for each row here.
    assert before >= weak_duality(decomposition.program, multipliers) - rows
    ask_all(decomposition)
    assert before <= decomposition.bound <= least(model, GOAL.cost(model))


def one_of_three() -> tuple[Program, Numbers]:
    """One employee with three tasks, of any two at most one is done; each of the two missing costs 10.

    Done by halves, only a half is missing.
    """
    pairs: list[tuple[dict[int, int], int, int]] = [
        ({one: 1, other: 1}, -FAR, 1) for one, other in ((0, 1), (0, 2), (1, 2))
    ]
    program = program_of([1] * 3 + [3], [*pairs, ({0: 1, 1: 1, 2: 1, 3: 1}, 2, FAR)], {3: 10})
    return replace(program, start=np.array([0, 0, 0, 2], np.int64)), np.zeros(4, np.int64)


def test_a_part_is_asked_again_until_it_is_proven_and_the_widest_gap_first() -> None:
    program = program_of(
        [1, 5, 1, 7], [({0: 2, 1: 1}, 2, FAR), ({2: 2, 3: 1}, 2, FAR)], {0: 3, 1: 1, 2: 3, 3: 2}
    )
    values = np.array([0, 5, 0, 7], np.int64)
    program = replace(program, start=values)
    decomposition = Decomposition(program, np.array([0, 0, 1, 1], np.int64), np.zeros(2, np.int64), NONE)
    assert decomposition.bound == 0
    assert decomposition.open_parts(values) == [1, 0]
    decomposition.note((1, 0), Tree(-5, program.start[2:], 0.0, (Node(-5, 1, (), ()),)))
    assert decomposition.bound == 0
    assert decomposition.open_parts(values) == [0, 1]
    ask_all(decomposition)
    assert decomposition.open_parts(values) == []
    assert decomposition.bound == 2 + 3


def questions(count: int) -> InTurn:
    program, _ = one_of_three()
    return InTurn(tuple(((10 * place, 0), Branching(program, NONE, 5.0, 0)) for place in range(count)), 1e-9)


def test_questions_are_asked_in_turn_until_their_time_is_spent() -> None:
    assert list(perform(replace(questions(3), effort=60.0), None)) == [(0, 0), (10, 0), (20, 0)]
    assert list(perform(questions(3), None)) == [(0, 0)]


def test_no_question_is_begun_when_seconds_are_over() -> None:
    assert perform(replace(questions(3), effort=60.0), 0.0) == {}


def test_what_was_stopped_asks_nothing_more() -> None:
    ask, stop = replace(questions(3), effort=60.0).begin(None)
    stop()
    assert ask() == {}


def test_another_process_gives_the_same_answers() -> None:
    model = regular_weeks()
    decomposition = decomposition_of(model, goal=REGULAR)
    start = decomposition.program.start
    begun = [one for part in (0, 1) for one in decomposition.questions(part, start, 0.0005, 0, 1)]
    for place, question in begun:
        decomposition.note(place, perform(question, None))
    asked = [one for part in (0, 1) for one in decomposition.questions(part, start, 1.0, 0, 2)]
    assert any(question.before is not None and question.before.nodes for _, question in asked)
    task = InTurn(tuple(asked), 60.0)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, Runner(Clock(None, None), pool) as runner:
        elsewhere = runner.run([task], quiet)
    assert elsewhere is not None
    assert told(elsewhere[0]) == told(perform(task, None))


def told(answers: dict[Place, Tree]) -> dict[Place, tuple[object, ...]]:
    """Return all that is told, to be compared."""
    return {
        place: (one.bound, one.values.tolist(), one.proven, one.effort, one.nodes, one.losses)
        for place, one in answers.items()
    }


def test_a_part_is_proven_where_a_relaxation_goes_by_halves() -> None:
    program, owner = one_of_three()
    optimum = Simplex(None).optimum(program)
    assert optimum is not None
    multipliers = np.rint(optimum.duals * SCALE).astype(np.int64)
    alone = Decomposition(program, owner, multipliers, NONE)
    assert alone.bound == 5
    ask_all(alone)
    assert alone.bound == 10


def test_what_nobody_owns_has_the_bound_of_its_rows() -> None:
    program, _ = one_of_three()
    nobody = Decomposition(program, np.full(4, SHARED), np.array([0, 0, 0, 4 * SCALE], np.int64), NONE)
    assert nobody.exhausted
    assert nobody.bound == weak_duality(program, np.array([0, 0, 0, 4 * SCALE], np.int64)) == 8 - 3 * 4


@pytest.mark.parametrize("abreast", [1, 2, 3])
def test_what_is_asked_bit_by_bit_and_side_by_side_is_proven_in_the_end(abreast: int) -> None:
    model = regular_weeks()
    optimum, decomposition = least(model, REGULAR.cost(model)), decomposition_of(model, goal=REGULAR)
    assert len(model.chosen)
    before, rounds = decomposition.bound, 0
    while not decomposition.exhausted and rounds < 200:
        ask_all(decomposition, 1e-9, abreast)
        assert before <= decomposition.bound <= optimum
        before, rounds = decomposition.bound, rounds + 1
    assert decomposition.exhausted
    at_once = decomposition_of(model, goal=REGULAR)
    ask_all(at_once)
    assert at_once.bound == decomposition.bound


def test_a_better_plan_of_one_is_told_with_all_others_as_they_were() -> None:
    program, owner = one_of_three()
    decomposition = Decomposition(program, owner, np.zeros(4, np.int64), NONE)
    answer = Tree(10, np.array([0, 1, 0, 1]), 0.0)
    plan = decomposition.planned(0, answer, program.start)
    assert plan is not None
    assert plan.tolist() == [0, 1, 0, 1]
    assert program.start.tolist() == [0, 0, 0, 2]
    assert decomposition.planned(0, answer, plan) is None


def test_what_cp_sat_contradicts_itself_about_is_not_asked_again() -> None:
    program, owner = one_of_three()
    decomposition = Decomposition(program, owner, np.zeros(4, np.int64), NONE)
    decomposition.note((0, 0), Tree(0, program.start, 0.0, (Node(0, 1, (), (), math.inf),)))
    assert decomposition.open_parts(program.start) == []
    assert decomposition.exhausted


def test_multipliers_beyond_all_measure_still_bound() -> None:
    program, owner = one_of_three()
    steep = replace(program, rows=replace(program.rows, factors=program.rows.factors * 10**9))
    for owners in (owner, np.full(4, SHARED)):
        for sign in (-1, 1):
            far = np.full(4, sign * 2**62)
            assert Decomposition(program, owners, far, NONE).bound <= 10
            assert Decomposition(steep, owners, far, NONE).bound <= 40
    assert Bounded.by(program, np.array([1e300, -1e300, 1e-300, 1e18])).bound <= 10
