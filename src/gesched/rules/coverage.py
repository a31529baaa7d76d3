"""An assignment stands under an agreement in force, for this employee, at an authorised member."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Ground, Violation
from gesched.group import Agreement
from gesched.problem import agreement_causes
from gesched.rules._base import RuleModel
from gesched.schedule import Schedule
from gesched.timeline import HalfDay


@dataclass(frozen=True)
class AgreementCovers:
    """Nobody is assigned under an agreement that is not in force or names another employee or skill."""

    id: str = "agreement_covers"
    title: str = "Assignments stand under an agreement in force for this employee."
    source: str = "agreement"

    def post(self, model: RuleModel) -> None:
        """Forbid candidates of the wrong employee, and those out of dates: one row a half-day and reason."""
        problem = model.problem
        for number, agreement in enumerate(problem.group.agreements):
            takes = agreement.employee or f"the skill {agreement.skill!r}"
            words = f"{agreement.name} is for {takes}"
            wrong = Ground(self.id, (agreement.name,), "", words, self.source)
            for employee, candidates in problem.candidates[number].items():
                person = problem.group.employees[employee]
                if agreement.employee != person.name and agreement.skill not in person.skills:
                    for column in np.flatnonzero(candidates).tolist():
                        model.require(model.assigned(number, employee, [column]), None, 0, wrong)
            self._post_dates(model, number, agreement)

    def _post_dates(self, model: RuleModel, number: int, agreement: Agreement) -> None:
        for cause in agreement_causes(agreement, model.problem.horizon):
            ground = Ground(self.id, (agreement.name,), cause.when, cause.words, self.source)
            for employee, candidates in model.problem.candidates[number].items():
                for column in np.flatnonzero(candidates & cause.closed).tolist():
                    model.require(model.assigned(number, employee, [column]), None, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every assignment and reason against it."""
        for agreement in schedule.group.agreements:
            there = schedule.of_agreement(agreement.name)
            wrong = {name: _not_for(schedule, agreement, name) for name in {one.employee for one in there}}
            is_always_in_force = {agreement.start, agreement.end, agreement.season} == {None}
            for one in there:
                reasons = wrong[one.employee]
                if not is_always_in_force:
                    reasons = (*reasons, *_out_of_force(agreement, one.half_day))
                for reason in reasons:
                    words = f"{one.employee} is assigned to {one.member} on {one.half_day}, but {reason}"
                    yield Violation(self.id, (one.agreement,), one.date, one.date, 1, words, self.source)


def _not_for(schedule: Schedule, agreement: Agreement, employee: str) -> tuple[str, ...]:
    """Return why an agreement does not take an employee; nothing where it does."""
    if agreement.skill is None:
        fits, takes = agreement.employee == employee, agreement.employee
    else:
        fits = agreement.skill in schedule.group.employee(employee).skills
        takes = f"the skill {agreement.skill!r}"
    return () if fits else (f"{agreement.name} is for {takes}",)


def _out_of_force(agreement: Agreement, half_day: HalfDay) -> Iterator[str]:
    """Yield why an agreement is not in force on a half-day; nothing where it is."""
    name, day = agreement.name, half_day.date.isoformat()  # which sorts as time passes
    if agreement.start is not None and day < agreement.start.isoformat():
        yield f"{name} starts on {agreement.start}"
    if agreement.end is not None and day > agreement.end.isoformat():
        yield f"{name} ended on {agreement.end}"
    if agreement.season is not None and not agreement.season.covers(*half_day):
        yield f"{name} is in force every year from {agreement.season} only"


@dataclass(frozen=True)
class AuthorisedMembers:
    """Nobody is assigned to a member that their contract does not list."""

    id: str = "authorised_members"
    title: str = "Employees serve only the members that their contract lists."
    source: str = "Code du travail L1253-9"

    def post(self, model: RuleModel) -> None:
        """Forbid every candidate half-day at other members: one row a half-day."""
        problem = model.problem
        for number, agreement in enumerate(problem.group.agreements):
            for employee, candidates in problem.candidates[number].items():
                person = problem.group.employees[employee]
                listed = person.authorised_members
                if listed is None or agreement.member in listed:
                    continue
                words = f"{person.name} may not serve {agreement.member}"
                ground = Ground(self.id, (person.name, agreement.member), "", words, self.source)
                for column in np.flatnonzero(candidates).tolist():
                    model.require(model.assigned(number, employee, [column]), None, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every assignment at a member that is not listed."""
        for one in schedule.assignments:
            listed = schedule.group.employee(one.employee).authorised_members
            if listed is not None and one.member not in listed:
                words = f"{one.employee} is assigned to {one.member} on {one.half_day}, "
                words += "which the contract does not list"
                who = (one.employee, one.member)
                yield Violation(self.id, who, one.date, one.date, 1, words, self.source)
