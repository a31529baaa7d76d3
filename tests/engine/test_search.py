"""The search: bounds, strict levels that never get worse, guides that are followed once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from benches import bench_of, without_flows

from gesched.engine import Clock, CpSat, Infeasible, Progress, Runner, Search, Slice, Status, Told, ways
from gesched.engine.attempts import Attempts
from gesched.engine.bounds import Bounds
from gesched.engine.dive import Dive
from gesched.engine.incumbent import Incumbent
from gesched.engine.merging import Merging
from gesched.engine.relaxation import Bounding
from gesched.engine.rounding import Rounded, Rounding
from gesched.engine.running import Begun
from gesched.engine.stages import Bound, Stage
from gesched.errors import WrongAnswer
from gesched.findings import Ending, LevelReport
from gesched.goals import (
    DEFAULT_GOALS,
    FairCoverage,
    Goal,
    GoalModel,
    Objective,
    Outcome,
    Pursuit,
    Regularity,
    ShortfallPenalty,
    Value,
    Weighted,
    Wishes,
    compass_of,
)
from gesched.goals._base import Best
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Schedule
from gesched.timeline import Horizon

QUICK = DEFAULT_GOALS[:3]


def model_of(at_least: float | None = None) -> Model:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member(f"Label {number}") for number in range(1, 6)],
        agreements=[
            Agreement(
                f"Label {number}", employee="Web marketer 1", days=5, prefers="Mon Tue", at_least=at_least
            )
            for number in range(1, 6)
        ],
        absences=[Absence("Web marketer 1", "2027-02-15", "2027-02-16")],
    )
    return Model(Problem(group, Horizon("2027-02-01", "2027-02-28")), DEFAULT_RULES)


def given_to(model: Model, number: int) -> Linear:
    return model.given(number, 0)


@dataclass(frozen=True)
class Fewest:
    """As few as can be under two agreements, each after a guide that wants the opposite."""

    id: str = "fewest"
    title: str = "As few as can be."

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:
        levels = []
        for number in (0, 1):
            given = model.given(number, 0)
            yield Objective("guide", given * -1, keep=False, prove=False)
            found = yield Objective("few", given)
            levels.append(LevelReport(self.id, f"few {number}", found.value, found.bound, "half-days"))
            assert best(given) == found.value
        return tuple(levels)

    def values(self, schedule: Schedule) -> tuple[Value, ...]:
        return tuple(Value(f"few {number}", 0, "half-days") for number in range(len(schedule.given)))


def begun_of(kind: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the tasks of a kind, as they will be begun."""
    tasks, truly = [], kind.begin

    def noted(task: Any, seconds: float | None) -> Begun[Any]:
        tasks.append(task)
        begun: Begun[Any] = truly(task, seconds)
        return begun

    monkeypatch.setattr(kind, "begin", noted)
    return tasks


def told_of(name: str, do: Callable[..., Any], order: list[str]) -> Callable[..., Any]:
    """Return what does something, and tells that it is done."""

    def done(*given: Any, **more: Any) -> Any:
        order.append(name)
        return do(*given, **more)

    return done


def all_of(told: Sequence[Told]) -> list[LevelReport]:
    return [level for levels in told for level in levels or ()]


def levels_of(model: Model, goal: Goal) -> tuple[list[tuple[int, int]], Ending]:
    with Runner(Clock(None, None)) as runner:
        search = Search(model, [goal], 0, runner)
        search.start(Linear())
        told, ending = search.improve()
    return [(level.value, level.bound) for level in all_of(told)], ending


def test_a_guide_never_costs_what_was_reached() -> None:
    assert levels_of(model_of(), Fewest()) == ([(0, 0), (0, 0)], Ending.PROVEN)


