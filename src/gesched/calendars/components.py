"""Calendars from elsewhere, cut into events and time zones, each with its line; nothing is trusted."""

import codecs
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from gesched.errors import BadValue, InputError, InputProblem, escaped, nearest

LARGEST_FILE = 20_000_000
MOST_EVENTS = 20_000
LONGEST_LINE = 20_000
_LINE_BREAK = re.compile(b"\r\n|\r|\n")
_NAME = re.compile("[A-Za-z0-9-]+")
# RFC 5545, section 3.1. icalendar's own reader takes escapes out of values that it does not know.
_PROPERTY = re.compile(
    r'[A-Za-z0-9-]+((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)')
_MARK = re.compile(r"(BEGIN|END):[ \t]*([A-Za-z0-9-]+)[ \t]*\Z", re.IGNORECASE)
_HEADINGS = frozenset({"X-GESCHED-FEED", "NAME", "X-WR-CALNAME"})
_PARTS = frozenset({"VEVENT", "VTIMEZONE"})
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Report = Callable[[InputProblem], None]


class LineProblem(InputProblem):
    """One thing wrong with a calendar: ``row`` is the line of the file, ``column`` the property."""

    @property
    def place(self) -> str:
        """Where the problem stands, as ``leave.ics, line 12, DTSTART``."""
        line = "" if self.row is None else f"line {self.row}"
        return escaped(", ".join(filter(None, [self.source, line, self.column])))


class Line(NamedTuple):
    """One property: its name and those of its parameters in capitals."""

    number: int
    name: str
    parameters: dict[str, str]
    value: str


class Component(NamedTuple):
    """An event or a time zone of a file, its lines not yet looked into."""

    kind: str
    source: str
    number: int
    texts: list[tuple[int, str]]

    def lines(self, names: frozenset[str]) -> list[Line]:
        """Return the properties of these names, those in parts of the component left out.

        Raises
        ------
        BadLine
            One cannot be read.
        """
        return [
            self._line(number, name, text)
            for number, text in _outermost(self.texts)
            if (name := _name_of(text)) in names
        ]

    def _line(self, number: int, name: str, text: str) -> Line:
        if len(text) > LONGEST_LINE:
            expected = f"a property of at most {LONGEST_LINE:,} characters, not {len(text):,}"
            raise BadLine(number, name, BadValue(text, expected))
        found = _PROPERTY.fullmatch(text)
        if found is None:
            advice = "Parameters stand before the colon, in double quotes where they hold one: ;NAME=value."
            raise BadLine(number, name, BadValue(text, "a property with a name, a colon and a value", advice))
        parameters = {key.upper(): value.strip('"') for key, value in _PARAMETER.findall(found[1])}
        return Line(number, name, parameters, found[2])


class BadLine(Exception):
    """A property that cannot be read, with its line."""

    def __init__(self, number: int, name: str, bad: BadValue) -> None:
        super().__init__(number, name, bad)
        self.number = number
        self.name = name
        self.bad = bad

    def problem(self, source: str) -> LineProblem:
        """Return it as a problem of a file."""
        bad = self.bad
        return LineProblem(bad.expected, bad.value, "", self.number, self.name, bad.advice, source)


def _name_of(text: str) -> str:
    found = _NAME.match(text)
    return found[0].upper() if found else ""


