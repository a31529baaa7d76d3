"""Drawing with matplotlib, which is an optional extra: import this module only where that is dealt with."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from gesched.errors import BadValue
from gesched.group import Employee
from gesched.schedule import Schedule
from gesched.schedule.calendar_html import (
    Cell,
    Kind,
    Mark,
    days_of,
    days_text,
    employee_cells,
    marks,
    month_name,
    months_of,
)

# A unit of every axes is the side of a date's square; the figure is as wide as a label and 31 of them.
_UNIT_INCHES = 0.3
_LEFT, _RIGHT, _INDENT = 3.0, 31.4, 0.4
_TITLE_UNITS, _LEGEND_UNITS, _PANEL_HEAD, _PANEL_GAP = 2.0, 0.95, 2.0, 0.7
_LEGEND_COLUMNS = 4
_LONGEST_IN_LEGEND = 24
_LONGEST_TITLE = 80
_MOST_PIXELS = 65_000  # Agg draws less than 2 ** 16 of them in each direction.
_MARGIN = 0.04
_BLACK, _FAINT, _LINE = "#111111", "#666666", "#a0a0a0"
_MISSING_GLYPH = "\u25a1"
_FACES = {Kind.HOLIDAY: "#e4e4e4", Kind.OFF: "#e4e4e4"}
_SIGNS = {Kind.IDLE: "", Kind.AWAY: "", Kind.COMMON: "◇", Kind.HOLIDAY: "★", Kind.OFF: ""}

_Corners = list[tuple[float, float]]
_Date = tuple[float, float, tuple[Cell, Cell]]


class _Pen:
    """Writes names as they are: no mathtext, no TeX, and a box for what the font does not have."""

    def __init__(self, family: str) -> None:
        self._properties = FontProperties(family=family)
        try:
            file = findfont(self._properties, fallback_to_default=False)
        except ValueError:
            raise BadValue(family, "the family of an installed font") from None
        self._known = get_font(file).get_charmap()

    def write(self, axes: Axes, x: float, y: float, text: str, size: float, **style: Any) -> None:
        """Write text, centred in height at ``y``; ``style`` goes to matplotlib's ``Text``."""
        drawn = "".join(letter if ord(letter) in self._known else _MISSING_GLYPH for letter in text)
        font = self._properties.copy()
        font.set_size(size)
        given: dict[str, Any] = {"color": _BLACK, "va": "center_baseline", "fontproperties": font} | style
        axes.text(x, y, drawn, parse_math=False, usetex=False, **given)


def draw(schedule: Schedule, people: Sequence[Employee], title: str, font: str, dpi: int) -> Figure:
    """Return the picture of a schedule, with a panel for each of these people."""
    pen = _Pen(font)
    known = marks(member.name for member in schedule.group.members)
    calendars = {one.name: employee_cells(schedule, one) for one in people}
    shown = Counter(cell for cells in calendars.values() for cell in cells)
    kinds = {cell.kind for cell in shown}
    signs = [kind for kind in _SIGNS if kind in kinds]
    given = {name: shown[Cell(Kind.GIVEN, name)] for name in known}
    head_units = _TITLE_UNITS + _LEGEND_UNITS * -(-(len(known) + len(signs)) // _LEGEND_COLUMNS)
    panel_units = _PANEL_HEAD + len(months_of(schedule.horizon)) + _PANEL_GAP
    figure = _figure(head_units + len(calendars) * panel_units, dpi)
    head = _strip(figure, 0, head_units)
    pen.write(head, _INDENT - _LEFT, 0.9, _short(title, _LONGEST_TITLE), 14)
    _legend(pen, head, known, signs, given)
    for place, (name, cells) in enumerate(calendars.items()):
        panel = _strip(figure, head_units + place * panel_units, panel_units)
        days = days_text(sum(cell.kind is Kind.GIVEN for cell in cells))
        pen.write(panel, _INDENT - _LEFT, 0.5, f"{_short(name, _LONGEST_TITLE)}: {days} days given", 10)
        _calendar(pen, panel, schedule, cells, known)
    return figure


def content(figure: Figure, kind: str) -> bytes:
    """Return a figure as the bytes of a PNG or SVG file, the same for the same figure."""
    buffer = io.BytesIO()
    metadata = {"svg": {"Date": None}, "png": {"Software": None}}[kind]
    with mpl.rc_context({"svg.hashsalt": "gesched", "savefig.bbox": None}):
        figure.savefig(buffer, format=kind, metadata=metadata, dpi="figure")
    return buffer.getvalue()


def _figure(units: float, dpi: int) -> Figure:
    width, height = (_LEFT + _RIGHT) * _UNIT_INCHES, units * _UNIT_INCHES
    if height * dpi > _MOST_PIXELS:
        advice = "Name fewer employees=, draw a shorter horizon, or lower dpi=."
        raise BadValue(round(height * dpi), f"a picture at most {_MOST_PIXELS} pixels high", advice)
    figure = Figure(figsize=(width, height), dpi=dpi, facecolor="white")
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure)
    return figure


