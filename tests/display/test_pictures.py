import struct
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.text import Text
from round_robin import HOSTILE, REASON, round_robin

from gesched.display import plot_year
from gesched.errors import BadValue, MissingExtra
from gesched.html import colours


def parsed(markup: bytes) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 - our own output


def collections_of(axes: Axes, label: str) -> list[PolyCollection]:
    return [one for one in axes.collections if isinstance(one, PolyCollection) and one.get_label() == label]


def panels(figure: Figure) -> list[Axes]:
    """Return the axes of the employees; the first axes hold the title and the legend."""
    return list(figure.axes[1:])


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]


def test_there_is_a_coloured_cell_for_each_assignment() -> None:
    schedule = round_robin()
    figure = plot_year(schedule)
    drawn: Counter[str] = Counter()
    for axes, employee in zip(panels(figure), schedule.group.employees, strict=True):
        (given,) = collections_of(axes, "given")
        assert len(given.get_paths()) == len(schedule.of_employee(employee.name))
        drawn.update(to_hex(face) for face in to_rgba_array(given.get_facecolor()))
    colour = colours(member.name for member in schedule.group.members)
    assert drawn == Counter(colour[one.member] for one in schedule.assignments)


def test_cells_stand_where_their_half_day_is() -> None:
    figure = plot_year(round_robin(last="2027-01-31"))
    (given,) = collections_of(panels(figure)[0], "given")
    first = given.get_paths()[0].get_extents()
    assert (round(first.x0, 2), round(first.x1, 2)) == (3.04, 3.96)  # 4 January is the first working day
    assert first.height == pytest.approx(0.46)


def test_the_legend_gives_the_days_of_each_member() -> None:
    schedule = round_robin()
    shown = texts(plot_year(schedule))
    for member in schedule.group.members:
        assert member.name in shown
        assert f"{len(schedule.of_member(member.name)) / 2:g} d" in shown
    assert {"away", "public holiday", "common time", "free", "not worked"} <= set(shown)
    assert "Web marketer 1: " in " ".join(shown)


def test_only_the_employees_asked_for_are_drawn() -> None:
    schedule = round_robin()
    figure = plot_year(schedule, employees=["Web marketer 2"], title="One of two")
    assert len(panels(figure)) == 1
    days = [float(text[:-2]) for text in texts(figure) if text.endswith(" d")]
    assert 2 * sum(days) == len(schedule.of_employee("Web marketer 2"))
    assert "One of two" in texts(figure)


def test_png_files_have_the_figures_size(tmp_path: Path) -> None:
    path = tmp_path / "out" / "year.png"
    figure = plot_year(round_robin(), path, dpi=100)
    content = path.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    # matplotlib has rounded down, and to the nearest.
    assert abs(width - figure.get_figwidth() * 100) <= 1
    assert abs(height - figure.get_figheight() * 100) <= 1
    assert 20_000 < len(content) < 1_000_000


def test_svg_files_are_well_formed_and_the_same_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first.svg", tmp_path / "second.SVG"
    plot_year(round_robin(), first)
    plot_year(round_robin(), second)
    assert first.read_bytes() == second.read_bytes()
    assert REASON.encode() not in first.read_bytes()
    assert parsed(first.read_bytes()).tag.endswith("svg")


def test_png_files_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("first.png", "second.png"):
        plot_year(round_robin(last="2027-03-31"), tmp_path / name)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_hostile_names_are_drawn_as_they_are(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"year.{suffix}"
    figure = plot_year(round_robin(HOSTILE, group="$a_b$"), path)
    shown = texts(figure)
    assert "$x_1^2$ \\alpha" in shown
    assert any(text.startswith("$a_b$, ") for text in shown)
    assert "□□" in shown  # two characters that the font does not have
    assert all(not text.get_parse_math() for axes in figure.axes for text in axes.texts)
    if suffix == "svg":
        parsed(path.read_bytes())


def test_the_settings_of_the_session_are_left_alone_and_do_not_matter(tmp_path: Path) -> None:
    plot_year(round_robin(last="2027-03-31"), tmp_path / "plain.png")
    with mpl.rc_context({"text.color": "red", "savefig.bbox": "tight", "figure.autolayout": True}):
        before = dict(mpl.rcParams)
        plot_year(round_robin(last="2027-03-31"), tmp_path / "styled.png")
        assert dict(mpl.rcParams) == before
    assert (tmp_path / "plain.png").read_bytes() == (tmp_path / "styled.png").read_bytes()


def test_pyplot_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    assert plot_year(round_robin(last="2027-01-31")).axes


def test_other_formats_fonts_and_people_are_refused(tmp_path: Path) -> None:
    schedule = round_robin(last="2027-01-31")
    with pytest.raises(BadValue, match=r"\.png or \.svg"):
        plot_year(schedule, tmp_path / "year.pdf")
    with pytest.raises(BadValue, match="installed font"):
        plot_year(schedule, font="No such font at all")
    with pytest.raises(BadValue, match="Web marketer 1"):
        plot_year(schedule, employees=["Web marketer 11"])
    with pytest.raises(BadValue, match="at most 65000 pixels"):
        plot_year(schedule, dpi=20_000)
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gesched.display._drawing", raising=False)
    monkeypatch.delattr("gesched.display._drawing", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"gesched\[plot\]"):
        plot_year(round_robin(last="2027-01-31"))
