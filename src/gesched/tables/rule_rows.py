"""Rows to house rules: whom each names, its parameters, and what is wrong, told at its cell."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Group
from gesched.group.agreements import as_agreement_name
from gesched.group.fields import names_in
from gesched.rules import HouseRule
from gesched.tables.intake import Row, Table
from gesched.tables.parameters import parameters_in, parameters_text
from gesched.tables.rule_names import (
    KINDS_NAMED,
    is_required,
    kind_named,
    main_parameter,
    naming,
    nearest_parameter,
    nearest_rule,
    parameter_of,
    parameters,
    parameters_of,
    rule_of,
)
from gesched.tables.words import Words, unread_cells


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known, by kind: "employee", "member", "agreement" or "skill".

    Parameters
    ----------
    names
        The names that are known.
    perhaps
        Names in rows that could not be read.
    unread
        Kinds of which any name may be known, as their table could not be read.
    """

    names: Mapping[str, Collection[str]]
    perhaps: Mapping[str, Collection[str]]
    unread: Collection[str] = ()

    def knows(self, kind: str, name: str) -> bool | None:
        """Return whether a name is known; ``None`` where that is not sure."""
        if name in self.names[kind]:
            return True
        return None if kind in self.unread or name in self.perhaps[kind] else False


def everybody_in(group: Group) -> Known:
    """Return who is known in a whole group."""
    names = {
        "employee": {employee.name for employee in group.employees},
        "member": {member.name for member in group.members},
        "agreement": {agreement.name for agreement in group.agreements},
        "skill": {skill for employee in group.employees for skill in employee.skills},
    }
    return Known(names, dict.fromkeys(names, ()))


def read_rules(table: Table, known: Known) -> Words:
    """Make a house rule of every row of a table."""
    read = Words(skipped=list(table.skipped))
    for row in table.rows:
        reader = _Reader(table, row, known)
        rule = reader.rule()
        if rule is None:
            read.failed.append(row)
            read.problems += reader.problems
        else:
            read.words.append(rule)
            read.numbers.append(row.number)
    return read


