import datetime as dt
import pickle
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import pytest

from gesched.errors import BadValue, InputError
from gesched.group import (
    Absence,
    Agreement,
    Closure,
    CommonTime,
    Employee,
    Group,
    Member,
    Parts,
    Site,
    cross_check,
)
from gesched.rules import AgreementDays, Apart, Cover, MaxMembersPerDay
from gesched.timeline import as_holidays, french_holidays


@dataclass(frozen=True)
class Together:
    """A rule that names whom it is about."""

    who: frozenset[str]
    id: str = "together"

    def names(self) -> Collection[str]:
        return self.who

    def without(self, name: str) -> "Together | None":
        left = self.who - {name}
        return replace(self, who=left) if left else None


def group() -> Group:
    return Group(
        "Paris Mix",
        employees=[
            Employee("Web marketer 1", skills="web; SEO", authorised_members="Label 1; Label 2"),
            Employee("Web marketer 2", skills="web", excluded_members="Label 1"),
        ],
        members=[Member("Label 1", site="Lyon"), Member("Label 2")],
        agreements=[
            Agreement("Label 1", employee="Web marketer 1", days=3),
            Agreement("Label 1", skill="SEO", days=1),
            Agreement("Label 2", skill="web", days=4),
        ],
        sites=[Site("Lyon", zone="alsace-moselle", hours="8h-12h, 13h-17h", timezone="Indian/Reunion")],
        absences=[Absence("Web marketer 1", "2027-08-02")],
        closures=[Closure("Label 1", "2027-08-03")],
        common_time=[
            CommonTime("2027-08-04", employees="Web marketer 1"),
            CommonTime("2027-08-04", employees="Web marketer 1; Web marketer 2"),
            CommonTime("2027-08-05"),
        ],
        rules=[Together(frozenset({"Label 1", "Web marketer 1"})), Together(frozenset({"Label 2"}), "alone")],
        holidays=french_holidays(),
    )


def test_words_are_found_by_name_however_typed() -> None:
    assert group().member(" Label\u00a01 ") == group().members[0]
    assert group().employee("Web marketer 2").skills == {"web"}
    assert group().agreement("Label 1: SEO").skill == "SEO"
    with pytest.raises(BadValue, match="Did you mean 'Label 2'"):
        group().member("Labell 2")
    with pytest.raises(BadValue, match="a member of the group, got 3"):
        group().member(3)  # type: ignore[arg-type]


def test_who_is_eligible() -> None:
    shared = group()
    names = [[employee.name for employee in shared.eligible(agreement)] for agreement in shared.agreements]
    assert names == [["Web marketer 1"], ["Web marketer 1"], ["Web marketer 1", "Web marketer 2"]]


def test_places_fall_back_to_the_group() -> None:
    shared = group()
    lyon, none = shared.members
    assert (str(shared.hours_of(lyon)), str(shared.hours_of(none))) == (
        "08:00-12:00, 13:00-17:00",
        "08:30-12:00, 13:30-17:00",
    )
    assert (shared.timezone_of(lyon), shared.timezone_of(none)) == ("Indian/Reunion", "Europe/Paris")
    good_friday = dt.date(2027, 3, 26)
    zone, default = shared.zone_of(shared.site_of(lyon)), shared.zone_of(shared.site_of(none))
    assert zone is not None
    assert default is not None
    assert good_friday in zone
    assert good_friday not in default
    assert Group("G").zone_of(None) is None


def test_working_days() -> None:
    shared = group()
    assert shared.is_working_day(dt.date(2027, 5, 3))
    assert not shared.is_working_day(dt.date(2027, 5, 1))
    assert not shared.is_working_day(dt.date(2027, 7, 14))


WHAT_IF: list[tuple[str, Callable[[Group], Group]]] = [
    ("without_member", lambda shared: shared.without_member("Label 1")),
    ("without_employee", lambda shared: shared.without_employee("Web marketer 1")),
    ("without_agreement", lambda shared: shared.without_agreement("Label 1: SEO")),
    (
        "with_member",
        lambda shared: shared.with_member(Member("Label 3"), Agreement("Label 3", skill="web", days=1)),
    ),
    ("with_employee", lambda shared: shared.with_employee(Employee("Web marketer 3"))),
    ("with_agreement", lambda shared: shared.with_agreement(Agreement("Label 2", skill="SEO", days=1))),
    ("with_absence", lambda shared: shared.with_absence(Absence("Web marketer 2", "2027-08-02"))),
    ("with_closure", lambda shared: shared.with_closure(Closure("Label 2", "2027-08-02"))),
]


