"""CSV as spreadsheets write it, French ones too: separators, encodings and quotes are found out."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from gesched.errors import InputError, InputProblem, escaped, shown
from gesched.tables.headings import GROUP, Vocabulary
from gesched.tables.sheets import MOST_BYTES, Numbered, Sheet, sheet_of

_DELIMITERS = ";\t,"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old or password-protected Excel file",
    b"%PDF": "a PDF",
}
# How well some records fit what is looked for; the separator under which they fit best is taken.
Rate = Callable[[Iterator[Sequence[str]]], tuple[int, ...]]

_SEPARATOR_LINE = re.compile(r'"?sep=([;,\t])"?\r?\n?')

# A spreadsheet runs a cell that begins so. An apostrophe before it makes it text, and is not part of it.
_LIVE = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_DEFUSED = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def defused(text: str) -> str:
    """Return text that no spreadsheet runs as a formula; ``as_written`` takes it back.

    Examples
    --------
    >>> defused("=cmd()"), defused("Label 1")
    ("'=cmd()", 'Label 1')
    """
    return f"'{text}" if _LIVE.match(text) else text


def as_written(text: str) -> str:
    """Return text without the apostrophe that ``defused`` put before it."""
    return text[1:] if _DEFUSED.match(text) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str] = ()) -> bytes:
    """Return a CSV file as both French Excel and pandas read it: UTF-8 with a byte order mark, semicolons.

    Parameters
    ----------
    header
        The column names.
    rows
        Their cells; what a spreadsheet would run stands behind an apostrophe.
    numbers
        Columns that hold numbers of our own, which may begin with a minus.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    is_number = [column in numbers for column in header]
    for row in rows:
        writer.writerow(
            [cell if plain else defused(cell) for cell, plain in zip(row, is_number, strict=True)]
        )
    return text.getvalue().encode("utf-8-sig")


def read_csv(path: Path, encoding: str | None = None, vocabulary: Vocabulary = GROUP) -> Sheet:
    """Read a CSV file; a file that cannot be read is a sheet with a problem.

    Parameters
    ----------
    path
        The file.
    encoding
        Its encoding; ``None`` takes what its first bytes say, else UTF-8, else Windows' cp1252.
    vocabulary
        Which headings are known; its separator is the one that finds most of them.
    """
    name, source = path.stem, escaped(path.name)
    try:
        return sheet_of(name, source, csv_rows(path, source, encoding, _rater(vocabulary)))
    except InputError as error:
        return Sheet(name, source, problems=error.problems)


def _rater(vocabulary: Vocabulary) -> Rate:
    def rate(records: Iterator[Sequence[str]]) -> tuple[int, ...]:
        """Return how many headings of the first record are known, and how many cells it has."""
        header = next(filter(any, records), ())
        return sum(map(vocabulary.knows, header)), len(header)

    return rate


def csv_rows(path: Path, source: str, encoding: str | None, rate: Rate) -> Iterator[Numbered]:
    """Yield the records of a CSV file, numbered as a spreadsheet numbers rows.

    Parameters
    ----------
    path
        The file.
    source
        Its name, for messages.
    encoding
        As in ``read_csv``.
    rate
        How well some records fit what is looked for.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    return _records(_decoded(read_bytes(path, source), source, encoding), source, rate)


def read_bytes(path: Path, source: str) -> bytes:
    """Return a file's content, never more than a table can need.

    Raises
    ------
    InputError
        The file is too large, or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size <= MOST_BYTES:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
            size = len(content)
    except OSError as error:
        advice = "Close it elsewhere, and check that you may read it."
        raise refusal(source, "a file that can be opened", error.strerror, advice) from None
    if size > MOST_BYTES:
        expected = f"a file of at most {MOST_BYTES / 1e6:.0f} MB"
        raise refusal(source, expected, f"{size / 1e6:,.1f} MB", "Delete what is not part of the tables.")
    return content


def refusal(source: str, expected: str, value: object, advice: str, row: int | None = None) -> InputError:
    """Return the error for a whole file."""
    return InputError([InputProblem(expected, value, row=row, source=source, advice=advice)])


def _decoded(content: bytes, source: str, encoding: str | None) -> str:
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise refusal(source, "a CSV file", what, "Save it as CSV, or read the workbook itself.")
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    given = encoding or marked
    if given is None and b"\0" in content:
        advice = 'Save it as "CSV UTF-8", or pass encoding="utf-16-le" if it is text.'
        raise refusal(source, "a CSV file", f"binary data: {shown(content[:12])}", advice)
    candidates = [given] if given else ["utf-8", "cp1252"]
    for candidate in candidates:
        try:
            return content.decode(candidate).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    expected = f"text in {' or '.join(candidates)}"
    advice = 'Save it as "CSV UTF-8", or pass its encoding= ("mac_roman" on an old Mac).'
    raise refusal(source, expected, f"other bytes: {shown(content[:12])}", advice)


def _records(text: str, source: str, rate: Rate) -> Iterator[Numbered]:
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else max(_DELIMITERS, key=lambda one: rate(_sound(text, one)))
    number = 0
    try:
        for number, record in enumerate(_reader(text[told.end() :] if told else text, delimiter), start=1):
            yield number, tuple(as_written(cell) for cell in record)
    except csv.Error as error:
        advice = "Close each double quote, and double those inside a quoted text."
        raise refusal(source, "quotes that open and close", str(error), advice, number + 1) from None


def _sound(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    """Yield the records up to the first that cannot be read."""
    with suppress(csv.Error):
        yield from _reader(text, delimiter)


def _reader(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
