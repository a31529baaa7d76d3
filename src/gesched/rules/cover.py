"""So many employees at a member at once, at least and at most: on trade fairs, in small offices."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gesched.findings import Ground, Violation
from gesched.group import Employee
from gesched.group.fields import Field, as_name, as_whole, optional, problem
from gesched.linear import Linear
from gesched.rules._base import RuleModel
from gesched.rules._house import HouseRule, as_weight
from gesched.rules.availability import closure_reasons
from gesched.schedule import Assignment, Schedule
from gesched.timeline import HalfDay, Horizon, When, half_days_within, parse_when


@dataclass(frozen=True)
class Cover(HouseRule):
    """At least, or at most, so many employees are at a member at once, under whatever agreement.

    Each half-day stands for itself. A minimum is asked wherever the member is open; that no employee is there
    excuses nothing.

    Parameters
    ----------
    member
        At which member.
    at_least, at_most
        How many employees at the same time.
    skill
        Only employees who have it count, for both limits; ``None`` counts everybody.
    when
        On which half-days: a weekly pattern, a recurrence or dates; ``None`` means all.
    too_few, too_many
        What each employee too few, or too many, costs; 0: that side must hold. ``None`` takes ``weight``.
    weight, source
        As in ``HouseRule``.
    """

    member: Field[str, str] = Field(as_name)
    at_least: Field[int | str | None, int | None] = Field(optional(as_whole), default=None)
    at_most: Field[int | str | None, int | None] = Field(optional(as_whole), default=None)
    skill: Field[str | None, str | None] = Field(optional(as_name), default=None)
    when: Field[str | When | None, When | None] = Field(optional(parse_when), default=None)
    too_few: Field[int | str | None, int | None] = Field(optional(as_weight), default=None)
    too_many: Field[int | str | None, int | None] = Field(optional(as_weight), default=None)

    id = "cover"
    title = "At least, or at most, so many employees are at a member at once."
    unit = "employees"

    def _check(self) -> None:
        if self.at_least is None and self.at_most is None:
            problem(self, "at_most", "at_least or at_most", None, "Give one of the two.")
        if self.at_least is not None and self.at_most is not None and self.at_most < self.at_least:
            problem(self, "at_most", f"at least {self.at_least}", self.at_most)

    @property
    def gives_way(self) -> bool:
        """Whether one of the limits gives way where it must, at a cost."""
        is_relaxed = super().gives_way
        sides = ((self.at_least, self.too_few), (self.at_most, self.too_many))
        costs = (is_relaxed if weight is None else weight > 0 for limit, weight in sides if limit is not None)
        return any(costs)

    def post(self, model: RuleModel) -> None:
        """Limit the employees of each half-day: one row a half-day and limit."""
        group, numbers = model.problem.group, model.problem.agreements_of[self.member]
        there = [
            (number, employee, mask)
            for number in numbers
            for employee, mask in model.problem.candidates[number].items()
            if self._has_skill(group.employees[employee])
        ]
        is_open = model.problem.open[self.member]
        few = self._ground("at least", self.at_least, self.too_few)
        many = self._ground("at most", self.at_most, self.too_many)
        for half_day in _meant(self.when, model.problem.horizon):
            column = model.problem.column(half_day)
            count = Linear.total(
                model.assigned(number, employee, [column]) for number, employee, mask in there if mask[column]
            )
            if self.at_least is not None and is_open[column]:
                model.require(count, self.at_least, None, few)
            if self.at_most is not None:
                model.require(count, None, self.at_most, many)

    def _ground(self, limit: str, number: int | None, weight: int | None) -> Ground:
        when = "" if self.when is None else str(self.when)
        words = f"{self._words(limit, number)}{when and f' ({when})'}"
        return self.ground((self.member,), when, words, weight)

    def check(self, schedule: Schedule) -> Iterator[Violation]:
        """Yield a violation for every half-day with too few or too many; its amount is how many."""
        group, half_days = schedule.group, _meant(self.when, schedule.horizon)
        member, counts = group.member(self.member), self._counts(schedule, half_days)
        for half_day in half_days:
            count = counts[half_day]
            if (
                self.at_least is not None
                and count < self.at_least
                and not any(closure_reasons(group, member, *half_day))
            ):
                yield self._broken(schedule, half_day, "at least", self.at_least, count, self.too_few)
            if self.at_most is not None and count > self.at_most:
                yield self._broken(schedule, half_day, "at most", self.at_most, count, self.too_many)

    def _counts(self, schedule: Schedule, half_days: Sequence[HalfDay]) -> Counter[HalfDay]:
        """Return how many employees who count are there, from the first of some half-days to the last."""
        if not half_days:
            return Counter()
        there = schedule.of_member(self.member)
        begin = bisect_left(there, half_days[0], key=_when)
        within = there[begin : bisect_right(there, half_days[-1], key=_when)]
        return Counter(
            one.half_day for one in within if self._has_skill(schedule.group.employee(one.employee))
        )

    def _has_skill(self, employee: Employee) -> bool:
        return self.skill is None or self.skill in employee.skills

    def _broken(
        self, schedule: Schedule, at: HalfDay, limit: str, number: int, count: int, weight: int | None
    ) -> Violation:
        words = f"{self._words(limit, number)}, but {count} on {at}"
        who, amount = (self.member,), abs(count - number)
        return self.violation(schedule, who, at.date, at.date, amount, words, weight)

    def _words(self, limit: str, number: int | None) -> str:
        skilled = "" if self.skill is None else f" with the skill {self.skill}"
        return f"{self.member}: {limit} {number} employee{'s' * (number != 1)}{skilled} at once"


def _meant(when: When | None, horizon: Horizon) -> Sequence[HalfDay]:
    return horizon.half_days if when is None else half_days_within(when, horizon)


def _when(one: Assignment) -> HalfDay:
    return one.half_day