def _strip(figure: Figure, top: float, units: float) -> Axes:
    """Return axes as wide as the figure, whose units are squares; x is 0 at the first date, y goes down."""
    total = figure.get_figheight() / _UNIT_INCHES
    axes = figure.add_axes((0, 1 - (top + units) / total, 1, units / total))
    axes.set(xlim=(-_LEFT, _RIGHT), ylim=(units, 0))
    axes.set_axis_off()
    return axes


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _legend(
    pen: _Pen, axes: Axes, known: Mapping[str, Mark], signs: Sequence[Kind], given: Mapping[str, int]
) -> None:
    entries = [Cell(Kind.GIVEN, name) for name in known] + [Cell(kind, kind.value) for kind in signs]
    width = (_LEFT + _RIGHT - 2 * _INDENT) / _LEGEND_COLUMNS
    for number, cell in enumerate(entries):
        row, column = divmod(number, _LEGEND_COLUMNS)
        x, y = _INDENT - _LEFT + column * width, _TITLE_UNITS + row * _LEGEND_UNITS
        _fill(axes, cell.kind, [_box(x, y, 1.1, 0.7)], [_face(cell, known)])
        _sign(pen, axes, x + 0.55, y + 0.35, 6.5, cell, known)
        start = x + 1.35
        if cell.kind is Kind.GIVEN:
            days = f"{days_text(given[cell.words])} d"
            pen.write(axes, x + 2.9, y + 0.35, days, 8, ha="right", color=_FAINT)
            start = x + 3.1
        pen.write(axes, start, y + 0.35, _short(cell.words, _LONGEST_IN_LEGEND), 8)


def _calendar(
    pen: _Pen, axes: Axes, schedule: Schedule, cells: Sequence[Cell], known: Mapping[str, Mark]
) -> None:
    for row, month in enumerate(months_of(schedule.horizon)):
        pen.write(axes, -0.25, _PANEL_HEAD + row + 0.5, month_name(month), 7.5, ha="right")
    for number in range(31):
        pen.write(axes, number + 0.5, _PANEL_HEAD - 0.4, str(number + 1), 6.5, ha="center", color=_FAINT)
    dates = list(_dates(schedule, cells))
    drawn = [placed for date in dates for placed in _boxes(*date)]
    for kind in Kind:
        found = [(box, _face(cell, known)) for box, cell in drawn if cell.kind is kind]
        if found:
            boxes, faces = zip(*found, strict=True)
            _fill(axes, kind, boxes, faces)
    for x, y, (morning, afternoon) in dates:
        if morning == afternoon:
            _sign(pen, axes, x + 0.5, y + 0.5, 6.5, morning, known)
        else:
            _sign(pen, axes, x + 0.5, y + 0.27, 5.5, morning, known)
            _sign(pen, axes, x + 0.5, y + 0.73, 5.5, afternoon, known)


def _dates(schedule: Schedule, cells: Sequence[Cell]) -> Iterator[_Date]:
    """Yield for each date of the horizon where its square is, and its two half-days."""
    for row, month in enumerate(months_of(schedule.horizon)):
        for day in days_of(month):
            if day in schedule.horizon:
                column = 2 * (day - schedule.horizon.first).days
                yield day.day - 1, _PANEL_HEAD + row, (cells[column], cells[column + 1])


def _boxes(x: float, y: float, pair: tuple[Cell, Cell]) -> Iterator[tuple[_Corners, Cell]]:
    """Yield a box for each given half-day; where nobody has either and they are alike, one for the date."""
    side = 1 - 2 * _MARGIN
    if pair[0] == pair[1] and pair[0].kind is not Kind.GIVEN:
        yield _box(x + _MARGIN, y + _MARGIN, side, side), pair[0]
        return
    for half, cell in enumerate(pair):
        yield _box(x + _MARGIN, y + _MARGIN + half * side / 2, side, side / 2), cell


def _box(x: float, y: float, width: float, height: float) -> _Corners:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def _face(cell: Cell, known: Mapping[str, Mark]) -> str:
    return known[cell.words].colour if cell.kind is Kind.GIVEN else _FACES.get(cell.kind, "#ffffff")


def _fill(axes: Axes, kind: Kind, boxes: Sequence[_Corners], faces: Sequence[str]) -> None:
    """Fill boxes, all of one kind, each in its colour; the collection's label is the kind."""
    is_outlined = kind in {Kind.IDLE, Kind.COMMON}
    collection = PolyCollection(
        boxes,
        facecolors=faces,
        edgecolors=_LINE if is_outlined or kind is Kind.AWAY else "none",
        linewidths=0.6 if is_outlined else 0,
        hatch="//////" if kind is Kind.AWAY else None,
        antialiaseds=is_outlined,
    )
    collection.set_label(kind.value)
    axes.add_collection(collection, autolim=False)


def _sign(
    pen: _Pen, axes: Axes, x: float, y: float, size: float, cell: Cell, known: Mapping[str, Mark]
) -> None:
    """Write a cell's code, or the sign of its kind, if it has one."""
    if cell.kind is Kind.GIVEN:
        mark = known[cell.words]
        fitting = size * min(1, 3 / len(mark.code))
        pen.write(axes, x, y, mark.code, fitting, ha="center", color=mark.ink)
    elif _SIGNS[cell.kind]:
        pen.write(axes, x, y, _SIGNS[cell.kind], size, ha="center")
