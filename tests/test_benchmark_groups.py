"""The groups of the benchmarks: the calendar that each is planted on keeps all its rules."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gesched

FOLDER = Path(__file__).parents[1] / "benchmarks"
MODULES = ("by_skill", "federation", "groups", "growth", "mistakes", "peers", "peers.round_robin", "planting")


@pytest.fixture(name="groups")
def _groups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    import groups

    yield groups
    for name in MODULES:
        sys.modules.pop(name, None)


def planted(groups: Any, numbers: tuple[int, int, int], seed: int) -> Any:
    return groups.make(groups.Size(*numbers), seed)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("numbers", [(1, 3, 2), (3, 5, 6), (5, 3, 60), (42, 40, 5)], ids=str)
def test_the_planted_calendar_keeps_every_rule(groups: Any, numbers: tuple[int, int, int], seed: int) -> None:
    made = planted(groups, numbers, seed)
    assert gesched.audit(made.schedule, goals=()).violations == ()
    assert (len(made.group.employees), len(made.group.members)) == numbers[:2]
    assert (made.last - made.first).days == 7 * numbers[2] - 1
    assert made.schedule.group is made.group
    assert {one.member for one in made.group.agreements} == {one.name for one in made.group.members}


def test_the_same_seed_gives_the_same_group(groups: Any) -> None:
    first, again, other = (planted(groups, (4, 6, 9), seed) for seed in (1, 1, 2))
    assert first == again
    assert first.group != other.group


def test_promises_are_near_to_what_there_is(groups: Any) -> None:
    problem = planted(groups, (20, 30, 26), 0).schedule.problem
    available = sum(int(mask.sum()) for mask in problem.available)
    promised = sum(dues.promised for dues in problem.dues)
    assert 0.9 < promised / available < 1.15


def test_a_typical_group_has_every_kind_of_term(groups: Any) -> None:
    made = [planted(groups, (20, 30, 34), seed).group for seed in range(2)]
    agreements = [agreement for group in made for agreement in group.agreements]
    for term in (
        *("skill", "at_least", "at_most", "max_per_week", "min_per_month", "max_per_month", "never", "on"),
        *("longest_block", "shortest_block", "smallest_gap", "largest_gap", "prefers"),
    ):
        assert any(getattr(one, term) is not None for one in agreements), term
    assert {one.unit for one in agreements} == set(gesched.Unit)
    assert all(group.absences and group.closures for group in made)


def test_the_spreadsheet_keeps_availability_and_caps(groups: Any) -> None:
    from peers import round_robin

    made = planted(groups, (5, 8, 6), 0)
    filled = round_robin.run(made, 1, 0)
    assert filled == round_robin.run(made, 1, 0)
    assert filled is not None
    assert len(filled.assignments) > len(made.schedule.assignments) / 2
    broken = {one.rule for one in gesched.audit(filled, goals=()).violations}
    assert broken <= {"agreement_days", "commitment_limits", "fixed_days", "blocks", "gaps"}


@pytest.mark.usefixtures("groups")
def test_the_exponent_of_growth() -> None:
    from growth import exponent

    assert exponent([(10, 3), (20, 12), (40, 48)]) == pytest.approx(2)


def test_groups_are_joined_and_keep_every_rule(groups: Any) -> None:
    import federation

    made = [groups.make(groups.Size(2, 3, 4), seed, prefix=f"{seed}.") for seed in range(3)]
    group = federation.joined([one.group for one in made])
    assignments = tuple(one for each in made for one in each.schedule.assignments)
    schedule = gesched.Schedule(group, made[0].schedule.horizon, assignments)
    assert gesched.audit(schedule, goals=()).violations == ()
    assert (len(group.employees), len(group.members)) == (6, 9)
    assert len(group.agreements) == sum(len(one.group.agreements) for one in made)


@pytest.mark.usefixtures("groups")
def test_groups_by_skill_ask_for_nobody_by_name() -> None:
    import by_skill

    group, again, other = (by_skill.make(10, 15, 13, 2, seed) for seed in (1, 1, 2))
    assert group == again
    assert group != other
    assert {one.employee for one in group.agreements} == {None}
    assert [len(group.eligible(one)) for one in group.agreements] == [5] * 15
    problem = gesched.Schedule(group, gesched.Horizon("2027-01-04", "2027-04-04")).problem
    available = sum(int(mask.sum()) for mask in problem.available)
    assert 0.9 < sum(dues.promised for dues in problem.dues) / available < 1.15


@pytest.mark.parametrize("mistake", ["an absence", "two at once", "a closure"])
def test_groups_with_a_mistake_have_no_schedule(groups: Any, mistake: str) -> None:
    import mistakes

    made = groups.make(groups.Size(6, 9, 5), 0)
    told = mistakes.told(mistakes.MISTAKES[mistake](made), made, 60.0)
    seconds, grounds, ways = told.split(" | ")
    assert seconds.endswith(" s")
    assert not seconds.startswith("not known")
    assert int(grounds) > 1
    assert int(ways) >= 1
