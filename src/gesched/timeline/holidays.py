"""Public holidays by zone: the French ones, or listed ones."""

import datetime as dt
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from dateutil.easter import easter
from holidays import country_holidays
from holidays.countries.france import France

from gesched.errors import BadValue
from gesched.timeline._text import folded
from gesched.timeline.halfdays import as_date

_WITHOUT_GOOD_FRIDAY = "alsace-moselle without good friday"
_UNNAMED = "public holiday"

# Each zone with the package's codes, which changed over its versions; no code: the days legal everywhere.
_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mainland": (),
        "alsace-moselle": ("6AE", "GES"),
        _WITHOUT_GOOD_FRIDAY: ("6AE", "GES"),
        "guadeloupe": ("971", "GP"),
        "guyane": ("973", "GY"),
        "martinique": ("972", "MQ"),
        "mayotte": ("976", "YT"),
        "la reunion": ("974", "RE"),
        "saint-barthelemy": ("BL",),
        "saint-martin": ("MF",),
        "saint-pierre-et-miquelon": (),
        "polynesie francaise": ("PF",),
        "nouvelle-caledonie": ("NC",),
        "wallis-et-futuna": ("WF",),
    }
)


def zone_key(text: str) -> str:
    """Return what the names of two equal zones have in common: Unicode NFC, trimmed, without case.

    Examples
    --------
    >>> zone_key("  Mainland ")
    'mainland'
    """
    return unicodedata.normalize("NFC", text.strip().casefold())


class HolidayZone(ABC):
    """The public holidays of one zone: ``day in zone``, and their names."""

    __slots__ = ()

    @abstractmethod
    def name_of(self, day: dt.date) -> str | None:
        """Return the name of the holiday on this date, or ``None`` where it is none."""

    def __contains__(self, day: object) -> bool:
        if isinstance(day, dt.datetime):
            day = day.date()
        return isinstance(day, dt.date) and self.name_of(day) is not None


@dataclass(frozen=True, slots=True)
class FrenchZone(HolidayZone):
    """The public holidays of one French zone, any year that the package ``holidays`` knows, named in French.

    Parameters
    ----------
    zone
        A name of ``french_holidays()``.

    Raises
    ------
    BadValue
        No such zone; or, when asked, a year without known holidays.
    """

    zone: str

    def __post_init__(self) -> None:
        if self.zone not in _CODES:
            raise BadValue(self.zone, "a French holiday zone", f"Known: {', '.join(_CODES)}.")

    def name_of(self, day: dt.date) -> str | None:
        """Return the French name of the holiday on this date, or ``None`` where it is none.

        Raises
        ------
        BadValue
            A year whose holidays are not known.
        """
        return _french_year(self.zone, day.year).get(day)


@dataclass(frozen=True, slots=True)
class ListedZone(HolidayZone):
    """Public holidays that are listed, with their names.

    Parameters
    ----------
    named
        Pairs of a date and a name, in order, each date once.
    """

    named: tuple[tuple[dt.date, str], ...]

    def name_of(self, day: dt.date) -> str | None:
        """Return the name of the holiday on this date, or ``None`` where it is none."""
        return _by_date(self.named).get(day)


@dataclass(frozen=True, slots=True)
class FrenchHolidays(Mapping[str, HolidayZone]):
    """The French zones; accents, case, and blanks for hyphens make no difference to their names.

    Examples
    --------
    >>> zones = french_holidays()
    >>> zones["La Réunion"].name_of(dt.date(2027, 12, 20))
    "Abolition de l'esclavage"
    """

    def __getitem__(self, name: str) -> HolidayZone:
        if name in _CODES:  # by far the most frequent
            return FrenchZone(name)
        wanted = _spaced(name)
        for zone in _CODES:
            if _spaced(zone) == wanted:
                return FrenchZone(zone)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_CODES)

    def __len__(self) -> int:
        return len(_CODES)


