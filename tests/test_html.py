import itertools
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue
from gesched.html import Html, colours, contrast, document, element, escaped, ink, joined, short_codes, table

HOSTILE = [
    '<script>alert("1")</script>',
    "R&D 'quoted' \"twice\"",
    "--><!-- ]]> </td></table>",
    "😀👍🏽",
    "&amp;",
    "L" * 300,
]


def parsed(markup: str) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 - our own output


class TextOf(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_text_and_attributes_are_escaped(text: str) -> None:
    markup = element("td", text, title=text)
    cell = parsed(markup)
    assert (cell.text, cell.get("title")) == (text, text)
    assert TextOf(markup).tags == ["td"]


@given(st.text(st.characters(), max_size=40))
def test_any_text_makes_well_formed_markup(text: str) -> None:
    root = parsed(element("p", element("b", text), text, title=text))
    assert [child.tag for child in root] == ["b"]


def test_unfit_characters_are_replaced() -> None:
    assert escaped("a\x00b\ud800c\u202ed\ufffee\n") == "a\ufffdb\ufffdc\ufffdd\ufffde\n"


def test_html_is_not_escaped_twice_but_what_is_made_of_it_is_escaped() -> None:
    bold = element("b", "x")
    assert element("p", bold) == "<p><b>x</b></p>"
    assert escaped(bold + "<i>") == "&lt;b&gt;x&lt;/b&gt;&lt;i&gt;"
    assert joined(["<", bold]) == "&lt;<b>x</b>"


def test_html_in_an_attribute_is_escaped() -> None:
    assert element("p", title=Html('"><b>')) == '<p title="&quot;&gt;&lt;b&gt;"></p>'


def test_attributes_are_left_out_or_stand_alone() -> None:
    markup = element("details", class_="x", open=True, title=None, id=False, aria_label="y")
    assert markup == '<details class="x" open aria-label="y"></details>'


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "img", "a", "form", "td onload=x", ""])
def test_tags_that_run_or_load_are_refused(tag: str) -> None:
    with pytest.raises(BadValue, match="one of the tags"):
        element(tag)


@pytest.mark.parametrize("name", ["onclick", "href", "src", "x y", "aria_x y", ""])
def test_attributes_that_run_or_load_are_refused(name: str) -> None:
    with pytest.raises(BadValue, match="one of the attributes"):
        element("p", **{name: "1"})


def test_tables_escape_every_cell() -> None:
    root = parsed(table(["<a>"], [["<b>"], [3.5]], caption="<c>", class_="days"))
    assert [node.text for node in root.iter() if node.text] == ["<c>", "<a>", "<b>", "3.5"]
    assert root.get("class") == "days"


@pytest.mark.parametrize("title", HOSTILE)
def test_documents_are_whole(title: str) -> None:
    page = document(title, element("p", "x"), "<", css="p { margin: 0 }", lang="fr")
    found = TextOf(page)
    assert found.tags == ["html", "head", "meta", "meta", "title", "style", "body", "p"]
    assert title in found.text
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">')


@pytest.mark.parametrize("css", ["</style>", "@IMPORT 'x'", "p { background: URL(x) }"])
def test_style_sheets_cannot_fetch_or_end(css: str) -> None:
    with pytest.raises(BadValue, match="style sheet"):
        document("x", css=css)


def names(count: int) -> list[str]:
    return [f"Label {number}" for number in range(1, count + 1)]


def test_colours_differ_and_stay_when_a_name_is_added() -> None:
    many = colours(names(200))
    assert len(set(many.values())) == 200
    assert colours(names(11)) == {name: many[name] for name in names(11)}


def test_ink_is_legible_on_every_colour() -> None:
    assert all(contrast(ink(colour), colour) >= 4.5 for colour in colours(names(300)).values())


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


# Linear sRGB as seen without green, and without red, cones: Machado, Oliveira and Fernandes, 2009.
FULL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
WITHOUT_GREEN = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.01182, 0.04294, 0.968881),
)
WITHOUT_RED = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB = (
    (0.2104542553, 0.793617785, -0.0040720468),
    (1.9779984951, -2.428592205, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.808675766),
)
Vector = tuple[float, ...]


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def seen(colour: str, vision: tuple[Vector, ...]) -> Vector:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = tuple(((part + 0.055) / 1.055) ** 2.4 if part > 0.04045 else part / 12.92 for part in parts)
    cones = times(TO_CONES, tuple(max(0.0, part) for part in times(vision, linear)))
    return times(TO_LAB, tuple(part ** (1 / 3) for part in cones))


@pytest.mark.parametrize("vision", [FULL, WITHOUT_GREEN, WITHOUT_RED])
def test_twelve_colours_are_told_apart_by_everybody(vision: tuple[Vector, ...]) -> None:
    places = [seen(colour, vision) for colour in colours(names(12)).values()]
    distances = [
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for one, other in itertools.combinations(places, 2)
    ]
    assert min(distances) > 0.1


@given(st.lists(st.text(min_size=1, max_size=12), max_size=40))
def test_codes_are_short_and_differ(given_names: list[str]) -> None:
    codes = short_codes(given_names)
    assert list(codes) == list(dict.fromkeys(given_names))
    assert all(1 <= len(code) <= 4 for code in codes.values())
    assert len({code.casefold() for code in codes.values()}) == len(codes)


def test_codes_are_telling() -> None:
    codes = short_codes(["Label 1", "Label 12", "Web marketer 1", "Zebra", "Zeppelin", "12", "😀"])
    assert list(codes.values()) == ["L1", "L12", "WM1", "Ze", "Z5", "12", "#7"]
