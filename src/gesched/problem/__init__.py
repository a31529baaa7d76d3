"""A group and a horizon as arrays: what can be assigned at all, what is promised, what is wished."""

from gesched.problem.availability import Mask, whole_days
from gesched.problem.overcommitment import over_commitments
from gesched.problem.problem import Problem
from gesched.problem.promises import Dues, Promises, Tranche

__all__ = ["Dues", "Mask", "Problem", "Promises", "Tranche", "over_commitments", "whole_days"]
