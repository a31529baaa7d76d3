"""The smallest fact of a schedule."""

import datetime as dt
from typing import NamedTuple

from gesched.timeline import Half, HalfDay


class Assignment(NamedTuple):
    """One employee at one member for one half-day, under one agreement.

    Assignments sort by time, then employee.

    Parameters
    ----------
    date, half
        When.
    employee, member, agreement
        Who is where, and under what, by name.
    """

    date: dt.date
    half: Half
    employee: str
    member: str
    agreement: str

    @property
    def half_day(self) -> HalfDay:
        """When."""
        return HalfDay(self.date, self.half)
