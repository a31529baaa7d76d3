"""Goals: what should be as good as possible, in strict priority order."""

from gesched.goals._base import (
    Goal,
    GoalModel,
    Objective,
    Outcome,
    Pursuit,
    Value,
    WeighedGoal,
    per_mille,
)
from gesched.goals._flows import CountsHalfDays, FlowCosts, Lacking
from gesched.goals.fair_coverage import FairCoverage
from gesched.goals.few_transfers import FewTransfers
from gesched.goals.no_idle_time import NoIdleTime
from gesched.goals.regularity import Regularity
from gesched.goals.relaxed_rules import RelaxedRules, goals_in_use
from gesched.goals.shortfall_penalty import ShortfallPenalty
from gesched.goals.weighted import Weighted, compass_of
from gesched.goals.wishes import Wishes, wishes_met

DEFAULT_GOALS: tuple[Goal, ...] = (FairCoverage(), NoIdleTime(), Wishes(), Regularity(), FewTransfers())
"""The priority levels, highest first."""

__all__ = [
    "DEFAULT_GOALS",
    "CountsHalfDays",
    "FairCoverage",
    "FewTransfers",
    "FlowCosts",
    "Goal",
    "GoalModel",
    "Lacking",
    "NoIdleTime",
    "Objective",
    "Outcome",
    "Pursuit",
    "Regularity",
    "RelaxedRules",
    "ShortfallPenalty",
    "Value",
    "WeighedGoal",
    "Weighted",
    "Wishes",
    "compass_of",
    "goals_in_use",
    "per_mille",
    "wishes_met",
]
