from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesched.costs import Airport, ByUse, ByWeights, CostTerms, FixedPlusUse
from gesched.errors import InputError, InputProblem
from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Activity, Actuals
from gesched.tables import errors_to_frame, read_actuals, read_costs
from gesched.timeline import Half, Horizon

GROUP = Group(
    "Paris Mix",
    employees=[Employee("Web marketer 1", skills={"web"}), Employee("Web marketer 2")],
    members=[Member("Label 1"), Member("Label 2")],
    agreements=[Agreement("Label 1", employee="Web marketer 1", days=3)],
)
WELL = {
    "réglages.csv": "réglage;valeur\nfacturation;prix coûtant\nfrais de gestion;5 %\ncongés;engagement\n"
    "maladie;parts égales\narrondi de TVA;ligne\n",
    "coûts.csv": "salarié;composante;montant;taux;mois;du;au\n"
    "Web marketer 1;salaire brut;2 400,00;;;2027-01;2027-06\n"
    "Web marketer 1;charges patronales;;42 %;;;\nWeb marketer 1;formation;150;;03/2027;;\n",
    "postes.csv": "nom;montant;clé\nRent;-12,30;parts égales\nRoof;1000;Toiture\nLine;10;Piste\n"
    "IT;9;30 % fixe + usage\n"
    "Car;1,5;usage (heures)\n",
    "clés.csv": "nom;type;adhérent;poids\nToiture;;Label 1;2\nToiture;;Label 2;0,5\n"
    "Piste;aéroport;Label 1;3\n",
    "subventions.csv": "nom;montant;salarié;poste\nRégion;1 200;Web marketer 1;\nVille;100;;Roof\n",
    "tarifs.csv": "montant;par;coefficient;base horaire;compétence\n"
    "12;heure;1,87;facturables;web\n80;jour;;;\n",
    "cotisations.csv": "nom;type;montant;taux;assiette\nAdhésion;cotisation;50;;\n"
    "Garantie;dépôt de garantie;;1/12;2 040\n",
    "tva.csv": "régime;taux;adhérent;sur;du\nassujetti;20 %;;;\nexonéré;;Label 2;;01/01/2027\n",
}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_french_tables(tmp_path: Path) -> None:
    files = {**WELL, "réglages.csv": WELL["réglages.csv"].replace("prix coûtant", "à prix coûtant")}
    terms = read_costs(written(tmp_path, files), GROUP)
    assert (terms.fee, terms.vat_rounding) == (Fraction(1, 20), "line")
    assert (terms.time.leave, terms.time.sick, terms.time.idle) == ("commitment", "equal", "use")
    assert [str(item.component) for item in terms.costs] == ["gross pay", "charges", "training"]
    assert str(terms.costs[2].first) == "2027-03-01"
    assert str(terms.costs[2].last) == "2027-03-31"
    assert terms.pools[0].amount == Decimal("-12.30")
    assert terms.pools[1].key == ByWeights({"Label 1": 2, "Label 2": "1/2"})
    assert terms.pools[2].key == Airport({"Label 1": 3})
    assert terms.pools[3].key == FixedPlusUse("30 %")
    assert terms.pools[4].key == ByUse("hour")
    assert [str(one.factor) for one in terms.prices] == ["1.87 (billable hours)", "None"]
    assert [one.once for one in terms.charges] == [Decimal("50.00"), Decimal("170.00")]
    assert [one.regime for one in terms.vat] == ["taxable", "exempt"]


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "costs"
    for row in (["employee", "component", "amount"], ["Web marketer 1", "gross pay", 2400.5]):
        sheet.append(row)
    book.save(tmp_path / "costs.xlsx")
    (item,) = read_costs(tmp_path / "costs.xlsx", GROUP).costs
    assert item.amount == Decimal("2400.50")


def test_another_currency(tmp_path: Path) -> None:
    files = {"terms.csv": "setting;value\ncurrency;tnd\n", "pools.csv": "name;amount\nRent;1,234\n"}
    terms = read_costs(written(tmp_path, files), GROUP)
    assert terms.pools[0].amount == Decimal("1.234")
    assert terms.currency == terms.pools[0].currency


def problems(folder: Path, files: Mapping[str, str]) -> list[tuple[str, int | None, str, object]]:
    with pytest.raises(InputError) as caught:
        read_costs(written(folder, files), GROUP)
    return [(one.source, one.row, one.column, one.value) for one in caught.value.problems]


