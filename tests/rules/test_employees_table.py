"""Truth tables: what the rules on single employees, pairs and pins find in small plans."""

from collections.abc import Callable
from typing import Any

import pytest
from house_samples import planned

from gesched.errors import InputError
from gesched.group import Absence, Agreement, CommonTime, Employee, Group, Member
from gesched.rules import (
    Apart,
    ConsecutiveDays,
    ConsecutiveDaysOff,
    ExcludedMembers,
    ForbiddenSuccession,
    HouseRule,
    MaxTransfers,
    Pinned,
    PreferredMembers,
    Together,
)
from gesched.schedule import Schedule

Expected = tuple[tuple[str, ...], str, str, int]

L1, L2, L3 = "Label 1", "Label 2", "Label 3"
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2027-01-{day:02}" for day in range(4, 11))
EVE, NEXT_MON, NEXT_TUE = "2027-01-03", "2027-01-11", "2027-01-12"


def group(**more: Any) -> Group:
    """Return three employees, and three members with an agreement each: 1, 2, 3."""
    words = {
        "employees": [Employee(name, "Mon-Sun", skills={"web"}) for name in ("One", "Two", "Three")],
        "members": [Member(name, "Mon-Sun") for name in (L1, L2, L3)],
        "agreements": [
            Agreement(f"Label {n}", skill="web", days=9, per="horizon", at_once=3, name=str(n))
            for n in (1, 2, 3)
        ],
    }
    return Group("Paris Mix", **{**words, **more})


GROUP = group()


def on(days: str, who: str = "One", agreement: str = "1") -> str:
    """Return a plan of whole days early in January 2027: ``on("4 5")``."""
    return "; ".join(f"2027-01-{int(day):02} {who}@{agreement}" for day in days.split())


def week(plan: str, of: Group = GROUP, history: Schedule | None = None) -> Schedule:
    return planned(of, plan, MON, SUN, history)


def before(plan: str, first: str = "2027-01-01", last: str = EVE, of: Group = GROUP) -> Schedule:
    return planned(of, plan, first, last)


def one(first: str, last: str, amount: int) -> list[Expected]:
    return [(("One",), first, last, amount)]


AWAY = group(absences=[Absence("One", TUE, WED)])
TEAM = group(common_time=[CommonTime(TUE, first_half="PM"), CommonTime(SAT, employees={"Two"})])
CLOSED = group(
    employees=[Employee("One", "Mon-Fri", skills={"web"})], holidays={"metropole": [MON, "2027-01-06"]}
)
OVER = group(agreements=[Agreement(L1, skill="web", days=9, end=EVE, name="1")])
OLD = planned(GROUP, "2027-01-01 One@1", "2027-01-01", "2027-01-01")

