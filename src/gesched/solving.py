"""solve(): a group and a horizon in, an audited schedule out."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from itertools import zip_longest

from gesched.audit import Audit, audit
from gesched.conflict import explain
from gesched.engine import Clock, Infeasible, Listener, Runner, Search, Told
from gesched.errors import BadValue, NoSchedule, WrongAnswer
from gesched.findings import Excused, LevelReport, Report, Unservable
from gesched.goals import DEFAULT_GOALS, Goal, Value, Weighted, compass_of, goals_in_use
from gesched.group import Group, Ledger
from gesched.linear import Linear
from gesched.model import Model, Stopped
from gesched.problem import Problem, over_commitments
from gesched.rules import Excuses, Rule, gives_way, rules_in_use
from gesched.schedule import Schedule
from gesched.timeline import Horizon


def solve(
    group: Group,
    first: dt.date | str,
    last: dt.date | str,
    *,
    time_limit: float | None = 60.0,
    effort: int | None = None,
    seed: int = 0,
    ledger: Mapping[str, int] | None = None,
    history: Schedule | None = None,
    start: Schedule | None = None,
    rules: Iterable[Rule] = (),
    goals: Sequence[Goal] = DEFAULT_GOALS,
    revised: dt.datetime | None = None,
    on_progress: Listener | None = None,
    executor: Executor | None = None,
) -> Schedule:
    """Return the best schedule that can be found in time, audited, with a report of how good it is.

    Parameters
    ----------
    group
        The employer group.
    first, last
        First and last date to plan, both included.
    time_limit
        Seconds; hundreds of employees and a year have a first schedule, which is far from the best, after
        half a minute. ``None`` goes on until all is proven, which for visits and transfers may be never: give
        an ``effort``, or fewer goals.
    effort
        Slices of search: with the ``report.effort`` of an earlier run, the same seed and
        ``time_limit=None``, the schedule is the same again.
    seed
        Any whole number from 0.
    ledger
        What is owed from before, as ``schedule.closing_ledger`` gives it.
    history
        A schedule before ``first``; it feeds rolling windows only.
    start
        A schedule to begin with, whole or partial, of a horizon that overlaps: what it says of this one is
        taken over as far as it can be, and improved.
    rules
        Rules beside those that always hold and the group's own.
    goals
        In strict priority order; where rules are relaxed, that they give way little comes first. Rules and
        goals of your own may be asked in another thread of this process, one at a time.
    revised
        When this plan is made, with a time zone: calendars carry it. ``None`` leaves it open.
    on_progress
        Called with a ``Progress`` after each slice and about once a second.
    executor
        Where the slices are done, such as a ``concurrent.futures.ProcessPoolExecutor``; it is left open, and
        what it was doing when time was up, or once all was found, may go on there for a while. ``None`` is in
        threads of this process, one a core. The schedule is the same.

    Returns
    -------
    Schedule
        With its ``report``. Ctrl-C returns the best so far; the report says so.

    Raises
    ------
    BadValue, InputError
        Something given cannot be used.
    NoSchedule
        It is proven that none exists; the error carries the ``Conflict``.
    TimeLimitReached
        Time ran out before any was found, which says nothing about whether one exists.
    KeyboardInterrupt
        Ctrl-C came before any was found.
    WrongAnswer
        The solver's answer failed the audit.
    """
    _check_words(group, history, start, goals)
    _check_numbers(time_limit, effort, seed)
    clock = Clock(time_limit, effort, on_progress)
    # Everything but the assignments is checked before the search.
    blank = Schedule(group, Horizon(first, last), (), Ledger(ledger or {}), history, None, revised)
    more = tuple(rules)
    with clock.heeding_interrupts(), Runner(clock, executor) as runner:
        return _solved(blank, start, more, goals, seed, runner)


def _solved(
    blank: Schedule,
    earlier: Schedule | None,
    more: Sequence[Rule],
    goals: Sequence[Goal],
    seed: int,
    runner: Runner,
) -> Schedule:
    clock, problem, rules = runner.clock, blank.problem, rules_in_use(blank.group, more)
    goals = goals_in_use(goals, [rule for rule in rules if gives_way(rule)])
    model, search = _posted(blank, rules, goals, seed, runner, earlier)
    leader = _leader(goals)
    whole = (
        earlier is not None
        and earlier.horizon.first <= problem.horizon.first
        and problem.horizon.last <= earlier.horizon.last
    )
    try:
        _start(search, leader, model, runner, whole=whole)
    except Infeasible as found:
        conflict = explain(problem, rules, blank.past, seed, runner, found.scope)
        raise NoSchedule(conflict) from None
    found_seconds = clock.elapsed
    first = _audited(search, blank, more, goals, runner)
    first_seconds = clock.elapsed
    # The last schedule is audited as the first was, within the time.
    clock.set_aside(first_seconds - found_seconds)
    # What is known before the search is told after it: not to be waited for then.
    tick = clock.beat("audit", "promises", "audit")
    promised_over, excused = runner.aside(lambda: (over_commitments(problem), _excused(rules, problem)), tick)
    told, ending = search.improve(_guide(leader, goals))
    schedule, audited = _audited(search, blank, more, goals, runner, known=first)
    levels = tuple(_levels(goals, told, audited.values))
    if differences := list(_differences(levels, audited.values)):
        raise WrongAnswer(differences)
    report = Report(
        levels=levels,
        ending=ending,
        seconds=clock.elapsed,
        first_seconds=first_seconds,
        effort=clock.effort,
        seed=seed,
        solver=f"ortools {version('ortools')}",
        over_commitments=promised_over,
        unservable=tuple(
            Unservable(dues.agreement, dues.unservable) for dues in problem.dues if dues.unservable
        ),
        excused=excused,
    )
    return schedule.with_report(report)


def _posted(
    blank: Schedule,
    rules: Iterable[Rule],
    goals: Sequence[Goal],
    seed: int,
    runner: Runner,
    earlier: Schedule | None,
) -> tuple[Model, Search]:
    """Return a model with rules, which takes long where there are millions of rows, and a search on it."""
    stopped = threading.Event()

    def post() -> tuple[Model, Search]:
        model = Model(blank.problem, _in_time(rules, runner.clock, stopped), past=blank.past)
        return model, Search(model, goals, seed, runner, earlier.assignments if earlier else ())

    return runner.aside(post, runner.clock.beat("start", "rules", "posting"), stopped.set)


def _in_time(rules: Iterable[Rule], clock: Clock, stopped: threading.Event) -> Iterator[Rule]:
    """Yield rules to be posted while there is time, and nobody has raised anything meanwhile."""
    for rule in rules:
        if clock.broken_off or stopped.is_set():
            clock.give_up()
        yield rule


def _excused(rules: Iterable[Rule], problem: Problem) -> tuple[Excused, ...]:
    """Return the fixed half-days without a visit, once each, whatever the order of the rules."""
    excuses = (rule for rule in rules if isinstance(rule, Excuses))
    return tuple(sorted({one for rule in excuses for one in rule.excused(problem)}))


def _check_words(
    group: Group, history: Schedule | None, start: Schedule | None, goals: Sequence[Goal]
) -> None:
    if not isinstance(group, Group):
        raise BadValue(group, "a Group", "Make one, or read one with read_group().")
    for earlier in (history, start):
        if not isinstance(earlier, Schedule | None):
            raise BadValue(earlier, "an earlier Schedule, or None")
    for goal in goals:
        if not isinstance(goal, Goal):
            raise BadValue(goal, "a goal (with id, title, pursue and values)")
    if len({goal.id for goal in goals}) < len(goals):
        raise BadValue([goal.id for goal in goals], "goals of different ids")


def _check_numbers(time_limit: float | None, effort: int | None, seed: int) -> None:
    if time_limit is not None and not (_is_number(time_limit, int, float) and time_limit > 0):
        raise BadValue(time_limit, "a time limit above 0 seconds, or None")
    if effort is not None and not (_is_number(effort, int) and effort >= 0):
        raise BadValue(effort, "an effort of at least 0 slices, or None")
    if not (_is_number(seed, int) and 0 <= seed < 2**31):
        raise BadValue(seed, "a seed from 0 to 2147483647")


def _is_number(value: object, *kinds: type) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _start(search: Search, light: Weighted | None, model: Model, runner: Runner, *, whole: bool) -> None:
    """Find a first schedule that keeps small what a sum of goals says most of, if any is given."""
    tick = runner.clock.beat("start", "goals", "posting")
    guided = Linear()
    if light is not None:
        # Where that takes too long, what the search begins with may stand all the same.
        with suppress(Stopped):
            guided = runner.aside(partial(light.guide, model), tick, model.stop)
    search.start(guided, whole=whole)


def _leader(goals: Sequence[Goal]) -> Weighted | None:
    """Return what improving begins with: all levels in one sum, unless there is one that is weighed."""
    first = next(iter(goals), None)
    return first if isinstance(first, Weighted) else compass_of(goals)


def _guide(leader: Weighted | None, goals: Sequence[Goal]) -> Callable[[Model], Linear] | None:
    """Return how to make the sum that improving begins with; ``None`` where a level says the same."""
    if leader is None or leader is goals[0]:
        return None
    alone = len(goals) == 1 and leader.parts[0][0] is goals[0]
    return None if alone else leader.cost


def _audited(
    search: Search,
    blank: Schedule,
    more: Sequence[Rule],
    goals: Sequence[Goal],
    runner: Runner,
    *,
    known: tuple[Schedule, Audit] | None = None,
) -> tuple[Schedule, Audit]:
    """Return the best schedule with its audit, which are what is known already where it has not changed.

    That takes a while in large groups. Where a rule is broken, it raises.
    """

    def look() -> tuple[Schedule, Audit]:
        assignments = search.assignments
        if known is not None and known[0].assignments == assignments:
            return known
        schedule = blank.with_assignments(assignments)
        return schedule, audit(schedule, rules=more, goals=goals)

    schedule, found = runner.aside(look, runner.clock.beat("audit", "rules and goals", "audit"))
    if found.violations:
        raise WrongAnswer([f"{violation.rule}: {violation.words}" for violation in found.violations])
    return schedule, found


def _levels(
    goals: Sequence[Goal], told: Sequence[Told], values: Mapping[str, Sequence[Value]]
) -> Iterator[LevelReport]:
    """Yield the levels that the search tells of; of others, what is counted, and what a goal says of all."""
    for goal, levels in zip(goals, told, strict=True):
        if levels is not None:
            yield from levels
            continue
        least = min(0, getattr(goal, "least_value", 0))
        for measure, value, unit in values[goal.id]:
            yield LevelReport(goal.id, measure, value, least if value >= least else value - 1, unit)


def _differences(levels: Sequence[LevelReport], values: Mapping[str, Sequence[Value]]) -> Iterator[str]:
    """Yield where the solver's values and those counted from the schedule differ."""
    reported = [(level.goal, level.measure, level.value) for level in levels]
    counted = [(goal, one.measure, one.value) for goal, found in values.items() for one in found]
    for ours, audited in zip_longest(reported, counted):
        if ours != audited:
            yield f"reported {ours}, counted {audited}"
