import inspect
import logging
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import gesched

PUBLIC = [
    "DEFAULT_GOALS",
    "DEFAULT_RULES",
    "Absence",
    "Activity",
    "Actuals",
    "Agreement",
    "AgreementDays",
    "Airport",
    "AllocationKey",
    "Apart",
    "Assignment",
    "Audit",
    "BadValue",
    "Blocks",
    "Books",
    "ByCommitment",
    "ByUse",
    "ByWeights",
    "Charge",
    "Closing",
    "Closure",
    "Coefficient",
    "Commitment",
    "CommonTime",
    "Conflict",
    "ConsecutiveDays",
    "ConsecutiveDaysOff",
    "CostAudit",
    "CostFinding",
    "CostItem",
    "CostPool",
    "CostSplit",
    "CostTerms",
    "Cover",
    "Currency",
    "DailyRest",
    "DamagedFile",
    "Employee",
    "EmployeeDays",
    "Ending",
    "Equal",
    "ExcludedMembers",
    "Excused",
    "FairCoverage",
    "FeedForm",
    "FeedKind",
    "FewTransfers",
    "FixedDays",
    "FixedPlusUse",
    "ForbiddenSuccession",
    "Gaps",
    "GeschedError",
    "Goal",
    "Ground",
    "Group",
    "Half",
    "HalfDay",
    "Horizon",
    "HourBasis",
    "HourScheme",
    "Hours",
    "HouseRule",
    "InputError",
    "InputProblem",
    "Ledger",
    "LevelReport",
    "Limit",
    "Line",
    "Linear",
    "MaxDaysPerWeek",
    "MaxHoursPerDay",
    "MaxMembersPerDay",
    "MaxMembersPerWeek",
    "MaxTransfers",
    "MaxWeekends",
    "MeanWeeklyHours",
    "Member",
    "MissingExtra",
    "NeverDays",
    "NeverSameDay",
    "NeverSameEmployee",
    "NoIdleTime",
    "NoSchedule",
    "OverCommitment",
    "Per",
    "Pinned",
    "PostCost",
    "PreferredMembers",
    "Price",
    "Privacy",
    "Progress",
    "Publication",
    "PublishedFeed",
    "Rate",
    "Regularity",
    "RelaxedRules",
    "Repair",
    "Report",
    "Rule",
    "RuleModel",
    "Schedule",
    "Season",
    "Shapley",
    "Share",
    "ShortfallPenalty",
    "Site",
    "Source",
    "Spent",
    "Statement",
    "Subsidy",
    "TimeEntry",
    "TimeLimitReached",
    "TimeRecord",
    "TimeRules",
    "Together",
    "TravelFits",
    "Trip",
    "Unit",
    "Unservable",
    "VatRule",
    "Violation",
    "WeeklyPattern",
    "WeeklyRest",
    "Weighted",
    "Wishes",
    "WorkedHours",
    "WorkingTimeProfile",
    "WrongAnswer",
    "YearlyDays",
    "airport_values",
    "audit",
    "audit_costs",
    "calendar_of_employee",
    "calendar_of_member",
    "coefficient",
    "en16931_fields",
    "errors_to_frame",
    "fairness",
    "french_holidays",
    "group_from_frames",
    "group_to_frames",
    "idle_time",
    "invoice_data",
    "largest_remainder",
    "liability_shares",
    "load_books",
    "load_schedule",
    "member_page",
    "pins_of",
    "plot_year",
    "post_cost",
    "publish_caldav",
    "rates_of",
    "read_absences",
    "read_actuals",
    "read_calendars",
    "read_closures",
    "read_costs",
    "read_group",
    "read_schedule",
    "save_books",
    "save_schedule",
    "sentence",
    "shapley_values",
    "solve",
    "split_costs",
    "statement_frames",
    "statement_page",
    "working_time_profile",
    "write_calendars",
    "write_group",
    "write_page",
    "write_statements",
]
CODE = sorted(
    name
    for name in PUBLIC
    if inspect.isclass(getattr(gesched, name, None)) or inspect.isroutine(getattr(gesched, name, None))
)

IMPORT = """
import logging, sys, warnings
before = set(logging.root.manager.loggerDict)
filters, level = list(warnings.filters), logging.root.level
import gesched
assert not logging.root.handlers, logging.root.handlers
assert logging.root.level == level
for name in set(logging.root.manager.loggerDict) - before:
    if name.partition(".")[0] == "gesched":
        assert not logging.getLogger(name).handlers, name
for optional in ("matplotlib", "openpyxl", "IPython", "hypothesis", "caldav"):
    assert optional not in sys.modules, optional
ours = [one for one in warnings.filters if one not in filters and "gesched" in str(one)]
assert not ours, ours
"""


def own_parameters(name: str) -> list[str]:
    """The parameters that a class or function takes, as its caller sees them."""
    thing = getattr(gesched, name)
    if inspect.isclass(thing) and (issubclass(thing, BaseException) and "__init__" not in vars(thing)):
        return []
    taken = inspect.signature(thing).parameters.values()
    return [one.name for one in taken if one.kind not in {one.VAR_POSITIONAL, one.VAR_KEYWORD}]


def test_the_public_names_are_these() -> None:
    assert list(gesched.__all__) == PUBLIC
    assert sorted(set(PUBLIC), key=lambda name: (not name.isupper(), name)) == PUBLIC
    assert all(hasattr(gesched, name) for name in PUBLIC)


def test_there_is_no_logic_beside_the_names() -> None:
    shown = {name for name, value in vars(gesched).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert shown == set(PUBLIC)


def test_importing_has_no_side_effects(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-W", "error::ResourceWarning", "-B", "-c", IMPORT],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_that_of_the_installed_package() -> None:
    assert gesched.__version__ == version("gesched")


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(gesched.__file__).parent / "py.typed").is_file()


def test_its_loggers_leave_handlers_to_the_program() -> None:
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "gesched"]
    assert all(not logging.getLogger(name).handlers for name in names)


@pytest.mark.parametrize("name", CODE)
def test_every_name_has_a_docstring_of_its_own(name: str) -> None:
    thing = getattr(gesched, name)
    assert thing.__doc__, name
    first = thing.__doc__.strip().splitlines()[0]
    assert first.endswith((".", ":")) or "." in thing.__doc__, first
    assert not first.startswith(f"{name}("), "the docstring that dataclasses make says nothing"


@pytest.mark.parametrize("name", CODE)
def test_numpydoc_sections_are_underlined_and_in_order(name: str) -> None:
    order = ["Parameters", "Returns", "Yields", "Raises", "Notes", "Examples"]
    lines = inspect.cleandoc(getattr(gesched, name).__doc__ or "").splitlines()
    found = [line for line in lines if line in order]
    assert found == sorted(found, key=order.index)
    for section in found:
        assert lines[lines.index(section) + 1] == "-" * len(section)


@pytest.mark.parametrize("name", CODE)
def test_parameters_are_described(name: str) -> None:
    """Functions describe every parameter, and so do classes that describe any."""
    lines = inspect.cleandoc(getattr(gesched, name).__doc__ or "").splitlines()
    if "Parameters" not in lines:
        assert inspect.isclass(getattr(gesched, name)) or not own_parameters(name)
        return
    start = lines.index("Parameters") + 2
    described: list[str] = []
    for line in lines[start:]:
        if line and not line.startswith(" "):
            if set(line) == {"-"}:
                described.pop()
                break
            described += line.replace("*", "").split(", ")
    assert sorted(described) == sorted(own_parameters(name))
