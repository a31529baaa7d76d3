"""Tiny groups that compete, and every schedule of theirs that keeps the rules, found by checks alone."""

from collections.abc import Iterable, Iterator, Sized
from itertools import product
from math import prod

from hypothesis import strategies as st

from gesched.group import Absence, Agreement, Closure, Employee, Group, Ledger, Member
from gesched.model import Numbers
from gesched.problem import Offer
from gesched.rules import DEFAULT_RULES, CommitmentLimits, WholeDays
from gesched.schedule import Assignment, Schedule
from gesched.testing import Case, RecordingModel
from gesched.timeline import Half, HalfDay, Horizon

BY_THE_DAY = [rule for rule in DEFAULT_RULES if not isinstance(rule, CommitmentLimits)]
"""Rules that judge every day by itself."""
BY_THE_HALF_DAY = [rule for rule in BY_THE_DAY if not isinstance(rule, WholeDays)]
"""Those among them that a part of a half-day's assignments keeps where the whole does."""
LIMITS = CommitmentLimits()

Day = tuple[Assignment, ...]


def schedule_of(case: Case, assignments: Day) -> Schedule:
    return Schedule(case.group, case.horizon, assignments, case.ledger)


def keeps_by_the_day(case: Case, assignments: Day, *, half_only: bool = False) -> bool:
    schedule = schedule_of(case, assignments)
    rules = BY_THE_HALF_DAY if half_only else BY_THE_DAY
    return not any(violation for rule in rules for violation in rule.check(schedule))


def choices(case: Case, employee: Employee, half_day: HalfDay) -> list[Assignment | None]:
    taken = (Assignment(*half_day, employee.name, one.member, one.name) for one in case.group.agreements)
    return [None, *(one for one in taken if keeps_by_the_day(case, (one,), half_only=True))]


def days(case: Case) -> list[list[Day]]:
    """Return for each date what can be planned on it, as far as the date alone can tell."""
    found = []
    for date in case.horizon.dates:
        cells = [choices(case, one, HalfDay(date, half)) for one in case.group.employees for half in Half]
        plans = (tuple(one for one in plan if one is not None) for plan in product(*cells))
        found.append([plan for plan in plans if keeps_by_the_day(case, plan)])
    return found


def how_many(choices_: Iterable[Sized]) -> int:
    """Return how many ways there are to take one of each."""
    return prod(len(one) for one in choices_)


def keeping(case: Case, of_days: list[list[Day]]) -> Iterator[Schedule]:
    """Yield every schedule that keeps every rule."""
    problem = case.problem()
    for plan in product(*of_days):
        schedule = schedule_of(case, tuple(one for day in plan for one in day))
        if not any(LIMITS.check(schedule)):
            vars(schedule)["problem"] = problem
            yield schedule


def eligible_choices(case: Case) -> list[list[Assignment | None]]:
    """Return for each employee and half-day whatever agreements are theirs to serve, rules kept or not."""
    return [
        [
            None,
            *(
                Assignment(*half_day, employee.name, one.member, one.name)
                for one in case.group.agreements
                if employee in case.group.eligible(one)
            ),
        ]
        for employee in case.group.employees
        for half_day in case.horizon.half_days
    ]


def eligible_values(case: Case) -> tuple[RecordingModel, Iterator[Numbers]]:
    """Return a model of all that eligible employees could do, and its values, rules kept or not."""
    model = RecordingModel(case.problem(Offer.ELIGIBLE), DEFAULT_RULES)
    plans = (tuple(one for one in plan if one is not None) for plan in product(*eligible_choices(case)))
    return model, (model.values_of(schedule_of(case, plan)) for plan in plans)


_PATTERNS = ("Mon-Sun", "Mon-Thu, Fri AM", "Mon, Wed PM, Thu-Fri", "Tue-Fri AM, Mon-Sun PM")


@st.composite
def competing(draw: st.DrawFn) -> Case:
    """Draw two employees for two or three members that are promised more than there is, or nearly."""
    start = draw(st.dates(*(Horizon("2027-01-04", "2027-01-10").dates[place] for place in (0, -1))))
    horizon = Horizon(start, start.fromordinal(start.toordinal() + draw(st.integers(1, 2))))
    members = [Member(f"Label {n}") for n in range(1, draw(st.sampled_from((2, 3, 3, 3))) + 1)]
    employees = [
        Employee(f"Web marketer {n}", works=draw(st.sampled_from(_PATTERNS)), skills={"web"}) for n in (1, 2)
    ]
    agreements = [
        Agreement(
            member.name,
            employee=draw(st.sampled_from(employees)).name if named else None,
            skill=None if named else "web",
            days=(days := draw(st.integers(1, 8)) / 2),
            per=draw(st.sampled_from(("horizon", "week"))),
            start=horizon.first,
            unit=draw(st.sampled_from(("half_day", "day"))),
            at_least=draw(st.sampled_from((None, None, None, 0.5))),
            at_most=draw(st.sampled_from((None, None, None, days + 1))),
            prefers=draw(st.sampled_from((None, *_PATTERNS))),
        )
        for member in members
        for named in [draw(st.booleans())]
    ]
    return Case(
        "competing",
        Group(
            "Paris Mix",
            employees=employees,
            members=[Member(one.name, opens=draw(st.sampled_from(_PATTERNS))) for one in members],
            agreements=agreements,
            absences=[Absence(draw(st.sampled_from(employees)).name, draw(st.sampled_from(horizon.dates)))],
            closures=[Closure(draw(st.sampled_from(members)).name, draw(st.sampled_from(horizon.dates)))],
            works="Mon-Sun",
        ),
        horizon,
        Ledger({agreements[0].name: draw(st.integers(-1, 2))}),
    )
