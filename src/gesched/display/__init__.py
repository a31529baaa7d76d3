"""Pictures and pages."""

from gesched.display.pages import member_page, write_page
from gesched.display.pictures import plot_year
from gesched.display.statements import statement_page

__all__ = ["member_page", "plot_year", "statement_page", "write_page"]
