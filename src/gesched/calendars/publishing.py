"""Feeds as files: addresses that last, whole folders, and what became of each feed."""

import logging
import os
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gesched.calendars.events import Owner
from gesched.calendars.feeds import DEFAULT_FORM, Feed, Feeds
from gesched.calendars.forms import FeedForm, FeedKind, Privacy
from gesched.calendars.revisions import Earlier, identity_in
from gesched.errors import BadValue, escaped
from gesched.files import safe_stems, write_together
from gesched.schedule import Schedule

_LOG = logging.getLogger(__name__)
_TOKEN_BYTES = 16
_HAS_TOKEN = re.compile(r"-[0-9a-f]{32}$")
_HEAD = 4096
_LOST = "cancellations"


@dataclass(frozen=True, slots=True)
class PublishedFeed:
    """What became of one feed.

    Parameters
    ----------
    kind
        "member", "employee", "pair" or "group".
    employee, member
        Whose feed it is; empty where the feed is not about one.
    path
        Its file; ``None`` on a server.
    written
        Whether anything was written: an unchanged feed stays as it is.
    added, changed, dropped
        How many events are new, different or gone.
    url
        The address of its collection on a server; empty for a file.
    refused
        How many changes a server did not take.
    """

    kind: FeedKind
    employee: str
    member: str
    path: Path | None
    written: bool
    added: int
    changed: int
    dropped: int
    url: str = ""
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of the feeds of a schedule.

    Parameters
    ----------
    feeds
        The feeds, in the order of kinds asked for, then as the group lists them.
    warnings
        What the coordinator should know, in words: earlier feeds that were lost or damaged, writes refused.
    stale
        Files of feeds that are no longer published, and of their cancellations: of those who have left the
        group, or under an address without a token that one with a token has replaced.
    """

    feeds: tuple[PublishedFeed, ...]
    warnings: tuple[str, ...] = ()
    stale: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the feeds, written or unchanged."""
        return tuple(feed.path for feed in self.feeds if feed.path is not None)

    def __str__(self) -> str:
        written = sum(feed.written for feed in self.feeds)
        counts = (sum(getattr(feed, name) for feed in self.feeds) for name in ("added", "changed", "dropped"))
        added, changed, dropped = counts
        events = f"{added} events added, {changed} changed, {dropped} dropped"
        lines = [
            f"{len(self.feeds)} feeds, {written} written: {events}",
            *(f"  warning: {warning}" for warning in self.warnings),
            *(f"  no longer published: {path}" for path in self.stale),
        ]
        return "\n".join(lines)


