"""Small plans of working time, in words, and what a rule should find in them."""

from collections.abc import Mapping
from typing import Any

from house_samples import planned

from gesched.group import Agreement, CommonTime, Employee, Group, Member, Site, Trip
from gesched.rules import HouseRule
from gesched.schedule import Schedule

Finding = tuple[tuple[str, ...], str, str, int]
Table = Mapping[str, tuple[HouseRule, Schedule, list[Finding]]]

# Town: 8 h a day, Mill: 12 h, Bar: 9 h in two nights' halves, Island: 8 h in another time zone, Office: 7 h.
SITES = (
    Site("Town", hours="08:00-12:00, 13:00-17:00", latitude="48,0", longitude="2"),
    Site("Mill", hours="07:00-13:00, 14:00-20:00"),
    Site("Bar", hours="00:00-04:00, 18:00-23:00"),
    Site("Island", hours="08:00-12:00, 13:00-17:00", timezone="Indian/Reunion"),
    Site("Village", hours="08:00-12:00, 13:00-17:00", latitude=48.5, longitude=2),
)
TRIPS = (Trip("Town", "Mill", 30), Trip("Mill", "Town", 45), Trip("Bar", "Village", 0))
HOSTS = (*(Member(site.name, "Mon-Sun", site=site.name) for site in SITES), Member("Office", "Mon-Sun"))
ONE = Employee("One", "Mon-Sun")
BOTH = (ONE, Employee("Two", "Mon-Sun"))


def group(*common: CommonTime, employees: tuple[Employee, ...] = BOTH, **words: Any) -> Group:
    agreements = [
        Agreement(host.name, employee=one.name, days=300, per="year", name=f"{host.name}{one.name[0]}")
        for one in employees
        for host in HOSTS
    ]
    return Group("Mix", employees, HOSTS, agreements, sites=SITES, trips=TRIPS, common_time=common, **words)


GROUP = group()


def plan(text: str, first: str, last: str, history: Schedule | None = None, own: Group = GROUP) -> Schedule:
    """Read a plan of "04 AM Town; 2027-02-01 Mill": where One is; a day alone is of the first month."""
    items = [part.split() for part in text.split(";") if part.strip()]
    written = "; ".join(
        f"{day if '-' in day else first[:8] + day} {' '.join(halves)} One@{host}O".replace("  ", " ")
        for day, *halves, host in items
    )
    return planned(own, written, first, last, history)


def days(first: int, last: int, host: str) -> str:
    return "; ".join(f"{day:02} {host}" for day in range(first, last + 1))


def found(first: str, last: str, amount: int, *who: str) -> Finding:
    return (who or ("One",), first, last, amount)


WEEK = ("2027-01-04", "2027-01-10")
LATE = plan("06 Mill", "2027-01-04", "2027-01-06")
TRAINING = CommonTime("2027-01-07", first_half="PM")


def check(rule: HouseRule, schedule: Schedule, expected: list[Finding]) -> None:
    """Hold what a rule finds against what it should find."""
    violations = list(rule.check(schedule))
    assert [(one.who, str(one.first), str(one.last), one.amount) for one in violations] == expected
    assert {one.rule for one in violations} <= {rule.id}
    assert {one.unit for one in violations} <= {rule.unit}
