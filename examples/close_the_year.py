"""Close 2027 for Paris Mix month by month: costs from tables, timesheets, statements, a year-end adjustment.

Run it with ``python examples/close_the_year.py [SCHEDULE [FOLDER]]``: a schedule that
``examples/paris_mix.py`` has saved (``out/schedule.json``), and where to put what it makes (``out/bills``).
Amounts and timesheets are fictional.
"""

import logging
import sys
from pathlib import Path

import gesched

HERE = Path(__file__).parent
MONTHS = [f"2027-{month:02}" for month in range(1, 13)]


def timesheets(plan: gesched.Schedule) -> gesched.Actuals:
    """Return what happened: as planned, but every twentieth half-day the employee was sick."""
    entries = [
        gesched.TimeEntry(one.date, one.employee, half=one.half, activity="sick")
        if place % 20 == 10
        else gesched.TimeEntry(one.date, one.employee, one.member, half=one.half)
        for place, one in enumerate(plan.assignments)
    ]
    return gesched.Actuals(plan.group, plan.horizon, tuple(entries))


def main(plan: gesched.Schedule, out: Path) -> gesched.Books:
    """Close the year, and write books, tables, a workbook and a page for each statement of January."""
    terms = gesched.read_costs(HERE / "paris_mix_costs", plan.group)
    record = gesched.TimeRecord(plan, timesheets(plan))
    books = gesched.Books()
    for month in MONTHS:
        books = books.close(month, terms, record)
    books = books.adjust(MONTHS[0], MONTHS[-1], terms, record)
    print(gesched.audit_costs(books))
    print("\nYear-end adjustment:")
    for one in books.closings[-1].statements:
        print(f"  {one.member}: {one.currency.text(one.total)}")

    gesched.save_books(books, out / "books.json")
    gesched.write_statements(books.statements, out / "tables", "fr")
    gesched.write_statements(books.statements, out / "statements.xlsx", "fr")
    for place, one in enumerate(books.closings[0].statements, start=1):
        gesched.statement_page(one, out / "january" / f"{place:02}.html", plan.group.name)
    print(f"\nBooks, tables, a workbook and pages are in {out}")
    return books


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    given = sys.argv[1:]
    main(
        gesched.load_schedule(given[0] if given else "out/schedule.json"),
        Path(given[1] if len(given) > 1 else "out/bills"),
    )
