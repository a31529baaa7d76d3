"""The converter of public staff-rostering instances and its evaluator agree, on an instance of our own."""

import random
import sys
from pathlib import Path

import pytest

import gesched
from gesched.goals import RelaxedRules

FOLDER = Path(__file__).parents[1] / "benchmarks" / "staff_rosters"
INSTANCE = """\
# days
SECTION_HORIZON
14

SECTION_SHIFTS
# name, minutes, shifts that cannot follow
E,480,
L,600,E

SECTION_STAFF
# name, most shifts, most and fewest minutes, most and fewest in a row, fewest off, weekends
A,E=14|L=2,4320,3360,5,2,2,1
L,E=0|L=14,4800,1200,4,2,3,0

SECTION_DAYS_OFF
A,0
L,12,13

SECTION_SHIFT_ON_REQUESTS
A,2,E,2
L,1,L,3
L,1,E,1

SECTION_SHIFT_OFF_REQUESTS
A,9,L,1
L,5,L,2

SECTION_COVER
0,E,1,100,1
1,E,0,100,1
2,L,1,50,2
3,L,2,50,2
"""


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    names = ("compare", "convert", "instance", "penalty")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.usefixtures("modules")
def test_the_audit_finds_what_the_evaluator_finds(tmp_path: Path) -> None:
    import compare
    from convert import to_group
    from instance import read_instance
    from penalty import broken, penalty

    path = tmp_path / "made_up.txt"
    path.write_text(INSTANCE, encoding="utf-8")
    instance, draw = read_instance(path), random.Random(1)
    group = to_group(instance)
    rosters = [compare.random_roster(draw, instance) for _ in range(100)]
    for roster in ({}, *rosters):
        assert compare.differences(instance, group, roster) == []
    assert len({penalty(instance, roster) for roster in rosters}) > 20
    assert {kind for roster in rosters for kind, _ in broken(instance, roster)} >= {
        "day off",
        "weekends",
        "succession",
    }
    wrong = {**rosters[0], ("A", 3): "L"}
    assert penalty(instance, {}) == 2 + 3 + 1 + 100 + 50 + 100
    assert compare.differences(instance, group, wrong) == []


@pytest.mark.usefixtures("modules")
def test_a_shift_has_its_minutes_on_every_day_of_a_long_horizon(tmp_path: Path) -> None:
    import compare
    from convert import to_group
    from instance import read_instance
    from penalty import broken

    path = tmp_path / "made_up.txt"
    # Ten shifts of eight hours are half an hour too many.
    text = INSTANCE.replace("14\n\nSECTION_SHIFTS", "98\n\nSECTION_SHIFTS").replace("4320", "4770")
    path.write_text(text, encoding="utf-8")
    instance = read_instance(path)
    group = to_group(instance)
    for day in range(1, instance.days - 1):
        # With the day before or after, and eight others in pairs far from these.
        near = (day, day + 1) if day + 1 < instance.days - 1 else (day - 1, day)
        others = [one for one in range(2, instance.days - 1, 7) if min(abs(one - each) for each in near) > 4]
        pairs = [each for one in others[:4] for each in (one, one + 1)]
        roster = {("A", each): "E" for each in (*near, *pairs)}
        assert ("most minutes", "A") in broken(instance, roster)
        assert compare.differences(instance, group, roster) == []


@pytest.mark.usefixtures("modules")
def test_the_best_roster_keeps_the_rules_at_the_penalty_that_is_reported(tmp_path: Path) -> None:
    from convert import FIRST, date_of, to_group
    from instance import read_instance
    from penalty import broken, penalty

    path = tmp_path / "made_up.txt"
    path.write_text(INSTANCE, encoding="utf-8")
    instance = read_instance(path)
    goals = (RelaxedRules(),)
    solved = gesched.solve(to_group(instance), FIRST, date_of(13), goals=goals, time_limit=None)
    roster = {
        (one.employee.removeprefix("Employee "), (one.date - FIRST).days): one.member
        for one in solved.assignments
    }
    assert solved.report is not None
    level = solved.report.level("relaxed_rules", "total")
    assert level.proven
    assert (penalty(instance, roster), broken(instance, roster)) == (level.value, set())
