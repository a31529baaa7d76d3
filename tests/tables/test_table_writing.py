import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from table_samples import ODD_NAMES, SMALL, snapshot, write_files

from gesched.errors import InputError
from gesched.group import Closure, Employee, Group, Member, Site
from gesched.tables import read_group, write_group
from gesched.timeline import as_holidays

LIVE = ("=", "+", "-", "@", "\t", "\r")


def group() -> Group:
    return Group(
        "Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member("Label 1"), Member("=cmd()")],
        closures=[Closure("Label 1", "2027-08-02")],
    )


def test_a_folder_gets_one_file_a_table(tmp_path: Path) -> None:
    folder = write_group(group(), tmp_path / "new" / "Mix")
    assert sorted(snapshot(tmp_path)) == [
        f"new/Mix/{name}.csv" for name in ("agreements", "closures", "employees", "group", "members")
    ]
    assert (folder / "members.csv").read_bytes() == b"\xef\xbb\xbfname\r\nLabel 1\r\n'=cmd()\r\n"


def test_stale_tables_go_and_other_files_stay(tmp_path: Path) -> None:
    stale = {"Adhérents.csv": "nom\nX\n", "absences.csv": "x", "members.csv": "old", "SITES.TSV": "name\n"}
    others = {"_members.csv": "notes", "costs.ods": "x", "readme.md": "x", ".members.csv": "x"}
    folder = write_files(tmp_path / "Mix", {**stale, **others})
    (folder / "archive").mkdir()
    write_group(group(), folder)
    assert {name: text for name, text in snapshot(folder).items() if name in others} == {
        name: text.encode() for name, text in others.items()
    }
    assert not {*stale} - {"members.csv"} & {*snapshot(folder)}
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["archive"]
    assert read_group(folder) == group()


@pytest.mark.parametrize("failing", range(11))
def test_a_failure_in_the_middle_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    folder = write_files(tmp_path / "Mix", {**SMALL, "notes.md": "x"})
    before = snapshot(tmp_path)
    real, calls = Path.replace, iter(range(100))

    def failing_replace(path: Path, target: Path) -> Path:
        if next(calls) == failing:
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", failing_replace)
    with pytest.raises(OSError, match="No space"):
        write_group(group(), folder)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["Mix", "Mix.xlsx"])
def test_a_failure_leaves_no_new_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_group(group(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


UNWRITABLE: Mapping[str, Group] = {
    "a cell too long": Group("G", employees=[Employee("A", skills=[f"{n} {'x' * 290}" for n in range(200)])]),
    "a control character": Group("G", holidays=as_holidays({"X": {"2027-01-01": "a\x00b"}})),
    "a lone surrogate": Group("G", holidays=as_holidays({"X": {"2027-01-01": "\ud800"}})),
    "a zone under no name": Group("G", holidays=as_holidays({"X\u200b": ["2027-01-01"]})),
}


@pytest.mark.parametrize("name", ["Mix", "Mix.xlsx"])
@pytest.mark.parametrize("what", UNWRITABLE)
def test_what_no_spreadsheet_can_hold_is_refused(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(InputError):
        write_group(UNWRITABLE[what], tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def odd() -> Group:
    return Group(
        "=1+1", members=[Member(name) for name in ODD_NAMES], sites=[Site("S", address="\t=1+1\n@x")]
    )


def test_no_cell_of_a_csv_file_is_live(tmp_path: Path) -> None:
    for path in write_group(odd(), tmp_path / "g").iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(LIVE)]


def test_no_cell_of_a_workbook_is_live(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_group(odd(), tmp_path / "g.xlsx"))
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    assert all(cell.number_format == "@" and cell.quotePrefix for cell in cells if cell.row > 1)


def test_writing_twice_gives_the_same_files(tmp_path: Path) -> None:
    write_group(odd(), tmp_path / "g")
    before = snapshot(tmp_path)
    write_group(read_group(tmp_path / "g"), tmp_path / "g")
    assert snapshot(tmp_path) == before


def test_a_group_of_a_year_is_quick(tmp_path: Path) -> None:
    big = Group(
        "Big",
        members=[Member(f"Label {n}") for n in range(300)],
        closures=[Closure(f"Label {n % 300}", "2027-08-02", reason="x") for n in range(3_000)],
    )
    write_group(big, tmp_path / "g.xlsx")
    assert read_group(tmp_path / "g.xlsx") == big
