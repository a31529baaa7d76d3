import datetime as dt
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from gesched.findings import Ending, Excused, LevelReport, OverCommitment, Report, Unservable
from gesched.group import Absence, Agreement, CommonTime, Employee, Group, Member
from gesched.schedule import Assignment, Schedule
from gesched.schedule.views import schedule_html, schedule_text
from gesched.timeline import Half, Horizon

HOSTILE = ['<script>alert("1")</script>', "R&D 'quoted'", "😀👍 Été", "L" * 300, "$x_1$ & \\alpha", "]]>"]
YEAR = Horizon("2027-01-01", "2027-12-31")
REASON = "a private matter"
TAGS = {"div", "strong", "bdi", "span", "table", "thead", "tbody", "tr", "th", "td"}


def parsed(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 - our own output


def round_robin(
    members: list[str] | None = None,
    employees: int = 2,
    horizon: Horizon = YEAR,
    report: Report | None = None,
) -> Schedule:
    """Every available half-day is given to the members in turn, but those on the 15th."""
    hosts = members or [f"Label {number}" for number in range(1, 12)]
    people = [f"Web marketer {number}" for number in range(1, employees + 1)]
    group = Group(
        "Paris Mix",
        employees=[Employee(name) for name in people],
        members=[Member(name) for name in hosts],
        agreements=[
            Agreement(host, employee=name, days=2, name=f"{place}: {name}")
            for place, host in enumerate(hosts)
            for name in people
        ],
        absences=[Absence("Web marketer 1", "2027-08-02", "2027-08-20", reason=REASON)],
        common_time=[CommonTime("2027-01-05", first_half="PM", reason=REASON)],
        holidays={"mainland": {"2027-01-01": "Jour de l'an", "2027-05-17": "<Pentecôte>"}},
    )
    empty = Schedule(group, horizon)
    given = [
        Assignment(day, half, name, hosts[place // 2 % len(hosts)], f"{place // 2 % len(hosts)}: {name}")
        for number, name in enumerate(people)
        for place, (day, half) in enumerate(horizon.half_days)
        if empty.problem.available[number][place] and day.day != 15
    ]
    return Schedule(group, horizon, tuple(given), report=report)


def found(*levels: LevelReport, ending: Ending = Ending.TIME, over: int = 0, unservable: int = 0) -> Report:
    months = [dt.date(2027, month, 1) for month in range(1, over + 1)]
    return Report(
        levels,
        ending,
        seconds=60.04,
        first_seconds=0.41,
        effort=312,
        seed=7,
        solver="OR-Tools 9.15",
        over_commitments=tuple(
            OverCommitment("employee", "Web marketer 1", f"{month:%Y-%m}", month, month, 46, 43)
            for month in months
        ),
        unservable=(Unservable("0: Web marketer 1", unservable),) if unservable else (),
    )


def ranks(goal: str, values: list[int], unproven: set[int]) -> list[LevelReport]:
    return [
        LevelReport(goal, f"rank {rank}", value, value - (rank in unproven), "‰")
        for rank, value in enumerate(values, start=2)
    ]


def line(text: str, label: str) -> str:
    """Return the line of a label, with the lines it goes on in."""
    lines = text.splitlines()
    start = next(place for place, one in enumerate(lines) if one.strip().startswith(label))
    rest = next((n for n in range(start + 1, len(lines)) if lines[n][2:3].strip()), len(lines))
    return " ".join(" ".join(lines[start:rest]).split())


def test_text_without_a_report_says_who_and_when_and_that_nothing_is_proven() -> None:
    schedule = round_robin()
    text = str(schedule)
    available = sum(int(mask.sum()) for mask in schedule.problem.available)
    idle = available - len(schedule.assignments)
    assert text.splitlines()[0] == "Paris Mix, 2027-01-01 to 2027-12-31"
    assert line(text, "who") == "who 2 employees, 11 members, 22 agreements"
    assert line(text, "given").startswith(
        f"given {len(schedule.assignments) / 2:g} of {available / 2:g} available"
    )
    assert f"{idle / 2:g} idle" in text
    assert "made by hand" in line(text, "search")


def test_text_has_about_ten_lines_and_none_is_long() -> None:
    levels = [
        LevelReport("fair_coverage", "worst", 125, 125, "‰"),
        *ranks("fair_coverage", [124, 120, 7, 6, 5, 4, 3, 2, 1, 0], {7, 9}),
        LevelReport("fair_coverage", "total", 63, 56, "half-days"),
        LevelReport("no_idle_time", "idle", 7, 7, "half-days"),
        LevelReport("wishes", "worst", 400, 200, "‰"),
    ]
    lines = str(round_robin(report=found(*levels, over=5))).splitlines()
    assert 8 <= len(lines) <= 14
    assert max(map(len, lines)) <= 100


def test_measures_are_shown_in_days_and_percent_with_what_is_proven() -> None:
    levels = [
        LevelReport("fair_coverage", "worst", 125, 125, "‰"),
        *ranks("fair_coverage", [124, 120, 7, 6, 5, 4, 3, 2, 1, 0], {7, 9, 10, 11}),
        LevelReport("fair_coverage", "total", 63, 56, "half-days"),
    ]
    assert line(str(round_robin(report=found(*levels))), "fair coverage") == (
        "fair coverage worst 12.5 %, proven; ranks 2 to 11: 12.4, 12, 0.7 … %, ranks 7, 9 to 11 not proven; "
        "total 31.5 days, not proven (at least 28 days, gap 11.1 %)"
    )


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([LevelReport("wishes", "worst", 0, 0, "‰")], "wishes worst 0 %; proven"),
        (ranks("wishes", [5], set()), "wishes rank 2: 0.5 %; proven"),
        (ranks("wishes", [5, 5, 5], set()), "wishes ranks 2 to 4: all 0.5 %; all proven"),
        (ranks("wishes", [5, 4], {3}), "wishes ranks 2 to 3: 0.5, 0.4 %, rank 3 not proven"),
        ([LevelReport("wishes", "moves", 3, 3, "changes")], "wishes moves 3 changes; proven"),
    ],
)
def test_measures_of_any_name_are_shown(levels: list[LevelReport], expected: str) -> None:
    assert line(str(round_robin(report=found(*levels))), "wishes") == expected


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending.PROVEN, "all is proven"),
        (Ending.TIME, "time ran out"),
        (Ending.EFFORT, "effort allowed was used up"),
        (Ending.INTERRUPTED, "interrupted"),
    ],
)
def test_text_says_how_the_search_ended(ending: Ending, words: str) -> None:
    text = line(str(round_robin(report=found(ending=ending))), "search")
    assert words in text
    assert "60.0 s (first schedule after 0.4 s); effort 312, seed 7, OR-Tools 9.15" in text


