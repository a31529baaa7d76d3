import datetime as dt
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gesched.errors import BadValue, InputError
from gesched.findings import Ending, Report
from gesched.group import Agreement, Employee, Group, Ledger, Member
from gesched.schedule import Assignment, Schedule
from gesched.timeline import Half, Horizon, french_holidays

JANUARY = Horizon("2027-01-01", "2027-01-31")
MONDAY, TUESDAY = dt.date(2027, 1, 4), dt.date(2027, 1, 5)
ONE, TWO = "Web marketer 1", "Web marketer 2"
FIRST, SECOND = f"Label 1: {ONE}", f"Label 2: {TWO}"
GROUP = Group(
    "Paris Mix",
    employees=[Employee(ONE, skills="web marketing"), Employee(TWO, skills="web marketing")],
    members=[Member("Label 1"), Member("Label 2"), Member("Label 3")],
    agreements=[
        Agreement("Label 1", employee=ONE, days=3),
        Agreement("Label 2", employee=TWO, days=2),
        Agreement("Label 1", skill="web marketing", days=1, name="By skill"),
    ],
    holidays=french_holidays(),
)
AT_FIRST = Assignment(MONDAY, Half.AM, ONE, "Label 1", FIRST)
AT_SECOND = Assignment(MONDAY, Half.AM, TWO, "Label 2", SECOND)


def schedule(*assignments: Assignment, **rest: Any) -> Schedule:
    return Schedule(GROUP, JANUARY, assignments, **rest)


