"""Samples of the rules that are terms of agreements."""

from house_samples import Sample, planned

from gesched.group import Absence, Agreement, Employee, Group, Member
from gesched.rules import AgreementDays
from gesched.timeline import Horizon

ONE, TWO = Employee("One", skills={"web"}), Employee("Two", skills={"web"})
LABELS = (Member("Label 1"), Member("Label 2"))
NAMED = Agreement("Label 1", employee="One", days=10, per="horizon", name="named")
SKILLED = Agreement("Label 1", skill="web", days=10, per="horizon", name="skilled")
GROUP = Group("Paris Mix", [ONE], LABELS, [NAMED])
PAIR = Group(
    "Paris Mix", [ONE, TWO], LABELS, [SKILLED], absences=[Absence("Two", "2027-01-07", first_half="PM")]
)

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "a horizon from a Thursday to a Monday, in the middle of a week known",
        AgreementDays("named", "week", at_least=2, at_most=2.5),
        GROUP,
        Horizon("2027-01-07", "2027-01-11"),
        planned(GROUP, "2027-01-04 One@named; 2027-01-05 AM One@named", "2027-01-04", "2027-01-06"),
    ),
    Sample(
        "by skill, one at a time, where the past has used up the week already",
        AgreementDays("skilled", "week", at_most=0.5),
        PAIR,
        Horizon("2027-01-07", "2027-01-08"),
        planned(PAIR, "2027-01-06 Two@skilled", "2027-01-06", "2027-01-06"),
    ),
    Sample(
        "a month that ends",
        AgreementDays("named", "month", at_least=0.5, at_most=0.5),
        GROUP,
        Horizon("2027-01-30", "2027-02-02"),
    ),
)
