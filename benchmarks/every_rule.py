"""A seeded group with every rule in use at once, made around a planted calendar that keeps them all.

    python benchmarks/every_rule.py [--employees 20] [--members 30] [--weeks 13] [--seed 0] [--solve SECONDS]

Prints how long it takes to post all rules, and the memory; with --solve, also how the search ends.
"""

import argparse
import datetime as dt
import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import gesched
from gesched import Half
from gesched.model import Model
from gesched.rules import HOUSE_RULES, rules_in_use

FIRST = dt.date(2027, 1, 4)
ZONE = 20
"""Employees of one region."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--employees", type=int, default=20)
    parser.add_argument("--members", type=int, default=30)
    parser.add_argument("--weeks", type=int, default=13)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--solve", type=float)
    given = parser.parse_args()
    planted = Planting(given.employees, given.members, given.weeks, given.seed).schedule()
    group, horizon = planted.group, planted.horizon
    rules = rules_in_use(group)
    kinds = Counter(rule.id for rule in rules)
    broken = gesched.audit(planted, goals=()).violations
    assert not broken, f"the planted calendar keeps every rule, but: {broken[0]}"
    print(f"{len(rules)} rules of {len(kinds)} kinds; of no use: {unused(rules) or 'none'}")
    problem = planted.problem
    problem.dues  # noqa: B018 - counted once, before the clock starts
    begun = time.perf_counter()
    model = Model(problem, ())
    decided = time.perf_counter()
    for rule in rules:
        rule.post(model)
    posted = time.perf_counter()
    size = f"{given.employees} x {given.members} x {given.weeks} weeks"
    times = f"variables in {decided - begun:.1f} s, all rules posted in {posted - decided:.1f} s"
    print(f"{size}: {times}; {len(model.uppers)} variables, {sum(1 for _ in model.rows)} rows, {memory()} MB")
    if given.solve:
        solved = gesched.solve(group, horizon.first, horizon.last, time_limit=given.solve, seed=given.seed)
        found = gesched.audit(solved)
        print(solved)
        assert solved.report is not None
        first = f"first schedule after {solved.report.first_seconds:.1f} s"
        print(f"{first}; keeps every rule: {found.ok}; {memory()} MB")


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def unused(rules: Iterable[gesched.Rule]) -> str:
    kinds = {rule.id for rule in rules}
    return ", ".join(sorted({str(kind.id) for kind in HOUSE_RULES} - kinds))


class Planting:
    """Employees with a fortnight's template each; everything else is read off what it gives."""

    def __init__(self, employees: int, members: int, weeks: int, seed: int) -> None:
        self.draw = random.Random(seed)
        self.horizon = gesched.Horizon(FIRST, FIRST + dt.timedelta(weeks=weeks, days=-1))
        self.people = [f"Employee {number}" for number in range(1, employees + 1)]
        self.labels = [f"Label {number}" for number in range(1, members + 1)]
        self.templates = {name: self._template(place) for place, name in enumerate(self.people)}
        second = self.people[1::ZONE]
        for name in second:  # goes wherever the one before goes
            self.templates[name] = self.templates[self.people[self.people.index(name) - 1]]

    def _template(self, place: int) -> dict[tuple[int, Half], str]:
        """Return where an employee is in a fortnight; the last of a zone's members is far off."""
        size = max(4, ZONE * len(self.labels) // max(len(self.people), ZONE))
        begin = min(place // ZONE * size, len(self.labels) - size)
        region = self.labels[begin : begin + size]
        near, far = self.draw.sample(region[:-1], 3), region[-1]
        days = {}
        for day in range(10):
            morning, afternoon = self.draw.choice(near), self.draw.choice(near)
            whole = self.draw.random() < 0.7
            days[day] = (
                (far, far) if day == 9 and place % 4 == 0 else (morning, morning if whole else afternoon)
            )
        return {(day, half): halves[half] for day, halves in days.items() for half in Half}

    def schedule(self) -> gesched.Schedule:
        """Return the planted calendar of a group in which every rule is in use, and kept."""
        bare = self._group([])
        taken = Counter((one.employee, one.member) for one in self._assignments(bare))
        agreements = [
            gesched.Agreement(
                member,
                employee=person if number % 10 else None,
                skill=None if number % 10 else f"all that {person} can",
                days=f"{half_days}/2",
                per="horizon",
                name=f"{person} at {member}",
            )
            for number, ((person, member), half_days) in enumerate(sorted(taken.items()))
        ]
        planted = self._planted(self._group(agreements))
        terms = [self._with_terms(one, planted) for one in agreements]
        planted = self._planted(self._group(terms))
        rules = list(filter(None, self._rules(planted)))
        return self._planted(replace(planted.group, rules=rules))

    def _group(self, agreements: list[gesched.Agreement]) -> gesched.Group:
        last = self.horizon.last
        return gesched.Group(
            "Every rule",
            employees=[self._employee(place, name) for place, name in enumerate(self.people)],
            members=[
                gesched.Member(name, site=name, at_once=None if agreements == [] else ZONE)
                for name in self.labels
            ],
            sites=[self._site(place, name) for place, name in enumerate(self.labels)],
            agreements=agreements,
            absences=[self._leave(place, name) for place, name in enumerate(self.people)],
            closures=[gesched.Closure(name, FIRST + dt.timedelta(days=16)) for name in self.labels[::7]],
            common_time=[gesched.CommonTime(FIRST, last, when="FREQ=MONTHLY;BYDAY=1MO")],
            holidays=gesched.french_holidays(),
            working_time="code_du_travail",
        )

    def _employee(self, place: int, name: str) -> gesched.Employee:
        others = [label for label in self.labels if label not in self.templates[name].values()]
        by_days = place % ZONE == 2
        return gesched.Employee(
            name,
            works="Mon-Thu" if by_days else "Mon-Fri",
            skills={f"all that {name} can"},
            excluded_members=others[:1],
            days_per_year=218 if by_days else None,
        )

    def _site(self, place: int, name: str) -> gesched.Site:
        """Return a site: a region's lie within ten kilometres, but for the last, which is two hours away."""
        size = max(4, ZONE * len(self.labels) // max(len(self.people), ZONE))
        region, at = divmod(place, size)
        far = 1.0 if at == size - 1 else 0.0
        return gesched.Site(name, latitude=45 + region % 5 / 2 + at / 1000 + far, longitude=4.5)

    def _leave(self, place: int, name: str) -> gesched.Absence:
        monday = FIRST + dt.timedelta(weeks=1 + place // 2 % 12)
        return gesched.Absence(name, monday, monday + dt.timedelta(days=4))

    def _assignments(self, group: gesched.Group) -> Iterator[gesched.Assignment]:
        problem = gesched.Schedule(group, self.horizon).problem
        for name, template in self.templates.items():
            free = problem.available[problem.employee_number[name]]
            for column in free.nonzero()[0].tolist():
                day, half = problem.half_day(column)
                member = template.get((self._fortnight_day(day), half))
                if member is not None and problem.open[member][column]:
                    yield gesched.Assignment(day, half, name, member, f"{name} at {member}")

    def _fortnight_day(self, day: dt.date) -> int:
        """Return the working day of the fortnight, from 0 to 9; weekends have none."""
        weeks, weekday = divmod((day - FIRST).days, 7)
        return weeks % 2 * 5 + weekday if weekday < 5 else -1

    def _planted(self, group: gesched.Group) -> gesched.Schedule:
        return gesched.Schedule(group, self.horizon, tuple(self._assignments(group)))

    def _with_terms(self, agreement: gesched.Agreement, planted: gesched.Schedule) -> gesched.Agreement:
        """Return the agreement with some terms, as tight as the planted calendar allows."""
        name = agreement.name
        terms: dict[str, Any] = {"season": "01-01 to 12-31"} if self.draw.random() < 0.2 else {}
        weekdays = Counter(one.date.weekday() for one in planted.of_agreement(name))
        never = [day for day in range(5) if not weekdays[day]]
        if never:
            terms["never"] = _DAYS[self.draw.choice(never)]
        for day in _DAYS:
            if tightest(planted, partial(gesched.FixedDays, name), [day]) and self.draw.random() < 0.5:
                terms["on"] = day
        halves = [half / 2 for half in range(1, 11)]
        limits: dict[str, tuple[Callable[..., gesched.HouseRule], Sequence[float]]] = {
            "max_per_week": (lambda most: gesched.AgreementDays(name, "week", at_most=most), halves),
            "max_per_month": (lambda most: gesched.AgreementDays(name, "month", at_most=most), range(1, 30)),
            "min_per_week": (lambda least: gesched.AgreementDays(name, "week", at_least=least), (1, 0.5)),
            "min_per_month": (
                lambda least: gesched.AgreementDays(name, "month", at_least=least),
                halves[::-1],
            ),
            "longest_block": (lambda days: gesched.Blocks(name, longest=days), range(1, 30)),
            "shortest_block": (lambda days: gesched.Blocks(name, shortest=days), (3, 2)),
            "smallest_gap": (lambda days: gesched.Gaps(name, smallest=days), (8, 6, 4, 3, 2)),
            "largest_gap": (lambda days: gesched.Gaps(name, largest=days), range(2, 40, 2)),
        }
        for term, (make, values) in limits.items():
            if self.draw.random() < 0.4 and (rule := tightest(planted, make, values)):
                terms[term] = next(value for value in values if make(value) == rule)
        return replace(agreement, **terms)

    def _rules(self, planted: gesched.Schedule) -> Iterator[gesched.HouseRule | None]:
        """Yield house rules that the planted calendar keeps, as tight as it allows."""
        yield from self._rules_of_members(planted)
        yield from self._rules_of_teams(planted)
        kinds: tuple[tuple[Callable[..., gesched.HouseRule], Sequence[float]], ...] = (
            (gesched.MaxMembersPerDay, (1, 2)),
            (gesched.MaxMembersPerWeek, (2, 3, 4)),
            (partial(gesched.MaxTransfers, per="week"), range(6)),
            (lambda days: gesched.EmployeeDays("week", at_most=days), (4, 4.5, 5)),
            (lambda days: gesched.EmployeeDays("month", at_least=days), (18, 15, 12, 8, 4)),
            (gesched.ConsecutiveDays, (4, 5)),
            (gesched.ConsecutiveDaysOff, (2, 1)),
            (gesched.MaxWeekends, (0,)),
            (lambda hours: gesched.WorkedHours("quarter", at_most=hours), range(100, 600, 20)),
        )
        for make, values in kinds:
            yield tightest(planted, make, values)
        yield tightest(planted, lambda days: gesched.YearlyDays(days, {self.people[-1]}), range(50, 260, 10))
        for name in self.people[:: ZONE // 4]:
            members = set(self.templates[name].values())
            yield gesched.PreferredMembers(members, employees={name}).relaxed(2)
            yield gesched.ExcludedMembers(sorted(set(self.labels) - members)[:2], employees={name})
        for one in self.draw.sample(planted.assignments, len(self.people)):
            yield gesched.Pinned(one.employee, one.member, f"{one.date} {one.half}")

    def _rules_of_teams(self, planted: gesched.Schedule) -> Iterator[gesched.HouseRule | None]:
        for first, second, third, fourth in zip(*(self.people[at::ZONE] for at in range(4)), strict=False):
            yield tightest(planted, gesched.Together, [{first, second}])
            shared = set(self.templates[third].values()) & set(self.templates[fourth].values())
            yield gesched.Apart({third, fourth}, members=sorted(set(self.labels) - shared))

    def _rules_of_members(self, planted: gesched.Schedule) -> Iterator[gesched.HouseRule | None]:
        hosts = defaultdict(set)
        for one in planted.assignments:
            hosts[one.member].add(one.employee)
        used, festival = sorted(hosts), str(FIRST + dt.timedelta(days=2))
        for label in used[::5]:
            some = partial(gesched.Cover, label)
            yield tightest(planted, lambda count, some=some: some(at_least=count, when=festival), (3, 2, 1))
            yield tightest(planted, lambda count, some=some: some(at_most=count), range(1, ZONE))
            yield some(at_least=1, at_most=1, when="Fri", too_few=3, too_many=1)
        for a, b in pairwise(used):
            if not hosts[a] & hosts[b]:
                yield gesched.NeverSameEmployee({a, b})
            else:
                yield tightest(planted, gesched.NeverSameDay, [{a, b}])
                ways = [(a, b), (b, a)]
                yield tightest(planted, lambda pair: gesched.ForbiddenSuccession(*pair), ways)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def tightest(
    planted: gesched.Schedule, make: Callable[..., gesched.HouseRule], values: Iterable[object]
) -> gesched.HouseRule | None:
    """Return the first rule that the planted calendar keeps, of values from tight to loose."""
    rules = (make(value) for value in values)
    return next((rule for rule in rules if not any(rule.check(planted))), None)


if __name__ == "__main__":
    main()
