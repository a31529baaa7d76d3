import datetime as dt
import pickle
from fractions import Fraction
from typing import Any

import pytest

from gesched.errors import BadValue, InputError
from gesched.group import (
    Absence,
    Agreement,
    Closure,
    CommonTime,
    Employee,
    Ledger,
    Member,
    Site,
    Unit,
)
from gesched.timeline import Half, Hours, Per, WeeklyPattern


def problems_of(make: type, **given: Any) -> list[tuple[str, object]]:
    with pytest.raises(InputError) as caught:
        make(**given)
    return [(problem.column, problem.value) for problem in caught.value.problems]


def test_fields_read_what_they_are_given() -> None:
    employee = Employee(
        " Web marketer 1 ",
        works="lun-ven",
        skills="SEO; web",
        start="04/01/2027",
        authorised_members=["Label 1"],
        works_holidays="2027-05-01, 2027-05-08",
    )
    assert employee.name == "Web marketer 1"
    assert employee.works == WeeklyPattern.parse("Mon-Fri")
    assert employee.skills == {"SEO", "web"}
    assert employee.start == dt.date(2027, 1, 4)
    assert employee.works_holidays == {dt.date(2027, 5, 1), dt.date(2027, 5, 8)}
    assert employee.may_serve("Label 1")
    assert not employee.may_serve("Label 2")
    assert Employee("X").may_serve("Label 2")
    assert not Employee("X", authorised_members=()).may_serve("Label 2")
    excluding = Employee("X", authorised_members="Label 1; Label 2", excluded_members="Label 2; Label 3")
    assert [excluding.may_serve(f"Label {number}") for number in (1, 2, 3)] == [True, False, False]


def test_agreements_read_what_they_are_given() -> None:
    agreement = Agreement(
        "Label 1",
        skill="SEO",
        days="3,5",
        per="trimestre",
        at_most=5,
        unit="journée",
        at_once="2",
        start="2027-01-04",
    )
    assert agreement.days == Fraction(7, 2)
    assert (agreement.per, agreement.unit, agreement.at_once) == (Per.QUARTER, Unit.DAY, 2)
    assert agreement.name == "Label 1: SEO from 2027-01-04"
    assert agreement.commitment.per is Per.QUARTER
    assert agreement.validity.first == dt.date(2027, 1, 4)


def test_the_longest_names_make_an_agreement_that_can_be_copied() -> None:
    agreement = Agreement("a" * 300, employee="b" * 300, days=1, start="2027-01-04")
    assert (
        Agreement(agreement.member, employee=agreement.employee, days=1, name=agreement.name).name
        == agreement.name
    )


@pytest.mark.parametrize(
    ("days", "whole", "below", "above"), [("3.5", 4, 2, 4), ("3", 2, 2, 4), ("4", 4, 4, 4), ("0", 0, 0, 0)]
)
def test_commitments_round_half_days_to_whole_units(days: str, whole: int, below: int, above: int) -> None:
    commitment = Agreement("A", employee="B", days=9, unit="day").commitment
    half_days = Fraction(days)
    assert (commitment.whole_below(half_days), commitment.whole_above(half_days)) == (below, above)
    assert commitment.whole(half_days) in {whole, above, below}


def test_every_field_that_cannot_be_read_is_told_at_once() -> None:
    assert problems_of(Member, name="", opens="Mon-Fro", start="31/02/2027", site="a\nb") == [
        ("name", ""),
        ("opens", "Mon-Fro"),
        ("site", "a\nb"),
        ("start", "31/02/2027"),
    ]


@pytest.mark.parametrize(
    ("word", "given", "column"),
    [
        (Employee, {"name": "A", "start": "2027-02-02", "end": "2027-02-01"}, "end"),
        (Member, {"name": "A", "start": "2027-02-02", "end": "2027-02-01"}, "end"),
        (Site, {"name": "A", "timezone": "Mars/Olympus"}, "timezone"),
        (Site, {"name": "A", "timezone": "Europe"}, "timezone"),
        (Site, {"name": "A", "timezone": "/etc/passwd"}, "timezone"),
        (Site, {"name": "A", "hours": "9-5"}, "hours"),
        (Absence, {"employee": "A", "first": "2027-02-02", "last": "2027-02-01"}, "last"),
        (Absence, {"employee": "A", "first": "2027-02-02", "first_half": "PM", "last_half": "AM"}, "last"),
        (Closure, {"member": "A", "first": None}, "first"),
        (CommonTime, {"first": "2027-02-02", "when": "never"}, "when"),
        (Agreement, {"member": "A", "employee": "B"}, "days"),
        (Agreement, {"member": "A", "employee": "B", "days": 1, "share": 1}, "days"),
        (Agreement, {"member": "A", "days": 1}, "employee"),
        (Agreement, {"member": "A", "employee": "B", "skill": "C", "days": 1}, "employee"),
        (Agreement, {"member": "A", "employee": "B", "days": 1, "at_once": 2}, "at_once"),
        (Agreement, {"member": "A", "employee": "B", "days": 3, "at_most": 2}, "at_most"),
        (Agreement, {"member": "A", "employee": "B", "days": 3, "at_least": 4}, "at_least"),
        (Agreement, {"member": "A", "employee": "B", "share": 1, "at_least": 4, "at_most": 3}, "at_most"),
        (Agreement, {"member": "A", "employee": "B", "days": 3, "unit": "hour"}, "unit"),
        (Agreement, {"member": "A", "employee": "B", "days": 3, "season": "summer"}, "season"),
        (
            Agreement,
            {"member": "A", "employee": "B", "days": 3, "end": "2027-01-31", "start": "2027-01-01"}
            | {"season": "Feb-Dec"},
            "season",
        ),
        (Agreement, {"member": "A", "employee": "B", "days": 3, "largest_gap": 0}, "largest_gap"),
        *(
            (Agreement, {"member": "A", "employee": "B", "days": 3, least: 3, most: 2}, most)
            for least, most in (
                ("min_per_week", "max_per_week"),
                ("min_per_month", "max_per_month"),
                ("shortest_block", "longest_block"),
                ("smallest_gap", "largest_gap"),
            )
        ),
    ],
)
def test_what_a_word_refuses(word: type, given: dict[str, Any], column: str) -> None:
    assert [found for found, _ in problems_of(word, **given)] == [column]


