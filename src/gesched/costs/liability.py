"""Liability for debts: members answer for the group's debts together, and statutes may say in which parts."""

from decimal import Decimal

from gesched.costs.keys import AllocationKey
from gesched.costs.pools import CostPool
from gesched.costs.split import CostSplit, split_costs
from gesched.schedule import Actuals, Schedule, TimeRecord


def liability_shares(
    schedule: Schedule | TimeRecord,
    debt: Decimal | float | str,
    actuals: Actuals | None = None,
    *,
    key: AllocationKey | str = "use",
    currency: str = "EUR",
) -> CostSplit:
    """Return each member's part of a debt to staff or social funds, pro rata of what it used.

    Towards creditors all members answer for all of it (Code du travail L1253-8); statutes may share it among
    members by objective criteria, such as use. No legal advice.

    Parameters
    ----------
    schedule
        The plan of the time that counts, or a record of time.
    debt
        How much is owed.
    actuals
        Timesheets, in place of the plan where they reach.
    key
        The criterion of the statutes.
    currency
        The currency of the debt.

    Raises
    ------
    InputError
        Nobody bears anything by the key.
    """
    return split_costs(schedule, [CostPool("Liability", debt, key=key, currency=currency)], actuals)
