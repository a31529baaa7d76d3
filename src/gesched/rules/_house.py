"""House rules: what a group may add to the rules that always hold, hard or relaxed."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, fields, replace
from typing import Any, ClassVar, Self

from gesched.errors import BadValue
from gesched.findings import Ground, Violation
from gesched.group.fields import Field, as_number, as_text, raise_problems
from gesched.rules._base import RuleModel
from gesched.schedule import Schedule

_HEAVIEST = 1_000_000
_KINDS = ("employee", "member", "agreement", "skill")


def as_weight(value: int | str) -> int:
    """Read what a unit of giving way costs: a whole number from 0, which means that a rule must hold."""
    number = as_number(value)
    if number.denominator != 1 or number > _HEAVIEST:
        raise BadValue(value, f"a weight: a whole number from 0 (it must hold) to {_HEAVIEST:,}")
    return int(number)


@dataclass(frozen=True)
class HouseRule(ABC):
    """What house rules share: whom they name, how they are relaxed, what they say.

    A house rule has ``id``, ``title``, ``post`` and ``check`` (see ``Rule``). Its fields that name employees,
    members, agreements or skills begin with that word (``employees``, ``member``, ...), so that a group can
    check the names; a field of several names that is empty means everybody. Until ``__post_init__``, which
    calls ``_check`` at last, fields hold what was given: a rule with its own calls this one first.

    Parameters
    ----------
    weight
        0: it must hold; else what each unit of giving way costs.
    source
        Article of law, collective agreement, contract or house rule.
    """

    _: KW_ONLY
    weight: Field[int | str, int] = Field(as_weight, default=0)
    source: Field[str, str] = Field(as_text, default="house rule")

    fewest_named: ClassVar[int] = 1
    """How many names a field of several needs, where it has any."""

    unit: ClassVar[str] = "half-days"
    """What the amount of a violation counts."""

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:  # noqa: B027 - most rules have nothing to add
        """Note what fields get wrong about each other, with ``problem``."""

    @property
    @abstractmethod
    def id(self) -> str:
        """A short name of the kind of rule."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The obligation in one sentence, for a coordinator."""

    @abstractmethod
    def post(self, model: RuleModel) -> None:
        """Post the obligation on a model."""

    @abstractmethod
    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield where a finished schedule breaks the obligation."""

    @property
    def gives_way(self) -> bool:
        """Whether the rule gives way where it must, at a cost."""
        return self.weight > 0

    def relaxed(self, weight: int = 1) -> Self:
        """Return the rule relaxed: each unit of giving way costs ``weight``."""
        if weight == 0:
            raise BadValue(weight, "a weight of at least 1", "Leave .relaxed() out where the rule must hold.")
        return replace(self, weight=weight)

    # Names.

    def named(self) -> Mapping[str, frozenset[str]]:
        """Return, for each field that names anybody, the names."""
        found = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.startswith(_KINDS) and value:
                found[field.name] = frozenset({value} if isinstance(value, str) else value)
        return found

    def names(self) -> frozenset[str]:
        """Return the employees, members, agreements and skills that the rule names."""
        return frozenset[str]().union(*self.named().values())

    def without(self, name: str) -> Self | None:
        """Return the rule without one of them; ``None`` where nothing is left of it."""
        return self.without_kind("", name)

    def without_kind(self, kind: str, name: str) -> Self | None:
        """Return the rule without somebody in its fields of a kind; ``None`` where nothing is left of it."""
        left: dict[str, Any] = {}
        for column, names in self.named().items():
            if column.startswith(kind) and name in names:
                left[column] = names - {name}
                if isinstance(getattr(self, column), str) or len(left[column]) < self.fewest_named:
                    return None
        return replace(self, **left)

    # Findings.

    def ground(self, who: tuple[str, ...], when: str, words: str, weight: int | None = None) -> Ground:
        """Return why a row stands; ``weight`` ``None`` takes the rule's."""
        cost = self.weight if weight is None else weight
        return Ground(self.id, who, when, words, self.source, cost, self.unit)

    def violation(
        self,
        schedule: Schedule,
        who: tuple[str, ...],
        first: dt.date,
        last: dt.date,
        amount: int,
        words: str,
        weight: int | None = None,
    ) -> Violation:
        """Return where a schedule breaks the rule, its dates cut to the horizon."""
        horizon = schedule.horizon
        first, last = (min(max(day, horizon.first), horizon.last) for day in (first, last))
        cost = self.weight if weight is None else weight
        return Violation(self.id, who, first, last, amount, words, self.source, cost, self.unit)


def chosen(named: frozenset[str], everybody: Iterator[str]) -> Iterator[str]:
    """Yield the names of a table's words that a rule is for, in table order: all where it names none."""
    return (name for name in everybody if not named or name in named)
