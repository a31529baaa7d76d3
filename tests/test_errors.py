import inspect
import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesched import errors
from gesched.errors import (
    BadValue,
    DamagedFile,
    GeschedError,
    InputError,
    InputProblem,
    MissingExtra,
    NoSchedule,
    TimeLimitReached,
    WrongAnswer,
    nearest,
    shown,
)
from gesched.findings import Conflict, Ground

PROBLEM = InputProblem("a date", "x", "members", 3, "du", "Mend it.", "members.csv")
CONFLICT = Conflict((Ground("rule", ("Label 1",), "2027-01", "Label 1 takes at least 3 days"),))
EVERY = [
    GeschedError("anything"),
    BadValue("x", "a date", "Write it out."),
    InputError([PROBLEM, InputProblem("a name")]),
    NoSchedule(CONFLICT),
    TimeLimitReached(12.34, "a first schedule"),
    WrongAnswer(["coverage: twice"]),
    DamagedFile("out/schedule.json", "it is empty"),
    MissingExtra("openpyxl", "excel"),
]


class Unspeakable:
    def __repr__(self) -> str:
        raise RuntimeError("no words")


class TestShown:
    @given(st.text() | st.binary() | st.floats() | st.lists(st.text()))
    def test_always_one_short_printable_line(self, value: object) -> None:
        assert shown(value).isprintable()
        assert len(shown(value)) <= 80

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("Label 1", "'Label 1'"),
            ("a\nb\x1b[31m\u202e", r"'a\nb\x1b[31m\u202e'"),
            (b"\0", r"b'\x00'"),
            (None, "None"),
            ("x" * 500, "'" + "x" * 78 + "…"),
            (pd.Series([1, 2]), "0    1\\n1    2\\ndtype: int64"),
        ],
    )
    def test_examples(self, value: object, text: str) -> None:
        assert shown(value) == text

    def test_what_has_no_words_of_its_own(self) -> None:
        assert shown(Unspeakable()).startswith("<test_errors.Unspeakable object at 0x")
        assert shown(10**5000).startswith("<int object at 0x")


class TestNearest:
    @pytest.mark.parametrize(
        ("name", "known", "advice"),
        [
            ("Label1", ["Label 2", "Label 1"], "Did you mean 'Label 1'?"),
            ("x", ["Label 2", "Label 1", "Label 1"], "Known: 'Label 1', 'Label 2'."),
            ("x", [f"Label {n}" for n in range(9)], "Known: 'Label 0', 'Label 1', 'Label 2', 'Label 3', …."),
            ("x", [], ""),
            ("a\nb", ["a\nc"], r"Did you mean 'a\nc'?"),
        ],
    )
    def test_examples(self, name: str, known: list[str], advice: str) -> None:
        found = nearest(name, known)
        assert found == advice or (advice.endswith("….") and found.endswith(", …."))

    def test_a_very_long_name_is_answered_at_once(self) -> None:
        assert nearest("x" * 10**6, [f"Label {n}" for n in range(100)]).startswith("Known: ")


class TestMessages:
    @pytest.mark.parametrize(
        ("error", "message"),
        [
            (BadValue("x", "a date"), "expected a date, got 'x'."),
            (BadValue("x", "a date", "Write it out."), "expected a date, got 'x'. Write it out."),
            (
                InputError([PROBLEM]),
                "members.csv, row 3, column 'du': expected a date, got 'x'. Mend it.",
            ),
            (
                InputError([PROBLEM, InputProblem("a name", row=0, table="members", column="name")]),
                (
                    "2 problems:\n"
                    "  - members.csv, row 3, column 'du': expected a date, got 'x'. Mend it.\n"
                    "  - members, row 0, name: expected a name, got None."
                ),
            ),
            (
                NoSchedule(CONFLICT),
                "no schedule exists.\nThese cannot all hold:\n  - Label 1 takes at least 3 days",
            ),
            (
                TimeLimitReached(12.34),
                (
                    "time ran out after 12.3 s, before a first schedule was found; "
                    "whether one exists is not known. Allow more time (time_limit=)."
                ),
            ),
            (WrongAnswer(["a", "b"]), "the solver's answer failed its audit:\n  - a\n  - b"),
            (DamagedFile("a.json", "it is empty"), "a.json cannot be read: it is empty"),
            (
                MissingExtra("openpyxl", "excel"),
                "this needs the package 'openpyxl': pip install 'gesched[excel]'",
            ),
        ],
    )
    def test_what_they_say(self, error: GeschedError, message: str) -> None:
        assert str(error) == message

    @pytest.mark.parametrize(
        ("problem", "place"),
        [
            (InputProblem("x"), ""),
            (InputProblem("x", column="ledger"), "ledger"),
            (InputProblem("x", table="members"), "members"),
            (InputProblem("x", table="members", row=0, column="opens"), "members, row 0, opens"),
            (InputProblem("x", table="members", row=2, source="m.csv"), "m.csv, row 2"),
            (InputProblem("x", source="m.csv", column="a\nb"), r"m.csv, column 'a\nb'"),
            (InputProblem("x", table="members", column="a\n\u202eb"), r"members, a\n\u202eb"),
        ],
    )
    def test_places(self, problem: InputProblem, place: str) -> None:
        assert problem.place == place
        assert str(problem) == f"{place}{': ' if place else ''}expected x, got None."

    def test_problems_make_a_table(self) -> None:
        table = pd.DataFrame(InputError([PROBLEM, InputProblem("a name")]).problems)
        assert list(table["expected"]) == ["a date", "a name"]
        assert list(table["source"]) == ["members.csv", ""]

    def test_no_problem_is_no_error(self) -> None:
        with pytest.raises(BadValue, match="at least one problem"):
            InputError([])

    @given(st.text(), st.text())
    def test_hostile_values_stay_on_one_line(self, value: str, column: str) -> None:
        problem = InputProblem("a date", value, "members", 1, column)
        assert str(problem).isprintable()
        assert str(BadValue(value, "a date")).isprintable()


class TestTree:
    def test_every_error_is_drawn_at_the_top_and_tried_here(self) -> None:
        kinds = {
            kind
            for _, kind in inspect.getmembers(errors, inspect.isclass)
            if issubclass(kind, Exception) and kind.__module__ == errors.__name__
        }
        assert kinds == {type(error) for error in EVERY}
        for kind in kinds:
            assert kind.__name__ in (errors.__doc__ or "")
            assert issubclass(kind, GeschedError)

    @pytest.mark.parametrize(
        ("kind", "built_in"), [(BadValue, ValueError), (InputError, ValueError), (MissingExtra, ImportError)]
    )
    def test_some_are_built_in_errors_as_well(self, kind: type, built_in: type) -> None:
        assert issubclass(kind, built_in)

    @pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
    def test_pickling_keeps_the_data(self, error: GeschedError) -> None:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)
        assert again.args == error.args
