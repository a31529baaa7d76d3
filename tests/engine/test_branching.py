"""Branch and bound proves what is least, bounds it at any time before, and can go on from there."""

import math
import pickle
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import Row, program_of

from gesched.engine import CpSat, Slice
from gesched.engine.branching import Branching, Node, Tree
from gesched.engine.pseudo_costs import Loss
from gesched.engine.running import Begun, perform
from gesched.engine.slices import Status
from gesched.model import FAR, Numbers, Program

ALL = np.empty(0, np.int64)


@st.composite
def programs(draw: st.DrawFn) -> tuple[Program, Numbers]:
    """Return a program that nothing at all is a solution of, and choices of it."""
    uppers = draw(st.lists(st.integers(1, 2), min_size=3, max_size=6))
    places = st.integers(0, len(uppers) - 1)
    factors = st.dictionaries(places, st.integers(-3, 5).filter(bool), min_size=1, max_size=4)
    rows = draw(st.lists(st.tuples(factors, st.just(-FAR), st.integers(0, 6)), min_size=1, max_size=5))
    costs = draw(st.dictionaries(places, st.integers(-20, 9)))
    binary = [place for place, upper in enumerate(uppers) if upper == 1]
    choices = draw(st.lists(st.sampled_from(binary), unique=True)) if binary else []
    return program_of(uppers, rows, costs, draw(st.integers(-5, 5))), np.array(sorted(choices), np.int64)


def least(program: Program) -> int:
    every = (np.array(values) for values in product(*(range(upper + 1) for upper in program.uppers.tolist())))
    return min(program.offset + int(program.costs @ values) for values in every if program.holds(values))


def odd_cycle(length: int = 7) -> tuple[Program, Numbers]:
    """As many tasks as can be, no two neighbours in a circle: for a relaxation, half of all."""
    rows: list[Row] = [({one: 1, (one + 1) % length: 1}, -FAR, 1) for one in range(length)]
    return program_of([1] * length, rows, dict.fromkeys(range(length), -10)), np.arange(length)


def prove(tree: Tree | None, program: Program, choices: Numbers, effort: float = 10.0) -> Tree:
    return perform(Branching(program, choices, effort, 0, tree), None)


@settings(max_examples=150, derandomize=True)
@given(programs())
def test_what_is_proven_is_what_is_least_of_all(drawn: tuple[Program, Numbers]) -> None:
    program, choices = drawn
    tree = prove(None, program, choices)
    assert tree.proven
    assert tree.bound == least(program)
    assert program.holds(tree.values)
    assert program.offset + program.costs @ tree.values == tree.bound
    assert not tree.nodes


@settings(max_examples=60, derandomize=True)
@given(programs(), st.integers(1, 3))
def test_broken_off_at_any_time_it_bounds_and_goes_on(drawn: tuple[Program, Numbers], hands: int) -> None:
    program, choices = drawn
    optimum, tree, before = least(program), None, -math.inf
    for _ in range(60):
        tree = prove(tree, program, choices, 1e-9)
        assert before <= tree.bound <= optimum
        before = tree.bound
        if tree.proven:
            break
        # Elsewhere, and shared out.
        shared = pickle.loads(pickle.dumps(tree)).dealt(hands)  # noqa: S301 - pickled here
        assert min(one.bound for one in shared) == tree.bound
        tree = Tree.joined(shared, program)
        assert tree.bound == before
    assert tree is not None
    assert tree.proven
    assert tree.bound == optimum


def test_choices_are_branched_on_until_the_relaxation_makes_them() -> None:
    program, choices = odd_cycle()
    tree = prove(None, program, choices)
    assert (tree.bound, tree.proven) == (-30, True)
    assert {choice for (choice, _), _ in tree.losses} <= set(choices.tolist())
    assert len(tree.losses) > 1
    assert not prove(None, program, ALL).losses


def test_shares_of_a_tree_are_all_of_it_and_prove_the_same() -> None:
    program, choices = odd_cycle(11)
    tree = prove(None, program, choices, 1e-9)
    while len(tree.nodes) < 2:
        tree = prove(tree, program, choices, 1e-9)
    assert tree.dealt(len(tree.nodes) + 1) == (tree,)
    shared = tree.dealt(2)
    assert sorted(node for one in shared for node in one.nodes) == sorted(tree.nodes)
    proven = [prove(one, program, choices) for one in shared]
    joined = Tree.joined(proven, program)
    assert (joined.bound, joined.proven) == (-50, True)


