"""What the tables of costs and timesheets are called, and their columns, in English and in French."""

from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any

from gesched.costs import Charge, CostItem, CostPool, Price, Subsidy, VatRule
from gesched.schedule import TimeEntry
from gesched.tables.headings import Kind, Readings, Vocabulary, readings_of

TERM_SETTINGS = (
    *("billing", "key", "fee", "fee_per_hour", "settles", "vat_rounding", "currency"),
    *("idle", "leave", "sick", "common"),
)
TIME_SETTINGS = ("idle", "leave", "sick", "common")


def _kind_of(name: str, word: type[Any], *more: str) -> Kind:
    columns = tuple(field.name for field in fields(word) if field.name != "currency")
    required = tuple(field.name for field in fields(word) if field.default is MISSING)
    return Kind(name, (*columns, *more), required, word)


_KINDS = {
    kind.name: kind
    for kind in (
        Kind("terms", ("setting", "value"), ("setting", "value")),
        _kind_of("costs", CostItem, "month"),
        _kind_of("pools", CostPool),
        _kind_of("subsidies", Subsidy),
        _kind_of("prices", Price),
        _kind_of("charges", Charge),
        _kind_of("vat", VatRule),
        Kind("keys", ("name", "kind", "member", "weight"), ("name", "member", "weight")),
    )
}

_TABLES_TOO = {
    "terms": "conditions, réglages, paramètres, settings",
    "costs": "cost, coûts, coût, coûts des postes, paie",
    "pools": "pool, postes, coûts communs, charges communes",
    "subsidies": "subsidy, subventions, subvention, aides",
    "prices": "price, prix, tarifs, tarif, rates, coefficients",
    "charges": "charge, cotisations, dépôts, fees",
    "vat": "tva, régimes de tva",
    "keys": "key, clés, clé, clés de répartition",
}
_COLUMNS_TOO = {
    "name": "nom, libellé, intitulé",
    "employee": "salarié, salariée, employé, employée",
    "member": "adhérent, membre, entreprise, entreprise utilisatrice",
    "agreement": "convention, engagement",
    "skill": "compétence",
    "component": "composante, élément, rubrique, nature",
    "amount": "montant, prix, price",
    "rate": "taux",
    "base": "assiette",
    "first": "du, début, de, from, start",
    "last": "au, fin, jusqu'à, to, end",
    "month": "mois",
    "key": "clé, clé de répartition",
    "pool": "poste, coût commun",
    "per": "par, unité, unit",
    "coefficient": "coeff, coef",
    "basis": "base horaire, heures, hours",
    "kind": "type",
    "regime": "régime",
    "on": "sur, lignes",
    "weight": "poids, besoin, need",
    "setting": "réglage, paramètre",
    "value": "valeur",
    "date": "jour, day",
    "half": "demi-journée",
    "hours": "heures, durée",
    "activity": "activité, motif",
}
_SETTINGS_TOO = {
    "billing": "facturation",
    "key": "clé",
    "fee": "frais de gestion, management fee",
    "fee_per_hour": "frais de gestion par heure, frais par heure",
    "settles": "régularise, régularisation",
    "vat_rounding": "arrondi de tva, arrondi tva",
    "currency": "devise, monnaie",
    "idle": "intermission, idle time",
    "leave": "congés",
    "sick": "maladie, sickness",
    "common": "temps commun, common time",
}

SETTINGS: Readings = readings_of(TERM_SETTINGS, _SETTINGS_TOO)
COSTS = Vocabulary(
    "costs",
    MappingProxyType(_KINDS),
    (),
    readings_of(_KINDS, _TABLES_TOO),
    {kind.name: readings_of(kind.columns, _COLUMNS_TOO) for kind in _KINDS.values()},
)

_TIMESHEETS = _kind_of("timesheets", TimeEntry)
TIMESHEETS = Vocabulary(
    "timesheets",
    MappingProxyType({"timesheets": _TIMESHEETS}),
    ("timesheets",),
    readings_of(("timesheets",), {"timesheets": "timesheet, relevés, relevé, relevés d'heures, pointage"}),
    {"timesheets": readings_of(_TIMESHEETS.columns, _COLUMNS_TOO)},
)
