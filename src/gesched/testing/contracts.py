"""What every rule must keep to, shown on every well-formed schedule of a tiny group."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gesched.audit import audit
from gesched.findings import Ground, Violation
from gesched.group import Group, Ledger
from gesched.linear import Linear, Values
from gesched.model import Model, Numbers
from gesched.problem import Offer, Problem
from gesched.rules import DEFAULT_RULES, HouseRule, Rule, gives_way
from gesched.schedule import Assignment, Past, Schedule
from gesched.testing.enumeration import every_schedule, every_solution
from gesched.timeline import HalfDay, Horizon

_MOST_SHOWN = 20


def assert_valid(schedule: Schedule, rules: Iterable[Rule] = ()) -> None:
    """Raise ``AssertionError`` with the violations' words where a schedule breaks a rule.

    Parameters
    ----------
    schedule
        The schedule.
    rules
        Rules beside those that always hold and the group's own.
    """
    found = audit(schedule, rules=rules, goals=())
    if not found.ok:
        raise AssertionError(str(found))


def assert_rule_contract(
    rule: Rule,
    group: Group,
    horizon: Horizon,
    ledger: Ledger | None = None,
    rules: Sequence[Rule] = (),
    history: Schedule | None = None,
) -> None:
    """Show, on every well-formed schedule of a tiny group, that both halves of a rule say the same.

    - The schedules that the solver allows, with only this rule posted, are those in which ``check`` finds
      nothing.
    - Every posted row that a schedule breaks is one violation of this rule, of the same people, amount and
      weight.
    - Where the rule is a house rule: relaxed, it allows every schedule, at the cost that ``check`` finds.
    - Grounds and violations name people, members and agreements of the group, and dates of the horizon.
    - The verdict and the solutions stay the same with the group's tables reversed, and the assignments too.
    - It makes no difference whether the rule is posted before or after others.

    Parameters
    ----------
    rule
        The rule, with its longest windows shrunk to fit into the horizon.
    group, horizon, ledger
        What is planned; small enough for ``every_schedule``.
    rules
        Rules that the order of posting is tried with; by default those that always hold.
    history
        A schedule before the horizon.

    Raises
    ------
    AssertionError
        With a smallest schedule that shows the difference, in words.
    BadValue
        There are too many well-formed schedules.
    """
    problem = Problem(group, horizon, Ledger() if ledger is None else ledger, Offer.EVERYTHING)
    past = Past(history)
    every = every_schedule(group, horizon, ledger, history)
    schedules = sorted(every, key=lambda one: len(one.assignments))
    verdicts = [tuple(rule.check(schedule)) for schedule in schedules]
    model = RecordingModel(problem, [rule], past)
    if gives_way(rule):
        _same_amounts(rule, model, schedules, verdicts)
        _same_costs(rule, model, schedules, verdicts)
        return
    solutions = every_solution(model)
    _same_solutions(rule, schedules, verdicts, solutions)
    _same_amounts(rule, model, schedules, verdicts)
    _same_reversed(rule, problem, past, schedules, verdicts, solutions)
    _same_in_any_order(rule, problem, past, rules or DEFAULT_RULES)
    if isinstance(rule, HouseRule):
        relaxed = rule.relaxed(3)
        verdicts = [tuple(relaxed.check(schedule)) for schedule in schedules]
        _same_costs(relaxed, RecordingModel(problem, [relaxed], past), schedules, verdicts)


class Row(NamedTuple):
    """One row that a rule posts: ``lower <= total <= upper``, and why."""

    total: Linear
    lower: int | None
    upper: int | None
    because: Ground

    def amount(self, values: Values) -> int:
        """Return by how much values of the variables break the row; 0 where it holds."""
        reached = self.total.value(values)
        under = 0 if self.lower is None else self.lower - reached
        over = 0 if self.upper is None else reached - self.upper
        return max(0, under, over)


class RecordingModel(Model):
    """A model that notes the rows which its rules post.

    Parameters
    ----------
    problem, rules, past
        As in ``Model``.

    Attributes
    ----------
    posted
        The rows, in the order of posting, those that cannot be broken included.
    """

    def __init__(self, problem: Problem, rules: Iterable[Rule], past: Past | None = None) -> None:
        self.posted: list[Row] = []
        self._numbers: dict[tuple[str, str, HalfDay], int] = {}
        super().__init__(problem, rules, past=past)

    def require(self, total: Linear, lower: int | None, upper: int | None, because: Ground) -> None:
        """Note one row, and post it."""
        self.posted.append(Row(total, lower, upper, because))
        super().require(total, lower, upper, because)

    def values_of(self, schedule: Schedule) -> Numbers:
        """Return the value of every variable in a schedule of which each assignment is a candidate."""
        taken = {self._number(one) for one in schedule.assignments}
        return self.decided(taken)

    def _number(self, one: Assignment) -> int:
        key = (one.agreement, one.employee, one.half_day)
        if key not in self._numbers:
            agreement = self.problem.agreement_number[one.agreement]
            employee = self.problem.employee_number[one.employee]
            decision = self.assigned(agreement, employee, [self.problem.column(one.half_day)])
            self._numbers[key] = decision.terms[0][0]
        return self._numbers[key]


def reversed_group(group: Group) -> Group:
    """Return the same group with each of its tables in reverse order."""
    return replace(
        group,
        employees=group.employees[::-1],
        members=group.members[::-1],
        agreements=group.agreements[::-1],
        sites=group.sites[::-1],
        trips=group.trips[::-1],
        absences=group.absences[::-1],
        closures=group.closures[::-1],
        common_time=group.common_time[::-1],
    )


def in_words(schedule: Schedule) -> str:
    """Return a schedule's assignments, a line each, for a message."""
    lines = [
        f"  {one.half_day}: {one.employee} at {one.member} ({one.agreement})" for one in schedule.assignments
    ]
    more = [f"  and {len(lines) - _MOST_SHOWN} more"] * (len(lines) > _MOST_SHOWN)
    return "\n".join([*lines[:_MOST_SHOWN], *more]) or "  nobody is assigned"


