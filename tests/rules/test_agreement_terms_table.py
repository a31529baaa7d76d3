"""Truth tables: what the rules that are terms of agreements find in small plans."""

from typing import Any

import pytest
from agreement_plans import (
    FRI,
    MON,
    NEXT_MON,
    NEXT_TUE,
    NEXT_WED,
    SAT,
    SKILLED,
    SUN,
    THU,
    TUE,
    WED,
    before,
    group,
    visits,
    week,
)

from gesched.errors import InputError
from gesched.group import Absence, Closure
from gesched.rules import AgreementDays, Blocks, FixedDays, Gaps, HouseRule, NeverDays
from gesched.schedule import Schedule

Expected = tuple[tuple[str, ...], str, str, int]

A, A1, A2 = ("a",), ("a", "One"), ("a", "Two")

CASES: dict[str, tuple[HouseRule, Schedule, list[Expected]]] = {
    # Days a week.
    "a week that gives too little, as far as it could": (
        AgreementDays("a", "week", at_least=3),
        week(visits(MON), group(never="Tue-Wed", season="12-15 to 01-10"), last=SUN),
        [(A, MON, SUN, 4)],
    ),
    # Fixed days.
    "every fixed half-day is taken": (
        FixedDays("a", "Mon, Tue PM"),
        week(visits(MON, f"{TUE} PM", NEXT_MON, NEXT_TUE)),
        [],
    ),
    "fixed half-days without a visit": (
        FixedDays("a", "Mon, Tue PM"),
        week(visits(f"{MON} AM", f"{TUE} AM", NEXT_MON)),
        [(A, MON, MON, 1), (A, TUE, TUE, 1), (A, NEXT_TUE, NEXT_TUE, 1)],
    ),
    "alternate weeks": (
        FixedDays("a", "DTSTART=2026-12-29;FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        week(""),
        [(A, NEXT_TUE, NEXT_TUE, 1)] * 2,
    ),
    "the second Tuesday of the month": (
        FixedDays("a", "FREQ=MONTHLY;BYDAY=2TU AM"),
        week(visits(TUE)),
        [(A, NEXT_TUE, NEXT_TUE, 1)],
    ),
    "dates of which one is over, one to come": (
        FixedDays("a", f"2027-01-01, {MON} PM, 2027-02-01"),
        week(""),
        [(A, MON, MON, 1)],
    ),
    "nothing is asked of weekends, holidays, absences, closures and half-days never taken": (
        FixedDays("a", "Mon-Sun"),
        week(
            "",
            group(
                absences=[Absence("One", MON, first_half="PM")],
                closures=[Closure("Label 1", TUE)],
                holidays={"mainland": [WED]},
                never="Thu, Fri AM",
            ),
            last=SUN,
        ),
        [(A, MON, MON, 1), (A, FRI, FRI, 1)],
    ),
    "nothing is asked before the agreement, after it and out of season": (
        FixedDays("a", "Mon-Fri AM"),
        week("", group(start=TUE, end=THU, season="12-01 to 01-06")),
        [(A, TUE, TUE, 1), (A, WED, WED, 1)],
    ),
    "by skill, the one who is there is asked": (
        FixedDays("a", "Mon"),
        week("", group(skilled=True, absences=[Absence("One", MON, NEXT_WED), Absence("Two", MON)])),
        [(A, NEXT_MON, NEXT_MON, 1)] * 2,
    ),
    "whole days need both halves": (
        FixedDays("a", "Mon AM, Tue AM"),
        week("", group(unit="day", absences=[Absence("One", MON, first_half="PM")]), last=WED),
        [(A, TUE, TUE, 1)],
    ),
    # Never.
    "half-days never taken": (
        NeverDays("a", "Tue AM, Fri"),
        week(visits(MON, TUE, f"{FRI} PM")),
        [(A, TUE, TUE, 1), (A, FRI, FRI, 1)],
    ),
    "two on a half-day never taken": (
        NeverDays("a", f"{MON} AM"),
        week(f"{visits(MON)}; {visits(MON, who='Two')}", SKILLED),
        [(A, MON, MON, 2)],
    ),
    # Blocks.
    "a block of four where three are the most": (
        Blocks("a", longest=3),
        week(visits(MON, f"{TUE} AM", f"{WED} PM", THU, NEXT_MON)),
        [(A1, MON, THU, 1)],
    ),
    "a block of five where three are the most: two days too many": (
        Blocks("a", longest=3),
        week(visits(MON, TUE, WED, THU, FRI)),
        [(A1, MON, THU, 1), (A1, TUE, FRI, 1)],
    ),
    "a weekend does not end a block": (
        Blocks("a", longest=3),
        week(visits(THU, FRI, NEXT_MON, NEXT_TUE)),
        [(A1, THU, NEXT_TUE, 1)],
    ),
    "nor does a visit in it count": (Blocks("a", longest=3), week(visits(THU, FRI, SAT, SUN, NEXT_MON)), []),
    "by the calendar it does": (
        Blocks("a", longest=3, bridges=False),
        week(visits(THU, FRI, NEXT_MON, NEXT_TUE)),
        [],
    ),
    "by the calendar, visits at weekends count": (
        Blocks("a", longest=3, bridges="no"),
        week(visits(THU, FRI, SAT, SUN)),
        [(A1, THU, SUN, 1)],
    ),
    "a public holiday does not end a block": (
        Blocks("a", longest=2),
        week(visits(TUE, THU, FRI), group(holidays={"mainland": [WED]})),
        [(A1, TUE, FRI, 1)],
    ),
    "the past counts": (
        Blocks("a", longest=2),
        week(visits(MON), history=before(visits("2026-12-31", "2027-01-01"))),
        [(A1, MON, MON, 1)],
    ),
    "what the past has too much is not this plan's": (
        Blocks("a", longest=2),
        week(visits(TUE), history=before(visits("2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01"))),
        [],
    ),
    "each employee by herself": (
        Blocks("a", longest=2),
        week(f"{visits(MON, TUE)}; {visits(WED, THU, FRI, who='Two')}", SKILLED),
        [(A2, WED, FRI, 1)],
    ),
    "a block too short": (
        Blocks("a", shortest=3),
        week(visits(TUE, f"{WED} PM", FRI, NEXT_MON, NEXT_TUE)),
        [(A1, TUE, WED, 1)],
    ),
    "single days, where three are the least": (
        Blocks("a", shortest=3),
        week(visits(TUE, THU)),
        [(A1, TUE, TUE, 2), (A1, THU, THU, 2)],
    ),
    "blocks at the ends of what is known are not asked": (
        Blocks("a", shortest=3),
        week(visits(MON, NEXT_TUE, NEXT_WED)),
        [],
    ),
    "with a past, the first is asked": (
        Blocks("a", shortest=3),
        week(visits(MON, NEXT_TUE, NEXT_WED), history=before("")),
        [(A1, MON, MON, 2)],
    ),
    "a block begun in the past goes on": (
        Blocks("a", shortest=3),
        week("", history=before(visits("2027-01-01"))),
        [(A1, MON, MON, 2)],
    ),
    "as far as it can": (
        Blocks("a", shortest=4),
        week(
            visits(MON),
            group(absences=[Absence("One", WED)]),
            before(visits("2027-01-01")),
        ),
        [(A1, MON, MON, 1)],
    ),
    "not where nothing is known before it": (
        Blocks("a", shortest=3),
        week("", history=before(visits("2027-01-01"), first="2027-01-01")),
        [],
    ),
    "a block that the past has ended is the past's": (
        Blocks("a", shortest=3),
        week("", history=before(visits("2026-12-30"))),
        [],
    ),
    # Gaps.
    "a gap of one day, where two are the least": (
        Gaps("a", smallest=2),
        week(visits(MON, TUE, THU, NEXT_TUE)),
        [(A, TUE, THU, 1)],
    ),
    "a gap of one day, where four are the least": (
        Gaps("a", smallest=4),
        week(visits(MON, WED)),
        [(A, MON, WED, 3)],
    ),
    "a weekend is no gap": (Gaps("a", smallest=2), week(visits(FRI, NEXT_MON)), []),
    "but it is by the calendar": (
        Gaps("a", smallest=3, bridges=False),
        week(visits(FRI, NEXT_MON)),
        [(A, FRI, NEXT_MON, 1)],
    ),
    "a gap that began in the past": (
        Gaps("a", smallest=2),
        week(visits(MON), history=before(visits("2026-12-31"))),
        [(A, MON, MON, 1)],
    ),
    "whoever comes": (
        Gaps("a", smallest=2),
        week(f"{visits(MON)}; {visits(WED, who='Two')}", SKILLED),
        [(A, MON, WED, 1)],
    ),
    "six working days without a visit, where four are the most": (
        Gaps("a", largest=4),
        week(visits(MON)),
        [(A, TUE, NEXT_MON, 1), (A, WED, NEXT_TUE, 1), (A, THU, NEXT_WED, 1)],
    ),
    "the past counts for gaps too": (
        Gaps("a", largest=4),
        week(visits(WED), history=before(visits("2026-12-30")), last=NEXT_TUE),
        [],
    ),
    "a gap that has lasted long is to end at once": (
        Gaps("a", largest=4),
        week(visits(TUE), history=before(""), last=NEXT_MON),
        [(A, MON, MON, 1)],
    ),
    "stretches in which nobody can come are excused": (
        Gaps("a", largest=2),
        week("", group(absences=[Absence("One", MON, THU)]), last=SUN),
        [(A, WED, FRI, 1)],
    ),
    "so are those in which the agreement is not all in force": (
        Gaps("a", largest=2),
        week(visits(NEXT_MON), group(start=WED, season="12-01 to 01-12")),
        [(A, WED, FRI, 1)],
    ),
}


@pytest.mark.parametrize(("rule", "schedule", "expected"), CASES.values(), ids=list(CASES))
def test_what_a_rule_finds(rule: HouseRule, schedule: Schedule, expected: list[Expected]) -> None:
    found = sorted(rule.check(schedule))
    assert [(one.who, str(one.first), str(one.last), one.amount) for one in found] == sorted(expected)
    assert all(name in one.words for one in found for name in one.who)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("fixed half-days without a visit", "a has a fixed visit on 2027-01-04 PM, but nobody comes"),
        ("half-days never taken", "a never takes Tue AM, Fri, but 1 of the employees comes on 2027-01-05 AM"),
        (
            "two on a half-day never taken",
            "a never takes 2027-01-04 AM, but 2 of the employees come on 2027-01-04 AM",
        ),
        (
            "a block of four where three are the most",
            "One comes in a row from 2027-01-04 to 2027-01-07 under a, but at most 3 days in a row",
        ),
        (
            "a gap of one day, where two are the least",
            "a: visits on 2027-01-05 and 2027-01-07, but at least 2 days between two visits",
        ),
        (
            "six working days without a visit, where four are the most",
            "a: no visit from 2027-01-05 to 2027-01-11, but at most 4 days between two visits",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(case: str, words: str) -> None:
    rule, schedule, _ = CASES[case]
    assert next(iter(rule.check(schedule))).words == words


@pytest.mark.parametrize(
    ("make", "column", "expected"),
    [
        (lambda: Blocks("a"), "longest", "Give one of the two"),
        (lambda: Blocks("a", shortest=3, longest=2), "longest", "at least 3 days, as shortest says"),
        (lambda: Blocks("a", shortest=0), "shortest", "at least 1"),
        (lambda: Blocks("a", longest="1,5"), "longest", "whole number"),
        (lambda: Blocks("a", longest=2, bridges="perhaps"), "bridges", '"yes" or "no"'),
        (lambda: Gaps("a"), "largest", "Give one of the two"),
        (lambda: Gaps("a", smallest=3, largest=2), "largest", "at least 3 days, as smallest says"),
        (lambda: Gaps("a", largest=0), "largest", "at least 1"),
        (lambda: FixedDays("a", "someday"), "on", "weekdays"),
        (lambda: FixedDays("", "Mon"), "agreement", "not empty"),
        (lambda: NeverDays("a", "2027-13-01"), "never", "date"),
    ],
)
def test_what_a_rule_refuses(make: Any, column: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert [one.column for one in caught.value.problems] == [column]
    assert expected in str(caught.value)