def write_calendars(
    schedule: Schedule,
    folder: str | os.PathLike[str],
    *,
    feeds: Iterable[str | FeedKind] = ("member", "employee"),
    form: FeedForm = DEFAULT_FORM,
    tokens: bool = False,
    cancellations: bool = False,
    remove_stale: bool = False,
) -> Publication:
    """Write iCalendar feeds, or bring up to date those that were written before.

    What a feed was before is read from its file: unchanged events keep their bytes, changed ones get a higher
    SEQUENCE, unchanged feeds are not written at all. Dates outside the horizon stay as they were published.
    All feeds are made before the first is put in place, and each file is replaced at once, so that a
    subscriber never reads half of one; after an interruption, publishing again completes what was begun.

    Parameters
    ----------
    schedule
        The schedule. Changes are dated by ``schedule.revised``. Where that is ``None``, a new feed is dated
        by the first instant of the horizon, and what changes in one that was there by the time of day.
    folder
        Gets the folders ``members``, ``employees``, ``pairs`` and ``group``, with files named after the
        key, or else the name. A feed that is there keeps its file's name.
    feeds
        Which: "members", "employees", "pairs" (who meet in the schedule), "group".
    form
        What they look like, and how much they tell.
    tokens
        Whether names of files end in 128 random bits, so that nobody can guess an address.
    cancellations
        Whether the folder ``cancellations`` gets, beside each feed that has lost events, a calendar that
        cancels them, for those who imported the feed instead of subscribing to it.
    remove_stale
        Whether feeds that are no longer published, such as those of members who have left, are deleted.

    Returns
    -------
    Publication
        Where each feed is, and what changed in it. Its warnings are logged too.

    Raises
    ------
    BadValue
        No kind of feed, or busy times of the whole group asked for; the horizon lies outside the years 1971
        to 2199; or a feed of another group, or of somebody who has left, has a file of the same name.

    Notes
    -----
    Morning and afternoon of one employee at one member make an all-day event; a lone half-day is an event at
    the member's hours, by clock times in its time zone. A member's feed says nothing of other members, nor of
    why someone is away.
    """
    kinds = as_kinds(feeds, form)
    made = Feeds(schedule, form)
    shelves = {kind: _Shelf(Path(folder), kind, made, tokens=tokens) for kind in kinds}
    published: list[PublishedFeed] = []
    warnings: list[str] = []

    def contents() -> Iterator[tuple[Path, bytes]]:
        for shelf in shelves.values():
            for owner in shelf.owners:
                yield from _update(shelf, owner, published, warnings, cancellations=cancellations)

    write_together(folder, contents())
    current = {feed.path for feed in published}
    stale = tuple(path for shelf in shelves.values() for path in shelf.stale(current))
    for path in stale if remove_stale else ():
        path.unlink()
    return logged(Publication(tuple(published), tuple(warnings), () if remove_stale else stale))


def as_kinds(feeds: Iterable[str | FeedKind], form: FeedForm) -> tuple[FeedKind, ...]:
    """Read which feeds are asked for.

    Raises
    ------
    BadValue
        None of them, or busy times of the whole group.
    """
    kinds = tuple(dict.fromkeys(map(FeedKind.parse, [feeds] if isinstance(feeds, str) else feeds)))
    if not kinds:
        raise BadValue(feeds, "at least one kind of feed", 'Such as ["members", "employees"].')
    if FeedKind.GROUP in kinds and form.privacy is Privacy.BUSY:
        raise BadValue("group", "feeds of members, employees or pairs where only busy times are told")
    return kinds


def logged(publication: Publication) -> Publication:
    """Return a publication after its warnings are logged."""
    for warning in publication.warnings:
        _LOG.warning("%s", warning)
    return publication


class _Shelf:
    """The folder of one kind of feed: which feeds lie in it, and where."""

    def __init__(self, folder: Path, kind: FeedKind, feeds: Feeds, *, tokens: bool) -> None:
        self.feeds = feeds
        self.place = folder / kind.folder
        self.lost = folder / _LOST / kind.folder
        self.tokens = tokens
        naming = feeds.writer.naming
        self.files = _feeds_in(self.place, naming.mark)
        self.known = {identity: path for path, identity in self.files.items()}
        self.owners = list(feeds.owners(kind))
        if kind is FeedKind.PAIR:
            self.owners = self._pairs()
        self._stems = safe_stems(naming.stem(owner) for owner in self.owners)

    def _pairs(self) -> list[Owner]:
        """Return the pairs who meet, and those who did when a feed was published before."""
        group, identity = self.feeds.schedule.group, self.feeds.identity
        all_pairs = (
            Owner(FeedKind.PAIR, employee.name, member.name)
            for employee in group.employees
            for member in group.members
        )
        meet = {*self.owners}
        if not self.known:
            return [owner for owner in all_pairs if owner in meet]
        return [owner for owner in all_pairs if owner in meet or identity(owner) in self.known]

    def path(self, owner: Owner) -> Path:
        """Return the file of a feed: the one that it has, unless a token is asked for that it lacks."""
        known = self.known.get(self.feeds.identity(owner))
        if known is not None and (not self.tokens or _HAS_TOKEN.search(known.stem)):
            return known
        stem = self._stems[self.feeds.writer.naming.stem(owner)]
        token = f"-{secrets.token_hex(_TOKEN_BYTES)}" if self.tokens else ""
        path = self.place / f"{stem}{token}.ics"
        self._check(owner, path)
        return path

    def _check(self, owner: Owner, path: Path) -> None:
        """Refuse a file whose address others have: those of another group, or somebody who has left."""
        naming = self.feeds.writer.naming
        there = _identity_at(path)
        if there and there not in {naming.identity(owner, level) for level in Privacy}:
            advice = "Publish each group into a folder of its own; or delete the file, if nobody reads it."
            raise BadValue(
                f"{self.place.name}/{path.name}",
                "a file that holds no feed of another group or person",
                advice,
            )

    def stale(self, current: Collection[Path | None]) -> Iterator[Path]:
        """Yield the files of feeds that are no longer published, and their cancellations."""
        yield from (path for path in self.files if path not in current)
        for path in _feeds_in(self.lost, self.feeds.writer.naming.mark):
            if self.place / path.name not in current:
                yield path

    def earlier(self, owner: Owner, path: Path) -> tuple[bytes | None, str]:
        """Return a feed's bytes as they are, and what there is to say of them that are not there."""
        known = self.known.get(self.feeds.identity(owner), path)
        content = known.read_bytes() if known.is_file() else None
        return content, "it is lost, unless it is new" if content is None and self.known else ""