TABLE: dict[str, tuple[HouseRule, Schedule, list[Expected]]] = {
    # The most days in a row.
    "as many as may be": (ConsecutiveDays(3), week(on("4 5 6 8 9 10")), []),
    "one too many": (ConsecutiveDays(3), week(on("4 5 6 7")), one(MON, THU, 1)),
    "two too many, a half-day counting as a day": (
        ConsecutiveDays(3),
        week(f"{on('4 5 6 8')}; {THU} PM One@2"),
        [*one(MON, THU, 1), *one(TUE, FRI, 1)],
    ),
    "days of the past count": (
        ConsecutiveDays(3),
        week(on("4"), history=before(on("1 2 3"))),
        one(MON, MON, 1),
    ),
    "more than the most in the past alone": (ConsecutiveDays(1), week("", history=before(on("1 2 3"))), []),
    "a date that is not known breaks a run": (ConsecutiveDays(1), week(on("4"), history=OLD), []),
    "common time is work, where nobody is away": (
        ConsecutiveDays(2),
        week(f"{on('4 6')}; {on('8 10', 'Two')}", TEAM),
        [(("One",), MON, WED, 1), (("Two",), FRI, SUN, 1)],
    ),
    "somebody else's days": (ConsecutiveDays(1, employees="Two"), week(on("4 5")), []),
    # The fewest days in a row.
    "as many as must be": (ConsecutiveDays(fewest=2), week(on("5 6 8 9")), []),
    "two short runs": (
        ConsecutiveDays(fewest=3),
        week(on("5 7 8")),
        [*one(TUE, TUE, 2), *one(THU, FRI, 1)],
    ),
    "where nothing is known before, and where it may go on": (
        ConsecutiveDays(fewest=3),
        week(on("4 9 10")),
        [],
    ),
    "a free eve is known": (
        ConsecutiveDays(fewest=3),
        week(on("4 5"), history=before(on("1"))),
        one(MON, TUE, 1),
    ),
    "a run of the past that goes on": (
        ConsecutiveDays(fewest=3),
        week(on("4"), history=before(on("2 3"))),
        [],
    ),
    "a run of the past that ends": (
        ConsecutiveDays(fewest=3),
        week("", history=before(on("2 3"))),
        one(MON, MON, 1),
    ),
    "a run of which the first day is not known": (
        ConsecutiveDays(fewest=5),
        week("", history=before(on("1 2 3"))),
        [],
    ),
    "a run of the past that an absence ends": (
        ConsecutiveDays(fewest=5),
        week("", AWAY, before(on("3"), of=AWAY)),
        one(MON, MON, 1),
    ),
    "on a public holiday it cannot go on": (
        ConsecutiveDays(fewest=5),
        week("", CLOSED, before(on("1"), of=CLOSED)),
        [],
    ),
    "nor without any agreement": (ConsecutiveDays(fewest=5), week("", OVER, before(on("3"), of=OVER)), []),
    # Days off in a row.
    "nothing planned": (ConsecutiveDaysOff(3), week(""), []),
    "a weekend of one day": (ConsecutiveDaysOff(2), week(on("4 6 9")), one(TUE, TUE, 1)),
    "two short rests": (ConsecutiveDaysOff(3), week(on("4 6 9")), [*one(TUE, TUE, 2), *one(THU, FRI, 1)]),
    "rests at either end": (ConsecutiveDaysOff(7), week(on("7")), []),
    "a rest of the past": (
        ConsecutiveDaysOff(3),
        week(on("4"), history=before(on("1"))),
        one(MON, MON, 1),
    ),
    "a rest with a date that is not known": (ConsecutiveDaysOff(5), week(on("4"), history=OLD), []),
    "common time ends a rest": (ConsecutiveDaysOff(2), week(on("4 7"), TEAM), one(WED, WED, 1)),
    "common time that no plan can move": (
        ConsecutiveDaysOff(9, "One"),
        week("", TEAM, before(on("1"), of=TEAM)),
        [],
    ),
    # Transfers.
    "a day at two members": (MaxTransfers(), week(f"{MON} AM One@1; {MON} PM One@2"), one(MON, MON, 1)),
    "a day at one, and half a day": (MaxTransfers(), week(f"{on('4')}; {TUE} AM One@2; {WED} PM One@1"), []),
    "two a week are one too many": (
        MaxTransfers(1, "semaine"),
        week(
            f"{MON} AM One@1; {MON} PM One@2; {FRI} AM One@2; {FRI} PM One@3; {SAT} AM Two@2; {SAT} PM Two@1"
        ),
        one(MON, SUN, 1),
    ),
    "a week that the past has used up": (
        MaxTransfers(0, "week"),
        planned(
            GROUP,
            f"{THU} AM One@1; {THU} PM One@2; {NEXT_MON} AM One@3; {NEXT_MON} PM One@1",
            THU,
            NEXT_TUE,
            planned(GROUP, f"{MON} AM One@1; {MON} PM One@2", MON, WED),
        ),
        [*one(THU, SUN, 1), *one(NEXT_MON, NEXT_TUE, 1)],
    ),
    "nothing more in a week that the past has used up": (
        MaxTransfers(0, "week"),
        planned(GROUP, "", THU, SUN, planned(GROUP, f"{MON} AM One@1; {MON} PM One@2", MON, WED)),
        [],
    ),
    # One day after another.
    "the day after": (
        ForbiddenSuccession(L1, L2),
        week(f"{MON} AM One@1; {TUE} PM One@2; {WED} One@1; {THU} Two@2; {FRI} One@2"),
        [(("One", L1, L2), MON, TUE, 1)],
    ),
    "the same member again, over the eve": (
        ForbiddenSuccession(L1, L1),
        week(on("4 6 7"), history=before(on("3"))),
        [(("One", L1), MON, MON, 1), (("One", L1), WED, THU, 1)],
    ),
    "what was two days before": (ForbiddenSuccession(L1, L1), week(on("4"), history=before(on("2"))), []),
    "for somebody else": (ForbiddenSuccession(L1, L1, "Two"), week(on("4 5")), []),
    # Together and apart.
    "together": (Together("One; Two"), week(f"{on('4')}; {on('4', 'Two')}"), []),
    "one without the other": (
        Together("One; Two"),
        week(f"{MON} PM One@1"),
        [(("One", "Two"), MON, MON, 1)],
    ),
    "at two members: one unit each": (
        Together("One; Two"),
        week(f"{MON} PM One@1; {MON} PM Two@2"),
        [(("One", "Two"), MON, MON, 1)] * 2,
    ),
    "the third elsewhere": (
        Together("One; Two; Three"),
        week(f"{MON} PM One@1; {MON} PM Two@1; {MON} PM Three@1; {TUE} AM Three@1; {TUE} AM Two@1"),
        [(("One", "Three"), TUE, TUE, 1), (("One", "Two"), TUE, TUE, 1)],
    ),
    "free where the other is away": (Together("One; Two"), week(on("5 6", "Two"), AWAY), []),
    "free where the other is in common time": (Together("One; Two"), week(on("9"), TEAM), []),
    "apart at two members": (Apart("One; Two"), week(f"{on('4')}; {on('4', 'Two', '2')}"), []),
    "three at one member, two of them for the afternoon": (
        Apart("One; Two; Three"),
        week(f"{on('4')}; {on('4', 'Two')}; {MON} AM Three@1"),
        [(("One", "Three", "Two", L1), MON, MON, 2), (("One", "Three", "Two", L1), MON, MON, 1)],
    ),
    "at a member that is not named": (Apart("One; Two", L2), week(f"{on('4')}; {on('4', 'Two')}"), []),
    # Which members.
    "elsewhere for a half-day": (
        PreferredMembers("Label 1; Label 2", "One"),
        week(f"{on('4')}; {TUE} AM One@2; {TUE} PM One@3; {on('5', 'Two', '3')}"),
        one(TUE, TUE, 1),
    ),
    "everybody": (PreferredMembers(L1), week(f"{TUE} PM Two@3"), [(("Two",), TUE, TUE, 1)]),
    "an excluded member": (
        ExcludedMembers("Label 1; Label 3", "One"),
        week(f"{MON} PM One@1; {TUE} AM One@2; {TUE} PM One@3; {on('5', 'Two', '3')}"),
        [(("One", L1), MON, MON, 1), (("One", L3), TUE, TUE, 1)],
    ),
    # Pins.
    "pinned, whatever the agreement": (Pinned("One", L1, "Mon"), week(on("4")), []),
    "pinned, but elsewhere, and not there": (
        Pinned("One", L1, f"{EVE}, {MON}, {TUE} PM, {NEXT_MON}"),
        week(f"{MON} AM One@2; {MON} PM One@1; {TUE} AM One@1"),
        [*[(("One", L1), MON, MON, 1)], (("One", L1), TUE, TUE, 1)],
    ),
    "not to be there": (
        Pinned("One", L1, "FREQ=WEEKLY;BYDAY=MO,TU", stands=False),
        week(f"{MON} AM One@2; {TUE} AM One@1; {WED} One@1; {TUE} AM Two@1"),
        [(("One", L1), TUE, TUE, 1)],
    ),
}


