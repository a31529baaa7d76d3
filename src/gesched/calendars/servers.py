"""Feeds on a calendar server (CalDAV, RFC 4791): one collection a feed, one object an event."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree as ET

from gesched.calendars.events import Event, Owner
from gesched.calendars.feeds import DEFAULT_FORM, Feeds
from gesched.calendars.forms import FeedForm, FeedKind, Privacy
from gesched.calendars.publishing import Publication, PublishedFeed, as_kinds, logged
from gesched.calendars.remote import (
    CALDAV,
    DAV,
    PASSWORD,
    PUBLISHED,
    USERNAME,
    Refused,
    Server,
    Stored,
    fingerprint_of,
    stored_in,
)
from gesched.calendars.revisions import Earlier, Revision
from gesched.calendars.texts import cleaned
from gesched.errors import BadValue, escaped
from gesched.files import safe_stems
from gesched.schedule import Schedule
from gesched.timeline import Horizon

_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?><C:calendar-query xmlns:D="DAV:" '
    'xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>'
    '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
    "</C:calendar-query>"
)
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_ICS = {"Content-Type": "text/calendar; charset=utf-8"}


def publish_caldav(
    schedule: Schedule,
    url: str,
    *,
    username: str | None = None,
    password: str | None = None,
    feeds: Iterable[str | FeedKind] = ("member", "employee"),
    form: FeedForm = DEFAULT_FORM,
    overwrite: bool = False,
    timeout: int = 30,
) -> Publication:
    """Publish feeds on a calendar server, or bring up to date what was published there before.

    Each feed is a collection of its own. Only what has changed is written, on condition that it is still
    what was read (ETags). An event that somebody has changed on the server, and a write that the server
    refuses, are told in the warnings, and the rest is done all the same; publishing again does what is
    left.

    Parameters
    ----------
    schedule
        The schedule.
    url
        The server's address, or the user's on it: "https://cloud.example.org/remote.php/dav/".
    username, password
        Who publishes; ``None`` takes them from the environment, ``GESCHED_CALDAV_USERNAME`` and
        ``GESCHED_CALDAV_PASSWORD``. They are never written, nor logged.
    feeds, form
        As for ``write_calendars``; events that were dropped are deleted at once.
    overwrite
        Whether events that somebody has changed on the server are put back as the schedule says.
    timeout
        Seconds to wait for each answer.

    Returns
    -------
    Publication
        Where each feed is, what changed in it, and what was refused. Its warnings are logged too.

    Raises
    ------
    BadValue
        No address of a server, one with a password in it, or as for ``write_calendars``.
    MissingExtra
        The package caldav is not installed.
    """
    kinds = as_kinds(feeds, form)
    made = Feeds(schedule, form)
    server = Server(_as_address(url), username, password, timeout)
    published: list[PublishedFeed] = []
    warnings: list[str] = []
    owners = [owner for kind in kinds for owner in made.owners(kind)]
    stems = safe_stems({made.writer.naming.stem(owner) for owner in owners})
    for number, owner in enumerate(owners):
        level = "" if form.privacy is Privacy.OWN else f"{form.privacy}-"  # which others must not get into
        slug = f"gesched-{level}{owner.kind}-{stems[made.writer.naming.stem(owner)]}"
        collection = _Collection(server, slug, made, owner, overwrite=overwrite)
        try:
            published.append(collection.publish(schedule.horizon))
        except Refused as refused:
            collection.complain(f"was not published: {refused}")
            published.append(collection.result(refused=1))
        warnings += collection.warnings
        if server.is_lost:
            left = len(owners) - number - 1
            warnings.append(f"the server was not asked any more, so {left} more feeds were not published.")
            break
    return logged(Publication(tuple(published), tuple(warnings)))


def _as_address(url: str) -> str:
    expected = 'an address such as "https://cloud.example.org/dav/"'
    try:
        parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
        is_secret = bool(parts.username or parts.password)
    except ValueError:
        raise BadValue(_without_secret(url), expected) from None
    if is_secret:  # which is not shown
        advice = f"Pass them as username and password, or set {USERNAME} and {PASSWORD}."
        raise BadValue(parts.hostname, "an address without a user and a password in it", advice)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadValue(_without_secret(url), expected)
    return url


def _without_secret(url: object) -> object:
    """Return what may be shown of something that is no address: what stands before an @ may be a password."""
    return url.rpartition("@")[2] if isinstance(url, str) else url


class _Collection:
    """The collection of one feed."""

    def __init__(self, server: Server, slug: str, feeds: Feeds, owner: Owner, *, overwrite: bool) -> None:
        self.warnings: list[str] = []
        self.added = self.changed = self.dropped = self.refused = 0
        self._server = server
        self._slug = slug
        self._feeds = feeds
        self._owner = owner
        self._overwrite = overwrite
        self._url = ""

    def publish(self, horizon: Horizon) -> PublishedFeed:
        """Bring the collection up to date."""
        self._url = urljoin(self._server.home, f"{self._slug}/")
        stored = self._read()
        number = max((one.number for one in stored.values()), default=-1)
        revision = self._feeds.revision(Earlier(number=number, is_there=bool(stored)))
        planned = {event.uid: event for event in self._feeds.events(self._owner)}
        for uid, event in planned.items():
            if not self._server.is_lost:
                self._put(event, stored.get(uid), revision)
        for uid, old in stored.items():
            if uid not in planned and old.published and old.is_in(horizon) and not self._server.is_lost:
                self._delete(uid, old)
        return self.result()

    def result(self, refused: int = 0) -> PublishedFeed:
        """Return what became of the feed."""
        counts = (self.added, self.changed, self.dropped)
        owner, refused = self._owner, self.refused + refused
        written = any(counts)
        return PublishedFeed(
            owner.kind, owner.employee, owner.member, None, written, *counts, self._url, refused
        )

    def complain(self, what: str) -> None:
        """Note what the coordinator should know."""
        whose = " and ".join(self._owner.names) or "the group"
        self.warnings.append(f"the feed of {escaped(whose)} {what}.")

    def _read(self) -> dict[str, Stored]:
        """Return the events of the collection by UID; it is made where it is missing."""
        answer = self._server.ask("REPORT", self._url, _QUERY, {**_XML, "Depth": "1"})
        if answer.status == 404:
            self._make()
            return {}
        if answer.status != 207 or answer.tree is None:
            raise Refused(f"the server answers {answer.status} to what is there")
        return dict(stored_in(self._url, answer.tree))

    def _make(self) -> None:
        root = ET.Element(f"{CALDAV}mkcalendar")
        properties = ET.SubElement(ET.SubElement(root, f"{DAV}set"), f"{DAV}prop")
        ET.SubElement(properties, f"{DAV}displayname").text = cleaned(self._feeds.title(self._owner))
        body = ET.tostring(root, encoding="unicode")
        answer = self._server.ask("MKCALENDAR", self._url, body, _XML)
        if answer.status not in {200, 201}:
            raise Refused(f"the server answers {answer.status} to a new collection")

    def _put(self, event: Event, old: Stored | None, revision: Revision) -> None:
        fingerprint = fingerprint_of(event)
        if old is not None and old.fingerprint == fingerprint:
            return
        if old is not None and not self._may_touch(event.uid, old):
            return
        line = f"{PUBLISHED}:{fingerprint}\r\n".encode()
        content = self._feeds.object(self._owner, revision.block(Event(event.uid, event.content + line)))
        condition = {"If-None-Match": "*"} if old is None else {"If-Match": old.etag}
        address = urljoin(self._url, f"{quote(event.uid)}.ics") if old is None else old.address
        if self._is_done("PUT", address, event.uid, content.decode(), {**_ICS, **condition}):
            self.added += old is None
            self.changed += old is not None

    def _delete(self, uid: str, old: Stored) -> None:
        if self._may_touch(uid, old):
            self.dropped += self._is_done("DELETE", old.address, uid, "", {"If-Match": old.etag})

    def _may_touch(self, uid: str, old: Stored) -> bool:
        """Return whether an event is as it was published: what somebody made of it is left as it is."""
        if self._overwrite or old.fingerprint == old.published:
            return True
        self.refused += 1
        what = f"keeps an event that somebody changed on the server ({old.told}, {uid})"
        self.complain(f"{what}; publish with overwrite=True to put it back")
        return False

    def _is_done(self, method: str, url: str, uid: str, body: str, headers: Mapping[str, str]) -> bool:
        try:
            status = self._server.ask(method, url, body, headers).status
            if 200 <= status < 300:
                return True
            why = "it was changed meanwhile" if status == 412 else f"the server answers {status}"
        except Refused as refused:
            why = str(refused)
        self.refused += 1
        self.complain(f"lacks a change of the event {uid}: {why}; publish again")
        return False
