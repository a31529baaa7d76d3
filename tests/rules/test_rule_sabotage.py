"""The contract must be able to fail: rules broken on purpose are found out, by the right clause."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest

from gesched.findings import Ground, Violation
from gesched.group import Ledger
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import (
    AgreementCovers,
    AtOnce,
    AuthorisedMembers,
    CommitmentLimits,
    EmployeeAvailable,
    MemberOpen,
    Rule,
    RuleModel,
    WholeDays,
)
from gesched.schedule import Past, Schedule
from gesched.testing import assert_rule_contract, tiny_cases
from gesched.timeline import Half

Shared = TypeVar("Shared")
Row = tuple[Linear, int | None, int | None, Ground]
Posting = Callable[[Rule, RuleModel], None]
Checking = Callable[[Rule, Schedule], Iterator[Violation]]


class Meddler:
    """Stands between a rule and its model: rows are kept back, to be posted changed."""

    def __init__(self, model: RuleModel, columns: Callable[[int], int | None]) -> None:
        self.rows: list[Row] = []
        self._model = model
        self._columns = columns

    @property
    def problem(self) -> Problem:
        return self._model.problem

    def assigned(self, agreement: int, employee: int, columns: Sequence[int]) -> Linear:
        changed = [self._columns(column) for column in columns]
        return self._model.assigned(agreement, employee, [column for column in changed if column is not None])

    @property
    def past(self) -> Past:
        return self._model.past

    def given(self, agreement: int, tranche: int) -> Linear:
        return self._model.given(agreement, tranche)

    def shared(self, make: Callable[[RuleModel], Shared]) -> Shared:
        return make(self)

    def works(self, employee: str, day: dt.date, half: Half | None = None) -> Linear:
        return self._model.works(employee, day, half)

    def serves(self, employee: str, member: str, day: dt.date, half: Half | None = None) -> Linear:
        return self._model.serves(employee, member, day, half)

    def either(self, parts: Iterable[Linear]) -> Linear:
        return self._model.either(parts)

    def reaches(self, total: Linear, least: int) -> Linear:
        return self._model.reaches(total, least)

    def positive(self, total: Linear) -> Linear:
        return self._model.positive(total)

    def require(self, total: Linear, lower: int | None, upper: int | None, because: Ground) -> None:
        self.rows.append((total, lower, upper, because))


@dataclass(frozen=True)
class Sabotaged:
    rule: Rule
    posting: Posting = lambda rule, model: rule.post(model)
    checking: Checking = lambda rule, schedule: rule.check(schedule)

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def title(self) -> str:
        return self.rule.title

    @property
    def source(self) -> str:
        return self.rule.source

    def post(self, model: RuleModel) -> None:
        self.posting(self.rule, model)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        return self.checking(self.rule, schedule)


def rows(change: Callable[[list[Row]], list[Row]]) -> Posting:
    def post(rule: Rule, model: RuleModel) -> None:
        meddler = Meddler(model, lambda column: column)
        rule.post(meddler)
        for row in change(meddler.rows):
            model.require(*row)

    return post


def columns(change: Callable[[int], int | None]) -> Posting:
    def post(rule: Rule, model: RuleModel) -> None:
        meddler = Meddler(model, change)
        rule.post(meddler)
        for row in meddler.rows:
            model.require(*row)

    return post


def each(change: Callable[[Violation], Violation]) -> Checking:
    return lambda rule, schedule: (change(one) for one in rule.check(schedule))


def looser(row: Row, under: int = 0, over: int = 0) -> Row:
    total, lower, upper, ground = row
    return total, None if lower is None else lower - under, None if upper is None else upper + over, ground


def only_first(rule: Rule, model: RuleModel) -> None:
    assert isinstance(model, Model)
    if next(model.rows, None) is None:
        rule.post(model)


def only_mornings(rule: Rule, schedule: Schedule) -> Iterator[Violation]:
    mornings = [one for one in schedule.assignments if one.half is Half.AM]
    return rule.check(replace(schedule, assignments=tuple(mornings)))


def not_the_last_day(rule: Rule, schedule: Schedule) -> Iterator[Violation]:
    return (one for one in rule.check(schedule) if one.last < schedule.horizon.last)


def first_in_the_table(rule: Rule, schedule: Schedule) -> Iterator[Violation]:
    first = schedule.group.agreements[0].name
    return (replace(one, words=f"{one.words} ({first})") for one in rule.check(schedule))


def ledger_forgotten(rule: Rule, schedule: Schedule) -> Iterator[Violation]:
    return rule.check(replace(schedule, ledger=Ledger()))


def twice(rule: Rule, schedule: Schedule) -> Iterator[Violation]:
    for one in rule.check(schedule):
        yield from (one, one)


def nobody(row: Row) -> Row:
    return (*row[:3], replace(row[3], who=()))


def a_day_later(one: Violation) -> Violation:
    return replace(one, first=one.last, last=one.first.replace(year=one.first.year + 1))


DIFFERS = "solver allows, but|not the solver"
SABOTAGES = {
    "a cap too high": (
        Sabotaged(CommitmentLimits(), rows(lambda all_: [looser(row, over=1) for row in all_])),
        "two members compete",
        DIFFERS,
    ),
    "a minimum too low": (
        Sabotaged(CommitmentLimits(), rows(lambda all_: [looser(row, under=1) for row in all_])),
        "weeks, from a Thursday to a Monday",
        DIFFERS,
    ),
    "the last period left out": (
        Sabotaged(CommitmentLimits(), rows(lambda all_: all_[:-2])),
        "weeks, from a Thursday to a Monday",
        DIFFERS,
    ),
    "the first period left out": (
        Sabotaged(CommitmentLimits(), rows(lambda all_: all_[1:])),
        "weeks, from a Thursday to a Monday",
        DIFFERS,
    ),
    "mornings and afternoons swapped": (
        Sabotaged(EmployeeAvailable(), columns(lambda column: column ^ 1)),
        "whole days of which only one half is possible",
        DIFFERS,
    ),
    "the first day left out": (
        Sabotaged(MemberOpen(), columns(lambda column: column if column > 1 else None)),
        "holidays of two zones, some of them worked",
        DIFFERS,
    ),
    "one too many at once": (
        Sabotaged(AtOnce(), rows(lambda all_: [looser(row, over=1) for row in all_])),
        "two at once, and an excess to spread",
        DIFFERS,
    ),
    "never posted": (
        Sabotaged(AuthorisedMembers(), rows(lambda _: [])),
        "by name and by skill, at members that the contract lists",
        DIFFERS,
    ),
    "only mornings without afternoons": (
        Sabotaged(WholeDays(), rows(lambda all_: [(*row[:1], None, *row[2:]) for row in all_])),
        "whole days of which only one half is possible",
        DIFFERS,
    ),
    "a row twice": (
        Sabotaged(AgreementCovers(), rows(lambda all_: all_ * 2)),
        "contracts, memberships and agreements that begin and end",
        "rows broken",
    ),
    "a ground that names nobody": (
        Sabotaged(AgreementCovers(), rows(lambda all_: [nobody(row) for row in all_])),
        "contracts, memberships and agreements that begin and end",
        "must name people",
    ),
    "posted only where it comes first": (
        Sabotaged(CommitmentLimits(), only_first),
        "weeks, from a Thursday to a Monday",
        "posted before other rules",
    ),
    "afternoons not checked": (
        Sabotaged(EmployeeAvailable(), checking=only_mornings),
        "absences, closures and common time by half-days",
        DIFFERS,
    ),
    "the last day not checked": (
        Sabotaged(MemberOpen(), checking=not_the_last_day),
        "contracts, memberships and agreements that begin and end",
        DIFFERS,
    ),
    "the ledger not checked": (
        Sabotaged(CommitmentLimits(), checking=ledger_forgotten),
        "owed, and taken in advance",
        DIFFERS,
    ),
    "an amount of one for all": (
        Sabotaged(CommitmentLimits(), checking=each(lambda one: replace(one, amount=1))),
        "two members compete",
        "rows broken",
    ),
    "a violation twice": (
        Sabotaged(WholeDays(), checking=twice),
        "whole days of which only one half is possible",
        "rows broken",
    ),
    "somebody else's violation": (
        Sabotaged(MemberOpen(), checking=each(lambda one: replace(one, who=("Label 9",)))),
        "contracts, memberships and agreements that begin and end",
        "rows broken",
    ),
    "a date of another year": (
        Sabotaged(AtOnce(), checking=each(a_day_later)),
        "two at once, and an excess to spread",
        "must name dates",
    ),
    "words that name nobody": (
        Sabotaged(AtOnce(), checking=each(lambda one: replace(one, words="too many come at once"))),
        "two at once, and an excess to spread",
        "must name all",
    ),
    "another rule's violation": (
        Sabotaged(WholeDays(), rows(lambda all_: [(*row[:3], replace(row[3], rule="x")) for row in all_])),
        "whole days of which only one half is possible",
        "is said to be of the rule 'x'",
    ),
    "a verdict by the order of a table": (
        Sabotaged(AtOnce(), checking=first_in_the_table),
        "two at once, and an excess to spread",
        "tables are reversed",
    ),
}


@pytest.mark.parametrize(("rule", "name", "told"), SABOTAGES.values(), ids=SABOTAGES)
def test_a_sabotaged_rule_breaks_its_contract(rule: Sabotaged, name: str, told: str) -> None:
    case = next(case for case in tiny_cases() if case.name == name)
    assert_rule_contract(rule.rule, case.group, case.horizon, case.ledger)
    with pytest.raises(AssertionError, match=told):
        assert_rule_contract(rule, case.group, case.horizon, case.ledger)
