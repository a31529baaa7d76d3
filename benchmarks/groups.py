"""Seeded groups as they are found, each around a planted calendar that keeps all its rules.

    python benchmarks/groups.py [--size typical] [--seed 0]
    python benchmarks/groups.py --employees 40 --members 60 --weeks 13

Prints how large the group is, and that its planted calendar breaks no rule: so a schedule exists.
"""

import argparse
import calendar
import datetime as dt
import math
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from planting import DAYS, FIRST, Pair, Planting, Size, Slot

import gesched

SIZES = {
    "seed": Size(2, 11, 52, each=6),
    "typical": Size(20, 30, 13),
    "medium": Size(60, 75, 26),
    "large": Size(300, 300, 52),
}
_PERTURBED = 0.4

WEIGHTED = gesched.Weighted(
    {
        gesched.ShortfallPenalty(): 1,
        gesched.NoIdleTime(): 6,
        gesched.Wishes(): 3,
        gesched.Regularity(): 4,
        gesched.FewTransfers(): 3,
    }
)
"""The one level by which ways of planning are compared."""


Month = tuple[int, int]
"""A year and a month."""


@dataclass(frozen=True)
class Planted:
    """A group, and a calendar that keeps its rules."""

    group: gesched.Group
    schedule: gesched.Schedule

    @property
    def first(self) -> dt.date:
        """The first date to plan."""
        return self.schedule.horizon.first

    @property
    def last(self) -> dt.date:
        """The last date to plan."""
        return self.schedule.horizon.last


def make(
    size: str | Size, seed: int = 0, across: float = 0.03, first: dt.date = FIRST, prefix: str = ""
) -> Planted:
    """Return a group of a size, by name or in numbers, with the calendar that it was planted on.

    Parameters
    ----------
    size
        "seed", "typical", "medium", "large", or numbers.
    seed
        The same seed gives the same group.
    across
        The part of the pairs of employee and member that lie in different regions.
    first
        The first date, a Monday.
    prefix
        Stands before every number in names.
    """
    numbers = SIZES[size] if isinstance(size, str) else size
    return _Terms(Planting(numbers, seed, across, first, prefix)).planted()


