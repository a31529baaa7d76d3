"""Columns of an agreement as rules: what they make of a plan, and what its report says."""

from typing import Any

import pytest
from agreement_plans import FRI, MON, NEXT_MON, NEXT_TUE, NEXT_WED, SUN, TUE, WED, before, group

from gesched.errors import NoSchedule
from gesched.findings import Excused
from gesched.group import Absence, Closure, Group
from gesched.problem import Problem
from gesched.rules import Blocks, FixedDays, Gaps, HouseRule, NeverDays, rules_in_use
from gesched.solving import solve
from gesched.timeline import Horizon


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
        of = group(on="Mon", never="Tue", shortest_block=2, longest_block=4)
        with pytest.raises(NoSchedule) as caught:
            solve(of, MON, NEXT_WED, time_limit=None, history=before(""))
        words = str(caught.value)
        assert "a has a fixed visit on 2027-01-04" in words
        assert "One comes at least 2 days in a row under a" in words
        assert "a never takes Tue" in words
