"""Time and memory of the Paris Mix year, as promised and with 10 % more than there is.

Run it with ``python benchmarks/paris_mix.py [SEED ...]``; each line is a process of its own.
"""

import platform
import resource
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import gesched

TABLES = Path(__file__).parent.parent / "examples" / "paris_mix"
COLUMNS = (
    *("demand", "seed", "first schedule", "coverage proven", "wishes proven", "worst", "total short"),
    *("other weekdays", "transfers", "memory"),
)


def scaled(group: gesched.Group, factor: Fraction) -> gesched.Group:
    """Return the group with every promise multiplied."""
    agreements = [replace(one, days=(one.days or 0) * factor) for one in group.agreements]
    return replace(group, agreements=agreements)


def measure(demand: str, seed: int) -> None:
    """Plan the year once and print a row of the table."""
    proven: dict[str, float] = {}

    def listen(progress: gesched.Progress) -> None:
        if progress.objective == "total" and progress.value == progress.bound:
            proven.setdefault(progress.goal, progress.elapsed)

    group = scaled(gesched.read_group(TABLES), Fraction(demand))
    schedule = gesched.solve(group, "2027-01-01", "2027-12-31", time_limit=60, seed=seed, on_progress=listen)
    report = schedule.report
    assert report is not None
    worst = report.level("fair_coverage", "worst")
    total = report.level("fair_coverage", "total")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    comfort = [report.level(goal, "total") for goal in ("regularity", "few_transfers")]
    coverage, wishes = (
        f"{proven[goal]:.1f} s" if goal in proven else "-" for goal in ("fair_coverage", "wishes")
    )
    cells = (
        demand,
        seed,
        f"{report.first_seconds:.1f} s",
        coverage,
        wishes,
        f"{worst.value} ‰{' (proven)' if worst.proven else ''}",
        f"{total.value / 2:g} days{' (proven)' if total.proven else ''}",
        *(f"{level.value} (at least {level.bound})" for level in comfort),
        f"{megabytes:.0f} MB",
    )
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main(seeds: list[str]) -> None:
    """Print the machine, then a row a run."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("ortools", "pandas", "numpy"))
    print(f"Python {platform.python_version()}, {packages}, {platform.machine()}\n")
    print("| " + " | ".join(COLUMNS) + " |")
    print("|---" * len(COLUMNS) + "|", flush=True)
    for demand in ("1", "1.1"):
        for seed in seeds:
            subprocess.run([sys.executable, __file__, "--one", demand, seed], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1:] or ["0", "1", "2"])
