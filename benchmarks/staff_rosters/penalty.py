"""What a roster costs and which rules it breaks, counted from the published rules alone.

A weekend is worked with a shift on its Saturday or Sunday. Before and after the horizon, runs of shifts and
of days off may go on: what touches its first or last day is never too short.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from instance import Instance, Person, Roster


def penalty(instance: Instance, roster: Roster) -> int:
    """Return the sum of weights of requests not met, and of cover below and above what is wanted."""
    cost = sum(one.weight for one in instance.on if roster.get((one.person, one.day)) != one.shift)
    cost += sum(one.weight for one in instance.off if roster.get((one.person, one.day)) == one.shift)
    there = Counter((day, shift) for (_, day), shift in roster.items())
    for one in instance.cover:
        missing = one.wanted - there[one.day, one.shift]
        cost += missing * one.too_few if missing > 0 else -missing * one.too_many
    return cost


def broken(instance: Instance, roster: Roster) -> set[tuple[str, str]]:
    """Return which hard rules are broken, as kind and person."""
    return {(kind, person.name) for person in instance.staff for kind in _broken_by(instance, roster, person)}


def _broken_by(instance: Instance, roster: Roster, person: Person) -> Iterator[str]:
    plan = [roster.get((person.name, day)) for day in range(instance.days)]
    counts = Counter(filter(None, plan))
    minutes = sum(instance.shifts[shift].minutes * count for shift, count in counts.items())
    if any(plan[day] for day in person.days_off):
        yield "day off"
    if any(b in instance.shifts[a].never_followed_by for a, b in pairwise(plan) if a):
        yield "succession"
    if any(counts[shift] > most for shift, most in person.most_of.items()):
        yield "shifts of a type"
    if minutes > person.most_minutes:
        yield "most minutes"
    if minutes < person.fewest_minutes:
        yield "fewest minutes"
    weekends = sum(bool(plan[day] or any(plan[day + 1 : day + 2])) for day in range(5, instance.days, 7))
    if weekends > person.most_weekends:
        yield "weekends"
    yield from _broken_runs(plan, person)


def _broken_runs(plan: list[str | None], person: Person) -> Iterator[str]:
    start = 0
    for works, days in groupby(plan, key=bool):
        length = len(list(days))
        inside = start > 0 and start + length < len(plan)
        if works and length > person.most_in_a_row:
            yield "most in a row"
        if works and inside and length < person.fewest_in_a_row:
            yield "fewest in a row"
        if not works and inside and length < person.fewest_off:
            yield "fewest off"
        start += length
