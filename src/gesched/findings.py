"""What gesched finds out, as plain data: grounds, violations, conflicts, reports."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """Why a constraint stands.

    Parameters
    ----------
    rule
        The rule's id.
    who
        The employees, members and agreements concerned, by name.
    when
        The dates or half-days concerned, in words.
    words
        The obligation as a sentence for a coordinator.
    source
        Article of law, agreement, contract or house rule.
    weight
        0 where it must hold; else what each unit of giving way costs.
    unit
        What is counted where it gives way: "half-days", "visits", ...
    """

    rule: str
    who: tuple[str, ...]
    when: str
    words: str
    source: str = ""
    weight: int = 0
    unit: str = "half-days"

    def __str__(self) -> str:
        return f"{self.words} [{self.source}]" if self.source else self.words


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Where a schedule breaks a rule.

    Parameters
    ----------
    rule
        The rule's id.
    who
        The employees, members and agreements concerned, by name.
    first, last
        The dates concerned, both included.
    amount
        By how much, in the rule's unit.
    words
        What is wrong, as a sentence for a coordinator.
    source
        Article of law, agreement, contract or house rule.
    weight
        0 where the rule must hold; else what each unit of the amount costs.
    unit
        What the amount counts: "half-days", "visits", ...
    """

    rule: str
    who: tuple[str, ...]
    first: dt.date
    last: dt.date
    amount: int
    words: str
    source: str = ""
    weight: int = 0
    unit: str = "half-days"

    @property
    def cost(self) -> int:
        """What it costs that a relaxed rule gives way here; 0 where the rule must hold."""
        return self.weight * self.amount

    def __str__(self) -> str:
        return f"{self.words} [{self.source}]" if self.source else self.words


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to make a schedule possible: on which grounds to give way, and by how much.

    Parameters
    ----------
    grounds
        The grounds to give way on.
    amounts
        By how much on each, in its unit.
    cheapest
        Whether it is proven that nothing less in all will do.
    enough
        Whether a schedule is known to exist then; where not, there may be other clashes.
    """

    grounds: tuple[Ground, ...]
    amounts: tuple[int, ...]
    cheapest: bool = True
    enough: bool = True

    @property
    def amount(self) -> int:
        """By how much in all, whatever the units."""
        return sum(self.amounts)

    def __str__(self) -> str:
        gives = (
            f"by {_in_unit(amount, ground.unit)} on: {ground}"
            for ground, amount in zip(self.grounds, self.amounts, strict=True)
        )
        less = "" if self.cheapest else " (perhaps less would do)"
        more = "" if self.enough else " (there may be other clashes)"
        return f"give way {'; '.join(gives)}{less}{more}"


def _in_unit(amount: int, unit: str) -> str:
    if unit == "half-days":
        return f"{amount / 2:g} day{'s' * (amount != 2)}"
    if unit == "minutes":
        return f"{amount // 60} h {amount % 60:02} min"
    return f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Grounds that cannot all hold, and the cheapest repairs.

    Parameters
    ----------
    grounds
        The grounds that clash.
    repairs
        Ways out, the cheapest first; empty where none was found in time.
    minimal
        Whether it is proven that leaving out any one of the grounds resolves this clash.
    """

    grounds: tuple[Ground, ...]
    repairs: tuple[Repair, ...] = ()
    minimal: bool = True

    def __str__(self) -> str:
        title = "These cannot all hold" + ("" if self.minimal else " (perhaps fewer would do)")
        if not self.grounds:
            title = "What cannot all hold was not found in time. Allow more (time_limit=)"
        lines = [f"{title}:" if self.grounds else f"{title}.", *(f"  - {ground}" for ground in self.grounds)]
        lines.extend(f"A way out: {repair}" for repair in self.repairs)
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class LevelReport:
    """How good one measure of a goal is, and how good it is proven to be, given the measures before it.

    Parameters
    ----------
    goal
        The goal's id.
    measure
        Which of the goal's measures: "worst", "rank 2", "total", ...
    value
        What the schedule reaches; the less, the better.
    bound
        What no schedule that is as good on the measures before can go below.
    unit
        "‰", "half-days", or what else is counted.
    prover
        What proved the bound: "counting", "network flow", "linear relaxation" or "CP-SAT"; "" where it is
        not known.
    """

    goal: str
    measure: str
    value: int
    bound: int
    unit: str
    prover: str = ""

    @property
    def proven(self) -> bool:
        """Whether no schedule that is as good on the measures before does better."""
        return self.bound >= self.value

    @property
    def gap(self) -> float:
        """The part of the value that is not proven to be needed, from 0 (proven) to 1."""
        return gap_between(self.value, self.bound)


