"""The CP model under construction: variables by meaning, rows with their grounds, derived expressions."""

from gesched.model.expressions import FAR
from gesched.model.model import Model, Posting

__all__ = ["FAR", "Model", "Posting"]
