"""When something happens: weekly patterns, recurrence rules and lists of dates, read from text."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gesched.errors import BadValue
from gesched.timeline._text import folded
from gesched.timeline.halfdays import Half, HalfDay, Horizon, When, as_date, as_half
from gesched.timeline.recurrence import Recurrence
from gesched.timeline.seasons import Season, is_season_in_digits

__all__ = ["Dates", "Recurrence", "WeeklyPattern", "When", "half_days_within", "parse_when"]

_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES = (
    ("mon", "monday", "mondays", "lun", "lundi", "lundis"),
    ("tue", "tues", "tuesday", "tuesdays", "mar", "mardi", "mardis"),
    ("wed", "weds", "wednesday", "wednesdays", "mer", "mercredi", "mercredis"),
    ("thu", "thur", "thurs", "thursday", "thursdays", "jeu", "jeudi", "jeudis"),
    ("fri", "friday", "fridays", "ven", "vendredi", "vendredis"),
    ("sat", "saturday", "saturdays", "sam", "samedi", "samedis"),
    ("sun", "sunday", "sundays", "dim", "dimanche", "dimanches"),
)
_DAY_OF_NAME = {name: day for day, names in enumerate(_DAY_NAMES) for name in names}
_HALF_OF_NAME = {"am": Half.AM, "matin": Half.AM, "pm": Half.PM, "apresmidi": Half.PM, "aprem": Half.PM}
_RANGE_WORDS = frozenset({"-", "to", "a", "au"})
_FILLERS = frozenset({"and", "et", "from", "du", "le"})
_TOKEN = re.compile(r"[^\W\d_]+|\d+|\S")
_DATE_ITEM = re.compile(r"([0-9][0-9/-]*)(?: (am|pm|matin|apres-midi|aprem))?(?: ?[,;] ?| |\Z)")
_RULE_WORDS = ("FREQ", "RRULE", "DTSTART")

_WEEKLY_ADVICE = 'Write for example "Mon-Thu, Fri AM" or "lun-jeu, ven matin".'
_DATES_ADVICE = 'Write for example "2027-03-01, 2027-03-08 AM".'
_OTHER_FORMS = (
    'A recurrence rule ("FREQ=MONTHLY;BYDAY=2TU"), weekdays ("Mon-Thu, Fri AM") '
    'and dates ("2027-03-01, 2027-03-08 AM") are read.'
)


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """Half-days of every week (trame hebdomadaire).

    Parameters
    ----------
    half_days
        Pairs of a weekday (0 is Monday, 6 Sunday) and a half of that day; at least one.

    Raises
    ------
    BadValue
        No half-day at all, or no such weekday.

    Examples
    --------
    >>> pattern = WeeklyPattern.parse("lundi à jeudi, ven. matin")
    >>> print(pattern)
    Mon-Thu, Fri AM
    >>> pattern.covers(dt.date(2027, 1, 8), Half.PM)
    False
    """

    half_days: frozenset[tuple[int, Half]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "half_days", frozenset(self.half_days))
        if not self.half_days:
            raise BadValue(self.half_days, "at least one half-day of the week", _WEEKLY_ADVICE)
        for day, half in self.half_days:
            if day not in range(7) or not isinstance(half, Half):
                raise BadValue((day, half), "a weekday from 0 (Monday) to 6, and a Half", _WEEKLY_ADVICE)

    @classmethod
    def parse(cls, value: "str | WeeklyPattern") -> "WeeklyPattern":
        """Read weekdays, ranges of them and halves, in English or French; patterns are returned as they are.

        Raises
        ------
        BadValue
            Anything else; the advice names the word that is not understood.
        """
        if isinstance(value, WeeklyPattern):
            return value
        if not isinstance(value, str) or not value.strip():
            raise BadValue(value, "weekdays", _WEEKLY_ADVICE)
        return cls(frozenset(_Weekdays(value).half_days()))

    def covers(self, day: dt.date, half: Half) -> bool:
        """Return whether this half of this date's weekday belongs to the pattern."""
        return (day.weekday(), half) in self.half_days

    def __str__(self) -> str:
        halves = [tuple(half for half in Half if (day, half) in self.half_days) for day in range(7)]
        items: list[str] = []
        for of_day, run in groupby(range(7), key=lambda day: halves[day]):
            if of_day:
                suffix = f" {of_day[0]}" if len(of_day) == 1 else ""
                items += [f"{days}{suffix}" for days in _short_names(list(run))]
        return ", ".join(items)


def _short_names(days: list[int]) -> list[str]:
    """Return consecutive weekdays by name, as one range where there are three or more."""
    names = [_SHORT[day] for day in days]
    return names if len(names) < 3 else [f"{names[0]}-{names[-1]}"]


