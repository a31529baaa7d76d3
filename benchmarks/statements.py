"""A year of statements: how long it takes to close twelve months for many members, to audit and write them.

    python benchmarks/statements.py [--members 300] [--employees 120]

Each employee is shared by five members, in turn by half-days; costs are of four components a post, with a
fee, VAT, a common pool and a subsidy. The schedule is given, not solved.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import gesched

HOSTS = 5


def main() -> None:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--employees", type=int, default=120)
    given = parser.parse_args()
    plan = planned(given.employees, given.members)
    terms = terms_of(given.employees)
    print(f"{given.members} members, {given.employees} employees, {len(plan.assignments)} half-days\n")
    print("| step | time | of the processor |\n|---|---|---|")
    record = gesched.TimeRecord(plan)
    books = gesched.Books()
    with measured("twelve months closed"):
        for month in range(1, 13):
            books = books.close(f"2027-{month:02}", terms, record)
    count = len(books.statements)
    with measured("year-end adjustment"):
        books = books.adjust("2027-01", "2027-12", terms, record)
    with measured("audit"):
        audit = gesched.audit_costs(books)
    with tempfile.TemporaryDirectory() as folder:
        with measured("books saved and read again"):
            again = gesched.load_books(gesched.save_books(books, Path(folder) / "books.json"))
        with measured("CSV tables of the year"):
            gesched.write_statements(books.statements, Path(folder) / "tables")
        with measured("a workbook of one month"):
            gesched.write_statements(books.closings[0].statements, Path(folder) / "month.xlsx")
        with measured("a page for each statement of one month"):
            for place, one in enumerate(books.closings[0].statements):
                gesched.statement_page(one, Path(folder) / f"{place}.html", "A group")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{count} monthly statements; {audit}; read back alike: {again == books}; memory {memory} MB")


@contextmanager
def measured(step: str) -> Iterator[None]:
    start, used = time.perf_counter(), time.process_time()
    yield
    spent = time.process_time() - used
    print(f"| {step} | {time.perf_counter() - start:.1f} s | {spent:.1f} s |", flush=True)


def planned(employees: int, members: int) -> gesched.Schedule:
    """Return a year in which each employee serves five members in turn."""
    pairs = [
        (f"Employee {place}", f"Member {(HOSTS * place + host) % members}")
        for place in range(employees)
        for host in range(HOSTS)
    ]
    group = gesched.Group(
        "A group",
        employees=[gesched.Employee(f"Employee {place}") for place in range(employees)],
        members=[gesched.Member(f"Member {place}") for place in range(members)],
        agreements=[gesched.Agreement(member, employee=employee, days=4) for employee, member in pairs],
        holidays=gesched.french_holidays(),
    )
    horizon = gesched.Horizon("2027-01-01", "2027-12-31")
    problem = gesched.Schedule(group, horizon).problem
    given = []
    for place, mask in enumerate(problem.available):
        employee = f"Employee {place}"
        for turn, column in enumerate(mask.nonzero()[0].tolist()):
            member = f"Member {(HOSTS * place + turn % HOSTS) % members}"
            when = problem.half_day(column)
            given.append(gesched.Assignment(*when, employee, member, f"{member}: {employee}"))
    return gesched.Schedule(group, horizon, tuple(given))


def terms_of(employees: int) -> gesched.CostTerms:
    components = (("gross pay", "2 400,00", None), ("charges", None, "42 %"), ("benefits", "180,00", None))
    return gesched.CostTerms(
        costs=[
            gesched.CostItem(f"Employee {place}", component, amount, rate)
            for place in range(employees)
            for component, amount, rate in (*components, ("leave provision", None, "10 %"))
        ],
        pools=[gesched.CostPool("Coordination", "60 000,00", key="30 % fixed + use")],
        subsidies=[gesched.Subsidy("Region", "12 000,00", pool="Coordination")],
        vat=[gesched.VatRule("taxable", "20 %")],
        fee="5 %",
    )


if __name__ == "__main__":
    main()
