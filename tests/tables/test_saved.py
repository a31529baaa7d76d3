import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_samples import ODD_NAMES, groups

from gesched.errors import DamagedFile, InputError
from gesched.findings import Ending, Excused, LevelReport, OverCommitment, Report, Unservable
from gesched.group import Absence, Agreement, Closure, CommonTime, Employee, Group, Ledger, Member, Site
from gesched.schedule import Assignment, Schedule
from gesched.tables import load_schedule, save_schedule
from gesched.timeline import Half, Horizon, french_holidays

FEBRUARY = Horizon("2027-02-01", "2027-02-28")
REPORT = Report(
    (LevelReport("fair_coverage", "worst", 6, 6, "‰"), LevelReport("wishes", "total", 390, 12, "half-days")),
    Ending.TIME,
    seconds=60.123456789,
    first_seconds=0.1,
    effort=312,
    seed=7,
    solver="OR-Tools “9.15”",
    over_commitments=(
        OverCommitment(
            "employee", "Web marketer 1", "2027-02", dt.date(2027, 2, 1), dt.date(2027, 2, 28), 25, 14
        ),
    ),
    unservable=(Unservable("Label 1: Web marketer 1", 3),),
    excused=(Excused("Label 1: Web marketer 1", dt.date(2027, 2, 5), "AM", "Label 1 is closed"),),
)


def full(holidays: Any = None) -> Schedule:
    """A schedule of everything that can be saved."""
    group = Group(
        "Paris Mix",
        employees=[
            Employee("Web marketer 1", works="Mon-Thu, Fri AM", skills="web marketing", key="w1"),
            Employee("Web marketer 2", authorised_members=[], works_holidays=["2027-05-17"]),
        ],
        members=[Member("Label 1", site="Site 1"), Member("Label 2", opens="FREQ=MONTHLY;BYDAY=2TU PM")],
        agreements=[
            Agreement("Label 1", employee="Web marketer 1", days="1/3", prefers="Mon Tue"),
            Agreement("Label 2", skill="web marketing", share="25 %", unit="day", start="2027-02-01"),
        ],
        sites=[Site("Site 1", hours="9h-12h, 13h-17h", timezone="Indian/Reunion", address="1 rue A\n75001")],
        absences=[Absence("Web marketer 1", "2027-02-02", "2027-02-03", first_half="PM", reason="private")],
        closures=[Closure("Label 1", "2027-02-05", when="Fri AM")],
        common_time=[CommonTime("2027-02-01", "2027-02-28", employees=["Web marketer 1"])],
        holidays=french_holidays() if holidays is None else holidays,
        year_start="09-01",
        timezone="Europe/Brussels",
        key="pm",
    )
    january = Horizon("2027-01-01", "2027-01-31")
    name = group.agreements[0].name
    given = Assignment(dt.date(2027, 2, 1), Half.AM, "Web marketer 1", "Label 1", name)
    return Schedule(
        group,
        FEBRUARY,
        (given, given._replace(half=Half.PM)),
        Ledger({name: -3}),
        history=Schedule(group, january, (given._replace(date=dt.date(2027, 1, 4)),)),
        report=REPORT,
        revised=dt.datetime(2027, 1, 20, 9, 30, 15, 123456, tzinfo=ZoneInfo("Europe/Paris")),
    )


def small(name: str = "Label 1") -> Schedule:
    group = Group(
        "Paris Mix",
        employees=[Employee("Web marketer 1")],
        members=[Member(name)],
        agreements=[Agreement(name, employee="Web marketer 1", days=2)],
    )
    one = Assignment(dt.date(2027, 2, 1), Half.AM, "Web marketer 1", group.members[0].name, "")
    return Schedule(group, FEBRUARY, (one._replace(agreement=group.agreements[0].name),))


def again(schedule: Schedule, folder: Path) -> Schedule:
    return load_schedule(save_schedule(schedule, folder / "schedule.json"))


def with_digest(content: Any, **rest: Any) -> bytes:
    """A file whose checksum is right, whatever its content."""
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    kept = {"format": "gesched schedule", "version": 1, "sha256": digest, "schedule": content} | rest
    return json.dumps(kept).encode()


MOMENTS = st.builds(
    dt.datetime.combine,
    st.dates(dt.date(1970, 1, 2), dt.date(2100, 1, 1)),
    st.times(),
    tzinfo=st.timezones(),
)


