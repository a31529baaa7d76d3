"""Why there is no schedule: few grounds, each of them needed, in words; and the cheapest way out."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sample_groups import paris_mix

from gesched import conflict as conflicts
from gesched.conflict import explain
from gesched.engine import Clock, CpSat, Runner, Scope, Status
from gesched.engine.running import perform
from gesched.errors import NoSchedule
from gesched.findings import Conflict, Ground
from gesched.group import Absence, Agreement, Closure, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model, Posting, Program
from gesched.problem import Offer, Problem
from gesched.rules import DEFAULT_RULES, AgreementCovers, RuleModel, rules_in_use
from gesched.schedule import Past
from gesched.solving import solve
from gesched.timeline import Horizon

_MONTH = "2027-02-01", "2027-02-28"


def group_of(*agreements: Agreement, **words: Any) -> Group:
    return Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1", skills={"web"}), Employee("Web marketer 2", skills={"web"})],
        members=[Member("Label 1"), Member("Label 2")],
        agreements=agreements,
        **words,
    )


def takes(number: int, least: float, **words: Any) -> Agreement:
    words = {"employee": "Web marketer 1", "days": least, **words}
    return Agreement(f"Label {number}", at_least=least, **words)


def conflict_of(group: Group, **words: Any) -> Conflict:
    with pytest.raises(NoSchedule) as raised:
        solve(group, *_MONTH, **{"time_limit": None, **words})
    conflict = raised.value.conflict
    assert isinstance(conflict, Conflict)
    assert conflict.minimal
    return conflict


def words_of(conflict: Conflict) -> list[str]:
    return [ground.words for ground in conflict.grounds]


def test_a_minimum_against_an_absence() -> None:
    away = Absence("Web marketer 1", "2027-02-01", "2027-02-26")
    conflict = conflict_of(group_of(takes(1, 3), absences=[away]))
    assert any("is away 2027-02-01 to 2027-02-26" in words for words in words_of(conflict))
    assert "Label 1: Web marketer 1, 2027-02: at least 3 days" in words_of(conflict)
    # Weekends stand in the way as well; nothing else does.
    assert len(conflict.grounds) <= 4
    assert conflict.repairs[0].amount == 6
    assert "These cannot all hold:" in str(conflict)
    # The absence or the minimum: either is as cheap.
    assert "A way out: give way by 3 days on: " in str(conflict)


def test_the_reason_of_an_absence_is_not_told() -> None:
    away = Absence("Web marketer 1", "2027-02-01", "2027-02-28", reason="operation")
    assert "operation" not in str(conflict_of(group_of(takes(1, 3), absences=[away])))


def test_a_minimum_against_a_closure() -> None:
    conflict = conflict_of(group_of(takes(1, 1), closures=[Closure("Label 1", *_MONTH)]))
    assert words_of(conflict) == [
        "Label 1 is closed 2027-02-01 to 2027-02-28",
        "Label 1: Web marketer 1, 2027-02: at least 1 days",
    ]
    assert conflict.repairs[0].amount == 2


def test_two_minimums_for_one_employee() -> None:
    conflict = conflict_of(group_of(takes(1, 12), takes(2, 11)))
    words = words_of(conflict)
    assert [one for one in words if "at least" in one] == [
        "Label 1: Web marketer 1, 2027-02: at least 12 days",
        "Label 2: Web marketer 1, 2027-02: at least 11 days",
    ]
    # 46 half-days of the 40 that there are.
    assert conflict.repairs[0].amount == 6


def test_a_minimum_against_what_was_taken_in_advance() -> None:
    group = group_of(takes(1, 4))
    conflict = conflict_of(group, ledger={"Label 1: Web marketer 1": -5})
    assert words_of(conflict) == [
        "Label 1: Web marketer 1, 2027-02: at least 4 days",
        "Label 1: Web marketer 1, 2027-02: by its end no more than promised so far, 1.5 days",
    ]
    assert conflict.repairs[0].amount == 5


def test_whole_days_against_half_days_off() -> None:
    group = group_of(takes(1, 1, unit="day"), closures=[Closure("Label 1", *_MONTH, when="Mon-Sun PM")])
    conflict = conflict_of(group)
    assert len([words for words in words_of(conflict) if "takes whole days" in words]) <= 1
    assert "Label 1: Web marketer 1, 2027-02: at least 1 days" in words_of(conflict)
    assert conflict.repairs[0].amount == 1


def test_any_ground_left_out_resolves_the_clash() -> None:
    group = group_of(takes(1, 12), takes(2, 11))
    without = [replace(one, at_least=None) for one in group.agreements]
    for number in (0, 1):
        agreements = [*group.agreements]
        agreements[number] = without[number]
        assert solve(replace(group, agreements=agreements), *_MONTH, effort=2).assignments


def test_a_conflict_of_a_year_is_found_soon() -> None:
    group = paris_mix()
    away = Absence("Web marketer 1", "2027-05-03", "2027-05-31")
    with pytest.raises(NoSchedule) as raised:
        solve(group.with_absence(away), "2027-01-01", "2027-12-31", time_limit=60)
    conflict = raised.value.conflict
    assert isinstance(conflict, Conflict)
    assert any("is away 2027-05-03 to 2027-05-31" in ground.words for ground in conflict.grounds)
    assert any("2027-05: at least" in ground.words for ground in conflict.grounds)


def test_a_way_out_is_for_all_who_have_no_schedule_alone() -> None:
    second = {"employee": "Web marketer 2"}
    minimums = takes(1, 12), takes(2, 11), takes(1, 14, **second), takes(2, 8, **second)
    conflict = conflict_of(group_of(*minimums))
    # The clash is one employee's.
    assert len([words for words in words_of(conflict) if "at least" in words]) == 2
    assert any("Web marketer 1" in words for words in words_of(conflict)) != any(
        "Web marketer 2" in words for words in words_of(conflict)
    )
    [repair] = conflict.repairs
    # 46 half-days of 40, and 44 of 40.
    assert sum(repair.amounts) == 10
    assert repair.cheapest


def week_of(*agreements: Agreement, **words: Any) -> Group:
    """Three members who may have several at once, and four employees, two of whom have a skill."""
    return Group(
        "Paris Mix",
        employees=[
            *(Employee(f"Employee {n}") for n in (1, 2)),
            *(Employee(f"Web {n}", skills="web") for n in (1, 2)),
        ],
        members=[Member(f"Label {number}", at_once=3) for number in (1, 2, 3)],
        agreements=agreements,
        **words,
    )


def asks(label: int, days: float, **words: Any) -> Agreement:
    return Agreement(f"Label {label}", days=days, per="horizon", **words)


def conflict_in_a_week(group: Group) -> Conflict:
    with pytest.raises(NoSchedule) as raised:
        solve(group, "2027-02-01", "2027-02-05", time_limit=None)
    conflict = raised.value.conflict
    assert isinstance(conflict, Conflict)
    return conflict


@pytest.mark.parametrize("days", [3.0, 2.0])
def test_a_way_out_is_of_all_clashes_and_not_only_of_the_one_that_is_told(days: float) -> None:
    # Six days of one employee's five, which is known alone; and fifteen of the ten of two others.
    one = {"employee": "Employee 1"}
    two = [asks(n, 7.5, at_least=7.5, skill="web", at_once=2) for n in (2, 3)]
    group = week_of(asks(1, days, at_least=days, **one), asks(2, 3, at_least=3, **one), *two)
    conflict = conflict_in_a_week(group)
    [repair] = conflict.repairs
    assert (repair.amount, repair.cheapest, repair.enough) == (12 if days == 3 else 10, True, True)


def test_where_there_is_no_time_for_all_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = conflicts._Eased._asked
    monkeypatch.setattr(
        conflicts._Eased, "_asked", lambda self, scope: None if scope == Scope() else asked(self, scope)
    )
    one = {"employee": "Employee 1"}
    conflict = conflict_in_a_week(week_of(asks(1, 3, at_least=3, **one), asks(2, 3, at_least=3, **one)))
    [repair] = conflict.repairs
    assert (repair.amount, repair.enough) == (2, False)
    assert "there may be other clashes" in str(conflict)


def test_where_those_concerned_are_too_many_a_way_out_is_of_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapest, asked = conflicts._Eased._cheapest, list[Scope]()

    def late(eased: Any, scope: Scope) -> Any:
        asked.append(scope)
        return None if len(asked) == 1 else cheapest(eased, scope)

    monkeypatch.setattr(conflicts._Eased, "_cheapest", late)
    one = {"employee": "Employee 1"}
    conflict = conflict_in_a_week(week_of(asks(1, 3, at_least=3, **one), asks(2, 3, at_least=3, **one)))
    [repair] = conflict.repairs
    assert (repair.amount, repair.enough) == (2, True)
    assert asked == [Scope(employees=(0,)), Scope((0, 1), (0,))]


def test_a_ground_that_is_needed_for_few_alone_is_left_out_where_it_is_not_for_all() -> None:
    # Two members clash by themselves; for one of the two employees alone, it takes the third as well.
    two = [asks(n, 7.5, min_per_week=7.5, skill="web", at_once=2) for n in (1, 2)]
    group = week_of(*two, asks(3, 4.5, at_least=4.5, employee="Web 1"))
    with pytest.raises(NoSchedule) as raised:
        solve(group, "2027-02-01", "2027-02-07", time_limit=None)
    conflict = raised.value.conflict
    assert isinstance(conflict, Conflict)
    assert conflict.minimal
    for ground in conflict.grounds:
        others = [one for one in conflict.grounds if one != ground]
        assert not clashes(group, "2027-02-01", "2027-02-07", others)


def clashes(group: Group, first: str, last: str, grounds: Sequence[Ground]) -> bool:
    """Return whether grounds cannot all hold, asked of the whole."""
    problem = replace(Problem(group, Horizon(first, last)), offer=Offer.ELIGIBLE)
    model = Model(problem, rules_in_use(group), Posting.SWITCHED)
    on = Linear.total(Linear.of({model.switches[one]: -1}) for one in grounds)
    program = model.program(Linear(), [(on, -len(grounds))])
    return perform(CpSat(program, 60.0, 0), None).status is Status.INFEASIBLE


def test_a_clash_of_several_employees_is_told_of_the_few_that_it_takes() -> None:
    several = [takes(number, least, employee=None, skill="web") for number, least in ((1, 20), (2, 19))]
    group = group_of(*several, absences=[Absence("Web marketer 2", "2027-02-25", "2027-02-26")])
    others = [Employee("Sound engineer", skills={"sound"})]
    conflict = conflict_of(replace(group, employees=[*others, *group.employees]))
    assert [one for one in words_of(conflict) if "at least" in one] == [
        "Label 1: web, 2027-02: at least 20 days",
        "Label 2: web, 2027-02: at least 19 days",
    ]
    assert "Web marketer 2 is away 2027-02-25 to 2027-02-26" in words_of(conflict)
    assert not any("Sound engineer" in words for words in words_of(conflict))
    assert conflict.repairs[0].amount == 2


def test_where_time_is_up_before_all_rules_are_posted_no_grounds_are_told() -> None:
    class Slow(AgreementCovers):
        def post(self, model: RuleModel) -> None:
            time.sleep(0.6)
            super().post(model)

    problem = Problem(group_of(takes(1, 12), takes(2, 11)), Horizon(*_MONTH))
    with Runner(Clock(1e-9, None)) as late:
        conflict = explain(problem, [Slow(), *DEFAULT_RULES], Past(None), 0, late)
    assert conflict == Conflict((), (), minimal=False)
    assert str(conflict) == "What cannot all hold was not found in time. Allow more (time_limit=)."


def test_out_of_time_the_clash_is_told_as_perhaps_not_the_smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    group = group_of(takes(1, 12), takes(2, 11))
    problem = Problem(group, Horizon(*_MONTH))
    made, program = list[Scope](), conflicts._program

    def noted(model: Model, scope: Scope, runner: Runner) -> Program:
        made.append(scope)
        return program(model, scope, runner)

    monkeypatch.setattr(conflicts, "_program", noted)
    with Runner(Clock(1e-9, None)) as late:
        conflict = explain(problem, DEFAULT_RULES, Past(None), 0, late)
    # That of a large group takes seconds.
    assert len(made) == 1
    assert not conflict.minimal
    assert conflict.repairs == ()
    assert "perhaps fewer would do" in str(conflict)
    with Runner(Clock(None, None)) as runner:
        smallest = explain(problem, DEFAULT_RULES, Past(None), 0, runner)
    assert set(smallest.grounds) < set(conflict.grounds)