@pytest.mark.parametrize(("rule", "schedule", "expected"), TABLE.values(), ids=TABLE)
def test_what_the_rules_find(rule: HouseRule, schedule: Schedule, expected: list[Expected]) -> None:
    found = list(rule.check(schedule))
    assert sorted((x.who, str(x.first), str(x.last), x.amount) for x in found) == sorted(expected)
    assert all(x.rule == rule.id and x.weight == 0 and x.unit == rule.unit for x in found)


WORDS: list[tuple[HouseRule, Schedule, str]] = [
    (
        ConsecutiveDays(3),
        week(on("4 5 6 7")),
        "One works at most 3 days in a row, but from 2027-01-04 to 2027-01-07",
    ),
    (
        ConsecutiveDays(fewest=2),
        week(on("5")),
        "One works at least 2 days in a row, but only from 2027-01-05 to 2027-01-05",
    ),
    (
        ConsecutiveDaysOff(2),
        week(on("4 6")),
        "One has at least 2 days off in a row, but only from 2027-01-05 to 2027-01-05",
    ),
    (
        MaxTransfers(),
        week(f"{MON} AM One@1; {MON} PM One@2"),
        "One, 2027-01-04: at most 0 transfers at midday, but there are 1",
    ),
    (
        MaxTransfers(1, "month"),
        week(f"{MON} AM One@1; {MON} PM One@2; {TUE} AM One@1; {TUE} PM One@2"),
        "One, 2027-01: at most 1 transfer at midday, but there are 2",
    ),
    (
        ForbiddenSuccession(L1, L2),
        week(f"{on('4')}; {on('5', agreement='2')}"),
        "One is not at Label 2 the day after Label 1, but is there on 2027-01-05",
    ),
    (
        Together("Two; One"),
        week(on("4", "Two")),
        "One and Two serve together, but Two is at Label 1 on 2027-01-04 AM without One",
    ),
    (
        Apart("Two; One"),
        week(f"{on('4')}; {on('4', 'Two')}"),
        "One and Two are never at Label 1 at the same time, but One and Two are there on 2027-01-04 AM",
    ),
    (
        PreferredMembers("Label 2; Label 1").relaxed(3),
        week(on("4", agreement="3")),
        "One preferably serves Label 1, Label 2, but is at Label 3 on 2027-01-04 AM",
    ),
    (
        PreferredMembers("Label 1"),
        week(on("4", agreement="3")),
        "One serves only Label 1, but is at Label 3 on 2027-01-04 AM",
    ),
    (
        ExcludedMembers("Label 1"),
        week(on("4")),
        "One does not serve Label 1, but is there on 2027-01-04 AM",
    ),
    (
        Pinned("One", L1, "Mon"),
        week(on("4", agreement="2")),
        "One is at Label 1 Mon, but is not there on 2027-01-04 AM",
    ),
    (
        Pinned("One", L1, MON, stands=False),
        week(on("4")),
        "One is not at Label 1 2027-01-04, but is there on 2027-01-04 AM",
    ),
]


