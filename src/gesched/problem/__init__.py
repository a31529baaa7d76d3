"""A group and a horizon as arrays: what can be assigned at all, what is promised, what is wished."""

from gesched.problem.availability import (
    Cause,
    Mask,
    agreement_causes,
    employee_causes,
    member_causes,
    pattern_mask,
    whole_days,
)
from gesched.problem.overcommitment import over_commitments
from gesched.problem.problem import Offer, Problem
from gesched.problem.promises import Dues, Promises, Tranche

__all__ = [
    "Cause",
    "Dues",
    "Mask",
    "Offer",
    "Problem",
    "Promises",
    "Tranche",
    "agreement_causes",
    "employee_causes",
    "member_causes",
    "over_commitments",
    "pattern_mask",
    "whole_days",
]
