"""How a schedule shows itself: ten lines of text, or a month-by-month calendar in HTML."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from gesched.findings import Ending, Excused, LevelReport, OverCommitment, Report
from gesched.html import Html, element, joined
from gesched.schedule.calendar_html import (
    Cell,
    Mark,
    calendar_table,
    days_text,
    employee_cells,
    kinds_of,
    legend,
    marks,
    month_name,
    months_of,
)
from gesched.schedule.facts import ScheduleFacts

_LINE = 100
_FIRST_FEW = 3
# Twelve employees and a year: a row is about 6 kB, so that a notebook's output stays below about 1 MB.
_MOST_CALENDAR_ROWS = 144
_MOST_COMPACT_EMPLOYEES = 60
_MOST_COMPACT_MONTHS = 24
_ENDINGS = {
    Ending.PROVEN: "all is proven, after",
    Ending.TIME: "time ran out after",
    Ending.EFFORT: "the effort allowed was used up after",
    Ending.INTERRUPTED: "interrupted, with the best found so far, after",
}


def schedule_text(schedule: ScheduleFacts) -> str:
    """Return who, when, how fair and how proven, in about ten lines of plain text."""
    facts = summary(schedule)
    width = max(len(label) for label, _ in facts) + 4
    lines = [f"{schedule.group.name}, {schedule.horizon}"]
    for label, text in facts:
        lead = f"  {label}".ljust(width)
        lines.append(
            textwrap.fill(
                text, _LINE, initial_indent=lead, subsequent_indent=" " * width, break_on_hyphens=False
            )
        )
    return "\n".join(lines)


def schedule_html(schedule: ScheduleFacts) -> str:
    """Return a month-by-month calendar of every employee, one colour a member, as an HTML fragment.

    Where that would be too long, a table of days by employee and month stands in its place.
    """
    title = element("div", _title(schedule), style="font-size:15px;margin:4px 0")
    rows = len(schedule.group.employees) * len(months_of(schedule.horizon))
    shown = _compact(schedule) if rows > _MOST_CALENDAR_ROWS else calendars_html(schedule)
    style = "overflow-x:auto;line-height:1.35;print-color-adjust:exact;-webkit-print-color-adjust:exact"
    return element("div", title, summary_html(schedule), shown, style=style)


def _title(schedule: ScheduleFacts) -> Html:
    return joined([element("strong", element("bdi", schedule.group.name)), f", {schedule.horizon}"])


def summary(schedule: ScheduleFacts) -> list[tuple[str, str]]:
    """Return the facts of a schedule, as pairs of a label (empty where one goes on) and a text."""
    group = schedule.group
    counts = [
        _counted(len(group.employees), "employee"),
        _counted(len(group.members), "member"),
        _counted(len(group.agreements), "agreement"),
    ]
    facts = [("who", ", ".join(counts)), ("given", _given(schedule))]
    if schedule.report is None:
        return [*facts, ("search", "none: made by hand or read from a file, so nothing is proven")]
    return [*facts, *_report(schedule.report)]


def summary_html(schedule: ScheduleFacts) -> Html:
    """Return the facts of a schedule as a table of two columns."""
    left, cell = "text-align:left;vertical-align:top;", "padding:1px 12px 1px 0;"
    rows = (
        element(
            "tr",
            element("th", label, scope="row", style=f"{left}{cell}font-weight:600;white-space:nowrap"),
            element("td", text, style=f"{left}{cell}overflow-wrap:anywhere"),
            style="background:none",
        )
        for label, text in summary(schedule)
    )
    style = "border-collapse:collapse;margin:0 0 6px;font-size:13px;max-width:868px"
    return element("table", element("tbody", *rows), style=style)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _given(schedule: ScheduleFacts) -> str:
    available = sum(int(mask.sum()) for mask in schedule.problem.available)
    idle = available - _within(schedule)
    given = len(schedule.assignments)
    text = f"{days_text(given)} of {days_text(available)} available days; {days_text(idle)} idle"
    if available:
        text += f" ({_decimal(100 * idle / available)} %)"
    beyond = given - available + idle
    return f"{text}; {days_text(beyond)} given beside the available" if beyond else text


def _within(schedule: ScheduleFacts) -> int:
    """Return how many half-days are given of those available."""
    problem = schedule.problem
    taken = [np.zeros(problem.columns, dtype=np.bool_) for _ in schedule.group.employees]
    for one in schedule.assignments:
        taken[problem.employee_number[one.employee]][problem.column(one.half_day)] = True
    return sum(int((mask & used).sum()) for mask, used in zip(problem.available, taken, strict=True))


def _decimal(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _report(report: Report) -> Iterator[tuple[str, str]]:
    for goal, levels in groupby(report.levels, key=lambda level: level.goal):
        yield goal.replace("_", " "), _goal(list(levels))
    yield from _first_few("over-committed", report.over_commitments)
    if report.unservable:
        half_days = sum(one.half_days for one in report.unservable)
        text = f"{days_text(half_days)} days of {_counted(len(report.unservable), 'agreement')}"
        yield "unservable", f"{text}, even if there were no other member"
    if report.excused:
        agreements = len({one.agreement for one in report.excused})
        text = f"{days_text(len(report.excused))} fixed days of {_counted(agreements, 'agreement')}"
        yield "excused", f"{text}, on which nobody can come"
        yield from _first_few("", report.excused)
    yield "search", _search(report)


def _search(report: Report) -> str:
    first = f"first schedule after {report.first_seconds:.1f} s"
    run = f"effort {report.effort}, seed {report.seed}, {report.solver}"
    return f"{_ENDINGS[report.ending]} {report.seconds:.1f} s ({first}); {run}"


def _first_few(label: str, found: Sequence[OverCommitment | Excused]) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(found[:_FIRST_FEW]):
        yield ("" if place else label), str(one)
    if len(found) > _FIRST_FEW:
        yield "", f"... and {len(found) - _FIRST_FEW} more"


def _goal(levels: Sequence[LevelReport]) -> str:
    """Return a goal's measures in words; that all are proven is said once."""
    all_proven = all(level.proven for level in levels)
    parts = []
    for (is_rank, _), run in groupby(levels, key=lambda level: (_rank(level) is not None, level.unit)):
        measures = list(run)
        if is_rank:
            parts.append(_ranks(measures, say_proven=not all_proven))
        else:
            parts.extend(_measure(level, say_proven=not all_proven) for level in measures)
    if all_proven:
        parts.append("all proven" if len(levels) > 1 else "proven")
    return "; ".join(parts)