def test_the_first_schedule_is_found_and_improved_by_its_guide() -> None:
    model = model_of(at_least=2)
    with Runner(Clock(None, None)) as runner:
        search = Search(model, QUICK, 0, runner)
        search.start(Linear.total(given_to(model, number) * -1 for number in range(5)) + 40)
        assert all(count >= 4 for count in Counter(one.member for one in search.assignments).values())
        # Two days away: 18 days are given of 25 promised, at least two to each.
        search.improve()
    assert len(search.assignments) == 36


def test_what_is_impossible_is_found_out_before_any_schedule() -> None:
    with Runner(Clock(None, None)) as runner, pytest.raises(Infeasible):
        search = Search(model_of(at_least=4.5), DEFAULT_GOALS, 0, runner)
        search.start(Linear())


def test_an_objective_without_variables_is_proven_as_it_is() -> None:
    @dataclass(frozen=True)
    class Constant(Fewest):
        id: str = "constant"

        def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002
            found = yield Objective("constant", Linear(constant=7))
            return (LevelReport(self.id, "constant", found.value, found.bound, "half-days"),)

    assert levels_of(model_of(), Constant()) == ([(7, 7)], Ending.PROVEN)


def test_effort_ends_the_search_exactly() -> None:
    with Runner(clock := Clock(None, 3)) as runner:
        search = Search(model_of(), DEFAULT_GOALS, 0, runner)
        search.start(Linear())
        _, ending = search.improve()
    assert (clock.effort, ending) == (3, Ending.EFFORT)


