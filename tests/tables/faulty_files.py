"""What faults of a small group in CSV files are made of."""

from collections.abc import Mapping
from typing import NamedTuple

Files = Mapping[str, str | bytes]

AGREEMENTS = "member;employee;skill;days;share;at_least;at_most;start;end;at_once;per;unit;prefers;name\n"


class Bad(NamedTuple):
    """One fault: the files that differ from the small group, where it is told, and a part of what is told."""

    name: str
    files: Files
    place: tuple[str, int | None, str]
    fragment: str


def employees(rows: str, header: str = "name;skills;works;start;end;authorised_members;zone") -> Files:
    return {"employees.csv": f"{header}\nWeb marketer 1;web marketing\nWeb marketer 2;design\n{rows}\n"}


def members(rows: str, header: str = "name;opens;site;start;end") -> Files:
    return {"members.csv": f"{header}\nLabel 1\nLabel 2\n{rows}\n"}


def agreement(row: str) -> Files:
    """Return one agreement: member;employee;skill;days;share;at_least;at_most;start;end;at_once;..."""
    return {"agreements.csv": f"{AGREEMENTS}{row}\n"}


def terms(header: str, cells: str) -> Files:
    """Return one agreement with some terms."""
    return {"agreements.csv": f"member;employee;days;{header}\nLabel 1;Web marketer 1;3;{cells}\n"}


def setting(name: str, value: str) -> Files:
    return {"group.csv": f"setting;value\nname;Paris Mix\n{name};{value}\n"}


def absence(row: str) -> Files:
    return {"absences.csv": f"employee;first;last;first_half;last_half;when;reason\n{row}\n"}
