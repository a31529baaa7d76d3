"""docs/tables.md says what house rules and schedules can be written as: each rule, parameter and heading."""

import re
from dataclasses import MISSING
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_tables_document import TEXT, Line, bare, blocks, lines_of, spellings, yes_or_no

from gesched.group import Agreement, Employee, Group, Member
from gesched.rules import HOUSE_RULES, HouseRule
from gesched.tables import group_from_frames, group_to_frames, headings, read_schedule
from gesched.tables.headings import SCHEDULE_COLUMNS, schedule_column_of
from gesched.tables.rule_names import PARAMETERS_TOO, RULES_TOO, naming, parameter_of, parameters, rule_of

SHARED = {"weight", "source"}
LINES = {bare(line["rule"]): line for line in lines_of(TEXT, "rule")}
PARAMETERS = {bare(line["parameter"]): line for line in lines_of(TEXT, "parameter")}
GROUP = Group(
    "Paris Mix",
    employees=[Employee("Web marketer 1", skills="web marketing"), Employee("Web marketer 2")],
    members=[Member("Label 1"), Member("Label 2")],
    agreements=[
        Agreement("Label 1", employee="Web marketer 1", days=30),
        Agreement("Label 2", employee="Web marketer 1", days=30),
        Agreement("Label 2", employee="Web marketer 2", days=30),
    ],
)
each_rule = pytest.mark.parametrize("kind", HOUSE_RULES, ids=lambda kind: kind.id)


def line_of(kind: type[HouseRule]) -> Line:
    assert str(kind.id) in LINES, f"docs/tables.md has no line for the rule {kind.id}"
    return LINES[str(kind.id)]


def told(cell: str) -> dict[str, str]:
    """Return the parameters that a cell tells of: each with "required", its default, or nothing."""
    found = re.findall(r"`(\w+)`(?: \((required|`[^`]*`)\))?", cell)
    return {name: bare(mark) for name, mark in found}


def expected(kind: type[HouseRule], name: str) -> str:
    default = parameters(kind)[name].default
    if default is MISSING:
        return "required"
    if isinstance(default, bool):
        return yes_or_no(default)
    return "" if default is None or default == () else str(default)


class TestRules:
    def test_no_rule_is_there_that_is_none(self) -> None:
        assert [name for name in LINES if rule_of(name) is None] == []

    @each_rule
    def test_a_rule_has_its_other_names(self, kind: type[HouseRule]) -> None:
        known = spellings(line_of(kind)["also read as"])
        assert known == [kind.__name__, *spellings(RULES_TOO[str(kind.id)])]
        assert {rule_of(spelling) for spelling in known} == {kind}

    @each_rule
    def test_a_rule_has_all_its_parameters(self, kind: type[HouseRule]) -> None:
        named, others = told(line_of(kind)["whom it names"]), told(line_of(kind)["other parameters"])
        assert named == {name: expected(kind, name) for name in naming(kind)}
        own = [name for name in parameters(kind) if name not in naming(kind) and name not in SHARED]
        assert others == {name: expected(kind, name) for name in own}

    @each_rule
    def test_the_example_of_a_rule_is_read(self, kind: type[HouseRule]) -> None:
        line = line_of(kind)
        cells: dict[str, Any] = {
            "rule": spellings(line["also read as"])[-1:],
            "who": [bare(line["example: who"])],
            "parameters": [bare(line["example: parameters"])],
        }
        (rule,) = group_from_frames({**group_to_frames(GROUP), "rules": pd.DataFrame(cells)}).rules
        assert type(rule) is kind

    @each_rule
    def test_each_parameter_has_a_line(self, kind: type[HouseRule]) -> None:
        for name in set(parameters(kind)) - SHARED:
            assert name in PARAMETERS, f"docs/tables.md has no line for the parameter {name}"
            assert PARAMETERS[name]["takes"]
            assert PARAMETERS[name]["also read as"] == PARAMETERS_TOO[name]
            assert any(parameter_of(kind, too) == name for too in spellings(PARAMETERS_TOO[name]))

    def test_no_parameter_is_there_that_is_none(self) -> None:
        known = {name for kind in HOUSE_RULES for name in parameters(kind)}
        assert sorted(PARAMETERS) == sorted(known - SHARED)


class TestSchedules:
    def test_the_columns_of_half_days_have_their_other_names(self) -> None:
        lines = {bare(line["heading"]): line for line in lines_of(TEXT, "heading")}
        assert tuple(lines) == SCHEDULE_COLUMNS
        for column, line in lines.items():
            known = [spelling for meant, spelling in headings._SCHEDULE.values() if meant == column]
            assert [column, *spellings(line["also read as"])] == known
            assert {schedule_column_of(spelling) for spelling in known} == {column}

    def test_the_example_of_a_wide_schedule_is_read(self, tmp_path: Path) -> None:
        (example,) = (block for block in blocks("csv") if "lun. 04/01/2027" in block)
        path = tmp_path / "planning.csv"
        path.write_text(example, encoding="utf-8")
        made = read_schedule(path, GROUP, nowhere=["congé"])
        assert [(str(one.half_day), one.employee[-1], one.member) for one in made.assignments] == [
            ("2027-01-04 AM", "1", "Label 1"),
            ("2027-01-04 PM", "1", "Label 1"),
            ("2027-01-05 AM", "1", "Label 1"),
            ("2027-01-05 PM", "1", "Label 2"),
            ("2027-01-05 PM", "2", "Label 2"),
            ("2027-01-06 AM", "2", "Label 2"),
        ]
