"""The same input, seed and effort give the same schedule, wherever and however often it is made."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from sample_groups import QUICK, paris_mix, small

from gesched.audit import audit
from gesched.findings import Ending
from gesched.goals import FewTransfers, Goal, Regularity
from gesched.group import Absence
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import rules_in_use
from gesched.schedule import Assignment, Schedule
from gesched.solving import solve
from gesched.timeline import Half, Horizon

_HERE = Path(__file__).parent
_SCRIPT = """
from sample_groups import small
from test_replays import digest
from gesched.solving import solve
print(digest(solve(small(), "2027-01-01", "2027-03-31", time_limit=None, effort=5)))
"""


def digest(schedule: Schedule) -> str:
    return hashlib.sha256(repr(schedule.assignments).encode()).hexdigest()


def solved_elsewhere(hash_seed: str) -> str:
    paths = [str(_HERE), str(_HERE.parents[1] / "src")]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-c", _SCRIPT]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def test_the_same_twice_and_in_a_process_with_other_hashes() -> None:
    here = digest(solve(small(), "2027-01-01", "2027-03-31", time_limit=None, effort=5))
    assert here == digest(solve(small(), "2027-01-01", "2027-03-31", time_limit=None, effort=5))
    assert solved_elsewhere("1") == here


@pytest.mark.parametrize("seconds", [3.0, 5.0])
def test_effort_replays_a_run_that_time_ended(seconds: float) -> None:
    group, quarter = paris_mix(1.05), ("2027-01-01", "2027-06-30")
    first = solve(group, *quarter, time_limit=seconds)
    assert first.report is not None
    again = solve(group, *quarter, time_limit=None, effort=first.report.effort)
    assert again.report is not None
    assert again.assignments == first.assignments
    # What was proven in the last moment depends on the machine; what was found does not.
    assert [one.value for one in again.report.levels] == [one.value for one in first.report.levels]
    if first.report.ending is Ending.TIME:
        assert again.report.ending is Ending.EFFORT


def test_wherever_slices_are_done_the_schedule_is_the_same() -> None:
    horizon = ("2027-01-01", "2027-02-28")
    here = solve(small(), *horizon, time_limit=None, effort=30)
    for workers in (1, 2):
        with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
            there = solve(small(), *horizon, time_limit=None, effort=30, executor=executor)
        assert there.assignments == here.assignments
        assert there.report is not None
        assert here.report is not None
        assert there.report.levels == here.report.levels


def test_effort_replays_a_search_part_by_part() -> None:
    first, again = (
        solve(small(), "2027-01-01", "2027-02-28", time_limit=None, effort=40, seed=1) for _ in range(2)
    )
    assert first.assignments == again.assignments
    assert first.report is not None
    assert first.report.ending is Ending.EFFORT
    assert all(level.proven for level in first.report.levels if level.unit in {"‰", "half-days"})


def test_effort_replays_a_proven_run() -> None:
    first = solve(small(), "2027-01-01", "2027-01-31", time_limit=None, goals=QUICK)
    assert first.report is not None
    assert first.report.ending is Ending.PROVEN
    effort = first.report.effort
    again = solve(small(), "2027-01-01", "2027-01-31", time_limit=None, goals=QUICK, effort=effort)
    assert again.assignments == first.assignments
    assert again.report is not None
    assert again.report.ending is Ending.PROVEN


def test_an_earlier_schedule_is_where_the_search_begins() -> None:
    horizon = ("2027-01-01", "2027-02-28")
    best = solve(small(), *horizon, time_limit=None, effort=30)
    again = solve(small(), *horizon, time_limit=None, effort=1, start=best)
    assert again.report is not None
    assert best.report is not None
    assert [one.value for one in again.report.levels] <= [one.value for one in best.report.levels]


def test_a_run_of_no_slice_is_replayed_as_well() -> None:
    horizon = ("2027-01-01", "2027-02-28")
    best = solve(small(), *horizon, time_limit=None, effort=3)
    again = solve(small(), *horizon, time_limit=None, effort=0, start=best)
    assert again.assignments == best.assignments
    assert again.report is not None
    assert again.report.effort == 0


@pytest.mark.parametrize("goal", [FewTransfers(), Regularity()])
def test_nobody_anywhere_is_a_plan_to_begin_with(goal: Goal) -> None:
    horizon, goals = ("2027-01-01", "2027-02-28"), (goal, *QUICK)
    group = small().without_member("Label 5")
    nobody = Schedule(group, Horizon(*horizon))
    assert audit(nobody).ok
    assert audit(nobody, goals=goals).values[goal.id][-1].value == 0
    again = solve(group, *horizon, time_limit=None, effort=1, start=nobody, goals=goals)
    assert audit(again, goals=goals).values[goal.id][-1].value == 0


def test_of_an_earlier_schedule_what_still_can_be_is_kept() -> None:
    january = solve(small(), "2027-01-01", "2027-01-31", time_limit=None, effort=10)
    away = Absence("Web marketer 1", "2027-01-11", "2027-01-15")
    changed = small().without_member("Label 2").with_absence(away)
    later = solve(changed, "2027-01-04", "2027-02-28", time_limit=None, effort=5, start=january)
    assert not audit(later).violations
    model = Model(later.problem, rules_in_use(changed, ()))
    taken = model.assignments(model.decided(model.taken(january.assignments)))
    assert taken
    assert set(taken) < set(january.assignments)
    assert not any(one.member == "Label 2" or one.date < dt.date(2027, 1, 4) for one in taken)


def test_a_renamed_agreement_is_the_same_pair() -> None:
    group = small()
    model = Model(Problem(group, Horizon("2027-01-04", "2027-01-04")), rules_in_use(group, ()))
    was = Assignment(dt.date(2027, 1, 4), Half.AM, "Web marketer 1", "Label 1", "another name")
    (found,) = model.assignments(model.decided(model.taken([was])))
    assert found.member == "Label 1"
    half_of_a_day = was._replace(member="Label 3")
    assert model.taken([half_of_a_day]) == []
    assert len(model.taken([half_of_a_day, half_of_a_day._replace(half=Half.PM)])) == 1
