"""What the views read of a schedule, so that they stand below it."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from gesched.findings import Report
from gesched.group import Group
from gesched.problem import Problem
from gesched.schedule.assignment import Assignment
from gesched.timeline import Half, Horizon


class ScheduleFacts(Protocol):
    """A schedule, as its views see it; each fact is described in ``Schedule``."""

    @property
    def group(self) -> Group: ...  # noqa: D102
    @property
    def horizon(self) -> Horizon: ...  # noqa: D102
    @property
    def assignments(self) -> tuple[Assignment, ...]: ...  # noqa: D102
    @property
    def report(self) -> Report | None: ...  # noqa: D102
    @property
    def problem(self) -> Problem: ...  # noqa: D102
    @property
    def at(self) -> Mapping[tuple[str, dt.date, Half], Assignment]: ...  # noqa: D102
    def of_employee(self, name: str) -> tuple[Assignment, ...]: ...  # noqa: D102
