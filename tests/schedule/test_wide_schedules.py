"""Schedules with a row an employee and a column a date."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import InputError
from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Assignment, Schedule
from gesched.schedule.cell_texts import CellTexts, Place
from gesched.schedule.wide_headings import read_heading
from gesched.timeline import Half, Horizon

ONE, TWO = "Web marketer 1", "Web marketer 2"
MONDAY = dt.date(2027, 1, 4)
WEEK = Horizon(MONDAY, "2027-01-10")
# Names that look like what a cell says beside names.
SLY = (
    "Label 1",
    "Label 2",
    "Label 1 / Label 2",
    "Label 1 /",
    "/ Label 2",
    '"Label 1"',
    '"Label 1" / "Label 2"',
    "AM Label 1",
    "PM: Label 2",
    "matin",
    "/",
    "-",
    "agreement: Label 1",
    'agreement: "Label 1"',
    "=1+1",
    "2027-01-04",
)
GROUP = Group(
    "Paris Mix",
    employees=[Employee(ONE, skills="web marketing"), Employee(TWO), Employee("nan")],
    members=[Member(name) for name in (*SLY, "Label 9")],
    agreements=[
        *(Agreement(name, employee=ONE, days=3, name=f"{name} of one") for name in SLY),
        # Called like members, their own or others.
        *(Agreement(name, skill="web marketing", days=3, name=name) for name in SLY[:3]),
        Agreement("Label 2", employee=TWO, days=3, name="PM: Label 1"),
    ],
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    moments = draw(
        st.lists(st.tuples(st.sampled_from(WEEK.dates), st.sampled_from(Half)), unique=True, max_size=14)
    )
    chosen = [
        Assignment(*moment, draw(st.sampled_from([ONE, TWO])), agreement.member, agreement.name)
        for moment in moments
        for agreement in [draw(st.sampled_from(GROUP.agreements))]
    ]
    return Schedule(GROUP, WEEK, tuple(chosen))


class TestRoundTrip:
    @given(schedules())
    @settings(max_examples=80)
    def test_a_wide_table_reads_back_to_an_equal_schedule(self, schedule: Schedule) -> None:
        """Whatever the names, and under whatever agreement, the member's own or not the employee's."""
        table = schedule.to_wide()
        assert Schedule.from_frame(GROUP, table) == schedule
        assert Schedule.from_frame(GROUP, table.sample(frac=1, random_state=1), WEEK) == schedule

    def test_cells_say_no_more_than_they_must(self) -> None:
        group = Group(
            "G",
            employees=[Employee(ONE, skills="web"), Employee(TWO)],
            members=[Member("Label 1"), Member("Label 2")],
            agreements=[
                Agreement("Label 1", employee=ONE, days=3),
                Agreement("Label 2", employee=ONE, days=3, name="named"),
                Agreement("Label 2", skill="web", days=3, name="by skill"),
            ],
        )
        first = group.agreements[0].name
        given_ = [
            (0, Half.AM, "Label 1", first),
            (0, Half.PM, "Label 1", first),
            (1, Half.AM, "Label 1", first),
            (1, Half.PM, "Label 2", "by skill"),
            (2, Half.PM, "Label 1", first),
            (3, Half.AM, "Label 2", "named"),
        ]
        made = Schedule(
            group,
            WEEK,
            tuple(
                Assignment(MONDAY + dt.timedelta(days=day), half, ONE, member, agreement)
                for day, half, member, agreement in given_
            ),
        )
        table = made.to_wide()
        assert list(table.columns) == ["employee", *map(str, WEEK.dates)]
        assert table.to_numpy().tolist() == [
            [ONE, "Label 1", "Label 1 / by skill", "/ Label 1", "named /", "", "", ""],
            [TWO, "", "", "", "", "", "", ""],
        ]

    def test_an_empty_schedule(self) -> None:
        for group in (GROUP, Group("Nobody")):
            assert Schedule.from_frame(group, Schedule(group, WEEK).to_wide()) == Schedule(group, WEEK)


@pytest.mark.parametrize(
    ("heading", "day", "half"),
    [
        ("2027-01-04", MONDAY, None),
        ("04/01/2027", MONDAY, None),
        ("4/1/2027", MONDAY, None),
        ("lun. 04/01/2027", MONDAY, None),
        ("Lundi 04/01/2027", MONDAY, None),
        ("Mon 2027-01-04", MONDAY, None),
        ("2027-01-04 AM", MONDAY, Half.AM),
        ("04/01/2027 matin", MONDAY, Half.AM),
        ("lun. 04/01/2027 après-midi", MONDAY, Half.PM),
        ("2027-01-04 00:00:00", MONDAY, None),
    ],
)
def test_headings_that_are_read(heading: str, day: dt.date, half: Half | None) -> None:
    assert read_heading(heading) == (day, half)


CELLS: Mapping[str, tuple[str | None, str | None]] = {
    "Label 3": ("Label 3", "Label 3"),
    " Label 3 ": ("Label 3", "Label 3"),
    "Label 3 / Label 4": ("Label 3", "Label 4"),
    "Label 3/Label 4": ("Label 3", "Label 4"),
    "Label 3 /": ("Label 3", None),
    "/ Label 4": (None, "Label 4"),
    "AM Label 3": ("Label 3", None),
    "matin : Label 3": ("Label 3", None),
    "PM: Label 4": (None, "Label 4"),
    "après-midi Label 4": (None, "Label 4"),
    "Après midi: Label 4": (None, "Label 4"),
    "AM Label 3 / PM Label 4": ("Label 3", "Label 4"),
    "AM: Label 3 /": ("Label 3", None),
    "R/D": ("R/D", "R/D"),
    "R/D / Label 3": ("R/D", "Label 3"),
    "AM R/D": ("R/D", None),
    '"R/D"/"Label 3"': ("R/D", "Label 3"),
    "OFF": (None, None),
    "off / Label 4": (None, "Label 4"),
    "AM: off": (None, None),
}


class TestCells:
    texts = CellTexts(Group("G", members=[Member("Label 3"), Member("Label 4"), Member("R/D")]), ["off", "-"])

    @pytest.mark.parametrize("cell", CELLS)
    def test_what_cells_say(self, cell: str) -> None:
        expected = dict(zip(Half, CELLS[cell], strict=True))
        places, wrong = self.texts.read(cell)
        assert not wrong
        assert places == {half: Place(name, "") for half, name in expected.items() if name is not None}

    @pytest.mark.parametrize(
        ("cell", "told"),
        [
            ("Label 5", ["Label 5"]),
            ("/", ["/"]),
            ("Label 3 / Lable 4", ["Lable 4"]),
            ("Lable 3 / Lable 4", ["Lable 3 / Lable 4"]),
            ("AM Lable 3", ["Lable 3"]),
            ("AM: Label 3 / AM: Label 4", ["AM: Label 4"]),
            ("PM Label 3 / AM Label 4", ["Label 3 / AM Label 4"]),
            ("congé", ["congé"]),
            ("Label 3 / Label 4 / R/D", ["Label 4 / R/D"]),
            ("x" * 5_000, ["x" * 5_000]),
            ("/" * 3_999, ["/" * 3_998]),
        ],
    )
    def test_cells_that_are_not_read(self, cell: str, told: list[str]) -> None:
        places, wrong = self.texts.read(cell)
        assert not places
        assert [bad.value for bad in wrong] == told
        assert all(bad.advice for bad in wrong)

    def test_a_cell_that_can_be_read_in_two_ways(self) -> None:
        texts = CellTexts(Group("G", members=[Member(name) for name in ("A", "A / B", "B / C", "C")]))
        (bad,) = texts.read("A / B / C")[1]
        assert str(bad) == (
            "expected a cell that can be read in one way only, got 'A / B / C'. "
            'Put each name that holds "/" in double quotes.'
        )
        assert texts.read('"A / B" / C')[0] == {Half.AM: Place("A / B", ""), Half.PM: Place("C", "")}


def frame(**columns: Any) -> pd.DataFrame:
    """Two employees, and columns named by their dates without the dashes."""
    named = {name.replace("d", "2027-01-", 1) if name[0] == "d" else name: columns[name] for name in columns}
    return pd.DataFrame({"employee": [ONE, TWO]} | named, dtype=object)


def refused(table: pd.DataFrame, horizon: Horizon | None = None, **given: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        Schedule.from_frame(GROUP, table, horizon, **given)
    return [str(problem) for problem in caught.value.problems]


class TestWhatIsRead:
    def test_dates_of_any_type_and_a_first_column_without_a_heading(self) -> None:
        for first in (None, "", "Unnamed: 0", float("nan"), "Salarié(e)"):
            table = pd.DataFrame(
                [[ONE, "Label 9 of one", "", ""], [TWO, "", "Label 2", "Label 2"]],
                columns=[first, pd.Timestamp("2027-01-04"), dt.date(2027, 1, 5), "06/01/2027"],
            ).replace("Label 9 of one", "Label 2 of one")
            made = Schedule.from_frame(GROUP, table)
            assert made.horizon == Horizon("2027-01-04", "2027-01-06")
            assert [one.agreement for one in made.assignments] == [
                *["Label 2 of one"] * 2,
                *["PM: Label 1"] * 4,
            ]

    def test_two_rows_an_employee(self) -> None:
        table = pd.DataFrame(
            {
                "employee": [ONE, ONE, TWO],
                "demi-journée": ["matin", "PM", "PM"],
                "2027-01-04": ["- of one", "/ of one", None],
                "2027-01-05": [None, "- of one", "Label 2"],
            }
        )
        made = Schedule.from_frame(GROUP, table)
        assert [(one.date.day, one.half.name, one.employee, one.member) for one in made.assignments] == [
            (4, "AM", ONE, "-"),
            (4, "PM", ONE, "/"),
            (5, "PM", ONE, "-"),
            (5, "PM", TWO, "Label 2"),
        ]

    def test_columns_of_half_days(self) -> None:
        table = frame(**{"2027-01-04 AM": ["", "Label 2"], "2027-01-04 PM": ["- of one", ""]})
        made = Schedule.from_frame(GROUP, table)
        assert [(one.half.name, one.member) for one in made.assignments] == [("AM", "Label 2"), ("PM", "-")]

    def test_a_column_that_is_left_out_and_one_that_says_nobody_is_there(self) -> None:
        table = frame(_notes=["x", 3], d04=["", "Label 2"]).assign(**{"2028-01-01": ""})
        assert len(Schedule.from_frame(GROUP, table, WEEK).assignments) == 2

    def test_texts_that_mean_nowhere(self) -> None:
        table = frame(d04=["Congé", "RTT / Label 2"])
        made = Schedule.from_frame(GROUP, table, nowhere=["congé", "rtt"])
        assert [str(one.half_day) for one in made.assignments] == ["2027-01-04 PM"]

    def test_the_agreement_is_found_as_in_a_table_of_half_days(self) -> None:
        made = Schedule.from_frame(GROUP, frame(d04=["Label 1", ""]))
        assert made.assignments[0].agreement == "Label 1 of one"


class TestBadTables:
    @pytest.mark.parametrize(
        ("table", "told"),
        [
            (frame(d04=["Lable 9", ""]), "row 0, 2027-01-04: expected a member of the group, got 'Lable 9'"),
            (frame(d04=["", "Label 9"]), "row 1, 2027-01-04: expected a member that has an agreement"),
            (frame(d04=[3, ""]), "row 0, 2027-01-04: expected a name (text), got 3"),
            (frame(d04=["Label 1", ""]).replace(TWO, ONE), "row 1, employee: expected each employee once"),
            (frame(d04=["", "Label 2"]).replace(TWO, "Web"), "row 1, employee: expected an employee"),
            (frame(d04=["", "Label 2"]).replace(TWO, ""), "row 1, employee: expected an employee"),
            (frame(d04=["", ""]).replace(TWO, 7), "row 1, employee: expected a name (text), got 7"),
            (frame(d04=["", ""], d32=["", ""]), "2027-01-32: expected a date that exists"),
            (frame(d04=["", ""], Total=[1, 2]), "Total: expected a date, got 'Total'"),
            (frame(d04=["", ""], **{"04/01/2027 PM": ["", ""]}), "04/01/2027 PM: expected each date once"),
            (
                frame(**{"mar. 04/01/2027": ["", ""]}),
                "mar. 04/01/2027: expected the weekday of 2027-01-04, got 'mar. 04/01/2027'. It is a Monday",
            ),
            (frame(**{"2027-01-04 noon": ["", ""]}), '2027-01-04 noon: expected "AM" or "PM", got \'noon\''),
            (
                frame(half=["AM", "PM"], **{"2027-01-04 AM": ["", ""]}),
                "2027-01-04 AM: expected a date without a half",
            ),
            (frame(half=["noon", "PM"], d04=["", ""]), 'row 0, half: expected "AM" or "PM", got \'noon\''),
            (
                frame(half=["AM", "AM"], d04=["- of one", ""]).replace(TWO, ONE),
                "row 1, employee: expected each employee and half once",
            ),
            (
                frame(half=["AM", "PM"], d04=["Label 1 / Label 4", ""]),
                "row 0, 2027-01-04: expected a member of the group, got 'Label 1 / Label 4'",
            ),
            (frame(d04=["", ""]).rename(columns={"employee": "who"}), "who: expected a date, got 'who'"),
            (frame(d04=["", ""]).assign(**{"": ["x", ""]}), "row 0: expected cells under headings only"),
        ],
    )
    def test_one_fault_is_told_at_its_cell(self, table: pd.DataFrame, told: str) -> None:
        found = refused(table, WEEK)
        assert found[0].startswith(f"schedule, {told}"), found
        assert len(found) == 1 + ("who" in told)

    def test_a_table_without_employees(self) -> None:
        (found,) = refused(frame(d04=["", ""]).drop(columns="employee"))
        assert found.startswith("schedule: expected a column of employees, got '2027-01-04'.")

    def test_a_date_outside_the_horizon_is_told_once_at_its_heading(self) -> None:
        table = frame(d04=["Label 1", "Label 2"], d11=["Label 1", "Label 2"])
        assert refused(table, WEEK) == [
            (
                "schedule, 2027-01-11: expected a date of the horizon (2027-01-04 to 2027-01-10), "
                "got '2027-01-11'. Mend the heading, or widen the horizon."
            )
        ]

    def test_dates_that_no_plan_reaches(self) -> None:
        table = frame(d04=["", ""]).assign(**{"1900-01-01": ""})
        assert refused(table)[0].startswith("schedule: expected at most 100 years")

    def test_everything_wrong_is_told_at_once(self) -> None:
        table = pd.DataFrame(
            [[ONE, "Label 1", "?", None], ["Web", "x", Decimal("sNaN"), "y"], [None, "z", [], ""]],
            columns=["employee", "2027-01-04", "2027-01-04", "2028-01-01"],
            dtype=object,
        )
        places = [text.partition(": ")[0] for text in refused(table, WEEK)]
        assert places == [
            "schedule, 2027-01-04",
            "schedule, row 0, 2027-01-04",
            "schedule, row 1, employee",
            "schedule, row 1, 2027-01-04",
            "schedule, row 1, 2028-01-01",
            "schedule, row 2, employee",
            "schedule, row 2, 2027-01-04",
            "schedule, row 2, 2027-01-04",
        ]

    @pytest.mark.parametrize("nowhere", [["Label 1"], ["Label 1 of one"], [3], "Label 1"])
    def test_texts_that_cannot_mean_nowhere(self, nowhere: Any) -> None:
        (found,) = refused(frame(d04=["", ""]), nowhere=nowhere)
        assert found.startswith("nowhere: expected a text that ")

    def test_a_year_of_sixty_employees_is_quick(self) -> None:
        who = [f"Employee {number}" for number in range(60)]
        group = Group(
            "G",
            employees=map(Employee, who),
            members=[Member("Label 1")],
            agreements=[Agreement("Label 1", employee=name, days=3, per="week") for name in who],
        )
        days = [str(day) for day in Horizon("2027-01-01", "2027-12-31").dates]
        table = pd.DataFrame({"employee": who} | dict.fromkeys(days, "Label 1"))
        assert len(Schedule.from_frame(group, table).assignments) == 2 * 60 * 365
