"""Cost pools shared among the members of a group, to the cent."""

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
