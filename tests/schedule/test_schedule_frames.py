import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesched.errors import InputError
from gesched.group import Agreement, Employee, Group, Ledger, Member
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon, french_holidays

COLUMNS = ["date", "half", "employee", "member", "agreement"]
ONE, TWO = "Web marketer 1", "Web marketer 2"
MARCH = Horizon("2027-03-01", "2027-03-31")
GROUP = Group(
    "Paris Mix",
    employees=[Employee(ONE, skills="web marketing"), Employee(TWO), Employee("nan")],
    members=[Member("Label 1"), Member("Label 2"), Member("Label 3")],
    agreements=[
        Agreement("Label 1", employee=ONE, days=3),
        Agreement("Label 2", employee=TWO, days=3, name="Second"),
        Agreement("Label 2", skill="web marketing", days=3, name="By skill"),
    ],
    holidays=french_holidays(),
)
FIRST = GROUP.agreements[0].name
POSSIBLE = ((ONE, "Label 1", FIRST), (TWO, "Label 2", "Second"), (ONE, "Label 2", "By skill"))
GOOD = ("2027-03-01", "AM", ONE, "Label 1", FIRST)


def frame(*rows: Sequence[object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS, dtype=object)


def row(**cells: object) -> list[object]:
    return list((dict(zip(COLUMNS, GOOD, strict=True)) | cells).values())


def refused(table: Any, horizon: Horizon | None = MARCH) -> list[str]:
    with pytest.raises(InputError) as caught:
        Schedule.from_frame(GROUP, table, horizon)
    return [str(problem) for problem in caught.value.problems]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    moments = draw(
        st.lists(st.tuples(st.dates(MARCH.first, MARCH.last), st.sampled_from(Half)), unique=True, max_size=9)
    )
    chosen = [Assignment(*moment, *draw(st.sampled_from(POSSIBLE))) for moment in moments]
    return Schedule(GROUP, MARCH, tuple(chosen), Ledger({FIRST: draw(st.integers(-2, 2))}))


class TestToFrame:
    made = Schedule(
        GROUP,
        MARCH,
        (
            Assignment(dt.date(2027, 3, 2), Half.PM, TWO, "Label 2", "Second"),
            Assignment(dt.date(2027, 3, 1), Half.AM, ONE, "Label 1", FIRST),
        ),
    )

    def test_a_row_a_half_day_sorted(self) -> None:
        table = self.made.to_frame()
        assert list(table.columns) == COLUMNS
        assert [tuple(cells) for cells in table.itertuples(index=False)] == [
            (pd.Timestamp("2027-03-01"), "AM", ONE, "Label 1", FIRST),
            (pd.Timestamp("2027-03-02"), "PM", TWO, "Label 2", "Second"),
        ]

    def test_an_empty_schedule_has_the_same_columns_and_types(self) -> None:
        empty = Schedule(GROUP, MARCH).to_frame()
        assert empty.empty
        assert list(empty.columns) == COLUMNS
        assert empty["date"].dtype.kind == self.made.to_frame()["date"].dtype.kind == "M"


class TestRoundTrip:
    @given(schedules())
    @settings(max_examples=50)
    def test_the_table_reads_back_to_an_equal_schedule(self, schedule: Schedule) -> None:
        again = Schedule.from_frame(GROUP, schedule.to_frame(), MARCH, ledger=schedule.ledger)
        assert again == schedule

    @given(schedules(), st.randoms())
    @settings(max_examples=25)
    def test_as_csv_in_any_order(self, schedule: Schedule, random: Any) -> None:
        table = schedule.to_frame()
        order = random.sample(range(len(table)), len(table))
        text = table.iloc[order].astype(str)
        assert Schedule.from_frame(GROUP, text, MARCH, ledger=schedule.ledger) == schedule

    def test_an_agreement_with_the_longest_names(self) -> None:
        who, where = "e" * 300, "m" * 300
        group = Group(
            "G",
            employees=[Employee(who)],
            members=[Member(where)],
            agreements=[Agreement(where, employee=who, days=1)],
        )
        one = Assignment(MARCH.first, Half.AM, who, where, group.agreements[0].name)
        schedule = Schedule(group, MARCH, (one,))
        assert Schedule.from_frame(group, schedule.to_frame(), MARCH) == schedule


class TestWhatIsRead:
    def test_the_horizon_goes_from_the_first_date_to_the_last(self) -> None:
        made = Schedule.from_frame(GROUP, frame(row(date="2027-03-09"), row(date="2027-03-02")))
        assert made.horizon == Horizon("2027-03-02", "2027-03-09")

    @pytest.mark.parametrize(
        "day",
        [
            "2027-03-01",
            " 01/03/2027 ",
            dt.date(2027, 3, 1),
            dt.datetime(2027, 3, 1, tzinfo=dt.UTC),
            pd.Timestamp("2027-03-01"),
        ],
    )
    def test_dates(self, day: object) -> None:
        assert Schedule.from_frame(GROUP, frame(row(date=day)), MARCH).assignments[0].date == MARCH.first

    @pytest.mark.parametrize("half", ["PM", "pm", "après-midi", Half.PM])
    def test_halves(self, half: object) -> None:
        assert Schedule.from_frame(GROUP, frame(row(half=half)), MARCH).assignments[0].half is Half.PM

    @pytest.mark.parametrize("blank", [None, np.nan, pd.NaT, pd.NA, "", "  "])
    def test_a_blank_agreement_is_found(self, blank: object) -> None:
        (one,) = Schedule.from_frame(GROUP, frame(row(agreement=blank)), MARCH).assignments
        assert one.agreement == FIRST

    def test_a_table_without_agreements_other_columns_and_any_index(self) -> None:
        table = frame(GOOD, row(half="PM")).drop(columns="agreement")
        table = table.assign(note="x", employee=table["employee"].astype("category")).set_index("note")
        assert len(Schedule.from_frame(GROUP, table, MARCH).assignments) == 2

    def test_an_empty_table_with_a_horizon_is_an_empty_schedule(self) -> None:
        for table in (frame(), frame().drop(columns="agreement"), Schedule(GROUP, MARCH).to_frame()):
            assert Schedule.from_frame(GROUP, table, MARCH) == Schedule(GROUP, MARCH)

    def test_the_table_is_left_as_it_is(self) -> None:
        table = frame(GOOD, row(half="PM", agreement=None))
        before = table.copy(deep=True)
        Schedule.from_frame(GROUP, table, MARCH)
        pd.testing.assert_frame_equal(table, before)


class TestBadTables:
    def test_an_empty_table_without_a_horizon(self) -> None:
        assert refused(frame(), None) == ["schedule: expected at least one row, or a horizon, got 0."]

    def test_missing_columns(self) -> None:
        table = frame(GOOD).rename(columns={"employee": "employees", "half": "x"})
        assert refused(table) == [
            (
                "schedule, half: expected a column of this name, "
                "got 'date, x, employees, member, agreement'. "
                "Known: 'agreement', 'date', 'employees', 'member', 'x'."
            ),
            (
                "schedule, employee: expected a column of this name, "
                "got 'date, x, employees, member, agreement'. Did you mean 'employees'?"
            ),
        ]

    def test_no_column_at_all(self) -> None:
        assert len(refused(pd.DataFrame())) == 4

    @pytest.mark.parametrize("column", COLUMNS)
    def test_a_column_twice(self, column: str) -> None:
        table = pd.concat([frame(GOOD), frame(GOOD)[[column]]], axis=1)
        assert refused(table) == [f"schedule, {column}: expected one column of this name, got 2."]

    @pytest.mark.parametrize("table", [None, [GOOD], {"date": []}])
    def test_no_table(self, table: object) -> None:
        assert refused(table)[0].startswith("schedule: expected a DataFrame, got ")

    @pytest.mark.parametrize("missing", [None, np.nan, pd.NaT, pd.NA])
    def test_nothing_in_a_cell(self, missing: object) -> None:
        """Not even where somebody is called like what pandas shows."""
        found = refused(frame(row(date=missing, half=missing, employee=missing, member=missing)))
        places = [text.partition(": expected ")[::2] for text in found]
        shown = repr(missing)
        assert [place for place, _ in places] == [f"schedule, row 0, {column}" for column in COLUMNS[:-1]]
        assert [text.partition(f", got {shown}.")[0] for _, text in places] == [
            "a date",
            '"AM" or "PM"',
            "a name (text)",
            "a name (text)",
        ]

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("date", 20270301),
            ("date", 44.5),
            ("date", "2027-02-30"),
            ("date", "1/3/27"),
            ("half", True),
            ("half", 1),
            ("half", "noon"),
            ("employee", 5),
            ("employee", ["Web marketer 1"]),
            ("member", b"Label 1"),
            ("member", "Label 9"),
            ("agreement", 5),
            ("agreement", Decimal(1)),
            ("agreement", "First"),
            ("agreement", ["First"]),
        ],
    )
    def test_wrong_values(self, column: str, value: object) -> None:
        (found,) = refused(frame(GOOD, row(**({"half": "PM"} | {column: value}))))
        assert found.startswith(f"schedule, row 1, {column}: expected ")
        assert f"got {value!r}." in found

    def test_wrong_dtypes(self) -> None:
        table = pd.DataFrame(
            {"date": [1, 2], "half": [0.5, 1.5], "employee": [1, 2], "member": [True, False]}
        )
        assert len(refused(table)) == 8

    def test_a_member_that_has_no_agreement_for_the_employee(self) -> None:
        assert refused(frame(row(member="Label 3", agreement=None))) == [
            (
                "schedule, row 0, member: expected a member that has an agreement for 'Web marketer 1', "
                "got 'Label 3'. Add an agreement, or mend the name."
            )
        ]

    def test_everything_wrong_is_told_at_once(self) -> None:
        table = frame(
            row(),
            row(date="2027-04-01", employee="Web marketer 7"),
            row(member="Label 2"),
            row(half="noon", agreement=None),
            row(employee=TWO, agreement=None),
            row(half="PM", agreement="nothing"),
        )
        places = [text.partition(": ")[0] for text in refused(table)]
        assert places == [
            "schedule, row 1, employee",
            "schedule, row 1, date",
            "schedule, row 2, agreement",
            "schedule, row 2, employee",
            "schedule, row 3, half",
            "schedule, row 4, member",
            "schedule, row 5, agreement",
        ]

    def test_dates_that_no_plan_reaches(self) -> None:
        found = refused(frame(row(date="1900-03-01"), row(date="2027-03-01")), None)
        assert found == [
            (
                "schedule, date: expected at most 100 years, got '1900-03-01 to 2027-03-01'. "
                "Check the years of the two dates."
            )
        ]
        found = refused(frame(row(date="2927-03-01", agreement=None)), None)
        assert found[0].startswith("schedule, date: expected a year whose French public holidays are known")

    def test_thousands_of_bad_rows(self) -> None:
        assert len(refused(frame(*[row(half="x", employee="y")] * 2000))) == 4000
