"""What a cell of a wide schedule says: where somebody is on one date, by half."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from gesched.errors import BadValue, nearest
from gesched.group import Group
from gesched.group.fields import plain_name
from gesched.timeline import Half, as_half

# Two agreements with the longest names there are, in quotes, are shorter.
_LONGEST_CELL = 4_000
_HALF_FIRST = re.compile(r"([^\W\d_]+(?:[ -]midi)?)\s*(?::\s*|(?<=\s))(\S.*)", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_AGREEMENT = re.compile(r"agreement\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_ADVICE = 'Write a member, "morning / afternoon", or "AM: member".'


class Place(NamedTuple):
    """Where somebody is: at a member, under an agreement; ``""`` leaves the agreement open."""

    member: str
    agreement: str


Places = Mapping[Half, Place]


class _Reading(NamedTuple):
    """One way to understand a cell: where somebody is, or what of it is not known."""

    places: Places
    wrong: tuple[BadValue, ...] = ()


class CellTexts:
    """A reader and writer of cells.

    Parameters
    ----------
    group
        The employer group.
    nowhere
        Texts that mean nowhere, in any case.

    Raises
    ------
    BadValue
        A text that is also the name of a member or agreement, or no text.
    """

    def __init__(self, group: Group, nowhere: Iterable[str] = ()) -> None:
        self._members = {member.name for member in group.members}
        self._agreements = {agreement.name: agreement.member for agreement in group.agreements}
        self._nowhere = set(self._texts([nowhere] if isinstance(nowhere, str) else nowhere))
        self._known: dict[tuple[str, Half | None], _Reading] = {}

    def _texts(self, nowhere: Iterable[str]) -> Iterator[str]:
        for text in nowhere:
            if not isinstance(text, str):
                raise BadValue(text, "a text that means nowhere")
            name = plain_name(text)
            if name in self._members or name in self._agreements:
                raise BadValue(text, "a text that is no member's and no agreement's name")
            yield name.casefold()

    def read(self, text: str, half: Half | None = None) -> tuple[Places, tuple[BadValue, ...]]:
        """Return where somebody is, by half, and what is wrong with the text.

        Parameters
        ----------
        text
            The cell.
        half
            The half that the cell is for; ``None`` where it is for the whole day.
        """
        key = (plain_name(text), half)
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def _read(self, text: str, half: Half | None) -> _Reading:
        if len(text) > _LONGEST_CELL:
            return _Reading({}, (BadValue(text, f"at most {_LONGEST_CELL:,} characters", _ADVICE),))
        whole = self._whole(text, half)
        if not whole.wrong:
            return whole
        if half is not None:
            return self._advised(whole)
        others = [*self._two_halves(text), *self._half_alone(text)]
        found = [one.places for one in others if not one.wrong]
        if any(places != found[0] for places in found):
            advice = 'Put each name that holds "/" in double quotes.'
            return _Reading({}, (BadValue(text, "a cell that can be read in one way only", advice),))
        if found:
            return _Reading(found[0])
        return self._advised(min([*others, whole], key=lambda one: len(one.wrong)))

    def _advised(self, reading: _Reading) -> _Reading:
        """Return what is wrong with a way out: only now, as looking for the nearest name takes its time."""
        known = [*self._members, *self._agreements]
        wrong = (
            BadValue(bad.value, bad.expected, nearest(str(bad.value), known) or _ADVICE)
            for bad in reading.wrong
        )
        return _Reading({}, tuple(wrong))

    def _whole(self, text: str, half: Half | None) -> _Reading:
        """Read a cell that is one name."""
        try:
            place = self._place(text)
        except BadValue as bad:
            return _Reading({}, (bad,))
        halves = Half if half is None else (half,)
        return _Reading({} if place is None else dict.fromkeys(halves, place))

    def _half_alone(self, text: str) -> Iterator[_Reading]:
        """Read "AM: Label 1"."""
        half, name = _half_before(text)
        if half is not None:
            yield self._whole(name, half)

    def _two_halves(self, text: str) -> Iterator[_Reading]:
        """Read "Label 1 / Label 2" and "/ Label 2", at each stroke, as names may hold some."""
        for stroke in re.finditer("/", text):
            sides = text[: stroke.start()].strip(), text[stroke.end() :].strip()
            if any(sides):
                yield self._sides(*sides)

    def _sides(self, *sides: str) -> _Reading:
        places: dict[Half, Place | None] = {}
        wrong: list[BadValue] = []
        for half, side in zip(Half, sides, strict=True):
            try:
                places[half] = self._place(side)
            except BadValue as bad:
                told, name = _half_before(side)
                if told is not half:
                    wrong.append(bad)
                    continue
                reading = self._whole(name, half)
                wrong += reading.wrong
                places[half] = reading.places.get(half)
        return _Reading({half: place for half, place in places.items() if place is not None}, tuple(wrong))

    def _place(self, text: str) -> Place | None:
        """Return where one name says that somebody is; ``None`` for nowhere."""
        name = plain_name(text)
        place = self._named(name)
        if place is not None or not name or name.casefold() in self._nowhere:
            return place
        quoted = _QUOTED.fullmatch(name)
        place = self._named(quoted[1].replace('""', '"')) if quoted else self._under(name)
        if place is None:
            raise BadValue(name, "a member of the group")
        return place

    def _named(self, name: str) -> Place | None:
        if name in self._members:
            return Place(name, "")
        return Place(self._agreements[name], name) if name in self._agreements else None

    def _under(self, text: str) -> Place | None:
        """Read "agreement: name", for an agreement that is called like a member."""
        told = _AGREEMENT.fullmatch(text)
        if told is None:
            return None
        quoted = _QUOTED.fullmatch(told[1])
        name = quoted[1].replace('""', '"') if quoted else told[1]
        return Place(self._agreements[name], name) if name in self._agreements else None

    def written(self, places: Places) -> str:
        """Return a cell that is read as these places: as short as can be, with quotes where it must be."""
        if not places:
            return ""
        # However hostile the names are: only finitely many forms are somebody's name.
        forms = (text for blanks in count(1) for text in self._forms(places, " " * blanks))
        return next(text for text in forms if self._read(text, None) == _Reading(places))

    def _forms(self, places: Places, blanks: str) -> Iterator[str]:
        am, pm = places.get(Half.AM), places.get(Half.PM)
        for write in (self._plainly, self._in_quotes):
            first, second = (write(place, blanks) for place in (am, pm))
            yield first if am == pm else f"{first}{blanks}/{blanks}{second}".strip()

    def _plainly(self, place: Place | None, blanks: str) -> str:
        if place is None or not place.agreement:
            return "" if place is None else place.member
        return self._in_quotes(place, blanks) if place.agreement in self._members else place.agreement

    def _in_quotes(self, place: Place | None, blanks: str) -> str:
        if place is None:
            return ""
        quoted = '"' + (place.agreement or place.member).replace('"', '""') + '"'
        return f"agreement:{blanks}{quoted}" if place.agreement in self._members else quoted


def _half_before(text: str) -> tuple[Half | None, str]:
    """Return the half that a text begins with, and the rest; ``None`` where it begins otherwise."""
    parts = _HALF_FIRST.fullmatch(text)
    try:
        return (as_half(parts[1]), parts[2]) if parts else (None, text)
    except BadValue:
        return None, text
