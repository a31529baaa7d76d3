"""What derived variables are worth that are no sums: each a function of variables before it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from gesched.goals import per_mille
from gesched.linear import Linear, Values


class Definition(Protocol):
    """What a derived variable is worth."""

    def value(self, values: Values) -> int:
        """Return it, from the values of the variables before."""
        ...

    @property
    def arguments(self) -> Sequence[int]:
        """The variables that it depends on."""
        ...


class Largest(NamedTuple):
    """The largest of some parts."""

    parts: tuple[Linear, ...]

    def value(self, values: Values) -> int:
        """Return what the largest part is worth."""
        return max(part.value(values) for part in self.parts)

    @property
    def arguments(self) -> Sequence[int]:
        """The variables of the parts."""
        return _numbers(self.parts)


class Worst(NamedTuple):
    """The largest of ``1000 * part / whole`` of pairs, rounded up; at least 0."""

    pairs: tuple[tuple[Linear, int], ...]

    def value(self, values: Values) -> int:
        """Return the largest ratio."""
        return max(0, *(per_mille(part.value(values), whole) for part, whole in self.pairs))

    @property
    def arguments(self) -> Sequence[int]:
        """The variables of the parts."""
        return _numbers([part for part, _ in self.pairs])


class IsAmong(NamedTuple):
    """1 where a part is among the largest, else 0; of equals the first are."""

    parts: tuple[Linear, ...]
    place: int
    largest: int

    def value(self, values: Values) -> int:
        """Return whether fewer parts than ``largest`` come before this one."""
        counted = [part.value(values) for part in self.parts]
        mine = counted[self.place]
        before = sum(other >= mine for other in counted[: self.place])
        return int(before + sum(other > mine for other in counted[self.place + 1 :]) < self.largest)

    @property
    def arguments(self) -> Sequence[int]:
        """The variables of all the parts."""
        return _numbers(self.parts)


def _numbers(totals: Sequence[Linear]) -> Sequence[int]:
    return sorted({number for total in totals for number, _ in total.terms})
