"""Days without a visit between visits under an agreement: so many."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from gesched.findings import Violation
from gesched.group import Agreement
from gesched.group.agreements import as_agreement_name
from gesched.group.fields import Field, as_count, as_flag, optional, problem
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._facts import days_in_order, possible, visits_under
from gesched.rules._house import HouseRule
from gesched.rules._visits import counted_days, visit
from gesched.schedule import Schedule
from gesched.timeline import Half, HalfDay


@dataclass(frozen=True)
class Gaps(HouseRule):
    """Between visits under an agreement, whoever comes, lie at least, or at most, so many days without one.

    A day counts as a visit where anybody comes in any half; days before the horizon count too. A maximum is
    asked of every stretch of one day more that is known and in which the agreement is in force, unless nobody
    can come on any of its dates in the horizon.

    Parameters
    ----------
    agreement
        Under which agreement.
    smallest, largest
        Days without a visit, at least and at most; ``None`` where nothing is said.
    bridges
        Whether dates that are no working days of the group (weekends, public holidays) are left out: between
        Friday and Monday there is then no gap.
    weight, source
        As in ``HouseRule``; a unit is a day that is missing, or a stretch of days without a visit.
    """

    agreement: Field[str, str] = Field(as_agreement_name)
    smallest: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    largest: Field[int | str | None, int | None] = Field(optional(as_count), default=None)
    bridges: Field[bool | int | str, bool] = Field(as_flag, default=True)

    id = "gaps"
    title = "Between visits under an agreement lie at least, or at most, so many days."
    unit = "days"

    def _check(self) -> None:
        if self.smallest is None and self.largest is None:
            problem(self, "largest", "smallest or largest", None, "Give one of the two.")
        if self.smallest is not None and self.largest is not None and self.largest < self.smallest:
            problem(self, "largest", f"at least {self.smallest} days, as smallest says", self.largest)

    def post(self, model: RuleModel) -> None:
        """Forbid every smaller gap, and ask for a visit in every stretch of one day more: one row each."""
        number = model.problem.agreement_number[self.agreement]
        days = counted_days(model, max(self.smallest or 0, self.largest or 0), bridges=self.bridges)
        came = [visit(model, number, day) for day in days]
        if self.smallest is not None:
            self._post_smallest(model, days, came, self.smallest)
        if self.largest is not None:
            self._post_largest(model, days, came, self.largest)

    def _post_smallest(
        self, model: RuleModel, days: list[dt.date], came: list[Linear | None], smallest: int
    ) -> None:
        ground = self.ground((self.agreement,), "", f"{self.agreement}: {_words('least', smallest)}")
        for place, before in enumerate(came):
            total = Linear() if before is None else before
            for free, after in enumerate(came[place + 1 : place + 1 + smallest]):
                if before is None or after is None:
                    break
                missing = smallest - free
                if free and days[place + 1 + free] in model.problem.horizon:
                    model.require((total + after) * missing, None, missing, ground)
                total = total - after

    def _post_largest(
        self, model: RuleModel, days: list[dt.date], came: list[Linear | None], largest: int
    ) -> None:
        group = model.problem.group
        number = model.problem.agreement_number[self.agreement]
        ground = self.ground((self.agreement,), "", f"{self.agreement}: {_words('most', largest)}")
        validity = group.agreements[number].validity
        in_force = [
            validity.covers(day, Half.AM)
            and (day in model.problem.horizon or model.past.has_agreement(self.agreement, day))
            for day in days
        ]
        open_days = [_is_open(model, number, day) for day in days]
        for place in range(len(days) - largest):
            stretch = slice(place, place + largest + 1)
            known = [one for one in came[stretch] if one is not None]
            if len(known) > largest and all(in_force[stretch]) and any(open_days[stretch]):
                model.require(Linear.total(known), 1, None, ground)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every gap too small, and for every day too many without a visit."""
        came = {one.date for one in visits_under(schedule, self.agreement)}
        days = list(days_in_order(schedule, bridges=self.bridges))
        if self.smallest is not None:
            yield from self._too_small(schedule, days, came, self.smallest)
        if self.largest is not None:
            yield from self._too_large(schedule, days, came, self.largest)

    def _too_small(
        self, schedule: Schedule, days: list[tuple[dt.date, bool]], came: set[dt.date], smallest: int
    ) -> Iterator[Violation]:
        latest: dt.date | None = None
        free = 0
        for day, is_known in days:
            if not is_known:
                latest = None
            elif day not in came:
                free += 1
            else:
                if latest is not None and 0 < free < smallest and day in schedule.horizon:
                    words = f"{self.agreement}: visits on {latest} and {day}, but {_words('least', smallest)}"
                    missing = smallest - free
                    yield self.violation(schedule, (self.agreement,), latest, day, missing, words)
                latest, free = day, 0

    def _too_large(
        self, schedule: Schedule, days: list[tuple[dt.date, bool]], came: set[dt.date], largest: int
    ) -> Iterator[Violation]:
        agreement = schedule.group.agreement(self.agreement)
        could_be = cache(partial(_could_be, schedule, agreement))
        free: list[dt.date] = []
        for day, is_known in days:
            is_past = day < schedule.horizon.first
            was_there = not is_past or schedule.past.has_agreement(self.agreement, day)
            if day in came or not is_known or not was_there or not agreement.validity.covers(day, Half.AM):
                free = []
                continue
            free.append(day)
            stretch = free[-largest - 1 :]
            if len(free) > largest and any(could_be(one) for one in stretch):
                words = (
                    f"{self.agreement}: no visit from {stretch[0]} to {day}, but {_words('most', largest)}"
                )
                yield self.violation(schedule, (self.agreement,), stretch[0], day, 1, words)


def _words(limit: str, days: int) -> str:
    return f"at {limit} {days} day{'s' * (days != 1)} between two visits"


def _is_open(model: RuleModel, agreement: int, day: dt.date) -> bool:
    """Return whether a date lies in the horizon and anybody could be assigned on it."""
    if day not in model.problem.horizon:
        return False
    column = model.problem.column(HalfDay(day, Half.AM))
    return any(mask[column : column + 2].any() for mask in model.problem.assignable[agreement].values())


def _could_be(schedule: Schedule, agreement: Agreement, day: dt.date) -> bool:
    return any(possible(schedule, agreement, day, half) for half in Half)
