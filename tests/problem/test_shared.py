"""What is found once for a problem: shared by all schedules that answer it, and by no other."""

import pickle
from dataclasses import replace

from gesched.audit import audit
from gesched.group import Agreement, Employee, Group, Ledger, Member
from gesched.problem import Problem
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

MONDAY = Horizon("2027-01-04", "2027-01-04")
MADE: list[Problem] = []


def made() -> Schedule:
    """Return a schedule of two labels and a web marketer, who changes at midday."""
    labels = [Agreement(f"Label {number}", employee="Web", days=1, per="horizon") for number in (1, 2)]
    group = Group("Paris Mix", [Employee("Web")], [Member("Label 1"), Member("Label 2")], labels)
    day = MONDAY.first
    return Schedule(
        group,
        MONDAY,
        (
            Assignment(day, Half.AM, "Web", "Label 1", "Label 1: Web"),
            Assignment(day, Half.PM, "Web", "Label 2", "Label 2: Web"),
        ),
    )


def half_days(problem: Problem) -> int:
    MADE.append(problem)
    return len(problem.horizon.half_days)


def test_it_is_made_once_for_all_schedules_of_a_problem() -> None:
    MADE.clear()
    schedule = made()
    others = [schedule, schedule.with_assignments(()), schedule.with_assignments(schedule.assignments)]
    assert {one.problem.shared(half_days) for one in others} == {len(schedule.horizon.half_days)}
    assert [schedule.problem] == MADE
    another = replace(schedule, ledger=Ledger({}))
    another.problem.shared(half_days)
    assert [schedule.problem, another.problem] == MADE


def test_it_does_not_go_along_where_a_schedule_is_pickled() -> None:
    schedule = made()
    assert schedule.problem.shared(lambda problem: problem.columns) == schedule.problem.columns
    found = audit(schedule)
    other = pickle.loads(pickle.dumps(schedule))  # noqa: S301 - our own
    assert other == schedule
    assert audit(other) == found
