"""Read iCalendar files with libical, by their own VTIMEZONEs, and write what they say as JSON.

``/usr/bin/python3 read_libical.py FILE...`` writes what ``read_ical.mjs`` does, with the errors that the
library's parser, and its check of what RFC 5546 restricts, have put into each file. It runs in Debian's own
Python, which has the bindings (python3-gi, gir1.2-ical-3.0).
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version is asked for first

KIND = ICalGLib.ComponentKind
PROPERTY = ICalGLib.PropertyKind


def _children(component, kind):
    child = component.get_first_component(kind)
    while child is not None:
        yield child
        child = component.get_next_component(kind)


def _errors(component):
    found = component.get_first_property(PROPERTY.XLICERROR_PROPERTY)
    while found is not None:
        yield found.as_ical_string()
        found = component.get_next_property(PROPERTY.XLICERROR_PROPERTY)
    for child in _children(component, KIND.ANY_COMPONENT):
        yield from _errors(child)


def _written(time):
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    utc = time.convert_to_zone(ICalGLib.Timezone.get_utc_timezone())
    day = f"{utc.get_year():04}-{utc.get_month():02}-{utc.get_day():02}"
    return f"{day}T{utc.get_hour():02}:{utc.get_minute():02}:{utc.get_second():02}Z"


def _event(event):
    return {
        "uid": event.get_uid(),
        "summary": event.get_summary(),
        "location": event.get_location() or "",
        "start": _written(event.get_dtstart()),
        "end": _written(event.get_dtend()),
    }


def _read(path):
    calendar = ICalGLib.Component.new_from_string(Path(path).read_text(encoding="utf-8"))
    if calendar is None:
        return {"errors": ["libical reads nothing"], "events": []}
    ICalGLib.restriction_check(calendar)
    return {
        "errors": list(_errors(calendar)),
        "events": [_event(event) for event in _children(calendar, KIND.VEVENT_COMPONENT)],
    }


sys.stdout.write(json.dumps([_read(path) for path in sys.argv[1:]]))
