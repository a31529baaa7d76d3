"""Seeded groups with a mistake, so that no schedule exists: how soon that is known, and why.

    python benchmarks/mistakes.py [--size typical] [--seeds 0 1 2] [--seconds 60]

Of each seed three groups are made: an employee who must give all that was promised is away for a third of
the time; a member who is served by turns asks for two at once; everybody at a member must give all that was
promised there, while it is closed for two thirds of the time. Prints when it was told, how many grounds
clash, and on how many a way out gives way.
"""

import argparse
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from groups import SIZES, WEIGHTED, Planted, make

import gesched


def away(planted: Planted) -> gesched.Group:
    """Return the group in which the first employee must give all that is promised, and is away."""
    name = planted.group.employees[0].name
    group = _binding(planted.group, employee=name)
    return group.with_absence(gesched.Absence(name, planted.first, _after(planted, 1 / 3)))


def twofold(planted: Planted) -> gesched.Group:
    """Return the group in which the member with most agreements asks for two employees at once."""
    served = Counter(one.member for one in planted.group.agreements)
    name = min(served, key=lambda one: (-served[one], one))
    return replace(planted.group, rules=[*planted.group.rules, gesched.Cover(name, at_least=2)])


def closed(planted: Planted) -> gesched.Group:
    """Return the group in which the first member must get all that is promised, and is closed."""
    name = planted.group.agreements[0].member
    group = _binding(planted.group, member=name)
    closure = gesched.Closure(name, planted.first, _after(planted, 2 / 3))
    return replace(group, closures=[*group.closures, closure])


def _binding(group: gesched.Group, **whose: str) -> gesched.Group:
    """Return a group in which all that is promised under some agreements must be given."""
    [(field, name)] = whose.items()
    agreements = [
        replace(one, at_least=one.days) if getattr(one, field) == name else one for one in group.agreements
    ]
    return replace(group, agreements=agreements)


def _after(planted: Planted, part: float) -> dt.date:
    return planted.first + (planted.last - planted.first) * part


MISTAKES: Mapping[str, Callable[[Planted], gesched.Group]] = {
    "an absence": away,
    "two at once": twofold,
    "a closure": closed,
}


def told(group: gesched.Group, planted: Planted, seconds: float) -> str:
    """Return what is told of a group, as cells of a table."""
    begun = time.perf_counter()
    try:
        gesched.solve(group, planted.first, planted.last, time_limit=seconds, goals=(WEIGHTED,))
    except gesched.NoSchedule as error:
        conflict = error.conflict
        assert isinstance(conflict, gesched.Conflict)
        grounds = f"{len(conflict.grounds)}{'' if conflict.minimal else ' (perhaps fewer)'}"
        ways = ", ".join(
            f"{len(one.grounds)}{'' if one.cheapest else ' (perhaps less)'}" for one in conflict.repairs
        )
        return f"{time.perf_counter() - begun:.1f} s | {grounds} | {ways or 'none found'}"
    except gesched.TimeLimitReached:
        return f"not known after {time.perf_counter() - begun:.1f} s | - | -"
    return "there is a schedule | - | -"


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    parser.add_argument("--size", choices=SIZES, default="typical")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    print("| seed | mistake | told after | grounds that clash | a way out gives way on |")
    print("|---" * 5 + "|", flush=True)
    for seed in given.seeds:
        planted = make(given.size, seed)
        for mistake, group_of in MISTAKES.items():
            print(f"| {seed} | {mistake} | {told(group_of(planted), planted, given.seconds)} |", flush=True)


if __name__ == "__main__":
    main()
