"""Relaxations are the same wherever they are solved, and can be ended at any time."""

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ortools.math_opt import rpc_pb2

from gesched.engine import processes, simplex
from gesched.engine.processes import Answer, Processes
from gesched.engine.simplex import Simplex, WarmSimplex
from gesched.model import FAR, Program, Rows


def transport(sources: int, sinks: int) -> Program:
    """Return a transport problem: each sink needs half of what a source has, at costs that repeat."""
    count = sources * sinks
    columns = np.arange(count).reshape(sources, sinks)
    entries = np.concatenate([columns.ravel(), columns.T.ravel()])
    ends = np.cumsum([sinks] * sources + [sources] * sinks)
    lowers = np.array([-FAR] * sources + [5] * sinks)
    uppers = np.array([10] * sources + [FAR] * sinks)
    rows = Rows(ends, entries, np.ones(2 * count, np.int64), lowers, uppers, np.arange(sources + sinks))
    costs = (np.arange(count) * 7919) % 101
    numbers = np.arange(count)
    return Program(numbers, np.full(count, 10), rows, costs, 3, np.zeros(count, np.int64))


def test_all_methods_find_the_same_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    program = transport(12, 20)
    found = []
    # HiGHS's dual simplex and interior point methods, then GLOP.
    for small, dense in ((0, 10), (0, 0), (10**9, 10)):
        monkeypatch.setattr(simplex, "_SMALL", small)
        monkeypatch.setattr("gesched.model.program._DENSE", dense)
        assert program.is_dense is not bool(dense)
        optimum = Simplex(None).optimum(program)
        assert optimum is not None
        assert program.holds(np.rint(optimum.values).astype(np.int64))
        # Strong duality: multipliers and values agree.
        dual = optimum.duals @ np.where(optimum.duals > 0, program.rows.lowers, program.rows.uppers)
        reduced = program.costs - np.bincount(
            program.rows.columns, (optimum.duals[program.rows.row_of_entry()]), len(program.costs)
        )
        dual += np.minimum(0, reduced) @ program.uppers
        found.append(program.costs @ optimum.values)
        assert found[-1] == pytest.approx(dual)
    assert found == pytest.approx([found[0]] * 3)


@pytest.mark.parametrize(
    ("crowded", "dense", "method"),
    [(False, 10, "simplex"), (True, 10, "ipm"), (False, 0, "ipm"), (True, 0, "ipm")],
)
def test_interior_points_are_for_what_is_dense_or_crowded(
    monkeypatch: pytest.MonkeyPatch, dense: int, method: str, *, crowded: bool
) -> None:
    asked, truly = list[str](), Processes.answer

    def noted(processes: Processes, request: rpc_pb2.SolveRequest) -> Answer | None:
        asked.append(request.parameters.highs.string_options["solver"])
        return truly(processes, request)

    monkeypatch.setattr(simplex, "_SMALL", 0)
    monkeypatch.setattr("gesched.model.program._DENSE", dense)
    monkeypatch.setattr(Processes, "answer", noted)
    assert Simplex(None).optimum(replace(transport(3, 5), crowded=crowded)) is not None
    assert asked == [method]


def test_what_has_no_solution_has_no_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    for small in (0, 10**9):
        monkeypatch.setattr(simplex, "_SMALL", small)
        assert Simplex(None).optimum(transport(1, 20)) is None


def test_going_round_in_circles_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    program = transport(12, 20)
    assert Simplex(None).optimum(program) is not None
    assert WarmSimplex(program).optimum({}) is not None
    monkeypatch.setattr(simplex, "_ITERATIONS", 0)
    assert Simplex(None).optimum(program) is None
    assert WarmSimplex(program).optimum({}) is None


def test_rows_too_steep_for_floating_point_are_not_relaxed(monkeypatch: pytest.MonkeyPatch) -> None:
    program = transport(2, 3)
    for small in (0, 10**9):
        monkeypatch.setattr(simplex, "_SMALL", small)
        for factor, found in ((10**15, True), (10**15 + 1, False)):
            factors = program.rows.factors.copy()
            factors[0] = factor
            steep = replace(program, rows=replace(program.rows, factors=factors))
            assert (Simplex(None).optimum(steep) is not None) is found


def test_another_process_ends_when_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simplex, "_SMALL", 0)
    solver, found = Simplex(None), []
    thread = threading.Thread(target=lambda: found.append(solver.optimum(transport(300, 600))))
    thread.start()
    time.sleep(0.6)
    begun = time.monotonic()
    solver.stop()
    thread.join(30)
    assert found == [None]
    assert time.monotonic() - begun < 1
    assert solver.optimum(transport(2, 2)) is None


def test_where_no_process_can_do_it_it_is_done_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('no such solver')")
    monkeypatch.setattr(simplex, "_SMALL", 0)
    monkeypatch.setattr(processes, "_PROGRAM", broken)
    with caplog.at_level(logging.WARNING, "gesched"):
        assert Simplex(None).optimum(transport(2, 2)) is not None
    assert "no such solver" in caplog.text


def test_where_no_process_can_be_started_it_is_done_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(simplex, "_SMALL", 0)
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with caplog.at_level(logging.WARNING, "gesched"):
        assert Simplex(None).optimum(transport(2, 2)) is not None
    assert "/nowhere/python" in caplog.text


def held_at(program: Program, held: dict[int, int]) -> Program:
    """Return the program with a row for each variable that is held."""
    rows = program.rows
    more = np.array(list(held.items()), np.int64).reshape(-1, 2)
    ones = np.ones(len(held), np.int64)
    lowers, uppers = (np.concatenate([one, more[:, 1]]) for one in (rows.lowers, rows.uppers))
    ends = np.concatenate([rows.ends, len(rows.columns) + np.cumsum(ones)])
    columns, factors = np.concatenate([rows.columns, more[:, 0]]), np.concatenate([rows.factors, ones])
    return replace(program, rows=Rows(ends, columns, factors, lowers, uppers, np.arange(len(ends))))


def test_with_others_held_each_time_it_finds_what_it_would_find_afresh() -> None:
    program = transport(6, 9)
    warm, effort = WarmSimplex(program), 0.0
    for held in ({}, {0: 5, 7: 0}, {7: 3}, {7: 4, 20: 1}, {}):
        found, afresh = warm.optimum(held), Simplex(None).optimum(held_at(program, held))
        assert found is not None
        assert afresh is not None
        assert program.costs @ found.values == pytest.approx(program.costs @ afresh.values)
        assert [found.values[place] for place in held] == pytest.approx(list(held.values()))
        assert effort < (effort := warm.effort)


def test_what_is_held_where_it_cannot_be_has_no_optimum_and_spoils_nothing() -> None:
    program = transport(2, 2)
    warm = WarmSimplex(program)
    assert warm.optimum({0: 10, 1: 10}) is None
    assert warm.optimum({0: 0, 2: 0}) is None
    found, afresh = warm.optimum({}), Simplex(None).optimum(program)
    assert found is not None
    assert afresh is not None
    assert program.costs @ found.values == pytest.approx(program.costs @ afresh.values)


def test_once_stopped_or_out_of_time_it_finds_nothing() -> None:
    warm = WarmSimplex(transport(100, 200))
    assert warm.optimum({}, 0.0) is None
    warm.stop()
    assert warm.optimum({}) is None
