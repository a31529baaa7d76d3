"""When in the year something is in force: a season, every year the same."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gesched.errors import BadValue
from gesched.timeline._text import folded
from gesched.timeline.halfdays import Half, When

_MONTH_NAMES = (
    ("jan", "january", "janv", "janvier"),
    ("feb", "february", "fev", "fevr", "fevrier"),
    ("mar", "march", "mars"),
    ("apr", "april", "avr", "avril"),
    ("may", "mai"),
    ("jun", "june", "juin"),
    ("jul", "july", "juil", "juillet"),
    ("aug", "august", "aout"),
    ("sep", "sept", "september", "septembre"),
    ("oct", "october", "octobre"),
    ("nov", "november", "novembre"),
    ("dec", "december", "decembre"),
)
_MONTH_OF_NAME = {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names}
_NAME = rf"(?:{'|'.join(sorted(_MONTH_OF_NAME, key=len, reverse=True))})\b\.?"
_NUMBER = r"[0-9]{1,2}"
_NAMED_DAY = rf"{_NUMBER}(?:er|st|nd|rd|th)? {_NAME}|{_NAME} {_NUMBER}"
_END = rf"{_NUMBER}-{_NUMBER}|{_NUMBER}/{_NUMBER}|{_NAMED_DAY}|{_NAME}"
_SEASON = re.compile(rf"(?:from |du |de |d['’])?({_END})(?: ?- ?| (?:to|until|au|a) )({_END})")
_A_LEAP_YEAR = 2028
# Leap years are at most so far apart, so that any date of a season is among so many days.
_ALL_DATES = 8 * 366
_ADVICE = 'Write it as "04-01 to 09-30", "01/04 au 30/09" or "Jun-Sep".'


class YearDay(NamedTuple):
    """A day of every year: month and day; 29 February is one."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Season:
    """Dates of every year, from one day to another (saison).

    Parameters
    ----------
    first, last
        The first and the last day, both included. Where the last comes before the first, the season runs over
        New Year.

    Raises
    ------
    BadValue
        A day that no year has.

    Examples
    --------
    >>> print(Season.parse("15 novembre au 15 mars"))
    11-15 to 03-15
    >>> Season.parse("Jun-Sep").covers(dt.date(2027, 9, 30), Half.PM)
    True
    """

    first: YearDay
    last: YearDay

    def __post_init__(self) -> None:
        for name in ("first", "last"):
            month, day = getattr(self, name)
            try:
                dt.date(_A_LEAP_YEAR, month, day)
            except ValueError:
                raise BadValue(f"{month:02}-{day:02}", "a day of the year", _ADVICE) from None
            object.__setattr__(self, name, YearDay(month, day))

    @classmethod
    def parse(cls, value: "str | Season") -> "Season":
        """Read a season: ``04-01 to 09-30``, ``01/04 au 30/09``, ``1 April to 30 September`` or ``avr-sept``.

        Of two months, the first day of the one and the last day of the other are meant.

        Raises
        ------
        BadValue
            Anything else.
        """
        if isinstance(value, Season):
            return value
        found = _season_in(value) if isinstance(value, str) else None
        if found is None:
            raise BadValue(value, "a season", _ADVICE)
        try:
            return cls(_day_of(found[1], is_last=False), _day_of(found[2], is_last=True))
        except BadValue:
            raise BadValue(value, "a season between two days that exist", _ADVICE) from None

    def covers(self, day: dt.date, half: Half) -> bool:  # noqa: ARG002 - seasons are by whole days
        """Return whether this date lies in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def is_season_in_digits(text: str) -> bool:
    """Return whether a text that begins with a digit is a season, rather than dates with years."""
    return text.lstrip()[:1].isdigit() and _season_in(text) is not None


def have_a_date(first: dt.date | None, last: dt.date | None, seasons: Iterable[When | None]) -> bool:
    """Return whether some date lies between two (open where ``None``) and its morning in every season given.

    Examples
    --------
    >>> winter, summer = Season.parse("Nov-Mar"), Season.parse("Jun-Sep")
    >>> have_a_date(None, None, [winter, summer]), have_a_date(dt.date(2027, 1, 1), None, [summer, None])
    (False, True)
    """
    limits = [season for season in seasons if season is not None]
    end = dt.date.max.toordinal() if last is None else last.toordinal()
    begin = max(1, end - _ALL_DATES) if first is None else first.toordinal()
    if not limits:
        return begin <= end
    days = (dt.date.fromordinal(number) for number in range(begin, min(end, begin + _ALL_DATES) + 1))
    return any(all(season.covers(day, Half.AM) for season in limits) for day in days)


def _season_in(text: str) -> re.Match[str] | None:
    return _SEASON.fullmatch(folded(text))


def _day_of(end: str, *, is_last: bool) -> YearDay:
    """Read one end: digits with the month before a dash or after a slash, or a month by name."""
    numbers = [int(number) for number in re.findall(_NUMBER, end)]
    if "-" in end:
        return YearDay(*numbers)
    if "/" in end:
        return YearDay(*reversed(numbers))
    name = re.search(_NAME, end)
    assert name is not None, end  # noqa: S101 - the pattern has one
    month = _MONTH_OF_NAME[name[0].removesuffix(".")]
    if not numbers:
        numbers = [calendar.monthrange(_A_LEAP_YEAR, month)[1] if is_last else 1]
    return YearDay(month, numbers[0])
