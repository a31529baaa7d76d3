"""A workbench for one schedule, without anybody to tell of it."""

from gesched.engine import Clock, Runner
from gesched.engine.bench import Bench
from gesched.engine.incumbent import Incumbent
from gesched.engine.neighbourhoods import Neighbourhoods


def bench_of(best: Incumbent, runner: Runner | None = None) -> Bench:
    """Return what improves a schedule, with seed 0; without a runner, nothing can be done with it."""
    runner = Runner(Clock(None, None)) if runner is None else runner
    return Bench(best, Neighbourhoods(best.model, 0), runner, 0, lambda *_: None)