@pytest.mark.parametrize(
    ("over", "rest"), [(0, None), (3, None), (4, "... and 1 more"), (9, "... and 6 more")]
)
def test_text_names_the_first_three_over_commitments(over: int, rest: str | None) -> None:
    text = str(round_robin(report=found(over=over, unservable=3)))
    assert text.count("23 days promised, 21.5 available") == min(over, 3)
    assert ("... and" in text) == (rest is not None)
    assert rest is None or rest in text
    assert "1.5 days of 1 agreement" in line(text, "unservable")


@pytest.mark.parametrize(("count", "days", "rest"), [(1, "0.5", None), (3, "1.5", None), (5, "2.5", 2)])
def test_text_names_the_first_three_excused_visits(count: int, days: str, rest: int | None) -> None:
    excused = tuple(
        Excused(f"{n % 2}: Web marketer 1", dt.date(2027, 1, 4), "AM", f"Label {n} is <closed>")
        for n in range(count)
    )
    schedule = round_robin(report=replace(found(unservable=3), excused=excused))
    text, agreements = str(schedule), f"{min(count, 2)} agreement{'s' * (count > 1)}"
    assert f"{days} fixed days of {agreements}, on which nobody can come" in line(text, "excused")
    assert text.count("Web marketer 1, 2027-01-04 AM: Label") == min(count, 3)
    assert ("... and" in text) == (rest is not None)
    assert rest is None or f"... and {rest} more" in text
    assert "0: Web marketer 1, 2027-01-04 AM: Label 0 is &lt;closed&gt;" in schedule_html(schedule)


def test_given_beside_the_available_is_told() -> None:
    schedule = round_robin()
    sunday = Assignment(dt.date(2027, 1, 3), Half.AM, "Web marketer 1", "Label 1", "0: Web marketer 1")
    more = Schedule(schedule.group, YEAR, (*schedule.assignments, sunday))
    assert "0.5 given beside the available" in str(more)
    assert "beside" not in str(schedule)


