// Reads iCalendar files with ical.js, by their own VTIMEZONEs, and writes what they say as JSON.
//
// node read_ical.mjs FILE...   ->   [{events: [{uid, summary, location, start, end}]}]
//
// Dates are written as "2027-01-04", moments as "2027-01-04T07:30:00Z".

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function written(time) {
  return time.isDate ? time.toString() : time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function readEvent(component) {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    location: event.location ?? "",
    start: written(event.startDate),
    end: written(event.endDate),
  };
}

function read(path) {
  ICAL.TimezoneService.reset();
  const calendar = ICAL.Component.fromString(readFileSync(path, "utf8"));
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  return { events: calendar.getAllSubcomponents("vevent").map(readEvent) };
}

process.stdout.write(JSON.stringify(process.argv.slice(2).map(read)));
