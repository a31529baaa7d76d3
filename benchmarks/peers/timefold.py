"""Local search by Timefold, a constraint solver in Java: an agreement, or none, for each employee's half-day.

It needs ``timefold`` and Java 17: GESCHED_TIMEFOLD_PYTHON may name another Python that has it. Regularity,
blocks and gaps are not among its constraints; everything else is, shortfalls by member.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from groups import Planted

import gesched
from gesched import Agreement, Half, HalfDay
from gesched.problem import pattern_mask

SOLVER = Path(__file__).with_name("timefold_process.py")
_BREAK = 90


def run(planted: Planted, seconds: float, seed: int) -> gesched.Schedule | None:
    """Return the best that Timefold finds in time; Java starts and translates the constraints before."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        asked, found = Path(folder) / "asked.json", Path(folder) / "found.json"
        asked.write_text(json.dumps(_asked(planted)), encoding="utf-8")
        left = max(1.0, seconds - (time.perf_counter() - begun))
        python = os.environ.get("GESCHED_TIMEFOLD_PYTHON", sys.executable)
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        # -P: this very module must not stand in for the library of its name.
        command = [python, "-P", str(SOLVER), str(asked), str(found), str(left), str(seed)]
        subprocess.run(command, check=True, timeout=2 * left + 60, env=environment, stdout=sys.stderr)
        chosen = json.loads(found.read_text(encoding="utf-8"))
    group, problem = planted.group, planted.schedule.problem
    assignments = []
    for employee, column, number in chosen:
        (day, half), one = problem.half_day(column), group.agreements[number]
        assignments.append(
            gesched.Assignment(day, half, group.employees[employee].name, one.member, one.name)
        )
    return replace(planted.schedule, assignments=tuple(assignments))


def _asked(planted: Planted) -> dict[str, Any]:
    """Return what there is to choose: offers, and the half-days on which they can be taken."""
    group, problem = planted.group, planted.schedule.problem
    slots: dict[tuple[int, int], dict[str, Any]] = {}
    for number, (one, masks) in enumerate(zip(group.agreements, problem.assignable, strict=True)):
        wished = problem.wished[number]
        fixed = None if one.on is None else pattern_mask(one.on, problem.horizon)
        for employee, mask in masks.items():
            for column in mask.nonzero()[0].tolist():
                blank = _slot(employee, column, problem.half_day(column))
                slot = slots.setdefault((employee, column), blank)
                slot["offers"].append(number)
                if wished is not None and wished[column]:
                    slot["wished"].append(number)
                if fixed is not None and fixed[column]:
                    slot["fixed"].append(number)
    members = {one.name: number for number, one in enumerate(group.members)}
    offers = [
        _offer(group, one, members, problem.dues[place].due) for place, one in enumerate(group.agreements)
    ]
    due = [0] * len(members)
    for offer in offers:
        due[offer["member"]] += offer["due"]
    for offer in offers:
        offer["member_due"] = due[offer["member"]]
    return {"slots": list(slots.values()), "offers": offers}


def _slot(employee: int, column: int, at: HalfDay) -> dict[str, Any]:
    week, month = (at.date.toordinal() - 1) // 7, at.date.year * 12 + at.date.month
    where = {"employee": employee, "column": column, "week": week, "month": month}
    return where | {"afternoon": at.half is Half.PM, "offers": [], "wished": [], "fixed": []}


def _offer(group: gesched.Group, one: Agreement, members: dict[str, int], due: int) -> dict[str, Any]:
    """Return an agreement in half-days; what is not said is -1, or 0 for the least."""
    host = group.member(one.member)
    far = [members[it.name] for it in group.members if group.travel_minutes(host, it) > _BREAK]
    limits = (one.max_per_week, one.max_per_month)
    week, month = (-1 if most is None else int(2 * most) for most in limits)
    return {
        "member": members[one.member],
        "whole": one.unit.half_days == 2,
        "due": due,
        "most": due if one.at_most is None else int(2 * one.at_most),
        "least": int(2 * (one.at_least or 0)),
        "week": week,
        "month": month,
        "month_least": int(2 * (one.min_per_month or 0)),
        "at_once": one.at_once,
        "hosts": host.at_once or -1,
        "far": far,
    }
