"""Half-days as a flow: never dearer than the best schedule, and as dear where members take half-days."""

from collections import Counter
from collections.abc import Sequence
from operator import le
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.goals import (
    CountsHalfDays,
    FairCoverage,
    FewTransfers,
    FlowCosts,
    NoIdleTime,
    Objective,
    ShortfallPenalty,
    Weighted,
    Wishes,
    wishes_met,
)
from gesched.goals._flows import due_by_member
from gesched.goals._shortage import Shortage
from gesched.group import Absence, Agreement, Employee, Group, Member, Unit
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.schedule import Schedule
from gesched.solving import solve
from gesched.testing import Case, cases, schedules_that_keep, tiny_cases
from gesched.timeline import Horizon

COVERAGE, IDLE, WISHES = FairCoverage(), NoIdleTime(), Wishes()
# Tiny groups promise two to six half-days: these steps tell them apart.
PENALTY = ShortfallPenalty([(1, 250), (3, 500), (7, None)])
LEVEL = Weighted({PENALTY: 2, COVERAGE: 5, IDLE: 3, WISHES: 4, FewTransfers(): 9})
"""A flow says nothing of transfers."""
WINTER = Horizon("2027-02-01", "2027-03-28")
"""Four weeks in each of two months: 80 half-days."""


def group_of(*agreements: Agreement, employees: int = 1, **words: Any) -> Group:
    members = [Member(name) for name in dict.fromkeys(agreement.member for agreement in agreements)]
    staff = [Employee(f"Web marketer {1 + place}", skills={"web marketing"}) for place in range(employees)]
    return Group("Paris Mix", staff, members, agreements, **words)


def agreement(member: str, days: float, **words: Any) -> Agreement:
    return Agreement(member, days=days, **{"skill": "web marketing", "per": "horizon", **words})


def model_of(group: Group, horizon: Horizon = WINTER) -> Model:
    return Model(Problem(group, horizon), DEFAULT_RULES)


def bound(goal: CountsHalfDays, model: Model) -> int:
    return model.flow_bound(goal.flow_costs(model.problem))


def worst(model: Model) -> Objective:
    asked = next(COVERAGE.pursue(model, lambda _: 0))
    assert isinstance(asked, Objective)
    return asked


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_the_cheapest_flow_is_the_cheapest_schedule_where_members_take_half_days(case: Case) -> None:
    schedules = list(schedules_that_keep(case.group, case.horizon, case.ledger))
    model = Model(case.problem(), DEFAULT_RULES)
    by_halves = all(agreement.unit is Unit.HALF_DAY for agreement in case.group.agreements)
    for goal in (COVERAGE, IDLE, WISHES, PENALTY) if schedules else ():
        values = ({one.measure: one.value for one in goal.values(schedule)} for schedule in schedules)
        least = min(of_schedule[goal.cost_measure] for of_schedule in values)
        assert bound(goal, model) == least if by_halves else bound(goal, model) <= least, goal.id
    if schedules and case.group.agreements:
        ratio = min(COVERAGE.values(schedule)[0].value for schedule in schedules)
        assert worst(model).floor == ratio if by_halves else worst(model).floor <= ratio


def counted(costs: FlowCosts, schedule: Schedule) -> int:
    """Return what costs come to in a schedule, half-day by half-day."""
    group, dues = schedule.group, schedule.problem.dues
    of = {one.name: one for one in group.agreements}
    wishes = ((of[one.agreement].prefers, one) for one in schedule.assignments)
    granted = sum(when is not None and when.covers(one.date, one.half) for when, one in wishes)
    short: Counter[str] = Counter()
    for one, due in zip(group.agreements, dues, strict=True):
        short[one.member] += max(0, due.due - schedule.given[one.name])
    missing = sum(
        next(points for points, end in steps if half_day < end)
        for member, steps in zip(group.members, costs.short, strict=False)
        for half_day in range(short[member.name])
    )
    return costs.constant + costs.given * len(schedule.assignments) + costs.wished * granted + missing


@st.composite
def some_costs(draw: st.DrawFn, case: Case) -> FlowCosts:
    """Draw costs of a case, with steps that grow."""
    problem = case.problem()
    short = []
    for numbers in problem.agreements_of.values():
        due = sum(problem.dues[number].due for number in numbers)
        points = draw(st.lists(st.integers(0, 9), min_size=1, max_size=3).map(sorted))
        ends = sorted(draw(st.integers(0, due)) for _ in points[1:])
        short.append(tuple(zip(points, (*ends, due), strict=True)))
    asked = draw(st.sampled_from([(), tuple(short)]))
    constant, given_, wished = (draw(st.integers(*ends)) for ends in ((0, 20), (-3, 3), (-3, 3)))
    return FlowCosts(constant, given_, wished, asked)