def _rank(level: LevelReport) -> int | None:
    word, _, number = level.measure.partition(" ")
    return int(number) if word == "rank" and number.isdecimal() else None


def _measure(level: LevelReport, *, say_proven: bool) -> str:
    text = f"{level.measure} {_amount(level.value, level.unit)} {_sign(level.unit)}"
    if not say_proven:
        return text
    if level.proven:
        return f"{text}, proven"
    by = f" by {level.prover}" if level.bound and level.prover else ""
    bound = f"at least {_amount(level.bound, level.unit)} {_sign(level.unit)}{by}"
    return f"{text}, not proven ({bound}, gap {_decimal(100 * level.gap)} %)"


def _ranks(levels: Sequence[LevelReport], *, say_proven: bool) -> str:
    """Return measures "rank k" in one phrase, as "ranks 2 to 11: 12, 12, 11 … %, proven"."""
    sign = _sign(levels[0].unit)
    values = [_amount(level.value, level.unit) for level in levels]
    text = ", ".join(values[:_FIRST_FEW]) + (" …" if len(values) > _FIRST_FEW else "")
    if len(values) > 1 and len(set(values)) == 1:
        text = f"all {values[0]}"
    phrase = f"{_numbers(levels)}: {text} {sign}"
    if not say_proven:
        return phrase
    unproven = [level for level in levels if not level.proven]
    return f"{phrase}, {_numbers(unproven)} not proven" if unproven else f"{phrase}, proven"


def _numbers(levels: Sequence[LevelReport]) -> str:
    """Return the ranks' numbers in words, such as "rank 2" or "ranks 2 to 4, 7"."""
    numbers = [rank for level in levels if (rank := _rank(level)) is not None]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = (f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"rank{'' if len(numbers) == 1 else 's'} {', '.join(texts)}"


def _amount(value: int, unit: str) -> str:
    if unit == "‰":
        return _decimal(value / 10)
    return days_text(value) if unit == "half-days" else str(value)


def _sign(unit: str) -> str:
    return {"‰": "%", "half-days": "days"}.get(unit, unit)


def calendars_html(schedule: ScheduleFacts) -> Html:
    """Return a legend and a calendar for every employee, however many there are."""
    known = marks(member.name for member in schedule.group.members)
    shown = {one.name: employee_cells(schedule, one) for one in schedule.group.employees}
    given = Counter(one.member for one in schedule.assignments)
    panels = (_panel(schedule, name, cells, known) for name, cells in shown.items())
    return joined([legend(known, given, kinds_of(shown.values())), *panels])


def _panel(schedule: ScheduleFacts, name: str, cells: Sequence[Cell], known: dict[str, Mark]) -> Html:
    days = days_text(len(schedule.of_employee(name)))
    title = element("div", element("strong", element("bdi", name)), f": {days} days given")
    table = calendar_table(schedule.horizon, cells, known, f"Calendar of {name}")
    return element("div", title, table, style="margin:10px 0;font-size:13px;break-inside:avoid")


def _compact(schedule: ScheduleFacts) -> Html:
    """Return a table of the days given by employee and month, of bounded size."""
    employees = schedule.group.employees[:_MOST_COMPACT_EMPLOYEES]
    months = months_of(schedule.horizon)[:_MOST_COMPACT_MONTHS]
    counts = Counter((one.employee, one.date.replace(day=1)) for one in schedule.assignments)
    left, cell = "padding:1px 6px;text-align:left", "padding:1px 6px;text-align:right;white-space:nowrap"
    head = [element("th", "days given", scope="col", style=left)]
    head += [element("th", month_name(month), scope="col", style=cell) for month in months]
    first = f"{left};min-width:110px;overflow-wrap:anywhere"
    rows = []
    for one in employees:
        name = element("th", element("bdi", one.name), scope="row", style=first)
        days = (element("td", days_text(counts[one.name, month]), style=cell) for month in months)
        rows.append(element("tr", name, *days))
    style = "border-collapse:collapse;font-size:12px"
    parts = [element("thead", element("tr", *head)), element("tbody", *rows)]
    return joined([element("table", *parts, style=style), element("div", _left_out(schedule))])


def _left_out(schedule: ScheduleFacts) -> str:
    employees = len(schedule.group.employees) - _MOST_COMPACT_EMPLOYEES
    months = len(months_of(schedule.horizon)) - _MOST_COMPACT_MONTHS
    left = [_counted(employees, "more employee")] if employees > 0 else []
    left += [_counted(months, "more month")] if months > 0 else []
    also = f" Left out here: {' and '.join(left)}." if left else ""
    return f"Too long for calendars by the half-day: write_page writes them to a file.{also}"
