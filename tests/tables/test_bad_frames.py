from typing import Any

import pandas as pd
import pytest

from gesched.errors import InputError
from gesched.tables import group_from_frames


def agreement(member: str, days: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {"member": [member], "employee": ["Web marketer 1"], "days": pd.Series([days], dtype=object)}
    )


def absence(first: Any) -> pd.DataFrame:
    return pd.DataFrame({"employee": ["Web marketer 1"], "first": [first]})


def frames() -> dict[str, pd.DataFrame]:
    return {
        "employees": pd.DataFrame({"name": ["Web marketer 1"]}),
        "members": pd.DataFrame({"name": ["Label 1", "Label 2"]}, index=[7, 7]),
        "agreements": agreement("Label 1", 3.5),
    }


def test_a_name_that_is_none() -> None:
    with pytest.raises(InputError, match="group, name: expected a name on one line"):
        group_from_frames(frames(), name="a\nb")


@pytest.mark.parametrize(
    ("table", "frame", "place", "fragment"),
    [
        ("members", pd.DataFrame({"name": ["Label 1", "Label 1"]}, index=[5, 9]), (1, "name"), "no other"),
        ("agreements", agreement("Label 9", 1), (0, "member"), "a member"),
        ("agreements", agreement("Label 1", float("nan")), (0, "days"), "either days or a share"),
        ("agreements", agreement("Label 1", float("inf")), (0, "days"), "a number"),
        ("agreements", agreement("Label 1", 10**5000), (0, "days"), "a number"),
        ("members", pd.DataFrame([["a", "b"]], columns=["name", "name"]), (None, "name"), "delete one"),
        ("members", pd.DataFrame([["Label 1", "b"]]), (None, "0"), "a column"),
        ("members", pd.DataFrame(), (None, "name"), "a column 'name'"),
        ("members", ["Label 1"], (None, ""), "a DataFrame"),
        ("members", pd.DataFrame([range(201)]), (None, ""), "200 columns"),
        ("member company", pd.DataFrame(), (None, ""), "a table of a group"),
        ("absences", absence(pd.Timestamp("2027-01-04 10:30")), (0, "first"), "a date"),
        ("absences", absence(pd.NaT), (0, "first"), "a date"),
        ("absences", absence(46000), (0, "first"), "a date"),
    ],
)
def test_frames_are_told_by_position(
    table: str, frame: pd.DataFrame, place: tuple[int | None, str], fragment: str
) -> None:
    with pytest.raises(InputError) as caught:
        group_from_frames({**frames(), table: frame}, name="G")
    problem = caught.value.problems[0]
    assert (problem.table, problem.row, problem.column) == (table, *place), str(caught.value)
    assert fragment in str(problem)
