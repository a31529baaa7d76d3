"""Pictures and pages of a schedule."""

from gesched.display.pages import member_page, write_page
from gesched.display.pictures import plot_year

__all__ = ["member_page", "plot_year", "write_page"]
