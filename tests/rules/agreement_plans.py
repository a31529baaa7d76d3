"""Small plans of one agreement, for tables of its terms."""

from typing import Any

from house_samples import planned

from gesched.group import Agreement, Employee, Group, Member
from gesched.schedule import Schedule

ONE, TWO = Employee("One", skills={"web"}), Employee("Two", skills={"web"})
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2027-01-{day:02}" for day in range(4, 11))
NEXT_MON, NEXT_TUE, NEXT_WED = "2027-01-11", "2027-01-12", "2027-01-13"


def group(*, skilled: bool = False, **terms: Any) -> Group:
    """Return two employees and one agreement, of the first by name or of both by skill, with some terms."""
    words = {name: terms.pop(name) for name in ("absences", "closures", "holidays", "works") if name in terms}
    takes = {"skill": "web"} if skilled else {"employee": "One"}
    agreement = Agreement("Label 1", **{**takes, "days": 9, "per": "horizon", "name": "a", **terms})
    return Group("Paris Mix", [ONE, TWO], [Member("Label 1", "Mon-Sun")], [agreement], **words)


GROUP, SKILLED = group(), group(skilled=True, at_once=2)


def week(plan: str, of: Group = GROUP, history: Schedule | None = None, last: str = NEXT_WED) -> Schedule:
    return planned(of, plan, MON, last, history)


def before(plan: str, of: Group = GROUP, first: str = "2026-12-28") -> Schedule:
    return planned(of, plan, first, "2027-01-03")


def visits(*days: str, who: str = "One") -> str:
    """Return a plan of whole days or, with a half after it, of half-days."""
    return "; ".join(f"{day} {who}@a" for day in days)