@pytest.mark.parametrize(("rule", "schedule", "words"), WORDS, ids=[words for _, _, words in WORDS])
def test_words(rule: HouseRule, schedule: Schedule, words: str) -> None:
    assert next(iter(rule.check(schedule))).words == words


BAD: dict[str, tuple[Callable[[], HouseRule], str]] = {
    "neither most nor fewest": (ConsecutiveDays, "most or fewest"),
    "a most of none": (lambda: ConsecutiveDays(0), "a whole number of at least 1"),
    "more than the most": (lambda: ConsecutiveDays(2, 3), "at least 3 days, as fewest says, got 2"),
    "half a day off": (lambda: ConsecutiveDaysOff("0,5"), "a whole number of at least 1"),
    "transfers by the day": (lambda: MaxTransfers(1), "0 by the day"),
    "an unknown period": (lambda: MaxTransfers(per="decade"), "Choose from day, week"),
    "nobody": (lambda: Together(()), "at least two employees"),
    "one alone": (lambda: Together("One"), "at least two employees, got 'One'"),
    "one alone apart": (lambda: Apart("One"), "at least two employees"),
    "no member preferred": (lambda: PreferredMembers(()), "at least one member"),
    "no member excluded": (lambda: ExcludedMembers(()), "at least one member"),
    "no dates": (lambda: Pinned("One", L1, "soon"), "is not a weekday"),
    "perhaps": (lambda: Pinned("One", L1, MON, "perhaps"), '"yes" or "no"'),
    "no name": (lambda: ForbiddenSuccession("", L1), "a name that is not empty"),
}


@pytest.mark.parametrize(("make", "message"), BAD.values(), ids=BAD)
def test_bad_parameters_are_told(make: Callable[[], HouseRule], message: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert message in str(caught.value)


class TestNames:
    @pytest.mark.parametrize(
        ("rule", "name", "left"),
        [
            (Together("One; Two; Three"), "One", Together("Two; Three")),
            (Together("One; Two"), "One", None),
            (Apart("One; Two; Three", L1), "One", Apart("Two; Three", L1)),
            (Apart("One; Two", "Label 1; Label 2"), L2, Apart("One; Two", L1)),
            (Apart("One; Two"), "One", None),
            (Apart("One; Two", L1), L1, None),
            (Apart("One; Two", L1), L2, Apart("One; Two", L1)),
            (PreferredMembers("Label 1; Label 2", "One"), L2, PreferredMembers(L1, "One")),
            (PreferredMembers(L1, "One"), L1, None),
            (ExcludedMembers(L1, "One"), "One", None),
            (ForbiddenSuccession(L1, L2), L2, None),
            (Pinned("One", L1, "Mon"), L1, None),
        ],
        ids=lambda value: value.id if isinstance(value, HouseRule) else str(value),
    )
    def test_without_a_name(self, rule: HouseRule, name: str, left: HouseRule | None) -> None:
        assert rule.without(name) == left

    @pytest.mark.parametrize(
        ("rule", "column"),
        [
            (ConsecutiveDays(2, employees="Onee"), "employees"),
            (ForbiddenSuccession(L1, "Label 9"), "member_next"),
            (Apart("One; Two", "Label 9"), "members"),
            (Pinned("One", "Label 9", "Mon"), "member"),
        ],
        ids=lambda value: value.id if isinstance(value, HouseRule) else str(value),
    )
    def test_unknown_names_are_told(self, rule: HouseRule, column: str) -> None:
        with pytest.raises(InputError) as caught:
            group(rules=[rule])
        assert [(one.table, one.row, one.column) for one in caught.value.problems] == [("rules", 0, column)]