def test_what_is_no_better_than_a_solution_known_is_closed() -> None:
    program, choices = odd_cycle()
    solution = np.array([1, 0, 1, 0, 1, 0, 0])
    tree = Tree(-30, program.start, 0.0, (Node(-30, 1, (), ()),))
    known = prove(tree, replace(program, start=solution), choices)
    assert (known.bound, known.proven, known.effort) == (-30, True, 0.0)
    assert known.values.tolist() == solution.tolist()


def test_a_question_is_not_asked_again_in_no_more_time() -> None:
    program, _ = odd_cycle()
    tree = Tree(-35, program.start, 0.0, (Node(-35, 1, (), (), 3.0),))
    again = prove(tree, program, ALL, 3.0)
    assert (again.nodes, again.effort) == (tree.nodes, 0.0)
    assert prove(tree, program, ALL, 4.0).proven


def test_a_choice_is_made_or_not() -> None:
    program, choices = odd_cycle()
    with pytest.raises(ValueError, match="0 or 1"):
        prove(None, replace(program, uppers=np.full(7, 2)), choices)


def test_what_is_known_best_of_a_choice_stays_known() -> None:
    program, _ = odd_cycle()
    learnt = [((0, 0), Loss(5.0, 3)), ((1, 1), Loss(2.0, 1))], [((0, 0), Loss(1.0, 1))]
    trees = [Tree(-35, program.start, 0.0, losses=tuple(one)) for one in learnt]
    assert dict(Tree.joined(trees, program).losses) == dict(learnt[0])


def test_it_begins_with_a_solution() -> None:
    program, choices = odd_cycle()
    with pytest.raises(ValueError, match="begins with a solution"):
        prove(None, replace(program, start=np.ones(7, np.int64)), choices)


def test_without_time_there_is_a_bound_and_all_is_left_to_do() -> None:
    program, choices = odd_cycle()
    tree = perform(Branching(program, choices, 10.0, 0), 0.0)
    assert (tree.bound, tree.proven) == (-70, False)
    assert prove(tree, program, choices).bound == -30


def test_what_was_stopped_tells_what_is_proven_and_no_more() -> None:
    program, choices = odd_cycle()
    do, stop = Branching(program, choices, 10.0, 0).begin(None)
    stop()
    tree = do()
    assert (tree.bound, tree.proven, tree.effort) == (-70, False, 0.0)


def lying(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(_: CpSat, __: float | None) -> Begun[Slice]:
        return lambda: Slice(Status.INFEASIBLE, 0, np.empty(0, np.int64)), lambda: None

    monkeypatch.setattr(CpSat, "begin", begin)


@pytest.mark.wrong_answers
def test_that_nothing_can_be_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = odd_cycle()
    lying(monkeypatch)
    tree = prove(None, program, ALL)
    assert (tree.bound, tree.proven, tree.contradicted) == (-35, False, True)
    again = prove(tree, program, ALL)
    assert (again.bound, again.proven, again.effort) == (-35, False, 0.0)


@pytest.mark.wrong_answers
def test_a_case_with_a_solution_known_is_never_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    program, choices = odd_cycle()
    solution = np.array([1, 0, 1, 0, 0, 0, 0])
    lying(monkeypatch)
    for held, closed in ((((0, 1),), False), (((1, 1),), True)):
        node = Node(-35, 1, held, ())
        tree = Tree(-35, solution, 0.0, (node,))
        found = prove(tree, program, choices)
        assert (found.proven, found.contradicted, found.stuck) == (closed, not closed, not closed)


def test_a_choice_that_cannot_be_made_is_no_case() -> None:
    # The first choice must be made, and cannot be: the relaxation makes it by halves.
    rows: list[Row] = [({0: 2, 1: 2, 2: 1}, 1, 1), ({0: 1, 1: 1}, 0, 1)]
    program = replace(program_of([1, 1, 1], rows, {0: -1, 1: -2}), start=np.array([0, 0, 1]))
    tree = prove(None, program, np.array([0, 1]))
    assert (tree.bound, tree.proven, tree.contradicted) == (0, True, False)
