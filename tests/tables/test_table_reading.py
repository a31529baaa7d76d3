import datetime as dt
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from table_samples import SMALL, write_files

from gesched.group import Group
from gesched.tables import group_from_frames, group_to_frames, read_group, write_group
from gesched.timeline import FrenchHolidays, as_holidays, french_holidays

ENGLISH = {
    "group.csv": """setting,value
name,Paris Mix
holidays,france
zone,La Réunion
works,Mon-Fri
hours,"08:30-12:00, 13:30-17:00"
timezone,Indian/Reunion
year_start,09-01
speed,50
working_time,ccneac_1285
key,pm
""",
    "employees.csv": """\
name,works,skills,start,end,authorised_members,works_holidays,weekly_hours,days_per_year
Web marketer 1,"Mon-Thu, Fri AM",web marketing;SEO,2027-01-04,2027-12-31,Label 1;Éditions d'Été,2027-05-01,28,
Web marketer 2,,,,,,,,217.5
""",
    "members.csv": "name,opens,site\nLabel 1,Mon-Fri,Lyon\nÉditions d'Été,,\n",
    "sites.csv": """name,hours,timezone,address,latitude,longitude
Lyon,"08:00-12:00, 13:00-17:00",Europe/Paris,1 rue X,45.767,4.8
Nantes,,,,47.218,-1.553
""",
    "trips.csv": "site,to,minutes\nLyon,Nantes,270\n",
    "agreements.csv": """member,employee,skill,days,share,per,at_least,at_most,unit,prefers,start,at_once
Label 1,Web marketer 1,,3.5,,month,1.5,5,half_day,Mon Tue,,
Éditions d'Été,,SEO,,0.25,quarter,,,day,,2027-02-01,2
""",
    "absences.csv": """employee,first,last,first_half,last_half,reason
Web marketer 1,2027-08-02,2027-08-20,PM,AM,congés payés
""",
    "closures.csv": "member,first,last\nLabel 1,2027-12-24,2027-12-31\n",
    "common_time.csv": "first,when,employees,reason\n2027-03-01,Mon AM,Web marketer 1,équipe\n",
}

FRENCH = {
    "Réglages.csv": """Réglage;Valeur
Nom;Paris Mix
Jours fériés;France
Zone;La Réunion
Travaille;lun-ven
Horaires;8h30-12h, 13h30-17h
Fuseau horaire;Indian/Reunion
Début d'année;01/09
Vitesse;50
Durée du travail;CCNEAC 1285
Clé;pm
;
""",
    "SALARIÉS.csv": """\
Nom;Trame;Compétence(s);Début;Fin;Membres autorisés;Jours fériés travaillés;Heures par semaine;Forfait jours
Web marketer 1;lun-jeu, ven matin;web marketing|SEO;04/01/2027;31/12/2027;Éditions d'Été|Label 1;01/05/2027;28
Web marketer 2;;;;;;;;217,5
""",
    "adhérents.csv": "NOM ;Ouvre;Lieu;;\n Label 1 ;du lundi au vendredi;Lyon;;\n;;;;\nÉditions d'Été;;;;\n",
    "lieux.csv": """Nom;Horaires;Fuseau;Adresse;Latitude;Longitude
Lyon;8h-12h / 13h-17h;Europe/Paris;1 rue X;45,767;4,8
Nantes;;;;47,218;-1,553
""",
    "trajets.csv": "Depuis;Vers;Minutes\nLyon;Nantes;270\n",
    "Conventions.csv": """\
Adhérent;Salarié(e);Compétence;Jours;Part;Par;Au moins;Au plus;Unité;Souhait;Du;Simultanément
Label 1;Web marketer 1;;3,5;;mois;1,5;5,0;demi-journée;lun mar;;
Éditions d'Été;;SEO;;25 %;trimestre;;;Journée;;01/02/2027;2
""",
    "congés.csv": """Salarié;Du;Au;Première demi-journée;Dernière demi-journée;Motif
Web marketer 1;02/08/2027;20/08/2027;après-midi;matin;congés payés
""",
    "fermetures.csv": "Entreprise;Début;Fin\nLabel 1;24/12/2027;31/12/2027\n",
    "temps_commun.csv": "Date;Quand;Salariés;Motif\n01/03/2027;lun matin;Web marketer 1;équipe\n",
    "_notes.csv": "anything;;;\n",
    "#old.csv": "anything\n",
    "readme.md": "anything",
    ".~lock.members.csv#": "x",
    ".members.csv": "x",
}


def english(tmp_path: Path) -> Group:
    return read_group(write_files(tmp_path / "english", ENGLISH))


