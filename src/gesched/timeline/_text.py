"""Text as people type it, made comparable."""

import unicodedata

_DASHES = str.maketrans("‐‒–—−", "-----")


def folded(text: str) -> str:
    """Return ``text`` without accents, case, odd dashes and surplus blanks, so that spellings compare equal.

    Examples
    --------
    >>> folded("  Après–Midi ")
    'apres-midi'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().translate(_DASHES).split())
