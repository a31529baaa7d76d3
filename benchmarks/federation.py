"""Several seeded groups planned as one: nothing ties them together but what is compared.

    python benchmarks/federation.py [--size seed] [--seeds 0 1 2] [--seconds 120] [--weighted]

Prints each level with its bound; of ranks, how many are proven.
"""

import argparse
import resource
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from groups import SIZES, WEIGHTED, make

import gesched

_JOINED = ("employees", "members", "sites", "agreements", "absences", "closures")


def joined(groups: Sequence[gesched.Group]) -> gesched.Group:
    """Return groups of different names as one."""
    parts: dict[str, Any] = {name: [*chain(*(getattr(one, name) for one in groups))] for name in _JOINED}
    return replace(groups[0], **parts)


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    parser.add_argument("--size", choices=SIZES, default="seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--weighted", action="store_true", help="one weighted level instead of strict levels")
    given = parser.parse_args()
    planted = [make(given.size, seed, prefix=f"{place}.") for place, seed in enumerate(given.seeds, 1)]
    group = joined([one.group for one in planted])
    goals = (WEIGHTED,) if given.weighted else gesched.DEFAULT_GOALS
    first, last = planted[0].first, planted[0].last
    schedule = gesched.solve(group, first, last, goals=goals, time_limit=given.seconds)
    report = schedule.report
    assert report is not None
    for level in report.levels:
        if not level.measure.startswith("rank"):
            told = f"{level.value} {level.unit}, bound {level.bound} {level.prover and f'({level.prover})'}"
            print(f"{level.goal} {level.measure}: {told}")
    for goal in goals:
        ranks = [one for one in report.levels if one.goal == goal.id and one.measure.startswith("rank")]
        if ranks:
            print(f"{goal.id}: {sum(one.proven for one in ranks)} of {len(ranks)} further ranks proven")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = f"{len(group.employees)} employees, {len(group.members)} members"
    print(f"{size}: {report.ending}, {report.seconds:.1f} s, effort {report.effort}, {memory} MB")


if __name__ == "__main__":
    main()
