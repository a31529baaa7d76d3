import datetime as dt
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from gesched.findings import (
    Conflict,
    Ending,
    Excused,
    Ground,
    LevelReport,
    OverCommitment,
    Repair,
    Report,
    Unservable,
    Violation,
)

FIRST, LAST = dt.date(2027, 8, 1), dt.date(2027, 8, 31)
LEAST = Ground("least", ("Label 1",), "2027-08", "Label 1 takes at least 3 days", "agreement")
CLOSED = Ground("closed", ("Label 1",), "2027-08", "Label 1 is closed")
LEVELS = (
    LevelReport("fair_coverage", "worst", 12, 12, "‰"),
    LevelReport("fair_coverage", "total", 8, 6, "half-days"),
    LevelReport("wishes", "worst", 0, 0, "‰"),
)


def report(*levels: LevelReport) -> Report:
    return Report(levels, Ending.TIME, 60.0, 0.4, 12, 0, "OR-Tools")


class TestWords:
    def test_grounds_and_violations_name_their_source(self) -> None:
        broken = Violation("least", ("Label 1",), FIRST, LAST, 2, "one day is missing")
        assert str(LEAST) == "Label 1 takes at least 3 days [agreement]"
        assert str(CLOSED) == "Label 1 is closed"
        assert str(broken) == "one day is missing"
        assert str(replace(broken, source="L1")) == "one day is missing [L1]"

    def test_a_conflict_lists_grounds_and_ways_out(self) -> None:
        conflict = Conflict(
            (LEAST, CLOSED), (Repair((CLOSED,), (6,)), Repair((LEAST, CLOSED), (3, 4), cheapest=False))
        )
        assert str(conflict).splitlines() == [
            "These cannot all hold:",
            "  - Label 1 takes at least 3 days [agreement]",
            "  - Label 1 is closed",
            "A way out: give way by 3 days on: Label 1 is closed",
            (
                "A way out: give way by 1.5 days on: Label 1 takes at least 3 days [agreement]; "
                "by 2 days on: Label 1 is closed (perhaps less would do)"
            ),
        ]
        assert str(Conflict((LEAST,), minimal=False)).startswith(
            "These cannot all hold (perhaps fewer would do):"
        )

    @pytest.mark.parametrize(
        ("promised", "available", "words"),
        [(25, 14, "12.5 days promised, 7 available"), (4, 0, "2 days promised, 0 available")],
    )
    def test_over_commitments_speak_of_days(self, promised: int, available: int, words: str) -> None:
        found = OverCommitment("skill", "web marketing", "2027-08", FIRST, LAST, promised, available)
        assert str(found) == f"skill 'web marketing', 2027-08: {words}"


class TestOrder:
    def test_grounds_and_violations_sort(self) -> None:
        assert sorted([LEAST, CLOSED]) == [CLOSED, LEAST]
        later = Violation("a", (), LAST, LAST, 1, "x")
        earlier = Violation("a", (), FIRST, LAST, 1, "x")
        assert sorted([later, earlier]) == [earlier, later]


class TestReport:
    @pytest.mark.parametrize(
        ("value", "bound", "proven", "gap"),
        [
            (8, 8, True, 0.0),
            (8, 6, False, 0.25),
            (8, 0, False, 1.0),
            (0, 0, True, 0.0),
            (8, 9, True, 0.0),
            (0, -200, False, 1.0),
            (-5, -10, False, 0.5),
        ],
    )
    def test_what_is_proven_of_a_level(self, value: int, bound: int, proven: bool, gap: float) -> None:
        level = LevelReport("wishes", "total", value, bound, "half-days")
        assert (level.proven, level.gap) == (proven, gap)

    def test_all_is_proven_where_every_level_is(self) -> None:
        assert not report(*LEVELS).proven
        assert report(LEVELS[0], LEVELS[2]).proven
        assert report().proven

    def test_levels_are_found_by_goal_and_measure(self) -> None:
        assert report(*LEVELS).level("fair_coverage", "total") is LEVELS[1]
        with pytest.raises(KeyError, match="wishes: total is not among fair_coverage: worst, "):
            report(*LEVELS).level("wishes", "total")


@pytest.mark.parametrize(
    "found",
    [
        LEAST,
        Conflict((LEAST,), (Repair((CLOSED,), (6,)),)),
        report(*LEVELS),
        OverCommitment("group", "Paris Mix", "2027", FIRST, LAST, 4, 2),
        Unservable("Label 1: Web marketer 1", 3),
        Excused("Label 1: Web marketer 1", FIRST, "AM", "Label 1 is closed"),
    ],
    ids=lambda found: type(found).__name__,
)
def test_findings_are_plain_data(found: object) -> None:
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own
    assert hash(found) == hash(pickle.loads(pickle.dumps(found)))  # noqa: S301 - our own
    with pytest.raises(FrozenInstanceError):
        setattr(found, next(iter(found.__slots__)), None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (3, "half-days", "by 1.5 days"),
        (1, "visits", "by 1 visit"),
        (2, "visits", "by 2 visits"),
        (425, "minutes", "by 7 h 05 min"),
    ],
)
def test_a_repair_is_told_in_the_unit_of_its_ground(amount: int, unit: str, text: str) -> None:
    ground = Ground("rule", ("Label 1",), "", "Label 1 is closed", unit=unit)
    assert str(Repair((ground,), (amount,))) == f"give way {text} on: Label 1 is closed"
