from pathlib import Path

import pytest
from faulty_files import Bad, Files
from table_faults import BAD
from table_samples import SMALL, snapshot, write_files

from gesched.errors import InputError
from gesched.tables import errors_to_frame, read_group


def refused(folder: Path, encoding: str | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read_group(folder, encoding=encoding)
    return caught.value


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_one_fault_is_told_once_at_its_place(tmp_path: Path, bad: Bad) -> None:
    folder = write_files(tmp_path / "group", {**SMALL, **bad.files})
    before = snapshot(tmp_path)
    error = refused(folder)
    assert len(error.problems) == 1, str(error)
    (problem,) = error.problems
    assert (problem.source, problem.row, problem.column) == bad.place
    assert bad.fragment in str(problem)
    assert "\n" not in str(problem)
    assert snapshot(tmp_path) == before


def test_the_small_group_is_right(tmp_path: Path) -> None:
    assert read_group(write_files(tmp_path / "group", SMALL)).name == "Paris Mix"


def test_missing_tables_are_told_one_by_one_without_followups(tmp_path: Path) -> None:
    error = refused(write_files(tmp_path / "Mix", {"agreements.csv": SMALL["agreements.csv"]}))
    assert [(problem.source, problem.table) for problem in error.problems] == [
        ("Mix", "employees"),
        ("Mix", "members"),
    ]
    assert "agreements" in str(error)


def test_a_misspelt_table_is_not_missing_as_well(tmp_path: Path) -> None:
    files = {("membrs.csv" if name == "members.csv" else name): text for name, text in SMALL.items()}
    (problem,) = refused(write_files(tmp_path / "group", files)).problems
    assert (problem.source, problem.value) == ("membrs.csv", "membrs")
    assert "Did you mean 'member" in str(problem) or "'membres'" in str(problem)


def test_everything_wrong_in_all_tables_at_once(tmp_path: Path) -> None:
    files = {
        "group.csv": "setting;value\ntimezone;Mars\nhour;9\n",
        "employees.csv": "name;works;end\nWeb marketer 1;Fro;31/02/2027\nWeb marketer 2;;\n",
        "members.csv": "name;opens;site\nLabel 1;Mon-Fro;Lyn\nLabel 2;;Lyon\n",
        "sites.csv": "name\nLyon\n",
        "agreements.csv": "member;employee;days\nLabel 1;Web marketer 1;3\nLabel 3;Web marketer 2;-1\n",
        "absences.csv": "employee;first\nWeb marketer 1;2027-01-04\nWeb marketer 3;2027-01-04\n",
    }
    error = refused(write_files(tmp_path / "group", files))
    assert [(problem.source, problem.row, problem.column) for problem in error.problems] == [
        ("group.csv", 2, "value"),
        ("group.csv", 3, "setting"),
        ("employees.csv", 2, "works"),
        ("employees.csv", 2, "end"),
        ("members.csv", 2, "opens"),
        ("members.csv", 2, "site"),
        ("agreements.csv", 3, "days"),
        ("agreements.csv", 3, "member"),
        ("absences.csv", 3, "employee"),
    ]
    assert str(error).startswith("9 problems:\n  - group.csv, row 2, column 'value': expected")


@pytest.mark.parametrize(
    "files",
    [
        {"members.csv": "name;opens\nLabel 1;nonsense\nLabel 2;\n"},
        {"members.csv": "name;opens\nLabel\u200b 1;\nLabel 2;\n"},
        {"employees.csv": "name;skills;works\nWeb marketer 1;;\nWeb marketer 2;;nonsense\n"},
        {"employees.csv": "name;skills\nWeb marketer 1;\nWeb marketer 2;;;x\n"},
        {
            "employees.csv": "name;skills;works\nWeb marketer 1;design;nonsense\nWeb marketer 2;\n",
            "agreements.csv": "member;skill;days\nLabel 1;design;3\n",
        },
        {
            "employees.csv": 'name;skills;works\nWeb marketer 1;"""a; b""; c";nonsense\nWeb marketer 2;;\n',
            "agreements.csv": 'member;skill;days\nLabel 1;"a; b";3\n',
        },
        {"sites.csv": "name;hours\nLyon;nonsense\n", "members.csv": "name;site\nLabel 1;Lyon\nLabel 2;\n"},
        {"sites.csv": b"", "members.csv": "name;site\nLabel 1;Lyon\nLabel 2;\n"},
        {"members.csv": "names;opens\nLabel 1;\nLabel 2;\n"},
        {"members.csv": b"", "agreements.csv": "member;employee;days\nLabel 1;Web marketer 1;x\n"},
        {"holidays.csv": "zone;date\nX;nonsense\n", "group.csv": "setting;value\nzone;X\n"},
    ],
)
def test_what_follows_from_a_fault_is_not_told(tmp_path: Path, files: Files) -> None:
    error = refused(write_files(tmp_path / "group", {**SMALL, **files}))
    assert not any("of the group" in problem.expected for problem in error.problems), str(error)


def test_every_name_in_a_row_that_is_wrong_otherwise_is_checked(tmp_path: Path) -> None:
    employees = "Web marketer 1;nonsense;Label 1|Label 7\nWeb marketer 2\n"
    agreements = "Label 1;Web marketer 2;;x\nLabel 9;;SEO;x\nA\tB;Nobody;;x\n"
    files = {
        "employees.csv": f"name;works;authorised_members\n{employees}",
        "agreements.csv": f"member;employee;skill;days\n{agreements}",
    }
    error = refused(write_files(tmp_path / "group", {**SMALL, **files}))
    assert [(problem.row, problem.column, problem.value) for problem in error.problems] == [
        (2, "works", "nonsense"),
        (2, "authorised_members", "Label 7"),
        (2, "days", "x"),
        (3, "days", "x"),
        (3, "member", "Label 9"),
        (3, "skill", "SEO"),
        (4, "member", "A\tB"),
        (4, "days", "x"),
        (4, "employee", "Nobody"),
    ]


def test_row_numbers_count_empty_rows_and_line_breaks_as_a_spreadsheet_does(tmp_path: Path) -> None:
    rows = 'employee;first;reason\n\nWeb marketer 1;2027-01-04;"two\nlines"\n;;\nWeb marketer 1;nonsense;\n'
    error = refused(write_files(tmp_path / "group", {**SMALL, "absences.csv": rows}))
    assert [problem.row for problem in error.problems] == [5]


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("Paris Mixx", "'Paris Mix'"),
        ("none/at/all", "no folder"),
        ("Paris Mix/members.csv", "the folder that holds"),
    ],
)
def test_paths_that_lead_nowhere(tmp_path: Path, name: str, fragment: str) -> None:
    write_files(tmp_path / "Paris Mix", SMALL)
    assert fragment in str(refused(tmp_path / name))


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_files(tmp_path / "group", SMALL)

    def denied(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", denied)
    error = refused(folder)
    assert [problem.source for problem in error.problems] == [
        "group.csv", "employees.csv", "members.csv", "agreements.csv"
    ]  # fmt: skip
    assert "Permission denied" in str(error)
    monkeypatch.setattr(Path, "iterdir", denied)
    assert "Permission denied" in str(refused(folder))


@pytest.mark.parametrize("encoding", ["ascii", "no such encoding"])
def test_an_encoding_that_does_not_fit(tmp_path: Path, encoding: str) -> None:
    files = {**SMALL, "absences.csv": "employee;first;reason\nWeb marketer 1;2027-01-04;été\n"}
    assert f"text in {encoding}" in str(refused(write_files(tmp_path / "group", files), encoding))


def test_errors_as_a_table(tmp_path: Path) -> None:
    error = refused(
        write_files(
            tmp_path / "group", {**SMALL, "absences.csv": "employee;first\nX;31/02/2027\n", "junk.csv": ""}
        )
    )
    table = errors_to_frame(error)
    assert list(table.columns) == ["source", "row", "column", "value", "expected", "advice"]
    assert list(table["source"]) == ["junk.csv", "absences.csv", "absences.csv"]
    assert list(table["row"].isna()) == [True, False, False]
    assert set(table["value"]) == {"junk", "31/02/2027", "X"}