class TestIdentity:
    @pytest.mark.parametrize(
        "holidays",
        [
            None,
            {},
            {"mainland": {"2027-02-01": "Fête d'été", "2027-02-02": ""}},
            {"Éire": ["2027-02-01"], "nothing": []},
            {"a": french_holidays()["alsace-moselle"]},
        ],
    )
    def test_everything_comes_back(self, tmp_path: Path, holidays: Any) -> None:
        schedule = full(holidays)
        loaded = again(schedule, tmp_path)
        assert loaded == schedule
        assert loaded.report == schedule.report
        assert loaded.history == schedule.history
        assert loaded.ledger == schedule.ledger
        assert loaded.revised == schedule.revised
        assert loaded.closing_ledger == schedule.closing_ledger

    def test_saved_again_it_is_the_same_file(self, tmp_path: Path) -> None:
        first = save_schedule(full(), tmp_path / "a.json")
        second = save_schedule(load_schedule(first), tmp_path / "b.json")
        assert first.read_bytes() == second.read_bytes()

    def test_an_empty_schedule_of_an_empty_group(self, tmp_path: Path) -> None:
        schedule = Schedule(Group("Nothing"), FEBRUARY)
        assert again(schedule, tmp_path) == schedule

    @pytest.mark.parametrize("name", [*ODD_NAMES, "m" * 300])
    def test_hostile_names(self, tmp_path: Path, name: str) -> None:
        schedule = small(name)
        assert again(schedule, tmp_path) == schedule

    @given(groups(), MOMENTS)
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_group_at_any_moment(self, tmp_path: Path, group: Group, revised: dt.datetime) -> None:
        owed = {agreement.name: number - 1 for number, agreement in enumerate(group.agreements)}
        schedule = Schedule(group, FEBRUARY, (), Ledger(owed), revised=revised)
        assert again(schedule, tmp_path) == schedule

    def test_a_folder_that_is_missing_is_made(self, tmp_path: Path) -> None:
        path = tmp_path / "a" / "b" / "schedule.json"
        assert save_schedule(small(), str(path)) == path
        assert load_schedule(str(path)) == small()


def altered(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The full schedule's content with a change, and the checksum of what it is now."""
    content = json.loads(json.dumps(_content(full())))
    change(content)
    return with_digest(content)


def _content(schedule: Schedule) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return json.loads(save_schedule(schedule, Path(folder) / "x").read_bytes())["schedule"]


DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "binary": bytes(range(256)),
    "zip": b"PK\x03\x04" + bytes(100),
    "invalid utf-8": b'{"format": "\xff\xfe"}',
    "only a byte order mark": b"\xef\xbb\xbf",
    "half of a surrogate pair": b'"\\ud800"',
    "not an object": b"[1, 2]",
    "null": b"null",
    "other format": b'{"format": "something else"}',
    "nothing more": b'{"format": "gesched schedule"}',
    "newer version": with_digest({}, version=2),
    "version as text": with_digest({}, version="1" * 1000),
    "no version": with_digest({}, version=None),
    "no content": with_digest(None),
    "empty content": with_digest({}),
    "content is a list": with_digest([]),
    "content is a text": with_digest("x"),
    "nan": b'{"format": NaN}',
    "deep": b"[" * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "deep content": b'{"format": "gesched schedule", "version": 1, "schedule": '
    + b"[" * 5000
    + b"]" * 5000
    + b"}",
    "endless number": b'{"format": ' + b"9" * 10_000 + b"}",
    "two objects": b"{}{}",
    "group is a list": altered(lambda content: content.update(group=[])),
    "tables are a list": altered(lambda content: content["group"].update(tables=[])),
    "a table is a number": altered(lambda content: content["group"]["tables"].update(members=3)),
    "a table without columns": altered(lambda content: content["group"]["tables"]["members"].pop("columns")),
    "a ragged table": altered(lambda content: content["group"]["tables"]["members"]["data"].append(["x"])),
    "horizon backwards": altered(lambda content: content["horizon"].reverse()),
    "horizon of three": altered(lambda content: content["horizon"].append("2027-01-01")),
    "horizon of numbers": altered(lambda content: content.update(horizon=[1, 2])),
    "unknown member": altered(lambda content: content["assignments"][0].__setitem__(3, "Label 9")),
    "unknown half": altered(lambda content: content["assignments"][0].__setitem__(1, "XM")),
    "assignment of four": altered(lambda content: content["assignments"][0].pop()),
    "no date": altered(lambda content: content["assignments"][0].__setitem__(0, None)),
    "twice": altered(lambda content: content["assignments"].append(content["assignments"][0])),
    "ledger is a list": altered(lambda content: content.update(ledger=[])),
    "ledger of text": altered(lambda content: content["ledger"].update(x="y")),
    "ledger of infinity": altered(lambda content: content["ledger"].update(x=float("inf"))),
    "history after": altered(lambda content: content["history"].update(horizon=content["horizon"])),
    "unknown ending": altered(lambda content: content["report"].update(ending="x")),
    "a field too many": altered(lambda content: content["report"].update(more=1)),
    "a field too few": altered(lambda content: content["report"].pop("seconds")),
    "a level too few": altered(lambda content: content["report"]["levels"][0].pop("unit")),
    "no time zone": altered(lambda content: content.update(revised="2027-01-01T00:00:00")),
    "no moment": altered(lambda content: content.update(revised=7)),
}