class _Weekdays:
    """A reader of weekdays in a text, one word after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = folded(text).replace("apres-midi", "apresmidi").replace("apres midi", "apresmidi")
        for phrase in ("every day", "tous les jours"):
            plain = plain.replace(phrase, "mon - sun")
        self.tokens = _TOKEN.findall(plain)
        self.at = 0

    def half_days(self) -> Iterator[tuple[int, Half]]:
        while self.peek():
            if self.peek() in {",", ";"} or self.peek() in _FILLERS:
                self.at += 1
                continue
            days = self.days()
            halves = set(self.halves()) or set(Half)
            yield from ((day, half) for day in days for half in halves)

    def days(self) -> Iterator[int]:
        """Read one weekday, or a range, which may go past Sunday."""
        first = last = self.day()
        if self.peek() in _RANGE_WORDS:
            self.at += 1
            last = self.day()
        return iter([(first + offset) % 7 for offset in range((last - first) % 7 + 1)])

    def day(self) -> int:
        word = self.peek()
        if word not in _DAY_OF_NAME:
            wrong = f"{word[:40]!r} is not a weekday." if word else "A weekday is missing."
            raise BadValue(self.text, "weekdays", f"{wrong} {_WEEKLY_ADVICE}")
        self.at += 1
        if self.peek() == ".":
            self.at += 1
        return _DAY_OF_NAME[word]

    def halves(self) -> Iterator[Half]:
        while self.peek() in _HALF_OF_NAME:
            yield _HALF_OF_NAME[self.peek()]
            self.at += 1

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""


@dataclass(frozen=True, slots=True)
class Dates:
    """Half-days named one by one.

    Parameters
    ----------
    half_days
        The half-days; at least one.

    Raises
    ------
    BadValue
        No half-day at all.

    Examples
    --------
    >>> print(Dates.parse("2027-03-08 AM; 01/03/2027"))
    2027-03-01, 2027-03-08 AM
    """

    half_days: frozenset[HalfDay]

    def __post_init__(self) -> None:
        named = frozenset(HalfDay(as_date(day), as_half(half)) for day, half in self.half_days)
        object.__setattr__(self, "half_days", named)
        if not named:
            raise BadValue(self.half_days, "at least one date", _DATES_ADVICE)

    @classmethod
    def parse(cls, text: str) -> "Dates":
        """Read dates, each whole or followed by a half, separated by commas, semicolons or blanks.

        Raises
        ------
        BadValue
            Anything else.
        """
        plain = folded(text).replace("apres midi", "apres-midi")
        named: set[HalfDay] = set()
        at = 0
        while at < len(plain):
            item = _DATE_ITEM.match(plain, at)
            if item is None:
                raise BadValue(text, "dates", f"{plain[at : at + 40]!r} is not read. {_DATES_ADVICE}")
            halves = [as_half(item[2])] if item[2] else list(Half)
            named.update(HalfDay(as_date(item[1]), half) for half in halves)
            at = item.end()
        return cls(frozenset(named))

    def covers(self, day: dt.date, half: Half) -> bool:
        """Return whether this half of this date is named."""
        return (day, half) in self.half_days

    def __str__(self) -> str:
        items: list[str] = []
        for day, run in groupby(sorted(self.half_days), key=lambda named: named.date):
            named = list(run)
            items.append(str(day) if len(named) == 2 else str(named[0]))
        return ", ".join(items)


def half_days_within(when: When, horizon: Horizon) -> Sequence[HalfDay]:
    """Return the half-days of a horizon that are meant, in order; of dates named, no others are looked at.

    Examples
    --------
    >>> week = Horizon("2027-03-01", "2027-03-07")
    >>> print(*half_days_within(parse_when("Fri AM, Sat"), week), sep=", ")
    2027-03-05 AM, 2027-03-06 AM, 2027-03-06 PM
    """
    if isinstance(when, Dates):
        return sorted(half_day for half_day in when.half_days if half_day.date in horizon)
    return [half_day for half_day in horizon.half_days if when.covers(*half_day)]


def parse_when(text: str | When) -> When:
    """Read when something happens.

    Parameters
    ----------
    text
        Weekdays (``Mon-Thu, Fri AM``), a recurrence rule (``FREQ=MONTHLY;BYDAY=2TU``), dates
        (``2027-03-01, 2027-03-08 AM``) or a season in digits (``04-01 to 09-30``). What already knows which
        half-days it covers is returned as it is.

    Raises
    ------
    BadValue
        Anything else.

    Examples
    --------
    >>> parse_when("FREQ=MONTHLY;BYDAY=2TU")
    Recurrence(rule='FREQ=MONTHLY;BYDAY=2TU', start=None, half=None)
    >>> print(parse_when("fri am, mon to thu"))
    Mon-Thu, Fri AM
    """
    if isinstance(text, When):
        return text
    if not isinstance(text, str):
        raise BadValue(text, "when something happens", _OTHER_FORMS)
    if any(word in text.upper() for word in _RULE_WORDS):
        return Recurrence.parse(text)
    if is_season_in_digits(text):
        return Season.parse(text)
    reader = Dates if text.lstrip()[:1].isdigit() else WeeklyPattern
    try:
        return reader.parse(text)
    except BadValue as error:
        raise BadValue(error.value, error.expected, f"{error.advice} {_OTHER_FORMS}") from None
