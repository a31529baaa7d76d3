"""Truth tables: what the rules of who serves which members find in small plans, and what they refuse."""

from typing import Any

import pytest
from house_samples import planned
from members_plans import (
    FRI,
    GROUP,
    L1,
    L2,
    L3,
    MON,
    NEXT_MON,
    SUN,
    THU,
    TUE,
    WED,
    Table,
    before,
    found,
    group,
    week,
)

from gesched.errors import InputError, NoSchedule
from gesched.findings import Conflict
from gesched.group import Absence, Agreement, Closure, Member
from gesched.problem import Problem
from gesched.rules import (
    Cover,
    EmployeeDays,
    HouseRule,
    MaxMembersPerDay,
    MaxMembersPerWeek,
    MaxWeekends,
    NeverSameDay,
    NeverSameEmployee,
    gives_way,
    rules_in_use,
)
from gesched.rules._candidates import candidates_at
from gesched.solving import solve
from gesched.timeline import Horizon

FAIR = Cover(L1, at_least=1, at_most=2, when=f"{MON}, {TUE} PM")
SKILLED = Cover(L1, at_least=1, skill="shop", when="Tue AM")
SHUT = group(
    members=[Member(L1, "Mon-Fri", start=TUE), Member(L2), Member(L3)],
    closures=[Closure(L1, THU, first_half="PM")],
    holidays={"here": [WED]},
)

COVER: Table = {
    "nobody comes": (FAIR, week(""), [((L1,), MON, MON, 1), ((L1,), MON, MON, 1), ((L1,), TUE, TUE, 1)]),
    "somebody, whoever, and elsewhere": (
        FAIR,
        week(f"{MON} AM One@1; {MON} PM Two@1; {TUE} PM One@1; {TUE} PM Two@2"),
        [],
    ),
    "both half-days stand for themselves": (
        Cover(L1, at_most=1, when="Mon"),
        week(f"{MON} One@1; {MON} Two@1; {TUE} One@1; {TUE} Two@1"),
        [((L1,), MON, MON, 1)] * 2,
    ),
    "only those with the skill count": (SKILLED, week(f"{TUE} AM Two@1"), [((L1,), TUE, TUE, 1)]),
    "the one with the skill is there": (SKILLED, week(f"{TUE} AM One@1"), []),
    "the most with a skill": (
        Cover(L1, at_most=0, skill="shop"),
        week(f"{TUE} AM One@1; {TUE} PM Two@1; {WED} One@2"),
        [((L1,), TUE, TUE, 1)],
    ),
    "closed, on holiday, not yet a member: nothing is asked; not so for lack of people": (
        Cover(L1, at_least=3),
        week(f"{TUE} One@1; {TUE} Two@1; {THU} AM One@1", SHUT),
        [((L1,), day, day, few) for day, few in ((TUE, 1), (TUE, 1), (THU, 2), (FRI, 3), (FRI, 3))],
    ),
    "most hold on closed days too": (
        Cover(L1, at_most=0, when="Mon"),
        week(f"{MON} AM One@1", SHUT),
        [((L1,), MON, MON, 1)],
    ),
    "dates elsewhere": (Cover(L1, at_least=1, when="2027-02-01, 2026-12-28"), week(""), []),
}

PAIR, ALL = {L1, L2}, {L1, L2, L3}
LONG_AGO = planned(GROUP, "2024-01-03 One@2", "2024-01-01", "2024-12-31")

NEVER_SAME_EMPLOYEE: Table = {
    "each serves one": (NeverSameEmployee(PAIR), week(f"{MON} One@1; {TUE} One@3; {MON} Two@2"), []),
    "one serves both, on days apart": (
        NeverSameEmployee(PAIR),
        week(f"{MON} One@1; {THU} AM One@2; {FRI} One@3; {MON} Two@2"),
        [(("One", L1, L2), MON, THU, 1)],
    ),
    "three of three": (
        NeverSameEmployee(ALL),
        week(f"{MON} AM One@1; {MON} PM One@2; {FRI} One@3"),
        [(("One", L1, L2, L3), MON, FRI, 2)],
    ),
    "the other one long ago": (
        NeverSameEmployee(PAIR),
        week(
            f"{MON} Two@1; {TUE} One@1; {WED} One@1",
            history=planned(GROUP, "", "2026-01-01", MON[:8] + "03", LONG_AGO),
        ),
        [(("One", L1, L2), TUE, WED, 1)],
    ),
    "the same one as long ago": (NeverSameEmployee(PAIR), week(f"{TUE} One@2", history=LONG_AGO), []),
    "two already: they may go on, but not to a third": (
        NeverSameEmployee(ALL),
        week(
            f"{TUE} One@1; {WED} One@2; {FRI} AM One@3", history=before("2026-12-28 One@1; 2026-12-29 One@2")
        ),
        [(("One", L1, L2, L3), FRI, FRI, 1)],
    ),
}

