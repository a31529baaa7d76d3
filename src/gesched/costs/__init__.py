"""Money from plan to bill, to the cent: costs, keys, statements, closed months."""

from gesched.costs.keys import AllocationKey, ByCommitment, ByUse, ByWeights, Equal, FixedPlusUse
from gesched.costs.money import largest_remainder
from gesched.costs.pools import CostPool
from gesched.costs.split import CostSplit, Share, split_costs

__all__ = [
    "AllocationKey",
    "ByCommitment",
    "ByUse",
    "ByWeights",
    "CostPool",
    "CostSplit",
    "Equal",
    "FixedPlusUse",
    "Share",
    "largest_remainder",
    "split_costs",
]
