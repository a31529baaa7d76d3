"""What every goal must keep to, shown on every schedule of a tiny group that keeps the rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from gesched.findings import LevelReport
from gesched.goals import CountsHalfDays, Goal, Outcome, Value, WeighedGoal, goals_in_use
from gesched.group import Group, Ledger
from gesched.linear import Linear
from gesched.model import Numbers
from gesched.problem import Problem
from gesched.rules import Rule, gives_way, rules_in_use
from gesched.schedule import Schedule
from gesched.testing.contracts import RecordingModel, in_words, reversed_group
from gesched.testing.enumeration import every_schedule
from gesched.timeline import Horizon


def schedules_that_keep(
    group: Group, horizon: Horizon, ledger: Ledger | None = None, rules: Sequence[Rule] = ()
) -> Iterator[Schedule]:
    """Yield every well-formed schedule that keeps the rules that must hold, by their ``check`` alone.

    Parameters
    ----------
    group, horizon, ledger
        What is planned; small enough for ``every_schedule``.
    rules
        Rules beside those that always hold and the group's own.
    """
    in_use = rules_in_use(group, rules)
    for schedule in every_schedule(group, horizon, ledger):
        if all(violation.weight for rule in in_use for violation in rule.check(schedule)):
            yield schedule


def assert_goal_contract(
    goal: Goal,
    group: Group,
    horizon: Horizon,
    ledger: Ledger | None = None,
    schedules: Iterable[Schedule] | None = None,
) -> None:
    """Show, on every schedule of a tiny group that keeps the rules, that both halves of a goal say the same.

    - Where a search changes nothing, the report of ``pursue`` tells the ``values`` of the schedule.
    - Where a search finds the best for every objective, the schedule is the best by ``values`` in strict
      order, and everything is reported as proven.
    - No floor, and no reported bound, is above what some schedule reaches that keeps what is kept, also
      where the search found or proved only some of it.
    - The values stay the same with the group's tables reversed, and the assignments too.
    - Where the goal can be weighed against others, its cost is the measure that it names, and no schedule
      costs less than the cheapest flow of half-days.

    Parameters
    ----------
    goal
        The goal.
    group, horizon, ledger
        What is planned, with the group's own rules. Where no schedule keeps the rules, there is nothing to
        show.
    schedules
        Every schedule that keeps the rules; ``None`` finds them, where the group is small enough for
        ``every_schedule``.

    Raises
    ------
    AssertionError
        With the schedule that shows the difference, in words.
    BadValue
        There are too many well-formed schedules.
    """
    found = list(schedules_that_keep(group, horizon, ledger) if schedules is None else schedules)
    if not found:
        return
    rules = rules_in_use(group)
    *_, goal = goals_in_use([goal], [rule for rule in rules if gives_way(rule)])
    model = RecordingModel(Problem(group, horizon, Ledger() if ledger is None else ledger), rules)
    values = [model.values_of(schedule) for schedule in found]
    known = _Known(goal, model, found, values, [goal.values(schedule) for schedule in found])
    _same_reversed(goal, known)
    _same_cost(goal, known)
    _above_flow(goal, known)
    for place in range(len(found)):
        _same_values(goal, known, *_pursued(goal, known, place, _Search.NONE))
    for search in _Search:
        for start in {0, len(found) - 1}:
            levels, best = _pursued(goal, known, start, search)
            _same_values(goal, known, levels, best)
            _sound(goal, known, levels)
            if search is _Search.FULL:
                _optimal(goal, known, levels, best)


class _Search(Enum):
    """How good a search is that a goal is tried with."""

    NONE = "takes stock, of what was never tried"
    GUIDED = "proves the best, but finds only what guides want"
    UNPROVEN = "finds the best, but proves nothing"
    ODD = "finds and proves the best of the first objective, the third, and so on; of others nothing"
    EVEN = "finds and proves the best of the second objective, the fourth, and so on; of others nothing"
    FULL = "finds the best, and proves it"


@dataclass(frozen=True)
class _Known:
    """Every schedule that keeps the rules, its values in a model, and the measures of a goal."""

    goal: Goal
    model: RecordingModel
    schedules: Sequence[Schedule]
    values: list[Numbers]
    measures: Sequence[tuple[Value, ...]]

    def value(self, place: int, total: Linear) -> int:
        self.values[place] = self.model.completed(self.values[place])
        return int(total.value(self.values[place]))

    def numbers(self, place: int) -> tuple[int, ...]:
        return tuple(measure.value for measure in self.measures[place])


def _pursued(goal: Goal, known: _Known, best: int, search: _Search) -> tuple[tuple[LevelReport, ...], int]:
    """Let a goal be pursued by enumeration; return its report, and which schedule is the best."""
    pursuit = goal.pursue(known.model, lambda total: known.value(best, total))
    allowed = list(range(len(known.schedules)))
    outcome: Outcome | None = None
    count = 0
    while True:
        count += 1
        try:
            objective = next(pursuit) if outcome is None else pursuit.send(outcome)
        except StopIteration as finished:
            return finished.value, best
        least = min(allowed, key=lambda place: known.value(place, objective.total))
        reachable = known.value(least, objective.total)
        if objective.floor > reachable:
            told = f"{objective.name!r} has the floor {objective.floor}, but {reachable} is reached by"
            raise AssertionError(f"{goal.id}: {told}\n{in_words(known.schedules[least])}")
        guided = search is _Search.GUIDED and not objective.prove
        full = search in {_Search.FULL, (_Search.EVEN, _Search.ODD)[count % 2]}
        improves = objective.search and (guided or full or search is _Search.UNPROVEN)
        if improves and reachable < known.value(best, objective.total):
            best = least
        proves = objective.search and objective.prove and (full or search is _Search.GUIDED)
        value, tried = known.value(best, objective.total), search is not _Search.NONE
        outcome = Outcome(value, reachable if proves else objective.floor, tried=tried)
        if objective.keep:
            allowed = [place for place in allowed if known.value(place, objective.total) <= value]


def _same_values(goal: Goal, known: _Known, levels: Sequence[LevelReport], best: int) -> None:
    reported = tuple((level.goal, level.measure, level.value, level.unit) for level in levels)
    counted = tuple((goal.id, *measure) for measure in known.measures[best])
    if reported != counted:
        told = f"{goal.id}: pursue() reports {reported}, values() counts {counted}"
        raise AssertionError(f"{told}\n{in_words(known.schedules[best])}")


def _same_cost(goal: Goal, known: _Known) -> None:
    if not isinstance(goal, WeighedGoal):
        return
    cost = goal.cost(known.model)
    for place, measures in enumerate(known.measures):
        (counted,) = (one.value for one in measures if one.measure == goal.cost_measure)
        weighed = known.value(place, cost)
        if weighed != counted:
            told = f"{goal.id}: it weighs in with {weighed}, but its {goal.cost_measure} is {counted}"
            raise AssertionError(f"{told}\n{in_words(known.schedules[place])}")


def _above_flow(goal: Goal, known: _Known) -> None:
    if not isinstance(goal, WeighedGoal) or not isinstance(goal, CountsHalfDays):
        return
    floor = known.model.flow_bound(goal.flow_costs(known.model.problem))
    for schedule, measures in zip(known.schedules, known.measures, strict=True):
        (counted,) = (one.value for one in measures if one.measure == goal.cost_measure)
        if counted < floor:
            told = f"{goal.id}: every flow costs {floor} at least, but its {goal.cost_measure} is {counted}"
            raise AssertionError(f"{told}\n{in_words(schedule)}")


def _sound(goal: Goal, known: _Known, levels: Sequence[LevelReport]) -> None:
    as_good = list(range(len(known.schedules)))
    for rank, level in enumerate(levels):
        least = min(as_good, key=lambda place: known.numbers(place)[rank])
        if known.numbers(least)[rank] < level.bound:
            told = f"{level.measure} is bounded by {level.bound}, but {known.numbers(least)} is reached by"
            raise AssertionError(f"{goal.id}: {told}\n{in_words(known.schedules[least])}")
        as_good = [place for place in as_good if known.numbers(place)[rank] <= level.value]


def _optimal(goal: Goal, known: _Known, levels: Sequence[LevelReport], best: int) -> None:
    least = min(range(len(known.schedules)), key=known.numbers)
    if known.numbers(best) != known.numbers(least):
        told = f"pursue() ends with {known.numbers(best)}, but {known.numbers(least)} is reached by"
        raise AssertionError(f"{goal.id}: {told}\n{in_words(known.schedules[least])}")
    unproven = [level.measure for level in levels if not level.proven]
    if unproven:
        raise AssertionError(f"{goal.id}: all was proven, but the report says that {unproven} are not")


def _same_reversed(goal: Goal, known: _Known) -> None:
    group = reversed_group(known.model.problem.group)
    problem = replace(known.model.problem, group=group)
    for schedule, measures in zip(known.schedules, known.measures, strict=True):
        turned = replace(schedule, group=group, assignments=schedule.assignments[::-1])
        vars(turned)["problem"] = problem
        if goal.values(turned) != measures:
            told = f"{goal.id}: values() differ where the group's tables are reversed"
            raise AssertionError(f"{told}\n{in_words(schedule)}")
