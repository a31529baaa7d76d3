import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.formula import ArrayFormula
from table_samples import SMALL, write_files

from gesched.errors import InputError, MissingExtra
from gesched.tables import read_group, write_group
from gesched.tables import workbooks as workbooks_module

Mend = Callable[[openpyxl.Workbook], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a right workbook of the small group, with absences."""
    absences = "employee;first;last;reason\nWeb marketer 1;2027-08-02;2027-08-20;leave\n"
    group = read_group(write_files(tmp_path / "csv", {**SMALL, "absences.csv": absences}))
    return write_group(group, tmp_path / "book.xlsx")


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_group(path)
    return caught.value


def set_cell(sheet: str, cell: str, value: Any) -> Mend:
    def mend(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value

    return mend


def set_error(book: openpyxl.Workbook) -> None:
    book["agreements"]["C2"].value = "#REF!"
    book["agreements"]["C2"].data_type = "e"


def holidays(book: openpyxl.Workbook) -> None:
    book["group"].delete_rows(3)
    sheet = book.create_sheet("holidays")
    sheet.append(["zone", "date"])
    sheet.append(["X", "=TODAY()"])


FAULTS: list[tuple[str, Mend, tuple[str, int | None, str], str]] = [
    ("formula", set_cell("agreements", "C2", "=1+2"), ("agreements", 2, "days"), "not a formula, got '=1+2'"),
    ("array", set_cell("agreements", "C2", ArrayFormula("C2", "=1+2")), ("agreements", 2, "days"), "'=1+2'"),
    ("formula in the header", set_cell("members", "B1", '="opens"'), ("members", 1, ""), "not a formula"),
    ("error", set_error, ("agreements", 2, "days"), "a value, not an error, got '#REF!'"),
    ("formula in a setting", set_cell("group", "B2", "=1"), ("group", 2, "value"), "not a formula"),
    ("formula for a setting", set_cell("group", "A2", "=1"), ("group", 2, "setting"), "not a formula"),
    ("formula in holidays", holidays, ("holidays", 2, "date"), "not a formula"),
    ("moment", set_cell("absences", "B2", "2027-08-02 10:30"), ("absences", 2, "first"), "a date"),
    ("boolean", set_cell("agreements", "C2", True), ("agreements", 2, "days"), "'TRUE'"),
    ("merged", lambda book: book["members"].merge_cells("A2:A3"), ("members", None, ""), "got 'A2:A3'"),
    ("unknown sheet", lambda book: book.create_sheet("Notes").append(["x"]), ("Notes", None, ""), "a table"),
    ("hidden character", set_cell("members", "A3", "Label\u200b 2"), ("members", 3, "name"), "U+200B"),
    ("201 columns", set_cell("absences", "GS1", "x"), ("absences", None, ""), "200 columns"),
    ("beyond the table", set_cell("absences", "XFD9", "x"), ("absences", None, ""), "200 columns"),
    ("stray cell", set_cell("absences", "F2", "x"), ("absences", 2, ""), "under each heading"),
    ("missing column", set_cell("absences", "B1", None), ("absences", 1, "first"), "a column 'first'"),
    ("empty table", lambda book: book["absences"].delete_rows(1, 9), ("absences", None, ""), "a header row"),
    ("missing sheet", lambda book: book.remove(book["members"]), ("", None, ""), "a table 'members'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mend", "place", "fragment"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_one_fault_is_told_once_at_its_cell(
    path: Path, mend: Mend, place: tuple[str, int | None, str], fragment: str
) -> None:
    book = openpyxl.load_workbook(path)
    mend(book)
    book.save(path)
    error = refused(path)
    assert len(error.problems) == 1, str(error)
    (problem,) = error.problems
    sheet, row, column = place
    source = f"book.xlsx, sheet {sheet}" if sheet else "book.xlsx"
    assert (problem.source, problem.row, problem.column) == (source, row, column)
    assert fragment in str(problem)


def test_other_cells_of_a_row_with_a_formula_are_still_checked(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["agreements"]["C2"] = "=1+2"
    book["agreements"]["A2"] = "Label 9"
    book.save(path)
    assert [problem.column for problem in refused(path).problems] == ["days", "member"]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, changed: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in changed.items():
            archive.writestr(name, content)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "name",
    [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet3.xml",
        "xl/styles.xml",
        "docProps/core.xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_in_every_part(path: Path, name: str, encoding: str) -> None:
    content = parts(path)
    bare = content[name].split(b"?>", 1)[-1].decode()
    content[name] = f'<?xml version="1.0"?><!-- -->\n{BOMB.decode()}{bare}'.encode(encoding)
    rewrite(path, content)
    assert f"a DOCTYPE in '{name}'" in str(refused(path))


def test_a_document_type_behind_a_long_comment_is_refused(path: Path) -> None:
    content = parts(path)
    bare = content["xl/workbook.xml"].split(b"?>", 1)[-1]
    content["xl/workbook.xml"] = b"<!--" + b" " * 200_000 + b"-->" + BOMB + bare
    rewrite(path, content)
    assert "a DOCTYPE" in str(refused(path))


def test_a_workbook_that_unpacks_to_too_much_is_refused_by_its_figures(path: Path) -> None:
    content = parts(path)
    content.update({f"xl/media/{number}.bin": bytes(9_000_000) for number in range(35)})
    rewrite(path, content)
    assert path.stat().st_size < 1_000_000
    assert "at most 300 MB when unpacked, got '315.0 MB'" in str(refused(path))


def test_a_part_packed_absurdly_is_refused(path: Path) -> None:
    rewrite(path, {**parts(path), "xl/media/x.bin": bytes(20_000_000)})
    assert "packed at most 200 times" in str(refused(path))


def test_a_directory_that_claims_two_gigabytes_is_refused_unread(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 2_000_000_000)
    path.write_bytes(bytes(raw))
    assert "got '2,0" in str(refused(path))


def test_a_directory_that_understates_its_sizes_does_no_harm(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 10)
    path.write_bytes(bytes(raw))
    assert "an .xlsx workbook" in str(refused(path))


def test_more_than_50_megabytes_are_refused_unread(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(50_000_001)
    assert "at most 50 MB, got '50.0 MB'" in str(refused(path))


def test_too_many_parts_are_refused(path: Path) -> None:
    rewrite(path, {**parts(path), **{f"x/{number}": b"" for number in range(5_000)}})
    assert "at most 5,000 parts" in str(refused(path))


@pytest.mark.parametrize("claim", ["A1:XFD1048576", "A1:A1", "nonsense", "A1:ZZZ99999999"])
def test_what_a_sheet_claims_of_its_size_is_not_believed(path: Path, claim: str) -> None:
    content = parts(path)
    name = "xl/worksheets/sheet3.xml"
    assert b"<dimension" in content[name]
    content[name] = content[name].replace(b'<dimension ref="A1:B3"', f'<dimension ref="{claim}"'.encode())
    assert claim.encode() in content[name]
    expected = read_group(path)
    rewrite(path, content)
    if claim == "nonsense":
        assert "not damaged" in str(refused(path))
    else:
        assert read_group(path) == expected


@pytest.mark.parametrize("row", [b"1048577", b"99999999999999"])
def test_a_cell_far_below_the_last_row_takes_no_time(path: Path, row: bytes) -> None:
    content = parts(path)
    name = "xl/worksheets/sheet3.xml"
    far = b'<row r="%s"><c r="A%s" t="inlineStr"><is><t>x</t></is></c></row></sheetData>' % (row, row)
    content[name] = content[name].replace(b"</sheetData>", far)
    rewrite(path, content)
    try:
        read_group(path)
    except InputError as error:
        assert "book.xlsx" in str(error)


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        (b"", "zip"),
        (b"not a zip at all", "zip"),
        (b"PK\x03\x04 but no more", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old or password-protected"),
    ],
)
def test_what_is_no_workbook(path: Path, content: bytes, fragment: str) -> None:
    path.write_bytes(content)
    error = refused(path)
    assert [problem.source for problem in error.problems] == ["book.xlsx"]
    assert fragment in str(error)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet3.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("damaged", [b"", b"<", b"<worksheet/>", b"\xff\xfe\x00"])
def test_damaged_parts(path: Path, name: str, damaged: bytes) -> None:
    rewrite(path, {**parts(path), name: damaged})
    assert "book.xlsx" in str(refused(path))


def test_any_zip_is_no_workbook(path: Path) -> None:
    rewrite(path, {"readme.txt": b"hello"})
    assert "an .xlsx workbook" in str(refused(path))


def test_truncated_anywhere(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:length])
        assert refused(path).problems


def test_without_openpyxl_the_extra_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match=r"gesched\[excel\]"):
        read_group(path)
    group = read_group(path.parent / "csv")
    with pytest.raises(MissingExtra, match=r"gesched\[excel\]"):
        write_group(group, path.parent / "other.xlsx")
    assert not (path.parent / "other.xlsx").exists()


def test_too_many_cells_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks_module, "_MOST_CELLS", 3)
    assert "at most 3 cells" in str(refused(path))


def test_sheets_left_out_and_empty_ones(path: Path) -> None:
    expected = read_group(path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("_notes").append(["=1+1", "anything"])
    book.create_sheet("#old members")["A1"] = "=1+1"
    book.create_sheet("Feuil1")
    book.create_chartsheet("Chart").add_chart(BarChart())
    book["members"].row_dimensions[2].hidden = True
    book["members"].sheet_state = "hidden"
    book["members"].title = "Adhérents"
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    assert read_group(path) == expected
