"""solve(): what it takes, what it gives back, and when it refuses."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from sample_groups import QUICK, paris_mix, small

from gesched.audit import Audit, audit
from gesched.engine import Progress
from gesched.errors import BadValue, InputError, TimeLimitReached, WrongAnswer
from gesched.findings import Ending, Ground, LevelReport, Violation
from gesched.goals import DEFAULT_GOALS, FairCoverage, GoalModel, Lacking, Objective, Pursuit, Value, Weighted
from gesched.goals._base import Best
from gesched.group import Absence, Agreement, Employee, Group, Ledger, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.rules import AgreementCovers, CommitmentLimits, RuleModel
from gesched.schedule import Assignment, Schedule
from gesched.solving import solve

_MONTH = "2027-02-01", "2027-02-28"


def solved(group: Group, first: str = _MONTH[0], last: str = _MONTH[1], **words: Any) -> Schedule:
    return solve(group, first, last, **{"time_limit": None, "goals": QUICK, **words})


def one_of_each(**words: Any) -> Group:
    return Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member("Label 1")],
        agreements=[Agreement("Label 1", employee="Web marketer 1", **{"days": 5, **words})],
    )


# What it gives back.


def test_a_schedule_comes_audited_with_its_report() -> None:
    schedule = solved(small(), "2027-01-01", "2027-03-31")
    report = schedule.report
    assert report is not None
    assert audit(schedule).ok
    assert (report.ending, report.proven) == (Ending.PROVEN, True)
    assert 0 < report.first_seconds <= report.seconds
    assert report.levels[0].goal == "fair_coverage"
    counted = [value.value for goal in QUICK for value in goal.values(schedule)]
    assert [level.value for level in report.levels] == counted


def test_every_default_goal_is_reported_in_its_order() -> None:
    report = solved(one_of_each(), goals=DEFAULT_GOALS).report
    assert report is not None
    assert report.ending is Ending.PROVEN
    assert list(dict.fromkeys(level.goal for level in report.levels)) == [goal.id for goal in DEFAULT_GOALS]


@pytest.mark.parametrize(
    ("group", "idle"),
    [
        (Group("Paris Mix"), 0),
        (Group("Paris Mix", employees=[Employee("Web marketer 1")]), 40),
        (Group("Paris Mix", members=[Member("Label 1")]), 0),
        (Group("Paris Mix", employees=[Employee("Web marketer 1")], members=[Member("Label 1")]), 40),
        (one_of_each(days=0), 40),
        (replace(one_of_each(), absences=[Absence("Web marketer 1", "2027-01-01", "2027-12-31")]), 0),
    ],
    ids=["nobody", "no members", "no employees", "no agreements", "nothing promised", "all away"],
)
def test_where_nothing_can_be_given_the_schedule_is_empty_and_proven(group: Group, idle: int) -> None:
    schedule = solved(group)
    assert schedule.assignments == ()
    assert schedule.report is not None
    assert schedule.report.ending is Ending.PROVEN
    assert schedule.report.level("no_idle_time", "idle").value == idle
    assert schedule.report.level("no_idle_time", "idle").proven


def test_what_could_not_be_given_at_all_is_told_and_is_not_short() -> None:
    group = replace(one_of_each(), absences=[Absence("Web marketer 1", "2027-02-01", "2027-02-24")])
    report = solved(group).report
    assert report is not None
    assert [(one.agreement, one.half_days) for one in report.unservable] == [("Label 1: Web marketer 1", 6)]
    assert report.level("fair_coverage", "total").value == 0


def test_a_horizon_of_one_day() -> None:
    schedule = solved(one_of_each(per="week", days=5), "2027-02-03", "2027-02-03")
    assert [one.half_day.date for one in schedule.assignments] == [dt.date(2027, 2, 3)] * 2


def test_quarters_carry_the_ledger_to_what_the_year_promises() -> None:
    group = small()
    quarters = ["2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01"], ["03-31", "06-30", "09-30", "12-31"]
    ledger, given, promised = Ledger(), dict.fromkeys(range(5), 0), dict.fromkeys(range(5), 0)
    for first, last in zip(*quarters, strict=True):
        schedule = solve(group, first, f"2027-{last}", ledger=ledger, time_limit=None, effort=4)
        for number, dues in enumerate(schedule.problem.dues):
            assert dues.owed == ledger.get(dues.agreement, 0)
            promised[number] += dues.promised
            given[number] += schedule.given[dues.agreement]
        ledger = schedule.closing_ledger
    year = Schedule(group, replace(schedule.horizon, first=dt.date(2027, 1, 1))).problem
    assert list(promised.values()) == [dues.promised for dues in year.dues]
    assert dict(ledger) == {
        dues.agreement: promised[number] - given[number] for number, dues in enumerate(year.dues)
    }


# What it takes.


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"time_limit": 0}, "time limit above 0"),
        ({"time_limit": -1.5}, "time limit above 0"),
        ({"time_limit": float("nan")}, "time limit above 0"),
        ({"time_limit": "60"}, "time limit above 0"),
        ({"time_limit": True}, "time limit above 0"),
        ({"effort": -1}, "at least 0 slices"),
        ({"effort": 2.5}, "at least 0 slices"),
        ({"seed": -1}, "seed from 0"),
        ({"seed": 2**31}, "seed from 0"),
        ({"seed": 0.5}, "seed from 0"),
        ({"seed": None}, "seed from 0"),
        ({"goals": [FairCoverage(), FairCoverage()]}, "different ids"),
        ({"goals": ["fair_coverage"]}, "a goal"),
        ({"history": "last year"}, "earlier Schedule"),
        ({"first": "2027-02-30"}, "date"),
        ({"first": "2027-03-01"}, "2027-03-01"),
        ({"group": "Paris Mix"}, "a Group"),
        ({"ledger": {"Label 1: Web marketer 1": 1.5}}, "half-days owed"),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(words: dict[str, Any], expected: str) -> None:
    group, first = words.pop("group", one_of_each()), words.pop("first", _MONTH[0])
    with pytest.raises(BadValue, match=expected):
        solve(group, first, _MONTH[1], **words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"ledger": {"Label 9: Web marketer 1": 1}}, "an agreement of the group"),
        ({"revised": dt.datetime(2027, 1, 1)}, "time zone"),  # noqa: DTZ001 - that is the point
    ],
)
def test_what_does_not_fit_the_group_is_refused_before_the_search(
    words: dict[str, Any], expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        solve(one_of_each(), *_MONTH, **words)


def test_a_plain_mapping_is_a_ledger() -> None:
    schedule = solved(one_of_each(), ledger={"Label 1: Web marketer 1": -4})
    assert schedule.given == {"Label 1: Web marketer 1": 6}


def test_goals_may_be_few_or_none() -> None:
    assert solved(one_of_each(), goals=[FairCoverage()]).given == {"Label 1: Web marketer 1": 10}
    report = solved(one_of_each(), goals=[]).report
    assert report is not None
    assert (report.levels, report.ending) == ((), Ending.PROVEN)


# Time, progress, threads.


@pytest.mark.parametrize("limit", [0.001, 0.2, 1.0])
def test_a_time_limit_is_kept_and_too_short_a_one_claims_nothing(limit: float) -> None:
    begun = dt.datetime.now(dt.UTC)
    try:
        schedule = solve(paris_mix(), "2027-01-01", "2027-12-31", time_limit=limit)
    except TimeLimitReached as reached:
        assert reached.seconds >= limit
        assert "not known" in str(reached)
    else:
        assert schedule.report is not None
        assert schedule.report.ending is Ending.TIME
        assert not schedule.report.proven
    assert (dt.datetime.now(dt.UTC) - begun).total_seconds() < limit + 2.5


def test_what_is_not_known_in_time_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesched.engine.running.Runner.run", lambda *_: None)
    group = one_of_each(days=11, at_least=11)
    other = Agreement("Label 2", employee="Web marketer 1", days=11, at_least=11)
    both = replace(group, members=[*group.members, Member("Label 2")], agreements=[*group.agreements, other])
    with pytest.raises(TimeLimitReached, match="whether one exists is not known"):
        solve(both, *_MONTH, time_limit=0.05)


def test_progress_is_told_and_logged_and_nothing_is_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[Progress] = []
    with caplog.at_level(logging.INFO, "gesched"):
        solve(paris_mix(), "2027-01-01", "2027-12-31", time_limit=None, effort=8, on_progress=told.append)
    # About once a second; a busy machine is allowed more.
    assert max(later.elapsed - earlier.elapsed for earlier, later in pairwise(told)) < 5
    assert {one.goal for one in told} <= {"start", *(goal.id for goal in DEFAULT_GOALS)}
    assert [record.name for record in caplog.records][:2] == ["gesched", "gesched"]
    assert tuple(capfd.readouterr()) == ("", "")


def test_an_error_of_the_listener_ends_the_search() -> None:
    def listener(progress: Progress) -> None:
        raise LookupError(progress.goal)

    before = set(threading.enumerate())
    with pytest.raises(LookupError, match="start"):
        solved(small(), on_progress=listener)
    assert set(threading.enumerate()) <= before


def test_it_works_in_another_thread() -> None:
    found: list[Schedule] = []
    thread = threading.Thread(target=lambda: found.append(solved(small(), effort=4)))
    thread.start()
    thread.join(60)
    assert found[0].assignments == solved(small(), effort=4).assignments


# The solver's answer is held against the rules and goals.


def test_every_answer_is_audited_and_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    audited: list[tuple[Assignment, ...]] = []

    def noted(schedule: Schedule, **words: Any) -> Audit:
        audited.append(schedule.assignments)
        return audit(schedule, **words)

    monkeypatch.setattr("gesched.solving.audit", noted)
    best = solved(small())
    assert audited[-1] == best.assignments
    assert len(audited) == len(set(audited)) == 2
    audited.clear()
    again = solved(small(), start=best)
    assert audited == [best.assignments] == [again.assignments]


def test_an_audit_that_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(schedule: Schedule, **words: Any) -> Audit:
        time.sleep(1.3)
        return audit(schedule, **words)

    monkeypatch.setattr("gesched.solving.audit", slow)
    told: list[Progress] = []
    solved(one_of_each(), on_progress=told.append)
    assert [progress.goal for progress in told if progress.doing == "audit"][:1] == ["audit"]


def test_a_rule_that_posts_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    group = one_of_each(days=2)

    def nothing(self: CommitmentLimits, model: RuleModel) -> None:
        """Leave the solver in the dark."""

    monkeypatch.setattr(CommitmentLimits, "post", nothing)
    with pytest.raises(WrongAnswer, match=r"commitment_limits: .*promised so far"):
        solved(group)


def test_a_rule_that_sees_a_violation_nobody_posted_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(self: AgreementCovers, schedule: Schedule) -> Iterator[Violation]:
        yield Violation(self.id, (), schedule.horizon.first, schedule.horizon.last, 1, "not on my watch")

    monkeypatch.setattr(AgreementCovers, "check", check)
    with pytest.raises(WrongAnswer, match="agreement_covers: not on my watch"):
        solved(one_of_each())


def test_a_goal_that_inherits_what_a_flow_costs_and_counts_less_is_found_out() -> None:
    class OnlyTheFirst(FairCoverage):
        """Counts one member, and takes over what a flow costs of all."""

        def cost(self, model: GoalModel) -> Linear:
            return model.positive(model.problem.dues[0].due - model.given(0, 0))

        def values(self, schedule: Schedule) -> tuple[Value, ...]:
            name = schedule.group.agreements[0].name
            short = max(0, schedule.problem.dues[0].due - schedule.given[name])
            return (Value("total", short, "half-days"),)

    agreements = [Agreement(f"Label {number}", employee="Web", days=15, per="horizon") for number in (1, 2)]
    group = Group("Paris Mix", [Employee("Web")], [Member("Label 1"), Member("Label 2")], agreements)
    told = r"weighted, sum: 20 bounds it from below \(network flow\), 0 counted"
    with pytest.raises(WrongAnswer, match=told):
        solve(group, "2027-02-01", "2027-02-28", time_limit=20, goals=[Weighted({OnlyTheFirst(): 1})])


def test_a_flow_that_leaves_too_many_members_short_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    agreements = [Agreement(f"Label {number}", employee="Web", days=15, per="horizon") for number in (1, 2)]
    served = Agreement("Label 3", employee="Press", days=5, per="horizon")
    members = [Member(f"Label {number}") for number in (1, 2, 3)]
    group = Group("Paris Mix", [Employee("Web"), Employee("Press")], members, [*agreements, served])
    monkeypatch.setattr(Model, "lacking", lambda *_: [Lacking(99, (0, 1, 2))])
    with pytest.raises(WrongAnswer, match=r"fair_coverage, .*: \d+ bounds it from below \(network flow\)"):
        solve(group, "2027-02-01", "2027-02-28", time_limit=20, goals=[FairCoverage()])


@pytest.mark.parametrize("told", [[Value("total", 3, "half-days")], [], [Value("other", 0, "half-days")]])
def test_a_goal_whose_values_are_not_those_reported_is_found_out(told: list[Value]) -> None:
    @dataclass(frozen=True)
    class Crooked:
        id: str = "crooked"
        title: str = "Says one thing to the solver and another to the audit."

        def pursue(self, model: GoalModel, best: Best) -> Pursuit:  # noqa: ARG002
            found = yield Objective("total", model.given(0, 0))
            return (LevelReport(self.id, "total", found.value, found.bound, "half-days"),)

        def values(self, schedule: Schedule) -> tuple[Value, ...]:  # noqa: ARG002
            return tuple(told)

    with pytest.raises(WrongAnswer, match=r"reported .*'total', 0"):
        solved(one_of_each(), goals=[Crooked()])


def test_a_house_rule_is_posted_and_checked() -> None:
    @dataclass(frozen=True)
    class NoMornings:
        id: str = "no_mornings"
        title: str = "Nobody comes in the morning."
        source: str = "house rule"

        def names(self) -> tuple[str, ...]:
            return ()

        def without(self, name: str) -> "NoMornings":  # noqa: ARG002
            return self

        def post(self, model: RuleModel) -> None:
            mornings = range(0, 2 * len(model.problem.horizon), 2)
            ground = Ground(self.id, (), "", self.title, self.source)
            model.require(model.assigned(0, 0, list(mornings)), None, 0, ground)

        def check(self, schedule: Schedule) -> Iterator[Violation]:
            for one in schedule.assignments:
                if one.half == 0:
                    yield Violation(self.id, (), one.date, one.date, 1, self.title, self.source)

    schedule = solved(replace(one_of_each(days=15), rules=[NoMornings()]))
    assert {one.half.name for one in schedule.assignments} == {"PM"}
    assert len(schedule.assignments) == 20
