"""Tables in and out: groups, schedules, timesheets, costs, statements; every bad row at once."""

from gesched.tables.costs import read_actuals, read_costs
from gesched.tables.folders import read_group
from gesched.tables.frames import errors_to_frame, group_from_frames, group_to_frames
from gesched.tables.saved import load_schedule, save_schedule
from gesched.tables.saved_books import load_books, save_books
from gesched.tables.schedules import read_schedule
from gesched.tables.statement_files import write_statements
from gesched.tables.writing import write_group

__all__ = [
    "errors_to_frame",
    "group_from_frames",
    "group_to_frames",
    "load_books",
    "load_schedule",
    "read_actuals",
    "read_costs",
    "read_group",
    "read_schedule",
    "save_books",
    "save_schedule",
    "write_group",
    "write_statements",
]