def _feeds_in(folder: Path, mark: str) -> Mapping[Path, str]:
    """Return a group's feeds in a folder, and what they are known by; those with a token come last."""
    files = sorted(folder.glob("*.ics"), key=lambda path: (bool(_HAS_TOKEN.search(path.stem)), path.name))
    found = {path: _identity_at(path) for path in files}
    return {path: identity for path, identity in found.items() if identity and identity.startswith(mark)}


def _identity_at(path: Path) -> str:
    """Return what the feed in a file is known by; empty where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return identity_in(file.read(_HEAD))


def _update(
    shelf: _Shelf,
    owner: Owner,
    published: list[PublishedFeed],
    warnings: list[str],
    *,
    cancellations: bool,
) -> Iterator[tuple[Path, bytes]]:
    """Yield the files of a feed that must be written, and note what became of it."""
    path = shelf.path(owner)
    before, complaint = shelf.earlier(owner, path)
    earlier = shelf.feeds.earlier(owner, before, complaint)
    if earlier.complaint:
        warnings.append(_warning(owner, path, earlier))
    feed = shelf.feeds.feed(owner, earlier)
    is_new = feed.content != before or not path.exists()
    counts = (feed.added, feed.changed, len(feed.cancelled))
    published.append(PublishedFeed(owner.kind, owner.employee, owner.member, path, is_new, *counts))
    if is_new:
        yield path, feed.content
    if cancellations:
        yield from _lost_events(shelf, owner, feed, shelf.lost / path.name, warnings)


def _lost_events(
    shelf: _Shelf, owner: Owner, feed: Feed, path: Path, warnings: list[str]
) -> Iterator[tuple[Path, bytes]]:
    before = path.read_bytes() if path.is_file() else None
    if before is None and not feed.cancelled:
        return
    earlier = shelf.feeds.lost(owner, before)
    if earlier.complaint:
        warnings.append(
            f"the earlier cancellations of {_whose(owner)} ({escaped(str(path))}) were not used: "
            f"{earlier.complaint}. What was dropped before is no longer in them."
        )
    content = shelf.feeds.cancellations(owner, feed, earlier)
    if content != before:
        yield path, content


def _whose(owner: Owner) -> str:
    return escaped(" and ".join(owner.names) or "the group")


def _warning(owner: Owner, path: Path, earlier: Earlier) -> str:
    return (
        f"the earlier feed of {_whose(owner)} ({escaped(str(path))}) was not used: {earlier.complaint}. "
        "Its events are numbered above whatever was published before; days outside the horizon are left out."
    )
