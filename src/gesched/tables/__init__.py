"""Groups in tables: CSV folders, workbooks and DataFrames; every bad row at once. Schedules in files."""

from gesched.tables.folders import read_group
from gesched.tables.frames import errors_to_frame, group_from_frames, group_to_frames
from gesched.tables.saved import load_schedule, save_schedule
from gesched.tables.schedules import read_schedule
from gesched.tables.writing import write_group

__all__ = [
    "errors_to_frame",
    "group_from_frames",
    "group_to_frames",
    "load_schedule",
    "read_group",
    "read_schedule",
    "save_schedule",
    "write_group",
]
