"""Whatever stands in a table of rules or in a schedule: it is read, or refused with everything wrong."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_samples import GROUP
from table_samples import ODD_NAMES, write_files
from test_table_fuzz import VALUES, told

from gesched.errors import InputError
from gesched.group import Group
from gesched.rules import HOUSE_RULES
from gesched.schedule import Schedule
from gesched.tables import group_from_frames, group_to_frames, read_schedule
from gesched.tables.rule_names import PARAMETERS_TOO, RULES_TOO
from gesched.timeline import Horizon

QUICK = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
MARCH = Horizon("2027-03-01", "2027-03-31")
FRAMES = group_to_frames(GROUP)
SPELLINGS = [*PARAMETERS_TOO, *(too for spelt in PARAMETERS_TOO.values() for too in spelt.split(", "))]
TEXTS = st.sampled_from(
    [
        "2",
        "0",
        "1,5",
        "1/3",
        "Mon-Fri",
        "FREQ=MONTHLY;BYDAY=2TU",
        "2027-03-01",
        "week",
        "day",
        "oui",
        "no",
        "",
        "Label 1",
        "Anna",
        "web",
        ";",
        '"',
        '"a;b"',
        "=",
        "\n",
        "9" * 400,
        *ODD_NAMES,
    ]
) | st.text(max_size=5)


@st.composite
def parameters(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(st.sampled_from(SPELLINGS) | st.just(""), TEXTS), max_size=4))
    equals, between = draw(st.sampled_from(["=", " = ", ":", ""])), draw(st.sampled_from(["; ", "\n", ","]))
    return between.join(f"{key}{equals}{value}" for key, value in pieces)


def rules() -> st.SearchStrategy[str]:
    names = [str(kind.id) for kind in HOUSE_RULES] + [kind.__name__ for kind in HOUSE_RULES]
    return st.sampled_from([*names, *(too.split(", ")[0] for too in RULES_TOO.values()), "", "nonsense"])


@st.composite
def rule_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Draw rows that are nearly right, and some that are not right at all."""
    who = st.lists(TEXTS, max_size=3).map("; ".join) | st.lists(TEXTS, max_size=2)
    columns: dict[str, st.SearchStrategy[Any]] = {
        "rule": rules() | VALUES,
        "who": who | VALUES,
        "parameters": parameters() | VALUES,
        "weight": st.integers(0, 9) | VALUES,
        "source": VALUES,
    }
    used = ["rule", *draw(st.lists(st.sampled_from(sorted(columns)), unique=True))]
    count = draw(st.integers(0, 4))
    cells = {column: [draw(columns[column]) for _ in range(count)] for column in dict.fromkeys(used)}
    return pd.DataFrame(cells, dtype=object)


@given(rule_tables())
@QUICK
def test_any_table_of_rules_is_read_or_refused(table: pd.DataFrame) -> None:
    try:
        group = group_from_frames({**FRAMES, "rules": table})
    except InputError as error:
        told(error)
    else:
        assert isinstance(group, Group)
        assert len(group.rules) <= len(table)
        assert group_from_frames(group_to_frames(group)) == group


HEADINGS = st.sampled_from(
    [
        "employee",
        "Salarié(e)",
        "",
        "half",
        "2027-03-01",
        "lun. 01/03/2027",
        "2027-03-02 AM",
        "mer. 03/03/2027",
        "2027-03-04 après-midi",
        "31/02/2027",
        "x 2027-03-01",
        "2027-03-05 noon",
        "_note",
        "date",
        "total",
    ]
) | st.text(max_size=4)
PLACES = (
    st.lists(
        st.sampled_from(
            ["Label 1", "Label 2", "/", " / ", "AM", "PM: ", "matin ", '"', "agreement: ", "off", *ODD_NAMES]
        ),
        max_size=5,
    ).map("".join)
    | VALUES
)


@st.composite
def wide_tables(draw: st.DrawFn) -> pd.DataFrame:
    more = draw(st.lists(HEADINGS | VALUES.filter(_can_be_a_heading), max_size=5))
    headings = ["employee", "2027-03-01", *more]
    who = st.sampled_from(["Anna", "Bea", "Zoe", *ODD_NAMES]) | VALUES
    rows = [[draw(who), *(draw(PLACES) for _ in headings[1:])] for _ in range(draw(st.integers(0, 3)))]
    frame = pd.DataFrame(rows, columns=range(len(headings)), dtype=object)
    frame.columns = pd.Index(np.array([*headings, None], dtype=object)[:-1])
    return frame


def _can_be_a_heading(value: object) -> bool:
    try:
        hash(value)
    except (TypeError, ValueError):  # a signalling NaN has no hash
        return False
    return True


@given(wide_tables(), st.sampled_from([None, MARCH]), st.lists(st.text(max_size=3), max_size=2))
@QUICK
def test_any_wide_schedule_is_read_or_refused(
    table: pd.DataFrame, horizon: Horizon | None, nowhere: Sequence[str]
) -> None:
    try:
        made = Schedule.from_frame(GROUP, table, horizon, nowhere=nowhere)
    except InputError as error:
        told_somewhere(error)
    else:
        assert Schedule.from_frame(GROUP, made.to_wide(), made.horizon) == made


def told_somewhere(error: InputError) -> None:
    """Check as ``told``, where texts that mean nowhere stand in no table."""
    if any(problem.column != "nowhere" for problem in error.problems):
        told(error)


PIECES = st.sampled_from(
    [
        "employee",
        "date",
        "half",
        "member",
        "2027-03-01",
        "lun. 01/03/2027",
        "Anna",
        "Label 1",
        "AM",
        " / ",
        ";",
        ";",
        ",",
        "\n",
        "\n",
        "\r\n",
        '"',
        "\t",
        "'=",
        "nom",
        "agreement",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join) | st.binary(max_size=50))
@QUICK
def test_any_file_is_a_schedule_or_refused(content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        path = write_files(Path(folder), {"schedule.csv": data}) / "schedule.csv"
        try:
            assert isinstance(read_schedule(path, GROUP), Schedule)
        except InputError as error:
            told(error)
