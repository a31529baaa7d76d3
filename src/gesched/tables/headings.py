"""What tables and columns are called, in English and in French, and how headings are recognised."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from gesched.errors import shown
from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Member, Site, Trip

SETTINGS = (
    *("name", "holidays", "zone", "works", "hours", "timezone"),
    *("year_start", "speed", "working_time", "key"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A table that is known: its columns, and the word that each row makes.

    Parameters
    ----------
    name
        The field of the group.
    columns
        The columns, in field order.
    required
        Columns that must be there.
    word
        What a row makes; ``None`` for settings, rules and holidays.
    """

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    word: type[Any] | None = None


def _kind_of(name: str, word: type[Any]) -> Kind:
    columns = tuple(field.name for field in fields(word))
    required = tuple(field.name for field in fields(word) if field.default is MISSING)
    return Kind(name, columns, required, word)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("group", ("setting", "value"), ("setting", "value")),
            _kind_of("employees", Employee),
            _kind_of("members", Member),
            _kind_of("agreements", Agreement),
            _kind_of("sites", Site),
            _kind_of("trips", Trip),
            _kind_of("absences", Absence),
            _kind_of("closures", Closure),
            _kind_of("common_time", CommonTime),
            Kind("rules", ("rule", "who", "parameters", "weight", "source"), ("rule",)),
            Kind("holidays", ("zone", "date", "name", "french_zone"), ("zone",)),
        )
    }
)
REQUIRED_KINDS = ("employees", "members", "agreements")

_TABLES_TOO = {
    "group": "groupe, settings, réglages, paramètres",
    "employees": "employee, salariés, salarié, salariées, employés",
    "members": "member, adhérents, adhérent, membres, entreprises, entreprises utilisatrices",
    "agreements": "agreement, conventions, convention, engagements, mises à disposition, accords",
    "sites": "site, lieux, lieu, lieux de travail",
    "trips": "trip, trajets, trajet, travel times, temps de trajet",
    "absences": "absence, congés",
    "closures": "closure, fermetures, fermeture",
    "common_time": "temps commun, temps communs",
    "rules": "rule, règles, règle, house rules",
    "holidays": "holiday, public holidays, jours fériés, fériés",
}

_COLUMNS_TOO = {
    "name": "nom, libellé, intitulé",
    "works": "travaille, trame, trame hebdomadaire, jours travaillés",
    "skills": "skill, compétences, compétence",
    "start": "début, du, from, date de début, à partir du, depuis, entrée",
    "end": "fin, au, to, date de fin, jusqu'au, sortie",
    "zone": "zone de jours fériés, holiday zone",
    "authorised_members": "authorized members, membres autorisés, adhérents autorisés",
    "excluded_members": "membres exclus, adhérents exclus, exclusions",
    "works_holidays": "jours fériés travaillés, fériés travaillés",
    "key": "clé, identifiant, id",
    "opens": "ouvre, ouverture, ouvert, jours d'ouverture",
    "site": "lieu, lieu de travail",
    "member": "adhérent, membre, entreprise, entreprise utilisatrice",
    "employee": "salarié, salariée, employé, employée",
    "employees": "salariés, salariées, employés, participants",
    "skill": "skills, compétence, compétences",
    "days": "jours, nombre de jours, nb jours",
    "share": "part, quote-part",
    "per": "par, période, period",
    "at_least": "au moins, minimum, min",
    "at_most": "au plus, maximum, max",
    "unit": "unité",
    "prefers": "préfère, préférences, souhaits, souhait, wishes, jours souhaités",
    "at_once": "en même temps, simultanément",
    "min_per_week": "minimum par semaine, min par semaine, au moins par semaine",
    "max_per_week": "maximum par semaine, max par semaine, au plus par semaine",
    "min_per_month": "minimum par mois, min par mois, au moins par mois",
    "max_per_month": "maximum par mois, max par mois, au plus par mois",
    "on": "jours fixes, visites fixes, fixed days",
    "never": "jamais, jours exclus",
    "shortest_block": "bloc minimum, jours de suite au moins",
    "longest_block": "bloc maximum, jours de suite au plus",
    "smallest_gap": "intervalle minimum, écart minimum",
    "largest_gap": "intervalle maximum, écart maximum",
    "bridges": "week-ends et fériés neutres",
    "season": "saison",
    "first": "du, début, premier jour, date de début, date, from, start",
    "last": "au, fin, dernier jour, date de fin, to, end",
    "when": "quand, demi-journées",
    "first_half": "première demi-journée, demi-journée de début, du demi-journée",
    "last_half": "dernière demi-journée, demi-journée de fin, au demi-journée",
    "reason": "motif, raison",
    "hours": "horaires, heures",
    "timezone": "time zone, fuseau, fuseau horaire",
    "address": "adresse",
    "latitude": "lat",
    "longitude": "lon, long",
    "weekly_hours": "hours per week, heures par semaine, heures hebdomadaires, durée hebdomadaire",
    "days_per_year": "days a year, jours par an, forfait jours, forfait en jours",
    "to": "vers, à, destination, arrivée",
    "minutes": "minute, durée, duration",
    "date": "jour, day",
    "french_zone": "zone française, like, comme",
    "rule": "règle",
    "who": "qui, noms, names",
    "parameters": "paramètres, parameter",
    "weight": "poids, points",
    "source": "origine, référence",
    "setting": "réglage, paramètre",
    "value": "valeur",
}

