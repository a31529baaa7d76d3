"""Texts that every calendar reader can take: cleaned, and escaped once."""

import re
from functools import lru_cache

from icalendar.parser import Contentline

LINE_BREAK = b"\r\n"
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@lru_cache(maxsize=65_536)
def text_line(name: str, text: str) -> bytes:
    r"""Return the content line of a property that holds text, cleaned, escaped and folded.

    Escaping is that of RFC 5545, section 3.3.11, to the letter, whereas icalendar takes ``\\N`` in a text
    for a line break, and leaves texts of properties that it does not know, such as NAME, as they are.

    Examples
    --------
    >>> print(text_line("LOCATION", "Label 1; left,\nfirst floor").decode().rstrip())
    LOCATION:Label 1\; left\,\nfirst floor
    """
    return line(f"{name}:{escaped(text)}")


def line(text: str) -> bytes:
    """Return a content line, folded between characters so that no part of it is longer than 75 octets."""
    folded: bytes = Contentline(text).to_ical()  # type: ignore[no-untyped-call]
    return folded + LINE_BREAK


def escaped(text: str) -> str:
    """Return ``text``, cleaned, as the value of a property that holds text."""
    return cleaned(text).translate(_ESCAPES)


def cleaned(text: str) -> str:
    r"""Return ``text`` as every reader can take it.

    Line breaks of any kind become ``\n``; other C0 controls save TAB, and DEL, are left out; lone surrogates,
    which have no UTF-8, become U+FFFD.
    """
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_BREAKS.sub("\n", text)))


def unescaped(value: str) -> str:
    r"""Return the text that the value of a property stands for.

    Examples
    --------
    >>> unescaped("Label 1\\; left\\,\\nfirst floor")
    'Label 1; left,\nfirst floor'
    """
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
