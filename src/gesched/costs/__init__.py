"""Money from plan to bill, to the cent: costs, keys, statements, closed months."""

from gesched.costs.auditing import CostAudit, CostFinding, audit_costs
from gesched.costs.books import Books
from gesched.costs.currency import EUR, Currency, Language
from gesched.costs.frames import statement_frames
from gesched.costs.invoice_data import en16931_fields, invoice_data
from gesched.costs.keys import AllocationKey, ByCommitment, ByUse, ByWeights, Equal, FixedPlusUse
from gesched.costs.liability import liability_shares
from gesched.costs.money import largest_remainder
from gesched.costs.pools import CostPool
from gesched.costs.posts import Component, CostItem, PostCost, post_cost
from gesched.costs.rates import Coefficient, HourBasis, HourScheme, Rate, coefficient, rates_of
from gesched.costs.sentences import sentence
from gesched.costs.shapley import Airport, Shapley, airport_values, shapley_values
from gesched.costs.split import CostSplit, Share, split_costs
from gesched.costs.statements import (
    ClosedPool,
    Closing,
    CostTotals,
    Day,
    Line,
    LineKind,
    Statement,
    StatementKind,
    VatLine,
)
from gesched.costs.terms import Charge, CostTerms, Price, Subsidy, TimeRules
from gesched.costs.vat import VatRule

__all__ = [
    "EUR",
    "Airport",
    "AllocationKey",
    "Books",
    "ByCommitment",
    "ByUse",
    "ByWeights",
    "Charge",
    "ClosedPool",
    "Closing",
    "Coefficient",
    "Component",
    "CostAudit",
    "CostFinding",
    "CostItem",
    "CostPool",
    "CostSplit",
    "CostTerms",
    "CostTotals",
    "Currency",
    "Day",
    "Equal",
    "FixedPlusUse",
    "HourBasis",
    "HourScheme",
    "Language",
    "Line",
    "LineKind",
    "PostCost",
    "Price",
    "Rate",
    "Shapley",
    "Share",
    "Statement",
    "StatementKind",
    "Subsidy",
    "TimeRules",
    "VatLine",
    "VatRule",
    "airport_values",
    "audit_costs",
    "coefficient",
    "en16931_fields",
    "invoice_data",
    "largest_remainder",
    "liability_shares",
    "post_cost",
    "rates_of",
    "sentence",
    "shapley_values",
    "split_costs",
    "statement_frames",
]
