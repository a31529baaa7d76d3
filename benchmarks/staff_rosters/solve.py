"""Solve instances by ``gesched.solve`` and hold the rosters against the best penalties known.

    python benchmarks/staff_rosters/solve.py INSTANCE.txt [INSTANCE.txt ...] [--seconds 600] [--seed 0]

The instances and best known penalties are those of https://www.schedulingbenchmarks.org/nrp/. The penalty is
counted by the separate evaluator. Each instance is solved in a process of its own. Ends with status 1 where
that evaluator finds a broken rule, or another penalty than the audit does.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from convert import date_of, employee_of, to_group
from instance import Instance, Roster, read_instance
from penalty import broken, penalty

import gesched
from gesched.goals import RelaxedRules

_PENALTIES = (
    "607 828 1001 1716 1143 1950 1056 1300 439 4631 3443 4040 "
    "1348 1278 3828 3225 5746 4459 3149 4769 21133 30241 17285 40439"
)
BEST_KNOWN = {number: int(penalty) for number, penalty in enumerate(_PENALTIES.split(), start=1)}
"""By the number of the instance."""


def to_roster(instance: Instance, schedule: gesched.Schedule) -> Roster:
    """Return who works which shift on which day."""
    people = {employee_of(person.name): person.name for person in instance.staff}
    first = date_of(0)
    return {(people[one.employee], (one.date - first).days): one.member for one in schedule.assignments}


def measured(path: Path, seconds: float, seed: int) -> dict[str, Any]:
    """Return the figures of one run in this process."""
    instance = read_instance(path)
    group, begun = to_group(instance), time.perf_counter()
    last = date_of(instance.days - 1)
    try:
        schedule = gesched.solve(
            group, date_of(0), last, time_limit=seconds, seed=seed, goals=(RelaxedRules(),)
        )
    except gesched.TimeLimitReached:
        return {"seconds": time.perf_counter() - begun}
    roster = to_roster(instance, schedule)
    assert schedule.report is not None
    level = schedule.report.levels[0]
    return {
        "seconds": time.perf_counter() - begun,
        "penalty": penalty(instance, roster),
        "audited": level.value,
        "bound": level.bound,
        "broken": len(broken(instance, roster)),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> int:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.instances[0], given.seconds, given.seed)))
        return 0
    print("| instance | penalty | bound | best known | above it | rules broken | wall time | memory |")
    print("|---" * 8 + "|", flush=True)
    wrong = False
    for path in given.instances:
        command = [sys.executable, __file__, str(path), "--one", f"--seconds={given.seconds}"]
        run = subprocess.run(
            [*command, f"--seed={given.seed}"], stdout=subprocess.PIPE, check=True, text=True
        )
        row: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
        number = int("".join(letter for letter in path.stem if letter.isdigit()) or 0)
        print(f"| {number or path.stem} | {told(row, BEST_KNOWN.get(number))} |", flush=True)
        wrong |= bool(row.get("broken")) or row.get("penalty") != row.get("audited")
    return int(wrong)


def told(row: dict[str, Any], best: int | None) -> str:
    """Return the cells of a row."""
    known = "-" if best is None else f"{best:,}"
    if "penalty" not in row:
        return f"nothing found | - | {known} | - | - | {row['seconds']:.0f} s | -"
    above = "-" if best is None else f"{100 * (row['penalty'] - best) / best:.1f} %"
    return (
        f"{row['penalty']:,} | {row['bound']:,} | {known} | {above} | {row['broken']} "
        f"| {row['seconds']:.0f} s | {row['megabytes']} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