# What a column is called in one table only, since in others it would mean something else.
_COLUMNS_THERE = {"trips": {"site": "depuis, de, from, départ, lieu"}}

_SETTINGS_TOO = {
    "speed": "vitesse",
    "working_time": "working hours, durée du travail, temps de travail",
    "holidays": "public holidays, jours fériés, fériés",
    "works": "travaille, trame, jours ouvrés, jours travaillés",
    "year_start": "début d'année, début de l'année, début de l'année de référence, année de référence",
}

# By plain spelling: the name meant, and the spelling to show.
Readings = Mapping[str, tuple[str, str]]

# The endings that French puts in brackets or behind points, to mean women or several as well.
_ENDINGS = re.compile(r"\((?:e|s|es)\)|·e(?:·?s)?\b|·s\b", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a heading without case, accents, underscores, punctuation and surplus blanks.

    Examples
    --------
    >>> plain("  Salarié(e)_AUTORISÉ·e·s ")
    'salarie autorise'
    """
    decomposed = unicodedata.normalize("NFKD", _ENDINGS.sub("", text))
    bare = (
        character if character.isalnum() else " "
        for character in decomposed
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return " ".join("".join(bare).casefold().split())


def readings_of(names: Iterable[str], too: Mapping[str, str]) -> Readings:
    """Return how names may be spelt; ``too`` holds other spellings of each, with commas between them."""
    known: dict[str, tuple[str, str]] = {}
    for name in names:
        known[plain(name)] = (name, name)
    for name in names:
        for spelling in filter(None, too.get(name, "").split(", ")):
            known.setdefault(plain(spelling), (name, spelling))
    return MappingProxyType(known)


SCHEDULE_COLUMNS = ("date", "half", "employee", "member", "agreement")
_SCHEDULE_TOO = {**_COLUMNS_TOO, "half": "demi-journée", "agreement": "convention, engagement"}

_TABLES = readings_of(KINDS, _TABLES_TOO)
_SCHEDULE = readings_of(SCHEDULE_COLUMNS, _SCHEDULE_TOO)
_COLUMNS = {
    kind.name: readings_of(kind.columns, _COLUMNS_TOO | _COLUMNS_THERE.get(kind.name, {}))
    for kind in KINDS.values()
}
_SETTINGS = readings_of(SETTINGS, {**_COLUMNS_TOO, **_SETTINGS_TOO})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A set of tables that belong together, and what they and their columns are called.

    Parameters
    ----------
    what
        What the tables are of, in words: "a group".
    kinds
        The tables.
    required
        Tables that must be there.
    tables, columns
        How tables are spelt, and by table how its columns are.
    """

    what: str
    kinds: Mapping[str, Kind]
    required: tuple[str, ...]
    tables: Readings
    columns: Mapping[str, Readings]

    def table_of(self, name: str) -> str | None:
        """Return the table that a file, sheet or frame of this name holds, or ``None``."""
        return meant_by(name, self.tables)

    def column_of(self, table: str, heading: str) -> str | None:
        """Return the column of a table that a heading names, or ``None``."""
        return meant_by(heading, self.columns[table])

    def nearest_table(self, name: str) -> tuple[str, str | None]:
        """Return advice for a table that is not known, and which one was probably meant."""
        return advice_for(name, self.tables, tuple(self.kinds))

    def nearest_column(self, table: str, heading: str) -> tuple[str, str | None]:
        """Return advice for a column that is not known, and which one was probably meant."""
        return advice_for(heading, self.columns[table], self.kinds[table].columns)

    def knows(self, heading: str) -> bool:
        """Return whether any table has a column of this name."""
        return any(plain(heading) in readings for readings in self.columns.values())


GROUP = Vocabulary("a group", KINDS, REQUIRED_KINDS, _TABLES, _COLUMNS)


def table_of(name: str) -> str | None:
    """Return the table that a file, sheet or frame of this name holds, or ``None``."""
    return GROUP.table_of(name)


def column_of(table: str, heading: str) -> str | None:
    """Return the column of a table that a heading names, or ``None``."""
    return GROUP.column_of(table, heading)


def schedule_column_of(heading: str) -> str | None:
    """Return the column of a schedule with a row a half-day that a heading names, or ``None``."""
    return meant_by(heading, _SCHEDULE)


def setting_of(name: str) -> str | None:
    """Return the setting that is named, or ``None``."""
    return meant_by(name, _SETTINGS)


def nearest_schedule_column(heading: str) -> tuple[str, str | None]:
    """Return advice for a column of a schedule that is not known, and which one was probably meant."""
    return advice_for(heading, _SCHEDULE, SCHEDULE_COLUMNS)


def nearest_setting(name: str) -> str:
    """Return advice for a setting that is not known."""
    return advice_for(name, _SETTINGS, SETTINGS)[0]


def meant_by(name: str, readings: Readings) -> str | None:
    """Return what a name means, or ``None``."""
    found = readings.get(plain(name))
    return None if found is None else found[0]


def advice_for(name: str, readings: Readings, known: Iterable[str]) -> tuple[str, str | None]:
    """Return advice for a name that is not known, and which one was probably meant."""
    close = get_close_matches(plain(name[:200]), readings, n=1, cutoff=0.6)
    if close:
        meant, spelling = readings[close[0]]
        return f"Did you mean {shown(spelling)}?", meant
    return f"Known: {', '.join(known)}.", None