NEVER_SAME_DAY: Table = {
    "one after the other": (
        NeverSameDay(PAIR),
        week(f"{MON} AM One@1; {MON} PM One@2; {TUE} AM One@1; {TUE} PM One@3"),
        [(("One", L1, L2), MON, MON, 1)],
    ),
    "by two employees": (NeverSameDay(PAIR), week(f"{MON} One@1; {MON} Two@2"), []),
    "by anyone": (
        NeverSameDay(PAIR, by_anyone=True),
        week(f"{MON} AM One@1; {MON} PM Two@2; {TUE} One@1; {TUE} Two@1"),
        [((L1, L2), MON, MON, 1)],
    ),
    "all three on one day, by anyone": (
        NeverSameDay(ALL, by_anyone=True),
        week(f"{SUN} AM One@1; {SUN} PM One@2; {SUN} Two@3"),
        [((L1, L2, L3), SUN, SUN, 2)],
    ),
}

MAX_MEMBERS: Table = {
    "two on one day": (
        MaxMembersPerDay(1),
        week(f"{MON} AM One@1; {MON} PM One@2; {TUE} One@1; {MON} Two@2"),
        [(("One",), MON, MON, 1)],
    ),
    "two on one day, where two may be": (MaxMembersPerDay(2), week(f"{MON} AM One@1; {MON} PM One@2"), []),
    "for another employee": (MaxMembersPerDay(1, {"Two"}), week(f"{MON} AM One@1; {MON} PM One@2"), []),
    "three in a week": (
        MaxMembersPerWeek(1),
        week(f"{TUE} AM One@1; {TUE} PM One@2; {THU} One@1; {FRI} One@3; {MON} Two@2"),
        [(("One",), TUE, FRI, 2)],
    ),
    "one each week": (
        MaxMembersPerWeek(1),
        planned(GROUP, f"{SUN} One@1; {NEXT_MON} One@2", MON, "2027-01-17"),
        [],
    ),
    "week 53 goes on into the new year": (
        MaxMembersPerWeek(1),
        planned(
            GROUP,
            "2027-01-01 One@1; 2027-01-03 One@1; 2027-01-04 One@3",
            "2027-01-01",
            MON,
            before("2026-12-27 One@3; 2026-12-28 One@2", "2026-12-27", "2026-12-31"),
        ),
        [(("One",), "2027-01-01", "2027-01-03", 1)],
    ),
    "what the past has used up is not this plan's doing": (
        MaxMembersPerWeek(1),
        planned(GROUP, f"{WED} One@1; {THU} One@2", WED, SUN, before(f"{MON} One@1; {TUE} One@2", MON, TUE)),
        [],
    ),
}

TABLE = {
    f"{rule.id}: {name}": (rule, schedule, expected)
    for family in (COVER, NEVER_SAME_EMPLOYEE, NEVER_SAME_DAY, MAX_MEMBERS)
    for name, (rule, schedule, expected) in family.items()
}


@pytest.mark.parametrize("name", TABLE)
def test_what_a_rule_finds(name: str) -> None:
    rule, schedule, expected = TABLE[name]
    assert found(rule, schedule) == sorted(expected)


