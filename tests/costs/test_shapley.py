from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.costs import Airport, CostPool, Shapley, airport_values, shapley_values, split_costs
from gesched.errors import BadValue, InputError
from gesched.group import Group, Member
from gesched.schedule import Schedule
from gesched.timeline import Horizon

PLAYERS = ["A", "B", "C", "D"]
COALITIONS = [frozenset(some) for size in range(1, 5) for some in combinations(PLAYERS, size)]
GAMES = st.lists(st.integers(0, 1000), min_size=len(COALITIONS), max_size=len(COALITIONS)).map(
    lambda costs: dict(zip(COALITIONS, costs, strict=True))
)
Game = Mapping[frozenset[str], int]


def schedule(*members: str) -> Schedule:
    group = Group("A group", members=[Member(name) for name in members])
    return Schedule(group, Horizon("2027-01-01", "2027-01-31"))


@given(GAMES)
@settings(max_examples=50)
def test_efficiency(game: Game) -> None:
    assert sum(shapley_values(PLAYERS, game).values()) == game[frozenset(PLAYERS)]


@given(GAMES, st.permutations(PLAYERS))
@settings(max_examples=50)
def test_names_and_order_do_not_matter(game: Game, others: list[str]) -> None:
    renamed = dict(zip(PLAYERS, others, strict=True))
    turned = {frozenset(renamed[name] for name in names): cost for names, cost in game.items()}
    values, again = shapley_values(PLAYERS, game), shapley_values(sorted(others), turned)
    assert {renamed[name]: value for name, value in values.items()} == again


@given(GAMES)
@settings(max_examples=50)
def test_symmetry(game: Game) -> None:
    """Where A and B are alike, they bear the same."""
    swap = {"A": "B", "B": "A"}
    alike = {
        names: cost + game[frozenset(swap.get(name, name) for name in names)] for names, cost in game.items()
    }
    values = shapley_values(PLAYERS, alike)
    assert values["A"] == values["B"]


@given(GAMES, st.integers(0, 1000))
@settings(max_examples=50)
def test_dummy(game: Game, own: int) -> None:
    """Who adds the same cost to every coalition bears just that."""
    costs = {
        names: (game[names - {"D"}] if names - {"D"} else 0) + own * ("D" in names) for names in COALITIONS
    }
    assert shapley_values(PLAYERS, costs)["D"] == own


@given(GAMES, GAMES)
@settings(max_examples=50)
def test_additivity(one: Game, other: Game) -> None:
    both = shapley_values(PLAYERS, {names: one[names] + other[names] for names in COALITIONS})
    first, second = shapley_values(PLAYERS, one), shapley_values(PLAYERS, other)
    assert both == {name: first[name] + second[name] for name in PLAYERS}


@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.fractions(0, 100, max_denominator=1000), min_size=1))
@settings(max_examples=50)
def test_the_closed_form_of_airports_is_exact(needs: dict[str, Fraction]) -> None:
    whole = shapley_values(needs, lambda names: max(needs[name] for name in names))
    assert airport_values(needs) == whole


def test_airports_of_any_size() -> None:
    values = airport_values({f"Label {place}": place for place in range(5000)})
    assert sum(values.values()) == 4999


def test_twelve_players_are_exact() -> None:
    values = shapley_values(PLAYERS * 1 + [f"P{n}" for n in range(8)], lambda names: comb(len(names) + 1, 2))
    assert set(values.values()) == {Fraction(comb(13, 2), 12)}


def test_thirteen_are_too_many() -> None:
    with pytest.raises(BadValue, match=r"1 to 12 players, got 13.*Airport"):
        shapley_values([f"P{n}" for n in range(13)], lambda _: 1)


def test_tables_name_all_that_they_lack() -> None:
    with pytest.raises(InputError) as caught:
        shapley_values(["Label 1", "Label 2"], {"Label 1": 1, "Labl 2": 2})
    assert [(one.expected, one.value) for one in caught.value.problems] == [
        ("a player", "Labl 2"),
        ("a cost of this coalition", "Label 2"),
        ("a cost of this coalition", "Label 1; Label 2"),
    ]


def test_a_coalition_twice() -> None:
    with pytest.raises(BadValue, match="each coalition once"):
        shapley_values(["A", "B"], {"A": 1, "B": 2, "A; B": 3, ("B", "A"): 3})


def test_pools_by_shapley_and_airport() -> None:
    table = {"A": 1500, "B": 2200, "C": 3000, "A; B": 2200, "A; C": 3000, "B; C": 3000, "A; B; C": 3000}
    pools = [
        CostPool("Runway", "6 000", key=Shapley(table)),
        CostPool("Again", "6 000", key=Airport({"A": 1500, "B": 2200, "C": 3000})),
        CostPool("Function", "6 000", key=Shapley(lambda names: max(table[name] for name in names))),
    ]
    split = split_costs(schedule("A", "B", "C"), pools)
    assert [str(share.amount) for share in split.shares] == ["1000.00", "1700.00", "3300.00"] * 3
    assert [str(pool.key) for pool in split.pools] == ["Shapley", "Shapley (airport)", "Shapley"]


def test_strangers_and_negative_values_are_refused() -> None:
    with pytest.raises(InputError, match="a member of the group, got 'C'"):
        split_costs(schedule("A", "B"), [CostPool("X", 1, key=Airport({"A": 1, "C": 2}))])
    shrinking = Shapley({"A": 10, "B": 0, "A; B": 1})
    with pytest.raises(InputError, match="Shapley values not below zero"):
        split_costs(schedule("A", "B"), [CostPool("X", 1, key=shrinking)])
    with pytest.raises(InputError, match="the cost of every coalition"):
        Shapley({})
