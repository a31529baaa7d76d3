"""Truth tables: what the rules that are terms of agreements find in small plans."""

from dataclasses import replace
from typing import Any

import pytest
from house_samples import planned

from gesched.errors import InputError, NoSchedule
from gesched.findings import Excused
from gesched.group import Absence, Agreement, Closure, Employee, Group, Member
from gesched.problem import Problem
from gesched.rules import AgreementDays, Blocks, FixedDays, Gaps, HouseRule, NeverDays, rules_in_use
from gesched.schedule import Schedule
from gesched.solving import solve
from gesched.timeline import Horizon

Expected = tuple[tuple[str, ...], str, str, int]

ONE, TWO = Employee("One", skills={"web"}), Employee("Two", skills={"web"})
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2027-01-{day:02}" for day in range(4, 11))
NEXT_MON, NEXT_TUE, NEXT_WED = "2027-01-11", "2027-01-12", "2027-01-13"


def group(*, skilled: bool = False, **terms: Any) -> Group:
    """Return two employees and one agreement, of the first by name or of both by skill, with some terms."""
    words = {name: terms.pop(name) for name in ("absences", "closures", "holidays", "works") if name in terms}
    takes = {"skill": "web"} if skilled else {"employee": "One"}
    agreement = Agreement("Label 1", **{**takes, "days": 9, "per": "horizon", "name": "a", **terms})
    return Group("Paris Mix", [ONE, TWO], [Member("Label 1", "Mon-Sun")], [agreement], **words)


GROUP, SKILLED = group(), group(skilled=True, at_once=2)


def week(plan: str, of: Group = GROUP, history: Schedule | None = None, last: str = NEXT_WED) -> Schedule:
    return planned(of, plan, MON, last, history)


def before(plan: str, of: Group = GROUP, first: str = "2026-12-28") -> Schedule:
    return planned(of, plan, first, "2027-01-03")


def visits(*days: str, who: str = "One") -> str:
    """Return a plan of whole days or, with a half after it, of half-days."""
    return "; ".join(f"{day} {who}@a" for day in days)


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


class TestTerms:
    def test_columns_become_rules_of_the_agreement(self) -> None:
        terms: dict[str, Any] = {
            "on": "Mon",
            "never": "Tue",
            "shortest_block": 2,
            "largest_gap": 5,
            "bridges": "non",
        }
        rules = [rule for rule in rules_in_use(group(**terms)) if rule.source == "agreement"]
        assert [rule for rule in rules if isinstance(rule, HouseRule)] == [
            FixedDays("a", "Mon", source="agreement"),
            NeverDays("a", "Tue", source="agreement"),
            Blocks("a", shortest=2, bridges=False, source="agreement"),
            Gaps("a", largest=5, bridges=False, source="agreement"),
        ]

    def test_without_terms_there_is_no_rule(self) -> None:
        assert not any(
            isinstance(rule, HouseRule) for rule in rules_in_use(group(bridges=False, season="Jan-Mar"))
        )

    def test_the_longest_name_of_an_agreement_can_have_terms(self) -> None:
        terms: dict[str, Any] = {
            "name": "a" * 650,
            "on": "Mon",
            "never": "Tue",
            "longest_block": 2,
            "smallest_gap": 2,
        }
        assert len(rules_in_use(group(**terms, max_per_week=3))) == 7 + 5

    def test_half_days_never_taken_cannot_be_assigned(self) -> None:
        problem = Problem(group(never="Mon AM, Tue"), Horizon(MON, WED))
        assert problem.assignable[0][0].tolist() == [False, True, False, False, True, True]

    def test_they_cannot_be_served_whatever_is_due(self) -> None:
        [dues] = Problem(group(never="Mon-Thu", days=2), Horizon(MON, FRI)).dues
        assert (dues.promised, dues.servable, dues.unservable) == (4, 2, 2)


