"""Seed faults in the rules, one at a time, and see whether the tests of the rules fail.

    python .ci/mutants.py [--write docs/mutants.md] [--only TEXT]

Each fault is one replacement in a copy of the sources; the tests run against the copy. Ends with status 1
where a fault survives, or no longer applies.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from faults import FAULTS, Fault

ROOT = Path(__file__).parents[1]
_PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header"]
_FAILED = re.compile(r"^(?:FAILED|ERROR) tests/rules/(\S+?\.py)(?:::(.*?))?(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """A fault, and the first test that found it out; empty where none did."""

    fault: Fault
    found_by: str


def main() -> int:
    """Try every fault, print which test finds it out, and write the table where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    faults = [fault for fault in FAULTS if given.only in f"{fault.file} {fault.words}"]
    if gone := [fault for fault in faults if source_of(fault).read_text("utf-8").count(fault.right) != 1]:
        print("\n".join(f"{fault.file}: not there, or not once: {fault.right}" for fault in gone))
        return 1
    if tried(Fault("", "", "", "", "no fault at all")).found_by:
        print("the tests fail without any fault")
        return 1
    with ThreadPoolExecutor(given.jobs) as pool:
        verdicts = []
        for verdict in pool.map(tried, faults):
            verdicts.append(verdict)
            print(
                f"{verdict.found_by or 'SURVIVES'}: {verdict.fault.file}: {verdict.fault.words}", flush=True
            )
    if given.write:
        given.write.write_text(report(verdicts), encoding="utf-8")
    survivors = sum(not verdict.found_by for verdict in verdicts)
    print(f"{len(verdicts)} faults, {survivors} survive")
    return min(survivors, 1)


def source_of(fault: Fault, root: Path = ROOT) -> Path:
    """Return the file that a fault is in."""
    return root / "src" / "gesched" / "rules" / fault.file


def tried(fault: Fault) -> Verdict:
    """Return which test finds a fault out; none where it survives."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src", Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__"))
        if fault.file:
            source = Path(folder) / "src" / "gesched" / "rules" / fault.file
            text = source.read_text(encoding="utf-8")
            if text.count(fault.right) != 1:
                raise SystemExit(
                    f"{fault.file}: {fault.right!r} stands there {text.count(fault.right)} times"
                )
            source.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(Path(folder) / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        for tests in (["tests/rules/test_house_contracts.py", "-k", fault.only], ["tests/rules"]):
            run = subprocess.run(  # noqa: S603 - our own tests
                [*_PYTEST, *tests], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            found = _FAILED.search(run.stdout)
            if run.returncode not in (0, 5):  # 5: no test is selected
                return Verdict(fault, "::".join(filter(None, found.groups())) if found else "the import")
    return Verdict(fault, "")


def report(verdicts: list[Verdict]) -> str:
    """Return the verdicts as a document."""
    lines = [
        "# Faults seeded in the rules",
        "",
        "Each fault is seeded alone in a copy of the sources; then the tests of the rules run. The list is",
        "`.ci/faults.py`; this table is written by",
        "",
        "```sh",
        ".venv/bin/python .ci/mutants.py --write docs/mutants.md",
        "```",
        "",
        f"{len(verdicts)} faults, {sum(not verdict.found_by for verdict in verdicts)} survive.",
        "",
        "| file | fault | first test that fails |",
        "|---|---|---|",
    ]
    for verdict in verdicts:
        found = verdict.found_by.replace("|", "\\|") or "**none**"
        lines.append(f"| `{verdict.fault.file}` | {verdict.fault.words} | {found} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
