"""The public staff-rostering instances of Curtois and Qu, read from their text files.

Source: T. Curtois and R. Qu, "Computational results on new staff scheduling benchmark instances" (2014),
https://www.schedulingbenchmarks.org/nrp/ (instances 1 to 24).
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shift:
    name: str
    minutes: int
    never_followed_by: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    name: str
    most_of: dict[str, int]
    most_minutes: int
    fewest_minutes: int
    most_in_a_row: int
    fewest_in_a_row: int
    fewest_off: int
    most_weekends: int
    days_off: frozenset[int]


@dataclass(frozen=True)
class Request:
    person: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class Cover:
    day: int
    shift: str
    wanted: int
    too_few: int
    too_many: int


@dataclass(frozen=True)
class Instance:
    """Days count from 0, a Monday."""

    name: str
    days: int
    shifts: dict[str, Shift]
    staff: tuple[Person, ...]
    on: tuple[Request, ...]
    off: tuple[Request, ...]
    cover: tuple[Cover, ...]


Roster = dict[tuple[str, int], str]
"""From person and day to the shift; who is off is not there."""


def read_instance(path: Path) -> Instance:
    sections = defaultdict(list)
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("SECTION_"):
            section = line.strip()
        elif line.strip() and not line.startswith("#"):
            sections[section].append(line.strip().split(","))
    off = {name: frozenset(map(int, days)) for name, *days in sections["SECTION_DAYS_OFF"]}
    return Instance(
        path.stem,
        int(sections["SECTION_HORIZON"][0][0]),
        {
            name: Shift(name, int(minutes), tuple(filter(None, after.split("|"))))
            for name, minutes, after in sections["SECTION_SHIFTS"]
        },
        tuple(_person(row, off) for row in sections["SECTION_STAFF"]),
        tuple(_request(row) for row in sections["SECTION_SHIFT_ON_REQUESTS"]),
        tuple(_request(row) for row in sections["SECTION_SHIFT_OFF_REQUESTS"]),
        tuple(
            Cover(int(day), shift, *map(int, numbers)) for day, shift, *numbers in sections["SECTION_COVER"]
        ),
    )


def _person(row: list[str], off: dict[str, frozenset[int]]) -> Person:
    name, most_of, *limits = row
    pairs = (pair.split("=") for pair in most_of.split("|"))
    most = {shift: int(count) for shift, count in pairs}
    numbers = [int(limit) for limit in limits]
    most_minutes, fewest_minutes, most_in_a_row, fewest_in_a_row, fewest_off, most_weekends = numbers
    return Person(
        name,
        most,
        most_minutes,
        fewest_minutes,
        most_in_a_row,
        fewest_in_a_row,
        fewest_off,
        most_weekends,
        off.get(name, frozenset()),
    )


def _request(row: list[str]) -> Request:
    name, day, shift, weight = row
    return Request(name, int(day), shift, int(weight))
