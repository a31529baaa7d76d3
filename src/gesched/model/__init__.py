"""The model under construction: variables by meaning, rows with their grounds, derived expressions."""

from gesched.model.expressions import Stopped
from gesched.model.incidence import Numbers, connected
from gesched.model.model import Model, Posting
from gesched.model.program import FAR, Mask, Program, Rows

__all__ = ["FAR", "Mask", "Model", "Numbers", "Posting", "Program", "Rows", "Stopped", "connected"]