@settings(max_examples=60, derandomize=True)
@given(data=st.data(), case=cases(most_schedules=500))
def test_no_schedule_is_cheaper_than_the_cheapest_flow(data: st.DataObject, case: Case) -> None:
    schedules = list(schedules_that_keep(case.group, case.horizon, case.ledger))
    one, other = (data.draw(some_costs(case)) for _ in range(2))
    for schedule in schedules:
        assert counted(one * 3 + other, schedule) == 3 * counted(one, schedule) + counted(other, schedule)
    if schedules:
        least = min(counted(one, schedule) for schedule in schedules)
        assert Model(case.problem(), DEFAULT_RULES).flow_bound(one) <= max(0, least)


def missing(schedule: Schedule) -> list[int]:
    """Return of how many half-days each member is short."""
    short: Counter[str] = Counter()
    for one, due in zip(schedule.group.agreements, schedule.problem.dues, strict=True):
        short[one.member] += max(0, due.due - schedule.given[one.name])
    return [short[member.name] for member in schedule.group.members]


def held_against(model: Model, schedules: Sequence[Schedule], tolerated: Sequence[int]) -> None:
    """Hold what is told to be lacking, of what is due and of wishes, against every schedule."""
    for wished in (False, True):
        told = model.lacking(tolerated, wished=wished)
        of_any = [member for lacking in told for member in lacking.members]
        assert len(of_any) == len(set(of_any))
        for schedule in schedules:
            unmet = [wanted - met for _, wanted, met in wishes_met(schedule)]
            short = unmet if wished else missing(schedule)
            for half_days, members in told:
                assert 0 < half_days <= sum(max(0, short[one] - tolerated[one]) for one in members)


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_what_is_lacking_is_missing_in_every_schedule_of_a_tiny_group(case: Case) -> None:
    schedules = list(schedules_that_keep(case.group, case.horizon, case.ledger))
    model = Model(case.problem(), DEFAULT_RULES)
    for tolerated in range(4):
        held_against(model, schedules, [tolerated] * len(case.group.members))


@pytest.mark.parametrize("case", tiny_cases(), ids=str)
def test_no_rank_of_a_tiny_group_is_below_its_bound_where_those_before_it_are_no_worse(case: Case) -> None:
    schedules = list(schedules_that_keep(case.group, case.horizon, case.ledger))
    problem = case.problem()
    model = Model(problem, DEFAULT_RULES)
    shortage = Shortage(due_by_member(problem), model.lacking)
    reached = [[one.value for one in COVERAGE.values(schedule)[:-1]] for schedule in schedules]
    for ranks in reached:
        if ranks:
            shortage.look_from(ranks[0])
        for place, bound in enumerate(shortage.bounds(ranks)):
            as_good = (other for other in reached if all(map(le, other[:place], ranks)))
            assert bound <= min(other[place] for other in as_good)


@settings(max_examples=60, derandomize=True)
@given(data=st.data(), case=cases(most_schedules=500))
def test_what_is_lacking_is_missing_in_every_schedule(data: st.DataObject, case: Case) -> None:
    schedules = list(schedules_that_keep(case.group, case.horizon, case.ledger))
    tolerated = [data.draw(st.integers(0, 3)) for _ in case.group.members]
    held_against(Model(case.problem(), DEFAULT_RULES), schedules, tolerated)


def test_what_is_lacking_is_told_of_those_whom_it_could_reach() -> None:
    # Each web marketer has 80 half-days for two labels that are due 100 in all: 20 are lacking, twice.
    labels = [("Label 1", 30, 1), ("Label 2", 20, 1), ("Label 3", 30, 2), ("Label 4", 20, 2)]
    named = [
        agreement(name, days, skill=None, employee=f"Web marketer {number}") for name, days, number in labels
    ]
    spare = Agreement("Label 5", employee="Web marketer 3", days=10, per="horizon")
    model = model_of(group_of(*named, spare, employees=3))
    assert set(model.lacking([0, 0, 0, 0, 0])) == {(20, (0, 1)), (20, (2, 3))}
    assert set(model.lacking([11, 8, 12, 7, 0])) == {(1, (0, 1)), (1, (2, 3))}
    assert set(model.lacking([12, 8, 4, 4, 0])) == {(12, (2, 3))}
    assert model.lacking([12, 8, 12, 8, 0]) == ()


def test_wishes_for_the_same_days_cannot_all_be_met() -> None:
    # Eight Mondays are 16 half-days: two labels that wish for them get them between them.
    labels = [agreement(f"Label {number}", 10, prefers="Mon") for number in (1, 2)]
    model = model_of(group_of(*labels, agreement("Label 3", 10)))
    assert model.lacking([0, 0, 0], wished=True) == ((16, (0, 1)),)
    assert model.lacking([4, 4, 0], wished=True) == ((8, (0, 1)),)
    assert model.lacking([8, 8, 0], wished=True) == ()
    asked = next(WISHES.pursue(model, lambda _: 0))
    assert (asked.floor, asked.prover) == (500, "network flow")


