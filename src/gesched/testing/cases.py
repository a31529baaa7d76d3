"""Tiny groups, picked by hand: together they meet every branch of rules and goals."""

from typing import Any, NamedTuple

from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Ledger, Member, Site
from gesched.problem import Offer, Problem
from gesched.timeline import Horizon


class Case(NamedTuple):
    """A tiny group with what it is planned for."""

    name: str
    group: Group
    horizon: Horizon
    ledger: Ledger = Ledger()

    def __str__(self) -> str:
        return self.name

    def problem(self, offer: Offer = Offer.ASSIGNABLE) -> Problem:
        """Return the problem of the case."""
        return Problem(self.group, self.horizon, self.ledger, offer)


_ONE = Employee("Web marketer 1", skills={"web marketing"})
_TWO = Employee("Web marketer 2", skills={"web marketing"})
_LABELS = (Member("Label 1"), Member("Label 2"))


def _of_one(member: str, **words: Any) -> Agreement:
    return Agreement(member, employee="Web marketer 1", **words)


def _of_skill(member: str, **words: Any) -> Agreement:
    return Agreement(member, skill="web marketing", **words)


def tiny_cases() -> tuple[Case, ...]:
    """Return groups of at most some thousand well-formed schedules each.

    They hold the first and last days and periods of a horizon, periods cut by it and by dates of agreements,
    what is owed and what was taken in advance, every unit, ``at_once`` of two, shares, minimums that cannot
    be met, maximums, holidays worked and not, absences by half-days and by pattern.
    """
    return (*_competition(), *_periods(), *_limits(), *_availability(), *_dates(), *_eligibility())


def _competition() -> tuple[Case, ...]:
    return (
        Case(
            "two members compete",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", days=1.5, per="horizon", prefers="Mon"),
                    _of_one("Label 2", days=1, per="horizon", prefers="Mon, Tue AM"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-05"),
        ),
        Case(
            "less would be short in all, if the second worst-off were worse off",
            Group(
                "Paris Mix",
                [_ONE],
                [Member("Label 1", opens="Mon AM"), Member("Label 2", opens="Tue PM"), Member("Label 3")],
                [
                    _of_one("Label 1", days=0.5, per="horizon", prefers="Mon"),
                    _of_one("Label 2", days=0.5, per="horizon", prefers="Tue"),
                    _of_one("Label 3", days=2, per="horizon", unit="day", prefers="Mon, Tue"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-05"),
        ),
        Case(
            "one usual weekday or two, and changes at midday",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", days=1, per="horizon", prefers="Tue"),
                    _of_skill("Label 2", days=1.5, per="horizon"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-06"),
        ),
    )


def _periods() -> tuple[Case, ...]:
    return (
        Case(
            "weeks, from a Thursday to a Monday",
            Group("Paris Mix", [_ONE], _LABELS[:1], [_of_one("Label 1", days=2.5, per="week", at_least=2.5)]),
            Horizon("2027-01-07", "2027-01-11"),
        ),
        Case(
            "months, with a minimum and a maximum",
            Group(
                "Paris Mix",
                [Employee("Web marketer 1", works="Mon-Thu, Fri AM")],
                _LABELS[:1],
                [_of_one("Label 1", days=8, at_least=5, at_most=12, start="2027-01-11", prefers="Fri")],
            ),
            Horizon("2027-01-29", "2027-02-01"),
        ),
        Case(
            "a reference year that ends",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", days=120, per="year", start="2027-08-16"),
                    _of_skill("Label 2", days=20, per="quarter", start="2027-08-02", at_least=15),
                ],
                year_start="09-01",
            ),
            Horizon("2027-08-31", "2027-09-01"),
        ),
    )


def _limits() -> tuple[Case, ...]:
    return (
        Case(
            "owed, and taken in advance",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", days=0.5, per="horizon", name="owed"),
                    _of_one("Label 2", days=1, per="week", start="2027-01-04", name="in advance"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-05"),
            Ledger({"owed": 3, "in advance": -1}),
        ),
        Case(
            "two at once, and an excess to spread",
            Group(
                "Paris Mix",
                [_ONE, _TWO, Employee("Web marketer 3", skills={"web marketing"})],
                _LABELS,
                [
                    _of_skill("Label 1", days=0.5, per="horizon", at_once=2, at_most=2, at_least=0.5),
                    _of_skill("Label 2", days=1, per="horizon", unit="day", at_most=1),
                ],
            ),
            Horizon("2027-01-06", "2027-01-06"),
        ),
        Case(
            "a share of what is there",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", share="25 %"),
                    _of_one("Label 2", share="1/3", per="horizon", at_least=0.5),
                ],
                absences=[Absence("Web marketer 1", "2027-01-04", first_half="PM")],
                holidays={"metropole": ["2027-01-01"]},
            ),
            Horizon("2027-01-04", "2027-01-05"),
        ),
        Case(
            "a minimum that cannot be met",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", days=1, per="horizon", at_least=1),
                    _of_one("Label 2", days=1, per="horizon", at_least=1, unit="day"),
                ],
                absences=[Absence("Web marketer 1", "2027-01-05", last_half="AM")],
            ),
            Horizon("2027-01-04", "2027-01-05"),
        ),
    )


