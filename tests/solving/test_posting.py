"""While rules and goals are posted, which takes long where rows are millions."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from sample_groups import small

from gesched.engine import Progress
from gesched.errors import TimeLimitReached
from gesched.findings import LevelReport, Violation
from gesched.goals import Goal, GoalModel, NoIdleTime, Objective, Pursuit, Value, Weighted
from gesched.goals._base import Best
from gesched.linear import Linear
from gesched.rules import RuleModel
from gesched.schedule import Schedule
from gesched.solving import solve


@dataclass(frozen=True)
class Slow:
    """A rule that forbids nothing, and does something when it is posted."""

    id: str
    does: Callable[[], object]
    title: str = "Nothing is forbidden."
    source: str = "test"
    posted: list[str] = field(default_factory=list, hash=False, compare=False)

    def post(self, model: RuleModel) -> None:
        self.posted.append(model.problem.group.name)
        self.does()

    def check(self, schedule: Schedule) -> Iterator[Violation]:  # noqa: ARG002 - as every rule
        yield from ()


def test_the_time_limit_ends_it() -> None:
    first, second = Slow("first", lambda: time.sleep(1.5)), Slow("second", lambda: None)
    with pytest.raises(TimeLimitReached) as raised:
        solve(small(), "2027-01-04", "2027-01-10", rules=[first, second], time_limit=1.0)
    assert raised.value.seconds >= 1.5
    assert len(first.posted) == 1
    assert not second.posted


def test_it_is_told() -> None:
    told: list[Progress] = []
    heard_in: list[threading.Thread] = []

    def hear(progress: Progress) -> None:
        told.append(progress)
        heard_in.append(threading.current_thread())

    rules = [Slow("first", lambda: time.sleep(3.5)), Slow("second", lambda: None)]
    schedule = solve(small(), "2027-01-04", "2027-01-10", rules=rules, time_limit=60, on_progress=hear)
    assert schedule.report is not None
    posting = [one for one in told if (one.objective, one.doing) == ("rules", "posting")]
    assert len(posting) > 1
    assert {(one.goal, one.value) for one in posting} == {("start", None)}
    assert set(heard_in) == {threading.current_thread()}


@dataclass(frozen=True)
class Slowly:
    """A goal that takes long to say what it pursues, which is nothing."""

    id: str = "slowly"
    title: str = "Nothing is better than anything."
    seconds: float = 1.2

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        time.sleep(self.seconds)
        best(model.given(0, 0))
        yield Objective("nothing", Linear())
        return ()

    def values(self, schedule: Schedule) -> tuple[Value, ...]:  # noqa: ARG002 - as every goal
        return ()


@pytest.mark.parametrize("way", ["guide", "cost"])
def test_that_goals_are_posted_is_told(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    def slowly(goal: Weighted, model: GoalModel) -> Linear:
        time.sleep(1.2)
        return truly(goal, model)

    truly: Callable[[Weighted, GoalModel], Linear] = getattr(Weighted, way)
    monkeypatch.setattr(Weighted, way, slowly)
    told: list[Progress] = []
    goals: list[Goal] = [NoIdleTime(), Slowly()]
    solve(small(), "2027-01-04", "2027-01-10", goals=goals, time_limit=60, on_progress=told.append)
    posting = {(one.goal, one.objective) for one in told if one.doing == "posting"}
    assert posting >= {("start", "goals"), ("slowly", "objectives")}


def test_a_listener_that_has_heard_enough_is_no_end_of_a_goal() -> None:
    heard = iter(range(2))

    def hear(progress: Progress) -> None:
        if progress.objective == "objectives":
            next(heard)

    goals = [Slowly(), replace(Slowly(), id="again")]
    with pytest.raises(StopIteration):
        solve(small(), "2027-01-04", "2027-01-10", goals=goals, time_limit=60, on_progress=hear)


def test_rules_and_goals_are_asked_in_the_caller_s_context() -> None:
    told: list[str] = []
    name = ContextVar("name", default="nobody's")
    name.set("the caller's")

    @dataclass(frozen=True)
    class Contextual(Slowly):
        def values(self, schedule: Schedule) -> tuple[Value, ...]:
            told.append(name.get())
            return super().values(schedule)

    solve(small(), "2027-01-04", "2027-01-10", goals=[Contextual(seconds=0)], time_limit=60)
    assert set(told) == {"the caller's"}


@dataclass(frozen=True)
class Endless:
    """A goal that has ever more to post."""

    id: str = "endless"
    title: str = "There is no end to it."
    first: Callable[[], object] = lambda: None

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        self.first()
        yield Objective("steps", endless(model))
        raise AssertionError("what is endless came to an end")

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        return (Value("steps", len(schedule.assignments), "half-days"),)


@dataclass(frozen=True)
class EndlessCost(Endless):
    """The same, to be weighed."""

    cost_measure: str = "steps"
    by_parts: bool = False

    def cost(self, model: GoalModel) -> Linear:
        return endless(model)


def endless(model: GoalModel) -> Linear:
    return Linear.total(model.positive(model.given(0, 0) * step - 1) for step in count(2))


def test_a_goal_that_is_not_posted_in_time_is_told_as_it_is_counted() -> None:
    goals: list[Goal] = [NoIdleTime(), Endless()]
    begun = time.monotonic()
    schedule = solve(small(), "2027-01-04", "2027-01-10", goals=goals, time_limit=1.0)
    assert time.monotonic() - begun < 30
    assert schedule.report is not None
    idle, endless = (schedule.report.levels[place] for place in (0, -1))
    assert (idle.value, idle.bound) == (0, 0)
    assert (endless.value, endless.bound, endless.prover) == (len(schedule.assignments), 0, "")
    assert endless.value
    assert schedule.report.ending == "time"


@dataclass(frozen=True)
class Labouring(Endless):
    """The same, each step of which takes long."""

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        for step in count(2):
            time.sleep(0.005)
            model.positive(model.given(0, 0) * step - 1)
        yield Objective("steps", Linear())
        raise AssertionError("what is endless came to an end")


def test_a_goal_of_which_each_row_takes_long_is_left_soon() -> None:
    begun = time.monotonic()
    schedule = solve(small(), "2027-01-04", "2027-01-10", goals=[NoIdleTime(), Labouring()], time_limit=1.0)
    assert time.monotonic() - begun < 5
    assert schedule.report is not None
    assert schedule.report.levels[-1].measure == "steps"


@dataclass(frozen=True)
class Below(Endless):
    """The same, of which every half-day counts less."""

    least_value: int = -100

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        return (Value("steps", -len(schedule.assignments), "half-days"),)


def test_what_can_be_below_0_is_not_proven_by_being_counted() -> None:
    schedule = solve(small(), "2027-01-04", "2027-01-10", goals=[NoIdleTime(), Below()], time_limit=1.0)
    assert schedule.report is not None
    steps = schedule.report.levels[-1]
    assert (steps.value, steps.bound, steps.proven) == (-len(schedule.assignments), -100, False)
    assert 0 < steps.gap < 1
    assert "not proven" in str(schedule)


@pytest.mark.parametrize("by_parts", [True, False])
def test_what_the_search_begins_with_stands_whatever_is_not_posted(*, by_parts: bool) -> None:
    # The guide of strict levels is posted before the first schedule or, what is improved by parts, after it.
    first, last = "2027-01-04", "2027-01-10"
    earlier = solve(small(), first, last, goals=[NoIdleTime()], time_limit=60)
    goals: list[Goal] = [NoIdleTime(), EndlessCost(by_parts=by_parts)]
    schedule = solve(small(), first, last, start=earlier, goals=goals, time_limit=1.0)
    assert schedule.report is not None
    assert schedule.report.ending == "time"
    assert len(schedule.assignments) == len(earlier.assignments) > 0


def test_without_anything_to_begin_with_there_is_none() -> None:
    with pytest.raises(TimeLimitReached):
        solve(small(), "2027-01-04", "2027-01-10", goals=[Weighted({EndlessCost(): 1})], time_limit=1.0)


def test_a_listener_that_raises_ends_the_posting() -> None:
    def hear(progress: Progress) -> None:
        if progress.doing == "posting" and progress.goal == "endless":
            raise ZeroDivisionError

    begun = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        solve(small(), "2027-01-04", "2027-01-10", goals=[Endless()], time_limit=None, on_progress=hear)
    assert time.monotonic() - begun < 30


def test_a_listener_that_raises_ends_the_posting_of_rules() -> None:
    def hear(_: Progress) -> None:
        raise ZeroDivisionError

    first, second = Slow("first", lambda: time.sleep(2)), Slow("second", lambda: None)
    with pytest.raises(ZeroDivisionError):
        solve(small(), "2027-01-04", "2027-01-10", rules=[first, second], time_limit=60, on_progress=hear)
    assert len(first.posted) == 1
    assert not second.posted


@dataclass(frozen=True)
class Late(NoIdleTime):
    """Little idle time, and then something else, which is long in coming."""

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        idle = yield Objective("idle", self.cost(model))
        time.sleep(0.5)
        model.positive(model.given(0, 0) * 7 - best(model.given(0, 0)) - 1)
        return (
            LevelReport(self.id, "idle", idle.value, idle.bound, "half-days", idle.prover),
            LevelReport(self.id, "worst excess", 0, 0, "half-days"),
        )

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        return (super().values(schedule)[0], Value("worst excess", 0, "half-days"))


def test_what_is_known_is_told_where_little_is_posted_after_the_time() -> None:
    schedule = solve(small(), "2027-01-04", "2027-01-10", goals=[Late(), Endless()], time_limit=1.0)
    assert schedule.report is not None
    assert schedule.report.level("no_idle_time", "idle").prover == "counting"
    assert schedule.report.level("endless", "steps").prover == ""


@dataclass(frozen=True)
class AtOnce(Endless):
    """A goal that posts when it is asked for its pursuit, which is no generator function."""

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        for step in range(2, 50_000):
            model.positive(model.given(0, 0) * step - 1)
        return super().pursue(model, best)


def test_a_goal_that_posts_when_it_is_asked_is_told_as_well() -> None:
    goals: list[Goal] = [replace(Endless(), id="first"), AtOnce()]
    schedule = solve(small(), "2027-01-04", "2027-01-10", goals=goals, time_limit=1.0)
    assert schedule.report is not None
    assert [level.goal for level in schedule.report.levels] == ["first", "endless"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_an_interrupt_ends_the_posting_of_goals() -> None:
    goal = Endless(first=lambda: signal.raise_signal(signal.SIGINT))
    begun = time.monotonic()
    schedule = solve(small(), "2027-01-04", "2027-01-10", goals=[Slowly(seconds=0), goal], time_limit=60)
    assert time.monotonic() - begun < 30
    assert schedule.report is not None
    assert schedule.report.ending == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_an_interrupt_ends_it() -> None:
    def interrupt() -> None:
        signal.raise_signal(signal.SIGINT)
        time.sleep(1)  # the thread that solves hears of it

    first, second = Slow("first", interrupt), Slow("second", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        solve(small(), "2027-01-04", "2027-01-10", rules=[first, second], time_limit=60)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert len(first.posted) == 1
    assert not second.posted
