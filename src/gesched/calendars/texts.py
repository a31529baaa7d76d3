"""Texts that every calendar reader can take: cleaned, and escaped once."""

import re

from icalendar import vText

_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class _Text(vText):
    r"""A text that is escaped to the letter, whereas ``vText`` makes ``\N`` in it a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def text_value(text: str) -> vText:
    r"""Return ``text``, cleaned, as the value of a property that holds text (RFC 5545, section 3.3.11).

    A plain string will not do: where icalendar does not know a property, such as NAME, it leaves the string
    unescaped.

    Examples
    --------
    >>> print(text_value("Label 1; left,\nfirst floor").to_ical().decode())
    Label 1\; left\,\nfirst floor
    """
    return _Text(cleaned(text))


def cleaned(text: str) -> str:
    r"""Return ``text`` as every reader can take it.

    Line breaks of any kind become ``\n``; other C0 controls save TAB, and DEL, are left out; lone surrogates,
    which have no UTF-8, become U+FFFD.
    """
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_BREAKS.sub("\n", text)))
