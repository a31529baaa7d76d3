"""docs/tables.md says what the code does: every table, column, spelling, default and example."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gesched.errors import InputError
from gesched.group import Group, Unit
from gesched.group.fields import as_flag, as_names, as_number, as_share, names_text
from gesched.group.spans import as_dates
from gesched.tables import group_to_frames, headings, read_group, write_group
from gesched.tables.headings import KINDS, REQUIRED_KINDS, SETTINGS, column_of, setting_of, table_of
from gesched.timeline import Hours, Per, Season, as_date, as_half, as_year_start, parse_when

DOCUMENT = Path(__file__).parents[2] / "docs" / "tables.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
Line = dict[str, str]


def decimal(number: Fraction) -> str:
    return f"{float(number):g}"


def yes_or_no(flag: object) -> str:
    return {True: "yes", False: "no"}[bool(flag)]


READERS: Mapping[str, Callable[[str], str]] = {
    "date": lambda text: str(as_date(text)),
    "dates": lambda text: "; ".join(map(str, sorted(as_dates(text)))),
    "number": lambda text: decimal(as_number(text)),
    "share": lambda text: decimal(as_share(text)),
    "names": lambda text: names_text(as_names(text)),
    "half": lambda text: str(as_half(text)),
    "period": lambda text: str(Per.parse(text)),
    "unit": lambda text: str(Unit.parse(text)),
    "hours": lambda text: str(Hours.parse(text)),
    "first day of a year": lambda text: str(as_year_start(text)),
    "pattern": lambda text: str(parse_when(text)),
    "season": lambda text: str(Season.parse(text)),
    "yes or no": lambda text: yes_or_no(as_flag(text)),
}


def lines_of(text: str, first: str) -> Iterator[Line]:
    """Yield the lines of the table in a text whose first column is called so."""
    header: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if header and not cells:
            return
        if header and not set(line) <= {"|", "-"}:
            yield dict(zip(header, cells, strict=True))
        elif cells and cells[0] == first:
            header = cells


def section(name: str) -> str:
    return re.split(r"^##+ ", TEXT.partition(f"\n### {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def spellings(cell: str) -> list[str]:
    return [spelling for spelling in cell.split(", ") if spelling]


def bare(cell: str) -> str:
    return cell.removeprefix("`").removesuffix("`")


def blocks(language: str, text: str = TEXT) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def files(text: str) -> dict[str, str]:
    return dict(re.findall(r"`([^`\n]+\.csv)`\n\n```csv\n(.*?)```", text, re.DOTALL))


WELL, ILL = TEXT.split("## When something is wrong")
COLUMNS = [(kind, line) for kind in KINDS for line in lines_of(section(kind), "column")]


def written(folder: Path, contents: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


class TestColumns:
    def test_every_table_is_there_and_no_other(self) -> None:
        described = re.findall(r"^### (.*)$", TEXT, re.MULTILINE)
        assert sorted(described) == sorted(KINDS)

    @pytest.mark.parametrize("kind", KINDS)
    def test_tables_have_their_other_names(self, kind: str) -> None:
        told = re.search(r"Also read as: (.*)\.\n", section(kind))
        assert told is not None
        known = [spelling for meant, spelling in headings._TABLES.values() if meant == kind]
        assert [kind, *spellings(told[1])] == known
        assert all(table_of(spelling) == kind for spelling in known)

    @pytest.mark.parametrize("kind", KINDS)
    def test_required_tables_say_so(self, kind: str) -> None:
        assert (" Required. " in section(kind)) == (kind in REQUIRED_KINDS)

    @pytest.mark.parametrize("kind", KINDS)
    def test_columns_are_those_that_the_code_accepts(self, kind: str) -> None:
        described = [bare(line["column"]) for table, line in COLUMNS if table == kind]
        assert tuple(described) == KINDS[kind].columns

    @pytest.mark.parametrize("kind", KINDS)
    def test_columns_have_their_other_names(self, kind: str) -> None:
        for line in (line for table, line in COLUMNS if table == kind):
            column, readings = bare(line["column"]), headings._COLUMNS[kind].values()
            known = [spelling for meant, spelling in readings if meant == column]
            assert [column, *spellings(line["also read as"])] == known
            assert all(column_of(kind, spelling) == column for spelling in known)

    @pytest.mark.parametrize("kind", KINDS)
    def test_defaults(self, kind: str) -> None:
        for line in (line for table, line in COLUMNS if table == kind):
            column = bare(line["column"])
            default = getattr(KINDS[kind].word, column, None)
            expected = "" if default is None or default == () else str(default)
            if isinstance(default, bool):
                expected = yes_or_no(default)
            assert line["default"] == (
                "required" if column in KINDS[kind].required else f"`{expected}`" if expected else ""
            )

    def test_settings(self) -> None:
        described = list(lines_of(section("group"), "setting"))
        assert tuple(bare(line["setting"]) for line in described) == SETTINGS
        for line in described:
            setting = bare(line["setting"])
            known = [spelling for meant, spelling in headings._SETTINGS.values() if meant == setting]
            assert [setting, *spellings(line["also read as"])] == known
            assert all(setting_of(spelling) == setting for spelling in known)

    def test_defaults_of_settings(self) -> None:
        group = Group("My group")
        for line in lines_of(section("group"), "setting"):
            setting, default = bare(line["setting"]), bare(line["default"])
            if setting == "holidays":
                assert (default, dict(group.holidays)) == ("none", {})
            elif setting != "name":
                assert default == str(getattr(group, setting) or "")


# Which columns an example needs beside it, and which of those that are usual it excludes.
USUAL: Mapping[str, Mapping[str, str]] = {
    "agreements": {"member": "Label 1", "employee": "Web marketer 1", "days": "3,5"}
}
INSTEAD: Mapping[str, Mapping[str, str]] = {
    "skill": {"employee": ""},
    "share": {"days": ""},
    "at_once": {"employee": "", "skill": "web marketing"},
    "latitude": {"longitude": "-1,553"},
    "longitude": {"latitude": "45,767"},
}


class TestExamples:
    @pytest.mark.parametrize(
        ("kind", "line"),
        [(kind, line) for kind, line in COLUMNS if KINDS[kind].word is not None],
        ids=lambda value: value if isinstance(value, str) else bare(value["column"]),
    )
    def test_the_example_of_a_column_is_read(self, kind: str, line: Line) -> None:
        word, column = KINDS[kind].word, bare(line["column"])
        assert word is not None
        examples = {bare(other["column"]): bare(other["example"]) for at, other in COLUMNS if at == kind}
        cells: dict[str, str] = {name: examples[name] for name in KINDS[kind].required}
        cells |= {**USUAL.get(kind, {}), **INSTEAD.get(column, {}), column: examples[column]}
        cells = {name: cell for name, cell in cells.items() if cell and name in KINDS[kind].columns}
        made: Any = word(**cells)
        assert getattr(made, column) not in {None, "", frozenset()}

    def test_the_example_of_each_setting_and_of_holidays_is_read(self, tmp_path: Path) -> None:
        settings = {bare(line["setting"]): bare(line["example"]) for line in lines_of(TEXT, "setting")}
        lines = "".join(f"{setting};{value}\n" for setting, value in settings.items())
        contents = files(WELL) | {"group.csv": "setting;value\n" + lines}
        group = read_group(written(tmp_path / "a", contents))
        assert (group.name, group.key, str(group.year_start)) == ("Paris Mix", "paris-mix", "09-01")
        zone, date, name, french = (bare(line["example"]) for line in lines_of(section("holidays"), "column"))
        listed = f"zone;date;name;french_zone\n{zone};{date};{name};\nanother;;;{french}\n"
        zones = read_group(written(tmp_path / "b", files(WELL) | {"holidays.csv": listed})).holidays
        assert zones[zone].name_of(as_date(date)) == name
        assert set(zones) == {zone, "another"}

    @pytest.mark.parametrize("line", list(lines_of(TEXT, "kind")), ids=lambda line: bare(line["written as"]))
    def test_cells_are_read_as_they_are_said_to_be(self, line: Line) -> None:
        assert READERS[line["kind"]](bare(line["written as"])) == line["read as"]

    def test_every_kind_of_cell_is_there(self) -> None:
        assert {line["kind"] for line in lines_of(TEXT, "kind")} == set(READERS)

    def test_the_least_group_is_one(self, tmp_path: Path) -> None:
        group = read_group(written(tmp_path / "my_group", files(WELL)))
        assert [agreement.days for agreement in group.agreements] == [Fraction(7, 2), 2]

    def test_text_that_looks_like_a_formula(self, tmp_path: Path) -> None:
        contents = {name: text.replace("Label 1", "'=Label") for name, text in files(WELL).items()}
        group = read_group(written(tmp_path / "my_group", contents))
        assert group.members[0].name == "=Label"
        write_group(group, tmp_path / "again")
        assert "\r\n'=Label\r\n" in (tmp_path / "again" / "members.csv").read_bytes().decode("utf-8-sig")


class TestErrors:
    def test_the_message_is_what_is_said(self, tmp_path: Path) -> None:
        contents = {"members.csv": files(WELL)["members.csv"], **files(ILL)}
        with pytest.raises(InputError) as caught:
            read_group(written(tmp_path / "my_group", contents))
        assert str(caught.value) == blocks("text", ILL)[0].rstrip("\n")


class TestPython:
    def test_the_code_runs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("openpyxl")
        group = read_group(written(tmp_path / "my_group", files(WELL)))
        written(tmp_path / "my_bad_group", files(ILL))
        monkeypatch.chdir(tmp_path)
        names: dict[str, Any] = {}
        exec("\n".join(blocks("python")), names)  # noqa: S102 - the document's own
        assert names["group"] == read_group("my_group") == group
        assert read_group(tmp_path / "out" / "my_group.xlsx") == group
        assert set(names["frames"]) == set(group_to_frames(group))
        assert (tmp_path / "out" / "to_mend.csv").read_text().startswith("source,row,column,value,")
