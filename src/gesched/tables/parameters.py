"""Parameters in one cell: "most=2; per=week"."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_PIECE = re.compile(
    r'(?:(?P<key>[^="\n;]*)=)?[^\S\n]*'
    r'(?:"(?P<quoted>(?:[^"]|"")*)"[^\S\n]*(?=[;\n]|\Z)|(?P<plain>[^;\n]*))'
)
_NEEDS_QUOTES = re.compile(r'["\s]|.*[;\n]|.*\s\Z|\Z', re.DOTALL)


class Given(NamedTuple):
    """A parameter as it is written; an empty key stands where there is none."""

    key: str
    value: str


def parameters_in(text: str) -> Iterator[Given]:
    """Yield the parameters in a cell: separated by ``;`` or line breaks, with or without their keys.

    A value that holds ``;``, or a line break, stands in double quotes, with each quote inside it doubled.

    Examples
    --------
    >>> [tuple(given) for given in parameters_in('most = 2; when="FREQ=MONTHLY;BYDAY=2TU"; week')]
    [('most', '2'), ('when', 'FREQ=MONTHLY;BYDAY=2TU'), ('', 'week')]
    """
    at = 0
    while at <= len(text):
        match = _PIECE.match(text, at)
        assert match is not None, text  # noqa: S101 - the second form matches any text
        key, quoted = (match["key"] or "").strip(), match["quoted"]
        value = match["plain"].strip() if quoted is None else quoted.replace('""', '"')
        if key or value or match["key"] is not None or quoted is not None:
            yield Given(key, value)
        at = match.end() + 1


def parameters_text(given: Mapping[str, str]) -> str:
    """Return parameters as one text that ``parameters_in`` reads back.

    Examples
    --------
    >>> parameters_text({"most": "2", "on": "FREQ=MONTHLY;BYDAY=2TU"})
    'most=2; on="FREQ=MONTHLY;BYDAY=2TU"'
    """
    return "; ".join(f"{key}={_quoted(value)}" for key, value in given.items())


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if _NEEDS_QUOTES.match(value) else value
