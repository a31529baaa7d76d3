"""Hold audits of random rosters against the separate evaluator: the same penalty, the same rules broken.

    python benchmarks/staff_rosters/compare.py INSTANCE.txt [INSTANCE.txt ...] [--rosters 200] [--seed 0]

The instances are those of https://www.schedulingbenchmarks.org/nrp/. Ends with status 1 where anything
differs.
"""

import argparse
import random
import sys
import time
from pathlib import Path

from convert import employee_of, to_group, to_schedule
from instance import Instance, Roster, read_instance
from penalty import broken, penalty

import gesched
from gesched.goals import RelaxedRules

KINDS = {
    "employee_available": "day off",
    "forbidden_succession": "succession",
    "commitment_limits": "shifts of a type",
    "worked_hours": "minutes",
    "consecutive_days": "in a row",
    "consecutive_days_off": "off",
    "max_weekends": "weekends",
}


def random_roster(draw: random.Random, instance: Instance) -> Roster:
    """Return a roster in runs of shifts and days off: some rules are broken, others are not."""
    roster: Roster = {}
    for person in instance.staff:
        day, able = 0, [shift for shift, most in person.most_of.items() if most] or [*person.most_of]
        while day < instance.days:
            end = day + draw.randint(1, max(1, person.most_in_a_row) + draw.randint(-1, 1))
            roster.update(
                {(person.name, at): draw.choice(able) for at in range(day, min(end, instance.days))}
            )
            day = end + draw.randint(1, person.fewest_off + 1)
    return roster


def differences(instance: Instance, group: gesched.Group, roster: Roster) -> list[str]:
    found = gesched.audit(to_schedule(group, instance, roster), goals=(RelaxedRules(),))
    ours, theirs = found.values["relaxed_rules"][0].value, penalty(instance, roster)
    told = [] if ours == theirs else [f"audit {ours}, evaluator {theirs}"]
    people = {employee_of(person.name): person.name for person in instance.staff}
    audited = {
        (KINDS[one.rule], people[name])
        for one in found.violations
        for who in one.who
        if (name := group.agreement(who).employee if one.rule == "commitment_limits" else who) in people
    }
    counted = {
        (next(kind for kind in KINDS.values() if kind in told), name)
        for told, name in broken(instance, roster)
    }
    return told + [f"{kind} of {name}" for kind, name in sorted(audited ^ counted)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--rosters", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    wrong = 0
    for path in given.instances:
        instance = read_instance(path)
        begun, draw = time.perf_counter(), random.Random(given.seed)
        group = to_group(instance)
        rosters = [random_roster(draw, instance) for _ in range(given.rosters)]
        penalties = [penalty(instance, roster) for roster in rosters]
        kinds = {kind for roster in rosters for kind, _ in broken(instance, roster)}
        told = [found for roster in rosters if (found := differences(instance, group, roster))]
        wrong += len(told)
        seconds = time.perf_counter() - begun
        print(
            f"{instance.name}: {len(rosters)} rosters, {len(rosters) - len(told)} agree; penalties "
            f"{min(penalties)} to {max(penalties)}, {len(kinds)} kinds of hard rule broken; {seconds:.0f} s"
        )
        for differs in told[:5]:
            print("   ", "; ".join(differs))
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