def refused(*assignments: Assignment, **rest: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        schedule(*assignments, **rest)
    return [str(problem) for problem in caught.value.problems]


def test_transfers_are_changes_of_member_at_midday() -> None:
    same, other = (Assignment(MONDAY, Half.PM, ONE, "Label 1", name) for name in (FIRST, "By skill"))
    at_second = Assignment(MONDAY, Half.PM, TWO, "Label 1", "By skill")
    next_day = Assignment(TUESDAY, Half.AM, ONE, "Label 1", FIRST)
    assert schedule(AT_FIRST, same, AT_SECOND, at_second, next_day).transfers == ((AT_SECOND, at_second),)
    # Another agreement of the same member is no change; nor is another member the day after.
    assert schedule(AT_FIRST, other, next_day).transfers == ()
    elsewhere = Assignment(TUESDAY, Half.PM, TWO, "Label 1", "By skill")
    assert schedule(AT_SECOND, elsewhere).transfers == ()


class TestWellFormed:
    @pytest.mark.parametrize(
        "cells",
        [
            {},
            {"date": "2027-01-04"},
            {"date": dt.datetime(2027, 1, 4)},  # noqa: DTZ001 - as a spreadsheet gives it
            {"half": "AM"},
            {"employee": f" {TWO}"},
            {"member": "Label\u00a02"},
            {"agreement": f"{SECOND} "},
        ],
    )
    @pytest.mark.parametrize("make", [tuple, Assignment._make])
    def test_what_has_to_be_read_is_kept_as_what_has_not(
        self, cells: dict[str, Any], make: Callable[[Assignment], Assignment]
    ) -> None:
        kept = schedule(AT_FIRST, make(AT_SECOND._replace(**cells))).assignments
        assert kept == (AT_FIRST, AT_SECOND)
        assert [[type(cell) for cell in one] for one in kept] == [[dt.date, Half, str, str, str]] * 2
        assert all(type(one) is Assignment for one in kept)

    def test_what_is_well_formed_is_not_read_one_by_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr("gesched.schedule.checking.Entries.take")
        assert schedule(AT_FIRST, AT_SECOND).assignments == (AT_FIRST, AT_SECOND)

    def test_assignments_are_kept_sorted_by_time_then_employee(self) -> None:
        later = AT_FIRST._replace(half=Half.PM)
        assert schedule(later, AT_SECOND, AT_FIRST).assignments == (AT_FIRST, AT_SECOND, later)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (
                {"employee": "Web marketer 3"},
                (
                    "assignments, row 1, employee: expected an employee of the group, got 'Web marketer 3'. "
                    "Did you mean 'Web marketer 2'?"
                ),
            ),
            (
                {"member": "label 2"},
                (
                    "assignments, row 1, member: expected a member of the group, got 'label 2'. "
                    "Did you mean 'Label 2'?"
                ),
            ),
            (
                {"agreement": "by skill"},
                (
                    "assignments, row 1, agreement: expected an agreement of the group, got 'by skill'. "
                    "Did you mean 'By skill'?"
                ),
            ),
            (
                {"agreement": "By skill"},
                (
                    "assignments, row 1, agreement: expected an agreement of 'Label 2', got 'By skill'. "
                    "Name the member's own."
                ),
            ),
            (
                {"date": dt.date(2027, 2, 1)},
                (
                    "assignments, row 1, date: expected a date of the horizon (2027-01-01 to 2027-01-31), "
                    "got '2027-02-01'. Mend the date, or widen the horizon."
                ),
            ),
            (
                {"date": None},
                'assignments, row 1, date: expected a date, got None. Write it as "2027-01-31".',
            ),
            (
                {"half": 0},
                (
                    'assignments, row 1, half: expected "AM" or "PM", got 0. '
                    'French is read too: "matin", "après-midi".'
                ),
            ),
            ({"employee": None}, "assignments, row 1, employee: expected a name (text), got None."),
            ({"agreement": ""}, "assignments, row 1, agreement: expected an agreement of the group, got ''."),
        ],
    )
    def test_one_thing_wrong(self, wrong: dict[str, Any], message: str) -> None:
        (found,) = refused(AT_FIRST, AT_SECOND._replace(**wrong))
        assert found.startswith(message)

    def test_nobody_is_in_two_places_at_once(self) -> None:
        twice = AT_FIRST._replace(agreement="By skill")
        assert refused(AT_FIRST, AT_SECOND, twice) == [
            (
                "assignments, row 2, employee: expected one place for one half-day, "
                "got 'Web marketer 1 on 2027-01-04 AM'. Row 0 has it already; delete one of the two."
            )
        ]

    def test_everything_wrong_is_told_at_once(self) -> None:
        away = Ledger({"Label 1: web marketer 1": 2})
        found = refused(
            AT_SECOND,
            Assignment(dt.date(2026, 12, 31), Half.AM, "nobody", "nowhere", "nothing"),
            AT_SECOND._replace(member="Label 1"),
            ledger=away,
            history=schedule(),
            revised=dt.datetime(2027, 1, 1),  # noqa: DTZ001 - that it is naive is what is wrong
        )
        places = [text.partition(":")[0] for text in found]
        assert places == [
            "assignments, row 1, employee",
            "assignments, row 1, member",
            "assignments, row 1, agreement",
            "assignments, row 1, date",
            "assignments, row 2, agreement",
            "assignments, row 2, employee",
            "history",
            "revised",
            "ledger",
        ]
        assert "Did you mean 'Label 1: Web marketer 1'?" in found[-1]

    def test_what_means_the_same_is_kept_as_the_group_has_it(self) -> None:
        moment = dt.datetime(2027, 1, 4, 9, 30, tzinfo=dt.UTC)
        spelt: Any = Assignment(moment, "matin", f" {ONE} ", "Label\u00a01", FIRST)  # type: ignore[arg-type]
        made = schedule(spelt)
        assert made == schedule(AT_FIRST)
        assert made.at[ONE, MONDAY, Half.AM] == AT_FIRST
        assert type(made.assignments[0].date) is dt.date

    def test_two_spellings_are_still_two_places_at_once(self) -> None:
        assert len(refused(AT_FIRST, AT_FIRST._replace(employee=f"{ONE} "))) == 1

    def test_a_history_ends_before_the_horizon(self) -> None:
        before = Schedule(GROUP, Horizon("2026-12-01", "2026-12-31"))
        assert schedule(history=before).history == before
        until = Schedule(GROUP, Horizon("2026-12-01", "2027-01-01"))
        assert "expected a history that ends before 2027-01-01" in refused(history=until)[0]

    def test_the_moment_of_revision_is_kept_in_utc(self) -> None:
        paris = ZoneInfo("Europe/Paris")
        repeated = dt.datetime(2027, 10, 31, 2, 30, tzinfo=paris, fold=1)
        made = schedule(revised=repeated)
        assert made.revised == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
        assert made == schedule(revised=repeated)