class _Reader:
    """A reader of one row."""

    def __init__(self, table: Table, row: Row, known: Known) -> None:
        self.problems = list(unread_cells(table, row))
        self._table = table
        self._number = row.number
        self._known = known
        self._texts = {column: cell for column, cell in row.cells.items() if isinstance(cell, str)}
        self._unread = {column for column, cell in row.cells.items() if isinstance(cell, BadValue)}
        self._is_sure = "who" not in self._unread
        self._is_lost = "parameters" in self._unread
        self._given: dict[str, Any] = {}
        self._columns: dict[str, str] = {}

    def rule(self) -> HouseRule | None:
        """Return the rule; ``None`` where something is wrong, here or with whom it names."""
        written = self._texts.get("rule", "")
        kind = rule_of(written)
        if kind is None:
            if "rule" not in self._unread:
                self._refuse("rule", "a house rule", written, nearest_rule(written))
            self._kinds_in_who(KINDS_NAMED)
            return None
        self._take_parameters(kind)
        self._take_who(kind)
        for column in ("weight", "source"):
            if column in self._texts:
                self._give(column, self._texts[column], column)
        for parameter, several in naming(kind).items():
            self._check_names(parameter, several)
        rule = self._made(kind)
        return rule if self._is_sure and not self.problems else None

    def _refuse(self, column: str, expected: str, value: object, advice: str = "") -> None:
        self.problems.append(self._table.problem(expected, value, self._number, column, advice))

    def _give(self, parameter: str, value: Any, column: str) -> None:
        if parameter in self._given:
            advice = "Give it once."
            if self._columns[parameter] != column:
                advice = f"The column {self._columns[parameter]!r} says it already: give it once."
            self._refuse(column, f"one value for {parameter!r}", value, advice)
            return
        self._given[parameter] = value
        self._columns[parameter] = column

    # Parameters.

    def _take_parameters(self, kind: type[HouseRule]) -> None:
        for key, value in parameters_in(self._texts.get("parameters", "")):
            parameter = parameter_of(kind, key) if key else main_parameter(kind)
            if parameter is not None:
                self._give(parameter, value, "parameters")
                continue
            self._is_lost = True
            if key:
                self._refuse("parameters", f"a parameter of {kind.id}", key, nearest_parameter(kind, key))
            else:
                expected = 'parameters with their names, such as "most=2"'
                self._refuse("parameters", expected, value, parameters_of(kind))

    # Names.

    def _take_who(self, kind: type[HouseRule]) -> None:
        text = self._texts.get("who", "").strip()
        free = {name: several for name, several in naming(kind).items() if name not in self._given}
        if text and not free:
            advice = "The parameters say it already." if naming(kind) else "Leave the cell empty."
            self._refuse("who", f"nothing, as {kind.id} names nobody else", text, advice)
            return
        found = self._kinds_in_who(dict.fromkeys(filter(None, map(kind_named, free))))
        for named, names in found.items():
            self._share_out({name: free[name] for name in free if kind_named(name) == named}, named, names)

    def _kinds_in_who(self, possible: Iterable[str]) -> Mapping[str, list[str]]:
        """Return the names in ``who`` by kind, in the order written; the others are problems."""
        try:
            names = names_in(self._texts.get("who", ""), as_agreement_name)
        except BadValue as bad:
            self._is_sure = False
            self._refuse("who", bad.expected, bad.value, bad.advice)
            return {}
        found: dict[str, list[str]] = {}
        for name in names:
            named = self._kind_of(name, list(possible))
            if named is None:
                self._is_sure = False
            else:
                found.setdefault(named, []).append(name)
        return found

    def _kind_of(self, name: str, possible: list[str]) -> str | None:
        """Return which of some kinds a name is; ``None`` where that cannot be told, which is a problem."""
        answers = {kind: self._known.knows(kind, name) for kind in possible}
        sure = [kind for kind, answer in answers.items() if answer]
        sure = [kind for kind in sure if kind != "skill"] or sure  # a skill may be called like its member
        if len(sure) == 1:
            return sure[0]
        if sure and possible != [*KINDS_NAMED]:
            example = parameters_text({sure[0]: name})
            advice = f"It is the name of each: write it in the parameters, as {example}."
            self._refuse("who", f"a name that only {_either(sure, 'or only')} has", name, advice)
        elif not sure and None not in answers.values():
            others = [kind for kind in KINDS_NAMED if self._known.knows(kind, name)]
            expected = f"{_either(possible, 'or')} of the group"
            self._refuse("who", expected, name, self._whom(possible, others, name))
        return None

    def _whom(self, possible: list[str], others: list[str], name: str) -> str:
        if others:
            return f"It is {_either(others, 'and')}, whom the rule does not name."
        known = [other for kind in possible for other in self._known.names[kind]]
        return nearest(name, known) or "Add it, or mend the name."

    def _share_out(self, free: Mapping[str, bool], named: str, names: list[str]) -> None:
        """Give names of one kind to the parameters that name this kind, in the order written."""
        left = list(names)
        for parameter, several in free.items():
            if several:
                self._give(parameter, left, "who")
                return
            if left:
                self._give(parameter, left.pop(0), "who")
        if left:
            expected = f"at most {len(free)} {named}{'s' * (len(free) > 1)}"
            self._refuse("who", expected, "; ".join(names), "Write a row for each.")

    def _check_names(self, parameter: str, several: bool) -> None:
        """Note names that are given in the parameters and not known, or not sure to be."""
        named = kind_named(parameter)
        if named is None or self._columns.get(parameter) != "parameters":
            return
        text = self._given[parameter]
        try:
            names = names_in(text, as_agreement_name) if several else [as_agreement_name(text)]
        except BadValue:  # the rule itself says what is wrong
            return
        for name in names:
            answer = self._known.knows(named, name)
            self._is_sure = self._is_sure and answer is not None
            if answer is False:
                advice = self._whom([named], [], name)
                self._refuse("parameters", f"{_either([named], 'or')} of the group", name, advice)

    # The rule.

    def _made(self, kind: type[HouseRule]) -> HouseRule | None:
        """Return the rule, or note what it gets wrong."""
        missing = [
            name for name, field in parameters(kind).items() if is_required(field) and name not in self._given
        ]
        before = bool(self.problems) or not self._is_sure
        for name in missing:
            self._miss(kind, name)
        make: Callable[..., HouseRule] = kind
        try:
            return make(**dict.fromkeys(missing, ""), **self._given)
        except InputError as error:
            for problem in error.problems:
                if problem.column not in missing:
                    self._place(kind, problem, only_certain=before or bool(missing))
            return None

    def _miss(self, kind: type[HouseRule], name: str) -> None:
        named = kind_named(name)
        if self._is_lost:  # perhaps it is there
            return
        if named is None:
            written = self._texts.get("parameters", "")
            self._refuse("parameters", f"a value for {name!r}", written, parameters_of(kind))
        elif self._is_sure:
            expected = f"{named}s" if naming(kind)[name] else _either([named], "or")
            who = self._texts.get("who", "")
            self._refuse("who", f"{expected} for {name!r}", who, parameters_of(kind))

    def _place(self, kind: type[HouseRule], problem: InputProblem, only_certain: bool) -> None:
        """Note a problem of the rule at the cell that it comes from."""
        name = problem.column
        if only_certain and (name not in self._given or self._given[name] != problem.value):
            return  # it may be due to what is told already
        column = self._columns.get(name, "who" if name in naming(kind) else "parameters")
        is_one_of_many = column == "parameters" and name in self._given
        expected = f"{problem.expected} for {name!r}" if is_one_of_many else problem.expected
        self._refuse(column, expected, problem.value, problem.advice)


def _either(kinds: Collection[str], word: str) -> str:
    articles = (f"an {kind}" if kind[0] in "ae" else f"a {kind}" for kind in kinds)
    return f" {word} ".join(articles)
