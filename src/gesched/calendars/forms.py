"""What feeds look like: titles, languages, how much they tell."""

import datetime as dt
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from gesched.errors import BadValue, nearest
from gesched.group.fields import Field, as_count, as_flag, as_text, as_whole, optional, raise_problems
from gesched.group.spans import DateLike
from gesched.timeline import Half, as_date

_LONGEST_URL = 2000
_PLACES = ("employee", "member", "site", "group", "half", "agreement")
_VISIBLE_ASCII = re.compile(r"[!-~]+")
_Choice = TypeVar("_Choice", bound=StrEnum)


class FeedKind(StrEnum):
    """Whose feed it is."""

    MEMBER = "member"
    EMPLOYEE = "employee"
    PAIR = "pair"
    GROUP = "group"

    @classmethod
    def parse(cls, value: "str | FeedKind") -> "FeedKind":
        """Read a kind, in the singular or the plural."""
        return _choice(cls, value.removesuffix("s") if isinstance(value, str) else value)

    @property
    def folder(self) -> str:
        """The folder that feeds of this kind lie in."""
        return self if self is FeedKind.GROUP else f"{self}s"


class Privacy(StrEnum):
    """How much a feed tells.

    ``OWN`` is the days of whom the feed is for, with names; ``BUSY`` only when, without any name;
    ``COORDINATOR`` everything, absences and closures with their reasons included.
    """

    OWN = "own"
    BUSY = "busy"
    COORDINATOR = "coordinator"

    @classmethod
    def parse(cls, value: "str | Privacy") -> "Privacy":
        """Read a level of privacy."""
        return _choice(cls, value)


class Language(StrEnum):
    """The language of the words that feeds add to names."""

    ENGLISH = "en"
    FRENCH = "fr"

    @classmethod
    def parse(cls, value: "str | Language") -> "Language":
        """Read a language: ``en`` or ``fr``."""
        return _choice(cls, value)


def _choice(kind: type[_Choice], value: object) -> _Choice:
    text = value.strip().casefold() if isinstance(value, str) else ""
    try:
        return kind(text)
    except ValueError:
        raise BadValue(
            value, f"one of {', '.join(kind)}", nearest(text, [one.value for one in kind])
        ) from None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    titles: Mapping[FeedKind, str]
    halves: Mapping[tuple[Half, ...], str]
    busy: str
    away: str
    closed: str
    cancelled: str


_NAMES = {FeedKind.MEMBER: "{employee}", FeedKind.EMPLOYEE: "{member}"}
WORDS = {
    Language.ENGLISH: Words(
        {**_NAMES, FeedKind.PAIR: "{employee} at {member}", FeedKind.GROUP: "{employee} at {member}"},
        {(Half.AM,): "morning", (Half.PM,): "afternoon", tuple(Half): "day"},
        "Busy",
        "{employee}: away",
        "{member}: closed",
        "cancelled",
    ),
    Language.FRENCH: Words(
        {**_NAMES, FeedKind.PAIR: "{employee} chez {member}", FeedKind.GROUP: "{employee} chez {member}"},
        {(Half.AM,): "matin", (Half.PM,): "après-midi", tuple(Half): "journée"},
        "Occupé",
        "{employee} : absence",
        "{member} : fermeture",
        "annulé",
    ),
}


def as_template(value: str) -> str:
    """Read a template: text with ``{employee}``, ``{member}``, ``{site}`` and so on where these stand."""
    text = as_text(value)
    advice = f"Known: {', '.join(f'{{{name}}}' for name in _PLACES)}; write {{{{ for a brace."
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise BadValue(value, "a template whose braces match", advice) from None
    for _, name, form, conversion in parts:
        if name is not None and (name not in _PLACES or form or conversion):
            raise BadValue(value, "a template of known names in braces", advice)
    if not text:
        raise BadValue(value, "a template that is not empty", advice)
    return text


def _as_titles(value: Mapping[str, str] | None) -> Mapping[FeedKind, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadValue(value, "titles by kind of feed", 'Write {"employee": "{member} ({half})"}.')
    return {FeedKind.parse(kind): as_template(title) for kind, title in value.items()}


def _as_url(value: str) -> str:
    """Read an address of the web, which must not need any quoting in a calendar."""
    expected = "an address that starts with http:// or https://, in ASCII, without blanks"
    if not isinstance(value, str) or len(value) > _LONGEST_URL or not _VISIBLE_ASCII.fullmatch(value):
        raise BadValue(value, expected, "Write other characters as %20 and so on.")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise BadValue(value, expected) from None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadValue(value, expected)
    return value


@dataclass(frozen=True, kw_only=True)
class FeedForm:
    """What feeds look like.

    Parameters
    ----------
    titles
        Templates of titles by kind of feed: ``{"employee": "{member} ({half})"}``. Without one, a member's
        feed shows employees, an employee's members, others both. Known in braces: ``employee``, ``member``,
        ``site``, ``group``, ``half``, ``agreement``.
    description
        A template of descriptions; ``None`` writes none.
    language
        "en" or "fr": of the words beside names.
    privacy
        "own", "busy" or "coordinator", as in ``Privacy``.
    join_days
        Whether whole days on dates in a row become one event of several days.
    confirmed_until
        Days after this date are provisional (STATUS:TENTATIVE); ``None`` means that all is confirmed.
    cancelled_days
        For how many days after the revision that dropped it an event stays, marked as cancelled; with 0, it
        vanishes at once.
    past_days
        How many days before the horizon stay in feeds that are published again.
    alarm_minutes
        Minutes before its start at which an event reminds; ``None`` never does.
    url
        An address for each event, such as the group's page.
    shows_busy
        Whether events take the time of whoever has them in a calendar (TRANSP:OPAQUE), or leave it free.
    refresh_hours
        After how many hours clients should ask again.

    Raises
    ------
    InputError
        With everything that cannot be read.
    """

    titles: Field[Mapping[str, str] | None, Mapping[FeedKind, str]] = Field(_as_titles, default=None)
    description: Field[str | None, str | None] = Field(optional(as_template), default=None)
    language: Field[str | Language, Language] = Field(Language.parse, default=Language.ENGLISH)
    privacy: Field[str | Privacy, Privacy] = Field(Privacy.parse, default=Privacy.OWN)
    join_days: Field[bool | int | str, bool] = Field(as_flag, default=False)
    confirmed_until: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    cancelled_days: Field[int | str, int] = Field(as_whole, default=0)
    past_days: Field[int | str, int] = Field(as_whole, default=366)
    alarm_minutes: Field[int | str | None, int | None] = Field(optional(as_whole), default=None)
    url: Field[str | None, str | None] = Field(optional(_as_url), default=None)
    shows_busy: Field[bool | int | str, bool] = Field(as_flag, default=True)
    refresh_hours: Field[int | str, int] = Field(as_count, default=6)

    def __post_init__(self) -> None:
        raise_problems(self)

    @property
    def words(self) -> Words:
        """The words of its language."""
        return WORDS[self.language]

    def title(self, kind: FeedKind) -> str:
        """Return the template of titles in a kind of feed."""
        return self.titles.get(kind) or self.words.titles[kind]
