"""Linear expressions over numbered variables: what rules and goals say, whoever solves it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


class Values(Protocol):
    """Whole numbers by place: a list, or an array."""

    def __getitem__(self, place: int, /) -> int:
        """Return the value at a place."""
        ...


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of variables with whole coefficients, and a constant.

    Parameters
    ----------
    terms
        Pairs of variable number and coefficient, sorted; no number twice, no coefficient zero.
    constant
        What is added.
    """

    terms: tuple[tuple[int, int], ...] = ()
    constant: int = 0

    @classmethod
    def of(cls, coefficients: Mapping[int, int], constant: int = 0) -> "Linear":
        """Return the sum of variables, by number, with their coefficients."""
        return cls(tuple(sorted((v, c) for v, c in coefficients.items() if c)), constant)

    @classmethod
    def total(cls, parts: Iterable["Linear"]) -> "Linear":
        """Return the sum of expressions."""
        parts = tuple(parts)
        if len(parts) < 2:
            return parts[0] if parts else NOTHING
        coefficients: dict[int, int] = {}
        constant = 0
        for part in parts:
            constant += part.constant
            for variable, coefficient in part.terms:
                coefficients[variable] = coefficients.get(variable, 0) + coefficient
        return cls.of(coefficients, constant)

    def __add__(self, other: "Linear | int") -> "Linear":
        if isinstance(other, int):
            return Linear(self.terms, self.constant + other)
        # Of pairs, by far the most frequent in large groups, there may be millions.
        if len(self.terms) == len(other.terms) == 1 and self.terms[0][0] != other.terms[0][0]:
            return Linear(tuple(sorted(self.terms + other.terms)), self.constant + other.constant)
        return Linear.total((self, other))

    def __sub__(self, other: "Linear | int") -> "Linear":
        return self + other * -1

    def __rsub__(self, other: int) -> "Linear":
        return self * -1 + other

    def __mul__(self, factor: int) -> "Linear":
        if factor == 0:
            return NOTHING
        return Linear(tuple((v, c * factor) for v, c in self.terms), self.constant * factor)

    @property
    def summands(self) -> Iterator["Linear"]:
        """Each term, and the constant, as an expression of its own."""
        for term in self.terms:
            yield Linear((term,))
        if self.constant:
            yield Linear((), self.constant)

    def is_part_of(self, other: "Linear") -> bool:
        """Return whether another expression is never less than this one, as no variable is below 0."""
        mine = dict(self.terms)
        more = all(coefficient >= mine.pop(variable, 0) for variable, coefficient in other.terms)
        left = all(coefficient <= 0 for coefficient in mine.values())
        return more and left and self.constant <= other.constant

    def value(self, values: Values) -> int:
        """Return what the expression is worth where variable ``n`` has ``values[n]``."""
        return self.constant + sum(coefficient * values[variable] for variable, coefficient in self.terms)


NOTHING = Linear()
"""The sum of no variables: 0."""
