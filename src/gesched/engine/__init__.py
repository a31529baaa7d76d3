"""The search: strict levels, in deterministic slices that a clock or Ctrl-C may end."""

from gesched.engine.levels import Infeasible, Search
from gesched.engine.progress import Clock, Listener, Progress
from gesched.engine.slices import Slice, Status, run_slice

__all__ = ["Clock", "Infeasible", "Listener", "Progress", "Search", "Slice", "Status", "run_slice"]
