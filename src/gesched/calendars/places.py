"""Where and when a half-day at a member takes place, as an event says it."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from gesched.calendars.texts import cleaned
from gesched.calendars.zones import Observance, observances_of
from gesched.group import Group, Member
from gesched.timeline import Half, Horizon, Hours

CLOCK = "%Y%m%dT%H%M%S"
UTC = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place: its hours, its time zone, and where it is.

    Parameters
    ----------
    hours
        The clock times of half-days.
    timezone
        The IANA time zone.
    observances
        What a VTIMEZONE says of the zone; ``None`` where times must be given in UTC.
    site, location
        The site's name, and its name and address; empty where the member has no site.
    point
        Latitude and longitude; ``None`` where they are not known.
    """

    hours: Hours
    timezone: str
    observances: tuple[Observance, ...] | None
    site: str = ""
    location: str = ""
    point: tuple[float, float] | None = None

    @classmethod
    def of(cls, group: Group, member: Member, horizon: Horizon) -> "Place":
        """Return a member's place, with what its time zone does in a horizon."""
        site = group.site_of(member)
        timezone = group.timezone_of(member)
        observances = observances_of(timezone, horizon.first, horizon.last)
        if site is None:
            return cls(group.hours_of(member), timezone, observances)
        location = ", ".join(part for part in (site.name, cleaned(site.address).strip()) if part)
        return cls(group.hours_of(member), timezone, observances, site.name, location, site.point)

    @classmethod
    def of_group(cls, group: Group, horizon: Horizon) -> "Place":
        """Return the group's own place, for what takes place at no member."""
        return cls(group.hours, group.timezone, observances_of(group.timezone, horizon.first, horizon.last))

    def times(self, day: dt.date, half: Half) -> tuple[str, str]:
        """Return what DTSTART and DTEND of a half-day say, from the parameters on: ``:20270104T073000Z``.

        They are clock times of the zone. Where the zone has no rule to write, or a change of the clocks skips
        or repeats one of the two times, which readers take differently, both are moments in UTC instead.
        """
        start, end = (dt.datetime.combine(day, clock) for clock in self.hours.of(half))
        starts, ends = moments(start, self.timezone), moments(end, self.timezone)
        if self.observances is None or len({*starts}) > 1 or len({*ends}) > 1:
            return f":{min(starts):{UTC}}", f":{max(ends):{UTC}}"
        return f";TZID={self.timezone}:{start:{CLOCK}}", f";TZID={self.timezone}:{end:{CLOCK}}"

    def window(self, day: dt.date, half: Half) -> tuple[dt.datetime, dt.datetime]:
        """Return the moments in UTC between which a half-day lies."""
        start, end = (dt.datetime.combine(day, clock) for clock in self.hours.of(half))
        return min(moments(start, self.timezone)), max(moments(end, self.timezone))


@lru_cache(maxsize=65_536)
def moments(clock: dt.datetime, timezone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the two moments that a clock time may mean, in UTC; the same but where clocks change."""
    zone = ZoneInfo(timezone)
    first, second = (clock.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return first, second
