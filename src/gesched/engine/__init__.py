"""The search: strict levels, in deterministic slices that a clock or Ctrl-C may end."""

from gesched.engine.impossible import Infeasible, Scope
from gesched.engine.levels import Search, Told
from gesched.engine.progress import Clock, Listener, Progress
from gesched.engine.running import Runner
from gesched.engine.slices import OPEN, CpSat, Slice, Status, Words, in_words_of_cp_sat

__all__ = [
    "OPEN",
    "Clock",
    "CpSat",
    "Infeasible",
    "Listener",
    "Progress",
    "Runner",
    "Scope",
    "Search",
    "Slice",
    "Status",
    "Told",
    "Words",
    "in_words_of_cp_sat",
]
