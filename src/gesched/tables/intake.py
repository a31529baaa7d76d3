"""Which table each sheet is, and which column each heading; what is neither is a problem."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gesched.errors import InputProblem
from gesched.tables.cells import Cell
from gesched.tables.headings import GROUP, Kind, Vocabulary
from gesched.tables.sheets import Sheet, is_blank


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, and what is given in it, by column."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(slots=True)
class Table:
    """A sheet that is understood: which kind it is, its columns as written, and its rows.

    Parameters
    ----------
    kind
        What it is.
    source
        Where it stands; empty for a DataFrame.
    headings
        Columns to their headings as written.
    rows
        The rows that may be read.
    skipped
        Rows that are known to be wrong.
    """

    kind: Kind
    source: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    skipped: list[Row] = field(default_factory=list)

    def problem(
        self, expected: str, value: object, row: int | None = None, column: str = "", advice: str = ""
    ) -> InputProblem:
        """Return a problem with this table; ``column`` is shown as it is written in the header."""
        heading = self.headings.get(column, column)
        return InputProblem(expected, value, self.kind.name, row, heading, advice, self.source)


@dataclass(slots=True)
class Intake:
    """All tables that are understood, and everything that is wrong with them so far.

    Parameters
    ----------
    tables
        The tables, by the field of the group.
    unread
        Tables that are missing or cannot be read, and "skills": nothing is known of what they name.
    problems
        What is wrong.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    problems: list[InputProblem] = field(default_factory=list)


def take_in(sheets: Sequence[Sheet], source: str, vocabulary: Vocabulary = GROUP) -> Intake:
    """Recognise tables and columns.

    Parameters
    ----------
    sheets
        The raw tables.
    source
        What they came from, for messages.
    vocabulary
        Which tables there are.
    """
    intake = Intake()
    sources: dict[str, str] = {}
    for sheet in sheets:
        name = vocabulary.table_of(sheet.name)
        if name is None:
            advice, meant = vocabulary.nearest_table(sheet.name)
            intake.unread.update(filter(None, [meant]))
            intake.problems.append(_unknown(sheet, vocabulary.what, advice))
        elif name in sources:
            intake.tables.pop(name, None)
            intake.unread.add(name)
            intake.problems.append(_twice(name, sheet, sources[name]))
        else:
            sources[name] = sheet.source or sheet.name
            _add(intake, vocabulary, vocabulary.kinds[name], sheet)
    for name in vocabulary.required:
        if name not in sources and name not in intake.unread:
            intake.unread.add(name)
            names = [sheet.name for sheet in sheets]
            intake.problems.append(_missing(vocabulary.kinds[name], source, names))
    return intake


def _unknown(sheet: Sheet, what: str, advice: str) -> InputProblem:
    advice = f"{advice} Start the name with _ to leave it out."
    return InputProblem(f"a table of {what}", sheet.name, sheet.name, source=sheet.source, advice=advice)


def _twice(name: str, sheet: Sheet, first: str) -> InputProblem:
    advice = f"{first} holds it too: join the two, or start the name of one with _."
    return InputProblem(f"one table of {name}", sheet.name, name, source=sheet.source, advice=advice)


def _missing(kind: Kind, source: str, found: Iterable[str]) -> InputProblem:
    advice = f"Add it: a column {kind.required[0]!r} is the least it needs."
    value = ", ".join(found) or "no table at all"
    return InputProblem(f"a table {kind.name!r}", value, kind.name, source=source, advice=advice)


def _add(intake: Intake, vocabulary: Vocabulary, kind: Kind, sheet: Sheet) -> None:
    if sheet.problems:
        intake.problems += (replace(problem, table=kind.name) for problem in sheet.problems)
        intake.unread.add(kind.name)
        return
    headings = _Headings(vocabulary, kind, sheet)
    intake.problems += headings.problems
    if headings.problems and kind.name == "employees" and "skills" not in headings.places:
        intake.unread.add("skills")
    if any(column not in headings.places for column in kind.required):
        intake.unread.add(kind.name)
        return
    table = Table(kind, sheet.source, {column: sheet.header[at] for column, at in headings.places.items()})
    intake.tables[kind.name] = table
    _add_rows(intake, table, sheet, headings.places)


class _Headings:
    """Where each column of a sheet stands, and what is wrong with the headings."""

    def __init__(self, vocabulary: Vocabulary, kind: Kind, sheet: Sheet) -> None:
        self.vocabulary = vocabulary
        self.kind = kind
        self.sheet = sheet
        self.places: dict[str, int] = {}
        self.problems: list[InputProblem] = []
        self.meant: set[str | None] = set()
        for at, heading in enumerate(sheet.header):
            if heading:
                self._take(at, heading)
        for column in kind.required:
            if column not in self.places and column not in self.meant:
                came = ", ".join(filter(None, sheet.header)) or "none"
                self._refuse(f"a column {column!r}", came, column, "Add the column, or mend its heading.")

    def _take(self, at: int, heading: str) -> None:
        column = self.vocabulary.column_of(self.kind.name, heading)
        if column is None:
            advice, meant = self.vocabulary.nearest_column(self.kind.name, heading)
            self.meant.add(meant)
            self._refuse(f"a column of {self.kind.name}", heading, heading, advice)
        elif column in self.places:
            other = self.sheet.header[self.places[column]]
            advice = f"The column {other!r} says the same: delete one of the two."
            self._refuse(f"one column {column!r}", heading, heading, advice)
        else:
            self.places[column] = at

    def _refuse(self, expected: str, value: str, heading: str, advice: str) -> None:
        table, row, source = self.kind.name, self.sheet.header_row, self.sheet.source
        self.problems.append(InputProblem(expected, value, table, row, heading, advice, source))


def _add_rows(intake: Intake, table: Table, sheet: Sheet, places: Mapping[str, int]) -> None:
    named = {at for at, heading in enumerate(sheet.header) if heading}
    for number, cells in sheet.rows:
        given = {
            column: cells[at] for column, at in places.items() if at < len(cells) and not is_blank(cells[at])
        }
        row = Row(number, given)
        stray = next((cell for at, cell in enumerate(cells) if at not in named and not is_blank(cell)), None)
        if stray is None:
            table.rows.append(row)
            continue
        table.skipped.append(row)
        expected = f"at most {len(named)} cells, one under each heading"
        advice = "Text that holds the separator needs double quotes; a column needs a heading."
        value = stray if isinstance(stray, str) else stray.value
        intake.problems.append(table.problem(expected, value, number, advice=advice))
