"""Groups of DataFrames, and single cells, headings and places to write to."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue, InputError
from gesched.group import Agreement, Employee, Group, Member
from gesched.tables import group_from_frames, group_to_frames, write_group
from gesched.tables.cells import cell_text, number_text
from gesched.tables.csv_files import as_written, defused
from gesched.tables.headings import KINDS, column_of, setting_of, table_of
from gesched.timeline import Half, Hours, Per, parse_when


def test_frames_of_any_types() -> None:
    group = group_from_frames(
        {
            "Salariés": pd.DataFrame(
                {
                    "nom": ["A", "B"],
                    "skills": [["web", "SEO; more"], None],
                    "start": [pd.Timestamp("2027-01-04"), pd.NaT],
                    "works_holidays": [[dt.date(2027, 5, 1)], float("nan")],
                    "works": [parse_when("Mon-Thu"), pd.NA],
                }
            ),
            "members": pd.DataFrame({"name": [1, 2.0]}, dtype=object),
            "agreements": pd.DataFrame(
                {
                    "member": ["1", 2],
                    "employee": ["A", "B"],
                    "days": [np.float64(3.5), Fraction(1, 3)],
                    "per": [Per.WEEK, None],
                    "at_once": [np.int64(1), 1.0],
                }
            ),
            "absences": pd.DataFrame(
                {
                    "employee": ["A"],
                    "first": [np.datetime64("2027-08-02")],
                    "first_half": pd.Series([Half.PM], dtype=object),
                }
            ),
        },
        name="G",
    )
    assert group == Group(
        "G",
        employees=[
            Employee(
                "A",
                skills=["web", "SEO; more"],
                start="2027-01-04",
                works_holidays="2027-05-01",
                works="Mon-Thu",
            ),
            Employee("B"),
        ],
        members=[Member("1"), Member("2")],
        agreements=[
            Agreement("1", employee="A", days=3.5, per="week"),
            Agreement("2", employee="B", days="1/3"),
        ],
        absences=group.absences,
    )
    assert str(group.absences[0].span) == "2027-08-02 PM to 2027-08-02"


def test_frames_without_a_name() -> None:
    tables = ("employees", "members")
    frames = {table: pd.DataFrame({"name": []}) for table in tables} | {
        "agreements": pd.DataFrame({"member": []})
    }
    assert group_from_frames(frames).name == "Group"
    frames["group"] = pd.DataFrame({"setting": ["name"], "value": ["Mix"]})
    assert group_from_frames(frames).name == "Mix"
    assert group_from_frames(frames, name="Other").name == "Other"


def test_house_rules_are_not_written() -> None:
    class Rule:
        id = "at most one"

        def names(self) -> tuple[str, ...]:
            return ()

        def without(self, name: str) -> "Rule | None":
            return None if name == "A" else self

    with pytest.raises(InputError, match="at most one"):
        group_to_frames(Group("G", rules=[Rule()]))


def test_patterns_of_ones_own_are_not_written() -> None:
    class Always:
        def covers(self, day: dt.date, half: Half) -> bool:
            return day.year > half

        def __str__(self) -> str:
            return "Mon-Sun"

    with pytest.raises(InputError) as caught:
        group_to_frames(Group("G", members=[Member("A"), Member("B", opens=Always())]))
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("members", 1, "opens")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("NA", "NA"), (" x ", " x "), (None, ""),
        (float("nan"), ""), (pd.NaT, ""), (pd.NA, ""), (Decimal("NaN"), ""), (Decimal("sNaN"), ""),
        (3.0, "3"), (3.5, "3.5"), (np.float32(0.5), "0.5"), (-2, "-2"), (float("inf"), "inf"),
        (1e300, "1e+300"),
        (Decimal("3.50"), "3.50"), (Decimal("1E+3"), "1000"), (Decimal("1E+999999"), "1E+999999"),
        (Decimal("Infinity"), "Infinity"), (Fraction(1, 3), "1/3"), (Fraction(-1, 3), "-1/3"), (True, "TRUE"),
        (np.bool_(False), "FALSE"), (dt.date(2027, 1, 31), "2027-01-31"),
        (pd.Timestamp("2027-01-31", tz="Europe/Paris"), "2027-01-31"),
        (pd.Timestamp("2027-01-31 10:00"), "2027-01-31 10:00:00"), (dt.time(8, 30), "08:30:00"),
        (Half.PM, "PM"),
        (Per.YEAR, "year"), (Hours.parse("8h-12h, 13h-17h"), "08:00-12:00, 13:00-17:00"),
        (["b", "a;c"], '"a;c"; b'),
        ((), ";"), ([dt.date(2027, 1, 2)], "2027-01-02"),
    ],
)  # fmt: skip
def test_one_cell(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.fractions(0, 10**9 - 1, max_denominator=10**12))
def test_numbers_are_exact(number: Fraction) -> None:
    assert Agreement("A", employee="B", days=number_text(number)).days == number


@given(st.text() | st.text(st.sampled_from("'=+-@\t\r\n x"), max_size=6))
def test_defusing_is_taken_back(text: str) -> None:
    written = defused(text)
    assert as_written(written) == text
    assert written.lstrip("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")[:1] not in {
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
    }


def test_every_column_and_table_knows_itself() -> None:
    for kind in KINDS.values():
        assert table_of(kind.name.upper()) == kind.name
        for column in kind.columns:
            assert column_of(kind.name, column.replace("_", " ").title()) == column
    assert setting_of("Jours  fériés") == "holidays"


@pytest.mark.parametrize("name", ["x.csv", "x.xls", "x.xlsm", "there"])
def test_what_cannot_be_written_to(tmp_path: Path, name: str) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(BadValue, match=r"ends in \.xlsx"):
        write_group(Group("G"), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
