"""Plan 2027 for Paris Mix: two shared web marketers, eleven member companies, by half-days.

Run it with ``python examples/paris_mix.py [FOLDER]``; what it makes goes into ``out/``, or into FOLDER.
The members and agreements are fictional; the shape of the group is that of a real one.
"""

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

import gesched

HERE = Path(__file__).parent


def main(out: Path) -> None:
    """Plan the year, and write calendars, tables, the cost split and a picture of it."""
    group = gesched.read_group(HERE / "paris_mix")
    revised = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    schedule = gesched.solve(group, "2027-01-01", "2027-12-31", time_limit=60, revised=revised)
    print(schedule)

    table = gesched.fairness(schedule)
    print("\nHalf-days by member:")
    print(table[["promised", "due", "given", "short", "ratio", "wished", "met"]].to_string())

    pools = [
        gesched.CostPool("Web marketer 1", "44 800,00", employee="Web marketer 1"),
        gesched.CostPool("Web marketer 2", "46 250,00", employee="Web marketer 2"),
        gesched.CostPool("Coordination", "6 000,00", key=gesched.FixedPlusUse(fixed="30 %")),
        gesched.CostPool("Legal advice", "500,00", key="equal"),
    ]
    costs = gesched.split_costs(schedule, pools)
    print("\nCosts by member:")
    print(costs.by_member().to_string())

    out.mkdir(parents=True, exist_ok=True)
    gesched.save_schedule(schedule, out / "schedule.json")
    schedule.to_frame().to_csv(out / "schedule.csv", index=False)
    table.to_csv(out / "fairness.csv")
    costs.to_frame().to_csv(out / "costs.csv", index=False)
    gesched.write_page(schedule, out / "schedule.html")
    gesched.plot_year(schedule, out / "year.png")
    calendars = gesched.write_calendars(schedule, out / "calendars")
    print(f"\n{len(calendars.feeds)} calendars, tables, a page and a picture are in {out}")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