def _outermost(texts: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    depth = 0
    for number, text in texts:
        mark = _MARK.match(text)
        if mark is None:
            if not depth:
                yield number, text
        else:
            depth = max(0, depth + (1 if mark[1].upper() == "BEGIN" else -1))


class Source(NamedTuple):
    """A calendar as it came: bytes, and what to call them in messages."""

    name: str
    content: bytes


def sources_of(calendars: bytes | str | os.PathLike[str], report: Report) -> Iterator[Source]:
    """Yield the calendars that are meant: bytes, a file, or the files of a folder that end in ``.ics``."""
    if isinstance(calendars, bytes | bytearray | memoryview):
        yield from _sized(Source("calendar", bytes(calendars)), report)
        return
    if isinstance(calendars, str) and "BEGIN:VCALENDAR" in calendars[:1000].upper():
        raise BadValue(calendars, "a path, or the calendar as bytes", "Pass text.encode().")
    place = Path(calendars)
    if place.is_dir():
        files = sorted(path for path in place.iterdir() if path.suffix.lower() == ".ics" and path.is_file())
        if not files:
            report(LineProblem("a folder with .ics files", str(place), source=escaped(place.name)))
    else:
        files = [place]
    for path in files:
        yield from _file(path, report)


def _file(path: Path, report: Report) -> Iterator[Source]:
    name = escaped(path.name)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_FILE else b""
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        report(LineProblem("a calendar that can be read", what, source=name, advice=_others(path)))
        return
    yield from _sized(Source(name, content), report, size)


def _sized(source: Source, report: Report, size: int = 0) -> Iterator[Source]:
    size = max(size, len(source.content))
    if size > LARGEST_FILE:
        expected = f"a calendar of at most {LARGEST_FILE:,} bytes"
        report(LineProblem(expected, size, source=source.name, advice="Export fewer years at once."))
        return
    yield source


def _others(path: Path) -> str:
    try:
        return nearest(path.name, [other.name for other in path.parent.iterdir()])
    except (OSError, ValueError):
        return f"There is no folder {str(path.parent)!r} either."


def components_of(source: Source, report: Report) -> tuple[list[Component], list[Line]]:
    """Return the events and time zones of a calendar, or of several in one file, and their headings.

    Whatever is not whole is reported, and left out.
    """
    reader = _Cutter(source, report)
    for number, text in _content_lines(source.content):
        reader.take(number, text)
    reader.finish()
    return reader.components, reader.headings


def _content_lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield content lines and the number of the first line of each; what is folded is put together."""
    if content.startswith(_UTF_16):
        content = content.decode("utf-16", "replace").encode()
    parts: list[bytes] = []
    start = 1
    for number, line in enumerate(_LINE_BREAK.split(content.removeprefix(codecs.BOM_UTF8)), start=1):
        if line[:1] in {b" ", b"\t"} and parts:  # perhaps in the middle of a letter
            parts.append(line[1:])
            continue
        if parts:
            yield start, _decoded(b"".join(parts))
        parts, start = ([line], number) if line else ([], number)
    if parts:
        yield start, _decoded(b"".join(parts))


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:  # what older programs of Windows write
        return line.decode("cp1252", "replace")


class _Cutter:
    """Cuts content lines into components."""

    def __init__(self, source: Source, report: Report) -> None:
        self.components: list[Component] = []
        self.headings: list[Line] = []
        self._source = source.name
        self._report = report
        self._open: list[str] = []
        self._part: Component | None = None
        self._is_calendar = False

    def take(self, number: int, text: str) -> None:
        """Take one content line."""
        mark = _MARK.match(text)
        if mark is None:
            self._property(number, text)
        elif mark[1].upper() == "BEGIN":
            self._begin(number, mark[2].upper(), text)
        else:
            self._end(number, mark[2].upper(), text)

    def finish(self) -> None:
        """Report what is still open at the end of the file."""
        self._drop()
        if not self._is_calendar:
            self._problem("a calendar that starts with BEGIN:VCALENDAR", "none", 1)
        elif "VCALENDAR" in self._open:
            self._problem("END:VCALENDAR", "the end of the file", None)

    def _property(self, number: int, text: str) -> None:
        if self._part is not None:
            self._part.texts.append((number, text))
        elif self._open == ["VCALENDAR"] and _name_of(text) in _HEADINGS and len(text) <= LONGEST_LINE:
            name, _, value = text.partition(":")
            self.headings.append(Line(number, _name_of(name), {}, value))

    def _begin(self, number: int, kind: str, text: str) -> None:
        if kind == "VCALENDAR" or (kind in _PARTS and self._part is not None):
            self._drop()  # one that was never ended
            self._open = [] if kind == "VCALENDAR" else ["VCALENDAR"]
        if self._part is not None:
            self._part.texts.append((number, text))
        elif kind in _PARTS and self._open == ["VCALENDAR"]:
            self._part = Component(kind, self._source, number, [])
        self._is_calendar |= kind == "VCALENDAR"
        self._open.append(kind)

    def _end(self, number: int, kind: str, text: str) -> None:
        if kind not in self._open:
            self._problem(f"END:{self._open[-1]}" if self._open else "BEGIN:VCALENDAR", text, number)
            return
        while self._open[-1] != kind:
            if self._open.pop() in _PARTS:
                self._drop()
        self._open.pop()
        if self._part is None:
            return
        if kind == self._part.kind and self._open == ["VCALENDAR"]:
            self.components.append(self._part)
            self._part = None
            self._count()
        else:
            self._part.texts.append((number, text))

    def _count(self) -> None:
        if len(self.components) > MOST_EVENTS:
            expected = f"a calendar of at most {MOST_EVENTS:,} events"
            raise InputError([LineProblem(expected, "more", source=self._source)])

    def _drop(self) -> None:
        if self._part is not None:
            part, self._part = self._part, None
            self._problem(f"END:{part.kind} before anything else begins", f"BEGIN:{part.kind}", part.number)

    def _problem(self, expected: str, value: str, number: int | None) -> None:
        self._report(LineProblem(expected, value, "", number, source=self._source))
