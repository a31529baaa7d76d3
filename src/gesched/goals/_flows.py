"""What goals make of a flow of half-days to agreements: a cost that no schedule goes below."""

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol, runtime_checkable

from gesched.problem import Problem

Steps = tuple[tuple[int, int], ...]
"""Points for each half-day short, up to how many half-days; the points grow."""


@dataclass(frozen=True, slots=True)
class FlowCosts:
    """A cost, or a part of one, that depends on how many half-days go where, and on nothing else.

    They add up, and are multiplied by weights.

    Parameters
    ----------
    constant
        Points in any case.
    given
        Points for each half-day given.
    wished
        Points for each half-day given when the agreement wishes for it, besides.
    short
        For each member, in the group's order, points for each half-day that it is short of, agreement by
        agreement, never netted; the last step ends with all that it is due. Empty where these cost nothing.
    """

    constant: int = 0
    given: int = 0
    wished: int = 0
    short: tuple[Steps, ...] = ()

    def __add__(self, other: "FlowCosts") -> "FlowCosts":
        short = self.short or other.short
        if self.short and other.short:
            short = tuple(_sum(one, two) for one, two in zip(self.short, other.short, strict=True))
        return FlowCosts(
            self.constant + other.constant, self.given + other.given, self.wished + other.wished, short
        )

    def __mul__(self, weight: int) -> "FlowCosts":
        short = tuple(tuple((points * weight, end) for points, end in steps) for steps in self.short)
        return FlowCosts(self.constant * weight, self.given * weight, self.wished * weight, short)


class Lacking(NamedTuple):
    """Half-days of which some members are short in any schedule, together, beyond what is tolerated of each.

    Parameters
    ----------
    half_days
        How many, at least.
    members
        The members, by their places in the group's order.
    """

    half_days: int
    members: tuple[int, ...]


@runtime_checkable
class CountsHalfDays(Protocol):
    """A goal whose cost is bounded by a flow of half-days to agreements.

    Whoever takes over such a goal and counts something else says anew what a flow costs.
    """

    def flow_costs(self, problem: Problem) -> FlowCosts:
        """Return what a flow costs: of none that is a schedule more than the goal does."""
        ...


def due_by_member(problem: Problem) -> list[int]:
    """Return what each member is due, summed over its agreements, in the group's order."""
    return [sum(problem.dues[number].due for number in numbers) for numbers in problem.agreements_of.values()]


def _sum(one: Steps, other: Steps) -> Steps:
    ends = sorted({end for _, end in chain(one, other)})
    return tuple((_points(one, end) + _points(other, end), end) for end in ends)


def _points(steps: Steps, end: int) -> int:
    """Return what the half-day costs with which so many are missing."""
    return next((points for points, until in steps if end <= until), 0)
