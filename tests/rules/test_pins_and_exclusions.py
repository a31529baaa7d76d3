"""Pinned plans stand in new ones; members that an employee excludes are never offered."""

from dataclasses import replace

import pytest
from house_samples import planned

from gesched.errors import BadValue, NoSchedule
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.model import Model
from gesched.problem import Offer, Problem
from gesched.rules import (
    AuthorisedMembers,
    ExcludedMembers,
    HouseRule,
    Pinned,
    pins_of,
    rules_in_use,
)
from gesched.solving import solve
from gesched.testing import assert_rule_contract, every_solution, schedules_that_keep
from gesched.timeline import Horizon

MON, TUE, WED, SAT, SUN = (f"2027-01-{day:02}" for day in (4, 5, 6, 9, 10))
LABELS = [Member(f"Label {number}", "Mon-Sun") for number in (1, 2, 3)]


class TestExcludedMembersOfAnEmployee:
    horizon = Horizon(MON, MON)
    shared = Group(
        "Paris Mix",
        members=LABELS,
        employees=[
            Employee("One", skills={"web"}, excluded_members="Label 1; Label 3"),
            Employee("Two", skills={"web"}, authorised_members="Label 1"),
        ],
        agreements=[
            Agreement("Label 1", skill="web", days=0.5, per="horizon", name="1"),
            Agreement("Label 2", employee="One", days=0.5, per="horizon", name="2"),
        ],
    )

    def test_they_make_a_rule(self) -> None:
        rule = ExcludedMembers("Label 1; Label 3", "One", source="employee")
        assert [one for one in rules_in_use(self.shared) if isinstance(one, HouseRule)] == [rule]
        assert_rule_contract(rule, self.shared, self.horizon)

    def test_what_the_contract_lists_is_another_rule(self) -> None:
        assert_rule_contract(AuthorisedMembers(), self.shared, self.horizon)
        plan = planned(self.shared, f"{MON} AM One@1", MON, MON)
        assert [one.rule for rule in rules_in_use(self.shared) for one in rule.check(plan)] == [
            "excluded_members"
        ]

    def test_nobody_is_offered_what_is_excluded(self) -> None:
        keeping = {one.assignments for one in schedules_that_keep(self.shared, self.horizon)}
        assert any(keeping)
        for offer in Offer:
            problem = Problem(self.shared, self.horizon, offer=offer)
            assert every_solution(Model(problem, rules_in_use(self.shared))) == keeping


class TestPins:
    shared = Group(
        "Paris Mix",
        employees=[Employee(name, "Mon-Sun", skills={"web"}) for name in ("One", "Two")],
        members=LABELS,
        agreements=[
            Agreement(f"Label {number}", skill="web", days=9, per="horizon", at_once=2, name=str(number))
            for number in (1, 2)
        ],
    )
    plan = planned(
        shared,
        f"{MON} One@1; {TUE} One@1; {WED} AM One@2; {SUN} One@1; {TUE} Two@2; {WED} Two@2",
        MON,
        SUN,
    )
    blank = planned(shared, "", MON, SUN)

    def test_what_stands_between_two_dates_is_pinned(self) -> None:
        pins = pins_of(self.plan, TUE, SAT)
        assert [(pin.employee, pin.member, str(pin.when), pin.stands) for pin in pins] == [
            ("One", "Label 1", TUE, True),
            ("One", "Label 2", f"{WED} AM", True),
            ("Two", "Label 2", f"{TUE}, {WED}", True),
        ]
        assert not any(violation for pin in pins for violation in pin.check(self.plan))
        assert all(any(pin.check(self.blank)) for pin in pins)

    def test_nothing_planned_pins_nothing(self) -> None:
        assert pins_of(self.plan, SAT, SAT) == ()

    def test_dates_the_wrong_way_round(self) -> None:
        with pytest.raises(BadValue, match="on or after the first"):
            pins_of(self.plan, SAT, TUE)

    def test_what_is_pinned_stands_in_a_new_plan(self) -> None:
        pins = pins_of(self.plan, MON, WED)
        again = solve(replace(self.shared, rules=pins), MON, SUN, time_limit=None)
        assert {one[:4] for one in again.assignments} >= {
            one[:4] for one in self.plan.assignments if str(one.date) <= WED
        }

    def test_a_pin_that_cannot_stand_is_a_conflict(self) -> None:
        away = [Absence("One", TUE)]
        with pytest.raises(NoSchedule) as caught:
            solve(replace(self.shared, rules=[Pinned("One", "Label 1", TUE)], absences=away), MON, SUN)
        assert "One is at Label 1 2027-01-05" in str(caught.value)
