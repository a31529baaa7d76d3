"""Runs of days that are too short: for posting, never for checks."""

import datetime as dt
from collections.abc import Callable, Sequence

from gesched.findings import Ground
from gesched.linear import Linear
from gesched.rules._base import RuleModel

_ONE_DAY = dt.timedelta(days=1)


def forbid_short_runs(
    model: RuleModel,
    on: Callable[[dt.date], Linear],
    may_go_on: Callable[[dt.date], bool],
    fewest: int,
    because: Ground,
) -> None:
    """Forbid runs of fewer days: one row a place and length; its amount is how many days are missing.

    Runs that may have begun, or may go on, where nothing is known are not asked. One that began before the
    horizon is asked for as many days as it can still reach.

    Parameters
    ----------
    model
        The model.
    on
        For a date, 1 where it belongs to a run, else 0; a constant before the horizon.
    may_go_on
        For a date of the horizon, whether a run can go on over it at all.
    fewest
        How many days a run has at least.
    because
        Why.
    """
    dates = model.problem.horizon.dates
    days = [on(day) for day in dates]
    begun = _begun(model, on, fewest)
    if begun is not None:
        reached = begun
        for day in dates[: fewest - begun]:
            if begun and not may_go_on(day):
                break
            reached += 1
        # Up to the horizon's end, it may go on beyond.
        asked = fewest if begun == 0 or reached - begun == len(dates) else reached
        _post(model, begun, Linear(), days[:fewest], asked, because)
    for place in range(1, len(days)):
        _post(model, 0, days[place - 1], days[place : place + fewest], fewest, because)


def _begun(model: RuleModel, on: Callable[[dt.date], Linear], fewest: int) -> int | None:
    """Return how long the run is on the horizon's eve, at most ``fewest``; ``None`` where it is not known."""
    day, length = model.problem.horizon.first - _ONE_DAY, 0
    while length < fewest and model.past.knows(day) and on(day).constant:
        day, length = day - _ONE_DAY, length + 1
    return length if model.past.knows(day) or length == fewest else None


def _post(
    model: RuleModel, begun: int, before: Linear, days: Sequence[Linear], fewest: int, because: Ground
) -> None:
    """Post the rows of runs that begin at one place, after a day that belongs to none."""
    total = before * -1 + begun
    for length, after in enumerate(days[: fewest - begun], start=begun):
        missing = fewest - length
        if length:
            model.require((total - after) * missing, None, (length - 1) * missing, because)
        if after == Linear():
            return
        total = total + after