def as_cp1252(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("cp1252")


def as_utf8_with_mark(text: str) -> bytes:
    return text.encode("utf-8-sig")


def as_utf16(text: str) -> bytes:
    return text.encode("utf-16")


def as_big_endian(text: str) -> bytes:
    return b"\xfe\xff" + text.encode("utf-16-be")


def with_tabs(text: str) -> bytes:
    return text.replace(";", "\t").encode()


def with_lone_returns(text: str) -> bytes:
    return text.replace("\n", "\r").encode()


def with_separator_line(text: str) -> bytes:
    return f"sep=;\r\n{text}".encode()


def with_no_break_spaces(text: str) -> bytes:
    names = (
        "Web marketer 1",
        "Label 1",
        "web marketing",
        "Paris Mix",
        "La Réunion",
        "Jours fériés",
        "Au plus",
    )
    for name in names:
        text = text.replace(name, name.replace(" ", "\u00a0"))
    return text.replace("3,5", "\u202f3,5").encode()


def all_quoted(text: str) -> bytes:
    return "\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in text.splitlines()).encode()


@pytest.mark.parametrize(
    "encode",
    [as_cp1252, as_utf8_with_mark, as_utf16, as_big_endian, with_tabs, with_lone_returns, with_separator_line,
     with_no_break_spaces],
)  # fmt: skip
def test_french_tables_say_what_english_ones_do(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    files = {name: encode(text) for name, text in FRENCH.items()}
    assert read_group(write_files(tmp_path / "french", files)) == english(tmp_path)


def test_quoted_cells(tmp_path: Path) -> None:
    quoted = {name: all_quoted(SMALL[name]) for name in SMALL}
    assert read_group(write_files(tmp_path / "a", quoted)) == read_group(write_files(tmp_path / "b", SMALL))


def test_an_encoding_can_be_given(tmp_path: Path) -> None:
    files: dict[str, bytes] = {name: text.encode("mac_roman") for name, text in ENGLISH.items()}
    folder = write_files(tmp_path / "mac", files)
    assert read_group(folder, encoding="mac_roman") == english(tmp_path)


def test_what_the_english_tables_say(tmp_path: Path) -> None:
    group = english(tmp_path)
    assert (group.name, group.key, group.timezone, group.year_start) == (
        "Paris Mix",
        "pm",
        "Indian/Reunion",
        (9, 1),
    )
    assert group.holidays == french_holidays()
    assert group.agreements[0].days == Fraction(7, 2)
    assert group.agreements[1].share == Fraction(1, 4)
    assert group.employee("Web marketer 1").authorised_members == frozenset({"Label 1", "Éditions d'Été"})
    assert group.absences[0].reason == "congés payés"


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    group = english(tmp_path)
    path = write_group(group, tmp_path / "Paris Mix.xlsx")
    book = openpyxl.load_workbook(path)
    assert book["agreements"]["D2"].value == 3.5
    assert isinstance(book["absences"]["B2"].value, dt.datetime)
    assert book.sheetnames[0] == "group"
    assert read_group(path) == group
    assert read_group(str(path)) == group


def test_cells_as_people_type_them_in_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    rows: dict[str, list[list[Any]]] = {
        "Salariés": [["Nom", "Début"], [1.0, dt.date(2027, 1, 4)], [True, None]],
        "Adhérents": [[None, None], ["nom"], ["Label 1"], [None], ["2"]],
        "Conventions": [
            ["adhérent", "salarié", "jours", "part", "en même temps"],
            ["Label 1", 1, 3.0, None, 1],
            [2, "1", 0.1 + 0.2, None, None],
            ["2", "TRUE", None, 0.25, None],
        ],
    }
    for title, lines in rows.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(tmp_path / "Mix.xlsx")
    group = read_group(tmp_path / "Mix.xlsx")
    assert group.name == "Mix"
    assert [employee.name for employee in group.employees] == ["1", "TRUE"]
    assert [member.name for member in group.members] == ["Label 1", "2"]
    assert [agreement.days for agreement in group.agreements] == [3, Fraction("0.3"), None]
    assert group.agreements[2].share == Fraction(1, 4)


def test_the_folder_names_a_group_that_has_no_name(tmp_path: Path) -> None:
    files = {name: text for name, text in SMALL.items() if name != "group.csv"}
    assert read_group(write_files(tmp_path / "Mix", files)).name == "Mix"
    assert read_group(write_files(tmp_path / "Mix\u200b", files)).name == "Group"


def test_a_relative_folder_has_a_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: text for name, text in SMALL.items() if name != "group.csv"}
    monkeypatch.chdir(write_files(tmp_path / "Mix", files))
    assert read_group(".").name == "Mix"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "Mix", SMALL)
    os.mkfifo(folder / "absences.csv")
    assert read_group(folder).absences == ()


HOLIDAYS = """zone;date;name;french_zone
Namur;21/07/2027;Fête nationale;
namur;2027-11-15;;
Strasbourg;;;alsace-moselle
Nowhere;;;
"""


def test_listed_holidays(tmp_path: Path) -> None:
    group = read_group(
        write_files(tmp_path / "g", {**SMALL, "group.csv": "setting;value\n", "holidays.csv": HOLIDAYS})
    )
    assert group.holidays == as_holidays(
        {
            "Namur": {"2027-07-21": "Fête nationale", "2027-11-15": ""},
            "Strasbourg": french_holidays()["alsace-moselle"],
            "Nowhere": [],
        }
    )
    assert group_from_frames(group_to_frames(group)) == group


@pytest.mark.parametrize(
    ("text", "expected"), [("none", None), ("Aucun", None), ("FRANCE", french_holidays())]
)
def test_the_setting_holidays(tmp_path: Path, text: str, expected: FrenchHolidays | None) -> None:
    files = {**SMALL, "group.csv": f"setting;value\nholidays;{text}\n"}
    assert read_group(write_files(tmp_path / "g", files)).holidays == as_holidays(expected)
