"""Groups in tables: CSV folders, Excel workbooks and DataFrames; every bad row at once."""

from gesched.tables.folders import read_group
from gesched.tables.frames import errors_to_frame, group_from_frames, group_to_frames
from gesched.tables.writing import write_group

__all__ = ["errors_to_frame", "group_from_frames", "group_to_frames", "read_group", "write_group"]
