"""The year as a picture, for reports and slides."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gesched.errors import BadValue, MissingExtra
from gesched.files import write_whole
from gesched.schedule import Schedule

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FORMATS = (".png", ".svg")


def plot_year(
    schedule: Schedule,
    path: str | os.PathLike[str] | None = None,
    *,
    employees: Iterable[str] | None = None,
    title: str | None = None,
    font: str = "DejaVu Sans",
    dpi: int = 150,
) -> "Figure":
    """Draw a schedule: a panel an employee, a row a month, a column a day, the morning above the afternoon.

    Each member has a colour and a short code; the legend gives the days of each. Why someone is away is
    not shown. The same schedule gives the same file.

    Parameters
    ----------
    schedule
        The schedule; its horizon may be shorter or longer than a year.
    path
        The file to write, ``.png`` or ``.svg``; ``None`` writes none.
    employees
        Whom to show, by name; ``None`` shows everybody.
    title
        What stands above; ``None`` takes the group's name and the horizon.
    font
        The family of all letters. Characters that it does not have are drawn as a box.
    dpi
        Pixels per inch of a PNG.

    Returns
    -------
    matplotlib.figure.Figure
        The figure, bound to no window and not registered with pyplot.

    Raises
    ------
    MissingExtra
        matplotlib is not installed.
    BadValue
        No such employee or font, a file that is neither PNG nor SVG, or a picture too high to draw.
    """
    target = None if path is None else Path(path)
    if target is not None and target.suffix.lower() not in _FORMATS:
        raise BadValue(str(target), "a file that ends in .png or .svg")
    try:
        from gesched.display import _drawing  # noqa: PLC0415 - matplotlib is an optional extra
    except ModuleNotFoundError as missing:
        if not (missing.name or "").startswith("matplotlib"):
            raise
        raise MissingExtra("matplotlib", "plot") from missing
    group = schedule.group
    people = group.employees if employees is None else tuple(group.employee(name) for name in employees)
    heading = f"{group.name}, {schedule.horizon}" if title is None else title
    figure = _drawing.draw(schedule, people, heading, font, dpi)
    if target is not None:
        write_whole(target, _drawing.content(figure, target.suffix.lower().removeprefix(".")))
    return figure
