"""What shape an agreement's visits have: whole days, and so many employees at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from gesched.findings import Ground, Violation
from gesched.group import Unit
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.schedule import Schedule

_PERSON_AND_DATE = attrgetter("employee", "date")


@dataclass(frozen=True)
class WholeDays:
    """Where an agreement takes whole days, the same employee comes morning and afternoon."""

    id: str = "whole_days"
    title: str = "Agreements by the day take the same employee morning and afternoon."
    source: str = "agreement"

    def post(self, model: RuleModel) -> None:
        """Equate the halves of every candidate day: one row a day."""
        problem = model.problem
        for number, agreement in enumerate(problem.group.agreements):
            if agreement.unit is not Unit.DAY:
                continue
            words = f"{agreement.name} takes whole days"
            ground = Ground(self.id, (agreement.name,), "", words, self.source)
            for employee, candidates in problem.candidates[number].items():
                for day in np.flatnonzero(candidates.reshape(-1, 2).any(axis=1)).tolist():
                    morning = model.assigned(number, employee, [2 * day])
                    afternoon = model.assigned(number, employee, [2 * day + 1])
                    model.require(morning - afternoon, 0, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every day with one half only."""
        for agreement in schedule.group.agreements:
            if agreement.unit is not Unit.DAY:
                continue
            halves = Counter(map(_PERSON_AND_DATE, schedule.of_agreement(agreement.name)))
            for (employee, day), count in halves.items():
                if count == 1:
                    words = f"{agreement.name} takes whole days, but {employee} comes half of {day}"
                    yield Violation(self.id, (agreement.name,), day, day, 1, words, self.source)


@dataclass(frozen=True)
class AtOnce:
    """Where an agreement is by skill, no more employees come at the same time than it says."""

    id: str = "at_once"
    title: str = "Agreements by skill take one employee at a time, or as many as they say."
    source: str = "agreement"

    def post(self, model: RuleModel) -> None:
        """Limit the employees of every half-day: one row a half-day that several could serve."""
        problem = model.problem
        for number, agreement in enumerate(problem.group.agreements):
            candidates = problem.candidates[number]
            if len(candidates) <= agreement.at_once:
                continue
            words = f"{agreement.name} takes at most {agreement.at_once} at once"
            ground = Ground(self.id, (agreement.name,), "", words, self.source)
            several = np.sum(list(candidates.values()), axis=0) > agreement.at_once
            for column in np.flatnonzero(several).tolist():
                there = (model.assigned(number, employee, [column]) for employee in candidates)
                model.require(Linear.total(there), None, agreement.at_once, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every half-day with too many; its amount is how many too many."""
        for agreement in schedule.group.agreements:
            there = Counter(one.half_day for one in schedule.of_agreement(agreement.name))
            for half_day, count in there.items():
                if count > agreement.at_once:
                    words = f"{agreement.name} takes at most {agreement.at_once} at once, "
                    words += f"but {count} come on {half_day}"
                    excess = count - agreement.at_once
                    day = half_day.date
                    yield Violation(self.id, (agreement.name,), day, day, excess, words, self.source)
