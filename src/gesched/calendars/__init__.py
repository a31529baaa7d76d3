"""Calendars to hand out: an iCalendar feed for each member and each employee."""

from gesched.calendars.feeds import calendar_of_employee, calendar_of_member, write_calendars

__all__ = ["calendar_of_employee", "calendar_of_member", "write_calendars"]
