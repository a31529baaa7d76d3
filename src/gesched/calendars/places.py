"""Where and when a half-day at a member takes place, as an event says it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from gesched.calendars.lines import cleaned, local_stamp, utc_stamp
from gesched.calendars.zones import Observance, observances_of
from gesched.group import Group, Member
from gesched.timeline import Half, Horizon, Hours


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
    location
        The site's name and address; empty where the member has no site.
    """

    hours: Hours
    timezone: str
    observances: tuple[Observance, ...] | None
    location: str

    @classmethod
    def of(cls, group: Group, member: Member, horizon: Horizon) -> "Place":
        """Return a member's place, with what its time zone does in a horizon."""
        site = group.site_of(member)
        parts = [] if site is None else [site.name, cleaned(site.address).strip()]
        timezone = group.timezone_of(member)
        return cls(
            group.hours_of(member),
            timezone,
            observances_of(timezone, horizon.first, horizon.last),
            ", ".join(part for part in parts if part),
        )

    def times(self, day: dt.date, half: Half) -> Iterator[str]:
        """Yield the content lines of a half-day's start and end.

        They are clock times of the zone. Where the zone has no rule to write, or a change of the clocks skips
        or repeats one of the two times, which readers take differently, both are moments in UTC instead.
        """
        start, end = (dt.datetime.combine(day, clock) for clock in self.hours.of(half))
        starts, ends = self._moments(start), self._moments(end)
        if self.observances is None or len({*starts}) > 1 or len({*ends}) > 1:
            yield f"DTSTART:{utc_stamp(min(starts))}"
            yield f"DTEND:{utc_stamp(max(ends))}"
        else:
            yield f"DTSTART;TZID={self.timezone}:{local_stamp(start)}"
            yield f"DTEND;TZID={self.timezone}:{local_stamp(end)}"

    def _moments(self, clock: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        """Return the two moments that a clock time may mean, in UTC; the same but where clocks change."""
        zone = ZoneInfo(self.timezone)
        first, second = (clock.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
        return first, second
