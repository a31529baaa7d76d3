"""Shapley values: what each member adds to a cost, on average over all orders in which members could join.

Source: L. S. Shapley, A value for n-person games (1953); for runways, S. C. Littlechild and G. Owen, A simple
expression for the Shapley value in a special case (1973).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any

from gesched.costs.keys import GivenNumber, Weight, as_weights, member_weights, overlaps
from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group.fields import Field, as_name, as_names, as_number, names_text, raise_problems
from gesched.schedule import TimeRecord
from gesched.timeline import Period

MOST_PLAYERS = 12
Coalition = frozenset[str]
CostFunction = Callable[[Coalition], GivenNumber]
CostTable = Mapping[Any, GivenNumber]


def shapley_values(players: Iterable[str], cost: CostTable | CostFunction) -> dict[str, Fraction]:
    """Return the exact Shapley value of each player: all values sum to the cost of all players together.

    Parameters
    ----------
    players
        At most 12 names.
    cost
        What a coalition alone would cost, not below zero: a function of a frozenset of names, or a table from
        names ("Label 1; Label 2", or a tuple) to amounts, with every coalition but the empty one, which costs
        nothing.

    Raises
    ------
    BadValue
        No player or too many, or a cost that is no number.
    InputError
        With every coalition that the table lacks, or names wrongly.

    Examples
    --------
    >>> values = shapley_values(["A", "B"], {"A": 6, "B": 12, "A; B": 14})
    >>> [str(value) for value in values.values()]
    ['4', '10']
    """
    names = tuple(dict.fromkeys(as_name(player) for player in players))
    if not 1 <= len(names) <= MOST_PLAYERS:
        advice = "Costs that grow with need alone have a closed form for any number: Airport."
        raise BadValue(len(names), f"1 to {MOST_PLAYERS} players", advice)
    costs = _costs(names, cost)
    count = len(names)
    # By the size of the coalition that a player joins: in how many of the orders it is just that one.
    weights = [Fraction(factorial(size) * factorial(count - size - 1)) for size in range(count)]
    values = dict.fromkeys(names, Fraction(0))
    for place, name in enumerate(names):
        bit = 1 << place
        added = (
            weights[others.bit_count()] * (costs[others | bit] - costs[others])
            for others in range(1 << count)
            if not others & bit
        )
        values[name] = sum(added, Fraction(0)) / factorial(count)
    return values


def _costs(names: Sequence[str], cost: CostTable | CostFunction) -> list[Fraction]:
    """Return the cost of every coalition, by the bits of its players."""
    function = _lookup(names, cost) if isinstance(cost, Mapping) else cost
    costs = [Fraction(0)] * (1 << len(names))
    for bits in range(1, len(costs)):
        coalition = frozenset(name for place, name in enumerate(names) if bits >> place & 1)
        costs[bits] = as_number(function(coalition))
    return costs


def _lookup(names: Sequence[str], table: CostTable) -> CostFunction:
    known = _read_table(table)
    every = (
        frozenset(some) for size in range(1, len(names) + 1) for some in combinations(sorted(names), size)
    )
    missing = [coalition for coalition in every if coalition not in known]
    strange = sorted({name for coalition in known for name in coalition} - set(names))
    problems = [InputProblem("a player", name, "costs", advice=nearest(name, names)) for name in strange]
    problems += (
        InputProblem("a cost of this coalition", names_text(one), "costs", advice="Add a row.")
        for one in missing
    )
    if problems:
        raise InputError(problems)
    return known.__getitem__


def _read_table(table: CostTable) -> dict[Coalition, Fraction]:
    known: dict[Coalition, Fraction] = {}
    for given, amount in table.items():
        coalition = as_names(given)
        if coalition in known:
            raise BadValue(names_text(coalition), "each coalition once", "Delete one of the two.")
        known[coalition] = as_number(amount)
    return known


def airport_values(needs: Mapping[str, GivenNumber]) -> dict[str, Fraction]:
    """Return the exact Shapley values where a coalition costs as much as its largest need.

    As a runway does: the length that all need is shared by all, the next bit by those who need it, and so on.

    Parameters
    ----------
    needs
        From any number of names to what each alone would cost, not below zero.

    Examples
    --------
    >>> values = airport_values({"A": 1500, "B": 2200, "C": 3000})
    >>> [str(value) for value in values.values()]
    ['500', '850', '1650']
    """
    exact = {as_name(name): as_number(need) for name, need in needs.items()}
    values: dict[str, Fraction] = {}
    running, below = Fraction(0), Fraction(0)
    for place, name in enumerate(sorted(exact, key=lambda one: (exact[one], one))):
        running += (exact[name] - below) / (len(exact) - place)
        below = exact[name]
        values[name] = running
    return {name: values[name] for name in exact}


def _as_cost(value: CostTable | CostFunction) -> CostTable | CostFunction:
    if callable(value):
        return value
    if not isinstance(value, Mapping) or not value:
        advice = 'Write {"Label 1": 10, "Label 2": 8, "Label 1; Label 2": 14}.'
        raise BadValue(value, "the cost of every coalition, as a table or a function", advice)
    return dict(_read_table(value))


@dataclass(frozen=True, eq=False)
class Shapley:
    """By Shapley values, for a fixed cost that depends on who takes part; days of staff go by use.

    Parameters
    ----------
    cost
        What a coalition alone would cost; see ``shapley_values``. Of a function, the players are the members
        of the period, at most 12; of a table, those whom it names.
    """

    cost: Field[CostTable | CostFunction, CostTable | CostFunction] = Field(_as_cost)

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:  # noqa: ARG002 - the same for every employee
        """Return the Shapley values; the amount of a pool is shared in their ratios.

        Raises
        ------
        BadValue
            Too many players, or a value below zero: taking part would then earn money.
        """
        values = shapley_values(self._players(record, period), self.cost)
        for name, value in values.items():
            if value < 0:
                advice = "A coalition that grows must not cost less; mend the costs, or take another key."
                raise BadValue(f"{float(value):g} for {name}", "Shapley values not below zero", advice)
        return member_weights(record, values)

    def _players(self, record: TimeRecord, period: Period) -> Sequence[str]:
        if isinstance(self.cost, Mapping):
            return sorted({name for names in self.cost for name in as_names(names)})
        return [one.name for one in record.group.members if overlaps(one, period)]

    def __str__(self) -> str:
        return "Shapley"


@dataclass(frozen=True)
class Airport:
    """By Shapley values where a cost depends on the largest need alone (the airport game), for any number.

    Parameters
    ----------
    needs
        From a member's name to what its need alone would cost; kept as exact pairs, by name.
    """

    needs: Field[Mapping[str, GivenNumber], tuple[tuple[str, Fraction], ...]] = Field(as_weights)

    def __post_init__(self) -> None:
        raise_problems(self)

    def weigh(self, record: TimeRecord, period: Period, employee: str | None) -> Mapping[str, Weight]:  # noqa: ARG002 - the same at any time
        """Return the Shapley values; the amount of a pool is shared in their ratios."""
        return member_weights(record, airport_values(dict(self.needs)))

    def __str__(self) -> str:
        return "Shapley (airport)"
