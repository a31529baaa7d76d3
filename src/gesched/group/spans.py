"""Fields that absences, closures and common time share: from one half-day to another."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from gesched.errors import BadValue
from gesched.group.fields import Field, as_text, optional, problem, raise_problems
from gesched.timeline import Half, Span, When, as_date, as_half, parse_when

DateLike = dt.date | str


def as_dates(value: Iterable[DateLike] | str) -> frozenset[dt.date]:
    """Read dates: a list, or a text with ``;`` or ``,`` between them."""
    parts = value.replace(",", ";").split(";") if isinstance(value, str) else value
    try:
        return frozenset(as_date(part) for part in parts if not isinstance(part, str) or part.strip())
    except TypeError:
        raise BadValue(value, 'dates, as a list or as text such as "2027-05-01; 2027-05-08"') from None


def check_order(word: object, start: dt.date | None, end: dt.date | None, column: str = "end") -> None:
    """Note a problem where a word ends before it starts."""
    if start is not None and end is not None and end < start:
        problem(word, column, f"a date not before {start}", str(end), "Swap the two dates, or mend the year.")


@dataclass(frozen=True)
class Away:
    """Half-days on which something does not take place; the root of absences, closures and common time.

    Parameters
    ----------
    first, last
        First and last date, both included; ``last=None`` means one day.
    when
        Which half-days between them; ``None`` means all. "Wed AM" makes every Wednesday morning.
    first_half, last_half
        Where on the first date it begins and on the last date it ends.
    reason
        Why; seen by the coordinator only, and never exported to a member.
    """

    first: Field[DateLike, dt.date] = Field(as_date)
    last: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    when: Field[str | When | None, When | None] = Field(optional(parse_when), default=None)
    first_half: Field[str | Half, Half] = Field(as_half, default=Half.AM)
    last_half: Field[str | Half, Half] = Field(as_half, default=Half.PM)
    reason: Field[str, str] = Field(as_text, default="")

    def __post_init__(self) -> None:
        raise_problems(self, self._check_span)

    def _check_span(self) -> None:
        if self.last is None:
            self.__dict__["last"] = self.first
        try:
            self.span  # noqa: B018 - reading it refuses an end before the start
        except BadValue as bad:
            problem(self, "last", bad.expected, bad.value, bad.advice)

    @cached_property
    def span(self) -> Span:
        """The half-days meant."""
        return Span(self.first, self.last, self.first_half, self.last_half, self.when)
