import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_samples import ODD_NAMES, SMALL, write_files

from gesched.errors import InputError
from gesched.group import Group
from gesched.tables import errors_to_frame, group_from_frames, read_group
from gesched.tables.headings import KINDS, SETTINGS

QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
FILES = st.sampled_from([*SMALL, "absences.csv", "holidays.csv", "Adhérents.csv", "x.csv", "sites.tsv"])
PIECES = st.sampled_from(
    [
        ";",
        ",",
        "\t",
        "\n",
        "\r\n",
        '"',
        "'",
        "=",
        "name",
        "member",
        "nom",
        "first",
        "Label 1",
        "Web marketer 1",
        "3,5",
    ]
)
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(["Label 1", "Web marketer 1", "Mon-Fri", "2027-01-04", "france", *SETTINGS, *ODD_NAMES]),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.binary(max_size=4),
    st.lists(st.text(max_size=3), max_size=3),
)


def told(error: InputError) -> None:
    """Check that an error can be shown: one line a problem, one row a problem."""
    assert len(str(error).splitlines()) == len(error.problems) + (len(error.problems) > 1)
    assert len(errors_to_frame(error)) == len(error.problems)
    assert all(problem.source or problem.table for problem in error.problems)


@given(FILES, st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join) | st.binary(max_size=60))
@QUICK
def test_any_file_is_read_or_refused(name: str, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        try:
            assert isinstance(read_group(write_files(Path(folder), {**SMALL, name: data})), Group)
        except InputError as error:
            told(error)


@st.composite
def frames(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    tables = draw(st.lists(st.sampled_from(list(KINDS)), unique=True))
    return {table: _frame(draw, table) for table in {*tables, "employees", "members", "agreements"}}


def _frame(draw: st.DrawFn, table: str) -> pd.DataFrame:
    kind = KINDS[table]
    columns = {*kind.required, *draw(st.lists(st.sampled_from(kind.columns), max_size=3))}
    count = draw(st.integers(0, 3))
    cells = {column: [draw(VALUES) for _ in range(count)] for column in sorted(columns)}
    return pd.DataFrame(cells, dtype=object)


@given(frames())
@QUICK
def test_any_frames_are_read_or_refused(tables: dict[str, pd.DataFrame]) -> None:
    try:
        assert isinstance(group_from_frames(tables), Group)
    except InputError as error:
        told(error)
