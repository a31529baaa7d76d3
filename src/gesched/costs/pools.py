"""Cost pools: amounts to be shared (postes de coût)."""

import datetime as dt
from dataclasses import KW_ONLY, dataclass

from gesched.costs.amounts import Amount, CurrencyField
from gesched.costs.keys import AllocationKey, as_key
from gesched.group.fields import Field, as_name, optional, raise_problems
from gesched.group.spans import DateLike, check_order
from gesched.timeline import Horizon, Period, as_date


@dataclass(frozen=True)
class CostPool:
    """An amount to share among the members (poste).

    All pools of a split are in one currency.

    Parameters
    ----------
    name
        The pool's name: unique among the pools of a split.
    amount
        What to share, exact to the currency's minor unit: 1234, "1 234,56", ``Decimal("1234.56")``; a float
        where its shortest form has no more decimals than the currency. Below zero it is a credit, shared
        likewise.
    key
        By what: "use", "commitment", "equal", or a key such as ``FixedPlusUse("30 %")``.
    first, last
        First and last date that the amount is for; ``None`` takes the schedule's horizon.
    employee
        Whose cost it is, by name; ``None`` where it is the whole group's.
    currency
        Its code in ISO 4217, which says how many decimals an amount has.

    Raises
    ------
    InputError
        With every field that cannot be read.

    Examples
    --------
    >>> CostPool("Lawyer", "1 234,5", key="equal").amount
    Decimal('1234.50')
    """

    name: Field[str, str] = Field(as_name)
    amount: Amount = Amount(is_signed=True)
    _: KW_ONLY
    key: Field[AllocationKey | str, AllocationKey] = Field(as_key, default="use")
    first: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    last: Field[DateLike | None, dt.date | None] = Field(optional(as_date), default=None)
    employee: Field[str | None, str | None] = Field(optional(as_name), default=None)
    currency: CurrencyField = CurrencyField()

    def __post_init__(self) -> None:
        raise_problems(self, lambda: check_order(self, self.first, self.last, "last"))

    def period(self, horizon: Horizon) -> Period:
        """Return the dates that the amount is for, in a schedule of this horizon.

        Raises
        ------
        BadValue
            The pool gives one date only, and it lies on the wrong side of the horizon.
        """
        return Period(self.first or horizon.first, self.last or horizon.last)
