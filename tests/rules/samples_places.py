"""Samples of the rules on who serves where, with whom, and after what."""

from house_samples import Sample, planned
from samples_employees import (
    ALONE,
    AWAY,
    FIRST,
    LABELS,
    NAMED,
    ONE,
    PAIR,
    SECOND,
    SPLIT,
    SPLIT_PAIR,
    THREE,
    TWO,
    WHOLE,
    WIDE,
)

from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group
from gesched.rules import (
    Apart,
    ExcludedMembers,
    ForbiddenSuccession,
    Pinned,
    PreferredMembers,
    Together,
)
from gesched.timeline import Horizon

TRIO = Group("Paris Mix", [TWO, THREE, ONE], LABELS, [FIRST, SECOND])
HERS = Agreement("Label 1", employee="Two", days=10, per="horizon", name="hers")

SUCCESSIONS = (
    Sample(
        "two members, after one of them on the eve",
        ForbiddenSuccession("Label 1", "Label 2"),
        SPLIT,
        Horizon("2027-01-01", "2027-01-03"),
        planned(SPLIT, "2026-12-31 PM One@first", "2026-12-31", "2026-12-31"),
    ),
    Sample(
        "the same member twice, over the leap day",
        ForbiddenSuccession("Label 1", "Label 1"),
        ALONE,
        Horizon("2028-02-28", "2028-03-02"),
        planned(ALONE, "2028-02-26 One@named", "2028-02-26", "2028-02-27"),
    ),
    Sample(
        "for one of two",
        ForbiddenSuccession("Label 1", "Label 1", employees={"Two"}),
        PAIR,
        Horizon("2027-01-07", "2027-01-08"),
        planned(PAIR, "2027-01-06 Two@first; 2027-01-06 One@first", "2027-01-06", "2027-01-06"),
    ),
    Sample(
        "after a member with which there is no agreement any longer",
        ForbiddenSuccession("Label 2", "Label 1"),
        ALONE,
        Horizon("2027-01-07", "2027-01-09"),
        planned(SPLIT, "2027-01-06 AM One@second", "2027-01-06", "2027-01-06"),
    ),
    Sample(
        "one member closed early, the other late",
        ForbiddenSuccession("Label 1", "Label 2"),
        Group(
            "Paris Mix",
            [ONE],
            LABELS,
            [FIRST, SECOND],
            closures=[Closure("Label 1", "2027-01-09"), Closure("Label 2", "2027-01-07")],
        ),
        Horizon("2027-01-07", "2027-01-09"),
    ),
    Sample(
        "before a member with which there is no agreement",
        ForbiddenSuccession("Label 1", "Label 2"),
        ALONE,
        Horizon("2027-01-07", "2027-01-09"),
        planned(SPLIT, "2027-01-06 AM One@first", "2027-01-06", "2027-01-06"),
    ),
)

TEAMS = (
    Sample("two at two members", Together({"One", "Two"}), SPLIT_PAIR, Horizon("2027-01-07", "2027-01-07")),
    Sample(
        "one of them by name at one member, both by skill at another",
        Together({"One", "Two"}),
        Group("Paris Mix", [ONE, TWO], LABELS, [HERS, SECOND]),
        Horizon("2027-01-07", "2027-01-07"),
    ),
    Sample("three at two members", Together("Three; One; Two"), TRIO, Horizon("2027-01-07", "2027-01-07")),
    Sample(
        "one away, then the other in common time, then one off by the weekly pattern",
        Together({"One", "Two"}),
        Group(
            "Paris Mix",
            [Employee("One", works="Mon-Fri", skills={"web"}), TWO],
            LABELS,
            [FIRST],
            absences=[Absence("Two", "2027-01-08", first_half="PM")],
            common_time=[CommonTime("2027-01-07", last_half="AM", employees={"One"})],
        ),
        Horizon("2027-01-07", "2027-01-09"),
    ),
    Sample("two at any member", Apart({"One", "Two"}), SPLIT_PAIR, Horizon("2027-01-07", "2027-01-07")),
    Sample(
        "three at one of two members",
        Apart({"One", "Two", "Three"}, {"Label 2"}),
        TRIO,
        Horizon("2027-01-07", "2027-01-07"),
    ),
    Sample(
        "two of three, under two agreements of one member",
        Apart(["Three", "One"]),
        Group("Paris Mix", [ONE, TWO, THREE], LABELS, [NAMED, FIRST]),
        Horizon("2028-02-29", "2028-02-29"),
    ),
    Sample(
        "two who are rarely there at once",
        Apart(["One", "Two"]),
        Group("Paris Mix", [ONE, TWO], LABELS, [FIRST], absences=[Absence("Two", "2027-01-07")]),
        Horizon("2027-01-07", "2027-01-08"),
    ),
)

MEMBERS = (
    Sample("one of three", PreferredMembers("Label 2"), WIDE, Horizon("2027-01-07", "2027-01-08")),
    Sample(
        "two of three, under two agreements of another",
        PreferredMembers("Label 2; Label 3"),
        Group("Paris Mix", [ONE], LABELS, [FIRST, WHOLE, NAMED]),
        Horizon("2027-01-07", "2027-01-08"),
    ),
    Sample(
        "for one of two",
        PreferredMembers("Label 1", employees="Two"),
        SPLIT_PAIR,
        Horizon("2027-01-07", "2027-01-07"),
    ),
    Sample("two of three", ExcludedMembers("Label 2; Label 3"), WIDE, Horizon("2027-01-07", "2027-01-08")),
    Sample(
        "under two agreements, of everybody",
        ExcludedMembers("Label 1"),
        Group("Paris Mix", [ONE, TWO], LABELS, [NAMED, FIRST]),
        Horizon("2027-01-07", "2027-01-07"),
    ),
    Sample(
        "for one of two",
        ExcludedMembers("Label 1", employees="Two"),
        SPLIT_PAIR,
        Horizon("2027-01-07", "2027-01-07"),
    ),
)

PINS = (
    Sample(
        "dates inside and outside the horizon",
        Pinned("One", "Label 1", "2027-01-06, 2027-01-07 PM, 2027-01-08, 2027-01-10"),
        SPLIT,
        Horizon("2027-01-07", "2027-01-09"),
    ),
    Sample(
        "a weekly pattern, at the year's end, on an absence too",
        Pinned("One", "Label 1", "Thu, Fri AM"),
        AWAY,
        Horizon("2027-01-06", "2027-01-09"),
    ),
    Sample(
        "a recurrence that must not stand, under two agreements of one member",
        Pinned("One", "Label 1", "FREQ=MONTHLY;BYDAY=-1SU PM", stands="non"),
        Group("Paris Mix", [ONE], LABELS, [FIRST, NAMED, SECOND]),
        Horizon("2027-03-27", "2027-03-28"),
    ),
    Sample(
        "somebody with no agreement there",
        Pinned("One", "Label 2", "Thu", stands=False),
        ALONE,
        Horizon("2027-01-07", "2027-01-09"),
    ),
)

SAMPLES: tuple[Sample, ...] = (*SUCCESSIONS, *TEAMS, *MEMBERS, *PINS)