@pytest.mark.parametrize("change", [change for _, change in WHAT_IF], ids=[name for name, _ in WHAT_IF])
def test_what_if_leaves_the_original_and_is_valid(change: Callable[[Group], Group]) -> None:
    shared, untouched = group(), group()
    changed = change(shared)
    assert shared == untouched
    assert changed != shared
    assert replace(changed) == changed
    assert pickle.loads(pickle.dumps(changed)) == changed  # noqa: S301 - our own


def test_without_a_member() -> None:
    left = group().without_member(" Label 1")
    assert [agreement.name for agreement in left.agreements] == ["Label 2: web"]
    assert left.closures == ()
    assert left.employees[0].authorised_members == frozenset({"Label 2"})
    assert left.employees[1].excluded_members == frozenset()
    assert [rule.names() for rule in left.rules] == [{"Web marketer 1"}, {"Label 2"}]
    nobody = left.without_member("Label 2")
    assert not nobody.employees[0].may_serve("Label 2")
    assert nobody.agreements == ()


def test_without_an_employee() -> None:
    left = group().without_employee("Web marketer 1")
    assert [agreement.name for agreement in left.agreements] == ["Label 2: web"]
    assert left.absences == ()
    assert [common.employees for common in left.common_time] == [{"Web marketer 2"}, frozenset()]
    assert left.without_employee("Web marketer 2").common_time == (CommonTime("2027-08-05"),)


def test_an_agreement_of_the_same_name_is_replaced_in_place() -> None:
    changed = group().with_agreement(Agreement("Label 1", skill="SEO", days=9))
    assert [agreement.days for agreement in changed.agreements] == [3, 9, 4]


@pytest.mark.parametrize("name", ["without_member", "without_employee", "without_agreement"])
def test_what_if_of_an_unknown_name(name: str) -> None:
    with pytest.raises(BadValue, match="of the group"):
        getattr(group(), name)("Nobody")


def test_groups_are_equal_hash_alike_and_pickle() -> None:
    assert group() == group()
    assert pickle.loads(pickle.dumps(group())) == group()  # noqa: S301 - our own


def test_fields_of_the_wrong_kind() -> None:
    with pytest.raises(InputError) as caught:
        Group("", employees=["A"], timezone="Mars", holidays=3, rules=[1])  # type: ignore[list-item, arg-type]
    assert [problem.column for problem in caught.value.problems] == [
        "name",
        "employees",
        "rules",
        "holidays",
        "timezone",
    ]


