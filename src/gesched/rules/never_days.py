"""Half-days on which nobody comes under an agreement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gesched.findings import Violation
from gesched.group.agreements import as_agreement_name
from gesched.group.fields import Field
from gesched.linear import Linear
from gesched.problem import pattern_mask
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule
from gesched.schedule import Schedule
from gesched.timeline import When, parse_when


@dataclass(frozen=True)
class NeverDays(HouseRule):
    """Nobody comes under an agreement on some half-days.

    Parameters
    ----------
    agreement
        Under which agreement.
    never
        The half-days: a weekly pattern, a recurrence or dates.
    weight, source
        As in ``HouseRule``; a unit is a half-day of one employee.
    """

    agreement: Field[str, str] = Field(as_agreement_name)
    never: Field[str | When, When] = Field(parse_when)

    id = "never_days"
    title = "Nobody comes on half-days that an agreement never takes."

    def post(self, model: RuleModel) -> None:
        """Forbid every one of the half-days: one row each."""
        number = model.problem.agreement_number[self.agreement]
        words = f"{self.agreement} never takes {self.never}"
        ground = self.ground((self.agreement,), str(self.never), words)
        for column in np.flatnonzero(pattern_mask(self.never, model.problem.horizon)).tolist():
            everybody = model.problem.candidates[number]
            there = Linear.total(model.assigned(number, one, [column]) for one in everybody)
            model.require(there, None, 0, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every such half-day given; its amount is how many employees come."""
        there = Counter(one.half_day for one in schedule.of_agreement(self.agreement))
        for half_day, count in there.items():
            if self.never.covers(*half_day):
                words = f"{self.agreement} never takes {self.never}, but {count} of the employees "
                words += f"come{'s' * (count == 1)} on {half_day}"
                day = half_day.date
                yield self.violation(schedule, (self.agreement,), day, day, count, words)
