"""Fair, proven calendars for employer groups (*groupements d'employeurs*).

Everything public is here: ``import gesched``, then ``gesched.solve(...)``.
"""

from gesched.audit import Audit, audit
from gesched.calendars import calendar_of_employee, calendar_of_member, write_calendars
from gesched.costs import (
    AllocationKey,
    ByCommitment,
    ByUse,
    ByWeights,
    CostPool,
    CostSplit,
    Equal,
    FixedPlusUse,
    Share,
    largest_remainder,
    split_costs,
)
from gesched.display import member_page, plot_year, write_page
from gesched.engine import Progress
from gesched.errors import (
    BadValue,
    DamagedFile,
    GeschedError,
    InputError,
    InputProblem,
    MissingExtra,
    NoSchedule,
    TimeLimitReached,
    WrongAnswer,
)
from gesched.fairness import fairness, idle_time
from gesched.findings import (
    Conflict,
    Ending,
    Ground,
    LevelReport,
    OverCommitment,
    Repair,
    Report,
    Unservable,
    Violation,
)
from gesched.goals import DEFAULT_GOALS, FairCoverage, Goal, NoIdleTime, Wishes
from gesched.group import (
    Absence,
    Agreement,
    Closure,
    Commitment,
    CommonTime,
    Employee,
    Group,
    Ledger,
    Member,
    Site,
    Unit,
)
from gesched.rules import DEFAULT_RULES, Rule
from gesched.schedule import Assignment, Schedule
from gesched.solving import solve
from gesched.tables import (
    errors_to_frame,
    group_from_frames,
    group_to_frames,
    load_schedule,
    read_group,
    save_schedule,
    write_group,
)
from gesched.timeline import Half, HalfDay, Horizon, Hours, Per, WeeklyPattern, french_holidays

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_GOALS",
    "DEFAULT_RULES",
    "Absence",
    "Agreement",
    "AllocationKey",
    "Assignment",
    "Audit",
    "BadValue",
    "ByCommitment",
    "ByUse",
    "ByWeights",
    "Closure",
    "Commitment",
    "CommonTime",
    "Conflict",
    "CostPool",
    "CostSplit",
    "DamagedFile",
    "Employee",
    "Ending",
    "Equal",
    "FairCoverage",
    "FixedPlusUse",
    "GeschedError",
    "Goal",
    "Ground",
    "Group",
    "Half",
    "HalfDay",
    "Horizon",
    "Hours",
    "InputError",
    "InputProblem",
    "Ledger",
    "LevelReport",
    "Member",
    "MissingExtra",
    "NoIdleTime",
    "NoSchedule",
    "OverCommitment",
    "Per",
    "Progress",
    "Repair",
    "Report",
    "Rule",
    "Schedule",
    "Share",
    "Site",
    "TimeLimitReached",
    "Unit",
    "Unservable",
    "Violation",
    "WeeklyPattern",
    "Wishes",
    "WrongAnswer",
    "audit",
    "calendar_of_employee",
    "calendar_of_member",
    "errors_to_frame",
    "fairness",
    "french_holidays",
    "group_from_frames",
    "group_to_frames",
    "idle_time",
    "largest_remainder",
    "load_schedule",
    "member_page",
    "plot_year",
    "read_group",
    "save_schedule",
    "solve",
    "split_costs",
    "write_calendars",
    "write_group",
    "write_page",
]