A, B = Employee("A", skills="x"), Employee("B")
M, N = Member("M"), Member("N")
CROSSED: list[tuple[str, Parts, list[tuple[str, int | None, str, object]]]] = [
    ("right", Parts([A], [M], [Agreement("M", employee="A", days=1)]), []),
    ("same employee", Parts([A, A]), [("employees", 1, "name", "A")]),
    ("same key", Parts((), [Member("M", key="k"), Member("N", key="k")]), [("members", 1, "key", "k")]),
    ("same site", Parts(sites=[Site("S"), Site("S")]), [("sites", 1, "name", "S")]),
    (
        "no member",
        Parts([A], [M], [Agreement("N", employee="A", days=1)]),
        [("agreements", 0, "member", "N")],
    ),
    ("no skill", Parts([B], [M], [Agreement("M", skill="x", days=1)]), [("agreements", 0, "skill", "x")]),
    ("no site", Parts((), [Member("M", site="S")]), [("members", 0, "site", "S")]),
    (
        "no zone",
        Parts([Employee("A", zone="Z")], holidays=french_holidays()),
        [("employees", 0, "zone", "Z")],
    ),
    ("no zones at all", Parts([Employee("A", zone="Z")], holidays=as_holidays(None)), []),
    ("no zone of the group", Parts(zone="Z", holidays=french_holidays()), [("group", None, "zone", "Z")]),
    ("zone however typed", Parts(zone="La  RÉUNION", holidays=french_holidays()), []),
    (
        "twice the same agreement is one problem",
        Parts([A], [M], [Agreement("M", employee="A", days=1)] * 2),
        [("agreements", 1, "member", "M: A")],
    ),
    (
        "one after the other is fine",
        Parts(
            [A],
            [M],
            [
                Agreement("M", employee="A", days=1, end="2027-06-30"),
                Agreement("M", employee="A", days=2, start="2027-07-01"),
            ],
        ),
        [],
    ),
    (
        "in seasons that do not meet is fine",
        Parts(
            [A],
            [M],
            [Agreement("M", employee="A", days=1, season=season) for season in ("Jun-Sep", "Oct-May")],
        ),
        [],
    ),
    (
        "in seasons that meet on one day",
        Parts([A], [M], [Agreement("M", employee="A", days=1, season=one) for one in ("Jun-Sep", "Sep-May")]),
        [("agreements", 1, "member", "M: A, 09-01 to 05-31")],
    ),
    (
        "in a season without a date of the contract",
        Parts(
            [Employee("A", start="2027-10-01", end="2028-05-31")],
            [M],
            [Agreement("M", employee="A", days=1, season="Jun-Sep")],
        ),
        [("agreements", 0, "start", "always (06-01 to 09-30)")],
    ),
    (
        "one name for two",
        Parts([A, B], [M], [Agreement("M", employee=who, days=1, name="X") for who in "AB"]),
        [("agreements", 1, "name", "X")],
    ),
    (
        "before membership",
        Parts(
            [A], [Member("M", start="2027-02-01")], [Agreement("M", employee="A", days=1, start="2027-01-31")]
        ),
        [("agreements", 0, "start", "2027-01-31")],
    ),
    (
        "not authorised",
        Parts([Employee("A", authorised_members="N")], [M, N], [Agreement("M", employee="A", days=1)]),
        [("agreements", 0, "member", "M")],
    ),
    (
        "excluded, whatever is authorised",
        Parts(
            [Employee("A", authorised_members="M", excluded_members="M; O")],
            [M, N],
            [Agreement("M", employee="A", days=1)],
        ),
        [("employees", 0, "excluded_members", "O"), ("agreements", 0, "member", "M")],
    ),
    (
        "common time of nobody",
        Parts(common_time=[CommonTime("2027-01-04", employees="A")]),
        [("common_time", 0, "employees", "A")],
    ),
]


@pytest.mark.parametrize(
    ("parts", "expected"), [case[1:] for case in CROSSED], ids=[case[0] for case in CROSSED]
)
def test_what_words_get_wrong_about_each_other(
    parts: Parts, expected: list[tuple[str, int | None, str, object]]
) -> None:
    found = cross_check(parts)
    assert [(problem.table, problem.row, problem.column, problem.value) for problem in found] == expected


def test_names_that_are_known_otherwise_are_not_told() -> None:
    parts = Parts([A], [M], [Agreement("N", employee="B", days=1)], absences=[Absence("C", "2027-01-04")])
    assert [problem.value for problem in cross_check(parts)] == ["N", "B", "C"]
    assert [problem.value for problem in cross_check(parts, also_known={"N", "B"})] == ["C"]


def test_many_alike_are_told_once_each() -> None:
    parts = Parts([A], [M], [Agreement("M", employee="A", days=1, name=f"{n}") for n in range(500)])
    assert [problem.row for problem in cross_check(parts)] == list(range(1, 500))


def test_a_rule_outlives_who_is_only_called_like_the_one_who_goes() -> None:
    team = Apart({"Lea", "Max"}, members={"Lea", "Web"})
    alike = Group(
        "Paris Mix",
        employees=[Employee("Lea", skills={"Web"}), Employee("Max")],
        members=[Member("Lea"), Member("Web"), Member("Label 1")],
        agreements=[Agreement("Web", employee="Max", days=3, name="Max")],
        rules=[
            MaxMembersPerDay(1, employees={"Lea"}),
            Cover("Web", at_most=1),
            team,
            AgreementDays("Max", "week", at_most=2),
            Cover("Label 1", at_most=1, skill="Web"),
        ],
    )
    without_member = alike.without_member("Lea")
    assert without_member.rules == (
        *alike.rules[:2],
        replace(team, members={"Web"}),
        *alike.rules[3:],
    )
    assert alike.without_employee("Lea").rules == (alike.rules[1], alike.rules[3])
    assert alike.without_agreement("Max").rules == (*alike.rules[:3], alike.rules[4])
    assert alike.without_employee("Max").rules == (alike.rules[0], alike.rules[1], alike.rules[4])