def _availability() -> tuple[Case, ...]:
    return (
        Case(
            "holidays of two zones, some of them worked",
            Group(
                "Paris Mix",
                [Employee("Web marketer 1", zone="alsace", works_holidays="2027-03-26")],
                [
                    Member("Label 1", site="Site 1", works_holidays="2027-03-26"),
                    Member("Label 2", opens="Fri AM, Mon"),
                ],
                [
                    _of_one("Label 1", days=15, start="2027-03-22"),
                    _of_one("Label 2", days=9, start="2027-03-16"),
                ],
                sites=[Site("Site 1", zone="alsace")],
                holidays={"metropole": ["2027-03-29"], "alsace": ["2027-03-26", "2027-03-28"]},
                zone="metropole",
                works="Mon-Sun",
            ),
            Horizon("2027-03-26", "2027-03-28"),
        ),
        Case(
            "absences, closures and common time by half-days",
            Group(
                "Paris Mix",
                [_ONE, Employee("Web marketer 2", works="Thu PM, Fri", skills={"web marketing"})],
                _LABELS,
                [_of_skill("Label 1", days=3, per="week", start="2027-01-04", at_once=2)],
                absences=[
                    Absence("Web marketer 1", "2026-12-01", "2027-02-28", when="Thu AM"),
                    Absence("Web marketer 1", "2027-01-07", "2027-01-08", first_half="PM", last_half="AM"),
                ],
                closures=[Closure("Label 1", "2027-01-08", last_half="AM"), Closure("Label 2", "2027-01-07")],
                common_time=[
                    CommonTime("2027-01-08", last_half="AM", employees=["Web marketer 2"]),
                    CommonTime("2027-01-07", last_half="AM"),
                ],
            ),
            Horizon("2027-01-07", "2027-01-08"),
        ),
    )


def _dates() -> tuple[Case, ...]:
    return (
        Case(
            "contracts, memberships and agreements that begin and end",
            Group(
                "Paris Mix",
                [Employee("Web marketer 1", start="2027-01-05", end="2027-01-05")],
                [Member("Label 1", start="2027-01-05"), Member("Label 2", end="2027-01-05")],
                [
                    _of_one("Label 1", days=20, start="2027-01-05", end="2027-01-06"),
                    _of_one("Label 2", days=20, end="2027-01-05"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-06"),
        ),
        Case(
            "seasons that begin and end, over New Year and within a month",
            Group(
                "Paris Mix",
                [_ONE],
                _LABELS,
                [
                    _of_one("Label 1", days=3, season="11-15 to 01-05", at_least=1),
                    _of_one("Label 2", share="1/2", per="week", season="05/01 au 06/01", start="2027-01-04"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-06"),
        ),
        Case(
            "whole days of which only one half is possible",
            Group(
                "Paris Mix",
                [Employee("Web marketer 1", works="Mon, Tue AM")],
                _LABELS,
                [
                    _of_one("Label 1", days=2, per="horizon", unit="day", prefers="Mon PM, Tue"),
                    _of_one("Label 2", days=2, per="horizon"),
                ],
            ),
            Horizon("2027-01-04", "2027-01-05"),
            Ledger({"Label 1: Web marketer 1": 1}),
        ),
    )


def _eligibility() -> tuple[Case, ...]:
    return (
        Case(
            "by name and by skill, at members that the contract lists",
            Group(
                "Paris Mix",
                [Employee("Web marketer 1", skills={"web marketing"}, authorised_members={"Label 1"}), _TWO],
                _LABELS,
                [
                    _of_one("Label 1", days=0.5, per="horizon"),
                    _of_skill("Label 1", days=0.5, per="horizon", unit="day"),
                    _of_skill("Label 2", days=1, per="horizon", at_least=0.5),
                ],
            ),
            Horizon("2027-01-08", "2027-01-08"),
        ),
        Case(
            "an agreement that has not begun, one that is over, one that nobody may serve",
            Group(
                "Paris Mix",
                [Employee("Web marketer 1", skills={"web marketing"}, authorised_members={"Label 1"})],
                _LABELS,
                [
                    _of_one("Label 1", days=10, start="2027-02-01", name="later"),
                    _of_one("Label 1", days=10, end="2027-01-04", name="over"),
                    _of_skill("Label 2", days=10, name="unserved"),
                ],
            ),
            Horizon("2027-01-05", "2027-01-06"),
        ),
        Case("no agreement at all", Group("Paris Mix", [_ONE], _LABELS), Horizon("2027-01-01", "2027-01-02")),
    )