class TestDamage:
    def damaged(self, path: Path) -> str:
        with pytest.raises(DamagedFile) as caught:
            load_schedule(path)
        assert caught.value.path == str(path)
        assert caught.value.reason
        assert str(caught.value).startswith(f"{path} cannot be read: ")
        assert len(str(caught.value)) < 2000
        return caught.value.reason

    @pytest.mark.parametrize("kind", DAMAGED)
    def test_whatever_is_in_the_file(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "schedule.json"
        path.write_bytes(DAMAGED[kind])
        self.damaged(path)

    def test_a_missing_file_and_a_folder(self, tmp_path: Path) -> None:
        assert self.damaged(tmp_path / "none.json") == "No such file or directory"
        assert self.damaged(tmp_path) == "Is a directory"

    def test_a_name_that_no_file_can_have(self) -> None:
        with pytest.raises(DamagedFile):
            load_schedule("a\0b")

    def test_cut_anywhere(self, tmp_path: Path) -> None:
        path = save_schedule(full(), tmp_path / "schedule.json")
        content = path.read_bytes()
        for length in range(0, len(content), 97):
            path.write_bytes(content[:length])
            assert self.damaged(path).startswith("it is not whole JSON (")

    def test_any_other_byte(self, tmp_path: Path) -> None:
        path = save_schedule(small(), tmp_path / "schedule.json")
        content = path.read_bytes()
        for place in range(0, len(content), 7):
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            try:
                assert load_schedule(path) == small()  # such as another blank
            except DamagedFile as error:
                assert error.path == str(path)

    def test_changed_by_hand(self, tmp_path: Path) -> None:
        path = save_schedule(small(), tmp_path / "schedule.json")
        path.write_text(path.read_text().replace('"AM"', '"PM"'))
        assert self.damaged(path) == (
            "its content does not match its checksum: it was changed after it was saved"
        )

    def test_a_report_of_before_there_were_excuses(self, tmp_path: Path) -> None:
        path = save_schedule(full(), tmp_path / "plan.json")
        kept = json.loads(path.read_text(encoding="utf-8"))
        del kept["schedule"]["report"]["excused"]
        kept["sha256"] = hashlib.sha256(json.dumps(kept["schedule"], sort_keys=True).encode()).hexdigest()
        path.write_text(json.dumps(kept), encoding="utf-8")
        assert load_schedule(path).report == replace(REPORT, excused=())

    def test_laid_out_anew_is_not_changed(self, tmp_path: Path) -> None:
        path = save_schedule(small(), tmp_path / "schedule.json")
        path.write_text(json.dumps(json.loads(path.read_text()), indent=8, sort_keys=True))
        assert load_schedule(path) == small()

    def test_a_newer_version_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "schedule.json"
        path.write_bytes(DAMAGED["newer version"])
        assert self.damaged(path) == "it has version 2, and this gesched reads 1; update gesched"


@dataclass(frozen=True)
class HouseRule:
    id: str = "house"

    def names(self) -> list[str]:
        return []

    def without(self, name: str) -> "HouseRule":  # noqa: ARG002 - the protocol's
        return self


class TestFailure:
    def test_house_rules_are_refused_clearly_and_the_old_file_stays(self, tmp_path: Path) -> None:
        path = save_schedule(small(), tmp_path / "schedule.json")
        ruled = replace(small(), group=replace(small().group, rules=[HouseRule()]))
        with pytest.raises(InputError) as caught:
            save_schedule(ruled, path)
        assert str(caught.value) == (
            "rules: expected house rules of the kinds that gesched knows, got 'house'. "
            "Write dataclasses.replace(group, rules=...) without them, and add them again after reading."
        )
        assert load_schedule(path) == small()
        assert [file.name for file in tmp_path.iterdir()] == ["schedule.json"]

    def test_house_rules_of_the_history_are_refused_too(self, tmp_path: Path) -> None:
        past = Schedule(replace(small().group, rules=[HouseRule()]), Horizon("2027-01-01", "2027-01-31"))
        with pytest.raises(InputError):
            save_schedule(replace(small(), history=past), tmp_path / "schedule.json")
        assert list(tmp_path.iterdir()) == []

    def test_a_failure_while_writing_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = save_schedule(small(), tmp_path / "schedule.json")

        def full_disk(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full_disk)
        with pytest.raises(OSError, match="No space left"):
            save_schedule(small("Label 2"), path)
        assert load_schedule(path) == small()
        assert [file.name for file in tmp_path.iterdir()] == ["schedule.json"]


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    path.write_bytes(altered(lambda content: content["assignments"][0].__setitem__(2, 4711)))
    with pytest.raises(DamagedFile, match="4711"):
        load_schedule(path)
