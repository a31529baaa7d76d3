"""Parts of a schedule to improve while the rest is held: which, how large, and how often.

A large-neighbourhood search (Shaw 1998) over employees who share members, weeks of some employees, and all
that some members get; which of these, and how large a part, is learnt from what they gain (adaptive, after
Ropke and Pisinger 2006). Two parts of one batch never share a decision.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, zip_longest

import numpy as np

from gesched.engine.columns import SHARED
from gesched.engine.slices import Slice, Status, Strategy
from gesched.model import Mask, Model, Numbers

_COLUMNS = 14
"""Half-days of a week."""
_WEEKS = (1, 2, 3, 5)
"""How many weeks a part may be of."""
_SMALLEST, _FIRST, _LARGEST = 60, 400, 4_000
"""Decisions in a part."""
_ASSEMBLED, _LARGEST_ASSEMBLED = 300, 1_500
"""The most decisions of employees who get a first schedule together; one may have more, up to the other."""
_EFFORT, _PIECE_EFFORT = 0.5, 0.2
"""Deterministic time for one part, of which most need less, and for a piece of a first schedule."""
_ANY, _ANY_AGAIN = 1.0, 4.0
"""Deterministic time for any schedule of an employee, of which most need less than half, and once more."""
_ZONE = 6_000
"""The most decisions of a zone that is rounded near the best schedule."""
_AGAIN, _MOST_AGAIN = 4.0, 20.0
"""For how many of its employees all may be chosen again, at first and at most."""
_GROWTH, _SHRINKAGE = 1.2, 0.8
_MEMORY = 0.9
"""How much of what was learnt stays, each time."""
_SETTING_UP = 0.1
"""Deterministic time that is added for a part, in what it gains: to set it up takes time, too."""
_LEAST_MERIT = 0.1
"""How often the worst kind is still drawn, beside the best."""
_EASY = 0.3
"""The part of its time within which a part is solved that may be larger the next time."""


@dataclass(slots=True)
class Kind:
    """One way to draw parts, and what is known of it.

    Parameters
    ----------
    shape
        "employees", "weeks" or "members".
    costly
        Whether parts are drawn around what costs, or anywhere.
    """

    shape: str
    costly: bool
    size: float = _FIRST
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Decisions that may change, ascending, and how to search them."""

    kind: Kind
    decisions: Numbers
    strategy: Strategy
    effort: float = _EFFORT
    presolve: bool = True


@dataclass(frozen=True, slots=True)
class Zone:
    """Decisions of employees near one another, and how to round them.

    Parameters
    ----------
    decisions
        Those that may change, ascending.
    settled
        What stays of all that is chosen among parts; ``None`` is nothing.
    near
        Whether what the best schedule has stays open at once.
    shaken
        Whether the relaxation is shaken.
    """

    decisions: Numbers
    settled: Numbers | None = None
    near: bool = False
    shaken: bool = False


