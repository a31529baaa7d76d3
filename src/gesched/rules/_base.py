"""What a rule is, and what it may ask of a model."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from gesched.findings import Excused, Ground, Violation
from gesched.linear import Linear
from gesched.problem import Problem
from gesched.schedule import Past, Schedule
from gesched.timeline import Half

_Shared = TypeVar("_Shared")


class RuleModel(Protocol):
    """A model under construction, as a rule sees it. Numbers are those of the problem."""

    @property
    def problem(self) -> Problem:
        """What is to be planned."""
        ...

    @property
    def past(self) -> Past:
        """What was before the horizon."""
        ...

    def works(self, employee: str, day: dt.date, half: Half | None = None) -> Linear:
        """Return 1 where the employee is at any member or in common time; without a half, at all that day.

        Dates before the horizon are constants, as the past has them; on dates not known nobody works.
        """
        ...

    def serves(self, employee: str, member: str, day: dt.date, half: Half | None = None) -> Linear:
        """Return 1 where the employee is at the member on that half-day; without a half, at all that day."""
        ...

    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear:
        """Return on how many of these half-days the employee is assigned under the agreement."""
        ...

    def given(self, agreement: int, tranche: int) -> Linear:
        """Return how many half-days are given under the agreement in a tranche of its dues."""
        ...

    def either(self, parts: Iterable[Linear]) -> Linear:
        """Return 1 where any of some expressions, each 0 or 1, is 1, else 0."""
        ...

    def reaches(self, total: Linear, least: int) -> Linear:
        """Return 1 where ``total >= least``, else 0."""
        ...

    def positive(self, total: Linear) -> Linear:
        """Return ``max(0, total)``."""
        ...

    def shared(self, make: Callable[["RuleModel"], _Shared]) -> _Shared:
        """Return what ``make`` gives for this model: made once, for all rules that ask."""
        ...

    def require(self, total: Linear, lower: int | None, upper: int | None, because: Ground) -> None:
        """Post one row: ``lower <= total <= upper``, and why; where the ground has a weight, relaxed."""
        ...


@runtime_checkable
class Rule(Protocol):
    """What must hold, said twice: as rows for the solver, and as a check of a finished schedule.

    The two halves share no helper that encodes the limit: two derivations, or their agreement proves nothing.
    A schedule breaks exactly as many posted rows as ``check`` yields violations.
    """

    @property
    def id(self) -> str:
        """A short name, unique among the rules in use."""
        ...

    @property
    def title(self) -> str:
        """The obligation in one sentence, for a coordinator."""
        ...

    @property
    def source(self) -> str:
        """Article of law, collective agreement, contract or house rule."""
        ...

    def post(self, model: RuleModel) -> None:
        """Post the obligation on a model."""
        ...

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield where a finished schedule breaks the obligation."""
        ...


@runtime_checkable
class Excuses(Protocol):
    """A rule that asks for visits only where they can take place, and tells where they cannot."""

    def excused(self, problem: Problem) -> Iterator[Excused]:
        """Yield the half-days on which no visit can take place, and why."""
        ...


def gives_way(rule: Rule) -> bool:
    """Return whether a rule is relaxed: it gives way where it must, at a cost."""
    return bool(getattr(rule, "gives_way", False))
