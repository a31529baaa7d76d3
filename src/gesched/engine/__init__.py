"""The search: strict levels, in deterministic slices that a clock or Ctrl-C may end."""

from gesched.engine.levels import Search, Told
from gesched.engine.progress import Clock, Listener, Progress
from gesched.engine.running import Runner
from gesched.engine.slices import CpSat, Slice, Status, in_words_of_cp_sat
from gesched.engine.starts import Infeasible

__all__ = [
    "Clock",
    "CpSat",
    "Infeasible",
    "Listener",
    "Progress",
    "Runner",
    "Search",
    "Slice",
    "Status",
    "Told",
    "in_words_of_cp_sat",
]
