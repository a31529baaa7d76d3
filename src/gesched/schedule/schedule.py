"""A schedule: who is where, well formed by construction."""

import copy
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import pandas as pd

from gesched.errors import InputError, InputProblem, nearest
from gesched.findings import Report
from gesched.group import Group, Ledger
from gesched.problem import Problem
from gesched.schedule.assignment import Assignment
from gesched.schedule.checking import Entries, are_well_formed
from gesched.schedule.frames import from_frame, to_frame
from gesched.schedule.past import Past
from gesched.schedule.views import schedule_html, schedule_text
from gesched.schedule.wide import to_wide
from gesched.timeline import Half, Horizon


@dataclass(frozen=True)
class Schedule:
    """Who is where in a horizon (planning).

    Well formed by construction: every name is known, every agreement is the member's own, every date lies
    in the horizon, and nobody is in two places at once. Whether the rules hold is another question: ask
    ``audit``.

    Parameters
    ----------
    group
        The employer group.
    horizon
        The dates planned.
    assignments
        In any order; kept sorted.
    ledger
        What was owed before the horizon.
    history
        A schedule before the horizon, which feeds rolling windows only.
    report
        How the schedule was found; ``None`` where it was made by hand.
    revised
        When the schedule was last revised, with a time zone (kept in UTC); ``None`` where it is not
        known.

    Raises
    ------
    InputError
        With everything that makes the schedule ill formed; rows are counted from 0.
    """

    group: Group
    horizon: Horizon
    assignments: tuple[Assignment, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    history: "Schedule | None" = None
    report: Report | None = field(default=None, compare=False)
    revised: dt.datetime | None = None

    def __post_init__(self) -> None:
        given, problems = tuple(self.assignments), []
        if not are_well_formed(self.group, self.horizon, given):
            entries = Entries(self.group, self.horizon, "assignments")
            for row, one in enumerate(given):
                entries.take(row, one)
            given, problems = tuple(entries.found.values()), entries.problems
        problems += self._check_rest()
        if problems:
            raise InputError(problems)
        object.__setattr__(self, "assignments", tuple(sorted(given)))
        if self.revised is not None:  # equal to itself, even in the hour that summer time repeats
            object.__setattr__(self, "revised", self.revised.astimezone(dt.UTC))

    def _check_rest(self) -> Iterator[InputProblem]:
        if self.history is not None and self.history.horizon.last >= self.horizon.first:
            expected = f"a history that ends before {self.horizon.first}"
            yield InputProblem(expected, str(self.history.horizon), column="history")
        if self.revised is not None and self.revised.utcoffset() is None:
            advice = "Add one: datetime.now(timezone.utc)."
            yield InputProblem("a time with a time zone", str(self.revised), column="revised", advice=advice)
        known = {agreement.name for agreement in self.group.agreements}
        for name in self.ledger:
            if name not in known:
                advice = f"{nearest(name, known)} One that has left the group is taken out of the ledger."
                yield InputProblem("an agreement of the group", name, column="ledger", advice=advice.strip())

    def with_assignments(self, assignments: Iterable[Assignment]) -> "Schedule":
        """Return what answers the same problem by other assignments, without a report.

        Raises
        ------
        InputError
            As for a schedule of its own.
        """
        other = replace(self, assignments=tuple(assignments), report=None)
        # What is to be planned is the same, and takes long to be made again.
        vars(other)["problem"] = self.problem
        return other

    def with_report(self, report: Report) -> "Schedule":
        """Return this schedule with a report of how it was found; nothing else is read or checked again."""
        reported = copy.copy(self)
        object.__setattr__(reported, "report", report)
        return reported

    @cached_property
    def problem(self) -> Problem:
        """The problem that this schedule answers."""
        return Problem(self.group, self.horizon, self.ledger)

    @cached_property
    def at(self) -> Mapping[tuple[str, dt.date, Half], Assignment]:
        """From employee, date and half to the assignment."""
        return {(one.employee, one.date, one.half): one for one in self.assignments}

    @cached_property
    def transfers(self) -> tuple[tuple[Assignment, Assignment], ...]:
        """The changes of member at midday: for each, the assignment of the morning and of the afternoon."""
        return tuple(
            (morning, afternoon)
            for there in self._by_employee.values()
            for morning, afternoon in pairwise(there)
            if morning.date == afternoon.date and morning.member != afternoon.member
        )

    @cached_property
    def past(self) -> Past:
        """What was before the horizon: the history, and the history's history."""
        return Past(self.history)

    @cached_property
    def given(self) -> Mapping[str, int]:
        """From an agreement's name to the half-days given under it; 0 where there are none."""
        counts = Counter(one.agreement for one in self.assignments)
        return {agreement.name: counts[agreement.name] for agreement in self.group.agreements}

    @cached_property
    def _by_employee(self) -> Mapping[str, tuple[Assignment, ...]]:
        return _grouped(self.assignments, "employee")

    @cached_property
    def _by_member(self) -> Mapping[str, tuple[Assignment, ...]]:
        return _grouped(self.assignments, "member")

    @cached_property
    def _by_agreement(self) -> Mapping[str, tuple[Assignment, ...]]:
        return _grouped(self.assignments, "agreement")

    def of_employee(self, name: str) -> tuple[Assignment, ...]:
        """Return an employee's assignments, in order."""
        return self._by_employee.get(self.group.employee(name).name, ())

    def of_member(self, name: str) -> tuple[Assignment, ...]:
        """Return a member's assignments, in order."""
        return self._by_member.get(self.group.member(name).name, ())

    def of_agreement(self, name: str) -> tuple[Assignment, ...]:
        """Return the assignments under an agreement, in order."""
        return self._by_agreement.get(self.group.agreement(name).name, ())

    def to_frame(self) -> pd.DataFrame:
        """Return the schedule as a table, a row a half-day.

        Returns
        -------
        pandas.DataFrame
            ``date`` (datetime64), ``half`` ("AM" or "PM"), ``employee``, ``member``, ``agreement``; sorted by
            time, then employee.
        """
        return to_frame(self.assignments)

    def to_wide(self) -> pd.DataFrame:
        """Return the schedule as a table with a row an employee and a column a date.

        Returns
        -------
        pandas.DataFrame
            ``employee``, then the dates of the horizon ("2027-01-04"). A cell holds a member, or ``"Label 1 /
            Label 2"``: the morning and the afternoon. Where the employee and the member have more than one
            agreement, it holds the agreement's name. ``from_frame`` reads it back.
        """
        return to_wide(self)

    @classmethod
    def from_frame(
        cls,
        group: Group,
        frame: pd.DataFrame,
        horizon: Horizon | None = None,
        *,
        ledger: Ledger | None = None,
        history: "Schedule | None" = None,
        nowhere: Iterable[str] = (),
    ) -> "Schedule":
        """Read a schedule from a table like that of ``to_frame`` or ``to_wide``, made by hand or not.

        Where ``agreement`` is missing or blank, a half-day counts for the agreement that names the employee,
        up to its cap, then for those by skill, in table order.

        A wide table has dates as headings, such as ``"2027-01-04"``, ``"lun. 04/01/2027"`` or
        ``"2027-01-04 AM"``, and beside them ``employee`` (or a first column without a heading) and perhaps
        ``half``, with two rows an employee. Its cells hold a member (the whole day), ``"Label 1 / Label 2"``
        (morning / afternoon, where either may be left out), or ``"AM: Label 1"``; an agreement's name may
        stand for the member's. Names that hold a stroke may stand in double quotes.

        Parameters
        ----------
        group
            The employer group.
        frame
            A row a half-day, or a row an employee and a column a date.
        horizon
            The dates planned; ``None`` takes those from the first date of the table to the last.
        ledger
            What was owed before.
        history
            A schedule before the horizon.
        nowhere
            In a wide table: what cells say of those who are nowhere, such as "off", in any case.

        Raises
        ------
        InputError
            With everything that cannot be read or is ill formed; rows are counted from 0.
        """
        owed = Ledger() if ledger is None else ledger
        horizon, assignments = from_frame(group, frame, horizon, owed, nowhere)
        return cls(group, horizon, tuple(assignments), owed, history)

    @property
    def closing_ledger(self) -> Ledger:
        """What is owed to each agreement after the horizon, in half-days: pass it to the next ``solve``."""
        owed = {dues.agreement: dues.owed + dues.promised for dues in self.problem.dues}
        return Ledger({name: half_days - self.given[name] for name, half_days in owed.items()})

    def __str__(self) -> str:
        return schedule_text(self)

    def _repr_html_(self) -> str:
        return schedule_html(self)


def _grouped(assignments: Iterable[Assignment], key: str) -> Mapping[str, tuple[Assignment, ...]]:
    groups: dict[str, list[Assignment]] = defaultdict(list)
    for one in assignments:
        groups[getattr(one, key)].append(one)
    return {name: tuple(found) for name, found in groups.items()}
