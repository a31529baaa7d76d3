"""Samples of the rules on days in a row and on transfers."""

from house_samples import Sample, planned

from gesched.group import Absence, Agreement, CommonTime, Employee, Group, Member
from gesched.rules import (
    ConsecutiveDays,
    ConsecutiveDaysOff,
    MaxTransfers,
)
from gesched.timeline import Horizon

ONE, TWO, THREE = (Employee(name, "Mon-Sun", skills={"web"}) for name in ("One", "Two", "Three"))
LABELS = tuple(Member(f"Label {number}", opens="Mon-Sun") for number in (1, 2, 3))
NAMED = Agreement("Label 1", employee="One", days=10, per="horizon", name="named")
WHOLE = Agreement("Label 2", employee="One", days=10, per="horizon", unit="day", name="whole")
FIRST, SECOND, THIRD = (
    Agreement(f"Label {number}", skill="web", days=10, per="horizon", name=name, at_once=3)
    for number, name in enumerate(("first", "second", "third"), 1)
)

ALONE = Group("Paris Mix", [ONE], LABELS, [NAMED])
SPLIT = Group("Paris Mix", [ONE], LABELS, [FIRST, SECOND])
WIDE = Group("Paris Mix", [ONE], LABELS, [FIRST, SECOND, THIRD])
PAIR = Group("Paris Mix", [ONE, TWO], LABELS, [FIRST])
SPLIT_PAIR = Group("Paris Mix", [TWO, ONE], LABELS, [FIRST, SECOND])
TEAM_MORNING = Group(
    "Paris Mix",
    [ONE],
    LABELS,
    [NAMED],
    absences=[Absence("One", "2028-03-01", last_half="AM")],
    common_time=[CommonTime("2028-02-29", last_half="AM"), CommonTime("2028-03-01", last_half="AM")],
)
AWAY = Group("Paris Mix", [ONE], LABELS, [NAMED], absences=[Absence("One", "2027-01-08")])
HOLIDAY = Group("Paris Mix", [ONE], LABELS, [WHOLE], holidays={"metropole": ["2027-01-01"]})
TEAM_DAY = Group(
    "Paris Mix",
    [ONE],
    LABELS,
    [NAMED],
    absences=[Absence("One", "2027-01-09")],
    common_time=[CommonTime("2027-01-07", when="Thu")],
)
LATE = Group("Paris Mix", [Employee("One", works="Mon-Sun", start="2027-01-06")], LABELS, [NAMED])

CONSECUTIVE = (
    Sample(
        "from a Thursday to a Monday, where the past has used up the most",
        ConsecutiveDays(most=2),
        ALONE,
        Horizon("2027-01-07", "2027-01-11"),
        planned(ALONE, "2027-01-05 One@named; 2027-01-06 PM One@named", "2027-01-05", "2027-01-06"),
    ),
    Sample(
        "the past has more than the most already, and not all days before the horizon are known",
        ConsecutiveDays(most=1, fewest=1),
        ALONE,
        Horizon("2027-01-07", "2027-01-09"),
        planned(
            ALONE,
            "",
            "2027-01-06",
            "2027-01-06",
            planned(ALONE, "2027-01-03 One@named; 2027-01-04 One@named", "2027-01-03", "2027-01-04"),
        ),
    ),
    Sample(
        "over the new year, in week 53, with nothing known before",
        ConsecutiveDays(fewest=3, most=4),
        ALONE,
        Horizon("2026-12-30", "2027-01-03"),
    ),
    Sample(
        "a run of the past that an absence lets go on for one day only",
        ConsecutiveDays(fewest=4),
        AWAY,
        Horizon("2027-01-07", "2027-01-10"),
        planned(AWAY, "2027-01-06 One@named", "2027-01-05", "2027-01-06"),
    ),
    Sample(
        "a run that begins after a day off, before an absence",
        ConsecutiveDays(fewest=3),
        AWAY,
        Horizon("2027-01-07", "2027-01-09"),
        planned(AWAY, "2027-01-05 One@named", "2027-01-05", "2027-01-06"),
    ),
    Sample(
        "a run of the past that goes on in common time",
        ConsecutiveDays(fewest=4),
        TEAM_DAY,
        Horizon("2027-01-07", "2027-01-10"),
        planned(TEAM_DAY, "2027-01-06 One@named", "2027-01-05", "2027-01-06"),
    ),
    Sample(
        "a run of the past that may go on to the horizon's end and beyond",
        ConsecutiveDays(fewest=5),
        ALONE,
        Horizon("2027-01-07", "2027-01-09"),
        planned(ALONE, "2027-01-06 AM One@named", "2027-01-05", "2027-01-06"),
    ),
    Sample(
        "a run of the past before a public holiday",
        ConsecutiveDays(fewest=2),
        HOLIDAY,
        Horizon("2027-01-01", "2027-01-04"),
        planned(HOLIDAY, "2026-12-31 One@whole", "2026-12-30", "2026-12-31"),
    ),
    Sample(
        "the leap day in common time, and another half-day of it while away",
        ConsecutiveDays(most=3, fewest=2),
        TEAM_MORNING,
        Horizon("2028-02-27", "2028-03-02"),
        planned(TEAM_MORNING, "", "2028-02-26", "2028-02-26"),
    ),
    Sample(
        "a contract that starts on a Wednesday",
        ConsecutiveDays(most=1, fewest=1, employees={"One"}),
        LATE,
        Horizon("2027-01-05", "2027-01-08"),
    ),
    Sample(
        "for one of two",
        ConsecutiveDays(most=1, employees={"Two"}),
        PAIR,
        Horizon("2027-01-04", "2027-01-05"),
    ),
    Sample(
        "days at two members, which count once",
        ConsecutiveDays(most=1),
        SPLIT,
        Horizon("2027-01-04", "2027-01-06"),
    ),
)

