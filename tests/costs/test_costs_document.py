"""docs/costs.md and the example say what the code does."""

import doctest
import re
import runpy
from pathlib import Path

import pytest
from paris_mix_year import EXAMPLE, first_come

from gesched.costs import audit_costs
from gesched.tables import load_books, read_group
from gesched.tables.cost_headings import COSTS, TERM_SETTINGS, TIMESHEETS

DOCUMENT = EXAMPLE.parents[1] / "docs" / "costs.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")


def test_the_figures_are_those_that_the_code_gives() -> None:
    flags = doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testfile(str(DOCUMENT), module_relative=False, optionflags=flags)
    assert tried > 20
    assert not failed


def test_every_table_and_column_is_there() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT, re.MULTILINE))
    kinds = {**COSTS.kinds, **TIMESHEETS.kinds}
    assert {name: tuple(re.findall(r"`(\w+)`", columns)) for name, columns in rows.items()} == {
        name: kind.columns for name, kind in kinds.items()
    }
    (settings,) = re.findall(r"Settings are (.*?)\. French", TEXT, re.DOTALL)
    assert tuple(re.findall(r"`(\w+)`", settings)) == TERM_SETTINGS


def test_the_example_closes_a_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("openpyxl")
    example = runpy.run_path(str(EXAMPLE.parent / "close_the_year.py"))
    books = example["main"](first_come(read_group(EXAMPLE)), tmp_path)
    assert "all adds up" in capsys.readouterr().out
    assert audit_costs(load_books(tmp_path / "books.json")).ok
    assert len(list((tmp_path / "january").iterdir())) == len(books.closings[0].statements)
