"""Absences and closures out of calendars in which they already stand."""

import datetime as dt
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from gesched.calendars.components import Line, LineProblem, Report, Source, components_of, sources_of
from gesched.calendars.coverage import half_days_of
from gesched.calendars.occurrences import Happening, Occurrence, occurrences_in
from gesched.calendars.places import Place
from gesched.calendars.texts import cleaned, unescaped
from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.files import safe_stems
from gesched.group import Absence, Closure, Group
from gesched.timeline import Half, HalfDay, Horizon

_MOST_HALF_DAYS = 2_000_000
_LONGEST_YEARS = 10
_LONGEST_REASON = 10_000
_CONTROLS = re.compile("[\x7f-\x9f\ufffe\uffff]")
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})

Calendars = bytes | str | os.PathLike[str]


def read_absences(
    calendars: Calendars,
    group: Group,
    horizon: Horizon,
    *,
    employee: str | None = None,
    part: float = 0.5,
    on_problem: Callable[[InputProblem], None] | None = None,
) -> tuple[Absence, ...]:
    """Read when employees are away from calendars (iCalendar) in which their leave stands.

    Parameters
    ----------
    calendars
        A file, a folder whose files end in ``.ics``, or bytes.
    group
        The employer group; times without a time zone are its own, and its hours make half-days.
    horizon
        The dates of interest, of at most ten years.
    employee
        Whose calendar it is. ``None`` looks for one employee's name in the title of each event, in its
        attendees and organizer, then in the name of the calendar, then in that of the file.
    part
        Which part of the hours of a half-day an event must cover, from 0 (any) to 1 (all), to take it.
    on_problem
        Gets each event that cannot be read, with its line, which is then skipped: ``problems.append``. With
        ``None``, all of them are refused together.

    Returns
    -------
    tuple of Absence
        Sorted by employee and time: half-days in a row, for one reason, are one absence. The reason is the
        event's title, but of private events none.

    Raises
    ------
    InputError
        With everything that cannot be read: file, line, property, value, and advice.
    BadValue
        No such employee, a horizon of more than ten years, or a part that is none.

    Notes
    -----
    Events that are cancelled, or take no time of whoever has them (TRANSP:TRANSPARENT, as Google makes
    events of whole days unless told otherwise), are ignored. Recurrences, exceptions and changed instances
    are followed, time zones known by the names of the IANA database, of Windows, or as the calendar defines
    them.
    """
    reader = _Reader(group, horizon, part, on_problem)
    whose = None if employee is None else group.employee(employee).name
    people = _Names([one.name for one in group.employees], "an employee")
    place = Place.of_group(group, horizon)
    found = reader.read(calendars, people, whose, lambda _: place)
    return tuple(Absence(name, *span, reason=reason) for name, span, reason in found)


def read_closures(
    calendars: Calendars,
    group: Group,
    horizon: Horizon,
    *,
    member: str | None = None,
    part: float = 0.5,
    on_problem: Callable[[InputProblem], None] | None = None,
) -> tuple[Closure, ...]:
    """Read when members are closed from calendars (iCalendar) in which it stands.

    Parameters
    ----------
    calendars, group, horizon, part, on_problem
        As for ``read_absences``; hours and time zone are those of each member.
    member
        Whose calendar it is. ``None`` looks for one member's name, as for ``read_absences``.

    Returns
    -------
    tuple of Closure
        Sorted by member and time, as for ``read_absences``.

    Raises
    ------
    InputError
        With everything that cannot be read: file, line, property, value, and advice.
    BadValue
        No such member, a horizon of more than ten years, or a part that is none.
    """
    reader = _Reader(group, horizon, part, on_problem)
    whose = None if member is None else group.member(member).name
    hosts = _Names([one.name for one in group.members], "a member")
    places = {one.name: Place.of(group, one, horizon) for one in group.members}
    found = reader.read(calendars, hosts, whose, places.__getitem__)
    return tuple(Closure(name, *span, reason=reason) for name, span, reason in found)


def collecting(on_problem: Callable[[InputProblem], None] | None, problems: list[InputProblem]) -> Report:
    """Return what takes a problem: whoever asked for it, or the list of all."""
    return problems.append if on_problem is None else on_problem


_Span = tuple[dt.date, dt.date, None, Half, Half]