def test_limits_that_are_fine() -> None:
    assert Agreement("A", employee="B", days=3, at_least=3, at_most=3).at_most == 3
    assert Agreement("A", employee="B", days=3, at_least=4, at_most=5).at_least == 4
    assert Agreement("A", employee="B", share="20 %", at_least=4).at_least == 4


def test_an_agreement_is_in_force_in_its_season_and_takes_all_but_what_it_never_takes() -> None:
    agreement = Agreement(
        "A", employee="B", days=1, season="juin-sept", start="2027-06-15", never="mar matin"
    )
    assert agreement.name == "A: B from 2027-06-15, 06-01 to 09-30"
    assert str(agreement.validity) == "from 2027-06-15 (06-01 to 09-30)"
    taken = {
        "2027-06-14": (False, False),  # a Monday before the agreement
        "2027-06-15": (False, True),
        "2027-06-16": (True, True),
        "2028-05-31": (False, False),
        "2028-06-01": (True, True),
    }
    days = {day: dt.date.fromisoformat(day) for day in taken}
    assert {day: tuple(agreement.takes(days[day], half) for half in Half) for day in days} == taken


def test_blocks_bridge_unless_said() -> None:
    assert Agreement("A", employee="B", days=1).bridges is True
    assert Agreement("A", employee="B", days=1, bridges="non").bridges is False


def test_an_absence_of_one_day() -> None:
    absence = Absence("A", "2027-08-02", first_half="matin", last_half="matin", reason=" leave ")
    assert absence.last == absence.first
    assert absence.span.covers(dt.date(2027, 8, 2), Half.AM)
    assert not absence.span.covers(dt.date(2027, 8, 2), Half.PM)


def test_common_time_is_everybodys_unless_said() -> None:
    assert CommonTime("2027-08-02").concerns("A")
    assert not CommonTime("2027-08-02", employees="B; C").concerns("A")


@pytest.mark.parametrize(
    "word",
    [
        Employee("A", works="FREQ=MONTHLY;BYDAY=2TU", skills="x"),
        Member("A", opens="2027-03-01, 2027-03-08 AM"),
        Site("A", hours="8h-12h, 13h-17h"),
        Agreement("A", employee="B", days="1/3"),
        Agreement("A", employee="B", days=1, season="Nov-Mar", on="Mon", never="2027-03-01", bridges=False),
        Absence("A", "2027-08-02", "2027-08-20", "Wed AM"),
        Ledger({"A": 3}),
    ],
)
def test_words_pickle(word: object) -> None:
    copy = pickle.loads(pickle.dumps(word))  # noqa: S301 - our own
    assert copy == word
    assert type(copy) is type(word)


def test_words_that_say_the_same_are_equal() -> None:
    assert Member("Été", opens="lun-ven") == Member("E\u0301te\u0301", opens=WeeklyPattern.parse("Mon-Fri"))
    assert hash(Site("A", hours="8h-12h, 13h-17h")) == hash(
        Site("A", hours=Hours.parse("08:00-12:00, 13:00-17:00"))
    )
    assert Member("A") != Member("B")


def test_words_are_frozen_in_their_dataclass() -> None:
    with pytest.raises(AttributeError):
        Member("A").name = "B"  # type: ignore[misc]


@pytest.mark.parametrize("owed", [{"A": 1.5}, {"A": True}, {"": 1}])
def test_what_a_ledger_refuses(owed: dict[str, int]) -> None:
    with pytest.raises(BadValue):
        Ledger(owed)


def test_a_ledger_is_a_mapping() -> None:
    ledger = Ledger({" A ": 3, "B": -1})
    assert dict(ledger) == {"A": 3, "B": -1}
    assert len(ledger) == 2
    assert ledger == {"A": 3, "B": -1}
