"""What each half-day of a calendar shows, and the calendar as a table of months and dates."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from gesched.group import Employee, Group
from gesched.html import Html, colours, element, ink, joined, short_codes
from gesched.schedule.facts import ScheduleFacts
from gesched.timeline import HalfDay, Horizon

# The calendar's own language, whatever the machine's locale.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_IN_LEGEND = 80

_LONGEST_TITLE = 80
_HOLIDAY_SIGN = "★"
_COMMON_SIGN = "◇"
# Half-transparent greys stand out on white and on black, whatever the notebook's theme.
_GREY = "background:rgba(128,128,128,.22)"
_OUTLINE = "box-shadow:inset 0 0 0 1px rgba(128,128,128,.55)"
_HATCH = "background:repeating-linear-gradient(45deg,rgba(128,128,128,.75) 0 1px,transparent 1px 4px)"
_CENTRED = "padding:0;text-align:center;"


class Kind(Enum):
    """What a half-day is; the value is the word for it in a legend.

    ``OPEN`` and ``CLOSED`` speak of a member: they are all that it learns of an employee who is not there.
    """

    GIVEN = "given"
    IDLE = "free"
    OPEN = "open"
    AWAY = "away"
    COMMON = "common time"
    HOLIDAY = "public holiday"
    OFF = "not worked"
    CLOSED = "closed"


_STYLES: Mapping[Kind, tuple[str, str]] = {
    Kind.IDLE: (_OUTLINE, ""),
    Kind.OPEN: (_OUTLINE, ""),
    Kind.AWAY: (_HATCH, ""),
    Kind.COMMON: (_OUTLINE, _COMMON_SIGN),
    Kind.HOLIDAY: (_GREY, _HOLIDAY_SIGN),
    Kind.OFF: (_GREY, ""),
    Kind.CLOSED: (_GREY, ""),
}


class Cell(NamedTuple):
    """What one half-day shows: its kind, and who has it or what it is called."""

    kind: Kind
    words: str


class Mark(NamedTuple):
    """How a name is shown in a small cell: a short code, a colour, and black or white to write on it."""

    code: str
    colour: str
    ink: str

    @property
    def style(self) -> str:
        """The style of the cell, with smaller letters where there are more than three."""
        small = ";font-size:7px" if len(self.code) > 3 else ""
        return f"background:{self.colour};color:{self.ink}{small}"


def marks(names: Iterable[str]) -> dict[str, Mark]:
    """Return a mark for each name, as told apart by code as by colour."""
    coloured = colours(names)
    codes = short_codes(coloured)
    return {name: Mark(codes[name], colour, ink(colour)) for name, colour in coloured.items()}


def employee_cells(schedule: ScheduleFacts, employee: Employee) -> tuple[Cell, ...]:
    """Return what each half-day of the horizon is for an employee; never why the employee is away."""
    available = schedule.problem.available[schedule.problem.employee_number[employee.name]]
    return tuple(
        _employee_cell(schedule, employee, half_day, is_available=bool(free))
        for half_day, free in zip(schedule.horizon.half_days, available, strict=True)
    )


def _employee_cell(
    schedule: ScheduleFacts, employee: Employee, half_day: HalfDay, *, is_available: bool
) -> Cell:
    assignment = schedule.at.get((employee.name, *half_day))
    if assignment is not None:
        return Cell(Kind.GIVEN, assignment.member)
    if is_available:
        return Cell(Kind.IDLE, Kind.IDLE.value)
    return _not_available(schedule.group, employee, half_day)


def _not_available(group: Group, employee: Employee, half_day: HalfDay) -> Cell:
    if not employee.contract.covers(*half_day):
        return Cell(Kind.OFF, Kind.OFF.value)
    zone = group.zone_of(employee)
    holiday = None if zone is None else zone.name_of(half_day.date)
    if holiday is not None and half_day.date not in employee.works_holidays:
        return Cell(Kind.HOLIDAY, holiday)
    kind = Kind.OFF
    if employee.works.covers(*half_day):
        kind = _interruption(group, employee, half_day)
    return Cell(kind, kind.value)


def _interruption(group: Group, employee: Employee, half_day: HalfDay) -> Kind:
    if any(one.employee == employee.name and one.span.covers(*half_day) for one in group.absences):
        return Kind.AWAY
    if any(one.concerns(employee.name) and one.span.covers(*half_day) for one in group.common_time):
        return Kind.COMMON
    return Kind.OFF


def months_of(horizon: Horizon) -> list[dt.date]:
    """Return the first day of each month that the horizon meets, in order."""
    first, last = (day.year * 12 + day.month - 1 for day in (horizon.first, horizon.last))
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def days_of(month: dt.date) -> list[dt.date]:
    """Return every date of a month."""
    last = calendar.monthrange(month.year, month.month)[1]
    return [month.replace(day=number) for number in range(1, last + 1)]


def month_name(month: dt.date) -> str:
    """Return a month's name and year, such as "Jan 2027"."""
    return f"{MONTHS[month.month - 1]} {month.year:04}"


def days_text(half_days: int) -> str:
    """Return half-days as days: 7 is "3.5", 8 is "4"."""
    return f"{half_days / 2:.1f}".removesuffix(".0")


