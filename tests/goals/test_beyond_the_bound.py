"""What parties miss beyond the bound of the worst ratio: nothing exactly where the worst ratio reaches it."""

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from gesched.engine.incumbent import Incumbent
from gesched.goals import FairCoverage, Objective, Outcome, Pursuit
from gesched.group import Agreement, Employee, Group, Member
from gesched.linear import Linear
from gesched.model import Model
from gesched.problem import Problem
from gesched.rules import DEFAULT_RULES
from gesched.timeline import Horizon

DAYS = (3, 5, 2)


def model_of() -> Model:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member(f"Label {number}") for number in range(3)],
        agreements=[
            Agreement(f"Label {number}", employee="Web marketer 1", days=days, per="horizon")
            for number, days in enumerate(DAYS)
        ],
    )
    return Model(Problem(group, Horizon("2027-02-01", "2027-02-05")), DEFAULT_RULES)


MODEL = model_of()


def begun(best: Callable[[Linear], int]) -> tuple[Pursuit, Objective]:
    pursuit = FairCoverage().pursue(MODEL, best)
    return pursuit, next(pursuit)


@given(st.sets(st.integers(0, len(MODEL.cells) - 1)), st.integers(1, 999))
def test_nothing_is_beyond_exactly_where_the_worst_ratio_reaches_the_bound(
    taken: set[int], bound: int
) -> None:
    best = Incumbent(MODEL, sorted(taken))
    pursuit, worst = begun(best.value)
    value = best.value(worst.total)
    beyond = pursuit.send(Outcome(bound + 1, bound, "a relaxation"))
    assert (beyond.name, beyond.keep, beyond.prove) == (f"beyond {bound} ‰", False, False)
    assert (best.value(beyond.total) == 0) == (value <= bound)
    again = pursuit.send(Outcome(best.value(beyond.total), 0, ""))
    assert (again.name, again.total, again.search) == ("worst", worst.total, False)


def test_nothing_is_asked_beyond_what_is_proven_or_not_known() -> None:
    best = Incumbent(MODEL)
    for outcome in (Outcome(120, 120, "CP-SAT"), Outcome(120, 0, "")):
        pursuit, worst = begun(best.value)
        assert worst.name == "worst"
        assert not pursuit.send(outcome).name.startswith("beyond")


def test_ranks_below_one_that_was_never_looked_for_are_not_asked_for() -> None:
    best = Incumbent(MODEL)
    pursuit, _ = begun(best.value)
    names = [objective.name for objective in walked(pursuit, best, tried=False)]
    assert sum(name.startswith("ranks") for name in names) == 1
    assert names[-1] == "total"
    taken = [number for number, cell in enumerate(MODEL.cells) if cell[0] == cell[2] % 3]
    best = Incumbent(MODEL, taken)
    pursuit, _ = begun(best.value)
    names = [objective.name for objective in walked(pursuit, best, tried=True)]
    assert sum(name.startswith("ranks") for name in names) > 1


def walked(pursuit: Pursuit, best: Incumbent, *, tried: bool) -> Iterator[Objective]:
    """Yield what comes after the worst ratio, none of it proven."""
    objective = pursuit.send(Outcome(1000, 0, tried=tried))
    while True:
        yield objective
        try:
            objective = pursuit.send(Outcome(best.value(objective.total), -1, tried=tried))
        except StopIteration:
            return
