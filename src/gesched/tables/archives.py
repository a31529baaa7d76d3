"""What is looked at before a workbook is opened: it is a zip file, and a hostile one can fill the memory."""

import io
import zipfile
import zlib
from xml.parsers import expat

from gesched.errors import InputError
from gesched.tables.csv_files import refusal

MOST_UNPACKED_BYTES = 300_000_000
MOST_PARTS = 5_000
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 10_000_000
_CHUNK = 65_536
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"


class _Seen(Exception):
    """The root element has begun: nothing can be declared any more."""


class _Declares(Exception):
    """The document declares a type, and with it perhaps entities without end."""


def check_archive(content: bytes, source: str) -> None:
    """Refuse what is no workbook, or one that would fill the memory.

    Parameters
    ----------
    content
        The file.
    source
        Its name, for messages.

    Raises
    ------
    InputError
        With the figures.
    """
    if content.startswith(_OLD_FORMAT):
        advice = "Open it in Excel, remove the password if there is one, and save it as .xlsx."
        raise refusal(source, "an .xlsx workbook", "an old or password-protected Excel file", advice)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive, source)
            _check_parts(archive, source)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _damaged(source, str(error) or type(error).__name__) from None


def _damaged(source: str, reason: str) -> InputError:
    advice = "Open it in Excel or LibreOffice, and save it as .xlsx again."
    return refusal(source, "an .xlsx workbook", reason, advice)


def _check_sizes(archive: zipfile.ZipFile, source: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        advice = "Copy the tables into a new workbook."
        raise refusal(source, f"a workbook of at most {MOST_PARTS:,} parts", f"{len(parts):,} parts", advice)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES:
        expected = f"at most {MOST_UNPACKED_BYTES / 1e6:.0f} MB when unpacked"
        advice = "Copy the tables, without empty rows, into a new workbook."
        raise refusal(source, expected, f"{unpacked / 1e6:,.1f} MB", advice)
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > _RATIO_MATTERS_FROM and ratio > _MOST_RATIO:
            came = f"{part.file_size / 1e6:,.1f} MB from {part.compress_size / 1e6:,.3f} MB"
            advice = "Copy the tables, without empty rows, into a new workbook."
            raise refusal(source, f"parts packed at most {_MOST_RATIO} times", came, advice)


def _check_parts(archive: zipfile.ZipFile, source: str) -> None:
    for part in archive.infolist():
        if _declares_type(archive, part):
            advice = "No spreadsheet writes these: do not trust the file."
            raise refusal(source, "XML without a document type", f"a DOCTYPE in {part.filename!r}", advice)


def _declares_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part, read by the parser that will read it again, declares a document type."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _declared
    parser.StartElementHandler = _begun
    try:
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
    except _Declares:
        return True
    except (_Seen, expat.ExpatError):  # begun without one; or no XML, and nobody reads it as such
        return False
    return False


def _declared(*_: object) -> None:
    raise _Declares


def _begun(*_: object) -> None:
    raise _Seen