OFF = (
    Sample(
        "from a Thursday to a Monday, with a day off on its eve",
        ConsecutiveDaysOff(2),
        ALONE,
        Horizon("2027-01-07", "2027-01-11"),
        planned(ALONE, "2027-01-05 One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "too few days off in the past alone",
        ConsecutiveDaysOff(3),
        ALONE,
        Horizon("2027-01-07", "2027-01-09"),
        planned(ALONE, "2027-01-04 One@named; 2027-01-06 One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "the weekend on which summer time begins, with nothing known before",
        ConsecutiveDaysOff(3),
        ALONE,
        Horizon("2027-03-26", "2027-03-30"),
    ),
    Sample(
        "days off of the past that common time cuts short",
        ConsecutiveDaysOff(4, employees={"One"}),
        TEAM_MORNING,
        Horizon("2028-02-28", "2028-03-02"),
        planned(TEAM_MORNING, "2028-02-25 One@named", "2028-02-25", "2028-02-27"),
    ),
    Sample(
        "days off before which a date is not known",
        ConsecutiveDaysOff(3),
        ALONE,
        Horizon("2027-10-30", "2027-11-01"),
        planned(
            ALONE,
            "",
            "2027-10-29",
            "2027-10-29",
            planned(ALONE, "2027-10-27 One@named", "2027-10-27", "2027-10-27"),
        ),
    ),
    Sample(
        "for one of two",
        ConsecutiveDaysOff(2, employees={"One"}),
        PAIR,
        Horizon("2027-01-07", "2027-01-08"),
        planned(PAIR, "2027-01-05 One@first", "2027-01-05", "2027-01-06"),
    ),
)

TRANSFERS = (
    Sample(
        "by the day, the weekend on which summer time begins",
        MaxTransfers(),
        SPLIT,
        Horizon("2027-03-27", "2027-03-29"),
    ),
    Sample("by the day, among three members", MaxTransfers(), WIDE, Horizon("2027-10-31", "2027-11-01")),
    Sample(
        "by the week, in week 53, of which the past has used up the most",
        MaxTransfers(1, "week"),
        SPLIT,
        Horizon("2027-01-01", "2027-01-03"),
        planned(
            SPLIT,
            "2026-12-27 AM One@first; 2026-12-27 PM One@second; 2026-12-28 AM One@first;"
            "2026-12-28 PM One@second; 2026-12-29 AM One@second; 2026-12-29 PM One@first",
            "2026-12-27",
            "2026-12-31",
        ),
    ),
    Sample(
        "by the week, from a Sunday to a Tuesday",
        MaxTransfers(1, "week"),
        SPLIT,
        Horizon("2027-01-03", "2027-01-05"),
        planned(SPLIT, "2027-01-02 AM One@first; 2027-01-02 PM One@second", "2027-01-02", "2027-01-02"),
    ),
    Sample(
        "by the week, after a transfer in the week before and a whole day in this one",
        MaxTransfers(1, "week"),
        SPLIT,
        Horizon("2027-01-07", "2027-01-08"),
        planned(
            SPLIT,
            "2027-01-03 AM One@first; 2027-01-03 PM One@second; 2027-01-04 One@first",
            "2027-01-03",
            "2027-01-06",
        ),
    ),
    Sample(
        "by the horizon, for one of two",
        MaxTransfers(0, "horizon", employees={"Two"}),
        SPLIT_PAIR,
        Horizon("2027-01-04", "2027-01-04"),
    ),
    Sample(
        "two agreements of one member, one of them by the day",
        MaxTransfers(),
        Group("Paris Mix", [ONE], LABELS, [FIRST, NAMED, WHOLE]),
        Horizon("2027-01-04", "2027-01-05"),
    ),
)

SAMPLES: tuple[Sample, ...] = (*CONSECUTIVE, *OFF, *TRANSFERS)
