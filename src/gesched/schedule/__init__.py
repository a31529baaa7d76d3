"""Schedules: well formed by construction, with queries, tables and views."""

from gesched.schedule.schedule import Assignment, Schedule

__all__ = ["Assignment", "Schedule"]
