"""House rules in a table: whom they name, their parameters, what is wrong with them, and back."""

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_samples import GROUP, house_rules
from table_samples import write_files

from gesched.errors import InputError
from gesched.group import Group
from gesched.rules import (
    HOUSE_RULES,
    AgreementDays,
    Cover,
    EmployeeDays,
    FixedDays,
    ForbiddenSuccession,
    HouseRule,
    MaxMembersPerDay,
    NeverSameDay,
    Pinned,
    Together,
)
from gesched.schedule import Schedule
from gesched.tables import (
    group_from_frames,
    group_to_frames,
    load_schedule,
    read_group,
    save_schedule,
    write_group,
)
from gesched.tables.parameters import parameters_in, parameters_text
from gesched.tables.rule_names import (
    PARAMETERS_TOO,
    RULES_TOO,
    kind_named,
    naming,
    parameter_of,
    parameters,
    rule_of,
)
from gesched.timeline import Half, Horizon

FILES: Mapping[str, str] = {
    "employees.csv": "name;skills\nAnna;web\nBea;\nSame;\n",
    "members.csv": "name\nLabel 1\nLabel 2\nSame\n",
    "agreements.csv": "member;employee;days;name\nLabel 1;Anna;3;first\nLabel 2;Bea;3;\n",
}
HEADER = "rule;who;parameters;weight;source\n"

READ: list[tuple[tuple[str, ...], HouseRule]] = [
    (("cover", "Label 1", "at_least=2"), Cover("Label 1", 2)),
    (
        ("Couverture", "Label 1", " au moins = 1 ", "3", "charte, § 2"),
        Cover("Label 1", 1, weight=3, source="charte, § 2"),
    ),
    (("COVER", "Label 1; web", "au plus=1; quand=lun-ven"), Cover("Label 1", None, 1, "web", "Mon-Fri")),
    (("Max Members Per Day", "", "2"), MaxMembersPerDay(2)),
    (("max_members_per_day", "Anna", "le plus=2", "0"), MaxMembersPerDay(2, {"Anna"})),
    (("MaxMembersPerDay", "Anna | Bea", "2"), MaxMembersPerDay(2, {"Anna", "Bea"})),
    (("adhérents par jour", "", "most=2"), MaxMembersPerDay(2)),
    (("binôme", "Anna;Bea"), Together({"Anna", "Bea"})),
    (("forbidden-succession", "Label 2;Label 1"), ForbiddenSuccession("Label 2", "Label 1")),
    (
        ("forbidden_succession", "Label 1;Anna;Label 1"),
        ForbiddenSuccession("Label 1", "Label 1", {"Anna"}),
    ),
    (
        ("forbidden_succession", "", 'member=Label 2\nadhérent suivant="Label 1"'),
        ForbiddenSuccession("Label 2", "Label 1"),
    ),
    (("pinned", "Label 1;Anna", "2027-01-04 AM"), Pinned("Anna", "Label 1", "2027-01-04 AM")),
    (
        ("imposé", "Anna;Label 1", '"FREQ=MONTHLY;BYDAY=2TU"; stands=non'),
        Pinned("Anna", "Label 1", "FREQ=MONTHLY;BYDAY=2TU", stands=False),
    ),
    (("pinned", "Anna", "member=Same; when=Mon"), Pinned("Anna", "Same", "Mon")),
    (("fixed days", "first", "on=Mon"), FixedDays("first", "Mon")),
    (("fixed_days", "Label 2: Bea", "Mon"), FixedDays("Label 2: Bea", "Mon")),
    (
        ("jours de la convention", "first", "par=semaine; au plus=2,5"),
        AgreementDays("first", "week", None, "2.5"),
    ),
    (("employee_days", "Same", "mois; at_most=7/2"), EmployeeDays("month", None, "3.5", {"Same"})),
    (
        ("never_same_day", "Same;Label 1", "by_anyone=oui"),
        NeverSameDay({"Same", "Label 1"}, by_anyone=True),
    ),
    (
        ("never_same_day", "", "weight=2; members=Label 1|Label 2"),
        NeverSameDay({"Label 1", "Label 2"}, weight=2),
    ),
]


