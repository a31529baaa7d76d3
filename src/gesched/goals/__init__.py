"""Goals: what should be as good as possible, in strict priority order."""

from gesched.goals._base import Goal, GoalModel, Objective, Outcome, Pursuit, Value, per_mille
from gesched.goals.fair_coverage import FairCoverage
from gesched.goals.no_idle_time import NoIdleTime
from gesched.goals.relaxed_rules import RelaxedRules, goals_in_use
from gesched.goals.wishes import Wishes, wishes_met

DEFAULT_GOALS: tuple[Goal, ...] = (FairCoverage(), NoIdleTime(), Wishes())
"""The priority levels, highest first."""

__all__ = [
    "DEFAULT_GOALS",
    "FairCoverage",
    "Goal",
    "GoalModel",
    "NoIdleTime",
    "Objective",
    "Outcome",
    "Pursuit",
    "RelaxedRules",
    "Value",
    "Wishes",
    "goals_in_use",
    "per_mille",
    "wishes_met",
]
