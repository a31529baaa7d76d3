"""Schedules that somebody made in a spreadsheet."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_samples import ODD_NAMES

from gesched.errors import InputError
from gesched.group import Agreement, Employee, Group, Ledger, Member
from gesched.schedule import Assignment, Schedule
from gesched.tables import errors_to_frame, read_schedule
from gesched.tables.csv_files import csv_bytes
from gesched.timeline import Half, Horizon

ONE, TWO = "Web marketer 1", "Web marketer 2"
GROUP = Group(
    "Paris Mix",
    employees=[Employee(ONE, skills="web marketing"), Employee(TWO)],
    members=[Member("Label 1"), Member("Label 2"), Member("2027")],
    agreements=[
        Agreement("Label 1", employee=ONE, days=30, name="first"),
        Agreement("Label 2", employee=TWO, days=30, name="second"),
        Agreement("2027", employee=TWO, days=30, name="third"),
        Agreement("Label 1", skill="web marketing", days=30, name="by skill"),
    ],
)
MONDAY = dt.date(2027, 1, 4)
MADE = Schedule(
    GROUP,
    Horizon("2027-01-04", "2027-01-06"),
    (
        Assignment(MONDAY, Half.AM, ONE, "Label 1", "first"),
        Assignment(MONDAY, Half.PM, ONE, "Label 1", "first"),
        Assignment(MONDAY, Half.PM, TWO, "Label 2", "second"),
        Assignment(dt.date(2027, 1, 6), Half.AM, TWO, "Label 2", "second"),
        Assignment(dt.date(2027, 1, 6), Half.PM, TWO, "2027", "third"),
    ),
)

FILES = {
    "English, a row a half-day": """date;half;employee;member;agreement
2027-01-06;AM;Web marketer 2;Label 2;
2027-01-04;AM;Web marketer 1;Label 1;first

2027-01-04;PM;Web marketer 1;Label 1;first
2027-01-04;PM;Web marketer 2;Label 2;second
06/01/2027;PM;Web marketer 2;2027;third
""",
    "French, with titles above": """Planning;;;;
édité le;03/01/2027;;;

Salarié(e);Jour;Demi-journée;Adhérent;_note
Web marketer 2;06/01/2027;matin;Label 2;x
Web marketer 1;04/01/2027;matin;Label 1
Web marketer 1;04/01/2027;après-midi;Label 1
Web marketer 2;04/01/2027;PM;Label 2
Web marketer 2;06/01/2027;PM;2027
;;;;only a note
""",
    "wide": """;2027-01-04;2027-01-05;2027-01-06
Web marketer 1;first;;
Web marketer 2;/ Label 2;;Label 2 / 2027
""",
    "wide, French, with titles above and commas": """Planning du 04/01/2027 au 06/01/2027
,"Semaine 1, 2027",,,
du,04/01/2027,au,06/01/2027,
Salarié,lun. 04/01/2027,mar. 05/01/2027,mer. 06/01/2027,#total
Web marketer 1,first,off,-,1
Web marketer 2,PM: Label 2,OFF,matin Label 2 / 2027,"1,5"
""",
    "wide, two rows an employee": """employee;half;2027-01-04;2027-01-05;2027-01-06
Web marketer 1;AM;first;;
Web marketer 1;PM;first;;
Web marketer 2;AM;;;Label 2
Web marketer 2;PM;Label 2;;2027
""",
    "wide, columns of half-days": """Nom;2027-01-04 AM;2027-01-04 PM;2027-01-05;2027-01-06 AM;2027-01-06 PM
