"""House rules to rows that read back to equal rules."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gesched.errors import InputProblem
from gesched.group import Group
from gesched.group.fields import names_text
from gesched.rules import HOUSE_RULES, HouseRule
from gesched.tables.cells import cell_text
from gesched.tables.headings import KINDS
from gesched.tables.intake import Row, Table
from gesched.tables.parameters import parameters_text
from gesched.tables.rule_names import naming, parameters
from gesched.tables.rule_rows import Known, everybody_in, read_rules

_KIND = KINDS["rules"]


def rule_rows(group: Group, problems: list[InputProblem]) -> Iterator[dict[str, str]]:
    """Yield a row for each house rule of a group; those that no row can say are problems."""
    own = [str(rule.id) for rule in group.rules if type(rule) not in HOUSE_RULES]
    if own:
        advice = "Write dataclasses.replace(group, rules=...) without them, and add them again after reading."
        expected = "house rules of the kinds that gesched knows"
        problems.append(InputProblem(expected, ", ".join(own), _KIND.name, advice=advice))
    known = everybody_in(group)
    for number, rule in enumerate(group.rules):
        if not isinstance(rule, HouseRule) or type(rule) not in HOUSE_RULES:
            continue
        row = next((row for row in _forms(rule) if _reads_back(row, rule, known)), None)
        if row is None:
            expected = "a rule whose parameters can be written as text"
            problems.append(InputProblem(expected, rule, _KIND.name, number, "parameters"))
        else:
            yield dict.fromkeys(_KIND.columns, "") | row


def _forms(rule: HouseRule) -> Iterator[dict[str, str]]:
    """Yield a rule as rows: with the names in a column of their own, and with everything by its parameter."""
    defaults = {name: field.default for name, field in parameters(type(rule)).items()}
    said = {name: value for name in defaults if not _is_default(value := getattr(rule, name), defaults[name])}
    named = {name: value for name, value in said.items() if name in naming(type(rule))}
    columns = {name: _text(said[name]) for name in ("weight", "source") if said.get(name)}
    rest = {name: _text(value) for name, value in said.items() if name not in {*named, *columns}}
    who = "; ".join(names_text([value] if isinstance(value, str) else value) for value in named.values())
    yield {"rule": rule.id, "who": who, "parameters": parameters_text(rest), **columns}
    by_parameter = {name: _text(value) for name, value in named.items()} | rest
    yield {"rule": rule.id, "parameters": parameters_text(by_parameter), **columns}


def _is_default(value: Any, default: Any) -> bool:
    return bool(value == default) or (default == () and not value)


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else cell_text(value)


def _reads_back(row: Mapping[str, str], rule: HouseRule, known: Known) -> bool:
    given = {column: text for column, text in row.items() if text.strip()}
    read: Sequence[Any] = read_rules(Table(_KIND, rows=[Row(0, given)]), known).words
    return list(read) == [rule]
