"""What an audit shows of rules that must hold and of those that give way, whatever the names."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from gesched.audit import Audit, audit
from gesched.errors import InputError
from gesched.findings import Violation
from gesched.group import Agreement, Employee, Group, Member
from gesched.rules import MaxMembersPerDay, NeverSameDay, Pinned
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon

MONDAY = dt.date(2027, 2, 1)
HOSTILE = (
    '<script>alert("1")</script> & co',
    "=cmd()|' /C calc'!A0",
    "\"><img src=x onerror='1'>",
    "]]> --> </td></table>",
    "&lt;b&gt; &amp;",
    "{{7*7}} ${x} %s",
)


def made(employee: str, member: str) -> Audit:
    """Return the audit of a Monday with two members, which breaks rules hard and relaxed."""
    group = Group(
        "Paris Mix",
        employees=[Employee(employee)],
        members=[Member(member), Member("Label 2")],
        agreements=[
            Agreement(member, employee=employee, days=2, name="first"),
            Agreement("Label 2", employee=employee, days=2, name="second"),
        ],
        rules=[
            MaxMembersPerDay(1, weight=3, source=member),
            Pinned(employee, member, "2027-02-02", weight=5),
            NeverSameDay({member, "Label 2"}),
        ],
    )
    assignments = (
        Assignment(MONDAY, Half.AM, employee, group.members[0].name, "first"),
        Assignment(MONDAY, Half.PM, employee, "Label 2", "second"),
    )
    return audit(Schedule(group, Horizon(MONDAY, "2027-02-28"), assignments))


@pytest.mark.parametrize("name", HOSTILE)
class TestHostileNames:
    def test_the_html_shows_them_and_runs_nothing(self, name: str) -> None:
        for found in (made("Web marketer 1", name), made(name, "Label 1")):
            root = ET.fromstring(found._repr_html_())  # noqa: S314 - our own output
            tags = {node.tag for node in root.iter()}
            assert tags == {"div", "p", "table", "thead", "tbody", "tr", "th", "td"}
            assert {key for node in root.iter() for key in node.attrib} <= {"scope"}
            cells = [node.text or "" for node in root.iter("td")]
            assert len([cell for cell in cells if name in cell]) >= 3, "in words of rules hard and relaxed"

    def test_the_table_holds_them_as_they_are(self, name: str) -> None:
        frame = made("Web marketer 1", name).to_frame()
        assert all(name in who for who in frame["who"][frame["rule"] != "max_members_per_day"])
        assert name in set(frame["source"])


@pytest.mark.parametrize("name", ["Label\n1", "Label\t1", "Label\x001", "Label\u202e1"])
def test_names_that_break_lines_or_hide_are_no_names(name: str) -> None:
    with pytest.raises(InputError, match="a name on one line without invisible characters"):
        Member(name)


class TestTable:
    found = made("Web marketer 1", "Label 1")

    def test_a_row_a_violation_those_that_give_way_last_with_their_weights(self) -> None:
        frame = self.found.to_frame()
        shown = frame[["rule", "amount", "weight"]].to_numpy().tolist()
        assert shown == [
            ["never_same_day", 1, 0],
            ["max_members_per_day", 1, 3],
            ["pinned", 1, 5],
            ["pinned", 1, 5],
        ]
        everything = (*self.found.violations, *self.found.relaxed)
        assert list(frame["words"]) == [one.words for one in everything]
        assert list(frame["first"]) == [one.first for one in everything]
        assert sum(frame["weight"] * frame["amount"]) == sum(one.cost for one in self.found.relaxed) == 13

    def test_the_html_has_a_row_a_violation_and_what_each_costs(self) -> None:
        root = ET.fromstring(self.found._repr_html_())  # noqa: S314 - our own output
        broken, gave_way, _ = root.findall("table")
        assert [head.text for head in gave_way.iter("th")][-2:] == ["points", "words"]
        assert (len(broken.findall("tbody/tr")), len(gave_way.findall("tbody/tr"))) == (1, 3)
        points = [row.findall("td")[-2].text for row in gave_way.findall("tbody/tr")]
        assert points == ["3", "5", "5"]

    def test_an_audit_of_any_words_is_escaped(self) -> None:
        """Rules of one's own may say anything, in any of their words."""
        wild = "\x00<b onload='x'>\ud800\u202e]]>"
        one = Violation(wild, (wild,), MONDAY, MONDAY, 2, wild, wild, 7)
        root = ET.fromstring(Audit((one,), (one,), {wild: ()})._repr_html_())  # noqa: S314 - our own output
        assert {node.tag for node in root.iter()} == {"div", "p", "table", "thead", "tbody", "tr", "th", "td"}
        assert list(Audit((one,), (one,), {}).to_frame()["weight"]) == [7, 7]
