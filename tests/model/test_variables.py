"""What is derived is worth what a plain walk over its definitions says, however deep it lies."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.linear import Linear, Values
from gesched.model.variables import Variables


@dataclass(frozen=True)
class Odd:
    """Whether a sum is odd: no sum itself."""

    total: Linear

    def value(self, values: Values) -> int:
        """Return 1 where it is, else 0."""
        return self.total.value(values) % 2

    @property
    def arguments(self) -> list[int]:
        """The variables of the sum."""
        return [number for number, _ in self.total.terms]


class Made(Variables):
    """Variables with definitions that are walked one after the other, each by itself."""

    def __init__(self, decisions: int) -> None:
        super().__init__()
        self.totals: list[tuple[Linear, bool]] = [(Linear(), False) for _ in range(decisions)]
        for _ in range(decisions):
            self._new(1)

    def add(self, total: Linear, most: int, *, odd: bool) -> None:
        """Make a variable of earlier ones."""
        number = self._new_other(1, Odd(total)) if odd else self._new_sum(most, (total,))
        assert number == len(self.totals)
        self.totals.append((total, odd))

    def walked(self, decisions: list[int]) -> list[int]:
        """Return the value of every variable."""
        values = [*decisions, *[0] * (len(self.totals) - len(decisions))]
        for number in range(len(decisions), len(values)):
            total, odd = self.totals[number]
            worth = total.value(values)
            values[number] = worth % 2 if odd else min(self.uppers[number], max(0, worth))
        return values

    def used(self, number: int) -> set[int]:
        """Return what a variable directly depends on."""
        return {one for one, _ in self.totals[number][0].terms}


@st.composite
def made(draw: st.DrawFn) -> Made:
    """Return a few decisions and what is derived from these, and from that."""
    found = Made(draw(st.integers(1, 4)))
    for _ in range(draw(st.integers(0, 9))):
        earlier = st.integers(0, len(found.totals) - 1)
        chosen = draw(st.dictionaries(earlier, st.integers(-2, 3), min_size=1, max_size=4))
        total = Linear.of(chosen, draw(st.integers(-2, 2)))
        if total.terms:
            found.add(total, draw(st.integers(1, 5)), odd=draw(st.booleans()))
    return found


@settings(max_examples=150, derandomize=True)
@given(st.data(), made())
def test_values_are_those_of_a_plain_walk(data: st.DataObject, variables: Made) -> None:
    count = len(variables.totals) - len(variables.derived)
    decisions = st.lists(st.integers(0, 1), min_size=count, max_size=count)
    before, after = data.draw(decisions), data.draw(decisions)
    values = np.array(before + [0] * len(variables.derived), np.int64)
    variables.define(values, np.arange(len(values)))
    assert values.tolist() == variables.walked(before)
    changed = variables.changed(values, np.arange(count), np.array(after, np.int64))
    assert changed.tolist() == variables.walked(after)
    assert values.tolist() == variables.walked(before)


@settings(max_examples=150, derandomize=True)
@given(st.data(), made())
def test_what_depends_on_what_is_that_of_a_plain_walk(data: st.DataObject, variables: Made) -> None:
    numbers = range(len(variables.totals))
    chosen = data.draw(st.sets(st.sampled_from(numbers)))
    asked = np.array(sorted(chosen), np.int64)
    assert set(variables.arguments(asked).tolist()) == {
        one for number in chosen for one in variables.used(number)
    }
    behind, dependents = set(chosen), set(chosen)
    for number in reversed(numbers):
        behind |= variables.used(number) if number in behind else set()
    for number in numbers:
        dependents |= {number} if variables.used(number) & dependents else set()
    assert variables.behind(asked).tolist() == sorted(behind)
    assert variables.dependents(asked).tolist() == sorted(dependents)


@pytest.mark.parametrize("length", [1, 500])
def test_a_long_chain(length: int) -> None:
    variables = Made(1)
    for number in range(length):
        variables.add(Linear.of({number: 1}, 1), length + 1, odd=False)
    assert variables.walked([1])[-1] == length + 1
    changed = variables.changed(np.array(variables.walked([0])), np.array([0]), np.array([1]))
    assert changed.tolist() == variables.walked([1])
