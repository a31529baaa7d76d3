"""Ways of planning the same seeded groups in the same time, each run in a process of its own.

    python benchmarks/compare.py --size typical --seconds 60 --seeds 0 1 2 3 4 [--methods gesched highs]
    python benchmarks/compare.py --size typical --seconds 60 --strict [--write FILE]

Everything is counted again by ``gesched.audit``. The bound is what gesched proves of the weighted sum. With
--strict, gesched pursues its levels in strict order, and what each way reaches on them is compared. "Beyond
its bound" are the most half-days that a member is short of more than the bound of the worst ratio excuses;
only gesched tells such a bound.
"""

import argparse
import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from groups import WEIGHTED, Planted, described, given_size, make, with_size

import gesched
from gesched.goals.fair_coverage import shortfalls

PEERS = ("round_robin", "naive_cp_sat", "highs", "timefold")
METHODS = ("gesched", *PEERS)
Row = dict[str, Any]


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = with_size(argparse.ArgumentParser(description=__doc__, formatter_class=style))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--methods", choices=METHODS, nargs="+", default=METHODS)
    parser.add_argument("--strict", action="store_true", help="levels in strict order")
    parser.add_argument("--write", type=Path, help="append the runs to a file of JSON lines")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given, given.one, given.seeds[0])))
        return
    print(machine(), f"seeds {', '.join(map(str, given.seeds))}; {given.seconds:g} s each", "", sep="\n")
    rows = []
    for seed in given.seeds:
        print(f"seed {seed}: " + described(make(given_size(given), seed)).replace("\n", "; "), flush=True)
        for method in given.methods:
            rows.append(row := in_a_process(method, seed, given.seconds))
            if given.write:
                with given.write.open("a", encoding="utf-8") as file:
                    file.write(
                        json.dumps({"size": given_size(given)[:3], "limit": given.seconds} | row) + "\n"
                    )
    print("", *table(rows), sep="\n")
    if given.strict:
        print("", *lexicographic(rows), sep="\n")


def machine() -> str:
    """Return what the figures were measured on."""
    versions = []
    for name in ("gesched", "ortools", "highspy", "numpy"):
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    where = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}"
    return f"{where}, Python {platform.python_version()}, {', '.join(versions)}"


