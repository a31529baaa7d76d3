"""Samples of the rules that are terms of agreements."""

from dataclasses import replace
from typing import Any

from house_samples import Sample, planned

from gesched.group import Absence, Agreement, Closure, Employee, Group, Member
from gesched.rules import AgreementDays, Blocks, FixedDays, Gaps, NeverDays
from gesched.timeline import Horizon

ONE, TWO = Employee("One", skills={"web"}), Employee("Two", skills={"web"})
LABELS = (Member("Label 1"), Member("Label 2"))
NAMED = Agreement("Label 1", employee="One", days=10, per="horizon", name="named")
SKILLED = Agreement("Label 1", skill="web", days=10, per="horizon", name="skilled")
GROUP = Group("Paris Mix", [ONE], LABELS, [NAMED])
PAIR = Group(
    "Paris Mix", [ONE, TWO], LABELS, [SKILLED], absences=[Absence("Two", "2027-01-07", first_half="PM")]
)


def of_one(**terms: Any) -> Group:
    """Return the group of one employee, with other terms or words of the group."""
    words = {name: terms.pop(name) for name in ("absences", "closures", "holidays") if name in terms}
    return replace(GROUP, agreements=[replace(NAMED, **terms)], **words)


_HOLIDAY = {"metropole": ["2027-01-01", "2027-01-06", "2027-03-29"]}
_AWAY_ON_FRIDAY = of_one(absences=[Absence("One", "2027-01-08")])
_AWAY_ON_MONDAY = of_one(absences=[Absence("One", "2027-01-11")])
_UNTIL_FRIDAY_AM = of_one(absences=[Absence("One", "2027-01-08", first_half="PM")])

