"""Dives find what a MIP solver finds, in this process or in one that can be ended at any time."""

import logging
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from programs import knapsack, market_split, program_of

from gesched.engine import dive, processes
from gesched.engine.dive import Dive
from gesched.engine.running import perform
from gesched.model import FAR


@pytest.fixture(params=[0, 10**9], ids=["apart", "here"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    small: int = request.param
    monkeypatch.setattr(dive, "_SMALL", small)
    return small


@pytest.mark.usefixtures("where")
def test_a_dive_finds_the_least_of_a_small_program_or_nothing() -> None:
    program = program_of([3, 3], [({0: 2, 1: 2}, 3, FAR)], {0: 2, 1: 1})
    found = perform(Dive(program), None)
    assert found is not None
    assert found.tolist() == [0, 2]
    assert perform(Dive(knapsack(11)), None) is None


@pytest.mark.usefixtures("where")
def test_what_it_begins_with_is_found_where_it_may_not_look_for_anything() -> None:
    program = market_split()
    assert perform(Dive(program, nodes=1), None) is None
    rows = [(dict.fromkeys(range(20), 1), 10, 10)]
    program = program_of([1] * 20, rows, {})
    start = np.array([0, 1] * 10, np.int64)
    object.__setattr__(program, "start", start)
    found = perform(Dive(program, nodes=0, near=True), None)
    assert found is not None
    assert found.tolist() == start.tolist()


@pytest.mark.usefixtures("where")
def test_it_ends_when_it_is_told() -> None:
    do, stop = Dive(market_split(), nodes=10**9).begin(None)
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(do()))
    thread.start()
    time.sleep(1.0)
    begun = time.monotonic()
    while thread.is_alive() and time.monotonic() - begun < 30:
        stop()
        thread.join(0.01)
    assert found == [None]
    assert time.monotonic() - begun < 1


def test_where_no_process_can_do_it_it_is_done_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('no such solver')")
    monkeypatch.setattr(dive, "_SMALL", 0)
    monkeypatch.setattr(processes, "_PROGRAM", broken)
    program = program_of([3, 3], [({0: 2, 1: 2}, 3, FAR)], {0: 2, 1: 1})
    with caplog.at_level(logging.WARNING, "gesched"):
        found = perform(Dive(program), None)
    assert found is not None
    assert found.tolist() == [0, 2]
    assert "no such solver" in caplog.text
