"""What house rules and their parameters are called, in English and in French."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from gesched.rules import HOUSE_RULES, HouseRule
from gesched.tables.headings import Readings, advice_for, meant_by, plain, readings_of

KINDS_NAMED = ("employee", "member", "agreement", "skill")

RULES_TOO: Mapping[str, str] = MappingProxyType(
    {
        "agreement_days": "jours de la convention, jours par convention",
        "fixed_days": "jours fixes, visites fixes",
        "never_days": "jours exclus, jamais",
        "blocks": "blocs, jours de suite",
        "gaps": "intervalles, écarts",
        "cover": "couverture",
        "never_same_employee": "jamais le même salarié",
        "never_same_day": "jamais le même jour",
        "employee_days": "jours du salarié, jours par salarié",
        "max_weekends": "week-ends, week-ends travaillés",
        "max_members_per_day": "adhérents par jour, membres par jour",
        "max_members_per_week": "adhérents par semaine, membres par semaine",
        "consecutive_days": "jours consécutifs",
        "consecutive_days_off": "jours de repos consécutifs, repos consécutifs",
        "max_transfers": "changements, changements d'adhérent",
        "forbidden_succession": "succession interdite, enchaînement interdit",
        "together": "ensemble, binôme",
        "apart": "séparés, jamais ensemble",
        "preferred_members": "adhérents préférés, membres préférés",
        "excluded_members": "adhérents exclus, membres exclus",
        "pinned": "épinglé, imposé",
        "max_hours_per_day": "heures par jour, durée quotidienne maximale",
        "worked_hours": "heures travaillées",
        "mean_weekly_hours": "moyenne hebdomadaire, durée hebdomadaire moyenne",
        "max_days_per_week": "jours par semaine",
        "daily_rest": "repos quotidien",
        "weekly_rest": "repos hebdomadaire",
        "yearly_days": "jours par an, forfait jours",
        "travel_fits": "temps de trajet",
    }
)

PARAMETERS_TOO: Mapping[str, str] = MappingProxyType(
    {
        "agreement": "convention",
        "at_least": "au moins, minimum, min",
        "at_most": "au plus, maximum, max",
        "bridges": "week-ends et fériés neutres",
        "by_anyone": "par quiconque",
        "days": "jours",
        "employee": "salarié, salariée, employé",
        "employees": "salariés, salariées, employés",
        "fewest": "le moins, au moins, at least, minimum, min",
        "hours": "heures",
        "largest": "le plus grand, au plus, at most, maximum, max",
        "longest": "le plus long, au plus, at most, maximum, max",
        "member": "adhérent, membre, entreprise",
        "member_next": "adhérent suivant, membre suivant, puis",
        "members": "adhérents, membres, entreprises",
        "most": "le plus, au plus, at most, maximum, max",
        "never": "jamais",
        "on": "le, quand",
        "per": "par, période, period",
        "shortest": "le plus court, au moins, at least, minimum, min",
        "skill": "compétence",
        "smallest": "le plus petit, au moins, at least, minimum, min",
        "source": "origine, référence",
        "stands": "est là, tient",
        "too_few": "poids si trop peu",
        "too_many": "poids si trop",
        "weeks": "semaines",
        "weight": "poids, points",
        "when": "quand, demi-journées",
    }
)


_SHARED = frozenset(field.name for field in fields(HouseRule))
_KINDS = {str(kind.id): kind for kind in HOUSE_RULES}
_RULES: Readings = {
    **{plain(kind.__name__): (rule, kind.__name__) for rule, kind in _KINDS.items()},
    **readings_of(_KINDS, RULES_TOO),
}


def rule_of(name: str) -> type[HouseRule] | None:
    """Return the kind of house rule that is named, or ``None``."""
    found = meant_by(name, _RULES)
    return None if found is None else _KINDS[found]


def nearest_rule(name: str) -> str:
    """Return advice for a rule that is not known."""
    return advice_for(name, _RULES, sorted(_KINDS))[0]


def parameter_of(kind: type[HouseRule], name: str) -> str | None:
    """Return the parameter of a rule that is named, or ``None``."""
    return meant_by(name, _readings(kind))


def nearest_parameter(kind: type[HouseRule], name: str) -> str:
    """Return advice for a parameter that is not known."""
    advice, meant = advice_for(name, _readings(kind), ())
    if meant is None:
        advice = 'A value that holds ";" stands in double quotes.'
    return f"{advice} {parameters_of(kind)}"


def parameters_of(kind: type[HouseRule]) -> str:
    """Return a sentence that lists the parameters of a rule but those that have columns of their own."""
    own = [name for name in parameters(kind) if name not in _SHARED]
    return f"{kind.id} takes {', '.join(own) or 'none'}."


@cache
def parameters(kind: type[HouseRule]) -> Mapping[str, Field[Any]]:
    """Return the parameters of a rule: its own, then weight and source, which all have."""
    found = sorted(fields(kind), key=lambda field: field.name in _SHARED)
    return MappingProxyType({field.name: field for field in found})


@cache
def _readings(kind: type[HouseRule]) -> Readings:
    return readings_of(parameters(kind), PARAMETERS_TOO)


def is_required(field: Field[Any]) -> bool:
    """Return whether a parameter must be given."""
    return field.default is MISSING


def kind_named(parameter: str) -> str | None:
    """Return whom a parameter names: "employee", "member", "agreement" or "skill"; ``None`` for nobody."""
    return next((kind for kind in KINDS_NAMED if parameter.startswith(kind)), None)


@cache
def naming(kind: type[HouseRule]) -> Mapping[str, bool]:
    """Return the parameters of a rule that name anybody, and whether they take several names."""
    hints = get_type_hints(kind)
    return MappingProxyType(
        {
            name: get_args(hints[name])[1] not in {str, str | None}
            for name in parameters(kind)
            if kind_named(name)
        }
    )


@cache
def main_parameter(kind: type[HouseRule]) -> str | None:
    """Return the parameter whose value may stand without its name: the only one that is required."""
    found = [name for name, field in parameters(kind).items() if is_required(field) and not kind_named(name)]
    return found[0] if len(found) == 1 else None
