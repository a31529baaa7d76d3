"""A group whose names are odd, and a strategy for house rules of every kind that name them."""

import datetime as dt
from fractions import Fraction
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st
from table_samples import ODD_NAMES, texts

from gesched.errors import InputError
from gesched.group import Agreement, Employee, Group, Member
from gesched.rules import HOUSE_RULES, HouseRule
from gesched.tables.rule_names import kind_named, parameters
from gesched.timeline import Per, When, parse_when

# Some names are those of employees, members, agreements and skills, some of one kind only.
GROUP = Group(
    "Odd",
    employees=[Employee(name, skills=ODD_NAMES[-9:]) for name in (*ODD_NAMES[:18], "Anna", "Bea")],
    members=[Member(name) for name in (*ODD_NAMES[9:], "Label 1", "Label 2")],
    agreements=[Agreement(name, employee="Anna", days=1, name=f"={name}; x") for name in ODD_NAMES[9:]],
)
_NAMES = {
    "employee": [employee.name for employee in GROUP.employees],
    "member": [member.name for member in GROUP.members],
    "agreement": [agreement.name for agreement in GROUP.agreements],
    "skill": sorted(GROUP.employees[0].skills),
}
_PATTERNS = ("Mon-Thu, Fri AM", "FREQ=MONTHLY;BYDAY=2TU PM", "2027-03-01, 2027-03-08 AM")
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(0, 400),
    bool: st.booleans(),
    str: st.sampled_from(["day", "week", "month"]),
    Fraction: st.integers(0, 80).map(lambda halves: Fraction(halves, 2)) | st.just(Fraction(1, 3)),
    Per: st.sampled_from(list(Per)),
    When: st.sampled_from(_PATTERNS).map(parse_when),
    dt.date: st.dates(),
    type(None): st.none(),
}


def _of(kind: type[HouseRule], name: str) -> st.SearchStrategy[Any]:
    stored = get_args(get_type_hints(kind)[name])[1]
    named = kind_named(name)
    if named is None:
        return st.one_of(*(_VALUES[one] for one in get_args(stored) or (stored,)))
    one = st.sampled_from(_NAMES[named])
    if stored in {str, str | None}:
        return one if stored is str else one | st.none()
    return st.frozensets(one, max_size=4)


@st.composite
def house_rules(draw: st.DrawFn) -> HouseRule:
    """Draw a rule of any kind, with any parameters that it takes."""
    kind: Any = draw(st.sampled_from(HOUSE_RULES))
    given: dict[str, Any] = {
        name: draw(_of(kind, name)) for name in parameters(kind) if name not in {"weight", "source"}
    }
    given |= {"weight": draw(st.sampled_from([0, 1, 7])), "source": draw(st.just("house rule") | texts())}
    try:
        made: HouseRule = kind(**given)
    except InputError:  # parameters that exclude each other: rare, so that nothing is lost
        return draw(st.nothing())
    return made