def _same_solutions(
    rule: Rule,
    schedules: Sequence[Schedule],
    verdicts: Sequence[tuple[Violation, ...]],
    solutions: set[tuple[Assignment, ...]],
) -> None:
    for schedule, verdict in zip(schedules, verdicts, strict=True):
        if (schedule.assignments in solutions) == bool(verdict):
            told = "the solver allows, but check() forbids" if verdict else "check() allows, not the solver"
            raise AssertionError("\n".join([f"{rule.id}: {told}", in_words(schedule), *map(str, verdict)]))
    unknown = solutions - {schedule.assignments for schedule in schedules}
    if unknown:
        raise AssertionError(f"{rule.id}: the solver makes an ill-formed schedule: {min(unknown)}")


def _same_amounts(
    rule: Rule,
    model: RecordingModel,
    schedules: Sequence[Schedule],
    verdicts: Sequence[tuple[Violation, ...]],
) -> None:
    for row in model.posted:
        _known(rule, model.problem, row.because)
    for schedule, verdict in zip(schedules, verdicts, strict=True):
        values = model.values_of(schedule)
        broken = (
            (row.because.rule, row.because.who, row.amount(values), row.because.weight)
            for row in model.posted
        )
        rows = Counter(entry for entry in broken if entry[2])
        violations = Counter((one.rule, one.who, one.amount, one.weight) for one in verdict)
        if rows != violations:
            told = f"{rule.id}: rows broken {dict(rows)}, violations {dict(violations)}"
            raise AssertionError("\n".join([told, in_words(schedule), *map(str, verdict)]))
        for violation in verdict:
            _known(rule, model.problem, violation)
            _dated(rule, model.problem.horizon, violation)


def _same_costs(
    rule: Rule,
    model: RecordingModel,
    schedules: Sequence[Schedule],
    verdicts: Sequence[tuple[Violation, ...]],
) -> None:
    for schedule, verdict in zip(schedules, verdicts, strict=True):
        values = model.values_of(schedule)
        paid, cost = model.relaxed.value(values), sum(one.cost for one in verdict)
        if paid != cost:
            told = f"{rule.id}: relaxed, it costs {paid}, but its violations {cost}"
            raise AssertionError("\n".join([told, in_words(schedule), *map(str, verdict)]))
        if not any(one.weight == 0 for one in verdict) and not model.holds(values):
            raise AssertionError(f"{rule.id}: relaxed, it forbids\n{in_words(schedule)}")


def _known(rule: Rule, problem: Problem, finding: Ground | Violation) -> None:
    group = problem.group
    names = {word.name for words in (group.employees, group.members, group.agreements) for word in words}
    if finding.rule != rule.id:
        raise AssertionError(f"{rule.id}: {finding!r} is said to be of the rule {finding.rule!r}")
    if not finding.who or not names.issuperset(finding.who):
        raise AssertionError(f"{rule.id}: {finding!r} must name people, members or agreements of the group")
    if not all(name in finding.words for name in finding.who):
        raise AssertionError(f"{rule.id}: the words of {finding!r} must name all whom it concerns")


def _dated(rule: Rule, horizon: Horizon, violation: Violation) -> None:
    if not horizon.first <= violation.first <= violation.last <= horizon.last:
        raise AssertionError(f"{rule.id}: {violation!r} must name dates of {horizon}, the first one first")


def _same_reversed(
    rule: Rule,
    problem: Problem,
    past: Past,
    schedules: Sequence[Schedule],
    verdicts: Sequence[tuple[Violation, ...]],
    solutions: set[tuple[Assignment, ...]],
) -> None:
    group = reversed_group(problem.group)
    for schedule, verdict in zip(schedules, verdicts, strict=True):
        turned = replace(schedule, group=group, assignments=schedule.assignments[::-1])
        if sorted(rule.check(turned)) != sorted(verdict):
            told = f"{rule.id}: check() finds something else where the group's tables are reversed"
            raise AssertionError(f"{told}\n{in_words(schedule)}")
    if every_solution(Model(replace(problem, group=group), [rule], past=past)) != solutions:
        raise AssertionError(f"{rule.id}: the solutions differ where the group's tables are reversed")


def _same_in_any_order(rule: Rule, problem: Problem, past: Past, rules: Sequence[Rule]) -> None:
    others = [other for other in rules if other.id != rule.id]
    orders: Iterator[list[Rule]] = iter(([rule, *others], [*others[::-1], rule]))
    first, last = (every_solution(Model(problem, order, past=past)) for order in orders)
    if first != last:
        raise AssertionError(
            f"{rule.id}: posted before other rules, it allows {len(first)}; after, {len(last)}"
        )