def test_once_it_must_stop_a_model_tells_only_what_it_was_asked_before() -> None:
    model = model_of(group_of(agreement("Label 1", 30), agreement("Label 2", 20)))
    assert model.lacking([0, 0]) == ((20, (0, 1)),)
    model.stop()
    assert model.lacking([0, 0]) == ((20, (0, 1)),)
    assert model.lacking([1, 1]) == ()


def test_what_cannot_be_given_is_shared_as_evenly_as_can_be() -> None:
    model = model_of(group_of(agreement("Label 1", 30), agreement("Label 2", 20)))
    assert bound(COVERAGE, model) == 100 - 80
    # 12 of 60 and 8 of 40: both lack a fifth.
    assert (worst(model).floor, worst(model).prover) == (200, "network flow")
    # 100 - 80 half-days: of 60, 1 at 10 points, 2 at 25, 3 at 60 and 6 at 150; of 40, none at 10, 2, 2 and 4.
    assert bound(ShortfallPenalty(), model) == 10 + 4 * 25 + 5 * 60 + 10 * 150


def test_nothing_is_given_before_it_is_promised_or_beyond_a_maximum() -> None:
    late = agreement("Label 1", 4, per="week", start="2027-03-01")
    assert bound(IDLE, model_of(group_of(late))) == 80 - 4 * 8
    weekly = agreement("Label 1", 4, per="week")
    assert bound(IDLE, model_of(group_of(weekly))) == 80 - 8 * 8
    assert bound(IDLE, model_of(group_of(agreement("Label 1", 4, per="week", at_most=4.5)))) == 80 - 8 * 9
    away = Absence("Web marketer 1", "2027-03-01", "2027-03-26")
    # What March cannot give, February may not have given before; and in March nobody is idle.
    assert bound(IDLE, model_of(group_of(weekly, absences=[away]))) == 40 - 4 * 8


def test_employees_of_a_skill_stand_in_for_each_other() -> None:
    away = Absence("Web marketer 1", "2027-02-01", "2027-02-26")
    own = agreement("Label 1", 20, skill=None, employee="Web marketer 1")

    def short(days: float) -> int:
        pool = agreement("Label 2", days, at_once=2)
        return bound(COVERAGE, model_of(group_of(own, pool, employees=2, absences=[away])))

    assert [short(days) for days in (30, 40, 50)] == [0, 0, 20]


def test_wishes_count_where_they_compete() -> None:
    both = [agreement(f"Label {number}", 10, prefers="Mon") for number in (1, 2)]
    assert bound(WISHES, model_of(group_of(*both))) == 2 * 16 - 16
    assert bound(WISHES, model_of(group_of(*both, employees=2))) == 0


def test_a_level_weighs_what_a_flow_says_of_its_goals() -> None:
    model = model_of(group_of(agreement("Label 1", 30, prefers="Mon"), agreement("Label 2", 20)))
    alone = [bound(goal, model) for goal in (COVERAGE, IDLE, WISHES, PENALTY)]
    assert bound(LEVEL, model) == 5 * alone[0] + 3 * alone[1] + 4 * alone[2] + 2 * alone[3]


@pytest.mark.parametrize("factor", [10**14, 10**16, 10**17, 10**18, 10**20])
def test_numbers_that_are_too_large_say_nothing(factor: int) -> None:
    model = model_of(group_of(agreement("Label 1", 30), agreement("Label 2", 20)))
    coverage, idle, penalty = (goal.flow_costs(model.problem) for goal in (COVERAGE, IDLE, PENALTY))
    # 100 are due, and there are 80: none idle, and 20 short, at a point each.
    for costs, least in ((coverage, 20), (coverage * 2 + idle, 40), (penalty + idle, bound(PENALTY, model))):
        assert least > 0
        told = model.flow_bound(costs * factor)
        assert told == least * factor or (told == 0 and factor > 10**14)
    assert model.flow_bound(idle * factor) == 0


def test_it_is_as_dear_at_one_price_as_at_several() -> None:
    model = model_of(group_of(agreement("Label 1", 30), agreement("Label 2", 20), agreement("Label 3", 5)))
    at_one_price = COVERAGE.flow_costs(model.problem)
    assert model.flow_bound(at_one_price) == 110 - 80
    # Twice as much, and a point for each idle half-day, of which there are none.
    assert model.flow_bound(at_one_price * 2 + FlowCosts(80, given=-1)) == 2 * (110 - 80)


@pytest.mark.parametrize(
    ("goals", "place"), [((COVERAGE, IDLE), 2), ((LEVEL,), 0)], ids=["strict", "weighed"]
)
def test_what_a_flow_proves_is_told(goals: tuple[Any, ...], place: int) -> None:
    group = group_of(agreement("Label 1", 30), agreement("Label 2", 20))
    report = solve(group, WINTER.first, WINTER.last, effort=30, time_limit=None, goals=goals).report
    assert report is not None
    assert report.levels[place].proven
    assert report.levels[place].prover == "network flow"
