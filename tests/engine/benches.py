"""A workbench for one schedule, without anybody to tell of it."""

import pytest

from gesched.engine import Runner
from gesched.engine.bench import Bench
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods
from gesched.model import Model


def bench_of(best: Incumbent, runner: Runner) -> Bench:
    """Return what improves a schedule, with seed 0."""
    return Bench(best, Neighbourhoods(best.model, 0), runner, 0, lambda *_: None)


def without_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let flows say nothing, so that what they would prove is asked of others."""
    monkeypatch.setattr(Model, "flow_bound", lambda *_: 0)
    monkeypatch.setattr(Model, "lacking", lambda *_, **__: ())
