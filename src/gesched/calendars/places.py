"""Where and when a half-day at a member takes place, as an event says it."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import vDatetime, vText

from gesched.calendars.texts import cleaned, text_value
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
        The site's name and address; ``None`` where the member has no site.
    """

    hours: Hours
    timezone: str
    observances: tuple[Observance, ...] | None
    location: vText | None

    @classmethod
    def of(cls, group: Group, member: Member, horizon: Horizon) -> "Place":
        """Return a member's place, with what its time zone does in a horizon."""
        site = group.site_of(member)
        parts = [] if site is None else [site.name, cleaned(site.address).strip()]
        location = ", ".join(part for part in parts if part)
        timezone = group.timezone_of(member)
        return cls(
            group.hours_of(member),
            timezone,
            observances_of(timezone, horizon.first, horizon.last),
            text_value(location) if location else None,
        )

    def times(self, day: dt.date, half: Half) -> tuple[vDatetime, vDatetime]:
        """Return a half-day's start and end.

        They are clock times of the zone. Where the zone has no rule to write, or a change of the clocks skips
        or repeats one of the two times, which readers take differently, both are moments in UTC instead.
        """
        start, end = (dt.datetime.combine(day, clock) for clock in self.hours.of(half))
        return _times(start, end, self.timezone, is_ruled=self.observances is not None)


@lru_cache(maxsize=4096)
def _times(
    start: dt.datetime, end: dt.datetime, timezone: str, *, is_ruled: bool
) -> tuple[vDatetime, vDatetime]:
    starts, ends = _moments(start, timezone), _moments(end, timezone)
    if not is_ruled or len({*starts}) > 1 or len({*ends}) > 1:
        return vDatetime(min(starts)), vDatetime(max(ends))
    times = vDatetime(start), vDatetime(end)
    for time in times:
        # The zone is given apart: by itself icalendar writes times of some, such as Africa/Dakar, in UTC.
        time.params["TZID"] = timezone
    return times


def _moments(clock: dt.datetime, timezone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the two moments that a clock time may mean, in UTC; the same but where clocks change."""
    zone = ZoneInfo(timezone)
    first, second = (clock.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return first, second
