"""What can go wrong, as exceptions that carry their data.

::

    GeschedError
    ├── BadValue            one value that cannot be read (also a ValueError)
    ├── InputError          everything wrong with an input, at once (also a ValueError)
    ├── NoSchedule          proven: the rules and hard minimums cannot all hold
    ├── TimeLimitReached    time ran out before any schedule was found; says nothing of feasibility
    ├── WrongAnswer         the solver's answer failed the audit: a defect, never a user's mistake
    ├── DamagedFile         a saved file that cannot be read back
    └── MissingExtra        an optional package is not installed
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

_LONGEST_SHOWN = 80


def shown(value: object) -> str:
    """Return ``repr(value)`` for a message: one line of at most 80 characters, the unseen escaped."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a message never fails over what it shows
        text = object.__repr__(value)
    line = escaped(text[: _LONGEST_SHOWN + 1])
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def escaped(text: str) -> str:
    """Return text on one line: whatever cannot be seen stands as its escape."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return advice that names the known name most like ``name``, or the known names themselves.

    Parameters
    ----------
    name
        The name that was not found.
    known
        The names that would have been accepted.

    Returns
    -------
    str
        A sentence, or an empty text where nothing is known.
    """
    names = sorted(set(known))
    close = get_close_matches(name[:200], names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {shown(close[0])}?"
    if not names:
        return ""
    more = ", …" if len(names) > 5 else ""
    return f"Known: {', '.join(shown(known_name) for known_name in names[:5])}{more}."


class GeschedError(Exception):
    """The root of every error that gesched raises on purpose."""


class BadValue(GeschedError, ValueError):
    """One value that cannot be read.

    Parameters
    ----------
    value
        What came.
    expected
        What would have been accepted, in words that follow "expected".
    advice
        A way out, as a sentence.
    """

    def __init__(self, value: object, expected: str, advice: str = "") -> None:
        super().__init__(value, expected, advice)
        self.value = value
        self.expected = expected
        self.advice = advice

    def __str__(self) -> str:
        return f"expected {self.expected}, got {shown(self.value)}.{' ' * bool(self.advice)}{self.advice}"


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing wrong with an input: where, what came, what was expected, and a way out.

    Parameters
    ----------
    expected
        What would have been accepted, in words that follow "expected".
    value
        What came.
    table
        Which table, as the field of the group.
    row
        Counted as a spreadsheet does (1 is the header) where ``source`` names a file or sheet, and from 0
        where the input is a Python sequence or a DataFrame; ``None`` where no single row is wrong.
    column
        The column, as it is written in the header.
    advice
        A way out, as a sentence.
    source
        The file or sheet; empty where the input is none.
    """

    expected: str
    value: object = None
    table: str = ""
    row: int | None = None
    column: str = ""
    advice: str = ""
    source: str = ""

    @property
    def place(self) -> str:
        """Where the problem stands, as ``members.csv, row 3, column "opens"``."""
        where = [self.source or self.table] if self.source or self.table else []
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column!r}" if self.source else self.column)
        return escaped(", ".join(where))

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return (
            f"{place}expected {self.expected}, got {shown(self.value)}.{' ' * bool(self.advice)}{self.advice}"
        )


class InputError(GeschedError, ValueError):
    """Everything that is wrong with an input, reported at once.

    Parameters
    ----------
    problems
        The problems, at least one; ``pandas.DataFrame(error.problems)`` makes a table of them.
    """

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems = tuple(problems)
        if not self.problems:
            raise BadValue(self.problems, "at least one problem")
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        return "\n".join(
            [f"{len(self.problems)} problems:", *(f"  - {problem}" for problem in self.problems)]
        )


class SupportsWords(Protocol):
    """Anything that explains itself as text."""

    def __str__(self) -> str: ...


class NoSchedule(GeschedError):
    """No schedule satisfies the rules and hard minimums; this is proven.

    Parameters
    ----------
    conflict
        A smallest set of grounds that cannot all hold, and the cheapest repairs.
    """

    def __init__(self, conflict: SupportsWords) -> None:
        super().__init__(conflict)
        self.conflict = conflict

    def __str__(self) -> str:
        return f"no schedule exists.\n{self.conflict}"


class TimeLimitReached(GeschedError):
    """Time ran out before any schedule was found; whether one exists is not known.

    Parameters
    ----------
    seconds
        How long the search went on.
    what
        What was being looked for.
    """

    def __init__(self, seconds: float, what: str = "a first schedule") -> None:
        super().__init__(seconds, what)
        self.seconds = seconds
        self.what = what

    def __str__(self) -> str:
        return (
            f"time ran out after {self.seconds:.1f} s, before {self.what} was found; "
            "whether one exists is not known. Allow more time (time_limit=)."
        )


class WrongAnswer(GeschedError):
    """The solver's answer failed the audit. Please report it: this is never a mistake of yours.

    Parameters
    ----------
    findings
        What differs, in words.
    """

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        return "the solver's answer failed its audit:\n" + "\n".join(f"  - {line}" for line in self.findings)


class DamagedFile(GeschedError):
    """A saved file that cannot be read back.

    Parameters
    ----------
    path
        The file.
    reason
        What is wrong with it, with the value.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path} cannot be read: {self.reason}"


class MissingExtra(GeschedError, ImportError):
    """An optional package is not installed.

    Parameters
    ----------
    package
        The package that is missing.
    extra
        The extra of gesched that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return f"this needs the package {self.package!r}: pip install 'gesched[{self.extra}]'"
