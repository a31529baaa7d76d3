"""Recurring days as RFC 5545 recurrence rules, refused where they would be ambiguous, slow or endless."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from dateutil.rrule import rrulestr

from gesched.errors import BadValue
from gesched.timeline.halfdays import Half, as_date, as_half

_ADVICE = 'Write for example "FREQ=MONTHLY;BYDAY=2TU" for the second Tuesday of each month.'
_START_ADVICE = 'Say when it starts: "DTSTART=2027-01-04;FREQ=WEEKLY;INTERVAL=2;BYDAY=MO".'
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERED_DAY = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(_WEEKDAYS)})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{6}Z?)?")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LONGEST_INTERVAL = 1000
_LARGEST_COUNT = 9999
_EARLIEST_START = dt.date(1900, 1, 1)
_CYCLE_YEARS = 400
_LAID_OUT_UNTIL = 9900
_END_OF_CALENDAR = 9999_12_31


def _is_frequency(item: str) -> str | None:
    return item if item in _FREQUENCIES else None


def _weekday(item: str) -> str | None:
    return item if item in _WEEKDAYS else None


def _numbered_day(item: str) -> str | None:
    found = _NUMBERED_DAY.fullmatch(item)
    if found is None:
        return None
    number = int(found[1] or 0)
    is_possible = not found[1] or 1 <= abs(number) <= 53
    return f"{number or ''}{found[2]}" if is_possible else None


def _day(item: str) -> dt.date | None:
    compact = _COMPACT_DATE.fullmatch(item)
    try:
        return as_date("-".join(compact.groups()) if compact else item)
    except BadValue:
        return None


def _until(item: str) -> str | None:
    day = _day(item)
    return None if day is None else day.isoformat().replace("-", "")


def _number(largest: int, *, signed: bool = False) -> Callable[[str], str | None]:
    """Return a reader of whole numbers from 1, or from -``largest`` without 0 where ``signed``."""

    def read(item: str) -> str | None:
        number = int(item) if _NUMBER.fullmatch(item) else 0
        is_possible = 1 <= abs(number) <= largest and (signed or number > 0)
        return str(number) if is_possible else None

    return read


# The parts of a rule that speak of days, in canonical order: a reader of one item, and whether it is a list.
_PARTS: dict[str, tuple[Callable[[str], str | None], bool]] = {
    "FREQ": (_is_frequency, False),
    "INTERVAL": (_number(_LONGEST_INTERVAL), False),
    "COUNT": (_number(_LARGEST_COUNT), False),
    "UNTIL": (_until, False),
    "BYMONTH": (_number(12), True),
    "BYWEEKNO": (_number(53, signed=True), True),
    "BYYEARDAY": (_number(366, signed=True), True),
    "BYMONTHDAY": (_number(31, signed=True), True),
    "BYDAY": (_numbered_day, True),
    "BYSETPOS": (_number(366, signed=True), True),
    "WKST": (_weekday, False),
}
# RFC 5545, section 3.3.10: where a part must not be used.
_ONLY_WITH = {
    "BYWEEKNO": ("YEARLY",),
    "BYYEARDAY": ("YEARLY",),
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
}
_DAY_PARTS = ("BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY")


@dataclass(frozen=True, slots=True)
class Recurrence:
    r"""Days that recur by a rule of RFC 5545 (RRULE), whole or by half-days.

    Parameters
    ----------
    rule
        The rule's parts, such as ``FREQ=MONTHLY;BYDAY=2TU``, kept in canonical order. DAILY, WEEKLY, MONTHLY
        and YEARLY rules are read; parts that speak of hours are not.
    start
        The day counting starts from (DTSTART), needed where the days depend on it.
    half
        Only this half of each day; the whole day where ``None``.

    Raises
    ------
    BadValue
        No such rule, or one whose days depend on a start that is not given.

    Notes
    -----
    Days are computed year by year by dateutil. Before its start a rule has no days; without a start it has
    no beginning either.

    Examples
    --------
    >>> team_day = Recurrence.parse("FREQ=MONTHLY;BYDAY=2TU AM")
    >>> team_day.covers(dt.date(2027, 1, 12), Half.AM)
    True
    >>> print(Recurrence.parse("DTSTART:20270104\nRRULE:FREQ=WEEKLY;BYDAY=MO;INTERVAL=2"))
    DTSTART=2027-01-04;FREQ=WEEKLY;INTERVAL=2;BYDAY=MO
    """

    rule: str
    start: dt.date | None = None
    half: Half | None = None

    def __post_init__(self) -> None:
        parts = _read_parts(self.rule)
        _check_parts(parts, self.rule)
        if self.start is None:
            _check_needs_no_start(parts, self.rule)
        elif self.start < _EARLIEST_START:
            raise BadValue(self.start, f"a start on or after {_EARLIEST_START}", _START_ADVICE)
        object.__setattr__(self, "rule", ";".join(f"{name}={value}" for name, value in parts.items()))

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read a rule, optionally with ``RRULE:`` and ``DTSTART`` before it, and `` AM`` or `` PM`` after it.

        Raises
        ------
        BadValue
            Anything else.
        """
        words = text.upper().split()
        half = as_half(words.pop()) if words and words[-1] in Half.__members__ else None
        start: dt.date | None = None
        parts: list[str] = []
        for part in ";".join(words).split(";"):
            if part.startswith("DTSTART"):
                if start is not None:
                    raise BadValue(text, "one DTSTART", _START_ADVICE)
                start = _start_of(part, text)
            else:
                parts.append(part.removeprefix("RRULE:"))
        return cls(";".join(part for part in parts if part), start, half)

    def covers(self, day: dt.date, half: Half) -> bool:
        """Return whether this half of this date is one of the recurring ones."""
        if self.half is not None and half is not self.half:
            return False
        return day in _days_of_year(self.rule, self.start, day.year)

    def __str__(self) -> str:
        start = "" if self.start is None else f"DTSTART={self.start};"
        return f"{start}{self.rule}{'' if self.half is None else f' {self.half}'}"


