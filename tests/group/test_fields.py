import copy
import pickle
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched.errors import BadValue, InputError
from gesched.group.fields import (
    Field,
    as_count,
    as_flag,
    as_name,
    as_names,
    as_number,
    as_share,
    as_text,
    names_text,
    raise_problems,
)

VISIBLE = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        (" Label 1 ", "Label 1"),
        ("E\u0301te\u0301", "Été"),
        ("Label\u00a01", "Label 1"),
        ("Label\u202f1\u00a0", "Label 1"),
        ("🎷", "🎷"),
        ("👩\u200d🎤", "👩\u200d🎤"),
        ("x" * 300, "x" * 300),
    ],
)
def test_names(given_name: str, name: str) -> None:
    assert as_name(given_name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "\u00a0",
        "x" * 301,
        "a\nb",
        "a\tb",
        "a\x00",
        "a\u200bb",
        "a\u202eb",
        "a\u200db",
        "\ud800",
        "\uffff",
    ],
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(BadValue):
        as_name(name)


def test_a_number_is_no_name() -> None:
    with pytest.raises(BadValue, match="text"):
        as_name(1)  # type: ignore[arg-type]


@given(st.text(VISIBLE, min_size=1).filter(lambda text: bool(text.strip())))
def test_reading_a_name_twice_changes_nothing(text: str) -> None:
    name = as_name(text[:200])
    assert as_name(name) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A; B | C\nD", {"A", "B", "C", "D"}),
        ("A;;B;", {"A", "B"}),
        (";", set()),
        ("", set()),
        ('"A; B"; C', {"A; B", "C"}),
        (' "A ""x""" ', {'A "x"'}),
        ('La "Belle"; B', {'La "Belle"', "B"}),
        ('"La" Belle; B', {'"La" Belle', "B"}),
        ('"A; B', {'"A', "B"}),
        ('""', set()),
        (["A; B", "C"], {"A; B", "C"}),
    ],
)
def test_lists_of_names(text: str | list[str], names: set[str]) -> None:
    assert as_names(text) == names


@given(
    st.frozensets(
        st.text(VISIBLE | st.sampled_from('";| '), min_size=1).filter(lambda text: bool(text.strip()))
    )
)
def test_lists_of_names_round_trip(texts: frozenset[str]) -> None:
    names = as_names([text[:100] for text in texts])
    assert as_names(names_text(names)) == names


def test_what_is_no_list_of_names() -> None:
    with pytest.raises(BadValue, match="as a list"):
        as_names(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3),
        (3.5, Fraction(7, 2)),
        ("3,5", Fraction(7, 2)),
        (" 1\u202f607,5 ", Fraction(3215, 2)),
        ("1 000", 1000),
        ("12 345 678,9", Fraction(123456789, 10)),
        ("7/2", Fraction(7, 2)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
        (454 / 11, Fraction("41.27272727272727")),
        ("0", 0),
    ],
)
def test_numbers(value: float | str, number: Fraction) -> None:
    assert as_number(value) == number


@pytest.mark.parametrize(
    "value",
    [
        "",
        "three",
        "-1",
        -1,
        "nan",
        float("nan"),
        float("inf"),
        "1e3",
        "1e999",
        "1/0",
        "1/00",
        "1/",
        True,
        "9" * 10,
        Fraction(10**9),
        Fraction(1, 10**31),
        Decimal("NaN"),
        Decimal("1E+999999"),
        "٣",
        "1.2.3",
        "1 00",
        "1 0000",
    ],
)
def test_what_is_no_number(value: float | str) -> None:
    with pytest.raises(BadValue):
        as_number(value)


def test_a_whole_number_too_long_to_write_out_is_refused_like_any_other() -> None:
    with pytest.raises(BadValue, match="got <int object"):
        as_number(10**5000)


@pytest.mark.parametrize("value", [0.25, "25 %", "25\u00a0%", "1/4", "0,25"])
def test_shares(value: float | str) -> None:
    assert as_share(value) == Fraction(1, 4)


@pytest.mark.parametrize("value", [0, "0 %", 1.01, "101 %", "%", "-1 %"])
def test_what_is_no_share(value: float | str) -> None:
    with pytest.raises(BadValue):
        as_share(value)


@pytest.mark.parametrize("value", [0, 1.5, "1/2", "x"])
def test_what_is_no_count(value: float | str) -> None:
    with pytest.raises(BadValue):
        as_count(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("yes", "no"),
    [(True, False), (1, 0), ("1", "0"), ("yes", "no"), (" Oui ", "NON"), ("TRUE", "false"), ("vrai", "faux")],
)
def test_yes_and_no(yes: bool | int | str, no: bool | int | str) -> None:
    assert as_flag(yes) is True
    assert as_flag(no) is False


@pytest.mark.parametrize("value", [2, -1, "", "perhaps", None, 1.5, "oui non"])
def test_what_is_neither_yes_nor_no(value: float | str | None) -> None:
    with pytest.raises(BadValue, match='"yes" or "no"'):
        as_flag(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_text", "text"),
    [("a\r\nb\rc", "a\nb\nc"), ("a\x0bb\u2028c", "a\nb\nc"), (" \n ", ""), (" a\t", " a\t")],
)
def test_texts(given_text: str, text: str) -> None:
    assert as_text(given_text) == text


@pytest.mark.parametrize("text", ["a\x00", "\x1b[31m", "\ud800", "\ufffe", "x" * 10_001])
def test_what_is_no_text(text: str) -> None:
    with pytest.raises(BadValue):
        as_text(text)


def test_a_number_that_is_too_large_is_told_the_limit() -> None:
    with pytest.raises(BadValue, match="below 1,000,000,000"):
        as_number(10**9)


@dataclass(frozen=True)
class Days:
    """A word of one field."""

    days: Field[float | str, Fraction] = Field(as_number, default="1")

    def __post_init__(self) -> None:
        raise_problems(self)


@dataclass(frozen=True)
class Named:
    """Another, which needs what it is given."""

    name: Field[str, str] = Field(as_name)

    def __post_init__(self) -> None:
        raise_problems(self)


@dataclass(frozen=True)
class Both(Days, Named):
    """Has the fields of two kinds of words."""

    more: int = 0


@dataclass(frozen=True)
class Fixed(Days):
    """Has something else in place of a field."""

    days: str = "some"  # type: ignore[assignment]


def test_fields_of_all_bases_are_read() -> None:
    assert vars(Both(" Label 1 ", "2,5")) == {"name": "Label 1", "days": Fraction(5, 2), "more": 0}
    assert vars(Both("Label 1")) == {"name": "Label 1", "days": 1, "more": 0}


def test_what_overrides_a_field_is_not_read() -> None:
    assert Fixed().days == "some"
    assert Fixed("x").days == "x"


def test_a_word_can_be_copied_pickled_and_replaced() -> None:
    word = Both("Label 1", 3, 4)
    for other in (copy.copy(word), copy.deepcopy(word), pickle.loads(pickle.dumps(word)), replace(word)):  # noqa: S301 - our own
        assert other == word
        assert vars(other) == vars(word)
    assert replace(word, days="4").days == 4
    with pytest.raises(AttributeError):
        word.days = 5  # type: ignore[misc]


def test_all_that_cannot_be_read_is_told_in_the_order_of_fields() -> None:
    with pytest.raises(InputError) as caught:
        Both("", "many")
    assert [(one.column, one.value) for one in caught.value.problems] == [("name", ""), ("days", "many")]
    with pytest.raises(TypeError):
        Named()