_DAYS: tuple[Sample, ...] = (
    Sample(
        "a horizon from a Thursday to a Monday, in the middle of a week known",
        AgreementDays("named", "week", at_least=2, at_most=2.5),
        GROUP,
        Horizon("2027-01-07", "2027-01-11"),
        planned(GROUP, "2027-01-04 One@named; 2027-01-05 AM One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "by skill, one at a time, where the past has used up the week already",
        AgreementDays("skilled", "week", at_most=0.5),
        PAIR,
        Horizon("2027-01-07", "2027-01-08"),
        planned(PAIR, "2027-01-06 Two@skilled", "2027-01-06", "2027-01-06"),
    ),
    Sample(
        "a month that ends",
        AgreementDays("named", "month", at_least=0.5, at_most=0.5),
        GROUP,
        Horizon("2027-01-30", "2027-02-02"),
    ),
    Sample(
        "a season that ends, and half-days never given",
        AgreementDays("named", "week", at_least=2),
        of_one(season="11-15 to 01-06", never="Mon AM"),
        Horizon("2027-01-04", "2027-01-08"),
    ),
)

_FIXED: tuple[Sample, ...] = (
    Sample(
        "from a Thursday to a Monday, with an absence by half-days",
        FixedDays("named", "Thu PM, Fri, Sun, Mon AM"),
        of_one(absences=[Absence("One", "2027-01-08", last_half="AM")]),
        Horizon("2027-01-07", "2027-01-11"),
    ),
    Sample(
        "by skill in whole days, where one of the two is there in one half only",
        FixedDays("skilled", "Thu, Fri AM"),
        replace(PAIR, agreements=[replace(SKILLED, unit="day")], absences=[Absence("One", "2027-01-08")]),
        Horizon("2027-01-07", "2027-01-08"),
    ),
    Sample(
        "the second Tuesday, on which the agreement starts, and a day never taken",
        FixedDays("named", "FREQ=MONTHLY;BYDAY=2TU,2WE"),
        of_one(start="2027-01-12", never="FREQ=MONTHLY;BYDAY=2WE AM"),
        Horizon("2027-01-11", "2027-01-13"),
    ),
    Sample(
        "dates around New Year in week 53, a public holiday and a season that ends",
        FixedDays("named", "2026-12-31, 2027-01-01, 2027-01-04"),
        of_one(holidays=_HOLIDAY, season="07-01 to 01-03"),
        Horizon("2026-12-31", "2027-01-04"),
    ),
)

_NEVER: tuple[Sample, ...] = (
    Sample(
        "by skill, two at once, as the agreement says",
        NeverDays("skilled", "Thu PM"),
        replace(PAIR, agreements=[replace(SKILLED, never="Thu PM", at_once=2)]),
        Horizon("2027-01-07", "2027-01-08"),
    ),
    Sample(
        "dates around the end of winter time",
        NeverDays("named", "2027-03-27, 2027-03-28 AM, 2027-03-30"),
        GROUP,
        Horizon("2027-03-26", "2027-03-29"),
    ),
    Sample(
        "the last Tuesday of the month, a leap day",
        NeverDays("named", "FREQ=MONTHLY;BYDAY=-1TU"),
        GROUP,
        Horizon("2028-02-28", "2028-03-01"),
    ),
)

_BLOCKS: tuple[Sample, ...] = (
    Sample(
        "at most two days, which the past has used up, over a weekend",
        Blocks("named", longest=2),
        GROUP,
        Horizon("2027-01-07", "2027-01-11"),
        planned(GROUP, "2027-01-05 AM One@named; 2027-01-06 PM One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "at least three days, one of them in the past, over a weekend",
        Blocks("named", shortest=3),
        GROUP,
        Horizon("2027-01-07", "2027-01-11"),
        planned(GROUP, "2027-01-06 One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "at least four days, of a block that began where nothing is known",
        Blocks("named", shortest=4),
        GROUP,
        Horizon("2027-01-07", "2027-01-11"),
        planned(GROUP, "2027-01-05 One@named; 2027-01-06 One@named", "2027-01-05", "2027-01-06"),
    ),
    Sample(
        "at least four days, of which the second in the horizon cannot be",
        Blocks("named", shortest=4),
        _AWAY_ON_FRIDAY,
        Horizon("2027-01-07", "2027-01-11"),
        planned(_AWAY_ON_FRIDAY, "2027-01-06 One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "at least four days, of which the last in the horizon cannot be, over a weekend",
        Blocks("named", shortest=4),
        _AWAY_ON_MONDAY,
        Horizon("2027-01-07", "2027-01-11"),
        planned(_AWAY_ON_MONDAY, "2027-01-06 One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "over a weekend in the past, with a visit in it, and another to somebody else",
        Blocks("named", shortest=4, longest=4),
        GROUP,
        Horizon("2027-01-11", "2027-01-14"),
        planned(
            replace(GROUP, agreements=[NAMED, replace(NAMED, member="Label 2", name="other")]),
            "2027-01-06 One@named; 2027-01-07 One@other; 2027-01-08 PM One@named; 2027-01-09 One@named",
            "2027-01-05",
            "2027-01-10",
        ),
    ),
    Sample(
        "at least two days, after a past without, where the horizon's second cannot be",
        Blocks("named", shortest=2),
        _AWAY_ON_FRIDAY,
        Horizon("2027-01-07", "2027-01-11"),
        planned(_AWAY_ON_FRIDAY, "", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "by the calendar, at least two days and at most three, at the end of winter time",
        Blocks("named", shortest=2, longest=3, bridges=False),
        GROUP,
        Horizon("2027-03-26", "2027-03-29"),
    ),
    Sample(
        "a public holiday inside a block, and a contract that starts in mid-week",
        Blocks("named", shortest=2, longest=2),
        of_one(holidays=_HOLIDAY, start="2027-01-05"),
        Horizon("2027-01-04", "2027-01-08"),
    ),
    Sample(
        "by skill, each of the two by herself, with a past of both",
        Blocks("skilled", shortest=2, longest=2),
        PAIR,
        Horizon("2027-01-06", "2027-01-07"),
        planned(PAIR, "2027-01-05 AM One@skilled; 2027-01-05 PM Two@skilled", "2027-01-04", "2027-01-05"),
    ),
    Sample(
        "with a past that is known in parts, in week 53, by half-days away",
        Blocks("named", shortest=3, longest=3),
        _UNTIL_FRIDAY_AM,
        Horizon("2026-12-31", "2027-01-04"),
        planned(
            _UNTIL_FRIDAY_AM,
            "2026-12-30 One@named",
            "2026-12-30",
            "2026-12-30",
            planned(_UNTIL_FRIDAY_AM, "2026-12-28 One@named", "2026-12-22", "2026-12-28"),
        ),
    ),
)

_GAPS: tuple[Sample, ...] = (
    Sample(
        "at least two days, after a visit in the past, over a weekend",
        Gaps("named", smallest=2),
        GROUP,
        Horizon("2027-01-07", "2027-01-11"),
        planned(GROUP, "2027-01-05 PM One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "over a weekend in the past, with a visit in it",
        Gaps("named", smallest=2, largest=2),
        GROUP,
        Horizon("2027-01-11", "2027-01-14"),
        planned(GROUP, "2027-01-07 AM One@named; 2027-01-09 One@named", "2027-01-05", "2027-01-10"),
    ),
    Sample(
        "at least three days by the calendar, at most three",
        Gaps("named", smallest=3, largest=3, bridges=False),
        GROUP,
        Horizon("2027-03-26", "2027-03-30"),
    ),
    Sample(
        "at most one day, where nobody can come on some, after a past without",
        Gaps("named", largest=1),
        of_one(absences=[Absence("One", "2027-01-08")], closures=[Closure("Label 1", "2027-01-07")]),
        Horizon("2027-01-07", "2027-01-12"),
        planned(GROUP, "2027-01-04 One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "at most one day, with an agreement and a season that begin and end",
        Gaps("named", largest=1),
        of_one(holidays=_HOLIDAY, start="2027-01-05", season="Oct-Dec"),
        Horizon("2027-12-29", "2028-01-01"),
        planned(of_one(start="2027-01-05", season="Oct-Dec"), "", "2027-12-27", "2027-12-28"),
    ),
    Sample(
        "an agreement that starts with the horizon's second day",
        Gaps("named", largest=1),
        of_one(start="2027-01-05"),
        Horizon("2027-01-04", "2027-01-07"),
    ),
    Sample(
        "with a past that is known in parts, in week 53",
        Gaps("named", smallest=3, largest=3),
        GROUP,
        Horizon("2026-12-31", "2027-01-04"),
        planned(
            GROUP,
            "",
            "2026-12-30",
            "2026-12-30",
            planned(GROUP, "2026-12-28 One@named", "2026-12-22", "2026-12-28"),
        ),
    ),
    Sample(
        "at most two days, after days of which nothing is known",
        Gaps("named", largest=2),
        GROUP,
        Horizon("2026-12-31", "2027-01-04"),
        planned(GROUP, "", "2026-12-30", "2026-12-30", planned(GROUP, "", "2026-12-22", "2026-12-28")),
    ),
    Sample(
        "an agreement that the past did not have yet",
        Gaps("named", largest=2),
        GROUP,
        Horizon("2027-01-06", "2027-01-08"),
        planned(replace(GROUP, agreements=[]), "", "2027-01-01", "2027-01-05"),
    ),
    Sample(
        "by skill, whoever comes, after a visit of somebody who has left",
        Gaps("skilled", smallest=2, largest=2),
        PAIR,
        Horizon("2027-01-06", "2027-01-08"),
        planned(
            replace(PAIR, employees=[ONE, TWO, Employee("Three", skills={"web"})]),
            "2027-01-05 PM Three@skilled",
            "2027-01-04",
            "2027-01-05",
        ),
    ),
)

SAMPLES: tuple[Sample, ...] = (*_DAYS, *_FIXED, *_NEVER, *_BLOCKS, *_GAPS)
