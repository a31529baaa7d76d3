"""Feeds of gesched's own, perhaps changed by hand in a client, as a schedule."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from gesched.calendars.components import Line, LineProblem, Source, components_of, sources_of
from gesched.calendars.coverage import half_days_of
from gesched.calendars.events import AGREEMENT, Owner, Writer
from gesched.calendars.feeds import DEFAULT_FORM
from gesched.calendars.forms import WORDS, FeedForm, FeedKind, Privacy
from gesched.calendars.occurrences import Happening, Occurrence, occurrences_in
from gesched.calendars.reading import Calendars, collecting
from gesched.calendars.texts import unescaped
from gesched.calendars.visits import Visit
from gesched.errors import InputError, InputProblem, nearest
from gesched.files import safe_stems
from gesched.group import Group, Ledger
from gesched.schedule import Schedule
from gesched.schedule.frames import read_rows
from gesched.timeline import Half, HalfDay, Horizon

_HALVES: tuple[tuple[Half, ...], ...] = ((Half.AM,), (Half.PM,), tuple(Half))
_SEPARATOR = re.compile(r"(?<!\\)((?:\\\\)*),")
_TOKEN = re.compile(r"-[0-9a-f]{32}$")
_PART = 0.5


class _Row(NamedTuple):
    half_day: HalfDay
    employee: str
    member: str
    agreement: str
    happening: Happening


def read_calendars(
    calendars: Calendars,
    group: Group,
    horizon: Horizon,
    *,
    employee: str | None = None,
    member: str | None = None,
    form: FeedForm = DEFAULT_FORM,
    ledger: Ledger | None = None,
    history: Schedule | None = None,
    revised: dt.datetime | None = None,
    on_problem: Callable[[InputProblem], None] | None = None,
) -> Schedule:
    """Read a schedule from feeds that ``write_calendars`` wrote, perhaps changed by hand in a client.

    An event may have been moved, made longer or shorter, deleted, copied, or given the title of another
    employee or member; new ones may have been added. What several feeds say alike counts once.

    Parameters
    ----------
    calendars
        A file, a folder whose files end in ``.ics``, or bytes. Feeds of all members, of all employees, or
        of the group tell a whole schedule.
    group
        The employer group.
    horizon
        The dates planned; events outside of it are left out.
    employee, member
        Whose feed it is: one of them, both (a pair), or none, where the feed itself tells, by its heading,
        its name or the name of its file.
    form
        What the feeds look like: titles are read by its templates.
    ledger, history, revised
        As for ``Schedule``.
    on_problem
        Gets each event that cannot be read, with its line, which is then skipped. With ``None``, all of
        them are refused together.

    Returns
    -------
    Schedule
        Where an event does not say under which agreement it is, half-days are attributed as by
        ``Schedule.from_frame``.

    Raises
    ------
    InputError
        With everything that cannot be read or is ill formed: file, line, value, what was expected, and
        advice.
    BadValue
        No such employee or member.

    Notes
    -----
    An event by dates is whole days; one by the clock takes the half-days of which it covers at least half,
    by the hours and the time zone of the member. Cancelled events are left out, and so are those of the
    coordinator's feeds that tell who is away.
    """
    problems: list[InputProblem] = []
    report = collecting(on_problem, problems)
    given = Owner(FeedKind.GROUP, _name(group.employee, employee), _name(group.member, member))
    titles = _Titles(group, horizon, form)
    rows: dict[tuple[HalfDay, str, str], _Row] = {}
    for source in sources_of(calendars, report):
        components, headings = components_of(source, report)
        owner = titles.owner(given, source, headings)
        unknown: set[int] = set()
        for occurrence in occurrences_in(components, horizon, report):
            happening = occurrence.happening
            if happening.word("CLASS") == "CONFIDENTIAL" or happening.line in unknown:
                continue
            pair = titles.pair(owner, happening)
            if pair is None:
                unknown.add(happening.line)
                report(titles.problem(owner, happening))
                continue
            for row in _rows(occurrence, *pair, titles, horizon):
                rows.setdefault((row.half_day, row.employee, row.member), row)
    if problems:
        raise InputError(problems)
    return _schedule(group, horizon, list(rows.values()), ledger or Ledger(), history, revised)


def _name(find: Callable[[str], object], name: str | None) -> str:
    return "" if name is None else str(getattr(find(name), "name"))  # noqa: B009 - employees and members alike


def _rows(
    occurrence: Occurrence, employee: str, member: str, titles: "_Titles", horizon: Horizon
) -> Iterator[_Row]:
    happening = occurrence.happening
    place = titles.writer.place(member)
    half_days = list(half_days_of(occurrence, place, horizon, _PART))
    under = _agreements(happening)
    for half_day in half_days:
        agreement = under[min(half_day.half, len(under) - 1)] if under else ""
        yield _Row(half_day, employee, member, agreement, happening)


def _agreements(happening: Happening) -> list[str]:
    lines = happening.lines.get(AGREEMENT, [])
    return [unescaped(part) for line in lines for part in _SEPARATOR.sub(r"\1\n", line.value).split("\n")]


def _schedule(
    group: Group,
    horizon: Horizon,
    rows: Sequence[_Row],
    ledger: Ledger,
    history: Schedule | None,
    revised: dt.datetime | None,
) -> Schedule:
    """Return the schedule that rows make, or say which events clash."""
    records = ((*row.half_day, row.employee, row.member, row.agreement) for row in rows)
    try:
        _, assignments = read_rows(group, enumerate(records), horizon, ledger)
    except InputError as error:
        raise InputError(_by_line(error, rows)) from None
    return Schedule(group, horizon, tuple(assignments), ledger, history, revised=revised)


def _by_line(error: InputError, rows: Sequence[_Row]) -> Iterator[InputProblem]:
    for problem in error.problems:
        if problem.row is None:
            yield problem
            continue
        row = rows[problem.row]
        advice = problem.advice
        if problem.expected == "one place for one half-day":
            same = next(one for one in rows if (one.half_day, one.employee) == (row.half_day, row.employee))
            advice = (
                f"Line {same.happening.line} of {same.happening.source} has another; delete one of the two."
            )
        line, source = row.happening.line, row.happening.source
        yield LineProblem(problem.expected, problem.value, "", line, "VEVENT", advice, source)


class _Titles:
    """Tells from a feed's name whose it is, and from an event's title who is where."""

    def __init__(self, group: Group, horizon: Horizon, form: FeedForm) -> None:
        self.group = group
        self.writer = Writer(group, horizon, form)
        self._known: dict[Owner, Mapping[str, set[tuple[str, str]]]] = {}

    @cached_property
    def _owners(self) -> list[Owner]:
        employees = [one.name for one in self.group.employees]
        members = [one.name for one in self.group.members]
        return [
            *(Owner(FeedKind.MEMBER, member=name) for name in members),
            *(Owner(FeedKind.EMPLOYEE, employee=name) for name in employees),
            Owner(FeedKind.GROUP),
            *(Owner(FeedKind.PAIR, employee, member) for employee in employees for member in members),
        ]

    @cached_property
    def _by_identity(self) -> Mapping[str, Owner]:
        levels = (Privacy.OWN, Privacy.COORDINATOR)
        return {self.writer.naming.identity(one, level): one for one in self._owners for level in levels}

    @cached_property
    def _by_name(self) -> Mapping[str, Owner]:
        """From the name of a calendar, or of its file, to whose it is; first come, first served."""
        stems = safe_stems({self.writer.naming.stem(owner) for owner in self._owners})
        found: dict[str, Owner] = {}
        for owner in self._owners:
            name = ", ".join(owner.names)
            found.setdefault(f"{self.group.name}: {name}" if name else self.group.name, owner)
            found.setdefault(stems[self.writer.naming.stem(owner)], owner)
        return found

    def owner(self, given: Owner, source: Source, headings: Iterable[Line]) -> Owner:
        """Return whose feed it is: of nobody that is known, what the whole group's would be."""
        if given.names:
            kind = FeedKind.EMPLOYEE if given.employee else FeedKind.MEMBER
            return given._replace(kind=FeedKind.PAIR if len(given.names) > 1 else kind)
        for line in headings:
            known = self._by_identity if line.name == "X-GESCHED-FEED" else self._by_name
            if unescaped(line.value) in known:
                return known[unescaped(line.value)]
        stem = _TOKEN.sub("", source.name.removesuffix(".ics"))
        return self._by_name.get(stem, Owner(FeedKind.GROUP))

    def pair(self, owner: Owner, happening: Happening) -> tuple[str, str] | None:
        """Return the employee and the member of an event; ``None`` where it does not tell."""
        known = self._titles(owner)
        for text in (happening.text("SUMMARY"), happening.text("CATEGORIES")):
            found = known.get(" ".join(text.split()), ())
            if len(found) == 1:
                return next(iter(found))
        return None

    def problem(self, owner: Owner, happening: Happening) -> InputProblem:
        """Return the problem of an event that does not tell."""
        title = happening.text("SUMMARY")
        expected = "a title that tells one employee and one member"
        if owner.names:
            expected += f", in a feed of {' and '.join(owner.names)}"
        known = [text for text, pairs in self._titles(owner).items() if len(pairs) == 1]
        advice = nearest(title, known) if len(known) < 10_000 else "Write it as in the other events."
        return LineProblem(expected, title, "", happening.line, "SUMMARY", advice, happening.source)

    def _titles(self, owner: Owner) -> Mapping[str, set[tuple[str, str]]]:
        """Return every title that an event of a feed may have, and who it means."""
        if owner not in self._known:
            found: dict[str, set[tuple[str, str]]] = {}
            for employee in (
                [owner.employee] if owner.employee else [one.name for one in self.group.employees]
            ):
                for member in [owner.member] if owner.member else [one.name for one in self.group.members]:
                    for title in self._of_pair(owner, employee, member):
                        found.setdefault(" ".join(title.split()), set()).add((employee, member))
            self._known[owner] = found
        return self._known[owner]

    def _of_pair(self, owner: Owner, employee: str, member: str) -> Iterator[str]:
        yield from (
            words.titles[owner.kind].format(employee=employee, member=member) for words in WORDS.values()
        )
        yield ",".join(name for name in (employee, member) if name not in owner.names)
        visit = Visit(dt.date.min, (), employee, member, dt.date.min)
        yield from (self.writer.title(owner.kind, visit._replace(halves=halves)) for halves in _HALVES)