class TestExcused:
    def excused(self, on: str, of: Group, last: str = NEXT_WED) -> list[str]:
        rule = FixedDays("a", on)
        return [str(one) for one in rule.excused(Problem(of, Horizon(MON, last)))]

    def test_nothing_is_excused_where_somebody_can_come(self) -> None:
        assert not self.excused("Mon", group(absences=[Absence("Two", MON)]))

    @pytest.mark.parametrize(
        ("of", "words"),
        [
            (group(absences=[Absence("One", MON, reason="ill")]), "One is not available"),
            (
                group(skilled=True, absences=[Absence(who, MON, reason="ill") for who in ("One", "Two")]),
                "nobody is available",
            ),
            (group(closures=[Closure("Label 1", MON, reason="broke")]), "Label 1 is closed"),
            (
                group(holidays={"mainland": {MON: "a feast"}}),
                "2027-01-04 is a public holiday of Label 1 (a feast)",
            ),
            (group(never="Mon AM"), "half-days never taken are Mon AM"),
            (
                group(unit="day", absences=[Absence("One", MON, first_half="PM")]),
                "One is not available all day",
            ),
            (
                group(skilled=True, unit="day", closures=[Closure("Label 1", MON, first_half="PM")]),
                "Label 1 is closed",
            ),
        ],
    )
    def test_why_is_said_without_private_reasons(self, of: Group, words: str) -> None:
        assert self.excused("Mon AM", of, last=SUN) == [f"a, {MON} AM: {words}"]

    def test_only_within_the_dates_and_the_season_of_the_agreement(self) -> None:
        of = group(
            start=TUE, end=NEXT_TUE, season="01-01 to 01-10", closures=[Closure("Label 1", MON, NEXT_WED)]
        )
        assert [line[3:16] for line in self.excused("Mon-Tue, Sun PM", of)] == [
            f"{TUE} AM",
            f"{TUE} PM",
            f"{SUN} PM",
        ]

    def test_the_report_of_a_schedule_tells_them_once_each_in_order(self) -> None:
        of = group(
            on="Mon, Wed", days=4, absences=[Absence("One", WED, first_half="PM"), Absence("One", NEXT_MON)]
        )
        more = [FixedDays("a", "Wed PM"), FixedDays("a", "Wed", weight=3)]
        schedule = solve(of, MON, NEXT_WED, time_limit=None, rules=more)
        assert schedule.report is not None
        assert schedule.report.excused == tuple(
            Excused("a", schedule.horizon.dates[place], half, "One is not available")
            for place, half in ((2, "PM"), (7, "AM"), (7, "PM"))
        )
        days = {str(one.half_day) for one in schedule.assignments}
        assert {f"{MON} AM", f"{MON} PM", f"{WED} AM", f"{NEXT_WED} AM", f"{NEXT_WED} PM"} <= days
        assert "1.5 fixed days of 1 agreement, on which nobody can come" in str(schedule)


class TestSolved:
    def test_terms_hold_in_a_schedule(self) -> None:
        of = group(
            days=4,
            never="Thu",
            shortest_block=2,
            longest_block=2,
            smallest_gap=2,
            season="01-01 to 01-12",
        )
        schedule = solve(of, MON, NEXT_WED, time_limit=None)
        days = sorted({str(one.date) for one in schedule.assignments})
        assert len(days) == 4
        assert days in ([MON, TUE, NEXT_MON, NEXT_TUE], [TUE, WED, NEXT_MON, NEXT_TUE])

    def test_terms_that_clash_are_told(self) -> None:
        of = replace(group(on="Mon", never="Tue", shortest_block=2, longest_block=4), rules=[])
        with pytest.raises(NoSchedule) as caught:
            solve(of, MON, NEXT_WED, time_limit=None, history=before(""))
        words = str(caught.value)
        assert "a has a fixed visit on 2027-01-04" in words
        assert "One comes at least 2 days in a row under a" in words
        assert "a never takes Tue" in words
