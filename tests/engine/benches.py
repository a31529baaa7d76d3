"""A workbench for one schedule, without anybody to tell of it."""

from gesched.engine import Runner
from gesched.engine.bench import Bench
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods


def bench_of(best: Incumbent, runner: Runner) -> Bench:
    """Return what improves a schedule, with seed 0."""
    return Bench(best, Neighbourhoods(best.model, 0), runner, 0, lambda *_: None)
