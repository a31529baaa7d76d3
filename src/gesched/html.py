"""Escaped HTML fragments for the reprs, from a small vocabulary in which nothing can run or be fetched.

Beside them stand the colours and the short codes that tell names apart in calendars and pictures.
"""

import html
import math
import re
from collections.abc import Iterable, Iterator

from gesched.errors import BadValue

_TAGS = (
    "article b bdi br caption details div em footer h1 h2 h3 header li main ol p section small span strong "
    "summary table tbody td tfoot th thead tr ul"
)
_ATTRIBUTES = "class colspan dir id lang open role rowspan scope style title"
# Far apart from each other as seen with full colour vision, and without red or green cones (simulated after
# Machado, Oliveira and Fernandes, 2009): at least 0.1 in OKLab.
_FIRST_COLOURS = [
    "#68bde4",
    "#bc549e",
    "#e5e75b",
    "#3549ac",
    "#5f9205",
    "#f1bea2",
    "#793d67",
    "#aaeafe",
    "#595900",
    "#9884f3",
    "#a5bf36",
    "#c0887f",
]
_GOLDEN_ANGLE = 180 * (3 - math.sqrt(5))
_LIGHTNESSES = (0.8, 0.5, 0.65)
_LONGEST_CODE = 4
# Control characters, lone surrogates and non-characters, which no document may hold, and the characters that
# turn the direction of all text behind them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Html(str):
    """Text that is HTML already, and is not escaped again; what is made of it by ``+`` or ``%`` is."""

    __slots__ = ()


def escaped(value: object) -> Html:
    """Return ``str(value)`` as HTML; HTML is returned as it is.

    Characters that no document may hold become U+FFFD.

    Examples
    --------
    >>> escaped("R&D <1>")
    'R&amp;D &lt;1&gt;'
    """
    if isinstance(value, Html):
        return value
    return Html(html.escape(_UNFIT.sub("\ufffd", str(value)), quote=True))


def element(tag: str, *children: object, **attributes: object) -> Html:
    """Return an element; children and values of attributes are escaped unless they are HTML.

    Parameters
    ----------
    tag
        One that shows text: nothing that runs, loads or submits.
    children
        What stands in it, one after the other.
    attributes
        ``class_`` is written ``class``, ``aria_label`` is ``aria-label``; ``None`` and ``False`` leave an
        attribute out, ``True`` gives it no value.

    Raises
    ------
    BadValue
        A tag or an attribute that is not in the vocabulary.

    Examples
    --------
    >>> element("td", "R&D", class_="member", title='"Label 1"')
    '<td class="member" title="&quot;Label 1&quot;">R&amp;D</td>'
    """
    if tag not in _TAGS.split():
        raise BadValue(tag, f"one of the tags {_TAGS}")
    opening = f"<{tag}{''.join(_attribute(name, value) for name, value in attributes.items())}>"
    return Html(opening if tag == "br" else f"{opening}{joined(children)}</{tag}>")


def _attribute(name: str, value: object) -> str:
    written = name.rstrip("_").replace("_", "-")
    if written not in _ATTRIBUTES.split() and not re.fullmatch("aria-[a-z]+", written):
        raise BadValue(name, f"one of the attributes {_ATTRIBUTES}, or aria_…")
    if value is None or value is False:
        return ""
    # An attribute is never markup, so that even HTML is escaped here.
    return f" {written}" if value is True else f' {written}="{escaped(str(value))}"'


def joined(children: Iterable[object]) -> Html:
    """Return the children one after the other, escaped unless they are HTML."""
    return Html("".join(escaped(child) for child in children))


def table(
    header: Iterable[object], rows: Iterable[Iterable[object]], caption: object = "", **attributes: object
) -> Html:
    """Return a table with one row of headings; attributes as in ``element``.

    Examples
    --------
    >>> table(["member", "days"], [["Label 1", 3.5]])  # doctest: +ELLIPSIS
    '<table><thead><tr><th scope="col">member</th>...<td>Label 1</td><td>3.5</td></tr></tbody></table>'
    """
    head = element("tr", *(element("th", name, scope="col") for name in header))
    body = (element("tr", *(element("td", value) for value in row)) for row in rows)
    above = [element("caption", caption)] if caption else []
    return element("table", *above, element("thead", head), element("tbody", *body), **attributes)


def document(title: str, *body: object, css: str = "", lang: str = "en") -> Html:
    """Return a whole document that stands alone: no script, nothing fetched.

    Parameters
    ----------
    title
        The document's title.
    body
        What stands in it, escaped unless it is HTML.
    css
        Its style sheet, which must not end the element it stands in, nor fetch anything.
    lang
        The language of its texts.

    Raises
    ------
    BadValue
        Such a style sheet.
    """
    if re.search(r"<|@import|url\(", css, re.IGNORECASE):
        raise BadValue(css, 'a style sheet without "<", "@import" and "url("')
    return Html(
        f'<!DOCTYPE html>\n<html lang="{escaped(lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(str(title))}</title>\n<style>{css}</style>\n</head>\n"
        f"<body>\n{joined(body)}\n</body>\n</html>\n"
    )


def colours(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each name, as ``#rrggbb``.

    A name's colour depends on its place alone: one added at the end changes no other. The first twelve are
    told apart without red-green vision too; those after them go round the circle of hues by the golden
    angle, dark and light in turn. Show a code or a legend beside them all the same.
    """
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return {name: _colour(place) for name, place in places.items()}


def _colour(place: int) -> str:
    if place < len(_FIRST_COLOURS):
        return _FIRST_COLOURS[place]
    lightness = _LIGHTNESSES[place % len(_LIGHTNESSES)]
    return _of_oklch(lightness, 0.11, math.radians(place * _GOLDEN_ANGLE))


def _of_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return a colour of OKLCH (Ottosson 2020, https://bottosson.github.io/posts/oklab/) as sRGB."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(max(part, 0), 1))):02x}" for part in linear)


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted(map(_luminance, (colour, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink(colour: str) -> str:
    """Return black or white, whichever is better read on a colour; its contrast is 4.5 at least."""
    return max("#000000", "#ffffff", key=lambda text: contrast(text, colour))


def short_codes(names: Iterable[str]) -> dict[str, str]:
    """Return a code of at most four characters for each name, all different.

    Beyond a thousand names codes may be longer.

    Examples
    --------
    >>> short_codes(["Label 1", "Label 2", "Éditions d'Été", "Lab Zero"])
    {'Label 1': 'L1', 'Label 2': 'L2', "Éditions d'Été": 'ÉDÉ', 'Lab Zero': 'LZ'}
    """
    codes: dict[str, str] = {}
    taken: set[str] = set()
    for place, name in enumerate(dict.fromkeys(names), start=1):
        codes[name] = next(code for code in _codes(name, place) if code.casefold() not in taken)
        taken.add(codes[name].casefold())
    return codes


def _codes(name: str, place: int) -> Iterator[str]:
    """Yield codes for a name, the most telling first, without end."""
    words = re.findall(r"[^\W\d_]+", name)
    initials = words[0][:2] if len(words) == 1 else "".join(word[0].upper() for word in words)
    digits = "".join(re.findall(r"\d+", name)[-1:])[-_LONGEST_CODE + 1 :]
    if digits and len(words) == 1:
        initials = initials[0].upper()
    if initials or digits:
        yield initials[: min(3, _LONGEST_CODE - len(digits))] + digits
    initial = initials[:1] or "#"
    number = place
    while True:
        yield f"{initial}{number}"
        number += 1