def in_a_process(method: str, seed: int, seconds: float) -> Row:
    """Return the figures of one run; one that goes on for far too long, or fails, gives no schedule."""
    arguments = [sys.executable, __file__, *sys.argv[1:], "--one", method, "--seeds", str(seed)]
    begun = time.perf_counter()
    try:
        run = subprocess.run(
            arguments, stdout=subprocess.PIPE, timeout=3 * seconds + 120, check=True, text=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failed:
        ended = type(failed).__name__
        return {"method": method, "seed": seed, "seconds": time.perf_counter() - begun, "failed": ended}
    row: Row = json.loads(run.stdout.splitlines()[-1])
    return row


def measured(given: argparse.Namespace, method: str, seed: int) -> Row:
    """Return the figures of one run in this process."""
    planted = make(given_size(given), seed)
    begun = time.perf_counter()
    if method == "gesched":
        schedule = by_gesched(planted, given.seconds, seed, strict=given.strict)
    else:
        schedule = importlib.import_module(f"peers.{method}").run(planted, given.seconds, seed)
    seconds = time.perf_counter() - begun
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    megabytes = max(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024
    return {"method": method, "seed": seed, "seconds": seconds, "megabytes": megabytes} | scored(schedule)


def by_gesched(planted: Planted, seconds: float, seed: int, *, strict: bool) -> gesched.Schedule | None:
    """Return what ``gesched.solve`` finds, by the weighted sum or level by level."""
    goals = gesched.DEFAULT_GOALS if strict else (WEIGHTED,)
    first, last = planted.first, planted.last
    try:
        return gesched.solve(planted.group, first, last, time_limit=seconds, seed=seed, goals=goals)
    except gesched.TimeLimitReached:
        return None


def scored(schedule: gesched.Schedule | None) -> Row:
    """Return what a schedule comes to, counted without any solver."""
    if schedule is None:
        return {}
    found = gesched.audit(schedule, goals=(WEIGHTED, *gesched.DEFAULT_GOALS))
    coverage = {one.measure: one.value for one in found.values["fair_coverage"]}
    levels = {goal.id: [one.value for one in found.values[goal.id]] for goal in gesched.DEFAULT_GOALS}
    reported = schedule.report.levels if schedule.report else ()
    bounds = [one.bound for one in reported if one.goal == WEIGHTED.id]
    worst = [one.bound for one in reported if one.measure == "worst" and one.goal == "fair_coverage"]
    return {
        "broken": len(found.violations),
        "points": found.values[WEIGHTED.id][0].value,
        "bound": max(bounds, default=None),
        "worst": coverage.get("worst", 0),
        "short": coverage["total"],
        "beyond": beyond(schedule, worst[0]) if worst else None,
        "levels": levels,
    }


def beyond(schedule: gesched.Schedule, bound: int) -> int:
    """Return the most half-days that a member is short of beyond what a bound of the worst ratio excuses."""
    return max(0, *(short - bound * due // 1000 for short, due in shortfalls(schedule)))


def table(rows: Iterable[Row]) -> list[str]:
    """Return the figures by method as Markdown: medians, and from the least to the most over seeds."""
    rows = list(rows)
    bounds = {row["seed"]: max(0, row["bound"]) for row in rows if row.get("bound") is not None}
    columns = ("method", "schedules", "rules broken", "worst ‰", "beyond its bound", "short", "points")
    more = ("gap to the bound", "wall time", "memory")
    lines = [f"| {' | '.join((*columns, *more))} |", "|---" * (len(columns) + len(more)) + "|"]
    for method, mine in by_method(rows).items():
        found = [row for row in mine if "points" in row]
        gaps = [
            100 * (row["points"] - bounds[row["seed"]]) / max(1, row["points"])
            for row in found
            if row["seed"] in bounds
        ]
        names = ("broken", "worst", "beyond", "short", "points")
        figures = [spread([row[name] for row in found if row[name] is not None]) for name in names]
        times = spread([row["seconds"] for row in mine], " s")
        memory = spread([row["megabytes"] for row in mine if "megabytes" in row], " MB")
        cells = (method, f"{len(found)} of {len(mine)}", *figures, spread(gaps, " %"), times, memory)
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, "", f"bound of the weighted sum, by seed: {bounds or 'none proven'}"]


def by_method(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row["method"]].append(row)
    return found


def spread(values: list[float], unit: str = "") -> str:
    """Return the median and, where they differ, the least and the most."""
    if not values:
        return "-"
    middle, least, most = (_plain(number) for number in (median(values), min(values), max(values)))
    return f"{middle}{unit}" + (f" ({least} to {most})" if least != most else "")


def _plain(number: float) -> str:
    """Return a number with as many decimals as it deserves."""
    return f"{number:,.0f}" if number == int(number) or abs(number) >= 100 else f"{number:.1f}"


def lexicographic(rows: Iterable[Row]) -> list[str]:
    """Return as Markdown how often gesched is better or worse than each peer in strict order, and by what."""
    rows = [row for row in rows if "levels" in row]
    ours = {row["seed"]: row for row in rows if row["method"] == "gesched"}
    lines = [
        "| peer | seeds | gesched better | equal | worse | decided by | peer breaks rules |",
        "|---" * 7 + "|",
    ]
    for method, theirs in by_method(row for row in rows if row["method"] != "gesched").items():
        pairs = [(ours[row["seed"]], row) for row in theirs if row["seed"] in ours]
        decided = [decision(mine["levels"], other["levels"]) for mine, other in pairs]
        signs = [sign for sign, _ in decided]
        by_what = ", ".join(sorted({level for _, level in decided if level})) or "-"
        broken = sum(other["broken"] > 0 for _, other in pairs)
        counts = (signs.count(-1), signs.count(0), signs.count(1))
        lines.append(f"| {' | '.join(map(str, (method, len(pairs), *counts, by_what, broken)))} |")
    return lines


def decision(mine: dict[str, list[int]], other: dict[str, list[int]]) -> tuple[int, str]:
    """Return -1 where the first is better in strict order, 1 where it is worse, and by which level."""
    for goal, values in mine.items():
        if values != other[goal]:
            return (-1 if values < other[goal] else 1), goal
    return 0, ""


if __name__ == "__main__":
    main()
