"""A tenth more is promised than there is: every member goes short by the same part, but for rounding."""

from fractions import Fraction
from itertools import combinations

import pytest
from sample_groups import QUICK

from gesched.fairness import fairness
from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.schedule import Schedule
from gesched.solving import solve
from gesched.timeline import french_holidays

_WEIGHTS = [1.4, 1.9, 2.3, 2.8, 3.1, 3.7, 4.2, 4.9, 5.5, 6.3, 7.9]


def a_tenth_too_much() -> Group:
    """Two employees of one skill, eleven members who take it and are open when the employees work.

    No wish, closure or minimum stands between members; so only rounding can tell their parts apart.
    """
    employees = ["Web marketer 1", "Web marketer 2"]
    # The quarter has 126 days available: 2 x 63 working days, less the 5 of the absence.
    monthly = 1.1 * 121 / 3
    return Group(
        "Paris Mix",
        employees=[Employee(name, skills={"web"}) for name in employees],
        members=[Member(f"Label {number}") for number in range(1, 12)],
        agreements=[
            Agreement(
                f"Label {number}", skill="web", days=round(monthly * weight / sum(_WEIGHTS), 2), at_once=2
            )
            for number, weight in enumerate(_WEIGHTS, start=1)
        ],
        absences=[Absence(employees[0], "2027-03-22", "2027-03-26")],
        holidays=french_holidays(),
    )


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return solve(a_tenth_too_much(), "2027-01-01", "2027-03-31", goals=QUICK, time_limit=None)


def test_ratios_differ_by_no_more_than_one_half_day(schedule: Schedule) -> None:
    frame = fairness(schedule)
    dues = dict(zip(frame.index, frame["due"].tolist(), strict=True))
    short = dict(zip(frame.index, frame["short"].tolist(), strict=True))
    for one, other in combinations(dues, 2):
        difference = Fraction(short[one], dues[one]) - Fraction(short[other], dues[other])
        assert abs(difference) <= max(Fraction(1, dues[one]), Fraction(1, dues[other]))


def test_the_report_proves_the_worst_and_the_total(schedule: Schedule) -> None:
    report = schedule.report
    assert report is not None
    assert report.level("fair_coverage", "worst").proven
    assert report.level("fair_coverage", "total").proven
    assert report.level("no_idle_time", "idle").value == 0
    whole = [one for one in report.over_commitments if one.kind == "group"][-1]
    assert whole.promised - whole.available == report.level("fair_coverage", "total").value
    assert 1.08 < whole.promised / whole.available < 1.12