Web marketer 1;first;first;;
Web marketer 2;;Label 2;;second;third
""",
}


def written(folder: Path, text: str, name: str = "schedule.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]], merged: str = "", title: str = "Planning") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    book.create_sheet("_notes").append(["x"])
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    book.create_sheet("Other").append(["y"])
    path = folder / "schedule.xlsx"
    book.save(path)
    return path


def refused(path: Path, horizon: Horizon | None = None, **given_: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read_schedule(path, GROUP, horizon, **given_)
    return caught.value


class TestWhatIsRead:
    @pytest.mark.parametrize("form", FILES)
    def test_every_form_says_the_same(self, tmp_path: Path, form: str) -> None:
        path = written(tmp_path, FILES[form])
        assert read_schedule(path, GROUP, MADE.horizon, nowhere=["off", "-"]) == MADE
        assert read_schedule(path, GROUP, nowhere=["off", "-"]) == MADE

    @pytest.mark.parametrize("form", FILES)
    def test_in_windows_encoding_with_tabs(self, tmp_path: Path, form: str) -> None:
        path = tmp_path / "schedule.tsv"
        separator = "," if "commas" in form else ";"
        path.write_bytes(FILES[form].replace(separator, "\t").encode("cp1252"))
        assert read_schedule(path, GROUP, nowhere=["off", "-"]) == MADE

    def test_a_workbook_as_people_make_them(self, tmp_path: Path) -> None:
        days = [MONDAY + dt.timedelta(days=day) for day in range(3)]
        rows: list[list[Any]] = [
            ["Planning 2027"],
            [],
            ["Salariée", *days],
            [ONE, "first", None, None],
            [TWO, "/ Label 2", None, "Label 2 / 2027"],
        ]
        path = workbook(tmp_path, rows, merged="A1:D1")
        for sheet in (None, "Planning", "planning"):
            assert read_schedule(path, GROUP, sheet=sheet) == MADE

    def test_a_workbook_with_numbers_for_names(self, tmp_path: Path) -> None:
        path = workbook(tmp_path, [["employee", MONDAY], [TWO, 2027]])
        assert {one.member for one in read_schedule(path, GROUP).assignments} == {"2027"}

    def test_the_ledger_and_the_horizon_are_taken(self, tmp_path: Path) -> None:
        path = written(tmp_path, FILES["wide"])
        made = read_schedule(path, GROUP, Horizon("2027-01-01", "2027-01-31"), ledger=Ledger({"first": 3}))
        assert (len(made.horizon), made.ledger["first"]) == (31, 3)

    def test_the_history_is_taken(self, tmp_path: Path) -> None:
        earlier = Schedule(GROUP, Horizon("2026-12-01", "2026-12-31"))
        path = written(tmp_path, FILES["English, a row a half-day"])
        assert read_schedule(path, GROUP, history=earlier).history == earlier
        table = read_schedule(path, GROUP).to_frame()
        assert Schedule.from_frame(GROUP, table, history=earlier).history == earlier

    def test_more_dates_than_a_table_of_a_group_has_columns(self, tmp_path: Path) -> None:
        year = Schedule(GROUP, Horizon("2027-01-01", "2028-12-31"), MADE.assignments)
        table = year.to_wide()
        path = tmp_path / "schedule.csv"
        path.write_bytes(csv_bytes(list(table.columns), table.to_numpy().tolist()))
        assert read_schedule(path, GROUP) == year


NAMES = [name for name in ODD_NAMES if name != "_x000D_"]
ODD = Group(
    "Odd",
    employees=[Employee(name) for name in NAMES],
    members=[Member(name) for name in NAMES],
    agreements=[Agreement(name, employee=name, days=3, name=name) for name in NAMES]
    + [Agreement(name, employee=NAMES[0], days=3, name=f"{name} too") for name in NAMES[1:]],
)


@given(st.lists(st.sampled_from(ODD.agreements), min_size=6, max_size=6))
@settings(max_examples=20)
def test_what_is_written_wide_is_read_back(agreements: list[Agreement]) -> None:
    """Whatever the names, as CSV and as a workbook."""
    horizon = Horizon(MONDAY, "2027-01-06")
    made = Schedule(
        ODD,
        horizon,
        tuple(
            Assignment(*moment, agreement.employee or "", agreement.member, agreement.name)
            for moment, agreement in zip(horizon.half_days, agreements, strict=True)
        ),
    )
    for table in (made.to_wide(), made.to_frame()):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "schedule.csv"
            path.write_bytes(csv_bytes(list(table.columns), table.astype(str).to_numpy().tolist()))
            assert read_schedule(path, ODD, horizon) == made
            assert read_schedule(_book_of(table, Path(folder)), ODD, horizon) == made


def _book_of(table: pd.DataFrame, folder: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(table.columns))
    for row in table.itertuples(index=False):
        book.active.append([None] * len(row))
        for at, value in enumerate(row, start=1):
            cell = book.active.cell(book.active.max_row, at, value)
            if isinstance(value, str):
                cell.data_type = "s"
    path = folder / "schedule.xlsx"
    book.save(path)
    return path


LONG = "date;half;employee;member\n"
WIDE = "employee;2027-01-04;2027-01-05\n"
BAD: list[tuple[str, str, tuple[int | None, str], str]] = [
    (
        "employee",
        f"{LONG}2027-01-04;AM;Web marketeer 1;Label 1",
        (2, "employee"),
        "Did you mean 'Web marketer 1'?",
    ),
    ("member", f"{LONG}2027-01-04;AM;{ONE};Lable 1", (2, "member"), "Did you mean 'Label 1'?"),
    ("date", f"{LONG}\n31/02/2027;AM;{ONE};Label 1", (3, "date"), "a date that exists"),
    ("half", f"{LONG}2027-01-04;noon;{ONE};Label 1", (2, "half"), '"AM" or "PM"'),
    ("no agreement", f"{LONG}2027-01-04;AM;{ONE};Label 2", (2, "member"), "has an agreement for"),
    (
        "another's agreement",
        f"{LONG[:-1]};agreement\n2027-01-04;AM;{ONE};Label 1;second",
        (2, "agreement"),
        "an agreement of 'Label 1'",
    ),
    ("outside", f"{LONG}2027-02-04;AM;{ONE};Label 1", (2, "date"), "a date of the horizon"),
    ("twice", f"{LONG}{f'2027-01-04;AM;{ONE};Label 1{chr(10)}' * 2}", (3, "employee"), "Row 2 has it"),
    ("French heading", f"jour;demi-journée;salarié;adhérent\nx;AM;{ONE};Label 1", (2, "jour"), "a date"),
    (
        "unknown column",
        f"{LONG[:-1]};note\n2027-01-04;AM;{ONE};Label 1;x",
        (1, "note"),
        "Start the heading with _",
    ),
    ("misspelt column", "date;half;employe;membr\n", (1, "membr"), "Did you mean 'membre'?"),
    ("missing column", "date;half;member\n", (1, "employee"), "a column 'employee'"),
    ("column twice", "date;jour;half;employee;member\n", (1, "jour"), "The column 'date' says the same"),
    ("stray cell", f"{LONG}2027-01-04;AM;{ONE};Label 1;x", (2, ""), "under headings"),
    ("wide: employee", f"{WIDE}Web marketeer 1;;", (2, "employee"), "Did you mean 'Web marketer 1'?"),
    ("wide: member", f"{WIDE}{ONE};;Label 1 / Lable 1", (2, "2027-01-05"), "Did you mean 'Label 1'?"),
    ("wide: no agreement", f"{WIDE}{ONE};;Label 2", (2, "2027-01-05"), "has an agreement for"),
    ("wide: outside", f"employee;2027-02-04\n{ONE};Label 1", (1, "2027-02-04"), "a date of the horizon"),
    ("wide: twice", f"{WIDE}{ONE};;\n{TWO};;\n{ONE};;", (4, "employee"), "Row 2 has it already"),
    ("wide: date twice", f"employee;2027-01-04;lun. 04/01/2027\n{ONE};;", (1, "lun. 04/01/2027"), "once"),
    ("wide: no such date", f"employee;2027-01-04;32/01/2027\n{ONE};;", (1, "32/01/2027"), "that exists"),
    ("wide: stray cell", f"{WIDE}{ONE};;;x", (2, ""), "under headings"),
    ("wide: total", f"employee;2027-01-04;Total\n{ONE};;1", (1, "Total"), "a date"),
    ("no header", "a;b\nc;d", (1, ""), "a header with dates, or with the columns"),
    ("empty", "\n;;\n \n", (None, ""), "a header row"),
    ("open quote", f'{WIDE}{ONE};"Label 1', (2, ""), "Close each double quote"),
    ("two years", "employee;04/01/27;05/01/27\n", (1, "04/01/27"), "four digits"),
]


class TestErrors:
    @pytest.mark.parametrize(("text", "place", "fragment"), [bad[1:] for bad in BAD], ids=[b[0] for b in BAD])
    def test_one_fault_is_told_at_its_cell(
        self, tmp_path: Path, text: str, place: tuple[int | None, str], fragment: str
    ) -> None:
        error = refused(written(tmp_path, text), Horizon("2027-01-01", "2027-01-31"))
        problem = error.problems[0]
        assert (problem.source, problem.row, problem.column) == ("schedule.csv", *place), str(error)
        assert fragment in str(problem)
        assert len(error.problems) <= 2
        assert "\n" not in str(problem)

    def test_everything_wrong_at_once_as_a_table(self, tmp_path: Path) -> None:
        text = f"{WIDE}{ONE};Label 2;x\nWeb;Lable 1;\n{ONE};;y\n"
        table = errors_to_frame(refused(written(tmp_path, text)))
        assert set(table["source"]) == {"schedule.csv"}
        assert list(zip(table["row"], table["column"], table["value"], strict=True)) == [
            (2, "2027-01-05", "x"),
            (2, "2027-01-04", "Label 2"),
            (3, "employee", "Web"),
            (3, "2027-01-04", "Lable 1"),
            (4, "employee", ONE),
            (4, "2027-01-05", "y"),
        ]

    def test_what_is_wrong_with_headings_and_rows_at_once(self, tmp_path: Path) -> None:
        text = f"{LONG[:-1]};note\nx;AM;{ONE};Label 1;x\n;;;;;stray"
        found = [(problem.row, problem.column) for problem in refused(written(tmp_path, text)).problems]
        assert found == [(1, "note"), (2, "date"), (3, "")]

    @pytest.mark.parametrize(
        ("rows", "merged", "place", "fragment"),
        [
            ([["employee", MONDAY], [ONE, "=A1"]], "", (2, "2027-01-04"), "not a formula, got '=A1'"),
            ([["employee", MONDAY], ["=A1", "Label 1"]], "", (2, "employee"), "not a formula"),
            ([["employee", MONDAY, "=B1+1"]], "", (1, ""), "not a formula"),
            ([["employee", MONDAY], [ONE, 3.5]], "", (2, "2027-01-04"), "got '3.5'"),
            ([["employee", MONDAY, MONDAY]], "", (1, "2027-01-04"), "each date once"),
            ([["employee", MONDAY, None], [ONE, "Label 1"]], "B2:C2", (None, ""), "got 'B2:C2'"),
            ([["employee", "date", "half", "member"], [ONE, "=1", "AM", "x"]], "", (2, "date"), "formula"),
        ],
    )
    def test_workbooks(
        self,
        tmp_path: Path,
        rows: list[list[Any]],
        merged: str,
        place: tuple[int | None, str],
        fragment: str,
    ) -> None:
        problem = refused(workbook(tmp_path, rows, merged)).problems[0]
        assert (problem.source, problem.row, problem.column) == ("schedule.xlsx, sheet Planning", *place)
        assert fragment in str(problem)

    def test_a_sheet_that_is_not_there(self, tmp_path: Path) -> None:
        path = workbook(tmp_path, [["x"]])
        assert "Did you mean 'Planning'?" in str(refused(path, sheet="Plannings"))
        assert "a header with dates" in str(refused(path, sheet="other"))

    @pytest.mark.parametrize(
        ("name", "fragment"),
        [
            ("schedule.json", "load_schedule reads"),
            ("feed.ics", "read_calendars reads"),
            ("schedule.ods", "Save it as .xlsx"),
            ("schedule.csb", "Did you mean 'schedule.csv'?"),
            ("none/schedule.csv", "no folder"),
            (".", "Pass the file itself."),
        ],
    )
    def test_paths_that_lead_to_no_table(self, tmp_path: Path, name: str, fragment: str) -> None:
        for other in ("schedule.csv", "schedule.json", "feed.ics", "schedule.ods"):
            written(tmp_path, "x", other)
        assert fragment in str(refused(tmp_path / name))

    def test_a_damaged_workbook(self, tmp_path: Path) -> None:
        assert "an .xlsx workbook" in str(refused(written(tmp_path, "PK\x03\x04", "schedule.xlsx")))
        assert "an Excel workbook" in str(refused(written(tmp_path, "PK\x03\x04")))
