"""A small group as files, and a strategy for groups with odd names."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Member, Site, Trip
from gesched.timeline import french_holidays

SMALL: Mapping[str, str] = {
    "group.csv": "setting;value\nname;Paris Mix\nholidays;france\n",
    "employees.csv": "name;skills\nWeb marketer 1;web marketing\nWeb marketer 2;design\n",
    "members.csv": "name;opens\nLabel 1;Mon-Fri\nLabel 2;Mon-Thu\n",
    "agreements.csv": "member;employee;days\nLabel 1;Web marketer 1;3,5\nLabel 2;Web marketer 2;4\n",
}

ODD_NAMES = (
    "Éditions d'Été",
    'La "Belle" Boîte',
    '"quoted"',
    "A; B",
    "A | B",
    "a, b",
    "=cmd()|' /C calc'!A0",
    "'=1+1",
    "''-1",
    "+33 1 02",
    "@home",
    "-",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "🎷 Jazz 👩‍🎤",
    "NA",
    "null",
    "TRUE",
    "3.0",
    "#N/A",
    "#REF!",
    "2027-01-31",
    "1/3",
    "_x000D_",
    "ax005F_b",
    "C:\\temp\\x",
    "%s{}$1",
    "名前",
    "ﬁn",
    "'",
    ";",
    '"',
    "|",
    "sep=,",
    "_hidden",
    "#1",
)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names() -> st.SearchStrategy[str]:
    letters = st.characters(
        exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"
    )
    anything = st.text(letters, min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
    return st.sampled_from(ODD_NAMES) | anything


def texts() -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    return st.text(letters | st.sampled_from('\n\t;,"=-'), max_size=20) | names()


_PATTERNS = ("Mon-Fri", "Mon AM, Wed, Fri PM", "FREQ=MONTHLY;BYDAY=-1FR PM", "2027-03-01, 2027-03-08 AM")
_DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
_POINTS = st.one_of(
    st.just((None, None)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.just((1e-6, -1e-5))
)
_CONTRACTS: tuple[dict[str, Any], ...] = (
    {},
    {"weekly_hours": "28"},
    {"weekly_hours": Fraction(88, 3)},
    {"days_per_year": 217.5},
)
_NUMBERS = st.one_of(
    st.integers(1, 20).map(lambda half_days: Fraction(half_days, 2)),
    st.fractions(0, 30, max_denominator=7),
    st.sampled_from([Fraction("41.27272727272727"), Fraction(1, 10**20), Fraction(10**9 - 1)]),
)


def _distinct_names(draw: st.DrawFn, most: int) -> list[str]:
    found = draw(st.lists(names(), max_size=most))
    return list({Member(name).name: name for name in found})


def _keys(draw: st.DrawFn, count: int) -> list[str | None]:
    return draw(st.permutations([None] * count + [f"key {number}" for number in range(count)]))[:count]


@st.composite
def groups(draw: st.DrawFn) -> Group:
    """Draw a group without house rules: any words, any names."""
    sites = [_site(draw, name) for name in _distinct_names(draw, 2)]
    who = _distinct_names(draw, 3)
    member_names = _distinct_names(draw, 3)
    members = [
        _member(draw, name, key, [site.name for site in sites])
        for name, key in zip(member_names, _keys(draw, len(member_names)), strict=True)
    ]
    served = [member.name for member in members]
    employees = [
        _employee(draw, name, key, served) for name, key in zip(who, _keys(draw, len(who)), strict=True)
    ]
    return Group(
        draw(names()),
        employees=employees,
        members=members,
        sites=sites,
        trips=[Trip(one.name, to.name, draw(st.integers(0, 1440))) for one, to in pairwise(sites)],
        agreements=_agreements(draw, employees, members),
        absences=[Absence(employee.name, **_away(draw)) for employee in employees if draw(st.booleans())],
        closures=[Closure(member.name, **_away(draw)) for member in members if draw(st.booleans())],
        common_time=[
            CommonTime(**_away(draw), employees=[employee.name])
            for employee in employees
            if draw(st.booleans())
        ],
        holidays=draw(_holidays(), label="holidays"),
        works=draw(st.sampled_from(_PATTERNS)),
        timezone=draw(st.sampled_from(["Europe/Paris", "Indian/Reunion"])),
        year_start=draw(st.tuples(st.integers(1, 12), st.integers(1, 28))),
        key=draw(st.none() | names()),
        speed=draw(_NUMBERS.filter(lambda number: 0 < number <= 1_000)),
        working_time=draw(st.sampled_from([None, "code_du_travail"])),
    )


def _site(draw: st.DrawFn, name: str) -> Site:
    hours = draw(st.sampled_from([None, "08:00-12:00, 13:00-17:00"]))
    latitude, longitude = draw(_POINTS)
    return Site(
        name,
        hours=hours,
        timezone=draw(st.sampled_from([None, "Europe/Paris"])),
        address=draw(texts()),
        latitude=latitude,
        longitude=longitude,
    )


def _member(draw: st.DrawFn, name: str, key: str | None, sites: list[str]) -> Member:
    return Member(
        name,
        opens=draw(st.sampled_from(_PATTERNS)),
        site=draw(st.sampled_from([None, *sites])),
        works_holidays=draw(st.lists(_DAYS, max_size=2)),
        at_once=draw(st.none() | st.integers(1, 9)),
        key=key,
    )


def _employee(draw: st.DrawFn, name: str, key: str | None, members: list[str]) -> Employee:
    return Employee(
        name,
        works=draw(st.sampled_from(_PATTERNS)),
        skills=draw(st.lists(names(), max_size=2)),
        authorised_members=draw(st.sampled_from([None, members])),
        excluded_members=draw(st.sampled_from([(), members[:1]])),
        **draw(st.sampled_from(_CONTRACTS)),
        key=key,
    )


def _agreements(draw: st.DrawFn, employees: list[Employee], members: list[Member]) -> list[Agreement]:
    return [
        _agreement(draw, member.name, employee.name)
        for member in members
        for employee in employees
        if employee.may_serve(member.name) and draw(st.booleans())
    ]


def _agreement(draw: st.DrawFn, member: str, employee: str) -> Agreement:
    days = draw(st.none() | _NUMBERS)
    return Agreement(
        member,
        employee=employee,
        days=days,
        share=draw(_shares()) if days is None else None,
        per=draw(st.sampled_from(["week", "month", "year"])),
        at_least=draw(st.sampled_from([None, Fraction(0)])),
        at_most=None if days is None else draw(st.sampled_from([None, days])),
        unit=draw(st.sampled_from(["day", "half_day"])),
        prefers=draw(st.sampled_from([None, *_PATTERNS])),
        start=draw(st.sampled_from([None, dt.date(2027, 1, 1), dt.date(1899, 5, 1)])),
        **_terms(draw),
    )


def _terms(draw: st.DrawFn) -> dict[str, Any]:
    least = draw(st.none() | st.integers(1, 9))
    most = draw(st.none() | st.integers(9, 99))
    days = draw(st.none() | _NUMBERS)
    return {
        "min_per_week": days,
        "max_per_month": days,
        "on": draw(st.sampled_from([None, *_PATTERNS])),
        "never": draw(st.sampled_from([None, "04-01 to 09-30", *_PATTERNS])),
        "shortest_block": least,
        "longest_block": most,
        "smallest_gap": least,
        "largest_gap": most,
        "bridges": draw(st.booleans()),
        "season": draw(st.sampled_from([None, "04-01 to 09-30", "Nov-Mar"])),
    }


def _shares() -> st.SearchStrategy[Fraction]:
    return st.fractions(Fraction(1, 40), 1, max_denominator=40)


def _away(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted([draw(_DAYS), draw(_DAYS)])
    return {
        "first": first,
        "last": last + dt.timedelta(days=1),
        "when": draw(st.sampled_from([None, *_PATTERNS])),
        "first_half": draw(st.sampled_from(["AM", "PM"])),
        "last_half": draw(st.sampled_from(["AM", "PM"])),
        "reason": draw(texts()),
    }


def _holidays() -> st.SearchStrategy[Any]:
    zone: st.SearchStrategy[Any] = st.one_of(
        st.just([]),
        st.lists(_DAYS, max_size=3),
        st.dictionaries(_DAYS, texts(), max_size=3),
        st.just(french_holidays()["alsace-moselle"]),
    )
    listed = st.lists(
        st.tuples(names(), zone), max_size=2, unique_by=lambda pair: Member(pair[0]).name.casefold()
    )
    return st.one_of(
        st.none(), st.just(french_holidays()), listed.map(lambda pairs: _unique_zones(dict(pairs)))
    )


def _unique_zones(zones: dict[str, Any]) -> dict[str, Any]:
    """Keep zones whose names are what ``zone_key`` and the readers of names both take them for."""
    return {Member(name).name: days for name, days in zones.items()}
