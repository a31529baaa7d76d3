import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from round_robin import HOSTILE, REASON, round_robin

from gesched.display import member_page, write_page
from gesched.errors import BadValue
from gesched.group import Group
from gesched.schedule import Schedule
from gesched.timeline import Horizon

VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page's tags, texts and titles; every element must be closed in its turn."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.titles: list[str] = []
        self.names: set[str] = set()
        self.feed(path.read_text("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names.update(name for name, _ in attrs)
        self.titles += [value for name, value in attrs if name == "title" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def everything(self) -> str:
        return "\n".join([*self.texts, *self.titles])


def half_days(titles: list[str], words: str) -> int:
    """Return how many half-days the tooltips with these words cover."""
    return sum(1 if re.search(" [AP]M:", title) else 2 for title in titles if title.endswith(f": {words}"))


def test_the_page_is_a_whole_document_with_every_assignment(tmp_path: Path) -> None:
    schedule = round_robin()
    path = write_page(schedule, tmp_path / "out" / "year.html")
    page = Page(path)
    assert path == tmp_path / "out" / "year.html"
    assert path.read_text("utf-8").startswith(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    )
    assert page.tags.count("title") == 1
    assert "Paris Mix, 2027-01-01 to 2027-12-31" in page.texts
    for member in schedule.group.members:
        assert half_days(page.titles, member.name) == len(schedule.of_member(member.name))


def test_the_page_of_a_long_plan_leaves_nothing_out(tmp_path: Path) -> None:
    schedule = round_robin(["Label 1"], last="2033-12-31")
    page = Page(write_page(schedule, tmp_path / "years.html"))
    assert half_days(page.titles, "Label 1") == len(schedule.assignments)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name: str, tmp_path: Path) -> None:
    schedule = round_robin([name, "Label 2"], last="2027-02-28", group=name)
    for path in (
        write_page(schedule, tmp_path / "all.html"),
        member_page(schedule, name, tmp_path / "own.html"),
    ):
        page = Page(path)
        assert name in page.texts
        assert not {"script", "img", "a", "link", "iframe"} & set(page.tags)
        assert not any(attribute.startswith("on") for attribute in page.names)


def test_no_page_says_why_somebody_is_away_or_a_member_closed(tmp_path: Path) -> None:
    schedule = round_robin()
    for path in (
        write_page(schedule, tmp_path / "a.html"),
        member_page(schedule, "Label 1", tmp_path / "b.html"),
    ):
        assert REASON not in path.read_text("utf-8")


def test_a_members_page_has_its_own_half_days_and_nothing_of_the_others(tmp_path: Path) -> None:
    members = ["Atelier", "Brasserie", "Cinéma"]
    schedule = round_robin(members)
    page = Page(member_page(schedule, "Brasserie", tmp_path / "own.html"))
    assert not any(name in page.everything for name in ("Atelier", "Cinéma"))
    assert not any(word in page.everything for word in ("away", "free", "common time", "elsewhere"))
    given = sum(half_days(page.titles, f"Web marketer {number}") for number in (1, 2))
    assert given == len(schedule.of_member("Brasserie"))
    assert {title.partition(": ")[2] for title in page.titles} == {
        "Web marketer 1",
        "Web marketer 2",
        "Jour de l'an",
        "<Pentecôte>",
    }


def test_a_members_page_does_not_depend_on_where_the_others_are_or_on_absences(tmp_path: Path) -> None:
    schedule = round_robin(["Atelier", "Brasserie"])
    own = tuple(one for one in schedule.assignments if one.member == "Brasserie")
    group = schedule.group
    bare = Group(
        group.name,
        employees=group.employees,
        members=group.members,
        agreements=group.agreements,
        holidays=group.holidays,
    )
    first = member_page(schedule, "Brasserie", tmp_path / "first.html")
    second = member_page(Schedule(bare, schedule.horizon, own), "Brasserie", tmp_path / "second.html")
    assert first.read_bytes() == second.read_bytes()


def test_a_members_page_lists_its_days_with_hours(tmp_path: Path) -> None:
    schedule = round_robin(["Atelier", "Brasserie"], last="2027-01-08")
    page = Page(member_page(schedule, "Atelier", tmp_path / "own.html"))
    start = page.texts.index("date")
    assert page.texts[start : start + 4] == ["date", "half-days", "hours", "employee"]
    listed = [page.texts[place : place + 4] for place in range(start + 4, len(page.texts) - 4, 4)]
    assert ["Mon 4 Jan 2027", "whole day", "08:30-12:00, 13:30-17:00", "Web marketer 1"] in listed
    counts = {"whole day": 2, "morning": 1, "afternoon": 1}
    assert sum(counts[row[1]] for row in listed) == len(schedule.of_member("Atelier"))


def test_a_member_without_days_gets_a_page_too(tmp_path: Path) -> None:
    schedule = round_robin()
    empty = Schedule(schedule.group, Horizon("2027-01-01", "2027-01-31"))
    page = Page(member_page(empty, "Label 4", tmp_path / "own.html"))
    assert "No days in this time." in page.texts


def test_an_unknown_member_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="Label 11"):
        member_page(round_robin(), "Label 111", tmp_path / "own.html")
    assert list(tmp_path.iterdir()) == []
