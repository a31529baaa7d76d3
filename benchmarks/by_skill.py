"""Seeded groups whose employees can stand in for one another: every agreement asks for a skill.

    python benchmarks/by_skill.py [--employees 20] [--members 30] [--weeks 13] [--skills 2]
        [--seeds 0 1 2] [--seconds 60] [--strict]

Promises come to 0.95 of what can be worked. Each seed is solved in a process of its own, and counted again by
the audit; of strict levels, the worst ratio of coverage is told.
"""

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
from typing import Any

from groups import WEIGHTED, decisions

import gesched

FIRST = dt.date(2027, 1, 4)
_WORKS = {"Mon-Fri": 5, "Mon-Thu": 4}
"""Patterns of working time, and their days a week."""
_PROMISED = 0.95
_MONTH = 52 / 12
"""Weeks."""


def make(employees: int, members: int, weeks: int, skills: int, seed: int) -> gesched.Group:
    """Return a group of that size; the same seed gives the same group."""
    draw = random.Random(seed)
    works = draw.choices([*_WORKS], weights=[3, 1], k=employees)
    people = [
        gesched.Employee(f"Employee {number}", skills=f"skill {number % skills}", works=pattern)
        for number, pattern in enumerate(works)
    ]
    labels = [
        gesched.Member(f"Label {number}", opens=draw.choice(["Mon-Fri", "Mon-Fri", "Mon-Thu, Fri AM"]))
        for number in range(members)
    ]
    parts = [draw.uniform(0.5, 2) for _ in labels]
    a_month = _PROMISED * _MONTH * sum(_WORKS[pattern] for pattern in works)
    return gesched.Group(
        "By skill",
        employees=people,
        members=labels,
        agreements=[
            gesched.Agreement(
                label.name,
                skill=f"skill {number % skills}",
                days=round(2 * a_month * part / sum(parts)) / 2,
                unit=draw.choice(["day", "half-day"]),
                prefers=draw.choice([None, "Mon", "Tue, Wed", "Thu AM", "Mon, Fri"]),
            )
            for number, (label, part) in enumerate(zip(labels, parts, strict=True))
        ],
        absences=[
            gesched.Absence(one.name, *_stretch(draw, weeks, 10)) for one in people if draw.random() < 0.6
        ],
        closures=[
            gesched.Closure(one.name, *_stretch(draw, weeks, 6)) for one in labels if draw.random() < 0.3
        ],
        holidays=gesched.french_holidays(),
    )


def _stretch(draw: random.Random, weeks: int, most: int) -> tuple[dt.date, dt.date]:
    """Return the first and last date of at most so many days, some time in these weeks."""
    first = FIRST + dt.timedelta(days=draw.randrange(7 * weeks))
    return first, first + dt.timedelta(days=draw.randrange(most))


def measured(given: argparse.Namespace, seed: int) -> dict[str, Any]:
    """Return the figures of one run in this process."""
    group = make(given.employees, given.members, given.weeks, given.skills, seed)
    last = FIRST + dt.timedelta(days=7 * given.weeks - 1)
    goals = gesched.DEFAULT_GOALS if given.strict else (WEIGHTED,)
    schedule = gesched.solve(group, FIRST, last, time_limit=given.seconds, seed=seed, goals=goals)
    found = gesched.audit(schedule, goals=(WEIGHTED, *gesched.DEFAULT_GOALS))
    assert found.ok, str(found)
    assert schedule.report is not None
    level = schedule.report.levels[0]
    return {
        "decisions": decisions(schedule.problem),
        "value": level.value,
        "bound": level.bound,
        "points": found.values[WEIGHTED.id][0].value,
        "short": found.values["fair_coverage"][-1].value,
        "idle": found.values["no_idle_time"][0].value,
        "first": schedule.report.first_seconds,
        "seconds": schedule.report.seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    for name, usual in (("employees", 20), ("members", 30), ("weeks", 13), ("skills", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--strict", action="store_true", help="levels in strict order")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one is not None:
        print(json.dumps(measured(given, given.one)))
        return
    heads = ("seed", "half-days to decide", "worst ‰" if given.strict else "points", "bound", "short", "idle")
    print(f"| {' | '.join((*heads, 'points of all', 'first schedule', 'time', 'memory'))} |")
    print("|---" * 10 + "|", flush=True)
    for seed in given.seeds:
        command = [sys.executable, __file__, *sys.argv[1:], "--one", str(seed)]
        run = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        row = json.loads(run.stdout.splitlines()[-1])
        levels = f"{row['value']} | {row['bound']} | {row['short']} | {row['idle']} | {row['points']}"
        cost = f"{row['first']:.1f} s | {row['seconds']:.1f} s | {row['megabytes']} MB"
        print(f"| {seed} | {row['decisions']} | {levels} | {cost} |", flush=True)


if __name__ == "__main__":
    main()