class _Reader:
    """Reads who is away from calendars."""

    def __init__(
        self, group: Group, horizon: Horizon, part: float, on_problem: Callable[[InputProblem], None] | None
    ) -> None:
        if len(horizon) > _LONGEST_YEARS * 366:
            raise BadValue(
                str(horizon), f"a horizon of at most {_LONGEST_YEARS} years to read", "Shorten it."
            )
        if not 0 <= part <= 1:
            raise BadValue(part, "a part of a half-day, from 0 to 1")
        self.group = group
        self.horizon = horizon
        self.part = part
        self.problems: list[InputProblem] = []
        self.report = collecting(on_problem, self.problems)
        self.left = _MOST_HALF_DAYS

    def read(
        self, calendars: Calendars, names: "_Names", whose: str | None, place_of: Callable[[str], Place]
    ) -> list[tuple[str, _Span, str]]:
        found: dict[tuple[str, str], set[HalfDay]] = defaultdict(set)
        for source in sources_of(calendars, self.report):
            components, headings = components_of(source, self.report)
            usual = whose or names.of_calendar(source, headings)
            unknown: set[int] = set()
            for occurrence in occurrences_in(components, self.horizon, self.report):
                happening = occurrence.happening
                if happening.is_free or happening.line in unknown:
                    continue
                name = whose or names.of_event(happening) or usual
                if name is None:
                    unknown.add(happening.line)
                    self.report(names.problem(happening))
                else:
                    half_days = half_days_of(occurrence, place_of(name), self.horizon, self.part)
                    found[name, _reason(happening)].update(self._counted(half_days, occurrence))
        if self.problems:
            raise InputError(self.problems)
        return [
            (name, span, reason)
            for (name, reason), half_days in sorted(found.items())
            for span in _spans(sorted(half_days))
        ]

    def _counted(self, half_days: Iterator[HalfDay], occurrence: Occurrence) -> Iterator[HalfDay]:
        for half_day in half_days:
            self.left -= 1
            if self.left < 0:
                happening = occurrence.happening
                expected = f"events of at most {_MOST_HALF_DAYS:,} half-days in all"
                advice = "Read fewer calendars, or a shorter horizon, at once."
                problem = LineProblem(expected, "more", "", happening.line, "", advice, happening.source)
                raise InputError([*self.problems, problem])
            yield half_day


def _reason(happening: Happening) -> str:
    if happening.word("CLASS") in _PRIVATE:
        return ""
    return _CONTROLS.sub("", cleaned(happening.text("SUMMARY")))[:_LONGEST_REASON].strip()


def _spans(half_days: Sequence[HalfDay]) -> Iterator[_Span]:
    """Yield stretches of half-days in a row, as words that are away take them."""
    first: HalfDay | None = None
    last: HalfDay | None = None
    for half_day in half_days:
        if first is None or last is None or _number(half_day) != _number(last) + 1:
            if first is not None and last is not None:
                yield first.date, last.date, None, first.half, last.half
            first = half_day
        last = half_day
    if first is not None and last is not None:
        yield first.date, last.date, None, first.half, last.half


def _number(half_day: HalfDay) -> int:
    return 2 * half_day.date.toordinal() + half_day.half


class _Names:
    """Finds names in texts."""

    def __init__(self, names: Iterable[str], kind: str) -> None:
        self.kind = kind
        self.names = list(names)
        self._by_look = {_look(name): name for name in self.names}
        self._by_stem = {stem: name for name, stem in safe_stems(self.names).items()}
        longest = sorted(self._by_look, key=len, reverse=True)
        one = "|".join(map(re.escape, longest)) or "(?!)"
        self._pattern = re.compile(rf"(?<!\w)(?:{one})(?!\w)")

    def inside(self, text: str) -> str | None:
        """Return the one name that stands in a text; ``None`` where there is none, or several."""
        found = {self._by_look[match] for match in self._pattern.findall(_look(text))}
        return found.pop() if len(found) == 1 else None

    def of_event(self, happening: Happening) -> str | None:
        """Return the one name that an event tells."""
        in_title = self.inside(happening.text("SUMMARY"))
        if in_title is not None:
            return in_title
        lines = [*happening.lines.get("ATTENDEE", []), *happening.lines.get("ORGANIZER", [])]
        found = {self._by_look.get(_look(line.parameters.get("CN", ""))) for line in lines} - {None}
        return found.pop() if len(found) == 1 else None

    def of_calendar(self, source: Source, headings: Iterable[Line]) -> str | None:
        """Return the one name that a calendar or its file has."""
        for line in headings:
            name = self.inside(unescaped(line.value)) if line.name != "X-GESCHED-FEED" else None
            if name is not None:
                return name
        stem = source.name.rpartition(".")[0]
        return self._by_stem.get(stem) or self.inside(stem)

    def problem(self, happening: Happening) -> InputProblem:
        """Return the problem of an event that tells no name."""
        title = happening.text("SUMMARY")
        advice = f"{nearest(title, self.names)} Write it in the title, or say whose calendar it is."
        expected = f"{self.kind} of the group, and one only, in the title"
        return LineProblem(expected, title, "", happening.line, "SUMMARY", advice.strip(), happening.source)


def _look(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