def calendar_table(
    horizon: Horizon, cells: Sequence[Cell], known: Mapping[str, Mark], label: str = ""
) -> Html:
    """Return a calendar: a row a month, a cell a date, with the morning above the afternoon.

    Parameters
    ----------
    horizon
        The dates to show.
    cells
        What each of its half-days is, in order.
    known
        The mark of every name among the cells that are given.
    label
        What the table is, for those who cannot see it.

    Returns
    -------
    Html
        A table with its styles in it, for light and dark backgrounds.
    """
    head = [element("th", "", style="width:62px"), *(_heading(number) for number in range(1, 32))]
    rows = (_month_row(horizon, cells, known, month) for month in months_of(horizon))
    style = (
        "border-collapse:separate;border-spacing:1px;table-layout:fixed;width:868px;font-size:9px;margin:0"
    )
    parts = [element("thead", element("tr", *head)), element("tbody", *rows)]
    return element("table", *parts, style=style, aria_label=label or None)


def _heading(number: int) -> Html:
    return element("th", number, scope="col", style=f"{_CENTRED}width:25px;font-weight:400;opacity:.75")


def _month_row(horizon: Horizon, cells: Sequence[Cell], known: Mapping[str, Mark], month: dt.date) -> Html:
    style = "padding:0 4px 0 0;text-align:right;font-weight:600;font-size:10px;white-space:nowrap;height:26px"
    name = element("th", month_name(month), scope="row", style=style)
    dates = (_date_cell(horizon, cells, known, day) for day in days_of(month))
    return element("tr", name, *dates, style="background:none")


def _date_cell(horizon: Horizon, cells: Sequence[Cell], known: Mapping[str, Mark], day: dt.date) -> Html:
    if day not in horizon:
        return element("td")
    column = 2 * (day - horizon.first).days
    morning, afternoon = cells[column : column + 2]
    date = f"{WEEKDAYS[day.weekday()]} {day}"
    if morning == afternoon:
        style, text = _look(morning, known)
        return element("td", text, style=_CENTRED + style, title=_title(date, morning))
    halves = (
        _half(cell, known, _title(f"{date} {half}", cell))
        for half, cell in (("AM", morning), ("PM", afternoon))
    )
    return element("td", *halves, style=_CENTRED[:-1])


def _half(cell: Cell, known: Mapping[str, Mark], title: str | None) -> Html:
    style, text = _look(cell, known)
    return element("div", text, style=f"height:13px;line-height:13px;{style}", title=title)


def _title(when: str, cell: Cell) -> str | None:
    if cell.kind in {Kind.OFF, Kind.OPEN, Kind.CLOSED}:
        return None
    words = cell.words
    # The legend has long names in full; here they would be repeated for every date.
    return f"{when}: {words if len(words) <= _LONGEST_TITLE else f'{words[: _LONGEST_TITLE - 1]}…'}"


def _look(cell: Cell, known: Mapping[str, Mark]) -> tuple[str, str]:
    """Return the style and the text of a cell."""
    if cell.kind is not Kind.GIVEN:
        return _STYLES[cell.kind]
    mark = known[cell.words]
    return mark.style, mark.code


def legend(known: Mapping[str, Mark], half_days: Mapping[str, int], kinds: Iterable[Kind]) -> Html:
    """Return what colours, codes and signs mean, with the days given to each name.

    At most ``MOST_IN_LEGEND`` names are listed; the last entry says how many more there are.
    """
    names = list(known)
    entries = [_named(name, known[name], half_days.get(name, 0)) for name in names[:MOST_IN_LEGEND]]
    if len(names) > MOST_IN_LEGEND:
        entries.append(element("span", f"… and {len(names) - MOST_IN_LEGEND} more"))
    shown = set(kinds)
    signs = [_sign(kind) for kind in _STYLES if kind in shown]
    note = element("span", "top: morning, bottom: afternoon", style="opacity:.75")
    wrapped = "display:flex;flex-wrap:wrap;gap:3px 14px;margin:6px 0;max-width:868px;font-size:12px"
    return joined([element("div", *entries, style=wrapped), element("div", *signs, note, style=wrapped)])


def _named(name: str, mark: Mark, half_days: int) -> Html:
    swatch = _swatch(mark.code, mark.style)
    days = element("span", f"{days_text(half_days)} d", style="opacity:.75")
    return element("span", swatch, element("bdi", name), " ", days, style="overflow-wrap:anywhere")


def _sign(kind: Kind) -> Html:
    style, text = _STYLES[kind]
    return element("span", _swatch(text, style), kind.value, style="white-space:nowrap")


def _swatch(text: str, style: str) -> Html:
    box = "display:inline-block;width:26px;height:16px;line-height:16px;font-size:9px;text-align:center;"
    return element("span", text, style=f"{box}margin-right:4px;vertical-align:middle;{style}")


def kinds_of(calendars: Iterable[Iterable[Cell]]) -> Iterator[Kind]:
    """Yield the kinds that calendars show."""
    for cells in calendars:
        for cell in cells:
            yield cell.kind