def row_of(cells: Sequence[str]) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def group_with(folder: Path, rows: str, header: str = HEADER, /, **files: str | bytes) -> Group:
    more = {f"{name}.csv": text for name, text in files.items()}
    return read_group(write_files(folder / "group", {**FILES, "rules.csv": header + rows, **more}))


def refused(folder: Path, rows: str, header: str = HEADER, /, **files: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        group_with(folder, rows, header, **files)
    return caught.value


class TestRows:
    @pytest.mark.parametrize(("cells", "rule"), READ, ids=["; ".join(cells)[:50] for cells, _ in READ])
    def test_a_row_makes_a_rule(self, tmp_path: Path, cells: Sequence[str], rule: HouseRule) -> None:
        assert group_with(tmp_path, row_of(cells)).rules == (rule,)

    def test_rows_keep_their_order_and_french_headings_are_read(self, tmp_path: Path) -> None:
        rows = "binôme;Anna|Bea;;2\ncouverture;Label 1;au moins=1;\n"
        group = group_with(tmp_path, rows, "Règle;Qui;Paramètres;Poids\n")
        assert group.rules == (Together({"Anna", "Bea"}, weight=2), Cover("Label 1", 1))

    def test_a_name_that_only_one_kind_can_be_is_no_riddle(self, tmp_path: Path) -> None:
        """A rule for members takes a name as a member's, even where an employee has it too."""
        rules = group_with(tmp_path, "cover;Same;at_least=1\ntogether;Same|Anna\n").rules
        assert rules == (Cover("Same", 1), Together({"Same", "Anna"}))

    def test_a_workbook_and_frames(self, tmp_path: Path) -> None:
        group = group_with(tmp_path, "cover;Label 1;at_least=1;3\n")
        assert read_group(write_group(group, tmp_path / "g.xlsx")) == group
        frames = group_to_frames(group)
        rules = pd.DataFrame(
            {"rule": ["cover"], "who": [["Label 1"]], "parameters": "at_least=1", "weight": 3.0}
        )
        del frames["rules"]
        assert group_from_frames({**frames, "règles": rules}).rules == group.rules


# The row, the column where it is told, and a part of what is told; then what else is told.
BAD: list[tuple[str, str, str]] = [
    ("couvertur;Label 1;at_least=1", "rule", "a house rule, got 'couvertur'. Did you mean 'couverture'?"),
    ("nonsense;;", "rule", "Known: agreement_days,"),
    (";Label 1;at_least=1", "rule", "a house rule, got ''"),
    ("cover;Labl 1;at_least=1", "who", "Did you mean 'Label 1'?"),
    ("cover;Anna;at_least=1", "who", "a member or a skill of the group, got 'Anna'. It is an employee"),
    ("cover;Label 1|Label 2;at_least=1", "who", "at most 1 member, got 'Label 1; Label 2'"),
    ("cover;;at_least=1", "who", "a member for 'member', got ''"),
    ("cover;Label\u200b1;at_least=1", "who", "invisible characters"),
    ("together;Anna;", "who", "at least two employees"),
    ("together;;", "who", "employees for 'employees', got ''"),
    ("forbidden_succession;Label 1;", "who", "a member for 'member_next'"),
    ("fixed_days;first|Label 1;on=Mon", "who", "an agreement of the group, got 'Label 1'. It is a member"),
    ("forbidden_succession;Same|Label 1|Label 2;", "who", "a name that only a member or only an employee"),
    ("together;Anna|Bea;employees=Anna|Bea", "who", "nothing, as together names nobody else"),
    ("cover;Label 1;atleast=1", "parameters", "Did you mean 'at_least'? cover takes member, at_least,"),
    ("cover;Label 1;colour=1", "parameters", 'holds ";" stands in double quotes. cover takes'),
    ("cover;Label 1;at_least=one", "parameters", "for 'at_least', got 'one'"),
    ("cover;Label 1;at_least=", "parameters", "for 'at_least', got ''"),
    ("cover;Label 1;at_least=1.5", "parameters", "a whole number of at least 0 for 'at_least'"),
    ("cover;Label 1;", "parameters", "at_least or at_most, got None"),
    ("cover;Label 1;at_least=3\nat_most=2", "parameters", "at least 3 for 'at_most', got 2"),
    ("cover;Label 1;at_least=1\nau moins=2", "parameters", "one value for 'at_least', got '2'"),
    ("cover;Label 1;2", "parameters", "parameters with their names, such as \"most=2\", got '2'"),
    ("cover;Label 1;at_least=1\nskill=web design", "parameters", "a skill of the group, got 'web design'"),
    ("cover;;at_least=1\nmember=Labl 1", "parameters", "a member of the group, got 'Labl 1'. Did you"),
    ("cover;;at_least=1\nmember=Label\u200b1", "parameters", "invisible characters for 'member'"),
    ("max_members_per_day;;", "parameters", "a value for 'most', got ''"),
    ("max_members_per_day;;2\n3", "parameters", "one value for 'most', got '3'"),
    ("pinned;Anna|Label 1;Mon\nstands=perhaps", "parameters", '"yes" or "no" for \'stands\''),
    ("cover;Label 1;at_least=1;heavy", "weight", "a number that is not negative"),
    ("cover;Label 1;at_least=1;-1", "weight", "a number that is not negative"),
    ("cover;Label 1;at_least=1\nweight=2;1", "weight", "The column 'parameters' says it already"),
    ("cover;Label 1;at_least=1;;a\x07b", "source", "a text without control characters"),
]


class TestErrors:
    @pytest.mark.parametrize(("row", "column", "fragment"), BAD, ids=[row[:50] for row, _, _ in BAD])
    def test_one_fault_is_told_once_at_its_cell(
        self, tmp_path: Path, row: str, column: str, fragment: str
    ) -> None:
        error = refused(tmp_path, f"together;Anna|Bea\n{row_of(row.split(';'))}")
        assert len(error.problems) == 1, str(error)
        (problem,) = error.problems
        assert (problem.source, problem.row, problem.column) == ("rules.csv", 3, column)
        assert fragment in str(problem)
        assert "\n" not in str(problem)

    def test_everything_wrong_in_rows_and_tables_at_once(self, tmp_path: Path) -> None:
        rows = (
            "cover;Lable 1;at_leest=2;x\n"
            "cuver;Lable 2;at_leest=2;x\n"
            "pinned;Anna|Label 7;when=Fro\n"
            'together;Anna|Zoe;"most=2";-1\n'
        )
        error = refused(tmp_path, rows, closures="member;first\nLabel 9;2027-13-01\n")
        assert [(one.source, one.row, one.column, one.value) for one in error.problems] == [
            ("closures.csv", 2, "first", "2027-13-01"),
            ("closures.csv", 2, "member", "Label 9"),
            ("rules.csv", 2, "parameters", "at_leest"),
            ("rules.csv", 2, "who", "Lable 1"),
            ("rules.csv", 2, "weight", "x"),
            ("rules.csv", 3, "rule", "cuver"),
            ("rules.csv", 3, "who", "Lable 2"),
            ("rules.csv", 4, "who", "Label 7"),
            ("rules.csv", 4, "parameters", "Fro"),
            ("rules.csv", 5, "parameters", "most"),
            ("rules.csv", 5, "who", "Zoe"),
            ("rules.csv", 5, "weight", "-1"),
        ]

    @pytest.mark.parametrize(
        "files",
        [
            {"members": "name;opens\nLabel 1;nonsense\nLabel 2;\nSame;\n"},
            {"members": "nom;opens;x\nLabel 1\nLabel 2\nSame\n"},
            {"members": b""},
            {"employees": "name;skills;works\nAnna;web;nonsense\nBea;;\n"},
            {"employees": "name;skills\nAnna;web;;x\nBea;\n"},
            {"agreements": "member;employee;days;name\nLabel 1;Anna;x;first\nLabel 2;Bea;3;\n"},
            {"agreements": "employee;days\nAnna;3\n"},
        ],
    )
    def test_what_follows_from_a_fault_elsewhere_is_not_told(
        self, tmp_path: Path, files: dict[str, str | bytes]
    ) -> None:
        rows = "cover;Label 1|web;at_least=1\nfixed_days;first;Mon\npinned;Anna|Label 1;Mon\n"
        error = refused(tmp_path, rows, **files)
        assert {problem.source for problem in error.problems} == {f"{name}.csv" for name in files}

    def test_without_the_tables_that_rules_look_up(self, tmp_path: Path) -> None:
        folder = write_files(tmp_path, {"rules.csv": f"{HEADER}cover;Label 1;at_least=1\ncover;;x=1\n"})
        with pytest.raises(InputError) as caught:
            read_group(folder)
        assert [problem.column for problem in caught.value.problems if problem.source == "rules.csv"] == [
            "parameters"
        ]

    def test_formulas_are_told_and_the_rest_of_the_row_is_checked(self, tmp_path: Path) -> None:
        openpyxl = pytest.importorskip("openpyxl")
        path = write_group(group_with(tmp_path, "cover;Label 1;at_least=1;3\n"), tmp_path / "g.xlsx")
        for cell, value, others in (
            ("A2", "=1", {"who"}),
            ("B2", "=1", {"weight"}),
            ("C2", "=1", {"who", "weight"}),
        ):
            book = openpyxl.load_workbook(path)
            sheet = book["rules"]
            sheet["B2"], sheet["D2"], sheet[cell] = "Labl 1", "x", value
            book.save(tmp_path / "bad.xlsx")
            with pytest.raises(InputError) as caught:
                read_group(tmp_path / "bad.xlsx")
            columns = {"A2": "rule", "B2": "who", "C2": "parameters"}
            assert {problem.column for problem in caught.value.problems} == {columns[cell], *others}


QUICK = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class TestRoundTrip:
    @given(st.lists(house_rules(), max_size=3))
    @QUICK
    def test_rules_of_every_kind_come_back(self, rules: list[HouseRule]) -> None:
        group = replace(GROUP, rules=rules)
        frames = group_to_frames(group)
        assert group_from_frames(frames) == group
        assert ("rules" in frames) == bool(rules)

    @given(st.lists(house_rules(), min_size=1, max_size=3))
    @settings(QUICK, max_examples=15)
    def test_through_files(self, rules: list[HouseRule]) -> None:
        group = replace(GROUP, rules=rules)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("folder", "book.xlsx"):
                assert read_group(write_group(group, Path(folder) / name)) == group
            saved = Schedule(group, Horizon("2027-01-04", "2027-01-05"))
            assert load_schedule(save_schedule(saved, Path(folder) / "schedule.json")) == saved

    def test_names_stand_in_their_column_where_they_can(self) -> None:
        rules = [
            ForbiddenSuccession("Label 2", "Label 1", {"Bea"}, weight=2),
            Cover("Label 1", at_most=2, skill="|", source=""),
            Together({"Anna", "Bea"}),
            Pinned(GROUP.employees[12].name, "Label 1", "FREQ=MONTHLY;BYDAY=2TU", stands=False),
        ]
        frame = group_to_frames(replace(GROUP, rules=rules))["rules"]
        assert frame.to_numpy().tolist() == [
            ["forbidden_succession", "Label 2; Label 1; Bea", "", "2"],
            ["cover", "", 'member=Label 1; skill=|; at_most=2; source=""', ""],
            ["together", "Anna; Bea", "", ""],
            [
                "pinned",
                "",
                'employee=../../etc/passwd; member=Label 1; when="FREQ=MONTHLY;BYDAY=2TU"; stands=no',
                "",
            ],
        ]
        assert list(frame.columns) == ["rule", "who", "parameters", "weight"]

    def test_rules_of_ones_own_are_refused_by_name(self) -> None:
        @dataclass(frozen=True)
        class Mine(Together):
            pass

        group = replace(GROUP, rules=[Together({"Anna", "Bea"}), Mine({"Anna", "Bea"})])
        with pytest.raises(InputError) as caught:
            group_to_frames(group)
        assert [str(problem) for problem in caught.value.problems] == [
            (
                "rules: expected house rules of the kinds that gesched knows, got 'together'. "
                "Write dataclasses.replace(group, rules=...) without them, and add them again after reading."
            )
        ]

    def test_a_rule_that_no_text_can_say_is_refused_at_its_row(self) -> None:
        @dataclass(frozen=True)
        class Always:
            def covers(self, day: dt.date, half: Half) -> bool:  # noqa: ARG002
                return True

            def __str__(self) -> str:
                return "Mon-Sun"

        rules = [Together({"Anna", "Bea"}), Pinned("Anna", "Label 1", Always())]
        with pytest.raises(InputError) as caught:
            group_to_frames(replace(GROUP, rules=rules))
        (problem,) = caught.value.problems
        assert (problem.table, problem.row, problem.column) == ("rules", 1, "parameters")


class TestNames:
    @pytest.mark.parametrize("kind", HOUSE_RULES, ids=lambda kind: kind.id)
    def test_every_spelling_of_a_rule_is_its_own(self, kind: type[HouseRule]) -> None:
        spellings = [kind.id, kind.__name__, *RULES_TOO[str(kind.id)].split(", ")]
        assert {rule_of(str(spelling)) for spelling in spellings} == {kind}
        assert rule_of(f" {str(kind.id).upper().replace('_', ' ')} ") is kind

    def test_spellings_are_of_rules_and_parameters_that_there_are(self) -> None:
        assert sorted(RULES_TOO) == sorted(str(kind.id) for kind in HOUSE_RULES)
        assert sorted(PARAMETERS_TOO) == sorted({name for kind in HOUSE_RULES for name in parameters(kind)})

    @pytest.mark.parametrize("kind", HOUSE_RULES, ids=lambda kind: kind.id)
    def test_every_parameter_is_read_by_its_name_and_some_in_french(self, kind: type[HouseRule]) -> None:
        for name in parameters(kind):
            assert parameter_of(kind, name) == parameter_of(kind, name.replace("_", " ").upper()) == name
            assert any(parameter_of(kind, too) == name for too in PARAMETERS_TOO[name].split(", "))

    @pytest.mark.parametrize("kind", HOUSE_RULES, ids=lambda kind: kind.id)
    def test_it_is_known_which_parameters_take_several_names(self, kind: type[HouseRule]) -> None:
        assert naming(kind) == {
            name: name.endswith("s") for name in parameters(kind) if kind_named(name) is not None
        }


class TestParameters:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", []),
            (" ; \n;", []),
            ("most=2", [("most", "2")]),
            (" most = 2 ;per=week\r\nwhen = Mon-Fri ", [("most", "2"), ("per", "week"), ("when", "Mon-Fri")]),
            ("2", [("", "2")]),
            ('"FREQ=WEEKLY;BYDAY=MO"', [("", "FREQ=WEEKLY;BYDAY=MO")]),
            ('on="FREQ=WEEKLY;BYDAY=MO" ; a=b', [("on", "FREQ=WEEKLY;BYDAY=MO"), ("a", "b")]),
            ('on="a""b"', [("on", 'a"b')]),
            ('on="a" b', [("on", '"a" b')]),
            ("on=a=b", [("on", "a=b")]),
            ("on=", [("on", "")]),
            ("=a", [("", "a")]),
        ],
    )
    def test_what_a_cell_says(self, text: str, found: list[tuple[str, str]]) -> None:
        assert [tuple(given_) for given_ in parameters_in(text)] == found

    @given(st.dictionaries(st.text("abc_", min_size=1), st.text(max_size=8), max_size=4))
    def test_what_is_written_is_read(self, values: dict[str, Any]) -> None:
        assert {given_.key: given_.value for given_ in parameters_in(parameters_text(values))} == values