WORDS = {
    "cover: nobody comes": "Label 1: at least 1 employee at once, but 0 on 2027-01-04 AM",
    "cover: only those with the skill count": (
        "Label 1: at least 1 employee with the skill shop at once, but 0 on 2027-01-05 AM"
    ),
    "never_same_employee: the other one long ago": (
        "One may serve only one of Label 1, Label 2, but serves Label 1 and served Label 2 before"
    ),
    "never_same_day: by anyone": (
        "Only one of Label 1, Label 2 may be served on one day, but Label 1, Label 2 all are on 2027-01-04"
    ),
    "never_same_day: one after the other": (
        "Only one of Label 1, Label 2 may be served by One on one day, "
        "but Label 1, Label 2 all are on 2027-01-04"
    ),
    "max_members_per_day: two on one day": (
        "One: at most 1 member a day, but 2 on 2027-01-04: Label 1, Label 2"
    ),
    "max_members_per_week: three in a week": (
        "One: at most 1 member a week, but 3 in the week of 2027-01-04: Label 1, Label 2, Label 3"
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_words(name: str) -> None:
    rule, schedule, _ = TABLE[name]
    assert next(iter(rule.check(schedule))).words == WORDS[name]


BAD: dict[str, tuple[type[HouseRule], dict[str, Any], list[str]]] = {
    "no limit": (Cover, {"member": L1}, ["at_least or at_most"]),
    "limits that cross": (Cover, {"member": L1, "at_least": 2, "at_most": 1}, ["at least 2"]),
    "no whole numbers": (
        Cover,
        {"member": "", "at_least": 1.5, "at_most": -1, "too_few": "much", "when": "soon"},
        ["a name that is not empty", "a whole number of at least 0", "a number that is not negative"],
    ),
    "one member": (NeverSameEmployee, {"members": [L1]}, ["at least two members"]),
    "no member": (NeverSameDay, {"members": []}, ["at least two members"]),
    "neither yes nor no": (NeverSameDay, {"members": PAIR, "by_anyone": "perhaps"}, ['"yes" or "no"']),
    "no limit of days": (EmployeeDays, {"per": "week"}, ["at_least or at_most"]),
    "days that cross": (EmployeeDays, {"per": "week", "at_least": 3, "at_most": 2}, ["at least 3 days"]),
    "no period": (EmployeeDays, {"per": "day", "at_most": 2}, ["a kind of period"]),
    "weekends of a week": (MaxWeekends, {"most": 1, "per": "week"}, ["horizon, month, quarter or year"]),
    "half a weekend": (MaxWeekends, {"most": 0.5}, ["a whole number of at least 0"]),
    "no member a day": (MaxMembersPerDay, {"most": 0}, ["a whole number of at least 1"]),
    "no number": (MaxMembersPerWeek, {"most": "few", "employees": 1}, ["a number", "names, as a list"]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_parameters_are_refused(name: str) -> None:
    kind, given, expected = BAD[name]
    with pytest.raises(InputError) as caught:
        kind(**given)
    assert all(words in str(caught.value) for words in expected), caught.value


class TestCoverWeights:
    SCHEDULE = week(f"{MON} AM One@1; {MON} AM Two@1")

    def weights(self, rule: Cover) -> set[tuple[int, int]]:
        return {(one.amount, one.weight) for one in rule.check(self.SCHEDULE)}

    def test_each_side_has_its_own(self) -> None:
        rule = Cover(L1, 1, 1, when="Mon", too_few=5, too_many=2)
        assert gives_way(rule)
        assert self.weights(rule) == {(1, 2), (1, 5)}

    def test_relaxing_sets_those_that_are_not_said(self) -> None:
        assert self.weights(Cover(L1, 1, 1, when="Mon").relaxed(3)) == {(1, 3)}
        assert self.weights(Cover(L1, 1, 1, when="Mon", too_many=2).relaxed(3)) == {(1, 3), (1, 2)}

    def test_a_side_without_a_limit_gives_no_way(self) -> None:
        assert not gives_way(Cover(L1, 1, too_many=2))
        assert not gives_way(Cover(L1, 1, 1, too_few=0, too_many=0, weight=3))
        assert gives_way(Cover(L1, 1, 1, too_few=0, weight=3))


class TestGroups:
    def test_most_at_once_of_a_member_is_a_rule(self) -> None:
        small = group(members=[Member(L1, at_once="1"), Member(L2), Member(L3)])
        assert Cover(L1, at_most=1, source="member") in rules_in_use(small)
        assert not any(isinstance(rule, Cover) for rule in rules_in_use(GROUP))

    def test_a_skill_that_nobody_has_is_refused(self) -> None:
        with pytest.raises(InputError, match="a skill that some employee has"):
            group(rules=[Cover(L1, 1, skill="shpo")])

    def test_rules_go_with_those_whom_they_name(self) -> None:
        rules = [Cover(L1, 1, skill="shop"), NeverSameDay(PAIR), MaxWeekends(1, employees={"One", "Two"})]
        made = group(rules=rules)
        assert made.without_employee("One").rules == (rules[1], MaxWeekends(1, employees={"Two"}))
        assert made.without_member(L1).rules == (rules[2],)


def test_what_a_model_may_use_of_two_agreements_with_one_member_is_joined() -> None:
    agreements = [
        Agreement(L1, skill="web", days=1, per="horizon", end=MON, name="until Monday"),
        Agreement(L1, employee="Two", days=1, per="horizon", start=WED, name="from Wednesday"),
    ]
    problem = Problem(group(agreements=agreements), Horizon(MON, WED))
    masks = candidates_at(problem, [L1, L2])
    assert {name: list(at) for name, at in masks.items()} == {"One": [L1], "Two": [L1]}
    assert masks["Two"][L1].tolist() == [True, True, False, False, True, True]
    assert list(candidates_at(problem, [L1], {"Two"})) == ["Two"]


def test_solving_keeps_all_of_them() -> None:
    rules = [
        Cover(L1, at_least=1, at_most=1, when=f"{MON}, {TUE}"),
        NeverSameEmployee({L1, L3}),
        NeverSameDay({L1, L2}, by_anyone=True),
        EmployeeDays("week", at_least=2, at_most=3.5),
        MaxWeekends(0),
        MaxMembersPerDay(1),
        MaxMembersPerWeek(2),
    ]
    schedule = solve(group(rules=rules), MON, NEXT_MON, time_limit=None, effort=20)
    assert schedule.assignments


def test_a_conflict_names_the_rule() -> None:
    rules = [Cover(L1, at_least=2, when=f"{MON} AM"), MaxWeekends(0)]
    with pytest.raises(NoSchedule) as caught:
        solve(group(rules=rules, absences=[Absence("Two", MON)]), MON, TUE)
    conflict = caught.value.conflict
    assert isinstance(conflict, Conflict)
    assert {ground.rule for ground in conflict.grounds} == {"cover", "employee_available"}
