"""How a schedule shows itself: ten lines of text, or a month-by-month calendar in HTML."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gesched.schedule.schedule import Schedule


def schedule_text(schedule: "Schedule") -> str:
    """Return who, when, how fair and how proven, in about ten lines of plain text."""
    return f"{schedule.group.name}: {schedule.horizon}, {len(schedule.assignments)} half-days"


def schedule_html(schedule: "Schedule") -> str:
    """Return a month-by-month calendar of every employee, one colour a member, as an HTML fragment."""
    raise NotImplementedError(schedule)