@pytest.mark.wrong_answers
def test_infeasible_is_not_believed_until_it_is_said_twice(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def lying(task: CpSat, seconds: float | None) -> Begun[Slice]:
        asked.append(task.presolve)
        if len(asked) == 1:
            return lambda: Slice(Status.INFEASIBLE, 0, np.empty(0, np.int64)), lambda: None
        return truly(task, seconds)

    truly = CpSat.begin
    monkeypatch.setattr(CpSat, "begin", lying)
    # Neither relaxations nor parts find a first schedule here: CP-SAT is asked on the whole.
    monkeypatch.setattr("gesched.engine.sizes._LARGEST", 0)
    for way in ("give_any", "assemble", "mend", "sweep"):
        monkeypatch.setattr(f"gesched.engine.assembly.Assembly.{way}", lambda *_, **__: None)
    monkeypatch.setattr("gesched.engine.impossible.Impossible.look_at_each", lambda *_: None)
    with Runner(Clock(None, None)) as runner:
        search = Search(model_of(at_least=2), QUICK, 0, runner)
        search.start(Linear())
        assert search.assignments
    assert asked[:2] == [True, False]
    assert "not believed" in caplog.text


@pytest.mark.parametrize("known", [{"network flow"}, {"linear relaxation", "CP-SAT"}], ids=["flow", "others"])
def test_each_bound_tells_what_proved_it(monkeypatch: pytest.MonkeyPatch, known: set[str]) -> None:
    monkeypatch.setattr(ways, "_GLANCE", 1e-9)
    if "network flow" not in known:
        without_flows(monkeypatch)
    with Runner(Clock(None, None)) as runner:
        search = Search(model_of(at_least=2), QUICK, 0, runner)
        search.start(Linear())
        told, ending = search.improve()
    reports = all_of(told)
    assert ending is Ending.PROVEN
    provers = {level.prover for level in reports if level.bound}
    assert provers == known
    assert {level.prover for level in reports if not level.bound} <= {"counting", *provers}


@pytest.mark.wrong_answers
@pytest.mark.parametrize("lie", [(Status.INFEASIBLE, 0), (Status.OPTIMAL, 10**6)], ids=str)
def test_what_cp_sat_gets_wrong_is_worked_around(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lie: tuple[Status, int]
) -> None:
    # What a flow proves is not asked of CP-SAT.
    without_flows(monkeypatch)
    right, _ = levels_of(model_of(at_least=2), QUICK[0])
    asked: list[CpSat] = []

    def lying(task: CpSat, seconds: float | None) -> Begun[Slice]:
        doing, stop = truly(task, seconds)
        asked.append(task)
        if len(asked) % 3:
            return doing, stop
        return lambda: Slice(*lie, np.empty(0, np.int64)), stop

    truly = CpSat.begin
    monkeypatch.setattr(CpSat, "begin", lying)
    monkeypatch.setattr(ways, "_GLANCE", 1e-9)
    assert levels_of(model_of(at_least=2), QUICK[0]) == (right, Ending.PROVEN)
    assert "not believed" in caplog.text


def test_what_began_from_no_solution_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(_task: CpSat, _seconds: float | None) -> Begun[Slice]:
        return lambda: Slice(Status.INFEASIBLE, 0, np.empty(0, np.int64)), lambda: None

    best = Incumbent(model_of())
    best.breaches()
    stage = Stage("idle", Objective("idle", given_to(best.model, 0)))
    monkeypatch.setattr(CpSat, "begin", lying)
    monkeypatch.setattr("gesched.model.Program.holds", lambda *_: False)
    with Runner(Clock(None, None)) as runner, pytest.raises(WrongAnswer, match="from what is no solution"):
        Attempts(bench_of(best, runner)).solve(stage, 1.0)


@pytest.mark.parametrize("provable", [False, True])
def test_what_is_large_is_swept_and_bounded_by_relaxations(
    monkeypatch: pytest.MonkeyPatch, *, provable: bool
) -> None:
    goal = Weighted({ShortfallPenalty(): 1, Wishes(): 3, Regularity(): 4})

    def found(effort: int | None) -> LevelReport:
        model = model_of(at_least=2)
        with Runner(Clock(20, effort)) as runner:
            search = Search(model, (goal,), 0, runner)
            search.start(goal.guide(model))
            told, _ = search.improve()
        (level,) = all_of(told)
        return level

    best = found(None)
    assert best.proven
    proof = 10**6 if provable else 0
    for name, size in (("_LARGEST", 0), ("_LARGEST_PROOF", proof)):
        monkeypatch.setattr(f"gesched.engine.sizes.{name}", size)
    for name in ("zones._SWEPT", "attempts._BOUNDED"):
        monkeypatch.setattr(f"gesched.engine.{name}", 20)
    order: list[str] = []
    for name in ("bounding", "settle", "improve_parts"):
        monkeypatch.setattr(Attempts, name, told_of(name, getattr(Attempts, name), order))
    large = found(20)
    assert order[:3] == ["bounding", "settle", "improve_parts"]
    assert 0 < large.bound <= best.value <= large.value <= 1.2 * best.value


def test_only_a_part_of_a_total_begins_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = begun_of(Bounding, monkeypatch)
    model = model_of()
    part, other = ShortfallPenalty().cost(model), Wishes().cost(model)
    total = Linear.total([part, Regularity().cost(model) * 4])
    stage = Stage("weighted", Objective("sum", total, by_parts=True))
    best = Incumbent(model)
    best.breaches()
    with Runner(Clock(None, None)) as runner:
        attempts = Attempts(bench_of(best, runner))
        for light in (part, other):
            with attempts.bounding(stage, light) as bounded:
                bound = bounded()
            assert bound is not None
            assert 0 < bound.least <= best.value(total)
            assert bound.prover == "linear relaxation"
    assert [task.easy is None for task in begun] == [False, True]


def test_strict_levels_of_what_is_large_are_bounded_each_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    merged = begun_of(Merging, monkeypatch)
    goals = (FairCoverage(), Regularity())
    compass = compass_of(goals)
    assert compass is not None

    def found(effort: int | None) -> dict[tuple[str, str], LevelReport]:
        model = model_of(at_least=2)
        with Runner(Clock(20, effort)) as runner:
            search = Search(model, goals, 0, runner)
            search.start(compass.guide(model))
            told, _ = search.improve(compass.cost)
        return {(level.goal, level.measure): level for level in all_of(told)}

    best = found(None)
    assert all(level.proven for level in best.values())
    for name in ("_LARGEST", "_LARGEST_PROOF"):
        monkeypatch.setattr(f"gesched.engine.sizes.{name}", 0)
    assert not merged
    bounded = []
    note = Bounds.note

    def remembered(bounds: Bounds, stage: Stage, bound: Bound | None) -> None:
        bounded.append((stage.objective.name, bound))
        note(bounds, stage, bound)

    monkeypatch.setattr(Bounds, "note", remembered)
    large = found(200)
    assert merged
    assert any(name == "total" and bound is not None for name, bound in bounded)
    assert list(large) == list(best)
    # A bound says nothing once a level before it is worse.
    for one, level in large.items():
        assert level.bound <= best[one].value
        if level.value != best[one].value:
            break


@dataclass
class OtherEachWalk:
    """A goal that tells a floor in its first walk only, and keeps something else in each."""

    id: str = "other_each_walk"
    title: str = "All that can be given."
    told: list[tuple[Outcome, Outcome]] = field(default_factory=list)

    def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002 - as every goal
        walk = len(self.told)
        floor, prover = (0, "counting") if walk else (3, "somebody")
        few = yield Objective("few", model.given(0, 0) + 3, floor, keep=False, search=False, prover=prover)
        yield Objective("", model.given(walk, 0), search=False)
        idle = yield Objective("idle", Linear.total(model.given(number, 0) for number in range(5)) * -1 + 41)
        self.told.append((few, idle))
        return tuple(
            LevelReport(self.id, name, one.value, one.value, "half-days")
            for name, one in (("few", few), ("idle", idle))
        )

    def values(self, schedule: Schedule) -> tuple[Value, ...]:  # noqa: ARG002 - as every goal
        return (Value("few", 0, "half-days"), Value("idle", 0, "half-days"))


def test_what_is_known_of_a_measure_holds_in_every_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a glance, nothing is proven before the relaxation.
    monkeypatch.setattr("gesched.engine.ways._GLANCE", 1e-9)
    goal = OtherEachWalk()
    with Runner(Clock(None, None)) as runner:
        search = Search(model_of(), [goal], 0, runner)
        search.start(Linear())
        search.improve()
    first, second = goal.told
    assert [(one.bound, one.prover) for one in first] == [(3, "somebody"), (5, "linear relaxation")]
    assert [(one.bound, one.prover) for one in second] == [(3, "somebody"), (5, "linear relaxation")]


@pytest.mark.parametrize("little", [True, False])
def test_what_little_is_left_is_improved_as_long_as_that_gains(
    monkeypatch: pytest.MonkeyPatch, *, little: bool
) -> None:
    gaps, efforts = iter([7, 7, 6]), list[float]()
    left = [9]
    monkeypatch.setattr("gesched.engine.ways._DECISIONS", 1)
    monkeypatch.setattr(Incumbent, "costs_little", lambda *_: little)
    model = model_of()
    with Runner(Clock(None, None)) as runner:
        search = Search(model, (), 0, runner)
        monkeypatch.setattr(search._ways, "_gap", lambda _: left[-1])

        def improved(stage: Stage, effort: float, still: Callable[[], bool]) -> None:
            assert (stage.objective.name, still()) == ("beyond", True)
            efforts.append(effort)
            left.append(next(gaps))

        monkeypatch.setattr(search._ways._attempts, "improve_parts", improved)
        search._ways._improve_parts(Stage("goal", Objective("beyond", Linear(), prove=False, by_parts=True)))
    assert efforts == ([len(model.cells) / 8] * 2 if little else [3.0])


def test_what_is_too_large_is_not_dived_into(monkeypatch: pytest.MonkeyPatch) -> None:
    dives = begun_of(Dive, monkeypatch)
    # Without a glance the search comes to dives here, too.
    monkeypatch.setattr("gesched.engine.ways._GLANCE", 1e-9)
    levels = {}
    for largest in (30_000, 0):
        monkeypatch.setattr("gesched.engine.sizes._LARGEST_DIVE", largest)
        dives.clear()
        levels[largest] = levels_of(model_of(), FairCoverage())
        assert bool(dives) is bool(largest)
    assert levels[0] == levels[30_000]


@pytest.mark.parametrize("part", [True, False])
def test_what_bounds_the_first_schedule_bounds_all_that_asks_for_more(
    monkeypatch: pytest.MonkeyPatch, *, part: bool
) -> None:
    goal = Weighted({ShortfallPenalty(): 1, Regularity(): 4})
    without_flows(monkeypatch)
    clock = Clock(None, 99)

    def none(*_: object) -> Iterator[Callable[[Stage], None]]:
        """Try nothing, but let the effort pass."""
        clock.effort = 99
        return iter(())

    monkeypatch.setattr(ways.Ways, "_ways", none)
    model = model_of()
    light = (ShortfallPenalty() if part else Wishes()).cost(model)
    with Runner(Clock(None, 1)) as runner:
        bound = Attempts(bench_of(Incumbent(model), runner)).relax(Stage("start", Objective("", light)))
    with Runner(clock) as runner:
        search = Search(model, (goal,), 0, runner)
        search.start(light)
        told, _ = search.improve()
    (level,) = all_of(told)
    assert bound is not None
    assert bound.least > 0
    assert (level.bound, level.prover) == (bound if part else (0, "counting"))


def test_what_is_done_beside_parts_is_not_waited_for_once_they_have_found_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goal = Weighted({ShortfallPenalty(): 1, Regularity(): 4})
    ((best, _),), _ = levels_of(model_of(), goal)
    begun, left, truly = threading.Event(), threading.Event(), Rounding.begin

    def endless(task: Rounding, seconds: float | None) -> Begun[Rounded]:
        """Return what would bound the whole, and goes on until it is left."""
        if task.effort != beside:
            return truly(task, seconds)

        def bounded() -> Rounded:
            begun.set()
            left.wait(20)
            return Rounded(None, Slice(Status.UNKNOWN, 0, np.empty(0, np.int64)))

        return bounded, left.set

    beside = 123.0
    monkeypatch.setattr("gesched.engine.attempts._BESIDE", beside)
    monkeypatch.setattr(Rounding, "begin", endless)
    monkeypatch.setattr(Model, "flow_bound", lambda *_: best)
    monkeypatch.setattr(ways.Ways, "_glance", lambda *_: None)
    clock = Clock(20, None)
    with Runner(clock) as runner:
        search = Search(model_of(), (goal,), 0, runner)
        search.start(Linear())
        _, ending = search.improve()
    assert ending is Ending.PROVEN
    assert begun.is_set()
    assert left.is_set()
    assert clock.elapsed < 10


def test_progress_tells_the_gap() -> None:
    assert Progress(1.0, "goal", "objective", 100, 90, 1).gap == pytest.approx(0.1)
    assert Progress(1.0, "goal", "objective", 0, 0, 1).gap == 0
    assert Progress(1.0, "goal", "objective", None, 0, 1).gap is None


def test_what_decides_ties_is_made_small_again(monkeypatch: pytest.MonkeyPatch) -> None:
    settled, truly = list[Stage](), Attempts.settle

    def noted(attempts: Attempts, stage: Stage) -> None:
        settled.append(stage)
        truly(attempts, stage)

    monkeypatch.setattr(Attempts, "settle", noted)
    monkeypatch.setattr(ways, "_UNTIDY", 0.0)
    leader = compass_of(DEFAULT_GOALS)
    assert leader is not None
    with Runner(Clock(None, None)) as runner:
        search = Search(model_of(), [FairCoverage()], 0, runner)
        search.start(Linear())
        told, _ = search.improve(leader.cost)
    assert all(level.proven for level in all_of(told))
    guide, *tidied = settled
    assert guide.kept == ()
    assert tidied
    worst = tidied[0].kept[-1]
    assert worst[1] == all_of(told)[0].value
    assert {stage.total for stage in tidied} == {guide.total}
    assert not any(stage.objective.prove for stage in tidied)