class _Terms:
    """What is agreed, read off the planted calendar: promises, wishes, and limits that it keeps."""

    def __init__(self, planting: Planting) -> None:
        self.planting = planting
        self.draw = planting.draw
        self.skills: dict[str, set[str]] = defaultdict(set)
        self.given = Counter((name, member) for (name, _), member in planting.calendar.items())
        self.days: dict[Pair, set[dt.date]] = defaultdict(set)
        for (name, (day, _)), member in planting.calendar.items():
            self.days[name, member].add(day)
        self.visits: dict[Pair, set[Slot]] = defaultdict(set)
        for name, template in planting.templates.items():
            for visit, member in template.items():
                self.visits[name, member].add(visit)

    def planted(self) -> Planted:
        """Return the group and its calendar."""
        agreements = [self._agreement(pair) for pair in self.planting.pairs if self.given[pair]]
        bare = self._schedule(agreements)
        terms = [self._with_limits(agreement, bare) for agreement in agreements]
        schedule = self._schedule(terms, self._at_once())
        return Planted(schedule.group, schedule)

    def _schedule(
        self, agreements: Sequence[gesched.Agreement], at_once: dict[str, int] | None = None
    ) -> gesched.Schedule:
        group = self.planting.group_of(agreements, self.skills, at_once)
        assignments = tuple(
            gesched.Assignment(day, half, name, member, _name(name, member))
            for (name, (day, half)), member in self.planting.calendar.items()
        )
        return gesched.Schedule(group, self.planting.horizon, assignments)

    def _at_once(self) -> dict[str, int]:
        """Return for some members the most employees that they have at a time."""
        there = Counter((member, half_day) for (_, half_day), member in self.planting.calendar.items())
        most: dict[str, int] = defaultdict(int)
        for (member, _), count in there.items():
            most[member] = max(most[member], count)
        hosts = Counter(member for _, member in self.given)
        return {one: most[one] for one in self.planting.labels if hosts[one] > 1 and self._chance(0.2)}

    def _chance(self, part: float) -> bool:
        return self.draw.random() < part

    # Promises and wishes.

    def _agreement(self, pair: Pair) -> gesched.Agreement:
        """Return what a member takes of an employee or, one time in ten, of a skill."""
        name, member = pair
        given, load = self.given[pair], self.planting.loads[name]
        unit = 2 if pair in self.planting.whole_days else 1
        promised = max(unit, int(given * load / unit + Fraction(1, 2)) * unit)
        skill = None
        if self._chance(0.1):
            skill = f"trade of {name}"
            self.skills[name].add(skill)
            self.skills[self.draw.choice(self.planting.colleagues(name) or [name])].add(skill)
        return gesched.Agreement(
            member,
            employee=None if skill else name,
            skill=skill,
            days=Fraction(promised, 2),
            per="horizon",
            at_least=Fraction(given * 4 // (5 * unit) * unit, 2) if self._chance(0.5) else None,
            at_most=Fraction(given, 2) if given > promised else None,
            unit="day" if unit == 2 else "half_day",
            prefers=self._wishes(pair),
            name=_name(name, member),
        )

    def _wishes(self, pair: Pair) -> str:
        """Return the planted weekdays, some of them moved, as a pattern; dates where there are few."""
        days = sorted(self.days[pair])
        moved = self._moved(self.visits[pair], pair[1])
        first, second = ({visit[1:] for visit in moved if visit[0] == week} for week in range(2))
        if len(days) <= 6 or not moved:
            return ", ".join(sorted({str(self._moved_date(day)) for day in days}))
        if first and second:
            return ", ".join(f"{DAYS[day]} {half}" for day, half in sorted(first | second))
        monday = self.planting.first + dt.timedelta(weeks=0 if first else 1)
        weekdays = ",".join(DAYS[day][:2].upper() for day in sorted({day for day, _ in first or second}))
        halves = {half for _, half in first or second}
        suffix = f" {halves.pop()}" if len(halves) == 1 else ""
        return f"DTSTART={monday};FREQ=WEEKLY;INTERVAL=2;BYDAY={weekdays}{suffix}"

    def _moved(self, visits: Iterable[Slot], member: str) -> set[Slot]:
        """Return visits of the fortnight, four of ten days of them on another weekday on which it opens."""
        opens = [day for day in range(5) if DAYS[day] != self.planting.closed.get(member)]
        moves: dict[tuple[int, int], int] = {}
        for week, day, _ in sorted(visits):
            others = [one for one in opens if one != day]
            to = self.draw.choice(others) if self._chance(_PERTURBED) else day
            moves.setdefault((week, day), to)
        return {(week, moves[week, day], half) for week, day, half in visits}

    def _moved_date(self, day: dt.date) -> dt.date:
        """Return a date, or in four cases of ten another one of its week."""
        others = [day + dt.timedelta(days=place - day.weekday()) for place in range(5)]
        return self.draw.choice(others) if self._chance(_PERTURBED) else day

    # Limits.

    def _with_limits(self, agreement: gesched.Agreement, bare: gesched.Schedule) -> gesched.Agreement:
        """Return the agreement with some limits that the planted calendar keeps."""
        dates = [one.date for one in bare.of_agreement(agreement.name)]
        weeks, months = Counter(map(_week, dates)), Counter(map(_month, dates))
        usual = len(dates) / len({_month(day) for day in bare.horizon.dates})
        terms: dict[str, Any] = {"max_per_week": Fraction(max(weeks.values()), 2)}
        if self._chance(0.5):
            terms["max_per_month"] = Fraction(max(math.ceil(1.25 * usual), *months.values()), 2)
        if self._chance(0.5) and (least := min(int(0.6 * usual), self._least(agreement, bare, months))):
            terms["min_per_month"] = Fraction(least, 2)
        idle = [day for place, day in enumerate(DAYS) if not any(one.weekday() == place for one in dates)]
        if idle and self._chance(0.2):
            terms["never"] = self.draw.choice(idle)
        name, draw = agreement.name, self.draw.random()
        limits: dict[str, tuple[float, Callable[..., gesched.HouseRule], Sequence[Any]]] = {
            "longest_block": (0.1, lambda days: gesched.Blocks(name, longest=days), (1, 2, 3, 4, 5, 8)),
            "shortest_block": (0.15, lambda days: gesched.Blocks(name, shortest=days), (3, 2)),
            "smallest_gap": (0.2, lambda days: gesched.Gaps(name, smallest=days), (8, 6, 4, 3, 2)),
            "largest_gap": (0.25, lambda days: gesched.Gaps(name, largest=days), (4, 9, 14, 19, 24)),
            "on": (0.35, partial(gesched.FixedDays, name), DAYS),
        }
        for term, (until, rule, values) in limits.items():
            if draw < until:
                kept = _tightest(bare, rule, values)
                return replace(agreement, **terms, **({} if kept is None else {term: kept}))
        return replace(agreement, **terms)

    def _least(self, agreement: gesched.Agreement, bare: gesched.Schedule, months: Counter[Month]) -> int:
        """Return the fewest half-days of a whole month, leaving out those in which no more could be given."""
        problem = bare.problem
        masks = problem.assignable[problem.agreement_number[agreement.name]]
        there = np.any(list(masks.values()), axis=0)
        room, days = Counter[Month](), Counter[Month]()
        for place, day in enumerate(bare.horizon.dates):
            room[_month(day)] += int(there[2 * place : 2 * place + 2].sum())
            days[_month(day)] += 1
        whole = [month for month, count in days.items() if count == calendar.monthrange(*month)[1]]
        short = [months[month] for month in whole if months[month] < room[month]]
        return min(short, default=max(room.values()))


def _month(day: dt.date) -> Month:
    return day.year, day.month


def _week(day: dt.date) -> int:
    return (day.toordinal() - 1) // 7


def _name(employee: str, member: str) -> str:
    return f"{employee} at {member}"


def _tightest(
    planted: gesched.Schedule, rule: Callable[..., gesched.HouseRule], values: Iterable[Any]
) -> Any | None:
    """Return the first value, from tight to loose, with which the planted calendar keeps the rule."""
    return next((value for value in values if not any(rule(value).check(planted))), None)


# Figures.


def decisions(problem: gesched.problem.Problem) -> int:
    """Return how many half-days of an employee under an agreement can be decided."""
    return sum(int(mask.sum()) for masks in problem.assignable for mask in masks.values())


def pairs(problem: gesched.problem.Problem) -> int:
    """Return how many pairs of employee and member can meet."""
    found = {
        (number, agreement.member)
        for agreement, masks in zip(problem.group.agreements, problem.assignable, strict=True)
        for number, mask in masks.items()
        if mask.any()
    }
    return len(found)


def described(planted: Planted) -> str:
    """Return the figures of a group in words."""
    group, problem = planted.group, planted.schedule.problem
    weeks = len(problem.horizon) // 7
    available = sum(int(mask.sum()) for mask in problem.available)
    promised = sum(dues.promised for dues in problem.dues)
    lines = (
        f"{len(group.employees)} employees x {len(group.members)} members x {weeks} weeks",
        f"{len(group.agreements)} agreements, {pairs(problem)} pairs of employee and member",
        f"{decisions(problem)} half-days to decide",
        f"promised {promised / available:.1%} of {available} available half-days",
        f"planted {len(planted.schedule.assignments) / available:.1%}",
    )
    return "\n".join(lines)


def given_size(given: argparse.Namespace) -> Size:
    """Return the size that a command line asks for: by name, unless by numbers."""
    named = SIZES[given.size]
    numbers = (given.employees, given.members, given.weeks)
    asked = Size(*(new or old for new, old in zip(numbers, named[:3], strict=True)))
    return named if asked[:3] == named[:3] else asked


def with_size(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return a parser that takes a size, too."""
    parser.add_argument("--size", choices=SIZES, default="typical")
    for name in ("employees", "members", "weeks"):
        parser.add_argument(f"--{name}", type=int, help="instead of the size's")
    return parser


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = with_size(argparse.ArgumentParser(description=__doc__, formatter_class=style))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--across", type=float, default=0.03, help="part of pairs across regions")
    given = parser.parse_args()
    begun = time.perf_counter()
    planted = make(given_size(given), given.seed, given.across)
    made = time.perf_counter()
    print(described(planted))
    broken = gesched.audit(planted.schedule, goals=()).violations
    print(f"rules that the planted calendar breaks: {len(broken)}")
    for violation in broken[:10]:
        print(f"  - {violation}")
    audited = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"made in {made - begun:.1f} s, audited in {audited - made:.1f} s, {memory} MB")


if __name__ == "__main__":
    main()