def _start_of(part: str, text: str) -> dt.date:
    """Read ``DTSTART=2027-01-04`` or ``DTSTART:20270104``."""
    value = part.removeprefix("DTSTART")
    day = _day(value[1:]) if value[:1] in {"=", ":"} else None
    if day is None:
        raise BadValue(text, "a day after DTSTART", _START_ADVICE)
    return day


def _read_parts(rule: str) -> dict[str, str]:
    """Return the parts of a rule by name, in canonical order and spelling."""
    found: dict[str, str] = {}
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name not in _PARTS or name in found:
            wrong = f"{part[:40]!r} is not read, or is there twice."
            raise BadValue(rule, "a recurrence rule of days", f"{wrong} {_ADVICE}")
        found[name] = _read_part(name, value, rule)
    if found.get("INTERVAL") == "1":
        del found["INTERVAL"]
    return {name: found[name] for name in _PARTS if name in found}


def _read_part(name: str, value: str, rule: str) -> str:
    read, is_list = _PARTS[name]
    known: set[str] = set()
    for item in value.split(",") if is_list else [value]:
        canonical = read(item)
        if canonical is None:
            wrong = f"{item[:40]!r} is not one."
            raise BadValue(rule, f"a recurrence rule with a possible {name}", f"{wrong} {_ADVICE}")
        known.add(canonical)
    return ",".join(sorted(known, key=_position)) if is_list else known.pop()


def _position(item: str) -> tuple[int, int, str]:
    """Return where an item of a list stands: numbers by value, weekdays as the week goes."""
    number, day = (item[:-2], item[-2:]) if item[-2:] in _WEEKDAYS else (item, "")
    return (int(number or 0), _WEEKDAYS.index(day) if day else 0, item)


def _check_parts(parts: dict[str, str], rule: str) -> None:
    """Refuse combinations that RFC 5545 forbids."""
    if "FREQ" not in parts:
        raise BadValue(rule, "a recurrence rule with FREQ", _ADVICE)
    frequency = parts["FREQ"]
    for name, frequencies in _ONLY_WITH.items():
        if name in parts and frequency not in frequencies:
            raise BadValue(rule, f"{name} only in {' or '.join(frequencies)} rules", _ADVICE)
    is_numbered = any(character.isdigit() for character in parts.get("BYDAY", ""))
    if is_numbered and (frequency in {"DAILY", "WEEKLY"} or "BYWEEKNO" in parts):
        raise BadValue(rule, "weekdays without a number in DAILY or WEEKLY rules, or with BYWEEKNO", _ADVICE)
    if "COUNT" in parts and "UNTIL" in parts:
        raise BadValue(rule, "COUNT or UNTIL, not both", _ADVICE)
    if "BYSETPOS" in parts and not any(name in parts for name in ("BYMONTH", *_DAY_PARTS)):
        raise BadValue(rule, "BYSETPOS only where days are chosen by another BY part", _ADVICE)


def _check_needs_no_start(parts: dict[str, str], rule: str) -> None:
    """Refuse a rule without a start whose days depend on one."""
    for name in ("INTERVAL", "COUNT"):
        if name in parts:
            raise BadValue(rule, f"a start, because of {name}", _START_ADVICE)
    if parts["FREQ"] != "DAILY" and not any(name in parts for name in _DAY_PARTS):
        raise BadValue(rule, "a start, or the days (BYDAY, BYMONTHDAY)", _START_ADVICE)


@lru_cache(maxsize=4096)
def _days_of_year(rule: str, start: dt.date | None, year: int) -> frozenset[dt.date]:
    """Return the days of one year.

    A rule without any day, such as 31 February, keeps dateutil searching until the year 9999. The Gregorian
    calendar repeats itself every 400 years, weekdays included, so the rule is laid out near that end: the
    search is short, and the days are the same. Not at the very end, where dateutil fails on weekly rules.
    """
    shift = (_LAID_OUT_UNTIL - year) // _CYCLE_YEARS * _CYCLE_YEARS
    if start is None:
        # Counting from a year before makes the weeks that cross the new year whole.
        start = dt.date(max(year - 1, dt.MINYEAR), 1, 1)
    elif start.year > year:
        return frozenset()
    laid_out = rrulestr(_shifted(rule, shift), dtstart=_midnight(start, shift))
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    moments = laid_out.between(_midnight(first, shift), _midnight(last, shift), inc=True)
    return frozenset(moment.date().replace(year=year) for moment in moments)


def _midnight(day: dt.date, shift: int) -> dt.datetime:
    return dt.datetime(day.year + shift, day.month, day.day)  # noqa: DTZ001 - recurring days have no clock


def _shifted(rule: str, shift: int) -> str:
    """Return the rule with its last day, if it has one, moved by ``shift`` years."""
    before, name, after = rule.partition("UNTIL=")
    if not name:
        return rule
    last = int(after[:8]) + shift * 10_000
    return f"{before}{name}{min(last, _END_OF_CALENDAR):08}{after[8:]}"
