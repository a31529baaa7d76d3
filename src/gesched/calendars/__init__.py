"""Calendars (iCalendar): feeds to hand out and bring up to date; absences and closures to take in."""

from gesched.calendars.feeds import calendar_of_employee, calendar_of_member
from gesched.calendars.forms import FeedForm, FeedKind, Privacy
from gesched.calendars.publishing import Publication, PublishedFeed, write_calendars

__all__ = [
    "FeedForm",
    "FeedKind",
    "Privacy",
    "Publication",
    "PublishedFeed",
    "calendar_of_employee",
    "calendar_of_member",
    "write_calendars",
]
