"""How words read what they are given: each field converts; problems are collected, then raised at once."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from gesched.errors import BadValue, InputError, InputProblem

Given_contra = TypeVar("Given_contra", contravariant=True)
Stored_co = TypeVar("Stored_co", covariant=True)
_Result = TypeVar("_Result")

_REQUIRED: Any = object()
_PENDING = "_problems"
_LONGEST_NAME = 300
_LONGEST_TEXT = 10_000
_NUMBERS_END = 10**9
_LARGEST_DENOMINATOR = 10**30
# Spreadsheets give a mean such as 41.27272727272727, so as many decimals are read as they can show.
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,20})?")
_RATIO = re.compile(r"[0-9]{1,40}/0*[1-9][0-9]{0,39}")
_LISTED_NAME = re.compile(r'[^\S\n]*"((?:[^"]|"")*)"[^\S\n]*(?=[;|\n]|\Z)|([^;|\n]*)')
_FLAGS = {
    **dict.fromkeys(("yes", "true", "1", "oui", "vrai"), True),
    **dict.fromkeys(("no", "false", "0", "non", "faux"), False),
}
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ZERO_WIDTH_JOINER = "\u200d"
_NEVER_CHARACTERS = "\ufffe\uffff"


class Field(Generic[Given_contra, Stored_co]):
    """A field of a frozen dataclass that takes one type and keeps another.

    The type checker sees what the constructor takes and what the attribute holds. ``raise_problems``, which
    ends the making of a word, reads all its fields, and reports together what cannot be read. From then on
    each is an attribute like any other: without a ``__set__``, Python finds it before it asks here.

    Parameters
    ----------
    read
        Turns what was given into what is kept, or raises ``BadValue``.
    default
        What is read where nothing was given.
    """

    def __init__(self, read: Callable[[Given_contra], Stored_co], default: Any = _REQUIRED) -> None:
        self._read = read
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, word: None, owner: type) -> Any: ...
    @overload
    def __get__(self, word: object, owner: type) -> Stored_co: ...
    def __get__(self, word: object | None, owner: type) -> Any:
        if word is not None or self._default is _REQUIRED:
            raise AttributeError(self._name)
        return self._default

    if TYPE_CHECKING:

        def __set__(self, word: object, value: Given_contra) -> None: ...

    def take(self, word: object, value: Given_contra) -> None:
        """Keep on a word what is read from a value; or nothing, and note what is wrong with it."""
        try:
            word.__dict__[self._name] = self._read(value)
        except BadValue as bad:
            del word.__dict__[self._name]
            problem(word, self._name, bad.expected, bad.value, bad.advice)


@cache
def _fields_of(kind: type) -> Mapping[str, Field[Any, Any]]:
    """Return the fields of a kind of words by name, those of its bases first; what overrides one is none."""
    found: dict[str, Field[Any, Any]] = {}
    for owner in reversed(kind.__mro__):
        for name, attribute in vars(owner).items():
            if isinstance(attribute, Field):
                found[name] = attribute
            else:
                found.pop(name, None)
    return found


def problem(word: object, column: str, expected: str, value: object, advice: str = "") -> None:
    """Note a problem with one field of a word under construction."""
    found = InputProblem(expected, value, table=type(word).__name__, column=column, advice=advice)
    word.__dict__.setdefault(_PENDING, []).append(found)


def raise_problems(word: object, check: Callable[[], None] | None = None) -> None:
    """Read the fields of a word and raise every problem; ``check`` runs first where all could be read."""
    kind: type = type(word)
    for name, field in _fields_of(kind).items():
        if name in word.__dict__:
            field.take(word, word.__dict__[name])
    if check is not None and _PENDING not in word.__dict__:
        check()
    problems = word.__dict__.pop(_PENDING, None)
    if problems:
        raise InputError(problems)


def as_name(value: str, longest: int = _LONGEST_NAME) -> str:
    """Read a name: one line of 1 to 300 visible characters, in Unicode NFC, trimmed, blanks made plain.

    Raises
    ------
    BadValue
        Not text, empty, too long, or with control, zero-width or direction characters, which would make two
        names look alike.
    """
    if not isinstance(value, str):
        raise BadValue(value, "a name (text)")
    name = plain_name(value)
    if not name:
        raise BadValue(value, "a name that is not empty")
    if len(name) > longest:
        raise BadValue(value, f"a name of at most {longest} characters, not {len(name)}")
    for place, character in enumerate(name):
        if _is_hidden(character, name[place - 1] if place else ""):
            raise BadValue(
                value,
                "a name on one line without invisible characters",
                f"Delete character {place + 1} (U+{ord(character):04X}), or type the name again.",
            )
    return name


def _is_hidden(character: str, before: str) -> bool:
    if character == _ZERO_WIDTH_JOINER:  # joins emoji into one; between letters it only hides
        return unicodedata.category(before or "a") not in {"So", "Sk", "Mn"}
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in _NEVER_CHARACTERS


def plain_name(text: str) -> str:
    """Return a name as names are compared: in Unicode NFC, trimmed, every kind of blank a plain one.

    Nobody can tell a non-breaking blank from another one by looking.
    """
    if text.isascii():
        return text.strip()
    composed = unicodedata.normalize("NFC", text)
    blanks = (" " if unicodedata.category(letter) == "Zs" else letter for letter in composed)
    return "".join(blanks).strip()


def as_text(value: str) -> str:
    """Read free text of at most 10,000 characters; every kind of line break becomes a line feed.

    Blanks alone are no text. Control characters other than tabs are refused: no file or feed can carry them.
    """
    if not isinstance(value, str):
        raise BadValue(value, "text")
    if len(value) > _LONGEST_TEXT:
        raise BadValue(value, f"a text of at most 10,000 characters, not {len(value)}")
    text = _LINE_BREAK.sub("\n", value)
    for place, character in enumerate(text):
        if _is_unprintable(character):
            advice = f"Delete character {place + 1} (U+{ord(character):04X})."
            raise BadValue(value, "a text without control characters", advice)
    return text if text.strip() else ""


def _is_unprintable(character: str) -> bool:
    if character in _NEVER_CHARACTERS:
        return True
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}


def as_names(value: str | Iterable[str]) -> frozenset[str]:
    """Read names: a list, or a text with ``;``, ``|`` or a line break between them.

    A name that holds one of these stands in double quotes, with each quote inside it doubled.

    Examples
    --------
    >>> sorted(as_names('Label 1; "Label 2; Lyon"'))
    ['Label 1', 'Label 2; Lyon']
    """
    if isinstance(value, str):
        return frozenset(names_in(value))
    try:
        return frozenset(as_name(part) for part in value)
    except TypeError:
        raise BadValue(value, 'names, as a list or as text such as "Label 1; Label 2"') from None


def names_in(text: str, read: Callable[[str], str] = as_name) -> list[str]:
    """Return the names in a text that ``as_names`` reads, in the order written."""
    found = (match[2] if match[1] is None else _unquoted(match[1]) for match in _listed(text))
    return [read(name) for name in found if name.strip()]


def _listed(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at <= len(text):
        match = _LISTED_NAME.match(text, at)
        assert match is not None, text  # noqa: S101 - the second form matches any text
        yield match
        at = match.end() + 1


def _unquoted(name: str) -> str:
    return name.replace('""', '"')


def names_text(names: Iterable[str]) -> str:
    """Return names as one text, sorted, that ``as_names`` reads back; no name at all is ``;``.

    Examples
    --------
    >>> names_text({"Label 2; Lyon", "Label 1"})
    'Label 1; "Label 2; Lyon"'
    """
    return "; ".join(_quoted(name) for name in sorted(names)) or ";"


def _quoted(name: str) -> str:
    if name.startswith('"') or ";" in name or "|" in name:
        return '"' + name.replace('"', '""') + '"'
    return name


def as_number(value: Fraction | Decimal | float | str) -> Fraction:
    """Read a number that is not negative, exactly: 3.5, "3,5", "7/2", ``Fraction(7, 2)``."""
    expected = "a number that is not negative, such as 3.5"
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction | Decimal):
        raise BadValue(value, expected)
    if isinstance(value, Fraction) or type(value) is int:  # a very long whole number has no text
        number = Fraction(value)
    else:
        # As spreadsheets in France write thousands: with blanks of any kind between digits.
        text = re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", str(value).strip())
        if not (_DECIMAL.fullmatch(text) or _RATIO.fullmatch(text)):
            raise BadValue(value, expected)
        number = Fraction(text.replace(",", "."))
    if number >= _NUMBERS_END:
        raise BadValue(value, f"a number below {_NUMBERS_END:,}")
    if number < 0 or number.denominator > _LARGEST_DENOMINATOR:
        raise BadValue(value, expected)
    return number


def as_share(value: Fraction | Decimal | float | str) -> Fraction:
    """Read a part of a whole, above 0 and at most 1: 0.25, "25 %", "1/4"."""
    percent = isinstance(value, str) and value.strip().endswith("%")
    number = as_number(value.strip().removesuffix("%").strip() if isinstance(value, str) else value)
    share = number / 100 if percent else number
    if not 0 < share <= 1:
        raise BadValue(value, 'a share above 0 and at most 1, such as 0.25 or "25 %"')
    return share


def as_whole(value: int | str) -> int:
    """Read a whole number of at least 0."""
    number = as_number(value)
    if number.denominator != 1:
        raise BadValue(value, "a whole number of at least 0")
    return int(number)


def as_count(value: int | str) -> int:
    """Read a whole number of at least 1."""
    number = as_number(value)
    if number.denominator != 1 or number < 1:
        raise BadValue(value, "a whole number of at least 1")
    return int(number)


def as_flag(value: bool | int | str) -> bool:
    """Read yes or no: ``True``, 1, "yes", "true", "oui", "vrai", or the contrary, in any case."""
    if isinstance(value, int) and value in {0, 1}:
        return bool(value)
    flag = _FLAGS.get(value.strip().casefold()) if isinstance(value, str) else None
    if flag is None:
        raise BadValue(value, '"yes" or "no"', 'French is read too: "oui", "non".')
    return flag


def optional(read: Callable[[Any], _Result]) -> Callable[[Any], _Result | None]:
    """Return a reader that also takes ``None``, for "not said"."""

    def read_or_none(value: Any) -> _Result | None:
        return None if value is None else read(value)

    return read_or_none
