"""The feeds of a year: written, written again unchanged, written again changed, and read back.

    python benchmarks/calendars.py [--employees 300] [--members 300] [--in-one-piece]

Employees are at a member for whole days, or at two in a day, on every working day of 2027; each goes round
four. Prints seconds, by the clock and of the CPU, and the peak memory of the process so far.
"""

import argparse
import datetime as dt
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import gesched

YEAR = gesched.Horizon("2027-01-01", "2027-12-31")
REVISED = dt.datetime(2026, 12, 15, 18, 30, tzinfo=dt.UTC)
_EACH = 4


def schedule_of(employees: int, members: int) -> gesched.Schedule:
    """Return a year in which everybody is somewhere on every working day."""
    people = [gesched.Employee(f"Web marketer {number}") for number in range(employees)]
    sites = [gesched.Site(f"Site {number}", address=f"{number}, quay, Paris") for number in range(members)]
    hosts = [gesched.Member(f"Label {number}", site=f"Site {number}") for number in range(members)]
    mine = [
        sorted({(number + step * step) % members for step in range(_EACH)}) for number in range(employees)
    ]
    agreements = [
        gesched.Agreement(
            hosts[host].name, employee=person.name, days=60, per="year", name=f"{host}/{number}"
        )
        for number, person in enumerate(people)
        for host in mine[number]
    ]
    group = gesched.Group("Everybody", people, hosts, agreements, sites)
    days = [day for day in YEAR.dates if day.weekday() < 5]
    assignments = []
    for number, person in enumerate(people):
        for turn, day in enumerate(days):
            for half in gesched.Half:
                is_split = (turn + number) % 3 == 0
                host = mine[number][(turn + is_split * half) % len(mine[number])]
                where = (hosts[host].name, f"{host}/{number}")
                assignments.append(gesched.Assignment(day, half, person.name, *where))
    return gesched.Schedule(group, YEAR, tuple(assignments), revised=REVISED)


def changed(schedule: gesched.Schedule) -> gesched.Schedule:
    """Return the schedule a day later: one employee in a hundred is away in a week of June."""
    away = {employee.name for employee in schedule.group.employees[::100]}
    week = gesched.Horizon("2027-06-07", "2027-06-13")
    kept = [one for one in schedule.assignments if one.employee not in away or one.date not in week]
    return replace(schedule, assignments=tuple(kept), revised=REVISED + dt.timedelta(days=1))


def timed(name: str, run: Callable[[], object]) -> None:
    """Run something, and print its name, its seconds, the peak memory and what it says."""
    start, cpu = time.perf_counter(), time.process_time()
    said = run()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<10} {seconds:6.1f} s ({cpu:.1f} s of CPU)  peak {peak} MB  {said}", flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=300)
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--in-one-piece", action="store_true", help="days in a row become one event")
    options = parser.parse_args()
    schedule = schedule_of(options.employees, options.members)
    form = gesched.FeedForm(join_days=options.in_one_piece)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(schedule.assignments)} half-days; peak {peak} MB before the first feed")
    later = changed(schedule)
    with tempfile.TemporaryDirectory() as folder:
        for name, one in (("first", schedule), ("unchanged", schedule), ("changed", later)):
            timed(name, partial(gesched.write_calendars, one, folder, form=form))
        feeds = Path(folder) / "employees"

        def is_the_same() -> bool:
            read = gesched.read_calendars(feeds, schedule.group, YEAR, form=form)
            return read.assignments == later.assignments

        timed("read back", is_the_same)


if __name__ == "__main__":
    main()
