"""What the documents show is what the library does: code, links, example, printed session."""

import dataclasses
import re
from pathlib import Path

import pytest

import gesched
from gesched.group.profiles import Limit
from gesched.problem import Problem, over_commitments
from gesched.rules import HOUSE_RULES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
YEAR = gesched.Horizon("2027-01-01", "2027-12-31")

# A number, a list of numbers or "all" of them: the form of a line does not depend on its figures.
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_FIGURES = re.compile(rf"(?:all )?{_NUMBER}(?:, {_NUMBER})*(?: …)?")


_MEASURES = re.compile("worst excess|worst|ranks|total|idle")
_LEVELS = ("fair coverage", "no idle time", "wishes", "regularity", "few transfers")


def _rows(text: str) -> list[str]:
    """Return the forms of the rows of a printed schedule; lines that go on are joined."""
    rows = re.sub(r"\n {18}", " ", text).splitlines()
    return [_FIGURES.sub("#", _measured(row)) for row in rows]


def _measured(row: str) -> str:
    """Return of a level what it measures: what is proven of it depends on the machine."""
    measures = dict.fromkeys(_MEASURES.findall(row))
    return " ".join([row[:18], *measures]) if row[2:18].strip() in _LEVELS else row


def block(language: str, containing: str) -> str:
    (found,) = [
        text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if containing in text
    ]
    return str(found)


def links(document: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_code_in_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(block("python", "gesched.solve("), names)  # noqa: S102 - the document's own
    schedule = names["schedule"]
    assert isinstance(schedule, gesched.Schedule)
    assert gesched.load_schedule("out/schedule.json") == schedule
    assert len(list(Path("out").rglob("*.ics"))) == 3
    assert schedule.report is not None
    assert schedule.report.proven


RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_rule_book_lists_every_rule() -> None:
    rows = re.findall(r"^\| \[`(\w+)`\]\(tables.md#house-rules\) \| (.*?) \| (.*?) \|", RULES, re.MULTILINE)
    assert rows == [(kind.id, kind.title, kind.unit) for kind in HOUSE_RULES]


@pytest.mark.parametrize("name", ["code_du_travail", "ccneac_1285"])
def test_the_rule_book_lists_every_limit(name: str) -> None:
    profile = gesched.working_time_profile(name)
    found = RULES.partition(f"`{name}`, as of {profile.as_of}:")[2].split("\n\n")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", found, re.MULTILINE)
    limits = {field.name: getattr(profile, field.name) for field in dataclasses.fields(profile)}
    assert rows == [
        (limit_name, f"{float(limit.value):g} {limit.unit}", limit.source)
        for limit_name, limit in limits.items()
        if isinstance(limit, Limit)
    ]


def test_the_code_in_the_rule_book_runs() -> None:
    names: dict[str, object] = {}
    (code,) = re.findall(r"```python\n(.*?)```", RULES, re.DOTALL)
    exec(code, names)  # noqa: S102 - the document's own
    schedule = names["schedule"]
    assert isinstance(schedule, gesched.Schedule)
    assert gesched.audit(schedule).ok


def test_the_tables_of_the_example_load() -> None:
    group = gesched.read_group(ROOT / "examples" / "paris_mix")
    assert group.name == "Paris Mix"
    assert (len(group.employees), len(group.members)) == (2, 11)


def test_the_session_in_the_readme_has_the_lines_that_a_schedule_shows() -> None:
    group = gesched.read_group(ROOT / "examples" / "paris_mix")
    empty = gesched.Schedule(group, YEAR)
    levels = tuple(
        gesched.LevelReport(goal, one.measure, one.value, one.value, one.unit)
        for goal, values in gesched.audit(empty).values.items()
        for one in values
    )
    found = gesched.Report(
        levels,
        gesched.Ending.PROVEN,
        1.0,
        1.0,
        1,
        0,
        "OR-Tools",
        over_commitments=over_commitments(Problem(group, YEAR)),
    )
    text = str(gesched.Schedule(group, YEAR, report=found))
    printed = block("text", "fair coverage")
    assert printed.endswith("\n  ...\n")
    assert printed.splitlines()[:2] == text.splitlines()[:2]
    rows, shown = _rows(printed.removesuffix("\n  ...\n")), _rows(text)
    assert len(rows) == 9
    assert rows[:-1] == shown[: len(rows) - 1]
    assert shown[len(rows) - 1].startswith(rows[-1])
    (over,) = (line for line in printed.splitlines() if "over-committed" in line)
    assert over in text.splitlines(), "what is over-committed is known before any search"
