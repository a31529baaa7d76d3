"""Schedules: well formed by construction, with queries, tables and views."""

from gesched.schedule.assignment import Assignment
from gesched.schedule.past import Past
from gesched.schedule.schedule import Schedule

__all__ = ["Assignment", "Past", "Schedule"]