def cells(schedule: Schedule) -> list[ET.Element]:
    root = parsed(schedule_html(schedule))
    return [
        node for node in root.iter() if (node.get("title") or "")[:3] in {"Mon", "Tue", "Wed", "Thu", "Fri"}
    ]


def test_html_has_every_half_day_given_once() -> None:
    schedule = round_robin()
    shown: list[tuple[str, str]] = []
    for cell in cells(schedule):
        when, _, who = (cell.get("title") or "").partition(": ")
        if who.startswith("Label"):
            halves = [when] if when.endswith("M") else [f"{when} AM", f"{when} PM"]
            shown += [(half[4:], who) for half in halves]
    expected = [(f"{one.date} {one.half}", one.member) for one in schedule.assignments]
    assert sorted(shown) == sorted(expected)


def test_html_shows_codes_so_that_colour_is_not_needed() -> None:
    given = [cell for cell in cells(round_robin()) if "Label" in (cell.get("title") or "")]
    assert {(cell.get("title") or "").split("Label ")[1] for cell in given} == {str(n) for n in range(1, 12)}
    assert all(cell.text == f"L{(cell.get('title') or '').split('Label ')[1]}" for cell in given)


def test_html_marks_holidays_absences_common_time_and_free_time() -> None:
    titles = {cell.get("title"): cell for cell in cells(round_robin())}
    assert titles["Mon 2027-05-17: <Pentecôte>"].text == "★"
    assert "repeating-linear-gradient" in (titles["Mon 2027-08-02: away"].get("style") or "")
    assert titles["Tue 2027-01-05 PM: common time"].text == "◇"
    assert "Mon 2027-02-15: free" in titles


def test_neither_text_nor_html_says_why_somebody_is_away() -> None:
    schedule = round_robin(report=found(over=4, unservable=2))
    assert REASON not in schedule_html(schedule) + schedule_text(schedule)


def test_html_is_well_formed_and_runs_nothing_whatever_the_names() -> None:
    schedule = round_robin(HOSTILE, report=found(over=4))
    markup = schedule_html(schedule)
    root = parsed(markup)
    text = "".join(root.itertext())
    assert all(name in text for name in HOSTILE)
    assert "<script" not in markup
    assert {node.tag for node in root.iter()} <= TAGS
    assert not any(name.startswith("on") for node in root.iter() for name in node.attrib)


def test_html_fetches_nothing_and_is_small() -> None:
    markup = schedule_html(round_robin())
    assert len(markup.encode()) < 300_000
    assert not any(word in markup for word in ("http", "url(", "@import", "src="))


def test_html_stays_small_with_long_names() -> None:
    assert (
        len(schedule_html(round_robin([f"{number}{'L' * 298}" for number in range(10)])).encode()) < 500_000
    )


def test_html_of_a_month_has_one_row_for_each_employee() -> None:
    markup = schedule_html(round_robin(horizon=Horizon("2027-02-03", "2027-02-20")))
    assert markup.count("Feb 2027") == 2
    assert "Jan 2027" not in markup


def test_html_of_many_employees_is_a_table_by_month() -> None:
    schedule = round_robin(employees=13)
    markup = schedule_html(schedule)
    root = parsed(markup)
    rows = {
        row[0][0].text: [cell.text for cell in row[1:]]
        for row in root.iter("tr")
        if len(row) == 13 and len(row[0])
    }
    assert len(rows) == 13
    july = [one for one in schedule.of_employee("Web marketer 1") if one.date.month == 7]
    assert rows["Web marketer 1"][6] == f"{len(july) / 2:g}"
    assert "write_page" in markup
    assert "Left out" not in markup


def test_html_of_very_many_is_bounded_and_says_what_is_left_out() -> None:
    schedule = round_robin(["Label 1"], employees=61, horizon=Horizon("2027-01-01", "2029-01-31"))
    markup = schedule_html(schedule)
    assert "1 more employee and 1 more month" in markup
    assert "Web marketer 61" not in markup
    assert len(markup.encode()) < 1_000_000


def test_legends_of_very_many_members_are_bounded() -> None:
    markup = schedule_html(round_robin([f"Label {number}" for number in range(1, 91)]))
    assert "… and 10 more" in markup
    assert len(markup.encode()) < 1_000_000


def test_an_empty_group_is_shown() -> None:
    schedule = Schedule(Group("Nobody yet"), YEAR)
    assert "0 employees, 0 members" in str(schedule)
    parsed(schedule_html(schedule))
