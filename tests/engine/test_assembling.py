"""First schedules of dense groups: everybody's own where there is one, else together with others."""

import pytest
from benches import bench_of

from gesched.engine import Clock, Runner
from gesched.engine.assembly import Assembly
from gesched.engine.attempts import Attempts
from gesched.engine.bench import Bench
from gesched.engine.incumbent import Incumbent
from gesched.engine.stages import Stage
from gesched.goals import NoIdleTime, Objective, ShortfallPenalty, Weighted
from gesched.group import Agreement, Employee, Group, Member
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import ConsecutiveDays, Cover, EmployeeDays, HouseRule, rules_in_use
from gesched.solving import solve
from gesched.timeline import Horizon

GOAL = Weighted({ShortfallPenalty(): 1, NoIdleTime(): 6})


def rostered(*rules: HouseRule) -> Group:
    """Return five employees who may each be at three members, for at least six days, two to four in a row."""
    people = [f"Web marketer {number}" for number in range(1, 6)]
    members = [f"Label {number}" for number in range(1, 4)]
    return Group(
        "Paris Mix",
        employees=[Employee(name) for name in people],
        members=[Member(name) for name in members],
        agreements=[
            Agreement(member, employee=name, days=4, per="horizon", name=f"{member}: {name}")
            for member in members
            for name in people
        ],
        rules=[EmployeeDays("horizon", at_least=6), ConsecutiveDays(4, 2), *rules],
    )


def assembled(monkeypatch: pytest.MonkeyPatch, group: Group, mending: float = 20.0) -> tuple[Incumbent, int]:
    """Return what mending comes to as in a dense group, and how many slices it took."""
    monkeypatch.setattr("gesched.model.program._DENSE", 0)
    monkeypatch.setattr("gesched.engine.neighbourhoods._ASSEMBLED", 20)
    model = Model(Problem(group, Horizon("2027-02-01", "2027-02-14")), rules_in_use(group))
    best = Incumbent(model)
    assert len(best.breaches())
    with Runner(Clock(None, None)) as runner:
        assemble(bench_of(best, runner), mending)
        return best, runner.clock.effort


def assemble(bench: Bench, mending: float) -> None:
    assembly, stage = Assembly(bench), stage_of(bench.best)
    assembly.give_any(stage)
    assembly.assemble(stage, dense=True)
    assembly.mend(stage.at_any_cost, mending)


def stage_of(best: Incumbent) -> Stage:
    return Stage("weighted", Objective("weighted", GOAL.cost(best.model)))


def test_whoever_has_a_schedule_alone_gets_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    best, slices = assembled(monkeypatch, rostered())
    assert best.stands
    assert best.model.holds(best.values)
    assert slices == 1  # five employees, side by side


def test_then_it_is_made_cheaper(monkeypatch: pytest.MonkeyPatch) -> None:
    best, _ = assembled(monkeypatch, rostered())
    stage = stage_of(best)
    before = best.value(stage.total)
    with Runner(Clock(None, None)) as runner:
        bench = bench_of(best, runner)
        Attempts(bench).settle(stage)
        assert runner.clock.effort == 2
        # What stands is no first schedule any more.
        assemble(bench, 20.0)
        assert runner.clock.effort == 2
    assert best.model.holds(best.values)
    assert best.value(stage.total) < before


def test_a_level_of_shortfalls_alone_is_made_cheaper_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.model.program._DENSE", 0)
    settled: list[str] = []
    settle = Attempts.settle

    def noted(attempts: Attempts, stage: Stage) -> None:
        settled.append(stage.goal)
        settle(attempts, stage)

    monkeypatch.setattr(Attempts, "settle", noted)
    # Neither a glance nor a rounding ends it before.
    monkeypatch.setattr("gesched.engine.ways._GLANCE", 1e-9)
    monkeypatch.setattr("gesched.engine.sizes._LARGEST", 0)
    solve(rostered(), "2027-02-01", "2027-02-14", time_limit=None, effort=12, goals=(GOAL,))
    assert settled


def test_who_must_be_there_together_is_assembled_even_so(monkeypatch: pytest.MonkeyPatch) -> None:
    three = Cover("Label 1", at_least=3, when="Mon AM")
    best, slices = assembled(monkeypatch, rostered(three))
    assert best.stands
    assert best.model.holds(best.values)
    assert slices > 2


def test_an_unfinished_start_is_no_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.assembly._AGAIN", (0.2,))
    best, _ = assembled(monkeypatch, rostered(EmployeeDays("horizon", at_least=11)), mending=2.0)
    assert not best.stands
    assert best.broken
