"""Rows of the tables of costs to words: named keys, the settings, and one word for each other row."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from gesched.costs import EUR, Airport, AllocationKey, ByWeights, CostTerms, TimeRules
from gesched.costs.currency import as_currency
from gesched.errors import BadValue, InputError, InputProblem
from gesched.group.fields import as_name, as_number
from gesched.tables.cost_headings import SETTINGS, TERM_SETTINGS, TIME_SETTINGS
from gesched.tables.headings import advice_for, meant_by
from gesched.tables.intake import Row, Table
from gesched.tables.words import Words, read_words, unread_cells

_WEIGHTS, _AIRPORT = "weights", "airport"
_KEY_KINDS = {"": _WEIGHTS, "poids": _WEIGHTS, "aéroport": _AIRPORT, _WEIGHTS: _WEIGHTS, _AIRPORT: _AIRPORT}
_KEYS: Mapping[str, Callable[[Mapping[str, Any]], AllocationKey]] = {_WEIGHTS: ByWeights, _AIRPORT: Airport}


class NamedKeys:
    """The keys of the table ``keys``: each name has a weight, or a need, for some members.

    Parameters
    ----------
    table
        The table; ``None`` where there is none.
    """

    def __init__(self, table: Table | None) -> None:
        self.problems: list[InputProblem] = []
        self.known: dict[str, AllocationKey] = {}
        self.members: list[tuple[int, str]] = []
        self._kinds: dict[str, str] = {}
        self._weights: dict[str, dict[str, Fraction]] = {}
        if table is None:
            return
        for row in table.rows:
            self._take(table, row)
        for name, weights in self._weights.items():
            try:
                self.known[name] = _KEYS[self._kinds[name]](weights)
            except InputError as error:
                self.problems += (
                    table.problem(one.expected, one.value, None, "weight", one.advice)
                    for one in error.problems
                )

    def _take(self, table: Table, row: Row) -> None:
        problems = list(unread_cells(table, row))
        readers: Mapping[str, Callable[[str], Any]] = {
            "name": as_name,
            "kind": _as_key_kind,
            "member": as_name,
            "weight": as_number,
        }
        cells: dict[str, Any] = {}
        for column, read in readers.items():
            text = row.cells.get(column, "")
            try:
                if isinstance(text, str):
                    cells[column] = read(text)
            except BadValue as bad:
                problems.append(table.problem(bad.expected, bad.value, row.number, column, bad.advice))
        if not problems:
            problems += self._add(table, row, cells)
        self.problems += problems

    def _add(self, table: Table, row: Row, cells: Mapping[str, Any]) -> Iterator[InputProblem]:
        name, member = cells["name"], cells["member"]
        if self._kinds.setdefault(name, cells["kind"]) != cells["kind"]:
            yield table.problem(f"one kind of key {name!r}", cells["kind"], row.number, "kind")
        weights = self._weights.setdefault(name, {})
        if member in weights:
            expected = f"each member of key {name!r} once"
            yield table.problem(expected, member, row.number, "member", "Delete one of the two.")
        weights[member] = cells["weight"]
        self.members.append((row.number, member))


def _as_key_kind(text: str) -> str:
    kind = _KEY_KINDS.get(text.strip().casefold())
    if kind is None:
        raise BadValue(text, '"weights" or "airport"')
    return kind


def cost_words(table: Table, keys: Mapping[str, AllocationKey], currency: str) -> Words:
    """Make a word of every row of a table of costs.

    Parameters
    ----------
    table
        The table.
    keys
        Keys that a cell may name.
    currency
        The currency of all amounts.
    """
    word = table.kind.word
    assert word is not None, table.kind.name  # noqa: S101 - only tables of words come here
    has_currency = table.kind.name != "vat"

    def make(**cells: Any) -> Any:
        given = dict(cells, currency=currency) if has_currency else dict(cells)
        if given.get("key") in keys:
            given["key"] = keys[given["key"]]
        if "month" in given:
            return _of_month(word, given)
        return word(**given)

    kind = replace(table.kind, word=make)  # type: ignore[arg-type]
    return read_words(replace(table, kind=kind))


def _of_month(word: Callable[..., Any], given: dict[str, Any]) -> Any:
    """Return a word whose one month is given in place of the first and the last."""
    month = given.pop("month")
    if "first" in given or "last" in given:
        expected = "either a month, or the first and the last one"
        raise InputError([InputProblem(expected, month, column="month", advice="Delete one of the two.")])
    try:
        return word(**given, first=month, last=month)
    except InputError as error:
        once = dict.fromkeys(replace(one, column=_month_of(one.column)) for one in error.problems)
        raise InputError(once) from error


def _month_of(column: str) -> str:
    return "month" if column in {"first", "last"} else column


class TermSettings:
    """The settings of the table ``terms``: each as text, and the row it stands in."""

    def __init__(self, table: Table | None) -> None:
        self.problems: list[InputProblem] = []
        self.texts: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._table = table
        for row in table.rows if table is not None else ():
            self._take(row)

    def _take(self, row: Row) -> None:
        assert self._table is not None  # noqa: S101 - its rows come here
        unread = list(unread_cells(self._table, row))
        self.problems += unread
        written, value = row.cells.get("setting", ""), row.cells.get("value", "")
        if unread or not isinstance(written, str) or not isinstance(value, str):
            return
        setting = meant_by(written, SETTINGS)
        if setting is None:
            advice, _ = advice_for(written, SETTINGS, TERM_SETTINGS)
            self._refuse(row, "a setting of costs", written, advice)
        elif setting in self._rows:
            self._refuse(row, f"one value for {setting!r}", written, "Delete one of the two rows.")
        else:
            self._rows[setting] = row.number
            if value:
                self.texts[setting] = value

    def _refuse(self, row: Row, expected: str, value: str, advice: str) -> None:
        assert self._table is not None  # noqa: S101 - its rows come here
        self.problems.append(self._table.problem(expected, value, row.number, "setting", advice))

    @property
    def currency(self) -> str:
        """The currency's code; where it cannot be read, which is told elsewhere, the euro's."""
        try:
            return as_currency(self.texts.get("currency", "EUR")).code
        except BadValue:
            return EUR.code

    def placed(self, problem: InputProblem) -> InputProblem:
        """Return a problem with one setting, at its value."""
        if self._table is None or problem.column not in self._rows:
            return replace(problem, table="terms")
        row = self._rows[problem.column]
        return self._table.problem(problem.expected, problem.value, row, "value", problem.advice)

    def terms(self, words: Mapping[str, Any], keys: Mapping[str, AllocationKey]) -> CostTerms:
        """Return the terms, or raise what the settings get wrong, each at its value."""
        times = {name: text for name, text in self.texts.items() if name in TIME_SETTINGS}
        rest: dict[str, Any] = {name: text for name, text in self.texts.items() if name not in TIME_SETTINGS}
        if rest.get("key") in keys:
            rest["key"] = keys[rest["key"]]
        problems: list[InputProblem] = []
        time = TimeRules()
        try:
            time = TimeRules(**times)
        except InputError as error:
            problems += error.problems
        try:
            made = CostTerms(**words, time=time, **rest)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(map(self.placed, problems))
        return made
