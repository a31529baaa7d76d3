"""Member companies, their sites, and when they are closed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from gesched.errors import BadValue
from gesched.group.fields import Field, as_count, as_name, as_text, optional, problem, raise_problems
from gesched.group.spans import Away, DateLike, as_dates, check_order
from gesched.group.travel import Degrees, as_latitude, as_longitude
from gesched.timeline import Hours, Span, When, as_date, parse_when


def as_timezone(value: str) -> str:
    """Read the name of a time zone of the IANA database, such as ``Europe/Paris``."""
    name = as_name(value)
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise BadValue(
            value, "an IANA time zone", 'Write it as "Europe/Paris" or "Indian/Reunion".'
        ) from None
    return name


@dataclass(frozen=True)
class Site:
    """A place of work, with its own holidays and hours (lieu d'exécution du travail).

    Parameters
    ----------
    name
        The site's name: unique.
    zone
        Its holiday zone; ``None`` takes the group's.
    hours
        The clock times of its half-days, "08:30-12:00, 13:30-17:00"; ``None`` takes the group's.
    timezone
        Its IANA time zone; ``None`` takes the group's.
    address
        Where to go, in words.
    latitude, longitude
        Where it is, in degrees, below zero in the south and west; both or none. Travel times that no trip
        tells are reckoned from them.
    """

    name: Field[str, str] = Field(as_name)
    zone: Field[str | None, str | None] = Field(optional(as_name), default=None)
    hours: Field[str | Hours | None, Hours | None] = Field(optional(Hours.parse), default=None)
    timezone: Field[str | None, str | None] = Field(optional(as_timezone), default=None)
    address: Field[str, str] = Field(as_text, default="")
    latitude: Field[Degrees | None, float | None] = Field(optional(as_latitude), default=None)
    longitude: Field[Degrees | None, float | None] = Field(optional(as_longitude), default=None)

    def __post_init__(self) -> None:
        raise_problems(self, self._check)

    def _check(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            problem(self, missing, "latitude and longitude, or none of them", None, "Add it.")

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, or ``None`` where they are not known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


@dataclass(frozen=True)
class Member:
    """A member company, which hosts employees (adhérent, entreprise utilisatrice).

    Parameters
    ----------
    name
        The member's name: unique, compared after Unicode NFC and trimming.
    opens
        The weekly pattern, recurrence or dates on which it can host.
    site
        The name of its site; ``None`` is a place with the group's zone, hours and time zone.
    start, end
        First and last date of membership; ``None`` is open.
    works_holidays
        Public holidays on which it hosts all the same.
    at_once
        The most employees that it hosts at the same time; ``None`` is open.
    key
        A stable identifier that outlives a change of name; ``None`` takes the name.
    """

    name: Field[str, str] = Field(as_name)
    opens: Field[str | When, When] = Field(parse_when, default="Mon-Fri")
    site: Field[str | None, str | None] = Field(optional(as_name), default=None)
    start: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    end: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    works_holidays: Field[str | Iterable[DateLike], frozenset[dt.date]] = Field(as_dates, default=())
    at_once: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    key: Field[str | None, str | None] = Field(optional(as_name), default=None)

    def __post_init__(self) -> None:
        raise_problems(self, lambda: check_order(self, self.start, self.end))

    @cached_property
    def membership(self) -> Span:
        """The time from the first to the last date of membership."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class _OfMember:
    member: Field[str, str] = Field(as_name)


@dataclass(frozen=True)
class Closure(Away, _OfMember):
    """A member is closed, by half-days: ``Closure(member, first, last, ...)``.

    Parameters
    ----------
    member
        Who is closed.
    first, last, when, first_half, last_half, reason
        As in ``Away``.
    """