class TestQueries:
    made = schedule(AT_SECOND, AT_FIRST._replace(half=Half.PM, agreement="By skill"), AT_FIRST)

    def test_by_employee_member_and_agreement(self) -> None:
        made = self.made
        assert made.of_employee(ONE) == (AT_FIRST, AT_FIRST._replace(half=Half.PM, agreement="By skill"))
        assert made.of_member("Label 1") == made.of_employee(ONE)
        assert made.of_member("Label 3") == ()
        assert made.of_agreement(FIRST) == (AT_FIRST,)

    @pytest.mark.parametrize("query", ["of_employee", "of_member", "of_agreement"])
    def test_an_unknown_name_is_refused(self, query: str) -> None:
        with pytest.raises(BadValue, match="of the group, got 'nobody'"):
            getattr(self.made, query)("nobody")

    def test_at(self) -> None:
        assert self.made.at[TWO, MONDAY, Half.AM] == AT_SECOND
        assert (TWO, MONDAY, Half.PM) not in self.made.at

    def test_given_counts_every_agreement(self) -> None:
        assert self.made.given == {FIRST: 1, SECOND: 1, "By skill": 1}
        assert schedule().given == {FIRST: 0, SECOND: 0, "By skill": 0}

    def test_the_half_day_of_an_assignment(self) -> None:
        assert str(AT_FIRST.half_day) == "2027-01-04 AM"


class TestClosingLedger:
    def test_it_is_what_was_owed_and_promised_less_what_is_given(self) -> None:
        made = schedule(AT_FIRST, ledger=Ledger({FIRST: 3, "By skill": -1}))
        assert dict(made.closing_ledger) == {FIRST: 3 + 6 - 1, SECOND: 4, "By skill": -1 + 2}

    def test_two_months_in_a_row_owe_what_both_at_once_do(self) -> None:
        both = Schedule(GROUP, Horizon("2027-01-01", "2027-02-28"), (AT_FIRST,))
        january = schedule(AT_FIRST)
        february = Schedule(GROUP, Horizon("2027-02-01", "2027-02-28"), (), january.closing_ledger)
        assert february.closing_ledger == both.closing_ledger

    def test_agreements_with_the_longest_names(self) -> None:
        who, where = "e" * 300, "m" * 300
        agreement = Agreement(where, employee=who, days=1, start="2027-01-01")
        group = Group("G", employees=[Employee(who)], members=[Member(where)], agreements=[agreement])
        made = Schedule(group, JANUARY, (Assignment(MONDAY, Half.AM, who, where, agreement.name),))
        assert dict(made.closing_ledger) == {agreement.name: 1}
        assert Schedule(group, JANUARY, (), made.closing_ledger).ledger == made.closing_ledger


class TestIdentity:
    report = Report((), Ending.PROVEN, 1.0, 0.5, 3, 0, "by hand")

    def test_equal_whatever_the_order_and_the_report(self) -> None:
        assert schedule(AT_FIRST, AT_SECOND) == schedule(AT_SECOND, AT_FIRST, report=self.report)
        assert schedule(AT_FIRST) != schedule(AT_SECOND)
        assert schedule(AT_FIRST) != schedule(AT_FIRST, ledger=Ledger({FIRST: 1}))

    def test_with_a_report_it_is_the_same_and_the_one_without_has_none_still(self) -> None:
        made = schedule(AT_FIRST, ledger=Ledger({FIRST: 1}))
        reported = made.with_report(self.report)
        assert reported == made
        assert (reported.report, made.report) == (self.report, None)
        assert reported.closing_ledger == made.closing_ledger

    def test_pickling_keeps_everything_also_after_every_query(self) -> None:
        before = Schedule(GROUP, Horizon("2026-12-01", "2026-12-31"))
        made = schedule(
            AT_FIRST,
            ledger=Ledger({FIRST: 1}),
            history=before,
            report=self.report,
            revised=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
        )
        assert made.closing_ledger
        assert made.at
        assert made.of_employee(ONE)
        assert str(made)
        again = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own
        assert again == made
        assert again.report == self.report
        assert again.closing_ledger == made.closing_ledger

    def test_replacing_gives_another_schedule(self) -> None:
        made = schedule(AT_FIRST)
        other = replace(made, assignments=(AT_SECOND,))
        assert made.assignments == (AT_FIRST,)
        assert other.of_employee(TWO) == (AT_SECOND,)

    def test_other_assignments_answer_the_same_problem(self) -> None:
        before = Schedule(GROUP, Horizon("2026-12-01", "2026-12-31"))
        made = schedule(AT_FIRST, ledger=Ledger({FIRST: 1}), history=before, report=self.report)
        other = made.with_assignments([AT_SECOND])
        assert other == replace(made, assignments=(AT_SECOND,))
        assert other.problem is made.problem
        assert other.report is None
        assert other.closing_ledger == replace(made, assignments=(AT_SECOND,)).closing_ledger
        with pytest.raises(InputError, match="one place for one half-day"):
            made.with_assignments([AT_SECOND, AT_SECOND])

    def test_nothing_can_be_set(self) -> None:
        with pytest.raises(AttributeError):
            schedule().horizon = JANUARY  # type: ignore[misc]