@dataclass
class Neighbourhoods:
    """Draws parts of a model's decisions.

    Parameters
    ----------
    model
        The model.
    seed
        The same seed, and the same gains, give the same parts.

    Attributes
    ----------
    again
        For how many employees of a zone all may be chosen again.
    """

    model: Model
    seed: int
    again: float = field(init=False, default=_AGAIN)
    _kinds: list[Kind] = field(init=False)

    def __post_init__(self) -> None:
        self._draw = random.Random(self.seed)  # noqa: S311 - nothing secret
        self._owners = np.empty(0, np.int64)
        self._kinds = [Kind(shape, costly) for shape in _SHAPES for costly in (True, False)]
        group = self.model.problem.group
        cells = self.model.cells
        numbers = {member.name: number for number, member in enumerate(group.members)}
        member_of = np.array([numbers[one.member] for one in group.agreements] or [0], np.int64)
        self._employee, self._column = cells[:, 1], cells[:, 2]
        self._member = member_of[cells[:, 0]]
        pairs = np.unique(np.stack([self._employee, self._member], axis=1), axis=0)
        self._members_of = _groups(pairs[:, 0], pairs[:, 1])
        self._employees_of = _groups(pairs[:, 1], pairs[:, 0])

    def owners(self) -> Numbers:
        """Return for each variable the employee on whom alone it depends, or ``SHARED``."""
        if len(self._owners) != len(self.model.uppers):
            self._owners = self.model.spread(self._employee, SHARED)
        return self._owners

    def sweep(self, most: int, among: Mask | None = None, centre: int | None = None) -> Iterator[Numbers]:
        """Yield decisions, ascending, that together are all: up to so many, of employees near one another.

        Where decisions are given that they are to be among, these are all; where one is given as a centre,
        the first ones are of its employee and of those near.
        """
        left = np.ones(len(self._employee), bool) if among is None else among.copy()
        while left.any():
            if centre is None:
                centre = int(self._draw.choice(np.flatnonzero(left)))
            zone, first, centre = np.zeros_like(left), centre, None
            for employee in self._cluster(int(self._employee[first]), left):
                more = left & (self._employee == employee)
                if zone.any() and zone.sum() + more.sum() > most:
                    break
                zone |= more
            left &= ~zone
            yield np.flatnonzero(zone)

    def zones(self, costly: Numbers, count: int) -> list[Zone]:
        """Return zones that share no decision, each with some employees for whom all may be chosen again.

        The first is around some variable that costs something now, the others are anywhere. Where there is
        one only, that as often, with others each time.
        """
        most = min(_ZONE, -(-len(self._employee) // count))
        drawn = list(islice(self.sweep(most, centre=self._centre(costly)), count))
        return [self._zone(decisions) for decisions in (drawn if len(drawn) > 1 else drawn * count)]

    def _zone(self, decisions: Numbers) -> Zone:
        """Return a zone: what is chosen stays, but for some employees near one another."""
        employees = np.unique(self._employee[decisions])
        near = (one for one in self._near(int(self._draw.choice(employees))) if one in employees)
        again = list(islice(near, round(self.again)))
        chosen = self.model.chosen
        return Zone(decisions, chosen[~np.isin(self.owners()[chosen], again)], near=True)

    def learn_zone(self, found: Slice, effort: float) -> None:
        """Note how hard a zone was, for how many employees all may be chosen again."""
        if found.status is not Status.OPTIMAL:
            self.again = max(1.0, self.again * _SHRINKAGE)
        elif found.effort < _EASY * effort:
            self.again = min(_MOST_AGAIN, self.again * _GROWTH)

    def everybody(self, broken: Numbers | None = None) -> Iterator[Part]:
        """Yield parts of one employee, or of few near one another, that together are all.

        They are searched for any solution: without presolve first, which takes most of the time of that.

        Parameters
        ----------
        broken
            Only employees with any of these decisions, which may be among other variables, and with presolve;
            ``None`` is all.
        """
        kind, again = Kind("employees", costly=False), broken is not None
        for zone in self.sweep(_ASSEMBLED, self._of_employees(broken)):
            yield Part(kind, zone, Strategy.IN_ORDER, _ANY_AGAIN if again else _ANY, presolve=again)

    def assembly(self, broken: Numbers | None = None, effort: float | None = None) -> Iterator[Part]:
        """Yield such parts, in pieces in time where they are large.

        Parameters
        ----------
        broken
            As for everybody.
        effort
            Deterministic time for each; ``None`` is that of a part, and less for pieces in time.
        """
        kind = Kind("employees", costly=False)
        # Parts that follow each other in time are not searched side by side: first comes everybody's start.
        zones = [self._in_time(zone) for zone in self.sweep(_ASSEMBLED, self._of_employees(broken))]
        strategy = Strategy.PSEUDO_COSTS
        if effort is None and any(len(zone) > 1 for zone in zones):
            strategy, effort = Strategy.IN_ORDER, _PIECE_EFFORT
        effort = _EFFORT if effort is None else effort
        for pieces in zip_longest(*zones):
            yield from (Part(kind, one, strategy, effort) for one in pieces if one is not None)

    def _of_employees(self, broken: Numbers | None) -> Mask | None:
        """Return which decisions are of employees with any of some variables."""
        if broken is None:
            return None
        return np.isin(self._employee, self._employee[broken[broken < len(self._employee)]])

    def _in_time(self, zone: Numbers) -> list[Numbers]:
        """Return decisions in pieces that follow each other in time, where they are too many for one."""
        ordered = zone[np.argsort(self._column[zone], kind="stable")]
        return [np.sort(piece) for piece in np.array_split(ordered, -(-len(zone) // _LARGEST_ASSEMBLED))]

    def draw(self, costly: Numbers, count: int) -> list[Part]:
        """Return parts that share no decision; none where each would be nearly the whole.

        Parameters
        ----------
        costly
            The variables that cost something now: around these, half of the kinds of parts are drawn.
        count
            The most parts.
        """
        taken = np.zeros(len(self._employee), bool)
        parts: list[Part] = []
        for _ in range(count if len(taken) > _SMALLEST else 0):
            kind = self._draw.choices(self._kinds, self._merits())[0]
            centre = self._centre(costly) if kind.costly else None
            if centre is None:
                centre = self._draw.randrange(len(taken))
            chosen = _SHAPES[kind.shape](self, centre, kind.size)
            decisions = np.flatnonzero(chosen & ~taken)
            if len(decisions):
                taken[decisions] = True
                parts.append(Part(kind, decisions, self._draw.choice(_STRATEGIES)))
        return parts

    def learn(self, part: Part, gain: int, found: Slice) -> None:
        """Note what a part gained for its time, and how hard it was."""
        kind = part.kind
        rate = gain / (found.effort + _SETTING_UP)
        kind.rate = rate if kind.rate is None else _MEMORY * kind.rate + (1 - _MEMORY) * rate
        if found.status is not Status.OPTIMAL:
            kind.size = max(_SMALLEST, kind.size * _SHRINKAGE)
        elif found.effort < _EASY * part.effort and len(part.decisions) > kind.size / 2:
            kind.size = min(_LARGEST, kind.size * _GROWTH)

    def _merits(self) -> list[float]:
        """Return how often each kind is to be drawn: as what it gains in its time, beside the best one."""
        best = max(kind.rate or 0.0 for kind in self._kinds)
        return [
            1.0 if kind.rate is None or not best else max(_LEAST_MERIT, kind.rate / best)
            for kind in self._kinds
        ]

    # Around what costs.

    def _centre(self, costly: Numbers) -> int | None:
        """Return a decision on which something depends that costs; ``None`` where nothing does."""
        number = int(self._draw.choice(costly)) if len(costly) else None
        while number is not None and number >= len(self._employee):
            arguments = self.model.arguments(np.array([number]))
            number = self._draw.choice(arguments) if len(arguments) else None
        return number

    # Shapes: which decisions belong to a part around one of them.

    def employees(self, centre: int, size: float) -> Mask:
        """Return decisions of some employees who share members, whole or in a window if that is too many."""
        chosen = np.zeros(len(self._employee), bool)
        for employee in self._near(int(self._employee[centre])):
            more = self._employee == employee
            if chosen.any() and chosen.sum() + more.sum() > size:
                break
            chosen |= more
        return self._window(chosen, centre, size)

    def weeks(self, centre: int, size: float) -> Mask:
        """Return decisions of some weeks, of employees near one another."""
        weeks = self._draw.choice(_WEEKS)
        first = int(self._column[centre]) // _COLUMNS - self._draw.randrange(weeks)
        inside = (self._column // _COLUMNS >= first) & (self._column // _COLUMNS < first + weeks)
        chosen = np.zeros(len(self._employee), bool)
        for employee in self._near(int(self._employee[centre])):
            more = inside & (self._employee == employee)
            if chosen.any() and chosen.sum() + more.sum() > size:
                break
            chosen |= more
        return chosen

    def members(self, centre: int, size: float) -> Mask:
        """Return all decisions at some members that one employee can be at: these compete."""
        there = self._members_of[int(self._employee[centre])]
        others = [one for one in there if one != self._member[centre]]
        some = [
            int(self._member[centre]),
            *self._draw.sample(others, min(self._draw.choice((1, 2)), len(others))),
        ]
        return self._window(np.isin(self._member, some), centre, size)

    def _near(self, employee: int) -> Iterator[int]:
        """Yield an employee, those who share a member with it, those who share one with these, and so on."""
        seen, ring = {employee}, [employee]
        while ring:
            yield from ring
            further = {
                other
                for one in ring
                for member in self._members_of[one]
                for other in self._employees_of[member]
            } - seen
            seen |= further
            ring = self._draw.sample(sorted(further), len(further))

    def _cluster(self, employee: int, left: Mask) -> Iterator[int]:
        """Yield an employee, and then whoever of those left shares most members with those before."""
        links: dict[int, float] = {employee: 0.0}
        waiting = set(np.flatnonzero(np.bincount(self._employee[left])).tolist())
        while links:
            nearest = max(links, key=lambda one: (links[one], -one))
            yield nearest
            waiting.discard(nearest)
            del links[nearest]
            for member in self._members_of[nearest]:
                there = self._employees_of[member]
                for other in waiting.intersection(there):
                    links[other] = links.get(other, 0.0) + 1 / len(self._members_of[other])

    def _window(self, chosen: Mask, centre: int, size: float) -> Mask:
        """Return as many of chosen decisions as a part may have: those nearest in time to its centre."""
        count = int(chosen.sum())
        if count <= 1.5 * size:
            return chosen
        distance = np.abs(self._column - self._column[centre])
        far = np.partition(distance[chosen], int(size))[int(size)]
        near: Mask = chosen & (distance <= far)
        return near


_SHAPES = {
    "employees": Neighbourhoods.employees,
    "weeks": Neighbourhoods.weeks,
    "members": Neighbourhoods.members,
}
_STRATEGIES = (Strategy.PSEUDO_COSTS, Strategy.RELAXATION)


def _groups(keys: Numbers, values: Numbers) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        found.setdefault(key, []).append(value)
    return found