def test_everything_wrong_at_once(tmp_path: Path) -> None:
    files = {
        "terms.csv": "setting;value\nbilling;by heart\nfe;5\nidle;nobody\ncurrency;EUT\n",
        "costs.csv": "employee;component;amount;rate\nWeb marketer 3;gross pay;1;\n"
        "Web marketer 1;pay;1,005;\n",
        "pools.csv": "name;amount;key\nRent;1 234,567;use\nRoof;10;Roof\n",
        "keys.csv": "name;kind;member;weight\nRoof;;Label 3;2\nRoof;;Label 1;-2\nBar;by heart;Label 1;1\n",
        "subsidies.csv": "name;amount;pool\nCity;1;Rnt\n",
        "vat.csv": "regime;rate;member\ntaxable;;Label 1\n",
        "prics.csv": "amount\n1\n",
    }
    found = problems(tmp_path, files)
    assert set(found) == {
        ("costs.csv", 2, "employee", "Web marketer 3"),
        ("costs.csv", 3, "component", "pay"),
        ("costs.csv", 3, "amount", "1,005"),
        ("keys.csv", 2, "member", "Label 3"),
        ("keys.csv", 3, "weight", "-2"),
        ("keys.csv", 4, "kind", "by heart"),
        ("pools.csv", 2, "amount", "1 234,567"),
        ("prics.csv", None, "", "prics"),
        ("terms.csv", 2, "value", "by heart"),
        ("terms.csv", 3, "setting", "fe"),
        ("terms.csv", 4, "value", "nobody"),
        ("terms.csv", 5, "value", "EUT"),
        ("vat.csv", 2, "rate", None),
    }


def test_a_month_and_a_first_one_are_refused(tmp_path: Path) -> None:
    text = "employee;component;amount;month;first\nWeb marketer 1;gross pay;1;2027-01;2027-01\n"
    assert problems(tmp_path, {"costs.csv": text}) == [("costs.csv", 2, "month", "2027-01")]
    text = "employee;component;amount;month\nWeb marketer 1;gross pay;1;Jan\n"
    assert problems(tmp_path, {"costs.csv": text}) == [("costs.csv", 2, "month", "Jan")]


def test_no_tables_at_all(tmp_path: Path) -> None:
    assert problems(tmp_path / "empty", {})[0][3] == "none"
    with pytest.raises(InputError, match="a folder of CSV files"):
        read_costs(tmp_path / "nothing", GROUP)


SHEET = (
    "date;salarié;adhérent;demi-journée;heures;activité\n04/01/2027;Web marketer 1;Label 1;matin;;\n"
    "04/01/2027;Web marketer 1;;après-midi;;maladie\n2027-01-06;Web marketer 2;Label 2;;3,5;\n"
)


def test_timesheets(tmp_path: Path) -> None:
    (tmp_path / "january.csv").write_text(SHEET, encoding="utf-8")
    found = read_actuals(tmp_path / "january.csv", GROUP)
    assert found.horizon == Horizon("2027-01-04", "2027-01-06")
    assert [(one.half, one.hours, one.spent_on) for one in found.entries] == [
        (Half.AM, None, Activity.MEMBER),
        (Half.PM, None, Activity.SICK),
        (None, Fraction(7, 2), Activity.MEMBER),
    ]
    month = Horizon("2027-01-01", "2027-01-31")
    assert read_actuals(tmp_path / "january.csv", GROUP, month) == Actuals(GROUP, month, found.entries)


def wrong_timesheets(path: Path, text: str, horizon: Horizon | None = None) -> tuple[InputProblem, ...]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_actuals(path, GROUP, horizon)
    assert not errors_to_frame(caught.value).empty
    return caught.value.problems


def test_wrong_timesheets(tmp_path: Path) -> None:
    text = SHEET + "32/01/2027;Web marketer 1;Label 1;;;\n2027-01-05;Nurse 1;Label 9;;30;\n;;;;;\n"
    found = wrong_timesheets(tmp_path / "x.csv", text)
    assert [(one.row, one.column) for one in found] == [(5, "date"), (6, "heures")]
    found = wrong_timesheets(
        tmp_path / "x.csv", SHEET + "2027-01-05;Nurse 1;Label 9;;;\n", Horizon("2027-01-04", "2027-01-05")
    )
    assert [(one.row, one.column) for one in found] == [(4, "date"), (5, "salarié"), (5, "adhérent")]
    (header,) = wrong_timesheets(tmp_path / "x.csv", "date;salarie\n")
    assert header.value == "a header only"
    assert {one.column for one in wrong_timesheets(tmp_path / "x.csv", "day of;who\n1;2\n")} >= {"employee"}
    with pytest.raises(InputError, match=r"a \.csv or \.xlsx file"):
        read_actuals(tmp_path, GROUP)


CELLS = st.one_of(
    st.sampled_from(
        ["", "use", "1,5", "20 %", "2027-01", "Label 1", "Web marketer 1", "=cmd()", "NaN", "1e9"]
    ),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=4), st.sampled_from(sorted(WELL)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_are_read_or_refused_with_places(tmp_path: Path, rows: list[list[str]], name: str) -> None:
    quoted = ("".join(f'"{cell.replace(chr(34), chr(34) * 2)}";' for cell in row)[:-1] for row in rows)
    text = WELL[name].splitlines()[0] + "\n" + "\n".join(quoted) + "\n"
    folder = tmp_path / "fuzz"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        terms = read_costs(folder, GROUP)
    except InputError as error:
        assert all(one.source for one in error.problems), error
    else:
        assert isinstance(terms, CostTerms)
