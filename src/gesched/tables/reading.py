"""Raw tables to a group, with everything wrong in all of them told at once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gesched.errors import BadValue, InputError, InputProblem
from gesched.group import Group, Parts, cross_check
from gesched.group.fields import as_name
from gesched.tables.headings import KINDS, REQUIRED_KINDS
from gesched.tables.intake import take_in
from gesched.tables.rule_rows import Known, read_rules
from gesched.tables.settings import Settings, read_holidays, read_settings
from gesched.tables.sheets import Sheet
from gesched.tables.words import Words, names_of, names_referred_to, read_words, unknown_in_failed

_NAMELESS = "Group"
_WORDS = tuple(name for name, kind in KINDS.items() if kind.word is not None)
_ORDER = {name: place for place, name in enumerate(KINDS)}
# What a row that cannot be read would have made known.
_MAKES_KNOWN = {"employees": ("name", "skills"), "members": ("name",), "sites": ("name",)}


def group_of(
    sheets: Sequence[Sheet],
    source: str = "",
    name: str = "",
    *,
    fallback_name: str = _NAMELESS,
    problems: Iterable[InputProblem] = (),
) -> Group:
    """Make a group of raw tables.

    Parameters
    ----------
    sheets
        The tables.
    source
        What they came from, for messages.
    name
        The group's name; empty where the tables give it.
    fallback_name
        Its name where nothing gives it; taken where it can be one.
    problems
        What is already known to be wrong.

    Raises
    ------
    InputError
        With everything that is wrong in all tables.
    """
    assembly = _Assembly(sheets, source, name, _possible_name(fallback_name))
    found = [*problems, *assembly.problems()]
    if not found:
        try:
            return assembly.group()
        except InputError as error:
            found = [assembly.placed(problem) for problem in error.problems]
    else:
        found += assembly.cross_problems()
    raise InputError(sorted(found, key=_place))


def _possible_name(name: str) -> str:
    try:
        return as_name(name)
    except BadValue:
        return _NAMELESS


def _place(problem: InputProblem) -> tuple[Any, ...]:
    return _ORDER.get(problem.table, -1), problem.source, -1 if problem.row is None else problem.row


# Whom house rules name: the table, and its column that holds the names.
_NAMED_BY_RULES = {
    "employee": ("employees", "name"),
    "member": ("members", "name"),
    "agreement": ("agreements", "name"),
    "skill": ("employees", "skills"),
}


class _Assembly:
    """A group in the making: what each table says, and what is wrong with it."""

    def __init__(self, sheets: Sequence[Sheet], source: str, name: str, fallback_name: str) -> None:
        self.intake = take_in(sheets, source)
        self.settings = Settings(self.intake)
        if name:
            self.settings.texts["name"] = name
        self.holidays, self.wrong_holidays = read_holidays(self.settings, self.intake)
        self.arguments, self.wrong_settings = read_settings(self.settings, self.holidays, fallback_name)
        tables = self.intake.tables
        self.words = {table: read_words(tables[table]) for table in _WORDS if table in tables}
        if "rules" in tables:
            self.words["rules"] = read_rules(tables["rules"], self._known())
        self.parts: dict[str, Any] = {table: read.words for table, read in self.words.items()}

    def problems(self) -> Iterator[InputProblem]:
        """Yield what is wrong within single rows and tables."""
        yield from self.intake.problems
        yield from self.settings.problems
        yield from self.wrong_holidays
        yield from self.wrong_settings
        for read in self.words.values():
            yield from read.problems
        yield from self._needed_rows()

    def _needed_rows(self) -> Iterator[InputProblem]:
        """Yield a problem for each table without a row that others look names up in: one, not one a name."""
        for name in REQUIRED_KINDS:
            table = self.intake.tables.get(name)
            if table is None or table.rows or table.skipped or not self._is_looked_up(name):
                continue
            self.intake.unread.add(name)
            expected = "at least one row, as other tables name them"
            advice = "Add a row for each, under the header."
            yield table.problem(expected, "a header only", advice=advice)

    def _is_looked_up(self, table: str) -> bool:
        return any(True for _ in names_referred_to(self.words, table))

    def group(self) -> Group:
        """Return the group; raises what its words get wrong about each other."""
        return Group(**self.arguments, **self.parts)

    def cross_problems(self) -> Iterator[InputProblem]:
        """Yield what the words that could be read get wrong about each other."""
        also_known = self._also_known()
        yield from unknown_in_failed(self.intake, self.words, also_known)
        for problem in cross_check(Parts(**self.parts, holidays=self.holidays or {}), also_known):
            yield self.placed(problem)

    def _also_known(self) -> set[str]:
        """Return names that are not to be told as unknown: what should know them could not be read."""
        known: set[str] = set()
        for table, columns in _MAKES_KNOWN.items():
            if table in self.words:
                known.update(names_of(self.words[table].failed, columns))
                known.update(names_of(self.words[table].skipped, columns))
        for target in self.intake.unread:
            known.update(names_referred_to(self.words, target))
        return known

    def _known(self) -> Known:
        """Return whom house rules can name: those in rows that can be read, and perhaps in others."""
        sure: dict[str, set[str]] = {}
        perhaps: dict[str, set[str]] = {}
        unread = {"skill"} if "skills" in self.intake.unread else set()
        for kind, (table, column) in _NAMED_BY_RULES.items():
            read = self.words.get(table, Words())
            named = (getattr(word, column) for word in read.words)
            sure[kind] = {name for one in named for name in ([one] if isinstance(one, str) else one)}
            perhaps[kind] = {*names_of([*read.failed, *read.skipped], [column])}
            # An agreement's name is made of others: nothing is known of those that cannot be read.
            is_unread = table not in self.words or table in self.intake.unread
            if is_unread or (kind == "agreement" and (read.failed or read.skipped)):
                unread.add(kind)
        return Known(sure, perhaps, unread)

    def placed(self, problem: InputProblem) -> InputProblem:
        """Return a problem that counts words as one that counts rows as its source does."""
        if problem.table not in self.words:
            return self.settings.problem(problem.column, problem.expected, problem.value, problem.advice)
        row = None if problem.row is None else self.words[problem.table].numbers[problem.row]
        table = self.intake.tables[problem.table]
        return table.problem(problem.expected, problem.value, row, problem.column, problem.advice)
