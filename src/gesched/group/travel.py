"""How long the way between two sites takes: as told, else as the crow flies."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gesched.errors import BadValue
from gesched.group.fields import Field, as_name, as_number, as_whole, problem, raise_problems

Degrees = Decimal | float | str

_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,20})?(?:e-[0-9]{1,3})?", re.IGNORECASE)
# Six decimals are a tenth of a metre.
_DECIMALS = 6
_EARTH_KM = 6371.0088
_MINUTES_OF_A_DAY = 24 * 60
_FASTEST = 1_000


def as_latitude(value: Degrees) -> float:
    """Read degrees north of the equator, below zero south of it: 45.767, "45,767"."""
    return _as_degrees(value, 90, "a latitude in degrees, from -90 to 90")


def as_longitude(value: Degrees) -> float:
    """Read degrees east of Greenwich, below zero west of it: 4.835, "-1,553"."""
    return _as_degrees(value, 180, "a longitude in degrees, from -180 to 180")


def _as_degrees(value: Degrees, most: int, expected: str) -> float:
    is_number = isinstance(value, int | float | Decimal | str) and not isinstance(value, bool)
    text = str(value).strip() if is_number else ""
    if not _DEGREES.fullmatch(text) or abs(degrees := float(text.replace(",", "."))) > most:
        raise BadValue(value, expected, "Write it as 45.767.")
    return round(degrees, _DECIMALS) + 0.0  # no zero has a sign


def as_speed(value: Fraction | Decimal | float | str) -> Fraction:
    """Read a speed in km/h, above 0 and at most 1,000."""
    speed = as_number(value)
    if not 0 < speed <= _FASTEST:
        raise BadValue(value, f"a speed in km/h, above 0 and at most {_FASTEST:,}")
    return speed


def as_minutes(value: int | str) -> int:
    """Read how long a trip takes, in whole minutes, at most a day."""
    minutes = as_whole(value)
    if minutes > _MINUTES_OF_A_DAY:
        raise BadValue(value, f"at most {_MINUTES_OF_A_DAY:,} minutes, a day")
    return minutes


@dataclass(frozen=True)
class Trip:
    """How long the way from one site to another takes (trajet).

    The way back takes as long, unless it has a trip of its own.

    Parameters
    ----------
    site, to
        From which site to which, by name.
    minutes
        From door to door, in whole minutes.
    """

    site: Field[str, str] = Field(as_name)
    to: Field[str, str] = Field(as_name)
    minutes: Field[int | str, int] = Field(as_minutes)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if self.site == self.to:
            problem(self, "to", f"another site than {self.site!r}", self.to, "Delete the trip, or mend it.")


def minutes_by_air(start: tuple[float, float], end: tuple[float, float], speed: Fraction) -> int:
    """Return how long the great circle between two points takes, in minutes, rounded up.

    Parameters
    ----------
    start, end
        Latitude and longitude in degrees.
    speed
        In km/h.

    Examples
    --------
    >>> lyon, villeurbanne = (45.764, 4.8357), (45.7719, 4.8902)
    >>> minutes_by_air(lyon, villeurbanne, Fraction(40))
    7
    """
    north, east = math.radians(start[0]), math.radians(start[1])
    north2, east2 = math.radians(end[0]), math.radians(end[1])
    # The haversine formula, which stays exact where points are close.
    half_chord = (
        math.sin((north2 - north) / 2) ** 2
        + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    )
    km = 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half_chord)))
    # A whole number of minutes stays one, whatever the last digits.
    return math.ceil(km * 60 / float(speed) - 1e-9)
