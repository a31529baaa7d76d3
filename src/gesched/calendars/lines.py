"""Content lines of RFC 5545: cleaned, escaped, folded.

Lines are written here rather than by icalendar, which leaves some texts unescaped and control characters in;
a feed must hold for every reader, whatever a name or an address says.
"""

import datetime as dt
import re
from collections.abc import Iterable

_LONGEST_LINE = 75
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def cleaned(text: str) -> str:
    r"""Return ``text`` as every reader can take it.

    Line breaks of any kind become ``\n``; other C0 controls save TAB, and DEL, are left out; lone surrogates,
    which have no UTF-8, become U+FFFD.
    """
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_BREAKS.sub("\n", text)))


def escaped(text: str) -> str:
    r"""Return ``text``, cleaned, as a TEXT value (RFC 5545, section 3.3.11).

    Examples
    --------
    >>> print(escaped("Label 1; left,\nfirst floor"))
    Label 1\; left\,\nfirst floor
    """
    return cleaned(text).translate(_ESCAPES)


def utc_stamp(moment: dt.datetime) -> str:
    """Return a moment, which has a time zone, as a UTC DATE-TIME value.

    Examples
    --------
    >>> utc_stamp(dt.datetime(2027, 1, 4, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    '20270104T073000Z'
    """
    return f"{local_stamp(moment.astimezone(dt.UTC))}Z"


def local_stamp(moment: dt.datetime) -> str:
    """Return a moment's date and clock time, without its time zone, as a DATE-TIME value."""
    # Not strftime, which writes years before 1000 with fewer digits on some systems.
    clock = moment.replace(tzinfo=None, microsecond=0)
    return clock.isoformat().replace("-", "").replace(":", "")


def date_stamp(day: dt.date) -> str:
    """Return a date as a DATE value."""
    return day.isoformat().replace("-", "")


def joined(lines: Iterable[str]) -> bytes:
    """Return content lines as UTF-8, each folded at 75 octets and ended by CRLF."""
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    octets = line.encode()
    pieces = []
    start, room = 0, _LONGEST_LINE
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _LONGEST_LINE - 1
    return b"\r\n ".join([*pieces, octets[start:]]) + b"\r\n"
