import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from table_samples import ODD_NAMES, groups

from gesched.group import Agreement, Employee, Group, Member
from gesched.tables import group_from_frames, group_to_frames, read_group, write_group

QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@given(groups())
@QUICK
def test_frames_round_trip(group: Group) -> None:
    frames = group_to_frames(group)
    assert all(isinstance(text, str) for frame in frames.values() for text in frame.to_numpy().ravel())
    assert group_from_frames(frames) == group


@given(groups())
@QUICK
def test_csv_round_trip(group: Group) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_group(group, folder)
        assert read_group(folder) == group


@given(groups())
@QUICK
def test_workbook_round_trip(group: Group) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "group.xlsx"
        write_group(group, path)
        assert read_group(path) == group


def odd_group() -> Group:
    return Group(
        "Odd",
        employees=[
            Employee(name, skills=ODD_NAMES, authorised_members=ODD_NAMES, key=f"'{name}")
            for name in ODD_NAMES
        ],
        members=[Member(name, key=f"={name}") for name in ODD_NAMES],
        agreements=[Agreement(name, employee=name, days="1/3", name=f"\t{name}") for name in ODD_NAMES],
    )


@pytest.mark.parametrize("name", ["folder", "book.xlsx"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    group = odd_group()
    write_group(group, tmp_path / name)
    assert read_group(tmp_path / name) == group


@pytest.mark.parametrize("name", ["folder", "book.xlsx"])
def test_a_group_of_nothing(tmp_path: Path, name: str) -> None:
    group = Group("Empty")
    write_group(group, tmp_path / name)
    assert read_group(tmp_path / name) == group


def test_nobody_authorised_is_not_everybody_authorised() -> None:
    group = Group("G", employees=[Employee("A", authorised_members=[]), Employee("B")])
    frames = group_to_frames(group)
    assert list(frames["employees"]["authorised_members"]) == [";", ""]
    assert group_from_frames(frames) == group


def test_frames_have_columns_in_field_order_and_only_those_in_use() -> None:
    group = Group("G", employees=[Employee("A", zone="x", end="2027-12-31")], members=[Member("B")])
    frames = group_to_frames(group)
    assert list(frames) == ["group", "employees", "members", "agreements"]
    assert list(frames["employees"].columns) == ["name", "end", "zone"]
    assert list(frames["agreements"].columns) == ["member"]


def test_csv_files_are_what_pandas_reads(tmp_path: Path) -> None:
    write_group(odd_group(), tmp_path / "g")
    table = pd.read_csv(
        tmp_path / "g" / "members.csv", sep=";", decimal=",", dtype=str, keep_default_na=False
    )
    assert list(table.columns) == ["name", "key"]
    assert table["name"][0] == "Éditions d'Été"
