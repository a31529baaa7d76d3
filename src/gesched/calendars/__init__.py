"""Calendars (iCalendar): feeds to hand out and bring up to date; absences and closures to take in."""

from gesched.calendars.feeds import calendar_of_employee, calendar_of_member
from gesched.calendars.forms import FeedForm, FeedKind, Privacy
from gesched.calendars.publishing import Publication, PublishedFeed, write_calendars
from gesched.calendars.reading import read_absences, read_closures
from gesched.calendars.reading_back import read_calendars
from gesched.calendars.servers import publish_caldav

__all__ = [
    "FeedForm",
    "FeedKind",
    "Privacy",
    "Publication",
    "PublishedFeed",
    "calendar_of_employee",
    "calendar_of_member",
    "publish_caldav",
    "read_absences",
    "read_calendars",
    "read_closures",
    "write_calendars",
]