@dataclass(frozen=True, slots=True)
class ListedHolidays(Mapping[str, HolidayZone]):
    """Zones whose holidays are listed; names are compared by ``zone_key``.

    Parameters
    ----------
    zones
        Pairs of a zone's name and its holidays, sorted by ``zone_key``, each once.
    """

    zones: tuple[tuple[str, HolidayZone], ...]

    def __getitem__(self, name: str) -> HolidayZone:
        wanted = zone_key(name)
        for known, zone in self.zones:
            if zone_key(known) == wanted:
                return zone
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.zones)

    def __len__(self) -> int:
        return len(self.zones)


def french_holidays() -> FrenchHolidays:
    """Return the public holidays of all French zones (jours fériés).

    ``mainland`` has the 11 legal days (Code du travail, L3133-1). ``alsace-moselle`` adds 26 December and
    Good Friday, which is off only in communes with a Protestant or mixed church (L3134-13): elsewhere take
    ``alsace-moselle without good friday``. Overseas zones add their own, customary ones included, as the
    package ``holidays`` lists them; its versions differ there, so compare with local usage.

    Examples
    --------
    >>> dt.date(2026, 4, 3) in french_holidays()["alsace-moselle"]
    True
    """
    return FrenchHolidays()


def as_holidays(
    value: "Mapping[str, Iterable[dt.date | str] | HolidayZone] | None",
) -> "FrenchHolidays | ListedHolidays":
    """Read public holidays by zone.

    Parameters
    ----------
    value
        ``french_holidays()``; or a mapping of each zone to its dates (or their texts), to another mapping of
        dates to names, or to a zone taken from ``french_holidays()``. ``None`` means no holidays at all.

    Raises
    ------
    BadValue
        Not a mapping, two zones of the same name, or something that is not a date.

    Examples
    --------
    >>> zones = as_holidays({"Namur": {"2027-07-21": "Fête nationale"}})
    >>> zones["namur"].name_of(dt.date(2027, 7, 21))
    'Fête nationale'
    """
    if isinstance(value, FrenchHolidays | ListedHolidays):
        return value
    if value is None:
        return ListedHolidays(())
    if not isinstance(value, Mapping):
        raise BadValue(value, "public holidays by zone", "Pass french_holidays(), or {zone: [dates]}.")
    zones: dict[str, tuple[str, HolidayZone]] = {}
    for name, days in value.items():
        if not isinstance(name, str) or not name.strip() or zone_key(name) in zones:
            raise BadValue(name, "a name for each zone, all different", "Case makes no difference.")
        zones[zone_key(name)] = (unicodedata.normalize("NFC", name.strip()), _as_zone(days))
    return ListedHolidays(tuple(zones[key] for key in sorted(zones)))


def _as_zone(days: object) -> HolidayZone:
    if isinstance(days, HolidayZone):
        return days
    if isinstance(days, str) or not isinstance(days, Iterable):
        raise BadValue(days, "the dates of a zone's holidays", 'Pass a list: ["2027-05-01", "2027-12-25"].')
    if isinstance(days, Mapping):
        named = {as_date(day): str(name) if str(name).strip() else _UNNAMED for day, name in days.items()}
    else:
        named = {as_date(day): _UNNAMED for day in days}
    return ListedZone(tuple(sorted(named.items())))


def _spaced(name: str) -> str:
    return folded(name).replace("-", " ")


@lru_cache(maxsize=256)
def _by_date(named: tuple[tuple[dt.date, str], ...]) -> Mapping[dt.date, str]:
    return MappingProxyType(dict(named))


@lru_cache(maxsize=1024)
def _french_year(zone: str, year: int) -> Mapping[dt.date, str]:
    """Return one year's holidays and their names, never empty."""
    code = next((code for code in _CODES[zone] if code in France.subdivisions), None)
    listed = country_holidays("FR", subdiv=code, years=year, language="fr")
    if not listed:
        # Newer versions of the package end in 2100: no holidays at all would be a wrong answer.
        raise BadValue(
            year, "a year whose French public holidays are known", "List the dates yourself instead."
        )
    named = dict(sorted(listed.items()))
    if zone == _WITHOUT_GOOD_FRIDAY:
        named.pop(easter(year) - dt.timedelta(days=2), None)
    return MappingProxyType(named)
