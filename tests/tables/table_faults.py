"""Faults of a small group in CSV files: one each, and where it is told."""

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


W1 = "Label 1;Web marketer 1"
A2 = ("agreements.csv", 2)

BAD = [
    # Names that nobody has.
    Bad("unknown member", agreement("Labl 1;Web marketer 1;;3"), (*A2, "member"), "Did you mean 'Label 1'?"),
    Bad("unknown employee", agreement("Label 1;Web marketeer 1;;3"), (*A2, "employee"), "'Web marketer 1'"),
    Bad("unknown skill", agreement("Label 1;;web markting;3"), (*A2, "skill"), "'web marketing'"),
    Bad("unknown site", members("Label 3;;Lyon"), ("members.csv", 4, "site"), "a site of the group"),
    Bad(
        "unknown zone",
        {**employees("W3;;;;;;Mars"), **setting("holidays", "france")},
        ("employees.csv", 4, "zone"),
        "a holiday zone",
    ),
    Bad(
        "unknown zone of the group",
        {"group.csv": "setting;value\nholidays;france\nzone;Mras\n"},
        ("group.csv", 3, "value"),
        "a holiday zone",
    ),
    Bad(
        "authorised unknown",
        employees('W3;;;;;"Label 1; Label 9"'),
        ("employees.csv", 4, "authorised_members"),
        "a member of the group",
    ),
    Bad(
        "excluded unknown",
        employees('W3;;"Label 1; Label 9"', header="name;skills;excluded_members"),
        ("employees.csv", 4, "excluded_members"),
        "a member of the group",
    ),
    Bad(
        "absence of nobody",
        absence("Web marketer 7;2027-01-04"),
        ("absences.csv", 2, "employee"),
        "an employee of the group",
    ),
    Bad(
        "closure of nobody",
        {"closures.csv": "member;first\nLabel 9;2027-01-04\n"},
        ("closures.csv", 2, "member"),
        "a member of the group",
    ),
    Bad(
        "common time of nobody",
        {"common_time.csv": "first;employees\n2027-01-04;Nobody\n"},
        ("common_time.csv", 2, "employees"),
        "an employee",
    ),
    # Twice the same.
    Bad("duplicate member", members("Label 1"), ("members.csv", 4, "name"), "no other"),
    Bad("duplicate employee", employees("Web marketer 1"), ("employees.csv", 4, "name"), "no other"),
    Bad(
        "duplicate after NFC",
        {"members.csv": "name\nLabel 1\nLabel 2\n\u00c9t\u00e9\nE\u0301te\u0301\n"},
        ("members.csv", 5, "name"),
        "no other",
    ),
    Bad("duplicate after trimming", members("Label\u00a01 "), ("members.csv", 4, "name"), "no other"),
    Bad(
        "duplicate key",
        {"members.csv": "name;key\nLabel 1;a\nLabel 2;a\n"},
        ("members.csv", 3, "key"),
        "no other",
    ),
    Bad(
        "duplicate agreement",
        agreement(f"{W1};;3\n{W1};;3"),
        ("agreements.csv", 3, "member"),
        "only one agreement",
    ),
    Bad(
        "overlapping agreements",
        agreement(f"{W1};;3;;;;2027-01-01\n{W1};;3;;;;2027-06-01"),
        ("agreements.csv", 3, "member"),
        "one end before",
    ),
    Bad(
        "duplicate name of an agreement",
        agreement(f"{W1};;3;;;;;;;;;;A\nLabel 2;Web marketer 1;;3;;;;;;;;;;A"),
        ("agreements.csv", 3, "name"),
        "no other",
    ),
    # Dates.
    Bad(
        "31 February",
        absence("Web marketer 1;31/02/2027"),
        ("absences.csv", 2, "first"),
        "a date that exists",
    ),
    Bad("two-digit year", absence("Web marketer 1;01/02/27"), ("absences.csv", 2, "first"), "four digits"),
    Bad("no date at all", absence("Web marketer 1"), ("absences.csv", 2, "first"), "a date"),
    Bad(
        "month first",
        absence("Web marketer 1;02/28/2027"),
        ("absences.csv", 2, "first"),
        "a date that exists",
    ),
    Bad(
        "absence ends before it starts",
        absence("Web marketer 1;2027-02-02;2027-02-01"),
        ("absences.csv", 2, "last"),
        "Swap",
    ),
    Bad(
        "membership ends before it starts",
        members("Label 3;;;2027-02-02;2027-02-01"),
        ("members.csv", 4, "end"),
        "2027-02-02",
    ),
    Bad(
        "agreement ends before it starts",
        agreement(f"{W1};;3;;;;02/02/2027;01/02/2027"),
        (*A2, "end"),
        "Swap",
    ),
    Bad(
        "bad half",
        absence("Web marketer 1;2027-02-02;;noon"),
        ("absences.csv", 2, "first_half"),
        '"AM" or "PM"',
    ),
    Bad(
        "holiday worked is no date",
        {"members.csv": "name;works_holidays\nLabel 1;2027-13-01\nLabel 2;\n"},
        ("members.csv", 2, "works_holidays"),
        "date",
    ),
    # Numbers.
    Bad("a quota that is no number", agreement(f"{W1};;three"), (*A2, "days"), "a number"),
    Bad("negative days", agreement(f"{W1};;-3"), (*A2, "days"), "not negative"),
    Bad("NaN days", agreement(f"{W1};;NaN"), (*A2, "days"), "a number"),
    Bad("infinite days", agreement(f"{W1};;inf"), (*A2, "days"), "a number"),
    Bad("1e999 days", agreement(f"{W1};;1e999"), (*A2, "days"), "a number"),
    Bad("divided by zero", agreement(f"{W1};;1/00"), (*A2, "days"), "a number"),
    Bad("more days than digits", agreement(f"{W1};;{'9' * 400}"), (*A2, "days"), "a number"),
    Bad("at_most below days", agreement(f"{W1};;5;;;3"), (*A2, "at_most"), "Raise at_most"),
    Bad("at_least above days", agreement(f"{W1};;3;;5"), (*A2, "at_least"), "Lower at_least"),
    Bad("days and share", agreement(f"{W1};;3;0,5"), (*A2, "days"), "either days or a share"),
    Bad("neither days nor share", agreement(W1), (*A2, "days"), "either days or a share"),
    Bad("share over 1", agreement(f"{W1};;;1,2"), (*A2, "share"), "at most 1"),
    Bad("share of nothing", agreement(f"{W1};;;0 %"), (*A2, "share"), "above 0"),
    Bad(
        "employee and skill",
        agreement(f"{W1};web marketing;3"),
        (*A2, "employee"),
        "either an employee or a skill",
    ),
    Bad("neither employee nor skill", agreement("Label 1;;;3"), (*A2, "employee"), "Give one"),
    Bad("one and a half at once", agreement("Label 1;;design;3;;;;;;1,5"), (*A2, "at_once"), "whole number"),
    Bad("season", terms("season", "summer"), (*A2, "season"), "a season"),
    Bad(
        "season out of dates",
        terms("start;end;season", "2027-01-01;2027-02-28;Jun-Sep"),
        (*A2, "season"),
        "some date from",
    ),
    Bad("bridges", terms("bridges", "peut-être"), (*A2, "bridges"), '"yes" or "no"'),
    Bad(
        "blocks", terms("shortest_block;longest_block", "3;2"), (*A2, "longest_block"), "Raise longest_block"
    ),
    Bad("gaps", terms("smallest_gap;largest_gap", "3;2"), (*A2, "largest_gap"), "as smallest_gap says"),
    Bad("half a day's block", terms("shortest_block", "0,5"), (*A2, "shortest_block"), "whole number"),
    Bad("weeks", terms("min_per_week;max_per_week", "1;0,5"), (*A2, "max_per_week"), "got '0.5'"),
    Bad("months", terms("min_per_month;max_per_month", "2;1"), (*A2, "max_per_month"), "2 days"),
    Bad("fixed days", terms("on", "someday"), (*A2, "on"), "weekdays"),
    Bad("days that never are", terms("never", "2027-02-30"), (*A2, "never"), "a date that exists"),
    Bad("two of one employee at once", agreement(f"{W1};;3;;;;;;2"), (*A2, "at_once"), "Name a skill"),
    # Across tables.
    Bad(
        "agreement outside membership",
        {"members.csv": "name;end\nLabel 1;2026-12-31\nLabel 2;\n", **agreement(f"{W1};;3;;;;2027-01-01")},
        (*A2, "start"),
        "membership of 'Label 1'",
    ),
    Bad(
        "agreement outside contract",
        {"employees.csv": "name;start\nWeb marketer 1;2028-01-01\n", **agreement(f"{W1};;3;;;;;2027-12-31")},
        (*A2, "start"),
        "contract of 'Web marketer 1'",
    ),
    Bad(
        "member not authorised",
        {"employees.csv": "name;authorised_members\nWeb marketer 1;Label 2\n", **agreement(f"{W1};;3")},
        (*A2, "member"),
        "authorises",
    ),
    Bad(
        "member excluded",
        {"employees.csv": "name;membres exclus\nWeb marketer 1;Label 1\n", **agreement(f"{W1};;3")},
        (*A2, "member"),
        "does not exclude",
    ),
    # Patterns and settings.
    Bad(
        "bad weekly pattern",
        members("Label 3;Mon-Fro"),
        ("members.csv", 4, "opens"),
        "'fro' is not a weekday",
    ),
    Bad("bad RRULE", members('Label 3;"FREQ=SECONDLY"'), ("members.csv", 4, "opens"), "recurrence"),
    Bad("bad wishes", agreement(f"{W1};;3;;;;;;;;;someday"), (*A2, "prefers"), "weekday"),
    Bad("bad period", agreement(f"{W1};;3;;;;;;;fortnight"), (*A2, "per"), "month"),
    Bad("bad unit", agreement(f"{W1};;3;;;;;;;;hour"), (*A2, "unit"), "half_day"),
    Bad("bad time zone", setting("timezone", "Europe/Pari"), ("group.csv", 3, "value"), "IANA"),
    Bad("time zone of a path", setting("timezone", "../../etc/passwd"), ("group.csv", 3, "value"), "IANA"),
    Bad("bad hours", setting("hours", "9-17"), ("group.csv", 3, "value"), "08:30-12:00"),
    Bad(
        "bad hours of a site",
        {"sites.csv": "name;hours\nLyon;17:00-13:00, 12:00-8:00\n"},
        ("sites.csv", 2, "hours"),
        "morning",
    ),
    Bad("bad year_start", setting("year_start", "31/02"), ("group.csv", 3, "value"), "from 1 to 28"),
    Bad("bad holidays", setting("holidays", "Belgium"), ("group.csv", 3, "value"), '"france"'),
    Bad("unknown setting", setting("timezzone", "x"), ("group.csv", 3, "setting"), "'timezone'"),
    Bad("setting twice", setting("nom", "x"), ("group.csv", 3, "setting"), "one value"),
    Bad("value without a setting", setting("", "x"), ("group.csv", 3, "setting"), "a setting"),
    Bad("holidays twice", {"holidays.csv": "zone;date\nX;2027-01-01\n"}, ("group.csv", 3, "value"), "either"),
    Bad(
        "holiday without a date",
        {**setting("key", "k"), "holidays.csv": "zone;date;name\nX;;Fête\n"},
        ("holidays.csv", 2, "date"),
        "a date",
    ),
    Bad(
        "holiday twice",
        {**setting("key", "k"), "holidays.csv": "zone;date\nX;2027-01-01\nx;01/01/2027\n"},
        ("holidays.csv", 3, "date"),
        "once",
    ),
    Bad(
        "holiday of no zone",
        {**setting("key", "k"), "holidays.csv": "zone;date\n;2027-01-01\n"},
        ("holidays.csv", 2, "zone"),
        "a name",
    ),
    Bad(
        "no French zone",
        {**setting("key", "k"), "holidays.csv": "zone;french_zone\nX;Mars\n"},
        ("holidays.csv", 2, "french_zone"),
        "mainland",
    ),
    # Tables and columns.
    Bad(
        "unknown column",
        {"members.csv": "name;opns\nLabel 1;\nLabel 2;\n"},
        ("members.csv", 1, "opns"),
        "Did you mean 'opens'?",
    ),
    Bad(
        "unknown French column",
        {"members.csv": "nom;ouvr\nLabel 1;\nLabel 2;\n"},
        ("members.csv", 1, "ouvr"),
        "Did you mean 'ouvre'?",
    ),
    Bad(
        "misspelt required column",
        {"members.csv": "nmae;opens\nLabel 1;\nLabel 2;\n"},
        ("members.csv", 1, "nmae"),
        "Did you mean 'name'?",
    ),
    Bad(
        "duplicate column",
        {"members.csv": "name;Nom\nLabel 1;\nLabel 2;\n"},
        ("members.csv", 1, "Nom"),
        "delete one",
    ),
    Bad(
        "missing column",
        {"members.csv": "opens;site\nMon-Fri;\n"},
        ("members.csv", 1, "name"),
        "a column 'name'",
    ),
    Bad("missing table", {"members.csv": b""}, ("members.csv", None, ""), "a header row"),
    Bad(
        "unknown table",
        {"membres2.csv": "name\nLabel 3\n"},
        ("membres2.csv", None, ""),
        "Start the name with _",
    ),
    Bad("one table twice", {"Adhérents.csv": "name\nLabel 3\n"}, ("members.csv", None, ""), "join the two"),
    Bad(
        "a table as a workbook",
        {"absences.xlsx": b"PK\x03\x04"},
        ("absences.xlsx", None, ""),
        "Save it as CSV",
    ),
    Bad("empty file", {"absences.csv": b""}, ("absences.csv", None, ""), "a header row"),
    Bad("blank file", {"absences.csv": "\n;;\n \n"}, ("absences.csv", None, ""), "a header row"),
    Bad(
        "a header where rows are needed",
        {"members.csv": "name;opens\n"},
        ("members.csv", None, ""),
        "at least one row",
    ),
    Bad("ragged row", members("Label 3;Mon-Fri;;;;;x"), ("members.csv", 4, ""), "one under each heading"),
    Bad(
        "cell without a heading",
        {"members.csv": "name;;opens\nLabel 1;x;Mon\nLabel 2;;\n"},
        ("members.csv", 2, ""),
        "heading",
    ),
    # Characters and bytes.
    Bad("zero-width space", members("Label\u200b3"), ("members.csv", 4, "name"), "U+200B"),
    Bad("direction override", members("Label\u202e3"), ("members.csv", 4, "name"), "U+202E"),
    Bad("control character", members("Label\x073"), ("members.csv", 4, "name"), "U+0007"),
    Bad("no character", members("Label\uffff3"), ("members.csv", 4, "name"), "U+FFFF"),
    Bad("line break in a name", members('"Label\n3"'), ("members.csv", 4, "name"), "one line"),
    Bad("10,000-character name", members("x" * 10_000), ("members.csv", 4, "name"), "not 10000"),
    Bad("empty name", members(";Mon-Fri"), ("members.csv", 4, "name"), "not empty"),
    Bad(
        "10,001-character reason",
        absence(f"Web marketer 1;2027-01-04;;;;;{'x' * 10_001}"),
        ("absences.csv", 2, "reason"),
        "10,000",
    ),
    Bad(
        "a cell without end",
        absence(f"Web marketer 1;2027-01-04;;;;;{'x' * 200_000}"),
        ("absences.csv", 2, ""),
        "field larger",
    ),
    Bad(
        "a quote that never closes",
        {"absences.csv": 'employee;first\nWeb marketer 1;"2027-01-04\n'},
        ("absences.csv", 2, ""),
        "Close each double quote",
    ),
    Bad(
        "a quote inside quotes",
        {"absences.csv": 'employee;first;reason\nWeb marketer 1;2027-01-04;"a "b" c"\n'},
        ("absences.csv", 2, ""),
        "Close each double quote",
    ),
    Bad("binary file", {"absences.csv": bytes(range(256))}, ("absences.csv", None, ""), "binary data"),
    Bad(
        "UTF-16 without a mark",
        {"absences.csv": "employee;first\n".encode("utf-16-le")},
        ("absences.csv", None, ""),
        "utf-16-le",
    ),
    Bad(
        "a workbook named .csv",
        {"absences.csv": b"PK\x03\x04rest"},
        ("absences.csv", None, ""),
        "an Excel workbook",
    ),
    Bad(
        "an old workbook named .csv",
        {"absences.csv": b"\xd0\xcf\x11\xe0rest"},
        ("absences.csv", None, ""),
        "old or password-protected",
    ),
    Bad(
        "bytes of no encoding",
        {"absences.csv": b"employee;first\n\x81\x8d\n"},
        ("absences.csv", None, ""),
        "utf-8 or cp1252",
    ),
    Bad(
        "a mark that lies",
        {"absences.csv": b"\xef\xbb\xbfemployee;first\n\xe9\n"},
        ("absences.csv", None, ""),
        "utf-8-sig",
    ),
    Bad(
        "201 columns",
        {"absences.csv": ";".join(f"c{n}" for n in range(201))},
        ("absences.csv", None, ""),
        "at most 200 columns",
    ),
    Bad(
        "200,001 rows",
        {"absences.csv": "employee;first\n" + "x\n" * 200_002},
        ("absences.csv", None, ""),
        "at most 200,000 rows",
    ),
    Bad("more than 50 MB", {"absences.csv": b"\n" * 50_000_001}, ("absences.csv", None, ""), "50 MB"),
]
