from gesched.group import Agreement, Employee, Group, Member
from gesched.problem import Problem
from gesched.timeline import Horizon


def promised(agreement: Agreement, first: str, last: str) -> int:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member("Label 1")],
        agreements=[agreement],
    )
    return Problem(group, Horizon(first, last)).dues[0].promised


def test_a_week_that_the_reference_year_cuts_earns_pro_rata_of_the_whole_week() -> None:
    agreement = Agreement("Label 1", employee="Web marketer 1", days=1.5, per="week")
    # Friday 1 January earns 3/5 of a half-day, so 6 January ends at 12/5: 2 less the 1 of before.
    assert promised(agreement, "2027-01-04", "2027-01-06") == 1


def test_a_month_that_the_agreement_cuts_earns_pro_rata_of_the_whole_month() -> None:
    agreement = Agreement("Label 1", employee="Web marketer 1", days=7, start="2027-02-15")
    # February has 20 working days, and 10 from the 15th on.
    assert promised(agreement, "2027-02-15", "2027-02-28") == 7
    assert promised(agreement, "2027-02-15", "2027-03-31") == 21
    assert promised(agreement, "2027-03-01", "2027-03-31") == 14
