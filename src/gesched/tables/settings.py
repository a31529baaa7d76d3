"""The group's own settings and its public holidays, from their tables."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from gesched.errors import BadValue, InputError, InputProblem
from gesched.group import Group
from gesched.group.fields import as_name, as_text
from gesched.tables.headings import nearest_setting, plain, setting_of
from gesched.tables.intake import Intake, Row, Table
from gesched.timeline import (
    FrenchHolidays,
    HolidayZone,
    as_date,
    as_holidays,
    french_holidays,
    zone_key,
)

_Value = TypeVar("_Value")

_FRANCE = frozenset({"france", "french", "francais", "oui", "yes"})
_NONE = frozenset({"none", "aucun", "aucune", "non", "no"})


class Settings:
    """What the table ``group`` says: each setting as text, and the row it stands in."""

    def __init__(self, intake: Intake) -> None:
        self.table = intake.tables.get("group")
        self.problems: list[InputProblem] = []
        self.texts: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        if self.table is not None:
            for row in self.table.rows:
                self._take(self.table, row)

    def _take(self, table: Table, row: Row) -> None:
        written, value = row.cells.get("setting", ""), row.cells.get("value", "")
        for column, cell in (("setting", written), ("value", value)):
            if isinstance(cell, BadValue):
                self.problems.append(
                    table.problem(cell.expected, cell.value, row.number, column, cell.advice)
                )
        if isinstance(written, BadValue):
            return
        setting = setting_of(written)
        if setting is None:
            self._refuse(table, row, "a setting of a group", written, nearest_setting(written))
        elif setting in self.rows:
            self._refuse(table, row, f"one value for {setting!r}", written, "Delete one of the two rows.")
        else:
            self.rows[setting] = row.number
            if isinstance(value, str) and value:
                self.texts[setting] = value

    def _refuse(self, table: Table, row: Row, expected: str, value: str, advice: str) -> None:
        self.problems.append(table.problem(expected, value, row.number, "setting", advice))

    def problem(self, column: str, expected: str, value: object, advice: str = "") -> InputProblem:
        """Return a problem with one setting, at its value."""
        if self.table is None or column not in self.rows:
            return InputProblem(expected, value, "group", column=column, advice=advice)
        return self.table.problem(expected, value, self.rows[column], "value", advice)


def read_settings(
    settings: Settings, holidays: Mapping[str, HolidayZone] | None, fallback_name: str
) -> tuple[dict[str, Any], list[InputProblem]]:
    """Return the arguments of ``Group`` that are settings, and what is wrong with them.

    Parameters
    ----------
    settings
        What the table says.
    holidays
        The public holidays; ``None`` where they could not be read.
    fallback_name
        The group's name where no setting gives it.
    """
    arguments: dict[str, Any] = {"name": fallback_name, **settings.texts}
    arguments["holidays"] = holidays
    try:
        Group(**arguments)
    except InputError as error:
        return arguments, [
            settings.problem(problem.column, problem.expected, problem.value, problem.advice)
            for problem in error.problems
        ]
    return arguments, []


def read_holidays(
    settings: Settings, intake: Intake
) -> tuple[Mapping[str, HolidayZone] | None, list[InputProblem]]:
    """Return the public holidays, or ``None`` and what is wrong with them."""
    text = settings.texts.pop("holidays", "")
    table = intake.tables.get("holidays")
    is_listed = table is not None and bool(table.rows or table.skipped)
    if text and plain(text) not in _FRANCE | _NONE:
        advice = 'Write "france", "none", or list them in a table "holidays" (zone, date, name).'
        return None, [settings.problem("holidays", '"france" or "none"', text, advice)]
    if text and (is_listed or "holidays" in intake.unread):
        advice = "Delete the setting, or the table of holidays."
        return None, [
            settings.problem("holidays", "either this setting or a table of holidays", text, advice)
        ]
    if table is None or not is_listed:
        is_unread = "holidays" in intake.unread or "group" in intake.unread
        return None if is_unread else french_holidays() if plain(text) in _FRANCE else as_holidays(None), []
    return _listed(table)


def _listed(table: Table) -> tuple[Mapping[str, HolidayZone] | None, list[InputProblem]]:
    reader = _HolidayReader(table)
    for row in table.rows:
        reader.take(row)
    if reader.problems or table.skipped:
        return None, reader.problems
    return as_holidays(reader.zones), []


class _HolidayReader:
    """A reader of the table of holidays: zones, and the dates and names of each."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.problems: list[InputProblem] = []
        self.zones: dict[str, dict[dt.date, str] | HolidayZone] = {}
        self._spelt: dict[str, str] = {}

    def take(self, row: Row) -> None:
        cells = {column: row.cells.get(column, "") for column in self.table.kind.columns}
        texts = {column: cell for column, cell in cells.items() if isinstance(cell, str)}
        for column, cell in cells.items():
            if isinstance(cell, BadValue):
                self._refuse(row, column, cell)
        if len(texts) < len(cells):
            return
        try:
            name = as_name(texts["zone"])
        except BadValue as bad:
            self._refuse(row, "zone", bad)
            return
        zone = self._spelt.setdefault(zone_key(name), name)
        if texts["french_zone"]:
            self._take_french(row, zone, texts)
        elif texts["date"] or texts["name"] or zone in self.zones:
            self._take_date(row, zone, texts)
        else:
            self.zones[zone] = {}

    def _take_french(self, row: Row, zone: str, texts: Mapping[str, str]) -> None:
        expected = "a zone that is either listed by date or like one French zone"
        french = FrenchHolidays().get(texts["french_zone"])
        if french is None:
            known = ", ".join(FrenchHolidays())
            bad = BadValue(texts["french_zone"], "a French holiday zone", f"Known: {known}.")
            self._refuse(row, "french_zone", bad)
        elif zone in self.zones or texts["date"]:
            self._refuse(
                row, "french_zone", BadValue(texts["french_zone"], expected, "Delete the other rows.")
            )
        else:
            self.zones[zone] = french

    def _take_date(self, row: Row, zone: str, texts: Mapping[str, str]) -> None:
        day = self._read(row, "date", texts, as_date)
        name = self._read(row, "name", texts, as_text)
        if day is None or name is None:
            return
        dates = self.zones.setdefault(zone, {})
        if isinstance(dates, HolidayZone) or day in dates:
            advice = "Delete one of the two rows."
            self._refuse(row, "date", BadValue(texts["date"], f"each date of {zone!r} once", advice))
        else:
            dates[day] = name

    def _read(
        self, row: Row, column: str, texts: Mapping[str, str], read: Callable[[str], _Value]
    ) -> _Value | None:
        try:
            return read(texts[column])
        except BadValue as bad:
            self._refuse(row, column, bad)
            return None

    def _refuse(self, row: Row, column: str, bad: BadValue) -> None:
        self.problems.append(self.table.problem(bad.expected, bad.value, row.number, column, bad.advice))
