"""A calendar server, and the events on it, as a publisher sees them."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from gesched.calendars.clocks import moment_of
from gesched.calendars.components import BadLine, Component, Line, Source, components_of
from gesched.calendars.events import Event
from gesched.calendars.texts import unescaped
from gesched.errors import MissingExtra, escaped
from gesched.timeline import Horizon

USERNAME, PASSWORD = "GESCHED_CALDAV_USERNAME", "GESCHED_CALDAV_PASSWORD"
PUBLISHED = "X-GESCHED-PUBLISHED"
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
# What tells whether an event is as it was published; servers and clients write the rest as they like.
_TOLD = frozenset(["DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "DESCRIPTION", "LOCATION"])
_TOLD |= {"URL", "STATUS", "TRANSP"}
_READ = _TOLD | {"UID", "SEQUENCE", PUBLISHED}
_LARGEST_SEQUENCE = 2**31 - 1


class Refused(Exception):
    """The server did not do what it was asked; the text says why."""


class Stored(NamedTuple):
    """An event as it is on the server."""

    address: str
    etag: str
    lines: list[Line]
    number: int

    @property
    def fingerprint(self) -> str:
        """What the event says, however it is written."""
        return _fingerprint(self.lines)

    @property
    def published(self) -> str:
        """What the event said when gesched published it; empty where it did not."""
        return next((line.value for line in self.lines if line.name == PUBLISHED), "")

    @property
    def told(self) -> str:
        """What it is called, and when it starts."""
        texts = {line.name: unescaped(line.value) for line in self.lines}
        return escaped(f"{texts.get('SUMMARY', '')}, {texts.get('DTSTART', '')}")

    def is_in(self, horizon: Horizon) -> bool:
        """Return whether it starts in a horizon."""
        try:
            starts = [
                moment_of(line._replace(parameters={}), {}) for line in self.lines if line.name == "DTSTART"
            ]
        except BadLine:
            return False
        return bool(starts) and starts[0] in horizon


class Server:
    """A calendar server, and whether it can still be asked."""

    def __init__(self, url: str, username: str | None, password: str | None, timeout: int) -> None:
        try:
            self._caldav: Any = import_module("caldav")
        except ImportError:
            raise MissingExtra("caldav", "caldav") from None
        self.is_lost = False
        self._client = self._caldav.DAVClient(
            url,
            username=os.environ.get(USERNAME) if username is None else username,
            password=os.environ.get(PASSWORD) if password is None else password,
            timeout=timeout,
        )
        self._home = ""

    @property
    def home(self) -> str:
        """The address under which the user's collections lie."""
        if not self._home:
            self.is_lost = True  # unless it is found, no feed has a place
            found = self._asked(lambda: self._client.principal().calendar_home_set.url)
            self.is_lost = False
            self._home = urljoin(str(self._client.url), f"{str(found).rstrip('/')}/")
        return self._home

    def ask(self, method: str, url: str, body: str = "", headers: Mapping[str, str] = {}) -> Any:
        """Return a server's answer, whatever its status."""
        return self._asked(lambda: self._client.request(url, method, body, dict(headers)))

    def _asked(self, ask: Any) -> Any:
        errors = import_module("caldav.lib.error")
        try:
            return ask()
        except errors.AuthorizationError as error:
            what = "the server does not allow it; check the user, the password and the address"
            raise Refused(what) from error
        except (AttributeError, LookupError, TypeError, ValueError) as error:  # which caldav trips over
            raise Refused("the server's answer is none of a calendar server; check the address") from error
        except errors.DAVError as error:
            raise Refused(_what(error)) from error
        except OSError as error:  # of the network
            self.is_lost = True
            raise Refused(f"the server does not answer ({type(error).__name__})") from error


def _what(error: Exception) -> str:
    reason = getattr(error, "reason", "") or type(error).__name__
    return escaped(str(reason))[:200]


def stored_in(url: str, tree: Any) -> Iterator[tuple[str, Stored]]:
    """Yield the events in a server's answer, by UID."""
    for response in tree.iter(f"{DAV}response"):
        names = f"{DAV}href", f"{DAV}getetag", f"{CALDAV}calendar-data"
        href, etag, data = (response.findtext(f".//{name}") or "" for name in names)
        components, _ = components_of(Source(unquote(href), data.encode("utf-8", "replace")), lambda _: None)
        for component in components:
            lines = _lines(component)
            uid = next((line.value for line in lines if line.name == "UID"), "")
            if component.kind == "VEVENT" and uid:
                yield uid, Stored(urljoin(url, href), etag, lines, _number(lines))


def _lines(component: Component) -> list[Line]:
    try:
        return component.lines(_READ)
    except BadLine:  # not as it was published, whatever it is
        return []


def _number(lines: Iterable[Line]) -> int:
    texts = (line.value for line in lines if line.name == "SEQUENCE")
    numbers = (int(text) for text in texts if text.isdecimal() and len(text) <= 10)
    return max((number for number in numbers if number < _LARGEST_SEQUENCE), default=-1)


def _fingerprint(lines: Iterable[Line]) -> str:
    told = sorted(
        (line.name, line.parameters.get("TZID", ""), unescaped(line.value))
        for line in lines
        if line.name in _TOLD
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def fingerprint_of(event: Event) -> str:
    """Return what an event says, to be compared with what is on a server."""
    content = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + event.content + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    components, _ = components_of(Source(event.uid, content), lambda _: None)
    return _fingerprint(components[0].lines(_TOLD))