def gap_between(value: int, bound: int) -> float:
    """Return by what part of the larger, either may be below 0, a value is above its bound: from 0 to 1."""
    return min(1.0, (value - bound) / max(abs(value), abs(bound))) if bound < value else 0.0


@dataclass(frozen=True, slots=True)
class OverCommitment:
    """More is promised than there is, which is known before any search.

    Parameters
    ----------
    kind
        "employee", "skill" or "group".
    name
        Whose time it is: the employee, the skill or the group.
    period
        When, as a label: "2027-08", or the whole horizon.
    first, last
        The dates of the period, both included.
    promised, available
        Half-days.
    """

    kind: str
    name: str
    period: str
    first: dt.date
    last: dt.date
    promised: int
    available: int

    def __str__(self) -> str:
        return (
            f"{self.kind} {self.name!r}, {self.period}: {self.promised / 2:g} days promised, "
            f"{self.available / 2:g} available"
        )


@dataclass(frozen=True, slots=True)
class Unservable:
    """Half-days due to an agreement that could not be assigned even if there were no other member.

    Parameters
    ----------
    agreement
        The agreement's name.
    half_days
        How many.
    """

    agreement: str
    half_days: int


@dataclass(frozen=True, slots=True, order=True)
class Excused:
    """A fixed half-day of an agreement on which no visit can take place, and why.

    Parameters
    ----------
    agreement
        The agreement's name.
    date, half
        When: the half is "AM" or "PM".
    words
        Why, for a coordinator; never why somebody is absent.
    """

    agreement: str
    date: dt.date
    half: str
    words: str

    def __str__(self) -> str:
        return f"{self.agreement}, {self.date} {self.half}: {self.words}"


class Ending(StrEnum):
    """Why a search ended."""

    PROVEN = "proven"
    TIME = "time"
    EFFORT = "effort"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Report:
    """How a schedule was found and how good it is proven to be.

    Parameters
    ----------
    levels
        One entry a measure, in strict priority order; of a goal not posted in time, as counted.
    ending
        Why the search ended.
    seconds
        Wall-clock time in all.
    first_seconds
        Wall-clock time until the first schedule stood, audited.
    effort
        How many slices of search were finished; the same input, seed and effort give the same schedule.
    seed
        The seed.
    solver
        The solver and its version.
    over_commitments
        Where more is promised than there is.
    unservable
        What could not be given even without competitors.
    excused
        Fixed half-days on which no visit can take place.
    """

    levels: tuple[LevelReport, ...]
    ending: Ending
    seconds: float
    first_seconds: float
    effort: int
    seed: int
    solver: str
    over_commitments: tuple[OverCommitment, ...] = ()
    unservable: tuple[Unservable, ...] = ()
    excused: tuple[Excused, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether every measure is proven."""
        return all(level.proven for level in self.levels)

    def level(self, goal: str, measure: str) -> LevelReport:
        """Return the entry of one measure; ``KeyError`` names the measures there are."""
        for level in self.levels:
            if (level.goal, level.measure) == (goal, measure):
                return level
        known = ", ".join(f"{level.goal}: {level.measure}" for level in self.levels)
        raise KeyError(f"{goal}: {measure} is not among {known}")
