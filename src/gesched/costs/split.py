"""Sharing cost pools among members: every pool's shares sum to its amount."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import NamedTuple

import pandas as pd

from gesched.costs.currency import EUR, Currency
from gesched.costs.keys import KEYS_BY_WORD, Weight
from gesched.costs.money import largest_remainder
from gesched.costs.pools import CostPool
from gesched.errors import BadValue, InputError, InputProblem, nearest
from gesched.group import Member
from gesched.schedule import Actuals, Schedule, TimeRecord
from gesched.timeline import Period

_TABLE = "pools"


class Share(NamedTuple):
    """What one member bears of one pool: names, the exact weight, and the amount."""

    pool: str
    member: str
    weight: Fraction
    amount: Decimal


@dataclass(frozen=True)
class CostSplit:
    """Pools and who bears what of them (répartition); made by ``split_costs``.

    Parameters
    ----------
    pools
        The pools, in the order given.
    shares
        For each pool, one share for every member of the group, in the group's order; 0.00 for those whose
        weight is zero.

    Raises
    ------
    InputError
        The shares of some pool do not sum to its amount, or are of a pool that is not there.
    """

    pools: tuple[CostPool, ...]
    shares: tuple[Share, ...]

    @property
    def currency(self) -> Currency:
        """The currency of all pools; the euro where there are none."""
        return self.pools[0].currency if self.pools else EUR

    def _sums(self, amounts: Iterable[tuple[str, Decimal]]) -> dict[str, int]:
        """Return by name the sum in minor units."""
        sums: Counter[str] = Counter()
        for name, amount in amounts:
            sums[name] += self.currency.units(amount)
        return dict(sums)

    def __post_init__(self) -> None:
        problems = list(self._check())
        if problems:
            raise InputError(problems)

    def _check(self) -> Iterator[InputProblem]:
        sums = self._sums((share.pool, share.amount) for share in self.shares)
        for row, pool in enumerate(self.pools):
            shared = pool.currency.amount(sums.pop(pool.name, 0))
            if shared != pool.amount:
                expected = f"shares of {pool.name!r} that sum to {pool.amount}"
                yield InputProblem(expected, str(shared), _TABLE, row, "amount")
        for name in sums:
            advice = nearest(name, (pool.name for pool in self.pools))
            yield InputProblem("shares of a pool of the split", name, "shares", column="pool", advice=advice)

    def to_frame(self) -> pd.DataFrame:
        """Return the shares as a table, a row for each pool and member.

        Returns
        -------
        pandas.DataFrame
            ``pool``, ``member``, ``key`` (text); ``weight`` (in the key's unit: half-days, heads, ...) and
            ``share`` (the part of the pool's weights, 0 to 1) as floats, for reading: ``shares`` has the
            exact weights; ``amount`` (``Decimal``, with the currency's decimals).
        """
        keys = {pool.name: str(pool.key) for pool in self.pools}
        totals: dict[str, Fraction] = dict.fromkeys(keys, Fraction(0))
        for share in self.shares:
            totals[share.pool] += share.weight
        columns = ["pool", "member", "key", "weight", "share", "amount"]
        rows = [
            (pool, member, keys[pool], float(weight), float(weight / (totals[pool] or 1)), amount)
            for pool, member, weight, amount in self.shares
        ]
        return pd.DataFrame(rows, columns=columns)

    def by_member(self) -> pd.DataFrame:
        """Return what each member bears of all pools together.

        Returns
        -------
        pandas.DataFrame
            ``member`` (text, in the group's order) and ``total`` (``Decimal``).
        """
        totals = self._sums((share.member, share.amount) for share in self.shares)
        rows = [(member, self.currency.amount(units)) for member, units in totals.items()]
        return pd.DataFrame(rows, columns=["member", "total"])

    def __str__(self) -> str:
        return f"{self._title()}\n{self._table().to_string(index=False)}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._title())}</p>\n{self._table().to_html(index=False, border=0)}"

    def _title(self) -> str:
        total = self._text(self.currency.amount(sum(self.currency.units(pool.amount) for pool in self.pools)))
        members = len({share.member for share in self.shares})
        return f"Cost split: {total}; pools: {len(self.pools)}, members: {members}"

    def _text(self, amount: Decimal) -> str:
        return f"{amount:,.{self.currency.exponent}f}"

    def _table(self) -> pd.DataFrame:
        """Return members by pools, as text, with a total on either side."""
        amounts = {(share.pool, share.member): share.amount for share in self.shares}
        rows = [
            [member, *(self._text(amounts[pool.name, member]) for pool in self.pools), self._text(total)]
            for member, total in self.by_member().itertuples(index=False)
        ]
        return pd.DataFrame(rows, columns=["member", *(pool.name for pool in self.pools), "total"])


def split_costs(
    schedule: Schedule | TimeRecord, pools: Iterable[CostPool], actuals: Actuals | None = None
) -> CostSplit:
    """Share cost pools among the members of a schedule's group, to the cent.

    Each pool is shared by the weights of its key, by largest remainder: exact quotas are rounded down, and
    the cents left go one each to the largest remainders; among equal ones, by the member's key (else its
    name, in Unicode NFC) in the order of code points. The order of members, assignments and pools changes no
    share.

    Parameters
    ----------
    schedule
        The schedule; the group's members share.
    pools
        What to share; names are unique, and all are in one currency.
    actuals
        Timesheets, which say what was used in place of the plan.

    Returns
    -------
    CostSplit
        The shares; each pool's sum to its amount.

    Raises
    ------
    InputError
        With everything wrong with any pool: a name used twice, an employee or member that the group does not
        have, dates outside the schedule's horizon, or a key by which nobody bears anything. Rows are counted
        from 0.
    """
    given = tuple(pools)
    record = TimeRecord.of(schedule, actuals)
    problems = [*_repeated(given), *_currencies(given)]
    shares: list[Share] = []
    for row, pool in enumerate(given):
        try:
            shares += shares_of(record, pool)
        except InputError as error:
            problems += (replace(problem, table=_TABLE, row=row) for problem in error.problems)
    if problems:
        raise InputError(problems)
    return CostSplit(given, tuple(shares))


def _repeated(pools: Iterable[CostPool]) -> Iterator[InputProblem]:
    seen: dict[str, int] = {}
    for row, pool in enumerate(pools):
        if isinstance(pool, CostPool) and seen.setdefault(pool.name, row) != row:
            advice = f"Row {seen[pool.name]} has it already; add the month or the employee to the name."
            yield InputProblem("a name of its own", pool.name, _TABLE, row, "name", advice)


def _currencies(pools: Sequence[CostPool]) -> Iterator[InputProblem]:
    first = next((pool.currency for pool in pools if isinstance(pool, CostPool)), EUR)
    for row, pool in enumerate(pools):
        if isinstance(pool, CostPool) and pool.currency != first:
            expected = f"pools in one currency ({first})"
            advice = "Split those of each currency by themselves."
            yield InputProblem(expected, str(pool.currency), _TABLE, row, "currency", advice)


def shares_of(record: TimeRecord, pool: CostPool) -> list[Share]:
    """Return what every member bears of a pool, in the group's order.

    Raises
    ------
    InputError
        As ``split_costs`` says, without table and row.
    """
    problems = list(_misfits(record, pool))
    if problems:
        raise InputError(problems)
    period = pool.period(record.horizon)
    weights = _weights(record, pool, period)
    if pool.amount and not any(weights.values()):
        raise InputError([_nobody(record, pool, period)])
    members = sorted(record.group.members, key=_rank)
    try:
        units = pool.currency.units(pool.amount)
        parts = largest_remainder(units, [weights.get(member.name, 0) for member in members])
    except BadValue as bad:
        raise InputError([InputProblem(bad.expected, bad.value, column="key", advice=bad.advice)]) from bad
    borne = {member.name: pool.currency.amount(part) for member, part in zip(members, parts, strict=True)}
    return [
        Share(pool.name, member.name, Fraction(weights.get(member.name, 0)), borne[member.name])
        for member in record.group.members
    ]


def _rank(member: Member) -> tuple[str, str]:
    return member.key or member.name, member.name


def _misfits(record: TimeRecord, pool: CostPool) -> Iterator[InputProblem]:
    if not isinstance(pool, CostPool):
        yield InputProblem("a CostPool", pool, advice='Make one: CostPool("Rent", "1 200,00", key="equal").')
        return
    if pool.employee is not None:
        try:
            record.group.employee(pool.employee)
        except BadValue as bad:
            yield InputProblem(bad.expected, bad.value, column="employee", advice=bad.advice)
    for column, day in (("first", pool.first), ("last", pool.last)):
        if day is not None and day not in record.horizon:
            expected = f"a date for pool {pool.name!r} within the horizon ({record.horizon})"
            advice = "Mend the date, or split the costs of a schedule that reaches there."
            yield InputProblem(expected, str(day), column=column, advice=advice)


def _weights(record: TimeRecord, pool: CostPool, period: Period) -> Mapping[str, Weight]:
    """Return what the pool's key weighs, each name known; problems are the pool's, in its column ``key``."""
    try:
        weights = pool.key.weigh(record, period, pool.employee)
        return {record.group.member(name).name: weight for name, weight in weights.items()}
    except BadValue as bad:
        raise InputError([InputProblem(bad.expected, bad.value, column="key", advice=bad.advice)]) from bad
    except InputError as error:
        raise InputError(replace(problem, column="key") for problem in error.problems) from error


def _nobody(record: TimeRecord, pool: CostPool, period: Period) -> InputProblem:
    whose = f" of {pool.employee}" if pool.employee else ""
    expected = f"a key by which some member bears pool {pool.name!r} (a cost{whose}, {period})"
    weighing = (
        f'key="{word}"'
        for word, key in KEYS_BY_WORD.items()
        if any(key().weigh(record, period, pool.employee).values())
    )
    advice = f"By this key every member weighs nothing then; take {' or '.join([*weighing, 'other dates'])}."
    return InputProblem(expected, str(pool.key), column="key", advice=advice)
