"""Schedules: well formed by construction, with queries, tables and views; and what really happened."""

from gesched.schedule.actuals import Activity, Actuals, TimeEntry
from gesched.schedule.assignment import Assignment
from gesched.schedule.past import Past
from gesched.schedule.record import Source, Spent, TimeRecord
from gesched.schedule.schedule import Schedule

__all__ = [
    "Activity",
    "Actuals",
    "Assignment",
    "Past",
    "Schedule",
    "Source",
    "Spent",
    "TimeEntry",
    "TimeRecord",
]
