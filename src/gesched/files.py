"""Files that are either whole or not there, under names that no table can abuse."""

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_STAGING = ".gesched-staging-"
_LONGEST_STEM = 60
_RESERVED = {"", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_LIKE_A_DIGEST = re.compile(r"(?:^|-)[0-9a-f]{8}$")


def write_whole(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file at once: to a temporary file beside it, which then takes its place.

    Parameters
    ----------
    path
        The file; its folder is made where missing.
    content
        All of it.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return target


def write_together(
    folder: str | os.PathLike[str], files: Iterable[tuple[str | os.PathLike[str], bytes]]
) -> list[Path]:
    """Write several files at once: all are made, on the same disk, before the first takes its place.

    Whatever fails while they are made, nothing has changed. Putting them in place takes an instant each;
    who is stopped between two of them has whole files, some new and some old.

    Parameters
    ----------
    folder
        The folder that all files lie in, at any depth; made where missing.
    files
        Paths and contents, one at a time: they are never held in memory together.

    Returns
    -------
    list of pathlib.Path
        The files written, in the order given.
    """
    home = Path(folder)
    is_new = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob(f"{_STAGING}*"):  # by somebody who was stopped
        shutil.rmtree(left, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=home))
    try:
        staged = [
            (write_whole(staging / str(number), content), Path(path))
            for number, (path, content) in enumerate(files)
        ]
        for made, target in staged:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.replace(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if is_new and not any(home.iterdir()):
            home.rmdir()
    return [target for _, target in staged]


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def safe_stems(names: Iterable[str]) -> dict[str, str]:
    """Return file-name stems for names: lower-case ASCII letters, digits and dashes, all different.

    Words of letters and digits keep their look. Where anything else is lost, eight characters of the name's
    SHA-256 follow; and where names differ in case only. So a name keeps its stem, whatever other names come.

    Examples
    --------
    >>> safe_stems(["Label 1", "Éditions d'Été", "../x"])
    {'Label 1': 'label-1', "Éditions d'Été": 'editions-d-ete-099403f4', '../x': 'x-d6b96a97'}
    """
    stems = {name: _stem(name) for name in names}
    looks = Counter(stem for stem, exact in stems.values() if exact)
    return {
        name: stem if exact and looks[stem] == 1 else "-".join(filter(None, [stem, _digest(name)]))
        for name, (stem, exact) in stems.items()
    }


def _stem(name: str) -> tuple[str, bool]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_STEM].strip("-")
    is_kept = stem == name.lower().replace(" ", "-") and "-" not in name
    return stem, is_kept and stem not in _RESERVED and not _LIKE_A_DIGEST.search(stem)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
