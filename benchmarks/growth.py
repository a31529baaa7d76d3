"""Time and memory until the weighted sum is within a gap of what is proven, as the group doubles.

    python benchmarks/growth.py [--employees 80] [--gap 10] [--seconds 300] [--seed 0]

Starts with 20 employees, 30 members and 13 weeks; each size is solved in a process of its own, up to so many
employees. The exponent is that of the half-days to decide, by least squares of the logarithms.
"""

import argparse
import contextlib
import json
import math
import resource
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from groups import WEIGHTED, decisions, make
from planting import Size

import gesched

SMALLEST = Size(20, 30, 13)


class Reached(Exception):
    """The gap is small enough."""


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    parser.add_argument("--employees", type=int, default=80)
    parser.add_argument("--gap", type=float, default=10, help="in percent")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(sized(given.one), given.gap, given.seconds, given.seed)))
        return
    print(f"| employees | half-days to decide | time to a gap of {given.gap:g} % | last gap | memory |")
    print("|---" * 5 + "|", flush=True)
    rows, employees = [], SMALLEST.employees
    while employees <= given.employees:
        command = [sys.executable, __file__, *sys.argv[1:], "--one", str(employees)]
        run = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        rows.append(row := json.loads(run.stdout.splitlines()[-1]))
        seconds = "not reached" if row["seconds"] is None else f"{row['seconds']:.1f} s"
        gap = "no schedule" if row["gap"] is None else f"{row['gap']:.1f} %"
        print(f"| {employees} | {row['decisions']} | {seconds} | {gap} | {row['megabytes']} MB |", flush=True)
        employees *= 2
    for name in ("seconds", "megabytes"):
        points = [(row["decisions"], row[name]) for row in rows if row["seconds"] is not None]
        told = f"{exponent(points):.2f}" if len(points) > 1 else "not known: too few sizes reach the gap"
        print(f"\n{name} grow with the half-days to decide by the exponent {told}")


def sized(employees: int) -> Size:
    """Return the size of so many employees, with as many members to each as in the smallest."""
    return Size(employees, SMALLEST.members * employees // SMALLEST.employees, SMALLEST.weeks)


def measured(size: Size, gap: float, seconds: float, seed: int) -> dict[str, Any]:
    """Return when the gap was reached, and the memory, of one run in this process."""
    planted = make(size, seed)
    reached: float | None = None
    last: float | None = None

    def listen(progress: gesched.Progress) -> None:
        nonlocal reached, last
        if progress.goal != WEIGHTED.id:
            return
        if progress.value is not None and progress.bound is not None:
            last = 100 * (progress.value - progress.bound) / max(1, progress.value)
            if last <= gap:
                reached = progress.elapsed
                raise Reached

    first, until = planted.first, planted.last
    with contextlib.suppress(Reached, gesched.TimeLimitReached):
        gesched.solve(
            planted.group, first, until, time_limit=seconds, seed=seed, goals=(WEIGHTED,), on_progress=listen
        )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    made = decisions(planted.schedule.problem)
    return {"decisions": made, "seconds": reached, "gap": last, "megabytes": megabytes}


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line through the logarithms of points that is nearest by least squares."""
    logs = [(math.log(across), math.log(up)) for across, up in points]
    middle, height = (sum(pair[axis] for pair in logs) / len(logs) for axis in (0, 1))
    spread = sum((across - middle) ** 2 for across, _ in logs)
    return sum((across - middle) * (up - height) for across, up in logs) / spread


if __name__ == "__main__":
    main()
