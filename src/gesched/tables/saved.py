"""Schedules in a file: versioned JSON with the group, the report, the ledger and the time of revision."""

import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from gesched.errors import DamagedFile, shown
from gesched.files import write_whole
from gesched.findings import Ending, Excused, LevelReport, OverCommitment, Report, Unservable
from gesched.group import Group, Ledger
from gesched.schedule import Assignment, Schedule
from gesched.tables.frames import group_from_frames, group_to_frames
from gesched.timeline import Half, Horizon

_FORMAT = "gesched schedule"
_VERSION = 1


def save_schedule(schedule: Schedule, path: str | os.PathLike[str]) -> Path:
    """Write a schedule to a file, whole or not at all.

    Parameters
    ----------
    schedule
        The schedule; with it go its group, horizon, ledger, history, report and time of revision.
    path
        The file, usually ``.json``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        The group has house rules of one's own making, or a profile of working time of its own, which no table
        can hold.
    """
    content = _pack(schedule)
    kept = {"format": _FORMAT, "version": _VERSION, "sha256": _digest(content), "schedule": content}
    return write_whole(path, json.dumps(kept, ensure_ascii=False, allow_nan=False, indent=1).encode())


def load_schedule(path: str | os.PathLike[str]) -> Schedule:
    """Read a schedule that ``save_schedule`` wrote; it equals the one saved.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    DamagedFile
        The file is not there, is no such file, comes from a newer version, or was cut or changed.
    """
    name = os.fspath(path)
    try:
        kept = json.loads(Path(path).read_bytes(), parse_constant=_refuse)
    except OSError as error:
        raise DamagedFile(name, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise DamagedFile(name, f"it is not whole JSON ({error}); save the schedule again") from error
    try:
        return _unpack(_checked(name, kept))
    except DamagedFile:
        raise
    except Exception as error:  # whatever a file that no gesched wrote makes of the words
        raise DamagedFile(name, f"its content cannot be read: {error}") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _checked(name: str, kept: Any) -> Any:
    """Return the schedule in a file, after its format, version and checksum."""
    if not isinstance(kept, dict) or kept.get("format") != _FORMAT:
        raise DamagedFile(name, "it is not a schedule that save_schedule wrote")
    if kept.get("version") != _VERSION:
        came = shown(kept.get("version"))
        raise DamagedFile(name, f"it has version {came}, and this gesched reads {_VERSION}; update gesched")
    if kept.get("sha256") != _digest(kept.get("schedule")):
        raise DamagedFile(name, "its content does not match its checksum: it was changed after it was saved")
    return kept["schedule"]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _pack(schedule: Schedule) -> dict[str, Any]:
    frames = group_to_frames(schedule.group)
    return {
        "group": {
            "name": schedule.group.name,
            "tables": {name: frame.to_dict("split", index=False) for name, frame in frames.items()},
        },
        "horizon": [str(schedule.horizon.first), str(schedule.horizon.last)],
        "assignments": [
            [str(one.date), str(one.half), one.employee, one.member, one.agreement]
            for one in schedule.assignments
        ],
        "ledger": dict(schedule.ledger),
        "history": None if schedule.history is None else _pack(schedule.history),
        "report": None if schedule.report is None else _pack_report(schedule.report),
        "revised": None if schedule.revised is None else schedule.revised.isoformat(),
    }


def _unpack(content: Mapping[str, Any]) -> Schedule:
    group, history, report, revised = (content[key] for key in ("group", "history", "report", "revised"))
    return Schedule(
        _unpack_group(group),
        Horizon(*content["horizon"]),
        tuple(
            # Names are kept once, not once a half-day.
            Assignment(dt.date.fromisoformat(day), Half[half], *map(_kept_once, names))
            for day, half, *names in content["assignments"]
        ),
        Ledger(content["ledger"]),
        None if history is None else _unpack(history),
        None if report is None else _unpack_report(report),
        None if revised is None else dt.datetime.fromisoformat(revised),
    )


def _kept_once(name: Any) -> Any:
    """Return a name that equal ones share; what is no text is left to be told as what it is."""
    return sys.intern(name) if isinstance(name, str) else name


def _unpack_group(content: Mapping[str, Any]) -> Group:
    frames = {}
    for name, table in content["tables"].items():
        columns = table["columns"]
        # Strict, since some versions of pandas fill ragged rows up.
        rows = [dict(zip(columns, row, strict=True)) for row in table["data"]]
        frames[name] = pd.DataFrame(rows, columns=columns, dtype=object)
    return group_from_frames(frames, name=content["name"])


def _pack_report(report: Report) -> dict[str, Any]:
    packed = asdict(report)
    for entry in packed["over_commitments"]:
        entry["first"], entry["last"] = str(entry["first"]), str(entry["last"])
    for entry in packed["excused"]:
        entry["date"] = str(entry["date"])
    return packed


def _unpack_report(content: Mapping[str, Any]) -> Report:
    rest = dict(content)
    over = [
        entry | {day: dt.date.fromisoformat(entry[day]) for day in ("first", "last")}
        for entry in rest.pop("over_commitments")
    ]
    return Report(
        levels=tuple(LevelReport(**entry) for entry in rest.pop("levels")),
        ending=Ending(rest.pop("ending")),
        over_commitments=tuple(OverCommitment(**entry) for entry in over),
        unservable=tuple(Unservable(**entry) for entry in rest.pop("unservable")),
        # Files of before there were fixed days have none.
        excused=tuple(
            Excused(**entry | {"date": dt.date.fromisoformat(entry["date"])})
            for entry in rest.pop("excused", ())
        ),
        **rest,
    )
